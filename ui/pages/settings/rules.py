"""The card of rules: what the office has decided, changed together with one reason."""

from typing import Any

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.offices import Settings
from countydesk.services import setup
from countydesk.services.settings import RULES, Rule
from ui import style
from ui.forms.keys import FieldKeys, bind_within
from ui.parts.card import Card
from ui.session import Session
from ui.style import Tone


class RulesCard(Card):
    """Shows the rules; once one is changed it asks for the reason, and saves nothing without it."""

    def __init__(self, session: Session) -> None:
        super().__init__("办事规则")
        self._session = session
        self._kept: dict[str, Any] = {}
        self._choices = {rule.name: _Choice(rule) for rule in RULES}
        self._barred = style.label("", "secondary", wraps=True)
        self.add(self._barred)
        self._lines = {rule.name: self._line(rule) for rule in RULES}
        for line in self._lines.values():
            self.add(line)
        self._reason = QLineEdit()
        self._reason.setPlaceholderText("为什么改(会记入变动记录)")
        self._reason.setAccessibleName("改动原因")
        self._save = style.in_role(QPushButton("保存 Ctrl+Enter"), "main")
        self._leave = QPushButton("不改了 Esc")
        self._below = self._saving()
        self.add(self._below)
        self._below.hide()

    def _line(self, rule: Rule) -> QWidget:
        choice = self._choices[rule.name]
        choice.currentIndexChanged.connect(lambda _index: self._changed())
        words = QVBoxLayout()
        words.setSpacing(0)
        label = style.label(rule.title)
        label.setBuddy(choice)
        words.addWidget(label)
        words.addWidget(style.label(rule.meaning, "secondary", wraps=True))
        whole = QWidget()
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(style.GAP)
        line.addLayout(words, 1)
        line.addWidget(choice)
        return whole

    def _saving(self) -> QWidget:
        below = QWidget()
        line = QHBoxLayout(below)
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._reason, 1)
        line.addWidget(self._leave)
        line.addWidget(self._save)
        keys = FieldKeys(self._reason)
        keys.submitted.connect(self.save)
        keys.onward.connect(self._save.setFocus)
        bind_within(self, "Esc", self._put_back)
        bind_within(self, "Ctrl+Return", self.save)
        self._leave.clicked.connect(self._put_back)
        self._save.clicked.connect(self.save)
        return below

    def show_settings(self, settings: Settings, barred: str, looks_after_children: bool) -> None:
        """Show what is decided; `barred` says why it cannot be changed, if so."""
        for rule in RULES:
            self._lines[rule.name].setVisible(rule.everywhere or looks_after_children)
        self._barred.setText(barred)
        self._barred.setVisible(bool(barred))
        for choice in self._choices.values():
            choice.setEnabled(not barred)
        self._kept = settings.model_dump()
        self._put_back()

    def _put_back(self) -> None:
        for name, choice in self._choices.items():
            choice.take(self._kept[name])
        self._reason.clear()
        self._below.hide()

    @property
    def changes(self) -> dict[str, Any]:
        """The rules that were changed and not yet saved."""
        now = {name: choice.value for name, choice in self._choices.items()}
        return {name: value for name, value in now.items() if value != self._kept.get(name)}

    def _changed(self) -> None:
        self._below.setVisible(bool(self.changes))

    def save(self) -> None:
        """Save all changes with their reason."""
        reason, changes = self._reason.text().strip(), self.changes
        if not changes:
            return
        if not reason:
            self._session.notice("请写明改动原因。", Tone.RED)
            self._reason.setFocus()
            return

        def done(_changes: object) -> None:
            if changes.get("four_eyes") is False:
                said = "已改为一人可办:同一人可以拟定、复核和批准名册。这次改动已记入变动记录。"
                self._session.notice(said, Tone.AMBER)
            elif changes.keys() == {"idle_minutes"}:
                self._session.notice(f"已改为 {changes['idle_minutes']} 分钟不动就锁定。")
            else:
                self._session.notice("规则已保存,以后拟定的名册按新规则办。")

        def change(desk: Any) -> Any:
            return setup.change_settings(desk, reason, **changes)

        self._session.act(change, on_done=done)


class _Choice(QComboBox):
    """One rule's values by their titles; scrolling the page does not change it."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._values = [value for value, _title in rule.choices]
        self.addItems([title for _value, title in rule.choices])
        self.setAccessibleName(rule.title)
        self.setAccessibleDescription(rule.meaning)
        self.setFixedWidth(230)

    @property
    def value(self) -> Any:
        return self._values[self.currentIndex()]

    def take(self, value: Any) -> None:
        """Show a value."""
        self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
