"""The side bar: the pages, and how much waits on each; folded to icons where the window is narrow."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui import style
from ui.parts.chip import paint_count
from ui.parts.icons import icon


@dataclass(frozen=True)
class Place:
    """A line of the side bar: the page's name, its title, its icon, and the key that opens it."""

    name: str
    title: str
    icon: str
    key: str = ""


class SideButton(QAbstractButton):
    """One line: icon, title, count. Folded it shows the icon and a small count."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.count = 0
        self.folded = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.describe()

    def describe(self) -> None:
        """Say in words what the line shows, for the tooltip and for who cannot see it."""
        waiting = f",{self.count} 项待办" if self.count else ""
        self.setAccessibleName(self.place.title + waiting)
        key = f"({self.place.key})" if self.place.key else ""
        self.setToolTip(self.place.title + key + waiting if self.folded or self.place.key else "")

    def sizeHint(self) -> QSize:
        return QSize(40 if self.folded else 156, 36)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        names = style.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setPen(QColor(names.blue) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(names.selected if self.isChecked() else names.ground))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        colour = names.blue if self.isChecked() else names.grey_ink
        left = (self.width() - 18) // 2 if self.folded else 10
        icon(self.place.icon, colour).paint(painter, left, (self.height() - 18) // 2, 18, 18)
        if not self.folded:
            painter.setPen(QColor(names.blue_deep if self.isChecked() else names.ink))
            painter.setFont(style.font(bold=self.isChecked()))
            words = self.rect().adjusted(36, 0, -36, 0)
            told = f"{self.place.title} {self.place.key}".rstrip()
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, told)
        if self.count and self.folded:
            paint_count(painter, self.width() - 1, 9, self.count, small=True)
        elif self.count:
            paint_count(painter, self.width() - 10, self.height() / 2, self.count)
        painter.end()


class SideBar(QWidget):
    """All lines; `chosen` tells the name of the page that was asked for."""

    chosen = Signal(str)

    def __init__(self, upper: Sequence[Place], lower: Sequence[Place]) -> None:
        super().__init__()
        style.in_role(self, "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("页面")
        self._lines = {place.name: SideButton(place) for place in (*upper, *lower)}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(2)
        for place in upper:
            column.addWidget(self._lines[place.name])
        column.addStretch()
        for place in lower:
            column.addWidget(self._lines[place.name])
        for line in self._lines.values():
            line.clicked.connect(lambda _checked, name=line.place.name: self.chosen.emit(name))
        self.fold(False)

    def fold(self, folded: bool) -> None:
        """Show icons alone, or icons and titles."""
        self.setFixedWidth(style.SIDE_FOLDED if folded else style.SIDE)
        for line in self._lines.values():
            line.folded = folded
            line.describe()
            line.updateGeometry()
            line.update()

    def leave_out(self, names: Collection[str]) -> None:
        """Show all lines but these."""
        for name, line in self._lines.items():
            line.setVisible(name not in names)

    def show_current(self, name: str) -> None:
        """Mark the page that is shown."""
        for line in self._lines.values():
            line.setChecked(line.place.name == name)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how much waits on each page, by the page's name; pages not named wait for nothing."""
        for line in self._lines.values():
            line.count = counts.get(line.place.name, 0)
            line.describe()
            line.update()
