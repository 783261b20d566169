"""Nobody who is forgotten is found again: a name stood in every text of every kind of record of a child."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from countydesk.domain.applications import Application, Evidence
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.enrolment import EventKind
from countydesk.domain.fields import FieldSpec, Kind, fields_of
from countydesk.domain.retention import STAYS, WORDS
from countydesk.services import applications, beneficiaries, checking, evidence, retention, school_life
from countydesk.services.desk import Desk
from countydesk.storage.erasing import OF_A_CHILD
from countydesk.storage.revisions import REVISIONS
from countydesk.storage.unit_of_work import Work
from tests.conftest import TestClock
from tests.services.applying import entered
from tests.services.test_retention import LATER, everything
from tests.services.work import picture

NAME = "诸葛䶮辰"  # nobody else is called so
SAMPLES: dict[Kind, Any] = {Kind.DAY: date(2026, 10, 15), Kind.MONEY: 100, Kind.NUMBER: 900, Kind.KEY: ""}


def texts(record: type[SQLModel]) -> dict[str, str]:
    """The fields of a record in which a person may be named, each with the name."""
    told = {
        spec.name: NAME
        for spec in fields_of(record)
        if (spec.kind in WORDS - {Kind.CHOICES} and spec.name not in STAYS) or spec.private
    }
    if record is Application:
        told["members"] = json.dumps([{"name": NAME}], ensure_ascii=False)
    return told


def made(desk: Desk, work: Work, record: type[SQLModel], known: dict[str, str]) -> SQLModel:
    """A record of that kind with the name in all its texts, and `known` in those that point elsewhere."""
    told: dict[str, Any] = {"id": desk.new_id(), "office_code": desk.office.code}
    for spec in fields_of(record):
        if spec.name in known:
            told[spec.name] = known[spec.name]
        elif spec.name not in told and record.model_fields[spec.name].is_required():
            told[spec.name] = sample(spec, work)
    return record.model_validate(told | texts(record))


def sample(spec: FieldSpec, work: Work) -> Any:
    if spec.kind is Kind.INSTANT:
        return work.now
    return next(iter(spec.choices)) if spec.choices else SAMPLES.get(spec.kind, "无")


def plant(desk: Desk, child_id: str) -> set[str]:
    """Write the name into every kind of record of a child; the kinds."""
    file = beneficiaries.open_child(desk, child_id)
    known = {"beneficiary_id": child_id}
    with desk.work() as work:
        for how in OF_A_CHILD:
            if how.record in (Beneficiary, Guardian):
                there = file.child if how.record is Beneficiary else file.guardian
                assert there is not None
                work.change(there.model_copy(update=texts(how.record)), NAME)
                continue
            for name in ("batch_id", "line_id"):
                if name in how.table.c and name not in known:
                    whose = how.table.c.beneficiary_id == child_id
                    known[name] = work.connection.scalars(select(how.table.c[name]).where(whose)).first()
            record = made(desk, work, how.record, known)
            work.add(record, reason=NAME)
            if how.record is Application:
                known["application_id"] = record.id  # type: ignore[attr-defined]
        work.commit()
    return {how.table.name for how in OF_A_CHILD}


def test_why_a_scan_was_taken_away_is_forgotten_too(
    desk: Desk, acting: Callable[[str], Desk], clock: TestClock, tmp_path: Path
) -> None:
    """What has no field for the child is sealed with the child's key all the same."""
    application_id = entered(desk)
    (tmp_path / "户口簿.jpg").write_bytes(picture())
    evidence.attach(desk, application_id, Evidence.HOUSEHOLD, [tmp_path / "户口簿.jpg"])
    file = applications.one(desk, application_id)
    evidence.detach(desk, file.evidence[0].id, f"不是{NAME}的")
    with desk.read() as connection:
        assert NAME not in str(connection.execute(select(REVISIONS)).all())
    assert NAME in everything(acting("王海"))


def test_a_name_that_stood_everywhere_is_found_nowhere(
    paid: Desk, acting: Callable[[str], Desk], clock: TestClock
) -> None:
    child_id = beneficiaries.listing(paid, limit=1)[0].id
    school_life.record(paid, child_id, EventKind.DISQUALIFIED, paid.today, NAME, NAME)
    kinds = plant(paid, child_id)
    assert {"beneficiary", "application_step", "visit", "ledger", "elsewhere"} <= kinds
    clock.on(LATER)
    assert everything(acting("王海")).count(NAME) > len(kinds)
    retention.propose(acting("赵芳"), [child_id])
    desk = acting("王海")
    retention.confirm(desk, [child_id])
    assert NAME not in everything(desk)
    assert not [one for one in checking.check(desk) if "变动记录" in one]
