"""Entries of the six actions: recorded, corrected, withdrawn, found, added up; nobody's ID lies open."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import checking, closing, entries, entry_forms, revisions
from countydesk.services.desk import Desk
from countydesk.services.entries import Summary, Wanted

FILE = """
key = "county_fair"
title = "乡村集市"

[[programme]]
key = "fair"
title = "乡村好物集市"
reports = ["county"]

[[programme.kind]]
key = "market"
title = "集市"

[[programme.kind.field]]
key = "sales"
title = "销售额"
type = "money"

[[programme.kind.field]]
key = "tons"
title = "数量"
type = "decimal"
unit = "吨"
digits = 2

[[programme.kind.field]]
key = "goods"
title = "农产品"
type = "text"

[[programme.kind]]
key = "seller"
title = "摊主"
ledger = "person"
of = "market"

[[programme.kind.field]]
key = "citizen_id"
title = "身份证号"
type = "citizen_id"
private = true

[[programme]]
key = "province_fair"
title = "省级展销"
reports = ["province"]

[[programme.kind]]
key = "market"
title = "展销会"
"""


@pytest.fixture
def fair(desk: Desk) -> Desk:
    """The desk of an office that has a programme of its own."""
    folder = desk.folder / "catalogue"
    folder.mkdir()
    (folder / "fair.toml").write_text(FILE, encoding="utf-8")
    return desk


def entry(desk: Desk, day: date = date(2026, 10, 3), **said: Any) -> Entry:
    plain: dict[str, Any] = {
        "office_code": desk.office.code,
        "id": desk.new_id(),
        "ledger": Ledger.ACTIVITY,
        "programme": "study_general",
        "kind": "activity",
        "name": "政策宣讲",
        "level": desk.office.level,
        "first_day": day,
        "place": "县第一中学",
    }
    return Entry.model_validate(plain | said)


def market(desk: Desk, **said: Any) -> Entry:
    return entry(desk, **({"programme": "fair", "kind": "market", "name": "国庆集市"} | said))


def seller(desk: Desk, of: str = "", **said: Any) -> Entry:
    plain = {"programme": "fair", "kind": "seller", "ledger": Ledger.PERSON, "name": "单小明"}
    return entry(desk, **(plain | {"values": {"citizen_id": "621223201201019991"}, "belongs_to": of} | said))


@pytest.fixture
def three(desk: Desk) -> list[Entry]:
    made = [
        entry(desk, date(2026, 9, 20), people=40),
        entry(desk, date(2026, 10, 3), people=180, programme="jobs_general", organisers="县人社局"),
        entry(desk, date(2026, 10, 9), people=25, name="圆梦助学", note="每人一套文具"),
    ]
    for each in made:
        entries.record(desk, each)
    return made


def names(desk: Desk, wanted: Wanted, **order: Any) -> list[str]:
    return [line.entry.name for line in entries.lines(desk, wanted, **order)]


def test_people_are_added_up_over_what_is_wanted(desk: Desk, three: list[Entry]) -> None:
    october = Month(2026, 10)
    assert entries.summary(desk, Wanted()) == Summary(3, 245)
    assert entries.summary(desk, Wanted(october)) == Summary(2, 205)
    assert entries.summary(desk, Wanted(october, action="study")) == Summary(1, 25)
    assert entries.summary(desk, Wanted(ledger=Ledger.FUND)) == Summary(0, 0)
    assert entries.summary(desk, Wanted(office="621026")) == Summary(0, 0)
    assert [line.entry.people for line in entries.lines(desk, Wanted(), sort="people")] == [25, 40, 180]


def test_they_are_counted_by_kind(desk: Desk, three: list[Entry]) -> None:
    assert entries.counted(desk, Wanted()) == {"study_general.activity": 2, "jobs_general.activity": 1}
    assert entries.counted(desk, Wanted(month=Month(2026, 9))) == {"study_general.activity": 1}


def test_what_a_county_records_is_in_the_county_unless_it_says_otherwise(desk: Desk) -> None:
    here, there = entry(desk), entry(desk, place_code="621223")
    entries.record_all(desk, [here, there])
    assert entries.named(desk, here.id).place_code == desk.office.code
    assert entries.named(desk, there.id).place_code == "621223"


def test_the_catalogue_names_what_is_listed(desk: Desk, three: list[Entry]) -> None:
    line = entries.lines(desk, Wanted(typed="圆梦"))[0]
    assert (line.action, line.kind, line.photos) == ("学业资助", "活动", 0)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("圆梦", ["圆梦助学"]),
        ("文具", ["圆梦助学"]),
        ("圆梦 宣讲", []),
        ("政策 一中学", ["政策宣讲", "政策宣讲"]),
        ("人社", ["政策宣讲"]),
        ("学", ["圆梦助学", "政策宣讲", "政策宣讲"]),
        ("没有这个词", []),
        ("  ", ["圆梦助学", "政策宣讲", "政策宣讲"]),
    ],
)
def test_a_word_finds_what_it_stands_in(desk: Desk, three: list[Entry], typed: str, found: list[str]) -> None:
    assert names(desk, Wanted(typed=typed)) == found


def test_a_corrected_entry_is_found_by_what_it_says_now(desk: Desk, three: list[Entry]) -> None:
    entries.correct(desk, three[2].model_copy(update={"name": "金秋助学"}), [], "名称写错")
    assert names(desk, Wanted(typed="金秋")) == ["金秋助学"]
    assert names(desk, Wanted(typed="圆梦")) == []
    assert checking.check(desk) == []


def test_a_lost_index_is_told(desk: Desk, three: list[Entry]) -> None:
    with desk.work() as work:
        sqlite = work.connection.dialect.name == "sqlite"
        work.connection.execute(text(f"DELETE FROM {'word_entry' if sqlite else 'entry_word'}"))
        work.commit()
    assert checking.check(desk) == ["查找索引缺 3 条项目台账,请重建索引。"]


def test_the_last_one_recorded_is_at_hand(desk: Desk, three: list[Entry]) -> None:
    last = entries.last(desk, Ledger.ACTIVITY)
    assert last is not None and last.id == three[-1].id
    assert entries.last(desk, Ledger.PERSON) is None


def test_an_entry_is_corrected_with_a_reason(desk: Desk, three: list[Entry]) -> None:
    fixed = three[0].model_copy(update={"people": 42})
    with pytest.raises(Refused, match="请写更正原因"):
        entries.correct(desk, fixed, [], "")
    entries.correct(desk, fixed, [], "漏记两人")
    assert entries.named(desk, fixed.id).people == 42
    with pytest.raises(Refused, match="没有这条记录"):
        entries.named(desk, "别处")


def test_a_withdrawn_entry_counts_nowhere_and_stays_to_be_seen(desk: Desk, three: list[Entry]) -> None:
    with pytest.raises(Refused, match="请写撤回原因"):
        entries.withdraw(desk, three[1].id, " ")
    entries.withdraw(desk, three[1].id, "没有办成")
    assert entries.summary(desk, Wanted()) == Summary(2, 65)
    (gone,) = entries.lines(desk, Wanted(withdrawn=True))
    assert (gone.entry.id, gone.entry.withdrawn) == (three[1].id, "没有办成")
    with pytest.raises(Refused, match="已撤回"):
        entries.withdraw(desk, three[1].id, "再撤一次")
    with pytest.raises(Refused, match="已撤回"):
        entries.correct(desk, three[1], [], "想改")


def test_sent_twice_it_is_written_once(desk: Desk) -> None:
    one = entry(desk, people=7)
    entries.record(desk, one)
    entries.record(desk, one)
    assert entries.summary(desk, Wanted()) == Summary(1, 7)


def test_everything_wrong_is_told_and_nothing_written(desk: Desk) -> None:
    wrong = entry(desk, day=date(2026, 12, 1), name="", values={"x": 1})
    with pytest.raises(Refused) as refusal:
        entries.record(desk, wrong)
    assert [problem.field for problem in refusal.value.problems] == ["name", "first_day", "x"]
    assert entries.summary(desk, Wanted()).entries == 0


def test_a_closed_month_takes_no_entry_and_gives_none_up(
    desk: Desk, three: list[Entry], acting: Any, clock: Any
) -> None:
    closing.close(acting("王海"), Month(2026, 10))
    acting("李明")
    clock.on(date(2026, 11, 3))
    october = "2026年10月已月结"
    with pytest.raises(Refused, match=october):
        entries.record(desk, entry(desk))
    with pytest.raises(Refused, match=october):
        entries.correct(desk, three[1].model_copy(update={"first_day": date(2026, 11, 2)}), [], "改期")
    with pytest.raises(Refused, match=october):
        entries.withdraw(desk, three[2].id, "没有办成")


def test_a_programme_is_one_file_and_its_figures_add_up_exactly(fair: Desk) -> None:
    for fen, tons, day in ((10, "0.1", 1), (20, "0.2", 2), (10**12, "112", 3)):
        values = {"sales": fen, "tons": tons, "goods": "百合"}
        entries.record(fair, market(fair, day=date(2026, 10, day), values=values, people=1))
    wanted = Wanted(programme="fair", kind="market")
    summary = Summary(3, 3, {"sales": 10**12 + 30, "tons": Decimal("112.30")})
    assert entries.summary(fair, wanted) == summary
    by_tons = entries.lines(fair, wanted, sort="tons", descending=True)
    assert [line.entry.values["tons"] for line in by_tons] == ["112", "0.2", "0.1"]
    assert next(line.entry.values["sales"] for line in entries.lines(fair, wanted, sort="sales")) == 10
    assert names(fair, Wanted(typed="百合")) == ["国庆集市"] * 3
    with pytest.raises(Refused, match="不能按"):
        entries.lines(fair, wanted, sort="colour")


def test_figures_of_another_kind_that_are_no_numbers_count_nothing(fair: Desk) -> None:
    """Another office's package may bring what this catalogue would not take."""
    entries.record(fair, market(fair, values={"sales": 500}))
    with fair.work() as work:
        work.add(market(fair, values={"sales": "很多", "tons": "1e9"}))
        work.commit()
    totals = entries.summary(fair, Wanted(programme="fair", kind="market")).totals
    assert totals == {"sales": 500, "tons": 0}


def test_a_programme_is_entered_where_it_is_reported(fair: Desk) -> None:
    with pytest.raises(Refused, match="“省级展销”由省登记"):
        entries.record(fair, market(fair, programme="province_fair"))


def test_what_belongs_to_something_hangs_on_it(fair: Desk) -> None:
    whole = market(fair)
    entries.record(fair, whole)
    entries.record(fair, seller(fair, whole.id))
    assert names(fair, Wanted(belongs_to=whole.id)) == ["单小明"]
    with pytest.raises(Refused, match="还有 1 条记录属于“国庆集市”"):
        entries.withdraw(fair, whole.id, "重复登记")
    with pytest.raises(Refused, match="不存在或已撤回"):
        entries.record(fair, seller(fair, "别处"))
    with pytest.raises(Refused, match="不能归在“国庆集市”之下"):
        entries.record(fair, market(fair, belongs_to=whole.id))


def test_a_persons_id_is_masked_and_reading_it_is_recorded(fair: Desk) -> None:
    one = seller(fair)
    entries.record(fair, one)
    assert entries.lines(fair, Wanted())[0].entry.values == {"citizen_id": "6212************91"}
    assert entries.named(fair, one.id).values["citizen_id"] == "6212************91"
    assert names(fair, Wanted(typed="sxm")) == names(fair, Wanted(typed="621223201201019991")) == ["单小明"]
    before = _seen(fair)
    assert entries.reveal(fair, one.id, "citizen_id") == "621223201201019991"
    assert entries.open_to_correct(fair, one.id).values["citizen_id"] == "621223201201019991"
    assert _seen(fair) == before + 2


def _seen(desk: Desk) -> int:
    with desk.read() as connection:
        query = text("SELECT count(*) FROM revision WHERE action = 'seen' AND kind = 'entry'")
        return connection.scalar(query) or 0


def test_the_record_of_changes_says_it_in_the_words_of_the_catalogue(fair: Desk, acting: Any) -> None:
    one = seller(fair, values={"citizen_id": "621223201201019991", "phone": "13812345566"})
    plain = market(fair, values={"sales": 10000, "tons": "1.5"})
    with fair.work() as work:  # a field that the catalogue does not have, as a package may bring it
        work.add(one)
        work.commit()
    entries.record(fair, plain)
    fixed = {"values": {"sales": 20000, "tons": "1.5"}, "modifiers": {"sales": "余"}}
    entries.correct(fair, plain.model_copy(update=fixed), [], "漏记")
    entries.reveal(fair, one.id, "citizen_id")
    told = revisions.listing(acting("王海"), revisions.Wanted(kind="entry"))
    assert told[0].sentence == "身份证号"
    assert told[1].sentence == "销售额:100.00 元 → 200.00 元;销售额约数:余"
    assert "身份证号:6212************91" in told[3].sentence and "138" not in told[3].sentence


def test_what_the_catalogue_has_no_more_is_shown_as_old_its_values_masked(fair: Desk) -> None:
    sold = market(fair, values={"goods": "百合", "sales": 1200})
    entries.record(fair, sold)
    (fair.folder / "catalogue" / "fair.toml").unlink()
    fair.__dict__.pop("found_catalogue", None)
    (line,) = entries.lines(fair, Wanted())
    assert (line.programme, line.entry.name) == ("旧项目", "国庆集市")
    assert line.entry.values == {"goods": "百*", "sales": "1***"}
    opened = entry_forms.opened(fair, sold.id)
    assert (opened.kind.title, [own.title for own in opened.kind.fields]) == ("旧项目", ["goods", "sales"])
    assert entries.reveal(fair, sold.id, "goods") == "百合"
    with pytest.raises(Refused, match="没有“tons”这一项"):
        entries.reveal(fair, sold.id, "tons")
    entries.withdraw(fair, sold.id, "项目已撤销")
    assert entries.counted(fair, Wanted()) == {}
