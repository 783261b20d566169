"""The papers of intake: what stands on the public notice, and what may not; forms filled and blank."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from countydesk.export.papers.admission_list import AdmissionLine, AdmissionList, admission_list_pdf
from countydesk.export.papers.application_form import ApplicationForm, application_form_pdf
from countydesk.export.papers.consent_form import ConsentForm, consent_form_pdf
from countydesk.export.papers.finding_form import FindingForm, finding_forms_pdf
from countydesk.export.papers.fonts import Fonts, find_fonts
from countydesk.export.papers.form_rows import ticked
from countydesk.export.papers.notice import Notice, NoticeLine, notice_pdf
from countydesk.export.papers.pages import Pages

GOLDEN = Path(__file__).parent.parent / "golden"
UNIT, DAY = "共青团宕昌县委员会", date(2026, 10, 13)
LINES = (
    NoticeLine("张小明", "城关小学", "小学 三年级", "2班"),
    NoticeLine("阿不都热合曼·吐尔逊江", "宕昌县第一中学", "初中 初一", "七年级(3)班"),
)


def notice(lines: tuple[NoticeLine, ...] = LINES) -> Notice:
    return Notice(UNIT, DAY, date(2026, 10, 19), 5, lines)


def pages_of(pdf: bytes) -> list[str]:
    with Pages(pdf) as pages:
        return [re.sub(r"[ \u3000\n]", "", pages.text(number)) for number in range(len(pages))]


def test_the_notice_says_what_is_agreed_and_nothing_else() -> None:
    (text,) = pages_of(notice_pdf(notice(), find_fonts()))
    assert re.sub("(。|班级|[0-9]班|[(]3[)]班)", r"\1\n", text) == (GOLDEN / "notice.txt").read_text(
        encoding="utf-8"
    )


def test_there_is_no_room_for_more_than_may_be_published() -> None:
    assert [field.name for field in fields(NoticeLine)] == ["name", "school", "grade", "class_name"]


@pytest.mark.parametrize(("children", "pages"), [(1, 1), (14, 1), (15, 2), (38, 2), (39, 3)])
def test_a_long_notice_goes_on(fonts: Fonts, children: int, pages: int) -> None:
    told = pages_of(notice_pdf(notice(LINES[:1] * children), fonts))
    assert len(told) == pages
    assert sum(page.count("城关小学") for page in told) == children
    assert UNIT in told[-1]


def test_the_same_notice_gives_the_same_bytes(fonts: Fonts) -> None:
    assert notice_pdf(notice(), fonts) == notice_pdf(notice(), fonts)


def test_an_application_form_is_two_pages_blank_or_full(fonts: Fonts) -> None:
    boxes = ticked((("孤儿", True), ("单亲", False)))
    assert boxes == "■孤儿  □单亲"
    assert ticked((("甲", False), ("乙", False), ("丙", False)), 2) == "□甲  □乙\n□丙"
    blank = ApplicationForm(UNIT, DAY, boxes, "", "", "")
    first, second = pages_of(application_form_pdf(blank, fonts))
    assert "■孤儿□单亲" in first and "家庭成员(不含本人)" in first
    assert "申请理由" in second and "村(居)委会意见" in second
    relatives = tuple((f"亲属{number}", "舅父", "40", "", "", "", "", "") for number in range(9))
    full = ApplicationForm(UNIT, DAY, boxes, "", "", "", name="张小明", members=relatives)
    first, _ = pages_of(application_form_pdf(full, fonts))
    assert all(f"亲属{number}" in first for number in range(9))


def test_consent_is_asked_for_with_what_the_law_has_told(fonts: Fonts) -> None:
    (text,) = pages_of(consent_form_pdf(ConsentForm(UNIT, DAY, 5, "张小明", "张大山(祖父)"), fonts))
    told = ("谁收集", "只用于困境青少年助养项目", "敏感个人信息", "市、省两级团委", "保存多久", "撤回同意")
    assert all(words in text for words in told)
    assert "单独同意公示" in text and "只公示姓名、学校、年级、班级" in text
    assert "不满十四周岁的,由父母或其他监护人签署" in text


def test_a_finding_is_signed_by_two_and_the_family(fonts: Fonts) -> None:
    forms = [FindingForm(UNIT, DAY, "张小明"), FindingForm(UNIT, DAY, "马秀英")]
    told = pages_of(finding_forms_pdf(forms, fonts))
    assert ["张小明" in told[0], "马秀英" in told[1]] == [True, True]
    assert all(words in told[0] for words in ("走访人一", "走访人二", "监护人签字", "不建议入库"))


def test_the_admission_list_is_signed_by_each_level_once(fonts: Fonts) -> None:
    line = AdmissionLine("张小明", "男", "621223201201019991", "城关小学", "孤儿", "张大山(祖父)", "", "", "")
    listed = AdmissionList(UNIT, DAY, (line,) * 12, ("团县(市、区)委", "团市(州)委"))
    first, second = pages_of(admission_list_pdf(listed, fonts))
    assert "第1页共2页" in first and "审核意见" not in first
    assert second.count("审核意见(盖章)") == 2
