"""Intake as scripts do it: an application from the first word to admission, a sheet, the calendar."""

from datetime import date
from pathlib import Path

from PIL import Image

from countydesk.export.workbook import write_table
from countydesk.services.made_up import COLUMNS, Mix, ledger_rows
from tests.cli.conftest import Ask
from tests.conftest import TestClock
from tests.services.applying import BORN, GUARDIAN_BORN, number

WORDS = (
    *("--name", "马小兰", "--id", number(BORN), "--school", "老城镇中心小学", "--stage", "小学"),
    *("--entry-year", "2023", "--class", "2班", "--kinds", "孤儿、低保", "--guardian", "马大山"),
    *("--relation", "祖父", "--guardian-id", number(GUARDIAN_BORN, 997), "--proposed-by", "老城镇中心小学"),
    *("--day", "10.8"),
)
CONSENT = ("--consent-day", "10.8", "--consent-by", "马大山", "--consent-paper", "1号", "--notice", "yes")


def test_from_the_first_word_to_admission(at_desk: Ask, clock: TestClock, tmp_path: Path) -> None:
    Image.new("RGB", (400, 300)).save(tmp_path / "户口簿.jpg")
    proof = ("--evidence", f"户口簿={tmp_path / '户口簿.jpg'}", "--set", "家庭人口=3", "--set", "住房=危旧房")
    code, taken = at_desk("apply", *WORDS, *CONSENT, *proof, "--member", "马大山,祖父,68")
    assert (code, taken["written"], taken["hits"]) == (0, True, [])
    assert at_desk("step", "马小兰", "申请", "--pass", "--day", "10.8")[1]["station"] == "documents"

    code, refused = at_desk("step", "马小兰", "资料审核", "--pass", "--check", "all", "--by", "李明")
    assert code == 1 and "没有“审核申请资料”的权限" in refused["error"]
    at_desk("step", "马小兰", "资料审核", "--pass", "--day", "10.9", "--check", "all", "--by", "赵芳")
    found = ("--people", "李明、赵芳", "--findings", "与祖父母同住。")
    assert at_desk("step", "马小兰", "入户走访", "--pass", "--day", "10.12", *found)[0] == 0
    assert at_desk("step", "马小兰", "公示", "--post", "学校公示栏", "--day", "10.13")[1]["notice"] == [
        "2026-10-13",
        "2026-10-19",
        None,
    ]
    listed = at_desk("apply", "list")[1]
    assert [(one["station"], one["count"], one["days"]) for one in listed["waiting"]] == [("notice", 1, 3)]
    assert [one["words"] for one in listed["applications"]] == ["公示到 2026年10月19日"]

    clock.on(date(2026, 10, 20))
    objection = ("--objection", "有门面房", "--people", "村民", "--day", "10.16")
    assert at_desk("step", "马小兰", "公示", *objection)[0] == 0
    code, refused = at_desk("step", "马小兰", "公示", "--pass")
    assert code == 1 and "1 条异议没有答复" in refused["error"]
    at_desk("step", "马小兰", "公示", "--answer", "属其叔父", "--day", "10.19")
    assert at_desk("step", "马小兰", "公示", "--pass")[1]["station"] == "county"
    code, done = at_desk(
        "step", "马小兰", "县级审核", "--pass", "--paper", "合团发〔2026〕3号", "--by", "王海"
    )
    assert (code, done["station"]) == (0, "admitted")
    kinds = [one["kind"] for one in at_desk("step", "马小兰", "查看")[1]["steps"]]
    assert kinds == ["entered", *["passed"] * 3, "posted", "objection", "answered", "passed", "passed"]
    assert at_desk("find", "马小兰")[1]["beneficiaries"][0]["state"] == "in_support"


def test_a_dry_run_tells_whom_it_may_be_and_writes_nothing(at_desk: Ask) -> None:
    at_desk("apply", *WORDS)
    again = ("--name", "麻晓岚", "--id", number(BORN, 996), "--dry-run")
    code, told = at_desk("apply", *again)
    assert (code, told["written"]) == (0, False)
    assert [(hit["sentence"][:4], hit["hard"]) for hit in told["hits"]] == [("姓名同音", False)]
    assert "已在" not in str(told) and at_desk("find", "麻晓岚")[1]["total"] == 0
    assert "身份证号与台账中的" in at_desk("apply", *WORDS)[1]["error"]


def test_a_sheet_becomes_applications(at_desk: Ask, tmp_path: Path) -> None:
    rows = [list(row) for row in ledger_rows(Mix(30, 0), date(2026, 9, 5))]
    write_table(tmp_path / "申请.xlsx", "申请", COLUMNS, rows)
    before = at_desk("due", "2026-autumn")[1]["children"]
    sheet = ("apply", str(tmp_path / "申请.xlsx"), "--as-of", "2026.9.5", "--proposed-by", "老城镇政府")
    code, shown = at_desk(*sheet, "--dry-run")
    assert code == 0 and shown["written"] is False
    fresh = shown["counts"]["new"]
    assert fresh > 0 and shown["counts"]["duplicate"] == len(rows) - fresh
    assert "请写推荐单位" in at_desk(*sheet[:4])[1]["error"]
    assert at_desk(*sheet)[1]["counts"]["new"] == fresh
    assert at_desk("apply", "list")[1]["waiting"][0]["count"] == fresh
    assert at_desk("due", "2026-autumn")[1]["children"] == before
    assert at_desk(*sheet)[1]["counts"]["new"] == 0


def test_papers_are_written_to_a_folder(at_desk: Ask, tmp_path: Path) -> None:
    at_desk("apply", *WORDS, *CONSENT)
    for kind, who in (("form", []), ("form", ["马小兰"]), ("consent", ["马小兰"]), ("finding", ["马小兰"])):
        code, made = at_desk("apply-paper", kind, *who, "--to", str(tmp_path))
        assert code == 0 and Path(made["file"]).read_bytes().startswith(b"%PDF-")
    code, refused = at_desk("apply-paper", "notice", "马小兰", "--to", str(tmp_path))
    assert code == 1 and "不能公示" in refused["error"]


def test_the_office_edits_its_calendar(at_desk: Ask) -> None:
    days = {one["day"]: one for one in at_desk("workdays", "2026")[1]["days"]}
    assert days["2026-10-10"]["works"] is True and days["2026-10-01"]["works"] is False
    told = ("workdays", "2027", "--set", "2027.2.9=休", "--reason", "春节放假通知", "--by", "王海")
    days = {one["day"]: one for one in at_desk(*told)[1]["days"]}
    assert days["2027-02-09"] == {"day": "2027-02-09", "works": False, "own": True}
    assert "尚未公布" in at_desk("workdays", "2027")[1]["doubts"]
    assert at_desk("workdays", "2027", "--set", "2027.2.9=停")[0] == 1


def test_what_cannot_be_read_is_said(at_desk: Ask) -> None:
    assert "栏目=值" in at_desk("apply", *WORDS, "--set", "在哪=4")[1]["error"]
    assert "应为整数" in at_desk("apply", *WORDS, "--set", "家庭人口=四")[1]["error"]
    assert "可用:孤儿、" in at_desk("apply", *WORDS, "--kinds", "可怜")[1]["error"]


def test_a_name_alone_is_taken_in_and_told_all_that_is_missing(at_desk: Ask) -> None:
    missing = at_desk("apply", "--name", "马小兰")[1]["missing"]
    assert missing[0] == "监护人还没有签署告知同意书,不能提交申请。"
    assert {"没有身份证号,请按户口簿填写。", "请填学校。", "请填监护人姓名。"} < set(missing)
    assert at_desk("step", "马小兰", "申请", "--pass")[1]["error"] == "".join(missing)


def test_a_station_goes_by_its_word_or_its_code(at_desk: Ask) -> None:
    at_desk("apply", *WORDS, *CONSENT)
    known = "申请、资料审核、入户走访、公示、县级审核、市级审核、省级审核"
    assert at_desk("step", "马小兰", "已入库", "--pass")[1]["error"] == f"没有“已入库”,可用:{known}。"
    assert at_desk("step", "马小兰", "applied", "--pass")[1]["station"] == "documents"
