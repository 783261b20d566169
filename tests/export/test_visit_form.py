"""The sheet for a home visit: what is known is filled in, what is not is left for the pen."""

import re
from datetime import date
from pathlib import Path

from countydesk.export.papers.fonts import Fonts, find_fonts
from countydesk.export.papers.pages import Pages
from countydesk.export.papers.visit_form import VisitForm, visit_forms_pdf

GOLDEN = Path(__file__).parent.parent / "golden"
KNOWN = VisitForm(
    unit="共青团宕昌县委员会",
    drawn_on=date(2026, 11, 22),
    name="阿不都热合曼·吐尔逊江",
    sex="男",
    birth="2012年1月",
    nation="维吾尔族",
    school_class="宕昌县城关九年制学校 七年级(2)班",
    stage="初中",
    address="陇南市宕昌县城关镇旧城村三社12号",
    guardian="张大山(祖父)",
    phone="13812345678",
    hardships="单亲、低保家庭",
    support="2026年秋季学期 1,800.00 元",
    last_day=date(2026, 5, 8),
    last_findings="父亲在外务工,由祖父照料;数学较弱,希望周末有人辅导。",
    last_follow_up="核实危房改造进度",
)


def text_of(pdf: bytes) -> str:
    with Pages(pdf) as pages:
        assert len(pages) == 1
        width, height = pages.size(0)
        assert (round(width), round(height)) == (210, 297)
        return re.sub(r"[ \n]", "", pages.text(0))


def test_the_printed_text_is_the_one_agreed() -> None:
    text = re.sub("(。|□其他)", r"\1\n", text_of(visit_forms_pdf([KNOWN], find_fonts())))
    assert text == (GOLDEN / "visit_form.txt").read_text(encoding="utf-8")


def test_a_first_visit_says_so(fonts: Fonts) -> None:
    blank = VisitForm(unit="共青团宕昌县委员会", drawn_on=date(2026, 11, 22), name="马秀英")
    text = text_of(visit_forms_pdf([blank], fonts))
    assert "首次走访" in text and "待跟进" not in text


def test_long_findings_are_not_cut(fonts: Fonts) -> None:
    findings = "入户看到的情况与上次相同,家中老人身体尚可。" * 12
    long = VisitForm(
        "共青团", date(2026, 11, 22), "马秀英", last_day=date(2026, 5, 8), last_findings=findings
    )
    assert findings in text_of(visit_forms_pdf([long], fonts))


def test_the_same_form_gives_the_same_bytes(fonts: Fonts) -> None:
    assert visit_forms_pdf([KNOWN], fonts) == visit_forms_pdf([KNOWN], fonts)
