"""走访名单: the stops of a round in the order of the way, then the form of each, as one PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from countydesk.export.papers.drawing import THICK, Align, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.visit_form import VisitForm, draw_form

STOPS_A_PAGE = 12

# mm on A4 portrait
LEFT, TOP, WIDTH = 13.0, 12.0, 184.0
TABLE_TOP, HEADING, ROW = 42.0, 9.0, 18.5
PADDING = 1.0

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 20.0, 10.5, 9.0  # points

# Title, width in mm, side.
COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("序号", 9, "centre"),
    ("姓名", 21, "centre"),
    ("学校·年级", 31, "left"),
    ("住址", 30, "left"),
    ("监护人·电话", 29, "centre"),
    ("上次走访与原因、待跟进", 44, "left"),
    ("结果", 20, "centre"),
)
EDGES = tuple(accumulate((width for _, width, _ in COLUMNS), initial=LEFT))
RESULT = "□见到\n□未遇到"


@dataclass(frozen=True)
class SheetStop:
    """A stop, each text as it is to stand on paper."""

    name: str
    school: str
    home: str
    guardian: str
    phone: str
    why: str

    @property
    def text(self) -> Iterator[str]:
        yield from (self.name, self.school, self.home, self.guardian, self.phone, self.why)


@dataclass(frozen=True)
class RoundSheet:
    """A round as it is taken along. No citizen ID and no card number: the visitors need neither."""

    unit: str
    number: str
    day: date
    townships: str
    visitors: str
    stops: tuple[SheetStop, ...]

    @property
    def text(self) -> Iterator[str]:
        """All the text in it, to ask the fonts for missing characters."""
        yield from (self.unit, self.number, self.townships, self.visitors)
        for stop in self.stops:
            yield from stop.text


def round_pdf(sheet: RoundSheet, forms: Sequence[VisitForm], fonts: Fonts) -> bytes:
    """The list of the stops, twelve a page, and after it the forms, each on a page, in the same order.

    The same sheet, forms and fonts give the same bytes. A character that no font has becomes a dashed frame
    to write into: ask `fonts.missing` about `sheet.text` and every `form.text` first.
    """
    text = [*sheet.text, *(words for form in forms for words in form.text)]
    drawing = Drawing(fonts, text, title=f"走访名单 {sheet.number}", day=sheet.day)
    pages = -(-len(sheet.stops) // STOPS_A_PAGE)
    for page in range(pages):
        first = page * STOPS_A_PAGE
        drawing.new_page()
        _draw_head(drawing, sheet)
        y = _draw_stops(drawing, sheet.stops[first : first + STOPS_A_PAGE], first)
        note = "按本表顺序走访、登记;未遇到的写明原因。不向他人透露本表内容,登记后与走访表一并存档。"
        drawing.write(Box(LEFT, y + 1, WIDTH, 6), note, SMALL_SIZE)
        drawing.write(Box(LEFT, 286, WIDTH, 5), f"第 {page + 1} 页 共 {pages} 页", SMALL_SIZE, "centre")
    for form in forms:
        draw_form(drawing, form)
    return drawing.output()


def _draw_head(drawing: Drawing, sheet: RoundSheet) -> None:
    day = sheet.day
    drawing.write(Box(LEFT, TOP, WIDTH, 11), "入户走访名单", TITLE_SIZE, "centre", title=True)
    lines = (
        (f"单位: {sheet.unit}", f"走访编号: {sheet.number}"),
        (f"乡镇: {sheet.townships}", f"走访日期: {day.year}年{day.month}月{day.day}日"),
        (f"走访人: {sheet.visitors}", f"共 {len(sheet.stops)} 户"),
    )
    for row, (left, right) in enumerate(lines):
        y = TOP + 11.5 + row * 6
        drawing.write(Box(LEFT, y, WIDTH * 0.64, 6), left, TEXT_SIZE)
        drawing.write(Box(LEFT + WIDTH * 0.64, y, WIDTH * 0.36, 6), right, TEXT_SIZE, "right")


def _draw_stops(drawing: Drawing, stops: Sequence[SheetStop], first: int) -> float:
    """Headings and a row a stop; returns where the table ends."""
    titles = tuple(title for title, _, _ in COLUMNS)
    y = _draw_row(drawing, TABLE_TOP, HEADING, titles, heading=True)
    for number, stop in enumerate(stops, first + 1):
        guardian = "\n".join(filter(None, (stop.guardian, stop.phone)))
        cells = (str(number), stop.name, stop.school, stop.home, guardian, stop.why, RESULT)
        y = _draw_row(drawing, y, ROW, cells)
    drawing.frame(Box(LEFT, TABLE_TOP, WIDTH, y - TABLE_TOP), THICK)
    return y


def _draw_row(
    drawing: Drawing, y: float, height: float, cells: Sequence[str], heading: bool = False
) -> float:
    for (_, width, align), x, words in zip(COLUMNS, EDGES, cells, strict=False):
        box = Box(x, y, width, height)
        drawing.frame(box)
        side: Align = "centre" if heading else align
        drawing.write(box.inset(PADDING, 0.4), words, TEXT_SIZE, side, title=heading)
    return y + height
