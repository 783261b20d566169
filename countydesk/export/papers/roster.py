"""发放花名册: the list that children or their guardians sign for the money on, as a PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from countydesk.domain.money import in_capitals, in_figures
from countydesk.domain.problems import Refused
from countydesk.export.papers.drawing import THICK, Align, Box, Drawing
from countydesk.export.papers.fonts import Fonts

LINES_A_PAGE = 10  # so that a row is high enough for a fingerprint
SIGNERS = ("负责人", "审核人", "制表人", "发放人", "监发人")

# mm on A4 landscape; the blocks follow each other from top to bottom.
LEFT, WIDTH = 15.0, 267.0
TITLE = Box(LEFT, 10, WIDTH, 12)
HEAD_LINE = Box(LEFT, 22, WIDTH, 8)
TABLE_TOP, HEADING_HEIGHT, ROW_HEIGHT, SUM_HEIGHT = 31.0, 10.0, 12.0, 9.0
SIGNATURES = Box(LEFT, 182, WIDTH, 11)
PAGE_NUMBER = Box(LEFT, 196, WIDTH, 6)
PADDING, AMOUNT_PADDING = 0.8, 1.5

TITLE_SIZE, HEAD_SIZE, TEXT_SIZE, SMALL_SIZE = 20.0, 11.0, 10.0, 9.0  # points


@dataclass(frozen=True)
class RosterLine:
    """One child's payment, each text as it is to stand on paper; `fen` is this instalment."""

    name: str
    sex: str
    citizen_id: str
    school_class: str  # the first blank parts school and class
    stage: str
    guardian: str  # with the relation: "张大山(父亲)"
    account: str  # card number, or "现金"
    fen: int
    note: str = ""
    proxy: str = ""  # who signs in the child's place: name, relation and ID


@dataclass(frozen=True)
class Roster:
    """A disbursement list. Without a `number` it is a draft, and says so on every page."""

    place: str  # "陇南市宕昌县"
    title: str  # "困境青少年助养项目2026年秋季学期资助金发放花名册"
    unit: str  # "共青团宕昌县委员会"
    drawn_on: date  # the date in the file
    lines: tuple[RosterLine, ...]
    number: str = ""
    issue_day: date | None = None  # left open for the pen when not known
    approved_by: str = ""
    checked_by: str = ""
    drawn_by: str = ""

    @property
    def total_fen(self) -> int:
        return sum(line.fen for line in self.lines)

    @property
    def text(self) -> Iterator[str]:
        """All the text in it, to ask the fonts for missing characters."""
        yield from (self.place, self.title, self.unit, self.number)
        yield from (self.approved_by, self.checked_by, self.drawn_by)
        for line in self.lines:
            yield from (line.name, line.sex, line.citizen_id, line.school_class, line.stage)
            yield from (line.guardian, line.account, line.note, line.proxy)


@dataclass(frozen=True)
class Column:
    """A column of the printed table; `width` in mm, `size` in points."""

    title: str
    width: float
    align: Align
    size: float
    padding: float = PADDING


COLUMNS = (
    Column("序号", 10, "centre", SMALL_SIZE),
    Column("姓名", 26, "centre", TEXT_SIZE + 0.5),
    Column("性别", 9, "centre", TEXT_SIZE),
    Column("身份证号", 34, "centre", SMALL_SIZE),
    Column("学校·班级", 42, "left", SMALL_SIZE),
    Column("学段", 12, "centre", SMALL_SIZE),
    Column("监护人", 24, "centre", SMALL_SIZE),
    Column("银行卡号", 34, "centre", SMALL_SIZE),
    Column("金额", 20, "right", TEXT_SIZE, AMOUNT_PADDING),
    Column("领款人签字\n(按手印)", 32, "centre", SMALL_SIZE),
    Column("备注", 24, "left", 8.0),
)
EDGES = tuple(accumulate((column.width for column in COLUMNS), initial=LEFT))
AMOUNT = next(i for i, column in enumerate(COLUMNS) if column.title == "金额")


def page_count(roster: Roster) -> int:
    """How many sheets the list takes."""
    return -(-len(roster.lines) // LINES_A_PAGE)


def roster_pdf(roster: Roster, fonts: Fonts) -> bytes:
    """The list as a PDF, ten lines a page; the same list and fonts give the same bytes.

    A character that no font has becomes a dashed frame to write into: ask `fonts.missing(roster.text)`
    first and tell the person. Raises `Refused` for a list without lines. Layout: the forms in use by
    Hope Project and county offices; amounts in capitals: 支付结算办法 附一.
    """
    if not roster.lines:
        raise Refused("这份花名册里没有人,不能生成。")
    drawing = Drawing(
        fonts, roster.text, title=roster.place + roster.title, day=roster.drawn_on, landscape=True
    )
    pages = page_count(roster)
    for page in range(pages):
        first = page * LINES_A_PAGE
        lines = roster.lines[first : first + LINES_A_PAGE]
        drawing.new_page()
        if not roster.number:
            drawing.watermark("草稿 未编号", 90)
        _draw_head(drawing, roster)
        y = _draw_table(drawing, lines, first)
        y = _draw_subtotal(drawing, lines, y)
        if page == pages - 1:
            _draw_total(drawing, roster, y)
        _draw_signatures(drawing, roster)
        drawing.write(PAGE_NUMBER, f"第 {page + 1} 页 共 {pages} 页", SMALL_SIZE, "centre")
    return drawing.output()


def _draw_head(drawing: Drawing, roster: Roster) -> None:
    day = roster.issue_day
    issued = f"{day.year}年{day.month}月{day.day}日" if day else "      年    月    日"
    x, y, w, h = HEAD_LINE
    drawing.write(TITLE, roster.place + roster.title, TITLE_SIZE, "centre", title=True)
    drawing.write(Box(x, y, w * 0.42, h), f"单位(盖章): {roster.unit}", HEAD_SIZE)
    drawing.write(Box(x + w * 0.42, y, w * 0.22, h), f"发放日期: {issued}", HEAD_SIZE)
    drawing.write(Box(x + w * 0.64, y, w * 0.14, h), "金额单位:元", HEAD_SIZE)
    number = roster.number or "(未编号)"
    drawing.write(Box(x + w * 0.78, y, w * 0.22, h), f"编号: {number}", HEAD_SIZE, "right")


def _draw_table(drawing: Drawing, lines: Sequence[RosterLine], first: int) -> float:
    """Headings, a row a child, and what is left struck out; returns where the table ends."""
    y = TABLE_TOP
    for column, box in zip(COLUMNS, _cells(y, HEADING_HEIGHT), strict=True):
        drawing.frame(box)
        drawing.write(box.inset(PADDING), column.title, TEXT_SIZE, "centre", title=True)
    y += HEADING_HEIGHT
    for number, line in enumerate(lines, first + 1):
        for column, box, text in zip(COLUMNS, _cells(y, ROW_HEIGHT), _texts(number, line), strict=True):
            drawing.frame(box)
            drawing.write(box.inset(column.padding, 0.3), text, column.size, column.align)
        y += ROW_HEIGHT
    end = TABLE_TOP + HEADING_HEIGHT + LINES_A_PAGE * ROW_HEIGHT
    if y < end:
        _strike_out(drawing, Box(LEFT, y, WIDTH, end - y))
    drawing.frame(Box(LEFT, TABLE_TOP, WIDTH, end - TABLE_TOP), THICK)
    return end


def _cells(y: float, height: float) -> Iterator[Box]:
    return (Box(x, y, column.width, height) for x, column in zip(EDGES, COLUMNS, strict=False))


def _texts(number: int, line: RosterLine) -> tuple[str, ...]:
    """What stands in each column."""
    proxy = f"代领: {line.proxy}" if line.proxy else ""
    return (
        str(number),
        line.name,
        line.sex,
        line.citizen_id,
        line.school_class.replace(" ", "\n", 1),
        line.stage,
        line.guardian,
        line.account,
        in_figures(line.fen),
        "",
        "\n".join(filter(None, (line.note, proxy))),
    )


def _strike_out(drawing: Drawing, empty: Box) -> None:
    """Nobody can be added below the last child: "以下空白", and a stroke through the rest."""
    drawing.write(empty._replace(h=ROW_HEIGHT), "以下空白", TEXT_SIZE, "centre")
    if empty.h > ROW_HEIGHT:
        drawing.line(empty.x + empty.w, empty.y + ROW_HEIGHT, empty.x, empty.y + empty.h)


def _draw_subtotal(drawing: Drawing, lines: Sequence[RosterLine], y: float) -> float:
    people, amount, rest = EDGES[0], EDGES[AMOUNT], EDGES[AMOUNT + 1]
    boxes = (
        Box(people, y, amount - people, SUM_HEIGHT),
        Box(amount, y, rest - amount, SUM_HEIGHT),
        Box(rest, y, LEFT + WIDTH - rest, SUM_HEIGHT),
    )
    for box in boxes:
        drawing.frame(box)
    drawing.write(boxes[0].inset(3), f"本页小计: {len(lines)} 人", TEXT_SIZE)
    subtotal = sum(line.fen for line in lines)
    drawing.write(boxes[1].inset(AMOUNT_PADDING), in_figures(subtotal), TEXT_SIZE, "right")
    drawing.frame(Box(LEFT, y, WIDTH, SUM_HEIGHT), THICK)
    return y + SUM_HEIGHT


def _draw_total(drawing: Drawing, roster: Roster, y: float) -> None:
    box = Box(LEFT, y, WIDTH, SUM_HEIGHT)
    x, _, w, h = box.inset(3)
    drawing.frame(box, THICK)
    people = f"合计: {len(roster.lines)} 人"
    capitals = f"(大写)人民币{in_capitals(roster.total_fen)}"
    figures = f"(小写)￥{in_figures(roster.total_fen)}"
    drawing.write(Box(x, y, w * 0.16, h), people, HEAD_SIZE, title=True)
    drawing.write(Box(x + w * 0.16, y, w * 0.58, h), capitals, HEAD_SIZE, title=True)
    drawing.write(Box(x + w * 0.74, y, w * 0.26, h), figures, HEAD_SIZE, "right", title=True)


def _draw_signatures(drawing: Drawing, roster: Roster) -> None:
    """On every page: each sheet of a voucher is signed by itself."""
    named = {"负责人": roster.approved_by, "审核人": roster.checked_by, "制表人": roster.drawn_by}
    x, y, w, h = SIGNATURES
    for i, signer in enumerate(SIGNERS):
        box = Box(x + i * w / len(SIGNERS), y, w / len(SIGNERS) - 4, h)
        drawing.write(box._replace(w=box.w * 0.62), f"{signer}: {named.get(signer, '')}", HEAD_SIZE)
