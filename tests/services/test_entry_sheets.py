"""Records by the sheet: every kind goes out and comes back the same; a foreign sheet is read with care."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import delete

from countydesk.domain.catalogue import FieldOf, KindOf
from countydesk.domain.catalogue_file import linked
from countydesk.domain.entries import Entry, Precision
from countydesk.domain.entry_sheets import EXAMPLE
from countydesk.domain.fields import Kind
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.problems import Problem, Refused
from countydesk.imports.spreadsheet import read_sheets
from countydesk.imports.tables import Sheet
from countydesk.services import closing, entries, entry_sheets, outside, revisions
from countydesk.services.catalogue import Found
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from countydesk.services.entry_sheets import Recorded, SheetRead
from countydesk.storage.entries import ENTRIES

IDS = ("621223201201019991", "62122320120101888X")
FAIR, SEEKER = "job_fair.fair", "job_fair.seeker"


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are read in this process: reading them apart is tested with the ledger's."""

    def here(data: bytes, name: str, on_rows: Any = None) -> list[Sheet]:
        return read_sheets(data, name)

    monkeypatch.setattr(outside, "sheets_of", here)


@pytest.fixture
def anyone(desk: Desk) -> Desk:
    """A desk at which every programme may be entered."""
    actions = [
        replace(action, programmes=tuple(replace(p, reports=tuple(Level)) for p in action.programmes))
        for action in desk.catalogue.actions
    ]
    desk.__dict__["found_catalogue"] = Found(linked(actions))
    return desk


def at_level(desk: Desk, level: Level) -> Desk:
    """The desk as if its office were of this level."""
    desk.office = desk.office.model_copy(update={"level": level})
    return desk


def value(own: FieldOf, number: int) -> Any:
    """Something that stands in a field, another for another number."""
    keys = [key for key, _title in own.choices]
    made: dict[Kind, Any] = {
        Kind.MONEY: 1_234_567_05 + number,
        Kind.NUMBER: 1000 + number,
        Kind.DECIMAL: "12" if not own.digits else f"12.{number + 1}",
        Kind.DAY: "2026-05-09",
        Kind.MONTH: "2026-03",
        Kind.YES_NO: number % 2 == 0,
        Kind.CITIZEN_ID: IDS[0],
        Kind.PHONE: "13893456789",
        Kind.NAME: "买买提·吐尔逊",
    }
    if own.kind is Kind.CHOICE:
        return keys[number % len(keys)]
    if own.kind is Kind.CHOICES:
        return keys[: number + 1]
    return made.get(own.kind, f"=1+{number}\n第二行,“引号”")


def made(desk: Desk, kind: KindOf, number: int, **said: Any) -> Entry:
    """A record of a kind with all that its form has."""
    above = desk.office.level.has_others_below
    own = {each.key: value(each, number) for each in kind.fields}
    for relation in kind.relations:
        own |= {part: 1 for part in relation.parts}
    common = {
        key: said
        for key, said in {
            "last_day": date(2026, 3, 20),
            "place": "合水县太白镇",
            "organisers": "共青团合水县委、县人社局",
            "partners": "-5 家企业",
            "people": 120 + number,
        }.items()
        if key in kind.titles
    }
    plain = {
        "office_code": desk.office.code,
        "id": desk.new_id(),
        "ledger": kind.ledger,
        "programme": kind.programme,
        "kind": kind.key,
        "name": f"第{'一二三四'[number]}号",
        "level": desk.office.level,
        "first_day": date(2026, 3, 9),
        "precision": Precision.PERIOD if "last_day" in common else Precision.DAY,
        "place_code": "621024100" if above and "place" in kind.titles else "",
        "values": own,
        "note": "一\n二",
    }
    return Entry.model_validate({**plain, **common, **said})


def several(desk: Desk, kind: KindOf, whole: Entry | None) -> list[Entry]:
    """A full record; one known to the month, with approximate figures; one that says only what it must."""
    figures = [own.key for own in kind.fields if own.kind in (Kind.MONEY, Kind.NUMBER, Kind.DECIMAL)]
    about = dict(zip(figures, ("余", "近", "以上", "超过", "多", "左右"), strict=False))
    about |= {"people": "全部"} if "people" in kind.titles else {}
    needed = {own.key: value(own, 0) for own in kind.fields if own.required}
    another = Level.COUNTY if desk.office.level.has_others_below else desk.office.level
    month = {"first_day": date(2026, 4, 11), "precision": Precision.TEN_DAYS, "last_day": None}
    return [
        made(desk, kind, 0, belongs_to=whole.id if whole else ""),
        made(desk, kind, 1, modifiers=about, explanation="报表口径" if kind.relations else "", **month),
        made(desk, kind, 2, values=needed, note="", level=another),
    ]


def standing(desk: Desk, kind: KindOf) -> list[dict[str, Any]]:
    """What is recorded of a kind, but for who did it when and under which id."""
    wanted = Wanted(programme=kind.programme, kind=kind.key)
    with desk.read() as connection:
        found = list(entries.in_full(desk, connection, wanted))
    apart = {"id", "recorded_by", "recorded_at"}
    return [entry.model_dump(exclude=apart) for entry in found]


def taken_out(desk: Desk, kind: KindOf, folder: Path) -> Path:
    return entry_sheets.listed(desk, Wanted(programme=kind.programme, kind=kind.key), folder)


def taken_in(desk: Desk, kind: str, path: Path) -> tuple[Recorded, SheetRead]:
    sheet = entry_sheets.read(desk, kind, path)
    return entry_sheets.record(desk, understood(desk, kind, sheet)), sheet


def understood(desk: Desk, kind: str, sheet: SheetRead) -> list[Entry]:
    """The entries of a sheet in which nothing is wrong."""
    good, problems = entry_sheets.understood(desk, kind, sheet)
    assert problems == []
    return [entry for _, entry in good]


def emptied(desk: Desk, kind: KindOf) -> None:
    with desk.work() as work:
        own = (ENTRIES.c.programme == kind.programme, ENTRIES.c.kind == kind.key)
        work.connection.execute(delete(ENTRIES).where(*own))
        work.commit()


@pytest.mark.parametrize("level", [Level.CITY, Level.COUNTY])
def test_every_kind_goes_out_and_comes_back_the_same(anyone: Desk, tmp_path: Path, level: Level) -> None:
    desk = at_level(anyone, level)
    wholes: dict[str, Entry] = {}
    kinds = list(desk.catalogue.kinds.values())
    for kind in sorted(kinds, key=lambda kind: bool(kind.of)):
        # Of those that others belong to one stands here already, and stays.
        if kind.of and kind.of not in wholes:
            above = desk.catalogue.kinds[kind.of]
            wholes[kind.of] = made(desk, above, 3, name="总的一条", belongs_to="")
            entries.record(desk, wholes[kind.of])
        entries.record_all(desk, several(desk, kind, wholes.get(kind.of)))
        before = standing(desk, kind)
        path = taken_out(desk, kind, tmp_path)
        recorded, sheet = taken_in(desk, kind.name, path)
        assert (recorded.written, recorded.known, sheet.notes) == (0, len(before), ()), kind.name
        emptied(desk, kind)
        assert taken_in(desk, kind.name, path)[0].written == 3, kind.name
        assert standing(desk, kind) == before, kind.name


def filled(path: Path, *rows: list[object], title: str = "表") -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_foreign_sheet_is_read_by_its_titles(desk: Desk, tmp_path: Path) -> None:
    path = filled(
        tmp_path / "招聘会.xlsx",
        ["2026年招聘会统计表"],
        ["序号", "招聘会名称", "时间", "活动地点", "日期", "提供岗位(个)", "求职人数", "备注 "],
        [1, "春风行动招聘会", "上午", "西街", "2026.3.9-3.11", "近2万个", "1.2万人次", None],
        [2, "返乡青年招聘会", "下午", "太白镇", date(2026, 4, 2), 1200, "800余人", "雨天改在室内"],
        ["合计", None, None, None, None, 21200, 12800, None],
        ["填表人:李明"],
    )
    sheet = entry_sheets.read(desk, FAIR, path)
    assert (sheet.sheet, sheet.heading_row) == ("表", 2)
    assert sheet.notes == (
        "不认识的列,未读:时间、活动地点。",
        "第 5 行是合计或签名,未读。",
        "第 6 行是合计或签名,未读。",
    )
    first, second = understood(desk, FAIR, sheet)
    assert (first.first_day, first.last_day, first.precision) == (
        date(2026, 3, 9),
        date(2026, 3, 11),
        Precision.PERIOD,
    )
    assert (first.values, first.people, first.modifiers) == ({"posts": 20000}, 12000, {"posts": "近"})
    assert (second.values, second.people, second.modifiers) == ({"posts": 1200}, 800, {"people": "余"})
    assert (second.first_day, second.note) == (date(2026, 4, 2), "雨天改在室内")


def test_all_problems_are_told_at_once_with_row_and_column(desk: Desk, tmp_path: Path) -> None:
    path = filled(
        tmp_path / "求职.xlsx",
        ["姓名", "登记日期", "身份证号", "联系电话", "家庭类型", "所属招聘会"],
        ["单小明", "2026.13.1", IDS[1], "1389345678", "富裕户", "没有的招聘会"],
        [None, 2026.1, 6.21223201201019e17, None, None, None],
    )
    sheet = entry_sheets.read(desk, SEEKER, path)
    good, problems = entry_sheets.understood(desk, SEEKER, sheet)
    assert good == []
    assert [(problem.row, problem.field) for problem in problems] == [
        (2, "first_day"),
        (2, "citizen_id"),
        (2, "phone"),
        (2, "household"),
        (2, "belongs_to"),
        (3, "name"),
        (3, "first_day"),
        (3, "citizen_id"),
    ]
    told = {(problem.row, problem.field): problem.sentence for problem in problems}
    assert told[2, "belongs_to"] == "没有名称为“没有的招聘会”的招聘会,请先登记,或核对名称。"
    assert told[3, "first_day"].startswith("日期“2026.1或2026.10”无法识别")
    assert "科学计数" in told[3, "citizen_id"]


def test_money_is_read_in_the_unit_of_its_heading(desk: Desk, tmp_path: Path) -> None:
    rows = (
        ["捐赠项目", "到账日期", "筹资额(万元)"],
        ["希望小屋", "2026.5", "12.5"],
        ["书屋", "2026.5", "3余"],
    )
    path = filled(tmp_path / "捐赠.xlsx", *rows)
    good = understood(desk, "hope.donation", entry_sheets.read(desk, "hope.donation", path))
    assert [entry.values["amount"] for entry in good] == [125_000_00, 30_000_00]
    assert (good[0].precision, good[1].modifiers) == (Precision.MONTH, {"amount": "余"})


def test_one_of_several_of_a_name_is_told_by_its_day(desk: Desk) -> None:
    fair, seeker = desk.catalogue.kinds[FAIR], desk.catalogue.kinds[SEEKER]
    same = [made(desk, fair, 0), made(desk, fair, 0), made(desk, fair, 0, first_day=date(2026, 2, 1))]
    entries.record_all(desk, same)
    found = entry_sheets.around(desk, SEEKER)
    words = [found.wholes.words_of(entry.id) for entry in same]
    assert words == ["第一号(2026-03-09)第1条", "第一号(2026-03-09)第2条", "第一号(2026-02-01)"]
    assert [found.wholes.id_of(each, seeker.title) for each in words] == [entry.id for entry in same]
    with pytest.raises(Refused, match="有 3 条招聘会叫“第一号”"):
        found.wholes.id_of("第一号", "招聘会")


def test_what_stands_there_once_covers_one_row(desk: Desk) -> None:
    fair = desk.catalogue.kinds[FAIR]
    entries.record(desk, made(desk, fair, 0))
    again = [made(desk, fair, 0), made(desk, fair, 1), made(desk, fair, 0)]
    assert entry_sheets.known(desk, again) == {0}
    first, second = (entry_sheets.record(desk, again) for _ in range(2))
    assert (first.written, first.known) == (2, 1)
    assert second == Recorded(0, 3, frozenset())


def test_all_or_none_are_written(desk: Desk) -> None:
    fair = desk.catalogue.kinds[FAIR]
    entries.record(desk, made(desk, fair, 0))
    wrong = [made(desk, fair, 0), made(desk, fair, 1), made(desk, fair, 2, people=-1)]
    with pytest.raises(Refused) as refused:
        entry_sheets.record(desk, wrong)
    assert refused.value.problems == (Problem("求职人数不能是负数,请核对。", "people", 3),)
    assert entries.summary(desk, Wanted()).entries == 1


def test_the_template_is_read_again_without_its_example(desk: Desk, tmp_path: Path) -> None:
    path = entry_sheets.template(at_level(desk, Level.CITY), FAIR, tmp_path)
    assert path.name == "青春(网络)招聘会-招聘会-模板.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert book.sheetnames == ["招聘会", "填写说明", "选项"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["*招聘会名称", "*日期", "结束日期"] and "提供岗位(个)" in heads
    assert sheet["A2"].value == EXAMPLE
    assert (heads[-1], sheet.cell(2, len(heads)).value) == ("层级", None)  # nobody copies another level
    assert (sheet.column_dimensions["B"].number_format, sheet.freeze_panes) == ("@", "B2")
    offered = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert len(offered) == 2 and offered[0].startswith("'选项'!")
    for column, words in enumerate(("冬季招聘会", "2026年1月中旬"), 1):
        sheet.cell(3, column, words)
    book.save(path)
    recorded, read = taken_in(desk, FAIR, path)
    assert (recorded.written, read.notes) == (1, ("第 2 行是示例,未读。",))


def test_a_county_s_sheet_asks_as_little_as_its_form(desk: Desk, tmp_path: Path) -> None:
    sheet = load_workbook(entry_sheets.template(desk, FAIR, tmp_path)).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[-1] == "备注" and not {"地点代码", "层级"} & set(heads)
    fair = made(desk, desk.catalogue.kinds[FAIR], 0)
    path = filled(tmp_path / "旧模板.xlsx", ["招聘会名称", "日期", "层级"], [fair.name, fair.first_day, "省"])
    (entry,) = understood(desk, FAIR, entry_sheets.read(desk, FAIR, path))
    assert entry.level is Level.COUNTY


def test_another_sheet_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = filled(tmp_path / "别的.xlsx", ["姓名", "年龄"], ["张三", 9])
    with pytest.raises(Refused, match="没有找到“招聘会名称”这一列"):
        entry_sheets.read(desk, FAIR, path)


def test_days_of_a_closed_month_are_told(desk: Desk, acting: Any, tmp_path: Path) -> None:
    rows = (["招聘会名称", "日期"], ["秋季招聘会", "2026.9.3"])
    path = filled(tmp_path / "秋季.xlsx", *rows)
    acting("王海")
    closing.close(desk, Month(2026, 9))
    acting("李明")
    _, (problem,) = entry_sheets.understood(desk, FAIR, entry_sheets.read(desk, FAIR, path))
    assert (problem.row, problem.field) == (2, "first_day")
    assert problem.sentence.startswith("2026年9月已月结")


def test_that_a_list_left_the_desk_is_recorded(desk: Desk, acting: Any, tmp_path: Path) -> None:
    entries.record(desk, made(desk, desk.catalogue.kinds[SEEKER], 0))
    told: list[tuple[int, int]] = []
    path = entry_sheets.listed(
        desk, Wanted(programme="job_fair", kind="seeker"), tmp_path / "名单.xlsx", told.append
    )
    assert told == [(0, 1)]
    assert load_workbook(path).worksheets[0]["E2"].value == "13893456789"
    acting("王海")
    (line, *_) = revisions.listing(desk, revisions.Wanted())
    assert line.sentence.endswith("导出求职与签约人员 1 条:名单.xlsx")
    with pytest.raises(Refused, match="请先选择一种记录"):
        entry_sheets.listed(desk, Wanted(programme="job_fair"), tmp_path)


def test_a_programme_of_others_is_refused_at_once(desk: Desk) -> None:
    elsewhere = next(
        kind
        for kind in desk.catalogue.kinds.values()
        if Level.COUNTY not in desk.catalogue.programmes[kind.programme].reports
    )
    with pytest.raises(Refused, match="本单位不登记"):
        entry_sheets.around(desk, elsewhere.name)
