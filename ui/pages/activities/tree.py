"""The catalogue as a tree: actions, programmes and kinds of record, with the number of records of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from countydesk.domain.catalogue import Action, KindOf, Programme
from countydesk.domain.names import search_tokens
from ui import style
from ui.forms.keys import bind_within

WIDTH, LINE = 224, 30  # pixels
ALL = "全部记录"
NOT_FOUND = "没有找到,\n请换一个词。"
CHOICE, KINDS, NUMBER, NAMES, TOKENS = (Qt.ItemDataRole.UserRole + place for place in range(5))
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Choice:
    """What is chosen in the tree: everything, an action, a programme, or one kind of record."""

    action: str | None = None
    programme: str | None = None
    kind: KindOf | None = None


@dataclass
class Node:
    """A line of the tree."""

    title: str
    choice: Choice
    kinds: list[str]  # all kinds below, by name
    below: list["Node"] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """What it is called: a programme's line that stands for its only kind has the title of both."""
        kind = self.choice.kind
        return list(dict.fromkeys([self.title, *([kind.title] if kind else [])]))


def nodes_of(actions: Sequence[Action], programmes: Mapping[str, Programme]) -> Iterator[Node]:
    """The lines of the catalogue with these programmes; one with a single kind is the line of that kind."""
    for action in actions:
        own = [each for each in action.programmes if each.key in programmes and each.kinds]
        below = [_programme(action, programme) for programme in own]
        if below:
            kinds = [name for node in below for name in node.kinds]
            yield Node(action.title, Choice(action.key), kinds, below)


def tokens_of(_desk: object, titles: Sequence[str]) -> dict[str, str]:
    """What titles are found by, by title; asked on the worker, for pinyin takes its time to come."""
    return {title: " ".join(search_tokens(title)) for title in titles}


def _programme(action: Action, programme: Programme) -> Node:
    below = [
        Node(kind.title, Choice(action.key, programme.key, kind), [kind.name]) for kind in programme.kinds
    ]
    if len(below) == 1:
        return replace(below[0], title=programme.title)
    kinds = [kind.name for kind in programme.kinds]
    return Node(programme.title, Choice(action.key, programme.key), kinds, below)


class Lines(QStyledItemDelegate):
    """Draws a line of the tree: its title, shortened where it is long, and its number in grey."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        names = style.colours
        box = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(box, QColor(names.selected if chosen else names.card))
        number = index.data(NUMBER)
        words = f"{number:,}" if number else ""
        room = box.adjusted(4, 0, -8, 0)
        painter.setFont(style.font(style.SECONDARY))
        painter.setPen(QColor(names.secondary))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        taken = painter.fontMetrics().horizontalAdvance(words) + (8 if words else 0)
        painter.setFont(style.font(bold=chosen or not index.parent().isValid()))
        painter.setPen(QColor(names.blue_deep if chosen else names.ink))
        room = room.adjusted(0, 0, -taken, 0)
        title = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, LINE)


class KindTree(QWidget):
    """A line to search by words, and the tree; Enter in either goes on to the list."""

    chosen = Signal()
    onward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._nodes: Sequence[Node] | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找项目 Ctrl+J")
        self.search.setAccessibleName("查找项目")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._choose_found)
        self.tree = _Tree()
        self.tree.entered.connect(self.onward)
        self.tree.currentItemChanged.connect(lambda _item, _before: self.chosen.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self.setFixedWidth(WIDTH)
        QShortcut(QKeySequence("Ctrl+J"), self, self.look_for)
        bind_within(self.search, "Down", self._go_down)

    def look_for(self) -> None:
        """Put the cursor where programmes are looked for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        item = self.tree.currentItem()
        found = item.data(0, CHOICE) if item else None
        return found if isinstance(found, Choice) else Choice()

    def offer(self, nodes: Sequence[Node]) -> bool:
        """Show these, everything chosen until something else is; whether they are others than before."""
        if self._nodes == nodes:
            return False
        self._nodes = nodes
        self.tree.blockSignals(True)
        self.tree.clear()
        for node in (Node(ALL, Choice(), []), *nodes):
            self.tree.addTopLevelItem(_item(node))
        self.tree.setCurrentIndex(self.tree.model().index(0, 0))
        self.tree.blockSignals(False)
        return True

    def choose(self, kind: str) -> None:
        """Choose a kind by its name; nothing changes where it is not offered."""
        for item in self._items():
            choice = item.data(0, CHOICE)
            if isinstance(choice, Choice) and choice.kind is not None and choice.kind.name == kind:
                self.search.clear()
                self._take(item)

    def show_numbers(self, numbers: Mapping[str, int]) -> None:
        """Say beside each line how many records there are, by the names of their kinds."""
        for item in self._items():
            kinds = item.data(0, KINDS) or numbers  # all, those that the catalogue has no more among them
            number = sum(numbers.get(name, 0) for name in kinds)
            item.setData(0, NUMBER, number)
            told = f",{number} 条" if number else ""
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, item.text(0) + told)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        waiting = [self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop(0)
            if item is not None:
                yield item
                waiting += [item.child(n) for n in range(item.childCount())]

    # --- looking for a programme

    @property
    def titles(self) -> list[str]:
        """All that can be looked for."""
        return [name for item in self._items() for name in item.data(0, NAMES)]

    def show_tokens(self, tokens: Mapping[str, str]) -> None:
        """What each title is found by besides its words: its initials and pinyin."""
        for item in self._items():
            item.setData(0, TOKENS, " ".join(tokens.get(name, "") for name in item.data(0, NAMES)))

    def _narrow(self, typed: str) -> None:
        """Show what has the words in its title or pinyin, with all above and below it."""
        words = typed.casefold().split()
        for number in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(number)
            if item is not None:
                _narrowed(item, words)
        if not words:
            self.tree.scrollToItem(self.tree.currentItem())

    def _found(self) -> QTreeWidgetItem | None:
        """The first kind that has the words that are typed."""
        words = self.search.text().casefold().split()
        hits = (item for item in self._items() if words and _has(item, words) and not item.isHidden())
        hit = next(hits, None)
        return _first_kind(hit) if hit else None

    def _take(self, item: QTreeWidgetItem) -> None:
        self.tree.setCurrentItem(item)
        self.tree.scrollToItem(item, QTreeWidget.ScrollHint.PositionAtCenter)  # what is beside it shows too

    def _choose_found(self) -> None:
        """The first kind that was found; the list takes the cursor."""
        if found := self._found():
            self.search.clear()
            self._take(found)
            self.onward.emit()

    def _go_down(self) -> None:
        """Into the tree, onto the first kind that was found where what is chosen is not among them."""
        found, current = self._found(), self.tree.currentItem()
        if found and (current is None or _is_hidden(current)):
            self._take(found)
        self.tree.setFocus()


class _Tree(QTreeWidget):
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setItemDelegate(Lines(self))
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setAccessibleName("行动与项目")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.itemClicked.connect(lambda item, _column: item.setExpanded(True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        lines = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        if all(line is None or line.isHidden() for line in lines):
            painter = QPainter(self.viewport())
            painter.setPen(QColor(style.colours.secondary))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, NOT_FOUND)
            painter.end()


def _is_hidden(item: QTreeWidgetItem) -> bool:
    above = item.parent()
    return item.isHidden() or (above is not None and _is_hidden(above))


def _has(item: QTreeWidgetItem, words: Sequence[str]) -> bool:
    told = f"{' '.join(item.data(0, NAMES))} {item.data(0, TOKENS) or ''}".casefold()
    return all(word in told for word in words)


def _first_kind(item: QTreeWidgetItem) -> QTreeWidgetItem:
    below = item.child(0) if item.childCount() else None
    return item if below is None else _first_kind(below)


def _item(node: Node) -> QTreeWidgetItem:
    item = QTreeWidgetItem([node.title])
    item.setToolTip(0, ":".join(node.names))
    item.setData(0, NAMES, node.names)
    item.setData(0, CHOICE, node.choice)
    item.setData(0, KINDS, node.kinds)
    item.addChildren([_item(each) for each in node.below])
    return item


def _narrowed(item: QTreeWidgetItem, words: Sequence[str], above: bool = False) -> bool:
    """Hide a line unless it, something above or something below it has the words; whether it is shown."""
    hit = above or _has(item, words)
    below = [_narrowed(item.child(number), words, hit) for number in range(item.childCount())]
    shown = hit or any(below)
    item.setHidden(not shown)
    item.setExpanded(bool(words) and shown)
    return shown
