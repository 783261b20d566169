"""The frame's news: the month on work, what waits on each page, and finding a child from anywhere."""

from collections import Counter

from PySide6.QtCore import QObject

from countydesk.services import tasks
from ui.style import Tone
from ui.window import Window

# Pages that stand not in the side bar count where they belong.
BELONGS = {
    "batch": "disbursements",
    "child": "beneficiaries",
    "taking_in": "beneficiaries",
    "visit": "visits",
    "certificates": "settings",
}


class StandingNews(QObject):
    """Asks anew whenever something changed."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._session.announcer.changed.connect(lambda _changes: self.ask())

    def ask(self) -> None:
        """Show how things stand now."""
        if self._session.desk is not None:
            self._session.ask(tasks.standing, on_done=self._show)

    def _show(self, standing: tasks.Standing) -> None:
        words = f"{standing.month.title} · {'待月结' if standing.is_over else '进行中'}"
        works_on = self._session.desk is not None and self._session.desk.office.level.value != "province"
        self._window.top.show_month(words if works_on else "", Tone.AMBER if standing.is_over else Tone.BLUE)
        counts = Counter({"workbench": len(standing.tasks)})
        for task in standing.tasks:
            counts[BELONGS.get(task.page, task.page)] += task.count
        self._window.show_counts(counts)
