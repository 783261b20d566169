"""How everything looks: one palette of names, the fonts, and the style sheet made from them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from string import Template
from typing import TypeVar

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from countydesk.locations import resource

# Chinese screens first, then what covers the rare characters of names.
FAMILIES = (
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimSun-ExtB",
)
BODY, SECONDARY, SMALL, TITLE, SUM = 14, 13, 12, 18, 22  # pixels
ROW, GAP, PADDING, SIDE, SIDE_FOLDED, FOLDS_AT = 32, 12, 14, 172, 56, 1100  # pixels


@dataclass(frozen=True)
class Colours:
    """Every colour by its use; dark and high contrast are other values of the same names."""

    page: str = "#F5F6F8"
    side: str = "#FBFCFD"
    card: str = "#FFFFFF"
    head: str = "#FAFBFC"  # heading row of a table
    hairline: str = "#E1E5EA"
    row_line: str = "#EEF1F4"
    edge: str = "#CBD2DA"  # border of a field or button
    ink: str = "#1D2733"
    secondary: str = "#66727F"
    waiting: str = "#C9D1D9"  # not yet: steps to come, money not paid
    ground: str = "#E9EDF1"  # the empty part of a bar
    blue: str = "#1F5FA8"
    blue_deep: str = "#164F94"
    blue_soft: str = "#6F9BCD"
    blue_pale: str = "#8FB3DD"
    blue_faint: str = "#BDD1EA"
    selected: str = "#E6EEF8"
    green: str = "#2E7D4F"
    green_ground: str = "#E4F2EA"
    amber: str = "#8A5406"
    amber_ground: str = "#FCEFDC"
    red: str = "#C8402F"
    red_ink: str = "#A02C1E"
    red_ground: str = "#FBE6E3"
    grey_ink: str = "#4D5965"
    grey_ground: str = "#ECEFF2"
    on_colour: str = "#FFFFFF"  # text on blue, green or red


colours = Colours()
W = TypeVar("W", bound=QWidget)


class Tone(StrEnum):
    """What a chip or notice says by its colour, always with a word beside it."""

    GREEN = "green"
    AMBER = "amber"
    BLUE = "blue"
    RED = "red"
    GREY = "grey"

    @property
    def ink(self) -> QColor:
        """The colour of its words."""
        names = {Tone.RED: colours.red_ink, Tone.GREY: colours.grey_ink}
        return QColor(names.get(self) or getattr(colours, self.value))

    @property
    def ground(self) -> QColor:
        """The pale colour behind them."""
        return QColor(colours.selected if self is Tone.BLUE else getattr(colours, f"{self.value}_ground"))


def font(pixels: int = BODY, *, bold: bool = False) -> QFont:
    """The reading font in a size; figures in it have one width."""
    chosen = QFont()
    chosen.setFamilies(list(FAMILIES))
    chosen.setPixelSize(pixels)
    chosen.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return chosen


def apply(application: QApplication) -> None:
    """Give the whole application our fonts, colours and style sheet."""
    application.setStyle("Fusion")
    application.setFont(font())
    application.setPalette(_qt_palette())
    application.setStyleSheet(sheet())


def sheet() -> str:
    """The style sheet with the palette's colours and the pictures' folder filled in."""
    words = resource("style", "window.qss").read_text(encoding="utf-8")
    names = asdict(colours) | {"icons": resource("icons").as_posix()}
    sizes = {"BODY": BODY, "SECONDARY": SECONDARY, "SMALL": SMALL, "TITLE": TITLE, "SUM": SUM}
    return Template(words).substitute(names, **sizes)


def in_role(widget: W, role: str) -> W:
    """Mark a widget for the style sheet ("card", "main", "link" …) and hand it back."""
    return mark(widget, "role", role)


def mark(widget: W, name: str, value: object) -> W:
    """Set a property that the style sheet asks for, and have the widget drawn anew if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
    return widget


def label(text: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    """A line of text in a role of the style sheet ("", "secondary", "small", "strong", "title", "sum")."""
    made = QLabel(text)
    made.setWordWrap(wraps)
    return in_role(made, role) if role else made


def _qt_palette() -> QPalette:
    """Qt's own roles, for what a style sheet does not reach (selections, placeholders, dialogs)."""
    role = QPalette.ColorRole
    palette = QPalette()
    for chosen, name in (
        (role.Window, colours.page),
        (role.Base, colours.card),
        (role.AlternateBase, colours.card),
        (role.Button, colours.card),
        (role.Text, colours.ink),
        (role.WindowText, colours.ink),
        (role.ButtonText, colours.ink),
        (role.PlaceholderText, colours.secondary),
        (role.Highlight, colours.blue),
        (role.HighlightedText, colours.on_colour),
        (role.ToolTipBase, colours.card),
        (role.ToolTipText, colours.ink),
        (role.Link, colours.blue),
    ):
        palette.setColor(chosen, QColor(name))
    return palette
