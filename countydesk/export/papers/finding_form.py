"""入户核查表: what at least two visitors look at in the home of a child that applies, and recommend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from countydesk.export.papers.drawing import THICK, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.form_rows import (
    BLANK_DAY,
    LABEL,
    LEFT,
    TEXT_SIZE,
    WIDTH,
    Cell,
    draw_row,
    draw_ruled,
)

TITLE_SIZE, SMALL_SIZE = 20.0, 10.0  # points
ROW, SIGNING = 10.0, 15.0  # mm
HALF, REST = WIDTH / 2 - LABEL, WIDTH - LABEL
# 看 查 算 访: how counties check a home (DB3305/T 210-2021, annex A).
LOOKED = (
    ("看:住房", "□自有  □安置房  □危旧房  □租房  □借住  □无房      间数 ____  结构 ________"),
    ("看:孩子", "□与父母同住  □父或母  □祖(外祖)父母  □其他亲属  □独自      精神面貌 ________"),
    ("查:证件", "□户口簿  □身份证  □低保(特困)证  □残疾证  □病历  □其他 ________"),
    ("算:收支", "年收入约 ________ 元    主要支出:□看病  □上学  □还债  □其他 ________"),
    ("访:邻里", "受访人 ________  ________      反映:□属实  □不属实  □不清楚"),
)
ADVICE = "□建议入库    □建议补充材料: ______________    □不建议入库: ______________"
SIGNERS = (("走访人一\n(签字)", "走访人二\n(签字)"), ("监护人签字\n(按手印)", "村(社区)\n干部签字"))


@dataclass(frozen=True)
class FindingForm:
    """What is known of the child and family; "" leaves room for the pen. No citizen ID, no card number."""

    unit: str
    drawn_on: date
    name: str = ""
    sex: str = ""
    birth: str = ""
    school_class: str = ""
    guardian: str = ""
    phone: str = ""
    address: str = ""
    hardships: str = ""
    told: str = ""  # what the application says of people and income, to compare with

    @property
    def text(self) -> Iterator[str]:
        """All the text in it, to ask the fonts for missing characters."""
        yield from (self.unit, self.name, self.sex, self.birth, self.school_class, self.guardian)
        yield from (self.phone, self.address, self.hardships, self.told)


def finding_forms_pdf(forms: Sequence[FindingForm], fonts: Fonts) -> bytes:
    """The forms (one at least) as a PDF of an A4 page each. Visitors and family sign the finding."""
    text = [words for form in forms for words in form.text]
    drawing = Drawing(fonts, text, title=f"入户核查表 {len(forms)} 份", day=forms[0].drawn_on)
    for form in forms:
        _draw(drawing, form)
    return drawing.output()


def _draw(drawing: Drawing, form: FindingForm) -> None:
    drawing.new_page()
    drawing.write(Box(LEFT, 14, WIDTH, 11), "困境青少年助养申请入户核查表", TITLE_SIZE, "centre", title=True)
    drawing.write(Box(LEFT, 27, WIDTH * 0.6, 7), f"单位: {form.unit}", TEXT_SIZE)
    drawing.write(Box(LEFT + WIDTH / 2, 27, WIDTH / 2, 7), f"走访日期:{BLANK_DAY}", TEXT_SIZE, "right")
    start = y = 35.0
    for row in (
        (Cell("姓名", form.name, HALF), Cell("性别·出生", " ".join((form.sex, form.birth)).strip(), HALF)),
        (Cell("学校·班级", form.school_class, REST),),
        (Cell("监护人(关系)", form.guardian, HALF), Cell("联系电话", form.phone, HALF)),
        (Cell("家庭住址", form.address, REST),),
        (Cell("家庭类型", form.hardships, REST),),
        (Cell("申请所填", form.told, REST),),
    ):
        y = draw_row(drawing, y, ROW, row)
    for label, choices in LOOKED:
        y = draw_row(drawing, y, ROW + 2, (Cell(label, choices, REST),), SMALL_SIZE)
    y = draw_ruled(drawing, y, 6, "核查情况")
    y = draw_row(drawing, y, ROW + 2, (Cell("走访意见", ADVICE, REST),), SMALL_SIZE)
    for signers in SIGNERS:
        y = draw_row(drawing, y, SIGNING, [Cell(signer, "", HALF) for signer in signers])
    drawing.frame(Box(LEFT, start, WIDTH, y - start), THICK)
    note = "走访不少于两人,走访人和家属都要签字;不当众谈论困难情况,不向他人透露本表内容。"
    drawing.write(Box(LEFT, y + 1, WIDTH, 6), note, SMALL_SIZE)
