"""Batches as people look at them, and what is exported of a month."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.batch_path import LineState
from countydesk.domain.disbursements import BatchState
from countydesk.domain.enrolment import EventKind
from countydesk.domain.months import Month, Term
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import (
    beneficiaries,
    closing,
    disbursements,
    drawing,
    reporting,
    rosters,
    school_life,
    sending,
)
from countydesk.services.desk import Desk
from tests.conftest import PASSPHRASE, TestClock

AUTUMN = Term(2026, "autumn")


def test_the_list_says_what_each_batch_is_worth(desk: Desk) -> None:
    assert rosters.listing(desk) == []
    batch = drawing.draw(desk, AUTUMN)
    (row,) = rosters.listing(desk)
    assert (row.batch.number, row.term, row.children) == (batch.number, "2026年秋季学期", 24)
    assert row.due_fen == row.fen == 8 * 100000 + 16 * 180000
    assert row.balance.due == 0 and row.drawn_by == "李明"


def test_a_look_names_the_next_step_and_who_can(desk: Desk, acting: Callable[[str], Desk]) -> None:
    batch = drawing.draw(desk, AUTUMN)
    look = rosters.look(desk, batch.reference)
    assert (look.act, look.who_can) == ("check", ["赵芳", "王海"])
    assert "没有" in look.why_not and not look.can_void
    acting("赵芳")
    look = rosters.look(desk, batch.reference)
    assert look.why_not == "" and look.can_void
    assert {each.state for each in look.lines} == {LineState.LISTED}


def test_who_is_left_out_and_why(desk: Desk) -> None:
    child = beneficiaries.listing(desk)[0]
    school_life.record(desk, child.id, EventKind.PAUSED, desk.today, "生病")
    batch = drawing.draw(desk, AUTUMN)
    groups = rosters.left_out(desk, batch.number)
    assert [(reason, [each.name for each in group]) for reason, group in groups.items()] == [
        ("休学", [child.name])
    ]


def test_a_line_is_found_by_number_name_and_initials(desk: Desk) -> None:
    look = rosters.look(desk, drawing.draw(desk, AUTUMN).number)
    words = rosters.search_words(look)
    line = look.sheet.lines[0]
    assert words[line.id].startswith(f"1 {line.name} ")
    assert any(word.isascii() and len(word) == len(line.name) for word in words[line.id].split())


def test_some_lines_alone_are_paid_and_signed(paid: Desk) -> None:
    look = rosters.look(paid, "HS-2026-001")
    first = look.sheet.lines[0]
    disbursements.sign(paid, "HS-2026-001", only=[first.id])
    states = {each.line.id: each.state for each in rosters.look(paid, "HS-2026-001").lines}
    assert states.pop(first.id) is LineState.SIGNED
    assert set(states.values()) == {LineState.UNSIGNED}


def test_a_proxy_is_kept_with_relation_and_id(desk: Desk) -> None:
    proxy = disbursements.proxy_named(desk, "杨玉兰", " 祖母 ", "６21024195001010025")
    assert proxy == "杨玉兰(祖母) 621024195001010025"
    with pytest.raises(Refused) as refusal:
        disbursements.proxy_named(desk, "", "", "123")
    assert {problem.field for problem in refusal.value.problems} == {"name", "relation", "citizen_id"}


def test_a_replaced_batch_is_named_on_both_sides(paid: Desk, acting: Callable[[str], Desk]) -> None:
    acting("王海")
    for line in disbursements.show(paid, "HS-2026-001").lines:
        disbursements.return_(paid, "HS-2026-001", line.id, "银行整批退回")
    anew = disbursements.void(paid, "HS-2026-001", "整批退回", replace=True)
    assert anew is not None
    assert rosters.look(paid, anew.number).replaces == "HS-2026-001"
    old = rosters.look(paid, "HS-2026-001")
    assert old.replaced_by == anew.number and old.act is None and old.batch.state is BatchState.VOIDED


def test_the_month_to_report_stays_until_it_is_sent(
    desk: Desk, acting: Callable[[str], Desk], clock: TestClock, tmp_path: Path
) -> None:
    look = reporting.look(desk)
    assert look.month == Month(2026, 10) and look.who_can == ["王海"] and "权限" in look.why_not
    acting("王海")
    closing.close(desk, Month(2026, 10))
    clock.on(date(2026, 11, 2))
    assert reporting.look(desk).month == Month(2026, 10)
    assert [each.package for each in closing.past(desk)] == [None]
    look = reporting.look(desk)
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="无法使用文件夹"):
        sending.send(desk, look.month, tmp_path / "file" / "stick", PASSPHRASE)
    sent = sending.send(desk, look.month, tmp_path, PASSPHRASE)
    assert sent.path.name == look.file_name
    assert sent.rows == look.contents.rows
    after = reporting.look(desk)
    assert after.month == Month(2026, 11) and after.fingerprint and not after.too_early
    assert [each.package and each.package.number for each in closing.past(desk)] == [1]
