"""`python -m tests.faults.working DISK MONTHS`: a county's months at the desk DISK/desk, telling each act.

Each line on stdout is an act that was acknowledged to the officer: "done KIND ID"; a form is told before
it is saved, "form ID DAY". What goes out goes to DISK/out.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from countydesk.domain.disbursements import BatchState
from countydesk.domain.months import Month, Term
from countydesk.domain.visits import Visit
from countydesk.services import (
    backups,
    beneficiaries,
    checking,
    closing,
    disbursements,
    drawing,
    receiving,
    sending,
    visits,
)
from countydesk.services.desk import BACKUPS, Desk, open_desk
from tests.conftest import PASSPHRASE, TestClock
from tests.faults.killing import Tell
from tests.services import area
from tests.services.work import picture

FIRST = Month(2026, 9)
STEPS = {
    BatchState.DRAWN: disbursements.check,
    BatchState.CHECKED: disbursements.approve,
    BatchState.APPROVED: disbursements.lock_for_printing,
    BatchState.PRINTED: disbursements.pay,
    BatchState.PAID: disbursements.sign,
    BatchState.SIGNED: disbursements.settle,
}
# What was told must be found by this, once.
FOUND = {
    "visit": "SELECT count(*) FROM visit v JOIN photo p ON p.subject_id = v.id WHERE v.id = ?",
    "batch": "SELECT count(*) FROM batch_step WHERE batch_id || '/' || state = ?",
    "month": "SELECT count(*) FROM month_close WHERE month = ?",
    "package": "SELECT count(*) FROM sent_package WHERE package_id = ?",
    "received": "SELECT count(*) FROM received_package WHERE package_id = ?",
}


def months(disk: Path, count: int, tell: Tell) -> None:
    """Work through so many months from the first that is not closed: visit, pay, close, send, back up."""
    clock = TestClock()
    with open_desk(disk / "desk", PASSPHRASE, area.OPERATOR, clock) as desk:
        tell("open")
        for _ in range(count):
            month = open_month(desk)
            clock.on(month.first_day + timedelta(days=9))
            for _ in range(2):
                form = desk.new_id()
                tell(f"form {form} {desk.today}")
                _save(desk, form)
                tell(f"done visit {form}")
            _pay(desk, tell)
            clock.on(month.last_day)
            closing.close(desk, month)
            tell(f"done month {month}")
            sent = sending.send(desk, month, disk / "out", PASSPHRASE, encrypt=False)
            tell(f"done package {sent.record.package_id}")
            backups.make(desk)
            tell("backup")


def receive(disk: Path, packages: list[Path], tell: Tell) -> None:
    """Receive some packages at the province's desk."""
    with open_desk(disk / "desk", PASSPHRASE, area.OPERATOR, TestClock()) as desk:
        tell("open")
        for package in packages:
            (one,) = receiving.receive(desk, [package])
            tell(f"done received {one.package_id}")


def migrate(disk: Path, tell: Tell) -> None:
    """Open a desk of an older version, which brings it up to date."""
    tell("begin")
    open_desk(disk / "desk", PASSPHRASE, area.OPERATOR, TestClock()).close()


def open_month(desk: Desk) -> Month:
    """The first month at the desk that is not closed."""
    with desk.read() as connection:
        last = connection.exec_driver_sql("SELECT max(month) FROM month_close").scalar()
    return Month.parse(last).next() if last else FIRST


def _save(desk: Desk, form: str) -> None:
    """Save the form of this id, which says the same whenever it is filled in."""
    visit = Visit(
        office_code=desk.office.code,
        id=form,
        beneficiary_id=beneficiaries.listing(desk, limit=1)[0].id,
        day=desk.today,
        visitors="李明、赵芳",
        findings=f"走访记录 {form}",
    )
    visits.record(desk, visit, [picture()])


def _pay(desk: Desk, tell: Tell) -> None:
    """Take the term's list to its end, from wherever it stands."""
    term = str(Term.of(desk.today))
    if not any(one.term == term for one in disbursements.batches(desk)):
        batch = drawing.draw(desk, Term.parse(term))
        tell(f"done batch {batch.id}/{batch.state}")
    while True:
        batch = next(one for one in disbursements.batches(desk) if one.term == term)
        if batch.state is BatchState.SETTLED:
            return
        STEPS[batch.state](desk, batch.number)
        now = next(one for one in disbursements.batches(desk) if one.id == batch.id)
        tell(f"done batch {now.id}/{now.state}")


def wrong_after(disk: Path, told: list[str]) -> Iterator[str]:
    """What is wrong at the desk in `disk` after a program told so much and was cut off."""
    clock = TestClock()
    with open_desk(disk / "desk", PASSPHRASE, area.OPERATOR, clock) as desk:
        yield from checking.check(desk)
        last = next((line.split() for line in reversed(told) if line.startswith("form ")), None)
        if last and f"done visit {last[1]}" not in told:
            clock.on(date.fromisoformat(last[2]))
            _save(desk, last[1])
            told = [*told, f"done visit {last[1]}"]
        with desk.read() as connection:
            for _done, kind, what in (line.split() for line in told if line.startswith("done ")):
                times = connection.exec_driver_sql(FOUND[kind], (what,)).scalar()
                if times != 1:
                    yield f"{kind} {what}: {times}"
        found, damaged = backups.listing([disk / "desk" / BACKUPS])
        if damaged or ("backup" in told and not found):
            yield f"backups: {damaged}"
        backups.make(desk)
        yield from checking.check(desk)
    for path in (disk / "out").glob("*.xlsx"):
        if not (verdict := sending.verify(path)).valid:
            yield f"{path.name}: {verdict.problem}"
    for path in (disk / "desk").rglob("*.part*"):
        yield f"left behind: {path.name}"


def main(disk: Path, count: int) -> None:
    """Work, telling on stdout."""
    months(disk, count, lambda line: (os.write(1, f"{line}\n".encode()), None)[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
