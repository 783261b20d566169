"""How a cell is drawn: words, figures right, chips, a hairline below; one delegate for every column."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from ui import style
from ui.parts.chip import HEIGHT, chip_width, paint_chip
from ui.tables.record_table import LOADING, RecordTable

INSET = 10  # pixels left and right of the words
Index = QModelIndex | QPersistentModelIndex


class Cells(QStyledItemDelegate):
    """Draws every cell of a `RecordTable`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        names = style.colours
        box: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(box, QColor(names.selected if selected else names.card))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, QColor(names.row_line))
        words = index.data()
        if words:
            self._paint_words(painter, box.adjusted(INSET, 0, -INSET, -1), index, str(words))

    def _paint_words(self, painter: QPainter, box: QRect, index: Index, words: str) -> None:
        table = index.model()
        assert isinstance(table, RecordTable)
        column = table.columns[index.column()]
        row = table.row(index.row()) if words != LOADING else None
        if column.picture is not None and row is not None:
            column.picture(painter, QRectF(box), row)
            return
        tone = column.chip_tone(row) if row is not None else None
        if tone is not None:
            width = min(chip_width(words), box.width() + 6)
            top = box.top() + (box.height() - HEIGHT) / 2
            paint_chip(painter, QRectF(box.left(), top, width, HEIGHT), words, tone)
            return
        faint = column.faint or row is None
        ink = QColor(style.colours.secondary if faint else style.colours.ink)
        painter.setPen(column.tone.ink if column.tone else ink)
        painter.setFont(style.font())
        side = Qt.AlignmentFlag.AlignRight if column.stands_right else Qt.AlignmentFlag.AlignLeft
        fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, fitting)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, style.ROW)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Words that do not fit are read in full in a tooltip."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        words = str(index.data() or "")
        room = view.visualRect(index).width() - 2 * INSET
        cut = view.fontMetrics().horizontalAdvance(words) > room
        QToolTip.showText(event.globalPos(), words if cut else "", view)
        return True
