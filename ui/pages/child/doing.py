"""What is done with a child at its page: asked in the small form above the facts, then recorded."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.days import parse_day
from countydesk.domain.enrolment import EnrolmentEvent, EventKind
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.visits import Visit
from countydesk.services import beneficiaries, moving_away, school_life, transfers
from countydesk.services.school_life import Recorded
from ui.forms.paths import default_folder
from ui.pages.child.leaving import admit_entry, hand_over_entry
from ui.pages.child.marking import entry_for, undo_entry
from ui.parts.entry_bar import Entry, Question
from ui.parts.following_up import finish, finishing_entry

if TYPE_CHECKING:
    from ui.pages.child.child import ChildPage


class Doing:
    """Asks and does, for the child that the page shows."""

    def __init__(self, page: "ChildPage") -> None:
        self._page, self._session = page, page.session

    def ask_event(self, kind: EventKind) -> None:
        """Ask what is to be known of an event, and say what it will mean."""
        assert self._page.seen is not None
        self._page.ask(
            entry_for(kind, self._page.seen.effects.get(kind, ""), self._page.seen.today, self._mark)
        )

    def ask_undo(self, event: EnrolmentEvent) -> None:
        """Ask why an event is taken back; a counter-event does it, nothing is deleted."""
        self._page.ask(undo_entry(event, self._undo))

    def _undo(self, event: EnrolmentEvent, values: dict[str, Any]) -> None:
        self._session.act(
            school_life.undo,
            event.id,
            str(values.get("reason") or ""),
            on_done=lambda recorded: self._page.done(f"已撤销“{event.kind.title}”。{recorded.effect}"),
            on_failed=self._page.entry.refused,
        )

    def _mark(self, kind: EventKind, values: dict[str, Any]) -> None:
        self._session.act(
            partial(_mark, kind=kind, child_id=self._page.child_id, values=values),
            on_done=lambda recorded: self._page.done(f"已登记{kind.title}。{recorded.effect}"),
            on_failed=self._page.entry.refused,
        )

    def ask_hand_over(self) -> None:
        """Ask where the child goes and where its file is to be written."""
        self._page.ask(hand_over_entry(self._page.title(), default_folder(), self._hand_over))

    def _hand_over(self, values: dict[str, Any]) -> None:
        self._session.act(
            moving_away.hand_over,
            self._page.child_id,
            values["county"],
            values["folder"],
            values["passphrase"],
            values.get("certificate"),
            on_done=lambda made: self._page.done(
                f"转移档案已生成:{made.path}。{'已加密。' if made.encrypted else moving_away.PLAIN + '。'}"
            ),
            on_failed=self._page.entry.refused,
        )

    def ask_admission(self) -> None:
        """Ask what was found when a child from another county was looked at here."""
        self._page.ask(admit_entry(self._page.title(), self._admit))

    def _admit(self, values: dict[str, Any]) -> None:
        self._session.act(
            transfers.admit,
            self._page.child_id,
            str(values.get("finding") or ""),
            on_done=lambda recorded: self._page.done(f"已批准入库。{recorded.effect}"),
            on_failed=self._page.entry.refused,
        )

    def ask_consent(self) -> None:
        """Ask for the day on which the guardian signed."""
        today = self._session.desk.today
        spec = FieldSpec("day", title_of(Beneficiary, "consent_on"), Kind.DAY, True, None, False, "例如 10.9")
        sentence = "签字的同意书请随档案保存,这里登记签字日期。"
        question = Question(spec, partial(parse_day, today=today), today, 180)
        self._page.ask(Entry("登记监护人同意书", sentence, "登记", self._give_consent, (question,)))

    def _give_consent(self, values: dict[str, Any]) -> None:
        self._session.act(
            beneficiaries.consent,
            [self._page.child_id],
            values["day"],
            on_done=lambda _changes: self._page.done("已登记监护人同意书。"),
            on_failed=self._page.entry.refused,
        )

    def ask_finish(self, visit: Visit) -> None:
        """Ask how what had to follow a visit was done."""
        desk = self._session.desk
        give = partial(self._finish, visit.id)
        self._page.ask(finishing_entry(visit.follow_up, desk.today, self._session.operator, give))

    def _finish(self, visit_id: str, values: dict[str, Any]) -> None:
        self._session.act(
            finish,
            [visit_id],
            values,
            on_done=lambda _changes: self._page.done("跟进已记为完成。"),
            on_failed=self._page.entry.refused,
        )


def _mark(desk: Any, *, kind: EventKind, child_id: str, values: Mapping[str, Any]) -> Recorded:
    said = {name: str(values.get(name) or "") for name in ("reason", "paper", "school", "class_name")}
    return school_life.record(desk, child_id, kind, values["day"], **said)
