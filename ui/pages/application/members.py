"""The members of a household as a small table: typed cell by cell, or pasted from a sheet."""

import json
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from countydesk.domain.applications import Member, as_members
from countydesk.domain.fields import Kind, fields_of
from countydesk.domain.problems import Refused
from ui import style
from ui.forms.editors import Editor
from ui.forms.keys import ENTER, FieldKeys
from ui.forms.reading import Read, tidy
from ui.tables.cell_editors import CellEditors
from ui.tables.columns import in_words

SPECS = fields_of(Member)
WIDE = {"name": 84, "relation": 92, "age": 52, "phone": 110, "occupation": 76, "education": 76}  # pixels
ROWS_SHOWN = 4
Trigger = QAbstractItemView.EditTrigger
Hint = QAbstractItemDelegate.EndEditHint


class MembersEditor(QTableWidget, Editor):
    """Always one empty row at the end; Enter goes from cell to cell, and on from an empty row."""

    changed = Signal()

    def __init__(self, reads: dict[Kind, Read]) -> None:
        super().__init__(1, len(SPECS))
        self._reads = reads
        self.focus_on = self
        self.keys = FieldKeys(self, many_lines=True)
        self.setHorizontalHeaderLabels([spec.title for spec in SPECS])
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, spec in enumerate(SPECS):
            if spec.name in WIDE:
                self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(column, WIDE[spec.name])
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        # Not as soon as a cell is reached: Enter would then only open and close it.
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setItemDelegate(CellEditors(self))
        self.setTabKeyNavigation(False)
        self.setStyleSheet(f"QTableView {{ border: 1px solid {style.colours.edge}; }}")
        self.setFixedHeight(30 * ROWS_SHOWN + 36)
        self.cellChanged.connect(self._cell_changed)

    # --- keys

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentCell(self.rowCount() - 1, 0)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter in a cell takes it over and goes to the next."""
        super().closeEditor(editor, hint)
        if hint == Hint.SubmitModelCache:
            self._go_on()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            if self.state() != QAbstractItemView.State.EditingState:  # a cell's own comes by here as well
                self._go_on()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for item in self.selectedItems():
                item.setText("")
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        row, column = self.currentRow(), self.currentColumn()
        if column == 0 and not any(self._texts(row)):
            self.keys.onward.emit()
        elif column < len(SPECS) - 1:
            self.setCurrentCell(row, column + 1)
        else:
            self.setCurrentCell(min(row + 1, self.rowCount() - 1), 0)

    def paste(self) -> None:
        """Put cells of a sheet in from the current one on."""
        lines = QGuiApplication.clipboard().text().rstrip("\n").split("\n")
        top, left = max(0, self.currentRow()), max(0, self.currentColumn())
        for down, line in enumerate(lines):
            for right, text in enumerate(line.split("\t")[: len(SPECS) - left]):
                self._put(top + down, left + right, text.strip())

    def _put(self, row: int, column: int, text: str) -> None:
        while row >= self.rowCount():
            self.insertRow(self.rowCount())
        self.setItem(row, column, QTableWidgetItem(text))

    def _cell_changed(self, row: int, _column: int) -> None:
        if row == self.rowCount() - 1 and any(self._texts(row)):
            self.insertRow(self.rowCount())
        self.changed.emit()

    # --- texts and values

    def _texts(self, row: int) -> list[str]:
        items = [self.item(row, column) for column in range(len(SPECS))]
        return [item.text().strip() if item else "" for item in items]

    def raw(self) -> str:
        rows = [self._texts(row) for row in range(self.rowCount())]
        told = [row for row in rows if any(row)]
        return json.dumps(told, ensure_ascii=False) if told else ""

    def set_raw(self, text: str) -> None:
        rows = json.loads(text) if text else []
        self.setRowCount(0)
        self.setRowCount(1)
        for row, texts in enumerate(rows):
            for column, each in enumerate(texts):
                self._put(row, column, each)

    def value(self) -> str:
        rows = [texts for row in range(self.rowCount()) if any(texts := self._texts(row))]
        return as_members([self._member(texts) for texts in rows])

    def _member(self, texts: list[str]) -> Member:
        told: dict[str, Any] = {}
        name = texts[0]
        for spec, text in zip(SPECS, texts, strict=True):
            plain, read = tidy(spec.kind, text), self._reads.get(spec.kind)
            try:
                told[spec.name] = (read(plain) if read else plain) if plain else None
            except Refused as refusal:
                raise Refused(f"家庭成员{name}的{spec.title}:{refusal}") from refusal
        if not told["name"]:
            raise Refused("家庭成员请先填姓名。")
        try:
            return Member.model_validate({key: each for key, each in told.items() if each is not None})
        except ValidationError as wrong:
            title = next(spec.title for spec in SPECS if spec.name == wrong.errors()[0]["loc"][0])
            raise Refused(f"家庭成员{name}的{title}不合理,请核对。") from wrong

    def set_value(self, value: Any) -> None:
        rows = [[in_words(spec.kind, getattr(one, spec.name)) for spec in SPECS] for one in value or ()]
        self.set_raw(json.dumps(rows, ensure_ascii=False))
