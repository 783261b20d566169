"""Choosing the record that another one belongs to: found by words among as many as there are."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from ui.forms.picker import Item, Picker


class BelongingPicker(Picker):
    """A picker whose matches are asked for: `wanted` says what was typed, `show_found` answers."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(hint="输入名称查找,从列表选择")

    def _typed(self, text: str) -> None:
        super()._typed(text)
        self.wanted.emit(text)

    def show_found(self, text: str, items: Sequence[Item]) -> None:
        """What was found for a text; too late once another one is typed."""
        if text == self.text() and self.hasFocus():
            self._items = items
            super()._typed(text)

    def raw(self) -> str:
        return f"{self._key or ''}\t{self.text()}".strip()

    def set_raw(self, text: str) -> None:
        key, tab, title = text.partition("\t")
        self.setText(title if tab else text)
        self._key = key if tab else None
