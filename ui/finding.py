"""Finding a child from anywhere: what is typed above finds children, listed below it; Enter opens one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget

from countydesk.domain.offices import Level
from countydesk.services import province, register
from countydesk.services.desk import Desk
from countydesk.services.province import FoundElsewhere
from countydesk.services.register import Found
from ui import style
from ui.background import Task
from ui.parts.top_line import TopLine
from ui.session import Session

SHOWN, LINE, WIDE = 8, 30, 420  # lines of the list, pixels of a line, of the list


class Finding(QObject):
    """The list is a part of the window and never takes the cursor, so that an input method goes on."""

    def __init__(self, top: TopLine, session: Session) -> None:
        super().__init__(top)
        self._search, self._session = top.search, session
        self._asked: Task | None = None
        self._found: list[Found | FoundElsewhere] = []
        self._list = style.in_role(QListWidget(top.window()), "choices")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName("找到的孩子")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.hide()
        self._list.itemClicked.connect(lambda _item: self._open())
        top.typed.connect(self._ask)
        self._search.installEventFilter(self)

    def _ask(self, typed: str) -> None:
        """Only the last of what was typed is looked for."""
        if self._asked is not None:
            self._asked.cancel()
        self._found = []
        if typed.strip():
            self._asked = self._session.ask(_find, typed.strip(), on_done=partial(self._show, typed))
        else:
            self._list.hide()

    def _show(self, typed: str, found: Sequence[Found | FoundElsewhere]) -> None:
        self._found = list(found)
        self._list.clear()
        nobody = f"没有找到“{typed.strip()}”"
        self._list.addItems([_words(child) for child in found] or [nobody])
        self._list.setCurrentRow(0 if found else -1)
        window = self._search.window()
        corner = self._search.mapTo(window, QPoint(0, self._search.height() + 2))
        left = min(corner.x(), window.width() - WIDE - 8)
        height = min(max(len(found), 1), SHOWN) * LINE + 6
        self._list.setGeometry(QRect(left, corner.y(), WIDE, height))
        self._list.show()
        self._list.raise_()

    @property
    def listed(self) -> list[str]:
        """What is listed now; empty while the list is closed."""
        lines = range(self._list.count())
        return [] if self._list.isHidden() else [self._list.item(line).text() for line in lines]

    def _open(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._found):
            child = self._found[row]
            self.close()
            if isinstance(child, FoundElsewhere):
                self._session.go("receiving", child.office_code)
            else:
                self._session.go("child", child.id)

    def close(self) -> None:
        """Put the list and what was typed away."""
        self._list.hide()
        self._found = []
        self._search.clear()
        self._search.clearFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event.key())
        if event.type() == QEvent.Type.FocusOut:
            # A click into the list comes after the cursor has left; it must still be there to be hit.
            QTimer.singleShot(150, self._list.hide)
        return False

    def _pressed(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            last = len(self._found) - 1
            self._list.setCurrentRow(max(min(0, last), min(last, self._list.currentRow() + step)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            return False
        return True


def _find(desk: Desk, typed: str) -> Sequence[Found | FoundElsewhere]:
    """The office's own children; at the province's desk those of the whole area, with their county."""
    if desk.office.level is Level.PROVINCE:
        return province.find(desk, typed, SHOWN)
    return register.find(desk, typed, SHOWN)


def _words(child: Found | FoundElsewhere) -> str:
    if isinstance(child, FoundElsewhere):
        where = child.office_name.removeprefix("甘肃省")
        return "   ".join(filter(None, (child.name, where, child.masked_id, child.school)))
    facts = (child.name, child.sex, child.masked_id, child.school, child.grade, child.state.title)
    return "   ".join(fact for fact in facts if fact)
