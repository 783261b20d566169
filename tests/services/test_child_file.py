"""A child's file on paper, what the township is told, and who goes on to university."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from countydesk.domain.enrolment import EventKind
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action, Revision
from countydesk.domain.visits import Visit
from countydesk.export.papers.pages import Pages
from countydesk.services import (
    beneficiaries,
    child_file,
    disbursements,
    dropout,
    school_life,
    university,
    visits,
)
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper
from countydesk.storage.revisions import REVISIONS
from tests.conftest import TestClock

Hand = Callable[[str], Desk]


def text_of(paper: Paper) -> str:
    """All that stands on a paper, without blanks."""
    with Pages(paper.pdf) as pages:
        return "".join("".join(pages.text(number).split()) for number in range(len(pages)))


def photograph(colour: int) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), (colour, 120, 90)).save(content, "JPEG")
    return content.getvalue()


def logged(desk: Desk, child_id: str) -> list[str]:
    with desk.read() as connection:
        query = select(REVISIONS).where(
            REVISIONS.c.action == Action.SENT_OUT, REVISIONS.c.record_id == child_id
        )
        rows = [Revision.model_validate(dict(row)) for row in connection.execute(query).mappings()]
        return [one.changes for one in desk.child_keys(connection).opened(rows)]


def test_the_whole_file_of_a_child(paid: Desk) -> None:
    desk = paid
    [batch] = disbursements.batches(desk)
    line = disbursements.show(desk, batch.number).lines[0]
    child = beneficiaries.open_child(desk, line.beneficiary_id).child
    for number in range(14):
        visit = Visit(
            office_code=desk.office.code,
            id=desk.new_id(),
            beneficiary_id=child.id,
            day=date(2026, 10, 1 + number),
            visitors="李明、赵芳",
            findings=f"第{number + 1}次入户,与祖母同住,学习用品不足。" * 6,
            follow_up="送书包" if number == 13 else "",
            follow_up_due=date(2026, 10, 30) if number == 13 else None,
        )
        visits.record(desk, visit, [photograph(number * 12)])
    school_life.record(desk, child.id, EventKind.PAUSED, desk.today, "手术", "休学审批表 2026-3")
    beneficiaries.correct(desk, child.model_copy(update={"phone": "13812345678"}), None, "换号")
    paper = child_file.file_paper(desk, child.id)
    told = text_of(paper)
    assert paper.file_name == f"档案-{child.name}.pdf"
    assert child.citizen_id and child.citizen_id in told and child.bank_card in told
    for words in ("一、基本情况", "初中", "休学审批表2026-3", "HS-2026-001", "送书包", "八、材料目录"):
        assert words in told
    assert told.count("走访照片") == 14
    assert "联系电话:—→13812345678" in told and "换号" in told
    assert "第1页" in told
    assert logged(desk, child.id)[-1] == '{"*": [null, "打印档案"]}'
    assert child_file.file_paper(desk, child.id).pdf == paper.pdf


def test_the_township_is_told_of_a_child_that_left_school(desk: Desk) -> None:
    child = beneficiaries.listing(desk, "")[0]
    with pytest.raises(Refused, match="没有登记辍学"):
        dropout.notice(desk, child.id)
    school_life.record(desk, child.id, EventKind.DROPPED_OUT, date(2026, 10, 12), "外出务工")
    told = text_of(dropout.notice(desk, child.id))
    assert f"{child.township}人民政府：" in told
    assert "自2026年10月12日起辍学，原因：外出务工" in told and "回执" in told
    number = beneficiaries.open_child(desk, child.id).child.citizen_id
    assert number and number not in told
    assert len(logged(desk, child.id)) == 1


def test_who_goes_on_to_university_is_handed_over(
    desk: Desk, clock: TestClock, acting: Hand, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="2027 年没有登记“升入大学”的对象"):
        university.hand_over(desk, 2027, tmp_path)
    seniors = [one for one in beneficiaries.listing(desk) if one.grade.startswith("高")]
    clock.on(date(2027, 8, 25))
    first, second = (beneficiaries.open_child(desk, one.id).child for one in seniors[:2])
    for child in (first, second):
        school_life.record(desk, child.id, EventKind.UNIVERSITY, desk.today, "录取")
    mistaken = school_life.listing(desk, second.id)[-1].event
    school_life.undo(desk, mistaken.id, "记错了人")
    assert [one.child.name for one in university.gone_on(desk, 2027)] == [first.name]
    assert university.gone_on(desk, 2026) == []
    path = university.hand_over(desk, 2027, tmp_path / "圆梦")
    heading, row = list(load_workbook(path).worksheets[0].values)
    assert row[0] == first.name and "高考总分" in heading and "录取院校" in heading
    assert first.citizen_id not in row
