"""Choosing whom to visit: one types, the children are listed below, Enter takes the one that is marked."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from countydesk.services.visits import ToVisit
from ui import style
from ui.session import Session
from ui.tables.record_table import RecordTable
from ui.tables.record_view import RecordView, framed
from ui.tables.to_visit import COLUMNS, ChildrenToVisit

PAUSE = 120  # milliseconds without a key before the list is asked
TURNED_OVER = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})


class Choosing(QWidget):
    """Lists those who were left alone longest until something is typed."""

    chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("走访谁:输入姓名、拼音首字母、证件号或学校,Enter 选定")
        self.typed.setAccessibleName("走访谁")
        self.table = RecordTable(COLUMNS, background=session.background)
        self.view = RecordView(self.table, empty="没有找到,请换一种写法,例如拼音首字母。")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.ask)
        self._takes_first = False
        self.typed.textChanged.connect(lambda _text: self._pause.start())
        self.typed.installEventFilter(self)
        self.table.loaded.connect(self._loaded)
        self.view.opened.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(style.GAP)
        column.addWidget(self.typed)
        column.addWidget(framed(self.view), 1)

    def begin(self) -> None:
        """Nothing typed, the cursor in the line."""
        self.typed.clear()
        self.ask()
        self.typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """List who matches what is typed."""
        self._pause.stop()
        words = self.typed.text().strip()
        self.table.show_source(ChildrenToVisit(self._session.desk, words, anyone=bool(words)))

    def _loaded(self, rows: int) -> None:
        if rows:
            self.view.setCurrentIndex(self.table.index(0, 0))
        if self._takes_first:
            self._takes_first = False
            self._choose_current()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in TURNED_OVER:
            self.view.keyPressEvent(event)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._take()
            return True
        return False

    def _take(self) -> None:
        """Enter means what was typed: a list that is not there yet is waited for."""
        if self._pause.isActive():
            self._takes_first = True
            self.ask()
        else:
            self._choose_current()

    def _choose_current(self) -> None:
        row = self.table.held(self.view.currentIndex().row()) if self.view.currentIndex().isValid() else None
        if row is not None:
            self._choose(row)

    def _choose(self, row: ToVisit) -> None:
        self.chosen.emit(row.id)
