"""公示: the children who are to be admitted, by name, school, grade and class, and by nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from countydesk.domain.days import show_day
from countydesk.export.papers.drawing import THICK, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.form_rows import LEFT, WIDTH, draw_cells

TITLE_SIZE, BODY_SIZE, TEXT_SIZE = 22.0, 14.0, 12.0  # points
ROW = 9.0  # mm
FIRST_PAGE, OTHER_PAGES = 14, 24  # rows
COLUMNS = (("序号", 14.0), ("姓名", 44.0), ("学校", 58.0), ("年级", 30.0), ("班级", 24.0))


@dataclass(frozen=True)
class NoticeLine:
    """A child on the notice. There is no room for more: 教财厅函〔2017〕28号."""

    name: str
    school: str
    grade: str
    class_name: str


@dataclass(frozen=True)
class Notice:
    """A public notice: who puts it up, from when to when, and the children on it."""

    unit: str
    first: date
    last: date
    days: int  # working days
    lines: tuple[NoticeLine, ...]

    @property
    def text(self) -> list[str]:
        """All the text in it, to ask the fonts for missing characters."""
        told = [text for line in self.lines for text in (line.name, line.school, line.grade, line.class_name)]
        return [self.unit, *told]


def notice_pdf(notice: Notice, fonts: Fonts) -> bytes:
    """The notice as a PDF on A4; the same notice gives the same bytes."""
    drawing = Drawing(fonts, notice.text, title="拟入库名单公示", day=notice.first)
    rest = list(enumerate(notice.lines, 1))
    y = _begin(drawing, notice)
    y = _draw_table(drawing, y, rest[:FIRST_PAGE])
    rest = rest[FIRST_PAGE:]
    while rest:
        drawing.new_page()
        y = _draw_table(drawing, 25, rest[:OTHER_PAGES])
        rest = rest[OTHER_PAGES:]
    foot = Box(LEFT + WIDTH / 2, y + 10, WIDTH / 2, 8)
    drawing.write(foot, notice.unit, BODY_SIZE, "centre")
    drawing.write(foot._replace(y=y + 19), show_day(notice.first), BODY_SIZE, "centre")
    return drawing.output()


def _begin(drawing: Drawing, notice: Notice) -> float:
    drawing.new_page()
    drawing.write(Box(LEFT, 22, WIDTH, 12), "困境青少年助养项目", TITLE_SIZE, "centre", title=True)
    drawing.write(Box(LEFT, 34, WIDTH, 12), "拟入库名单公示", TITLE_SIZE, "centre", title=True)
    body = (
        f"　　经组织申请、资料审核、入户走访,拟将下列 {len(notice.lines)} 名青少年纳入助养项目,现予以公示。\n"
        f"　　公示时间:{show_day(notice.first)}至{show_day(notice.last)}({notice.days} 个工作日)。\n"
        "　　如有异议,请在公示期内向我单位反映,我们对反映人的情况保密。\n"
        "　　联系电话:____________________    公示期满撤下。"
    )
    drawing.write(Box(LEFT, 52, WIDTH, 48), body, BODY_SIZE)
    return 104.0


def _draw_table(drawing: Drawing, y: float, lines: Sequence[tuple[int, NoticeLine]]) -> float:
    start = y
    y = draw_cells(drawing, (LEFT, y), ROW, COLUMNS, TEXT_SIZE)
    widths = [width for _, width in COLUMNS]
    for number, line in lines:
        told = (str(number), line.name, line.school, line.grade, line.class_name)
        y = draw_cells(drawing, (LEFT, y), ROW, zip(told, widths, strict=True), TEXT_SIZE)
    drawing.frame(Box(LEFT, start, WIDTH, y - start), THICK)
    return y
