"""What an officer decides: a package that waits is let in or turned away, a conflict is settled."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from countydesk.domain.problems import Refused
from countydesk.domain.receiving import HeldPackage
from countydesk.services import conflicts, receiving, waiting
from countydesk.services.conflicts import Shown
from countydesk.services.letting_in import Outcome, Received
from ui.pages.receiving import asking
from ui.parts.entry_bar import Entry, EntryBar
from ui.session import Session


class Deciding(QObject):
    """Asks in the page's bar; `asked` tells that it has opened."""

    asked = Signal()

    def __init__(self, session: Session, bar: EntryBar) -> None:
        super().__init__(bar)
        self._session, self._bar = session, bar

    def accept(self, held: HeldPackage) -> None:
        """Ask why a package that waits is let in after all."""
        self._ask(asking.accept(held, partial(self._accept, held)))

    def _accept(self, held: HeldPackage, values: dict[str, Any]) -> None:
        self._session.act(
            receiving.accept,
            held.package_id,
            values["reason"],
            values["path"],
            on_done=self._accepted,
            on_failed=self._bar.refused,
        )

    def _accepted(self, one: Received) -> None:
        if one.outcome in (Outcome.REFUSED, Outcome.HELD):
            self._bar.refused(Refused(one.problem))
        else:
            self._said(f"已接收:新增 {one.new:,} 行,变动 {one.changed:,} 行。")

    def decline(self, held: HeldPackage) -> None:
        """Ask why a package that waits is turned away."""

        def give(values: dict[str, Any]) -> None:
            self._session.act(
                waiting.dismiss,
                held.package_id,
                values["reason"],
                on_done=lambda _changes: self._said("已移去,没有接收。"),
                on_failed=self._bar.refused,
            )

        self._ask(asking.decline(held, give))

    def settle(self, shown: Shown, keeper: int) -> None:
        """Ask why one of two offices (0 or 1) is right."""

        def give(values: dict[str, Any]) -> None:
            self._session.act(
                conflicts.settle,
                shown.conflict.id,
                shown.sides[keeper].office_code,
                values["note"],
                on_done=lambda _changes: self._said("已核定。给两县出具回执时会写明。"),
                on_failed=self._bar.refused,
            )

        self._ask(asking.settle(shown, keeper, give))

    def _ask(self, entry: Entry) -> None:
        self._bar.ask(entry)
        self.asked.emit()

    def _said(self, words: str) -> None:
        self._bar.close_entry()
        self._session.notice(words)
