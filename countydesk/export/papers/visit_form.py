"""入户走访记录表: one sheet a child, its known facts filled in, the rest left for the pen on the spot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from countydesk.domain.days import show_day
from countydesk.domain.visits import Risk
from countydesk.export.papers.drawing import THICK, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.form_rows import LABEL, LEFT, TEXT_SIZE, WIDTH, Cell, draw_row, draw_ruled

# mm on A4 portrait
TOP, ROW, SIGNING_ROW = 15.0, 10.0, 17.0
TITLE_SIZE, SMALL_SIZE = 22.0, 10.0  # points

BLANK_DAY = "          年      月      日"
# What a visitor asks at the door; ticked by hand. Needs: the kinds that youth aid systems keep.
TICKS = (
    ("在学情况", "□在读  □休学  □转学  □辍学  □已毕业  □其他"),
    ("身体状况", "□健康  □一般  □体弱  □慢性病  □残疾  □重病"),
    ("与谁生活", "□父母  □父或母  □祖(外祖)父母  □其他亲属  □独自"),
    ("上期资助款", "□已收到  □未收到  □不清楚    用于:"),
    ("目前需求", "□生活  □学业  □医疗  □住房  □心理关爱  □法律援助  □社会融入  □其他"),
    ("需多走访", "  ".join(f"□{risk.title}" for risk in Risk)),
)
SIGNERS = (("走访人一\n(签字)", "走访人二\n(签字)"), ("监护人签字\n(按手印)", "村(社区)\n干部签字"))


@dataclass(frozen=True)
class VisitForm:
    """What is known of the child, each text as it is to stand on paper; "" leaves room for the pen.

    No citizen ID and no card number: the sheet is carried about and needs neither.
    """

    unit: str  # "共青团宕昌县委员会"
    drawn_on: date  # the date in the file
    name: str
    sex: str = ""
    birth: str = ""  # "2012年1月"
    nation: str = ""
    school_class: str = ""
    stage: str = ""
    address: str = ""
    guardian: str = ""  # with the relation: "张大山(父亲)"
    phone: str = ""
    hardships: str = ""  # kinds of family: "单亲、低保家庭"
    support: str = ""  # "2026年秋季学期 1,800.00 元"
    last_day: date | None = None
    last_findings: str = ""
    last_follow_up: str = ""
    day: date | None = None  # of the visit, where it is planned
    stop: str = ""  # of a round: "2026-003 第 4 户"
    why: str = ""  # the visit is due: "辍学,每30天一次"

    @property
    def text(self) -> Iterator[str]:
        """All the text in it, to ask the fonts for missing characters."""
        yield from (self.unit, self.name, self.sex, self.birth, self.nation, self.school_class)
        yield from (self.stage, self.address, self.guardian, self.phone, self.hardships, self.support)
        yield from (self.last_findings, self.last_follow_up, self.stop, self.why)


def visit_forms_pdf(forms: Sequence[VisitForm], fonts: Fonts) -> bytes:
    """The sheets of some children (one at least) as a PDF of an A4 page each, in the order given.

    The same forms and fonts give the same bytes. A character that no font has becomes a dashed frame
    to write into: ask `fonts.missing` about every `form.text` first. Two visitors and the family sign,
    as the county's rules on home checks ask for.
    """
    title = f"入户走访记录表 {forms[0].name}" if len(forms) == 1 else f"入户走访记录表 {len(forms)} 份"
    text = [words for form in forms for words in form.text]
    drawing = Drawing(fonts, text, title=title, day=forms[0].drawn_on)
    for form in forms:
        draw_form(drawing, form)
    return drawing.output()


def draw_form(drawing: Drawing, form: VisitForm) -> None:
    """Draw the sheet of one child on a page of its own."""
    drawing.new_page()
    drawing.write(Box(LEFT, TOP - 7, WIDTH, 6), form.stop, SMALL_SIZE, "right")
    drawing.write(Box(LEFT, TOP, WIDTH, 12), "困境青少年入户走访记录表", TITLE_SIZE, "centre", title=True)
    drawing.write(Box(LEFT, TOP + 14, WIDTH * 0.6, 8), f"单位: {form.unit}", TEXT_SIZE)
    drawing.write(
        Box(LEFT + WIDTH * 0.5, TOP + 14, WIDTH * 0.5, 8),
        f"走访日期:{show_day(form.day) if form.day else BLANK_DAY}",
        TEXT_SIZE,
        "right",
    )
    start = y = TOP + 23
    y = _draw_facts(drawing, form, y)
    y = _draw_last_visit(drawing, form, y)
    for label, choices in TICKS:
        y = draw_row(drawing, y, ROW, (Cell(label, choices, WIDTH - LABEL),))
    y = draw_ruled(drawing, y, 5, "走访情况")
    y = draw_ruled(drawing, y, 2, "需跟进事项\n及完成期限")
    for signers in SIGNERS:
        cells = [Cell(signer, "", WIDTH / 2 - LABEL) for signer in signers]
        y = draw_row(drawing, y, SIGNING_ROW, cells)
    drawing.frame(Box(LEFT, start, WIDTH, y - start), THICK)
    drawing.write(
        Box(LEFT, y + 1, WIDTH, 6), "走访不少于两人;不向他人透露本表内容,用后存入该青少年档案。", SMALL_SIZE
    )


def _draw_facts(drawing: Drawing, form: VisitForm, y: float) -> float:
    rest, half = WIDTH - LABEL, WIDTH / 2 - LABEL
    sex, nation = Cell("性别", form.sex, 15, 18), Cell("民族", form.nation, WIDTH / 2 - 51, 18)
    rows = (
        (Cell("姓名", form.name, half), sex, nation),
        (Cell("出生年月", form.birth, half), Cell("学段", form.stage, half)),
        (Cell("学校·班级", form.school_class, rest),),
        (Cell("监护人(关系)", form.guardian, half), Cell("联系电话", form.phone, half)),
        (Cell("家庭住址", form.address, rest),),
        (Cell("家庭类型", form.hardships, half), Cell("最近资助", form.support, half)),
    )
    for row in rows:
        y = draw_row(drawing, y, ROW, row)
    return y


def _draw_last_visit(drawing: Drawing, form: VisitForm, y: float) -> float:
    day = form.last_day
    told = f"{show_day(day)}  {form.last_findings}" if day else "首次走访,此前没有记录。"
    if form.last_follow_up:
        told += f"\n待跟进: {form.last_follow_up}"
    if form.why:
        told += f"\n本次走访: {form.why}"
    return draw_row(drawing, y, ROW * 1.6, (Cell("上次走访", told, WIDTH - LABEL),))
