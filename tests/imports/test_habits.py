"""Ledgers in other offices' habits: each workbook here is one that somebody keeps."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from countydesk.domain.beneficiaries import FamilyKind
from countydesk.domain.grades import Stage
from countydesk.domain.identity import check_digit
from countydesk.domain.problems import Refused
from countydesk.imports.columns import meaning
from countydesk.imports.ledger import Ledger, LedgerRow, read_ledger
from countydesk.imports.occasion import day_of
from countydesk.storage.regions import load_regions

TODAY = date(2026, 11, 22)
OFFICE = ("621223", "宕昌县")
Cell = str | int | float | date | None


def citizen(birth: str = "20120101", order: int = 999, region: str = "621223") -> str:
    body = f"{region}{birth}{order:03d}"
    return body + check_digit(body)


HEADING_WITH_BREAKS = [
    "序\n号", "学 生\n姓 名", "身份证\n号码", "出生\n年月", "学校", "班级", "联系\n电话", "本学期\n实发(元)",
]  # fmt: skip
BUREAU_HEADING = [
    "学生姓名", "证件号码", "学籍号", "就读学校", "就读年级", "家长姓名", "家长联系方式", "资助金额",
]  # fmt: skip
ANNA, BERT, CARL = citizen("20110305", 998), citizen("20120101", 997), citizen("20040720", 995)


def read(path: Path, **options: object) -> Ledger:
    settings = {"today": TODAY, "regions": load_regions(), "office": OFFICE} | options
    return read_ledger(path, **settings)  # type: ignore[arg-type]


def filled(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
    for row in rows:
        sheet.append(list(row))


def book_of(tmp_path: Path, *rows: Sequence[Cell], title: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.active.title = title
    filled(book.active, rows)
    return saved(book, tmp_path)


def saved(book: openpyxl.Workbook, tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    book.save(path)
    return path


def rewritten(path: Path, changes: dict[str, str]) -> Path:
    """The workbook with other texts in its first sheet's XML: what only Excel itself would write."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            if name.endswith("sheet1.xml"):
                for before, after in changes.items():
                    content, met = re.subn(before, after, content)
                    assert met
            new.writestr(name, content)
    return path


def said(row: LedgerRow) -> str:
    return "".join(map(str, row.problems))


def test_a_cover_sheet_and_one_sheet_a_township(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = "封面"
    filled(cover, [["宕昌县困境青少年助养项目"], ["单位", "共青团宕昌县委员会"], ["日期", "2020年4月"]])
    heading = ["序号", "姓名", "身份证号码", "就读学校", "年级", "金额"]
    for town, children in (("哈达铺镇", [ANNA]), ("理川镇", [BERT, CARL])):
        sheet = book.create_sheet(town)
        filled(sheet, [[f"宕昌县{town}花名册"], [], ["填报日期:", date(2020, 4, 9)], [], ["单位:元"]])
        filled(sheet, [heading])
        filled(sheet, [[n, "张三", child, "中心小学", "三年级", 1000] for n, child in enumerate(children, 1)])
    path = saved(book, tmp_path)
    ledger = read(path)
    assert (ledger.sheet, ledger.heading_row, ledger.as_of) == ("理川镇", 6, date(2020, 4, 9))
    assert [row.row for row in ledger.rows] == [7, 8]
    assert "工作表“哈达铺镇”看起来也是台账(1 行)" in str(ledger.notes[0])
    assert ledger.rows[0].problems[0] == ledger.notes[0]
    assert [row.id for row in read(path, sheet="哈达铺镇").rows] == [ANNA]
    with pytest.raises(Refused, match="没有名为“不在”"):
        read(path, sheet="不在")


def test_headings_with_line_breaks_hidden_columns_and_numbers_as_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    filled(
        sheet,
        [
            ["2020年春季受助学生花名册"],
            HEADING_WITH_BREAKS,
            [1, "张 三", ANNA, datetime(2011, 3, 5), "哈达铺小学", "三年级(2)班", 13909390001, 1000.0],
            [2, "卓玛 • 吉", BERT, 40909, "哈达铺小学", "2年级1班", "0939-6121234", "１０００．００"],
            [3, "李 四", CARL, "2004.7", "宕昌县第一中学", "高一(3)班", "139 0939 0002", "1,800.00元"],
            [4, "王五", float(citizen("20100101")), 2010.1, "哈达铺小学", "四年级", None, "1千元"],
        ],
    )
    sheet.column_dimensions["C"].hidden = True
    ledger = read(saved(book, tmp_path))
    anna, bert, carl, lost = ledger.rows
    assert ledger.as_of == date(2020, 2, 1)
    assert [row.name for row in ledger.rows] == ["张三", "卓玛·吉", "李四", "王五"]
    assert [row.fen for row in ledger.rows] == [100000, 100000, 180000, 100000]
    assert (anna.phone, bert.phone, carl.phone) == ("13909390001", "0939-6121234", "13909390002")
    assert (anna.grade_text, anna.class_name, anna.entry_year) == ("三年级(2)班", "2班", 2017)
    assert (carl.stage, carl.class_name, carl.entry_year) == (Stage.SENIOR, "3班", 2019)
    assert not anna.problems and not bert.problems and not carl.problems
    assert lost.id is None and "科学计数(6.21E+17),后三位已丢失" in str(lost.refusal)


def test_a_number_that_is_still_whole_is_taken_and_one_that_is_not_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    filled(sheet, [["姓名", "身份证号", "金额"], ["张三", 1, 1000], ["李四", 2, 1000]])
    changes = {"<v>1</v>": f"<v>{ANNA}</v>", "<v>2</v>": "<v>621223201101019000</v>"}
    path = rewritten(saved(book, tmp_path), changes)
    whole, lost = read(path).rows
    assert whole.id == ANNA and "数字格式" in said(whole)
    assert lost.id is None and "6.21E+17" in str(lost.refusal)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_csv_from_the_education_bureau(tmp_path: Path, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            BUREAU_HEADING,
            ["李䶮", f'="{ANNA}"', f"G{ANNA}", "理川镇九年制学校", "初一", "李大", "13909390001", "1800"],
            ["王五", f"{BERT}\t", "", "理川镇九年制学校", "高二", "王大", "139", "1800"],
        ]
    )
    path = tmp_path / "2020年秋季学期名单.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    ledger = read(path)
    assert ledger.as_of == date(2020, 9, 1) and ledger.sheet == "2020年秋季学期名单"
    first, second = ledger.rows
    assert (first.row, first.name, first.id, first.student_number) == (2, "李䶮", ANNA, f"G{ANNA}")
    assert (first.guardian, first.phone, first.entry_year) == ("李大", "13909390001", 2020)
    assert second.id == BERT and "一般没有“高二”" in said(second) and "电话号码" in said(second)


def test_printed_pages_sections_subtotals_and_notes_below(tmp_path: Path) -> None:
    heading = ["编号", "被资助人", "公民身份号码", "年级", "发放金额", "备注"]
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    filled(
        sheet,
        [
            ["宕昌县2019-2020学年第二学期发放表"],
            heading,
            ["哈达铺镇", None, None, None, None, None],
            [1, "张三", ANNA, "三年级", 1000, "说明:父亲病故"],
            ["本页小计", "1人", None, None, 1000, None],
            heading,
            ["理川镇"],
            [2, "李四", BERT, "二年级", 1000, "合计两人"],
            [3, None, None, None, None, None],
            [None, None, None, None, "=SUM(E4:E8)", None],
            ["总 计", None, None, None, 2000, None],
            ["以上学生均已核实,情况属实。"],
            ["注:本表一式三份"],
            ["单位负责人:", "赵六", None, "审核人:", "钱七", None],
            [None, None, "填报日期:2020年3月"],
        ],
    )
    sheet.merge_cells("A12:F12")
    ledger = read(saved(book, tmp_path))
    assert [(row.row, row.township) for row in ledger.rows] == [(4, "哈达铺镇"), (8, "理川镇")]
    assert ledger.as_of == date(2020, 3, 1)
    assert not any("仍在资助" in said(row) for row in ledger.rows)
    assert "第 12 行没有姓名和身份证号,未读:“以上学生均已核实" in "".join(map(str, ledger.notes))
    assert len(ledger.notes) == 1


def test_formulas_with_and_without_their_values(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    filled(
        sheet,
        [
            ["序号", "姓名", "身份证号", "性别", "金额"],
            ["=ROW()-1", "张三", ANNA, "=IF(1,2)", "=E9"],
            ["=ROW()-1", "李四", "=C9", None, 1000],
            ["=ROW()-1", None, None, None, "=E9"],
        ],
    )
    path = saved(book, tmp_path)
    first, second = read(path).rows
    assert first.id == ANNA and first.fen is None and "公式没有算出结果" in said(first)
    assert second.id is None and "公式没有算出结果" in str(second.refusal)
    assert read(rewritten(path, {"<f>E9</f><v *(/>|></v>)": "<f>E9</f><v>1800</v>"})).rows[0].fen == 180000


def test_group_headings_that_are_not_merged(tmp_path: Path) -> None:
    father = citizen("19800101")
    path = book_of(
        tmp_path,
        ["困境青少年台账", None, None, None, None, None, None, None, None, None],
        ["序号", "学生信息", None, None, "监护人", None, None, "银行信息", None, "资助标准(元/学期)"],
        [None, "姓名", "身份证号", "学校及班级", "姓名", "身份证号", "电话", "开户名", "卡号", None],
        [1, "张三", ANNA, "县一中初二(3)班", "张大", father, "13909390001", "张大", "6230123", 1800],
    )
    ledger = read(path, as_of=date(2020, 4, 9))
    row = ledger.rows[0]
    assert ledger.heading_row == 3
    assert (row.name, row.id, row.school, row.grade_text) == ("张三", ANNA, "县一中", "初二(3)班")
    assert (row.guardian, row.guardian_id, row.phone) == ("张大", father, "13909390001")
    assert (row.bank_holder, row.bank_card, row.fen, row.entry_year) == ("张大", "6230123", 180000, 2018)
    assert "卡号位数或校验位不符" in said(row)


def test_a_yearly_standard_is_never_the_instalment(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        ["姓名", "身份证号", "资助标准", "累计资助金额", "家庭年收入", "班主任电话"],
        ["张三", ANNA, 2000, 8000, 5000, "13909390001"],
    )
    row = read(path).rows[0]
    assert (row.fen, row.standard_fen, row.phone) == (None, 200000, "")


def test_two_columns_of_money_and_ten_thousands(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        ["姓名", "身份证号", "应发金额", "实发金额(万元)", "政治面貌"],
        ["张三", ANNA, 1800, 0.18, "团员"],
        ["李四", BERT, 1800, "-", None],
        ["王五", CARL, 1800, "待定", None],
    )
    ledger = read(path)
    assert [row.fen for row in ledger.rows] == [180000, None, None]
    assert str(ledger.notes[0]) == "有不认识的列,未读:“政治面貌”。"
    assert "按“实发金额(万元)”读取,未读“应发金额”" in str(ledger.notes[1])
    assert "金额“待定”无法识别" in said(ledger.rows[2])


def test_siblings_in_merged_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    filled(
        sheet,
        [
            ["户主", "姓名", "身份证号", "家庭住址", "金额"],
            ["张大", "张三", ANNA, "甘肃省宕昌县哈达铺镇上街村3号", 2800],
            [None, "张四", BERT, None, None],
        ],
    )
    for ref in ("A2:A3", "D2:D3", "E2:E3"):
        sheet.merge_cells(ref)
    first, second = read(saved(book, tmp_path)).rows
    assert (second.guardian, second.township, second.village) == ("张大", "哈达铺镇", "上街村")
    assert "几个人合计" in said(second) and "几个人合计" not in said(first)


def test_who_a_child_is_cannot_be_left_out(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        ["姓名", "身份证号", "学校", "备注"],
        ["张三(哥哥)", ANNA, "某小学", "母亲去世"],
        [None, BERT, "某小学", "已毕业"],
        ["李?", CARL, "某中学", "〃"],
        ["王五", "同上", "某中学", None],
        ["赵六", f"L{CARL}", None, None],
        ["钱七", ANNA, "某小学", None],
        ["孙八", f"{citizen('20130909')}43B1", "某小学", None],
    )
    brother, nameless, lost, ditto, student, again, disabled = read(path).rows
    assert (brother.name, brother.note, brother.refusal) == ("张三", "母亲去世、哥哥", None)
    assert "仍在资助" not in said(brother) and "仍在资助" in said(nameless)
    assert str(nameless.refusal) == "第 3 行 姓名:没有填写姓名,请按户口簿填写。"
    assert "丢失的字" in str(lost.refusal) and "已按上一行读作“已毕业”" in said(lost)
    assert "应为 18 位" in str(ditto.refusal)
    assert "学籍号" in str(student.refusal)
    assert again.duplicate and "第 2 行是同一个孩子,但姓名不同(那里是张三)" in said(again)
    assert disabled.id == citizen("20130909") and "22 位残疾人证号" in said(disabled)
    assert brother.tier == "primary" and "按校名“某小学”读作小学" in said(brother)
    assert (lost.tier, lost.stage) == ("secondary", None)


def test_stages_beside_grades(tmp_path: Path) -> None:
    heading = ["姓名", "身份证号", "学校", "学段", "年级", "班级"]
    cases: list[tuple[str, str, str, Stage | None, str | None, int | None]] = [
        ("县第一中学", "初中", "二年级", Stage.JUNIOR, "secondary", 2018),
        ("县第一中学", "高中", "二", Stage.SENIOR, "secondary", 2018),
        ("县第一中学", "中学", "2019级高中", Stage.SENIOR, "secondary", 2019),
        ("县第一中学", "中学", "", None, "secondary", None),
        ("县特殊教育学校", "", "五年级", Stage.SPECIAL, "other", 2015),
        ("县职业中专", "中职", "一年级", Stage.VOCATIONAL, "other", 2019),
        ("县幼儿园", "学前", "大班", None, "other", None),
        ("某小学", "初中", "小五", Stage.PRIMARY, "primary", 2015),
        ("", "", "", None, None, None),
    ]
    rows = [
        [f"张{'一二三四五六七八九'[n]}", citizen("20090101", 100 + n), school, stage, grade, "2班"]
        for n, (school, stage, grade, *_) in enumerate(cases)
    ]
    ledger = read(book_of(tmp_path, heading, *rows, title="2020年春季"))
    assert [(r.stage, r.tier, r.entry_year) for r in ledger.rows] == [case[3:] for case in cases]
    assert "已按年级读取" in said(ledger.rows[7])
    assert "看不出学段和年级" in said(ledger.rows[8])
    assert {row.class_name for row in ledger.rows} == {"2班"}


def test_hardship_in_columns_ticks_and_notes(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        ["姓名", "身份证号", "困难类型", "孤儿", "是否低保", "是否监测户", "备注"],
        ["张三", ANNA, "事实无人抚养、单亲", None, "√", "否", "肢体残疾"],
        ["李四", BERT, "家里困难", "是", "否", None, None],
    )
    first, second = read(path).rows
    assert set(first.family_kinds) == {
        FamilyKind.UNATTENDED,
        FamilyKind.SINGLE_PARENT,
        FamilyKind.LOW_INCOME,
        FamilyKind.DISABLED,
    }
    assert second.family_kinds == (FamilyKind.ORPHAN,)
    assert second.note == "家里困难" and "已记入备注" in said(second)


def test_a_sheet_without_a_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有找到台账"):
        read(book_of(tmp_path, ["活动名称", "日期", "人数"], ["走访", "2020.4.9", 12]))
    with pytest.raises(Refused, match="没有找到台账"):
        read(book_of(tmp_path, ["姓名", "身份证号", "金额"], ["合计", None, 0]))


@pytest.mark.parametrize(
    ("titles", "names", "day"),
    [
        (["填报单位:x 填报日期:2020.4.9"], ["2020秋季"], date(2020, 4, 9)),
        (["制表时间 2020 年 9 月 1 日"], [], date(2020, 9, 1)),
        (["填报日期: 年 月 日"], ["2020春季"], date(2020, 2, 1)),
        (["2019—2020学年第二学期"], [], date(2020, 2, 1)),
        (["2020-2021学年度助学金"], [], date(2020, 9, 1)),
        (["2020年下半年发放表"], [], date(2020, 9, 1)),
        (["二〇二〇年四月九日"], [], date(2020, 4, 9)),
        (["20200409"], [], date(2020, 4, 9)),
        (["2020年度花名册"], ["Sheet1"], None),
        (["填报日期:2031.4.9"], [], None),
    ],
)
def test_the_day_a_ledger_speaks_of(titles: list[str], names: list[str], day: date | None) -> None:
    assert day_of(titles, names, TODAY) == day


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("受助学生姓名", "name"), ("被资助人", "name"), ("孩子姓名", "name"), ("监护人姓名", "guardian"),
        ("户主姓名", "householder"), ("班主任", "other"), ("资助人", "other"), ("帮扶责任人电话", "other"),
        ("身份证号(18位)", "id"), ("证件号码", "id"), ("监护人身份证号", "guardian_id"),
        ("残疾证号", "other"), ("社保卡(银行卡)号", "bank_card"), ("一折统", "bank_card"),
        ("银行卡户名", "bank_holder"), ("开户银行", "bank_name"), ("学校及班级", "school_class"),
        ("年级/班级", "grade"), ("就读年级", "grade"), ("学校地址", "other"), ("本期发放", "fen"),
        ("金额(元)", "fen"), ("助养标准", "standard_fen"), ("资助金额(元/年)", "standard_fen"),
        ("资助标准(元/学期)", "fen"), ("人均收入", "other"), ("乡(镇)", "township"), ("村(社区)", "village"),
        ("领款人签字(按手印)", "other"), ("发放日期", "other"), ("政治面貌", None),
    ],
)  # fmt: skip
def test_headings_in_many_words(label: str, found: str | None) -> None:
    assert meaning([label]) == found


def test_five_thousand_rows_take_a_moment(tmp_path: Path) -> None:
    import time

    heading = ["序号", "姓名", "身份证号", "学校", "年级", "监护人", "电话", "银行卡号", "金额", "备注"]
    rows = [
        [n, "张三", citizen("20100101", n % 1000, str(621221 + n // 1000)), "某小学", "三年级", "张大",
         "13909390001", "6230123", 1000, None]
        for n in range(5000)
    ]  # fmt: skip
    path = book_of(tmp_path, heading, *rows)
    start = time.process_time()
    assert len(read(path).rows) == 5000
    assert time.process_time() - start < 4
