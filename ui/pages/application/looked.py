"""An application as it stands: its way, what is next, who applies and why, its evidence, what was done."""

from collections.abc import Callable
from datetime import date

from countydesk.services.intake_looking import Look
from ui.pages.application.seen import EvidenceCard, Facts, events_of, path_of
from ui.parts.card import titled
from ui.parts.facts import FactList
from ui.parts.folding import Beside, Scrolled, stacked
from ui.parts.lists import Timeline
from ui.parts.next_line import NextLine
from ui.parts.step_path import StepPath

LABELS = 76  # pixels


class FileView(Scrolled):
    """`reveal` shows the numbers in full, `ask_consent` asks what is said to the notice."""

    def __init__(self, reveal: Callable[[], object], ask_consent: Callable[[], object]) -> None:
        super().__init__()
        self._reveal, self._ask_consent = reveal, ask_consent
        self.path = StepPath()
        self.next = NextLine()
        self.person = FactList(label_width=LABELS)
        self.household = FactList(label_width=LABELS)
        self.consent = FactList(label_width=LABELS)
        self.evidence = EvidenceCard()
        self.steps = Timeline()
        left = stacked(
            titled("受理与同意", self.consent),
            titled("孩子与监护人", self.person),
            titled("家庭", self.household),
        )
        right = stacked(self.evidence, titled("办理记录", self.steps))
        for part in (self.path, self.next):
            self.column.addWidget(part)
        self.column.addWidget(Beside([(left, 11), (right, 10)]), 1)

    def show_look(self, look: Look, facts: Facts, today: date) -> None:
        """Show an application; what is next is said by the page, which knows the ways to it."""
        asked = look.file.application
        self.path.show_steps(path_of(look, (today - asked.since).days))
        self.person.show_facts(facts.person(self._reveal))
        self.household.show_facts(facts.household())
        self.consent.show_facts(facts.consent(self._ask_consent))
        self.evidence.show_sheets(look.file.evidence, open_=asked.open)
        self.steps.show_events(events_of(look.file.steps))
