"""The register: found as one types, opened with its story, corrected with a reason."""

from datetime import date

import pytest

from countydesk.domain.answers import QueriedRow
from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import RowVerdict
from countydesk.services import beneficiaries, receipts, workbench
from countydesk.services.desk import Desk
from countydesk.services.register import Gap, Wanted

NAMES = ("单文彬", "仇海龙", "曾霞", "查文", "张𬸚", "尉迟䶮", "阿不都·热合曼", "欧阳雪", "张小明", "张晓明")


@pytest.fixture
def named_desk(desk: Desk) -> Desk:
    """The desk with children whose names are read in more than one way."""
    with desk.work() as work:
        work.add(
            *(
                Beneficiary(
                    office_code=desk.office.code,
                    id=desk.new_id(),
                    name=name,
                    citizen_id=f"62102420150101{position:03d}X",
                    stage=Stage.PRIMARY,
                    entry_year=2022,
                    school="唐沟圈教学点",
                )
                for position, name in enumerate(NAMES)
            )
        )
        work.commit()
    return desk


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("swb", "单文彬"),
        ("dwb", "单文彬"),
        ("shanwen", "单文彬"),
        ("SWB", "单文彬"),
        ("文彬", "单文彬"),
        ("qhl", "仇海龙"),
        ("chl", "仇海龙"),
        ("zx", "曾霞"),
        ("cw", "查文"),
        ("zhaw", "查文"),
        ("𬸚", "张𬸚"),
        ("尉迟", "尉迟䶮"),
        ("yc", "尉迟䶮"),
        ("热合曼", "阿不都·热合曼"),
        ("阿不都热", "阿不都·热合曼"),
        ("阿不都·热", "阿不都·热合曼"),
        ("oyx", "欧阳雪"),
        ("621024201501010", "单文彬"),
        ("20150101000x", "单文彬"),
        ("621024 2015 0101", "单文彬"),
        ("62102420150101 000 x", "单文彬"),
        ("教学点 swb", "单文彬"),
        ("沟圈", "欧阳雪"),
    ],
)
def test_a_child_is_found_as_one_types(named_desk: Desk, typed: str, found: str) -> None:
    assert found in [child.name for child in beneficiaries.find(named_desk, typed)]


@pytest.mark.parametrize("typed", ["xqz", "'", '"', "*", "不在册", "swb 不在册", "a OR b"])
def test_what_is_nowhere_finds_nobody(named_desk: Desk, typed: str) -> None:
    assert beneficiaries.find(named_desk, typed) == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(named_desk: Desk) -> None:
    (child,) = beneficiaries.find(named_desk, "单文彬")
    file = beneficiaries.open_child(named_desk, child.id)
    beneficiaries.correct(named_desk, file.child.model_copy(update={"name": "单文斌"}), None, "户口簿为“斌”")
    assert beneficiaries.find(named_desk, "单文彬") == []
    assert [c.id for c in beneficiaries.find(named_desk, "单文斌")] == [child.id]


def test_two_children_of_one_name_are_told_apart(named_desk: Desk) -> None:
    assert [c.name for c in beneficiaries.find(named_desk, "zxm")] == ["张小明", "张晓明"]
    assert beneficiaries.named(named_desk, "张小明").name == "张小明"
    with pytest.raises(Refused, match="没有找到"):
        beneficiaries.named(named_desk, "张明")


def test_the_list_is_sorted_by_pinyin_and_fetched_in_windows(named_desk: Desk) -> None:
    whole = beneficiaries.listing(named_desk, limit=1000)
    assert len(whole) == beneficiaries.how_many(named_desk) == 34
    assert beneficiaries.listing(named_desk, offset=10, limit=5) == whole[10:15]
    assert beneficiaries.listing(named_desk, descending=True, limit=1)[0].name == whole[-1].name
    assert beneficiaries.how_many(named_desk, Wanted(state=State.PAUSED)) == 0


def test_looking_at_a_full_number_is_recorded(desk: Desk) -> None:
    child = beneficiaries.listing(desk, limit=1)[0]
    assert "*" in child.masked_id
    full = beneficiaries.reveal(desk, child.id, "citizen_id")
    assert (full[:4], full[-2:]) == (child.masked_id[:4], child.masked_id[-2:])
    with desk.read() as connection:
        last = connection.exec_driver_sql(
            "SELECT action, record_id, by FROM revision ORDER BY number DESC LIMIT 1"
        ).first()
    assert last is not None
    assert tuple(last) == ("seen", child.id, "李明")


def test_a_correction_needs_a_reason_and_an_id_of_its_own(desk: Desk) -> None:
    first, second = beneficiaries.listing(desk, limit=2)
    file, other = beneficiaries.open_child(desk, first.id), beneficiaries.open_child(desk, second.id)
    with pytest.raises(Refused, match="请写更正原因"):
        beneficiaries.correct(desk, file.child, file.guardian, "")
    taken = file.child.model_copy(update={"citizen_id": other.child.citizen_id})
    with pytest.raises(Refused, match=f"身份证号与 {second.name} 相同"):
        beneficiaries.correct(desk, taken, file.guardian, "更正")


def test_missing_consents_are_a_task_until_they_are_there(desk: Desk) -> None:
    def words() -> list[str]:
        return [task.word for task in workbench.look(desk).tasks]

    assert "缺同意书" in words()
    children = beneficiaries.listing(desk, limit=100)
    beneficiaries.consent(desk, [child.id for child in children], date(2026, 10, 14))
    assert "缺同意书" not in words()


def test_who_stands_on_no_list_of_the_term_is_a_task(paid: Desk) -> None:
    assert "未列入" not in [task.word for task in workbench.look(paid).tasks]
    with paid.work() as work:
        work.add(
            Beneficiary(
                office_code=paid.office.code,
                id=paid.new_id(),
                name="张小明",
                stage=Stage.PRIMARY,
                entry_year=2024,
            )
        )
        work.commit()
    (task,) = [task for task in workbench.look(paid).tasks if task.word == "未列入"]
    assert task.sentence == "1 人在助,没有列入2026年秋季学期名册"


def test_a_child_that_the_province_asks_about_lights_up_until_it_is_answered(desk: Desk) -> None:
    asked, other = beneficiaries.listing(desk, limit=2)
    row = QueriedRow(
        office_code=desk.office.code,
        package_id="p" * 64,
        kind="beneficiary",
        record_id=asked.id,
        verdict=RowVerdict.QUERIED,
        sentence="与宁县登记的是同一人,请核实。",
    )
    with desk.work() as work:
        work.add(row)
        work.commit()
    lit = {child.id: child.queried for child in beneficiaries.listing(desk)}
    assert (lit[asked.id], lit[other.id]) == (True, False)
    assert [c.id for c in beneficiaries.listing(desk, Wanted(gap=Gap.QUERIED))] == [asked.id]
    receipts.answer(desk, row.package_id, asked.id, "已核实,户籍在本县。")
    assert beneficiaries.listing(desk, Wanted(gap=Gap.QUERIED)) == []
