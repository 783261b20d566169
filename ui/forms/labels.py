"""The label of a field that stands outside a form."""

from PySide6.QtWidgets import QLabel, QWidget

from ui import style


def label_for(words: str, editor: QWidget) -> QLabel:
    """A label above an editor, which is called so by screen readers too."""
    label = style.label(words, "field")
    label.setBuddy(editor)
    editor.setAccessibleName(words)
    return label
