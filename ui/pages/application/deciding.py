"""The two steps that need a form of their own: the check of the papers and the visit to the home."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.days import parse_day
from countydesk.domain.fields import FieldSpec, Kind, fields_of
from countydesk.domain.intake import NEEDED, Advice, CheckItem, Mark
from countydesk.domain.visits import Visit
from countydesk.services.intake_looking import Look
from ui import style
from ui.forms.editors import TogglesEditor
from ui.forms.form import Form
from ui.forms.reading import readers
from ui.pages.application.looked import LABELS
from ui.pages.application.seen import EvidenceCard, Facts
from ui.parts.card import carded, titled
from ui.parts.facts import FactList
from ui.parts.folding import Beside, Scrolled, stacked
from ui.parts.photo_card import PhotoCard
from ui.session import Session

PHOTOS_WIDTH = 222  # pixels
DAY = FieldSpec("day", "审核日期", Kind.DAY, True, None, False, "")
OPINION = FieldSpec("reason", "审核意见", Kind.TEXT, False, None, False, "可不填;退回时写明要补什么")
ADVICE = FieldSpec("advice", "走访意见", Kind.CHOICE, True, Advice, False, "")
ASKED_OF_A_VISIT = (
    ("day", "visitors", "seen"),
    ("schooling", "health", "family_change"),
    ("findings",),
    ("risks",),
    (("follow_up", 2), "follow_up_due"),
)
OF_VISIT = frozenset(name if isinstance(name, str) else name[0] for row in ASKED_OF_A_VISIT for name in row)


class CheckForm(Form):
    """Each paper: there, not there, or to be mended."""

    def __init__(self, session: Session) -> None:
        items = [
            FieldSpec(each.value, _title(each), Kind.CHOICE, False, Mark, False, "") for each in CheckItem
        ]
        names = [each.value for each in CheckItem]
        pairs = [tuple(names[place : place + 2]) for place in range(0, len(names), 2)]
        reads = readers(day=lambda text: parse_day(text, session.desk.today))
        super().__init__(
            [*items, DAY, OPINION],
            [*pairs, (("day", 2), ("reason", 3))],
            reads=reads,
            overrides={
                each.value: TogglesEditor([(mark.title, mark) for mark in Mark], several=False)
                for each in CheckItem
            },
        )

    def all_there(self) -> None:
        """Every paper that is needed and was not looked at yet is there."""
        for item in CheckItem:
            editor = self.fields[item.value].editor
            if item in NEEDED and editor.value() is None:
                editor.set_value(Mark.YES)

    def marks(self) -> dict[CheckItem, Mark]:
        """What was marked so far."""
        told = {item: self.fields[item.value].editor.value() for item in CheckItem}
        return {item: mark for item, mark in told.items() if mark is not None}

    def lacking(self) -> str:
        """What is not in order, as a reason to send the application back."""
        wrong = [item.title for item, mark in self.marks().items() if mark is Mark.MEND]
        absent = [item.title for item, mark in self.marks().items() if mark is Mark.NO and item in NEEDED]
        parts = (f"需补正:{'、'.join(wrong)}" if wrong else "", f"缺:{'、'.join(absent)}" if absent else "")
        return ";".join(filter(None, parts))


class FindingForm(Form):
    """What at least two visitors found, and what they recommend."""

    def __init__(self, session: Session) -> None:
        reads = readers(day=lambda text: parse_day(text, session.desk.today))
        toggles = TogglesEditor([(each.title, each) for each in Advice], several=False)
        super().__init__(
            [*_of_visit(), ADVICE],
            [*ASKED_OF_A_VISIT[:3], ("advice",), *ASKED_OF_A_VISIT[3:]],
            reads=reads,
            overrides={"advice": toggles},
        )

    def visit(self, values: Mapping[str, Any], child: Beneficiary, visit_id: str) -> Visit:
        """The visit of what the form says."""
        told = {name: each for name, each in values.items() if each is not None and name in OF_VISIT}
        told["risks"] = [risk.value for risk in values.get("risks") or ()]
        return Visit(
            **{"findings": "", **told},
            office_code=child.office_code,
            id=visit_id,
            beneficiary_id=child.id,
        )


class CheckPane(Beside):
    """The check list, and beside it what it is checked against."""

    def __init__(self, session: Session) -> None:
        self.form = CheckForm(session)
        self.papers = EvidenceCard()
        self.told = FactList(label_width=LABELS)
        scrolled = Scrolled()
        scrolled.column.addWidget(stacked(self.papers, titled("申请内容", self.told)))
        super().__init__([(carded(self.form), 10), (scrolled, 9)])

    def show_look(self, look: Look, facts: Facts, reveal: Callable[[], object]) -> None:
        """Show what the family said and handed in."""
        self.told.show_facts([*facts.consent(), *facts.person(reveal), *facts.household()])
        self.papers.show_sheets(look.file.evidence, open_=False)


class FindingPane(QWidget):
    """What was found at home, and the photographs of it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.form = FindingForm(session)
        self.photos = PhotoCard(session)
        self.photos.setFixedWidth(PHOTOS_WIDTH)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(style.GAP)
        beside.addWidget(carded(self.form), 1)
        beside.addWidget(self.photos)


def _title(item: CheckItem) -> str:
    return item.title if item in NEEDED else f"{item.title} · 有则核对"


def _of_visit() -> list[FieldSpec]:
    """The fields of a visit that are asked for; without findings nobody is passed."""
    told = (spec for spec in fields_of(Visit) if spec.name in OF_VISIT)
    return [replace(spec, required=True) if spec.name == "findings" else spec for spec in told]
