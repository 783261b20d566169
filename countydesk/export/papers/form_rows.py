"""Rows of printed forms: a label and what stands beside it, plain cells, rules to write on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from countydesk.export.papers.drawing import Align, Box, Drawing

# mm on A4 portrait
LEFT, WIDTH = 20.0, 170.0
LABEL, RULE = 26.0, 9.0
ACROSS, DOWN = 1.5, 0.5  # between a frame and its text
TEXT_SIZE = 11.0  # points
BLANK_DAY = "      年    月    日"


class Cell(NamedTuple):
    """A label and what stands beside it, each with its width in mm."""

    label: str
    value: str
    width: float
    label_width: float = LABEL


def draw_row(
    drawing: Drawing, y: float, height: float, cells: Iterable[Cell], size: float = TEXT_SIZE
) -> float:
    """Label and value, side by side as often as there are cells; returns where the row ends."""
    x = LEFT
    for cell in cells:
        label = Box(x, y, cell.label_width, height)
        value = Box(x + cell.label_width, y, cell.width, height)
        drawing.frame(label)
        drawing.frame(value)
        drawing.write(label.inset(ACROSS, DOWN), cell.label, size, "centre")
        drawing.write(value.inset(ACROSS, DOWN), cell.value, size)
        x += cell.label_width + cell.width
    return y + height


def draw_ruled(drawing: Drawing, y: float, lines: int, label: str) -> float:
    """A large cell with faint rules to write on; returns where it ends."""
    end = draw_row(drawing, y, RULE * lines + 2, (Cell(label, "", WIDTH - LABEL),))
    for number in range(1, lines + 1):
        rule = y + number * RULE
        drawing.line(LEFT + LABEL + 3, rule, LEFT + WIDTH - 3, rule, 0.1)
    return end


def draw_cells(
    drawing: Drawing,
    at: tuple[float, float],
    height: float,
    cells: Iterable[tuple[str, float]],
    size: float = TEXT_SIZE,
    align: Align = "centre",
) -> float:
    """Framed texts, each with its width, side by side from (x, y); returns where the row ends."""
    x, y = at
    for text, width in cells:
        box = Box(x, y, width, height)
        drawing.frame(box)
        drawing.write(box.inset(ACROSS, DOWN), text, size, align)
        x += width
    return y + height


def draw_signing(drawing: Drawing, y: float, height: float, signers: Sequence[tuple[str, str]]) -> float:
    """Wide cells to sign in, a statement at the top and day and signature at the foot of each."""
    width = WIDTH / len(signers)
    for number, (title, statement) in enumerate(signers):
        box = Box(LEFT + number * width, y, width, height)
        drawing.frame(box)
        drawing.write(Box(box.x + 2, y + 1, width - 4, 6), title, TEXT_SIZE)
        if statement:
            drawing.write(Box(box.x + 2, y + 7, width - 4, height - 15), statement, TEXT_SIZE - 1)
        drawing.write(Box(box.x + 2, y + height - 7, width - 4, 6), BLANK_DAY, TEXT_SIZE - 1, "right")
    return y + height


def ticked(choices: Iterable[tuple[str, bool]], a_line: int = 10) -> str:
    """Choices as they stand on a form, so many a line, the chosen ones filled: "■孤儿  □单亲"."""
    boxes = [f"{'■' if chosen else '□'}{title}" for title, chosen in choices]
    return "\n".join("  ".join(boxes[at : at + a_line]) for at in range(0, len(boxes), a_line))
