"""困境青少年助养申请表: two pages, filled with what is known or left for the pen."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from countydesk.export.papers.drawing import THICK, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.form_rows import (
    LABEL,
    LEFT,
    TEXT_SIZE,
    WIDTH,
    Cell,
    draw_cells,
    draw_row,
    draw_signing,
)

TOP, ROW, TALL = 34.0, 12.0, 17.0  # mm
TITLE_SIZE, SMALL_SIZE = 20.0, 9.5  # points
REST, HALF, THIRD = WIDTH - LABEL, WIDTH / 2 - LABEL, WIDTH / 3 - LABEL
NARROW = 20.0  # mm, a label beside two others
MEMBERS = (
    ("姓名", 24.0),
    ("关系", 18.0),
    ("年龄", 13.0),
    ("工作(学习)单位", 40.0),
    ("从业", 20.0),
    ("文化程度", 18.0),
    ("年收入(元)", 19.0),
    ("健康", 18.0),
)
MEMBER_ROWS = 6


@dataclass(frozen=True)
class ApplicationForm:
    """What stands on the form, each text as it is to be read; "" leaves room for the pen.

    The ticked lists carry their boxes: "■孤儿  □单亲".
    """

    unit: str
    drawn_on: date  # the date in the file
    family_kinds: str
    causes: str
    housing: str
    health: str
    day: str = ""
    source: str = ""
    name: str = ""
    sex: str = ""
    nation: str = ""
    birth: str = ""
    citizen_id: str = ""
    student_number: str = ""
    household: str = ""
    school_class: str = ""
    stage: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    guardian: str = ""
    guardian_id: str = ""
    guardian_phone: str = ""
    people: str = ""
    in_school: str = ""
    dependants: str = ""
    unemployed: str = ""
    income_a_head: str = ""
    incomes: tuple[tuple[str, str], ...] = ()  # the eight sources, each with its amount
    members: tuple[tuple[str, ...], ...] = ()
    events: str = ""
    bank_holder: str = ""
    bank_name: str = ""
    bank_card: str = ""
    request: str = ""

    @property
    def text(self) -> Iterator[str]:
        """All the text in it, to ask the fonts for missing characters."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, str):
                yield value
        yield from (text for row in (*self.incomes, *self.members) for text in row)


def application_form_pdf(form: ApplicationForm, fonts: Fonts) -> bytes:
    """The form of one child, or a blank one, as a PDF of two A4 pages.

    The fields are those that schools and counties ask for (FIELD 5); the same form gives the same bytes.
    """
    drawing = Drawing(fonts, form.text, title=f"助养申请表 {form.name}".strip(), day=form.drawn_on)
    drawing.new_page()
    _draw_first(drawing, form)
    drawing.new_page()
    _draw_second(drawing, form)
    return drawing.output()


def _draw_first(drawing: Drawing, form: ApplicationForm) -> None:
    drawing.write(Box(LEFT, 14, WIDTH, 11), "困境青少年助养项目申请表", TITLE_SIZE, "centre", title=True)
    drawing.write(Box(LEFT, 26, WIDTH * 0.6, 7), f"受理单位: {form.unit}", TEXT_SIZE)
    drawing.write(Box(LEFT + WIDTH * 0.5, 26, WIDTH * 0.5, 7), f"申请日期: {form.day}", TEXT_SIZE, "right")
    narrow = WIDTH / 3 - NARROW
    y = draw_row(
        drawing,
        TOP,
        ROW,
        (
            Cell("姓名", form.name, HALF),
            Cell("性别", form.sex, 15, 14),
            Cell("民族", form.nation, WIDTH / 2 - 43, 14),
        ),
    )
    for row in (
        (Cell("身份证号", form.citizen_id, HALF), Cell("出生年月", form.birth, HALF)),
        (Cell("学籍号", form.student_number, HALF), Cell("户口性质", form.household, HALF)),
        (Cell("学校·班级", form.school_class, HALF), Cell("学段·年级", form.stage, HALF)),
        (Cell("家庭住址", form.address, REST),),
        (Cell("邮编", form.postcode, HALF), Cell("联系电话", form.phone, HALF)),
        (Cell("监护人(关系)", form.guardian, HALF), Cell("监护人电话", form.guardian_phone, HALF)),
        (Cell("监护人\n身份证号", form.guardian_id, HALF), Cell("申请来源", form.source, HALF)),
    ):
        y = draw_row(drawing, y, ROW, row)
    y = draw_row(drawing, y, TALL, (Cell("家庭类型\n(可多选)", form.family_kinds, REST),), SMALL_SIZE)
    y = draw_row(drawing, y, ROW, (Cell("致困原因", form.causes, REST),), SMALL_SIZE)
    counted = (("家庭人口", form.people), ("在学人数", form.in_school), ("赡养人数", form.dependants))
    y = draw_row(drawing, y, ROW, [Cell(label, told, narrow, NARROW) for label, told in counted])
    y = draw_row(
        drawing,
        y,
        ROW,
        (
            Cell("失业人数", form.unemployed, narrow, NARROW),
            Cell("人均年收入(元)", form.income_a_head, WIDTH * 2 / 3 - 34, 34),
        ),
    )
    y = draw_cells(drawing, (LEFT, y), 7, [("家庭成员(不含本人)", WIDTH)])
    y = draw_cells(drawing, (LEFT, y), 8, MEMBERS, SMALL_SIZE)
    rows = max(MEMBER_ROWS, len(form.members))
    for number in range(rows):
        told = form.members[number] if number < len(form.members) else ("",) * len(MEMBERS)
        widths = (width for _, width in MEMBERS)
        y = draw_cells(
            drawing, (LEFT, y), 10.5 * MEMBER_ROWS / rows, zip(told, widths, strict=True), SMALL_SIZE
        )
    drawing.frame(Box(LEFT, TOP, WIDTH, y - TOP), THICK)


def _draw_second(drawing: Drawing, form: ApplicationForm) -> None:
    start, quarter = 16.0, WIDTH / 4
    y = draw_cells(drawing, (LEFT, start), 7, [("家庭年收入(按来源,元)", WIDTH)])
    for half in (form.incomes[:4], form.incomes[4:]):
        y = draw_cells(drawing, (LEFT, y), 7, [(title, quarter) for title, _ in half], SMALL_SIZE)
        y = draw_cells(drawing, (LEFT, y), 9, [(told, quarter) for _, told in half])
    y = draw_row(drawing, y, ROW, (Cell("住房", form.housing, REST),), SMALL_SIZE)
    y = draw_row(drawing, y, ROW, (Cell("健康状况", form.health, REST),), SMALL_SIZE)
    y = draw_row(drawing, y, TALL, (Cell("自然灾害\n突发事件\n欠债、大病", form.events, REST),))
    y = draw_row(
        drawing, y, ROW, (Cell("开户名(关系)", form.bank_holder, HALF), Cell("开户行", form.bank_name, HALF))
    )
    y = draw_row(drawing, y, ROW, (Cell("银行卡号", form.bank_card, REST),))
    y = draw_row(drawing, y, 36, (Cell("申请理由", form.request, REST),))
    promise = "所填内容属实;已阅读并签署告知同意书。\n\n申请人:                              监护人(按手印):"
    y = draw_signing(drawing, y, 32, [("申请人和监护人", promise)])
    y = draw_signing(drawing, y, 40, [("村(居)委会意见(盖章)", ""), ("乡镇(街道)意见(盖章)", "")])
    y = draw_signing(drawing, y, 40, [("学校意见(盖章)", ""), ("团县(市、区)委意见(盖章)", "")])
    drawing.frame(Box(LEFT, start, WIDTH, y - start), THICK)
    note = "附:户口簿、身份证、困难证明、在学证明复印件和监护人告知同意书。本表内容保密,不对外公开。"
    drawing.write(Box(LEFT, y + 1, WIDTH, 6), note, SMALL_SIZE)
