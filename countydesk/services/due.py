"""Due and not due: for a term and a day everybody with the reason in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.due import Due, LeftOut
from countydesk.domain.fields import FieldSpec, Kind, title_of
from countydesk.domain.months import Term
from countydesk.domain.operators import Act
from countydesk.domain.revisions import Action
from countydesk.services import drawing
from countydesk.services.desk import Desk


@dataclass(frozen=True)
class Decided:
    """A child as decided for a term: `fen` is None where nothing is due, `reason` says why that is."""

    id: str
    name: str
    school: str
    grade: str
    fen: int | None
    reason: str
    sentence: str
    term: Term


@dataclass(frozen=True)
class TermDue:
    """Everybody as looked at for a term on a day; `arrears` are of the half year before."""

    term: Term
    day: date
    due: list[Decided]
    not_due: list[Decided]
    arrears: list[Decided]

    @property
    def fen(self) -> int:
        return sum(one.fen or 0 for one in self.due)

    def reasons(self) -> list[tuple[str, int]]:
        """Why nothing is due, each with how many, the most frequent first."""
        counts: dict[str, int] = {}
        for one in self.not_due:
            counts[one.reason] = counts.get(one.reason, 0) + 1
        return sorted(counts.items(), key=lambda pair: -pair[1])


def looked_at(desk: Desk, term: Term, day: date | None = None) -> TermDue:
    """Who is due what for a term on a day (today, within the term, if none is named), and who is not."""
    found = drawing.preview(desk, term, day)
    late = drawing.arrears(desk) if desk.settings.arrears else []
    return TermDue(
        term,
        found.day,
        [_due(one, term) for one in found.due],
        [_not_due(one, term) for one in found.left_out],
        [_due(one, of, one.hint) for of, one in late],
    )


def hand_out(desk: Desk, term: Term, day: date | None, path: Path) -> int:
    """Write everybody with amount and reason to an .xlsx, without ID or card; returns how many.

    That names left the desk is recorded. Raises `Unavailable` when it cannot be saved.
    """
    from countydesk.export.workbook import write_table  # openpyxl takes its time to come

    desk.acting(Act.HAND_OUT)
    found = looked_at(desk, term, day)
    rows = [_row(one) for one in (*found.due, *found.not_due, *found.arrears)]
    written = write_table(path, f"{term.title}尚待列入与不列入", _columns(), rows)
    with desk.work() as work:
        work.hands_out(path)
        work.log(
            Action.SENT_OUT, Beneficiary, desk.office.code, f"导出尚待列入与不列入 {written} 人:{path.name}"
        )
        work.commit()
    return written


def _columns() -> Sequence[FieldSpec]:
    def spec(name: str, title: str, kind: Kind) -> FieldSpec:
        return FieldSpec(name, title, kind, False, None, False, "")

    return [
        spec("name", title_of(Beneficiary, "name"), Kind.NAME),
        spec("school", title_of(Beneficiary, "school"), Kind.TEXT),
        spec("grade", "年级班级", Kind.TEXT),
        spec("term", "学期", Kind.TEXT),
        spec("fen", "本期金额", Kind.MONEY),
        spec("sentence", "说明", Kind.LONG_TEXT),
    ]


def _row(one: Decided) -> tuple[object, ...]:
    return one.name, one.school, one.grade, one.term.title, one.fen, one.sentence


def _due(one: Due, term: Term, sentence: str = "") -> Decided:
    child = one.candidate.child
    told = sentence or drawing.why_due(one)
    return Decided(child.id, child.name, child.school, one.grade, one.fen, "", told, term)


def _not_due(one: LeftOut, term: Term) -> Decided:
    return Decided(one.beneficiary_id, one.name, one.school, "", None, one.reason, f"{one.reason}。", term)
