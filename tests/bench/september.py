"""A September of 5,000 children: looked at, written and taken back, over the bare SQL of the same rows."""

import random
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import EnrolmentEvent, EventKind
from countydesk.domain.grades import Stage
from countydesk.domain.months import Term
from countydesk.services import due, owing, promotion, setup
from countydesk.services.desk import Desk
from countydesk.services.made_up import GIVEN, SURNAMES, TOWNSHIPS
from countydesk.storage import beneficiaries as stored
from countydesk.storage.enrolment import EVENTS
from countydesk.storage.revisions import REVISIONS
from tests.bench.ratios import compare
from tests.conftest import PASSPHRASE, TestClock

CHILDREN, YEAR = 5000, 2027
STAGES = [(Stage.PRIMARY, 6), (Stage.JUNIOR, 3), (Stage.SENIOR, 3)]


def run() -> None:
    """Make the desk by raw inserts, and do its September five times over."""
    clock = TestClock()
    with tempfile.TemporaryDirectory() as folder:
        people = [setup.NewOperator("李明", PASSPHRASE)]
        with setup.create_desk(Path(folder) / "desk", "621024", "县", people, clock) as desk:
            setup.change_settings(desk, reason="一人", four_eyes=False)
            _fill(desk)
            clock.on(date(YEAR, 9, 3))
            moves = promotion.plan(desk, YEAR).undecided
            confirmed = {move.child.id: move.proposed for move in moves}
            compare(
                f"September of {CHILDREN} children looked at",
                lambda: promotion.plan(desk, YEAR),
                lambda: _read(desk),
                6.0,
            )
            compare(
                "who is due and who is not, a sentence each",
                lambda: due.looked_at(desk, Term(YEAR, "autumn")),
                lambda: _read(desk),
                12.0,
            )
            compare(
                "what is needed to graduation", lambda: owing.to_graduation(desk), lambda: _read(desk), 0.6
            )

            def written_and_taken_back() -> None:
                promotion.promote(desk, YEAR, confirmed)
                promotion.undo(desk, YEAR, "名单有误")

            written_and_taken_back()
            rows = _rows(desk)
            compare(
                f"{len(rows[0]) // 2} children promoted and taken back",
                written_and_taken_back,
                lambda: _write(desk, *rows),
                6.0,
            )


def _fill(desk: Desk) -> None:
    chance = random.Random(1)
    children, events = [], []
    for number in range(CHILDREN):
        stage, years = STAGES[number % len(STAGES)]
        child = Beneficiary.model_construct(
            office_code=desk.office.code,
            id=desk.new_id(),
            name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
            school=chance.choice(TOWNSHIPS) + "九年制学校",
            stage=stage,
            entry_year=YEAR - 1 - chance.randrange(years),
            family_kinds=[],
        )
        children.append(child)
        events.append(
            EnrolmentEvent(
                office_code=desk.office.code,
                id=desk.new_id(),
                beneficiary_id=child.id,
                kind=EventKind.TAKEN_OVER,
                day=date(2026, 9, 6),
                recorded_by="李明",
                recorded_at=desk.clock(),
            )
        )
    with desk.work() as work:
        values = [child.model_dump() | stored.derived(child) for child in children]
        work.connection.execute(stored.TABLE.insert(), values)
        stored.index(work.connection, children)
        work.connection.execute(EVENTS.insert(), [event.model_dump() for event in events])
        work.commit()


def _read(desk: Desk) -> None:
    """Every child and every event, as SQL alone hands them out."""
    with desk.read() as connection:
        connection.execute(select(stored.TABLE)).all()
        connection.execute(select(EVENTS)).all()


def _rows(desk: Desk) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """What one September and its undoing wrote: events, the children they changed, the record of changes."""
    with desk.read() as connection:
        events = [dict(row) for row in connection.execute(select(EVENTS)).mappings()][CHILDREN:]
        ids = {event["beneficiary_id"] for event in events}
        changed = [
            dict(row) for row in connection.execute(select(stored.TABLE)).mappings() if row["id"] in ids
        ]
        revisions = [dict(row) for row in connection.execute(select(REVISIONS)).mappings()]
    return events, [*changed, *changed], revisions[-2 * len(events) :]


def _write(
    desk: Desk, events: list[dict[str, Any]], children: list[dict[str, Any]], revisions: list[dict[str, Any]]
) -> None:
    """The same rows written by SQL alone, and rolled back."""
    with desk.work() as work:
        last = work.connection.scalar(select(REVISIONS.c.number).order_by(REVISIONS.c.number.desc()).limit(1))
        fresh = [event | {"id": f"new-{number}"} for number, event in enumerate(events)]
        work.connection.execute(EVENTS.insert(), fresh)
        by_id = stored.TABLE.c.id == bindparam("key")
        change = stored.TABLE.update().where(by_id).values(state=bindparam("now"), stage=bindparam("then"))
        told = [{"key": one["id"], "now": one["state"], "then": one["stage"]} for one in children]
        work.connection.execute(change, told)
        numbered = [one | {"number": last + number} for number, one in enumerate(revisions, 1)]
        work.connection.execute(REVISIONS.insert(), numbered)
