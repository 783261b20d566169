"""审核入库表: the children who are put up for admission, with what each step found, for the signatures."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date

from countydesk.domain.days import show_day
from countydesk.export.papers.drawing import THICK, Box, Drawing
from countydesk.export.papers.fonts import Fonts
from countydesk.export.papers.form_rows import draw_cells

LEFT, WIDTH = 15.0, 267.0  # mm on A4 landscape
TITLE_SIZE, HEAD_SIZE, TEXT_SIZE = 20.0, 11.0, 10.0  # points
ROW, LINES_A_PAGE = 11.0, 11
COLUMNS = (
    ("序号", 10.0),
    ("姓名", 24.0),
    ("性别", 10.0),
    ("身份证号", 42.0),
    ("学校·年级·班级", 42.0),
    ("家庭类型", 34.0),
    ("监护人(关系)", 25.0),
    ("资料审核", 24.0),
    ("入户走访", 28.0),
    ("公示", 28.0),
)


@dataclass(frozen=True)
class AdmissionLine:
    """A child on the list, each text as it is to stand on paper."""

    name: str
    sex: str
    citizen_id: str
    school_class: str
    family: str
    guardian: str
    checked: str  # "10月9日 赵芳"
    visited: str  # "10月12日 建议入库"
    posted: str  # "10月13日至19日 无异议"


@dataclass(frozen=True)
class AdmissionList:
    """The list and who signs it: "团县委", "团市委", "团省委" as far as the office's setting goes."""

    unit: str
    drawn_on: date
    lines: tuple[AdmissionLine, ...]
    signers: tuple[str, ...]

    @property
    def text(self) -> list[str]:
        """All the text in it, to ask the fonts for missing characters."""
        return [self.unit, *(text for line in self.lines for text in astuple(line))]


def admission_list_pdf(listed: AdmissionList, fonts: Fonts) -> bytes:
    """The list as a PDF on A4 landscape, the signatures under the last page."""
    drawing = Drawing(
        fonts, listed.text, title="困境青少年助养项目审核入库表", day=listed.drawn_on, landscape=True
    )
    numbered = list(enumerate(listed.lines, 1))
    pages = [numbered[at : at + LINES_A_PAGE] for at in range(0, len(numbered), LINES_A_PAGE)]
    for number, page in enumerate(pages, 1):
        drawing.new_page()
        y = _draw_page(drawing, listed, page)
        told = f"第 {number} 页 共 {len(pages)} 页"
        drawing.write(Box(LEFT, 198, WIDTH, 6), told, TEXT_SIZE - 1, "centre")
    _draw_signers(drawing, y, listed.signers)
    return drawing.output()


def _draw_page(drawing: Drawing, listed: AdmissionList, page: Sequence[tuple[int, AdmissionLine]]) -> float:
    drawing.write(Box(LEFT, 10, WIDTH, 11), "困境青少年助养项目审核入库表", TITLE_SIZE, "centre", title=True)
    drawing.write(Box(LEFT, 22, WIDTH / 2, 7), f"单位(盖章): {listed.unit}", HEAD_SIZE)
    told = f"{show_day(listed.drawn_on)}  共 {len(listed.lines)} 人"
    drawing.write(Box(LEFT + WIDTH / 2, 22, WIDTH / 2, 7), told, HEAD_SIZE, "right")
    start = 30.0
    y = draw_cells(drawing, (LEFT, start), ROW - 2, COLUMNS, TEXT_SIZE)
    widths = [width for _, width in COLUMNS]
    for number, line in page:
        cells = zip((str(number), *astuple(line)), widths, strict=True)
        y = draw_cells(drawing, (LEFT, y), ROW, cells, TEXT_SIZE)
    drawing.frame(Box(LEFT, start, WIDTH, y - start), THICK)
    return y


def _draw_signers(drawing: Drawing, y: float, signers: Sequence[str]) -> None:
    width = WIDTH / len(signers)
    for number, signer in enumerate(signers):
        box = Box(LEFT + number * width, y + 3, width, 28)
        drawing.frame(box)
        drawing.write(Box(box.x + 2, box.y + 1, width - 4, 7), f"{signer}审核意见(盖章)", HEAD_SIZE)
        told = "审核人:            负责人:            年   月   日"
        drawing.write(Box(box.x + 2, box.y + 20, width - 4, 7), told, TEXT_SIZE)
