"""`python -m tests.faults.planting DESK OUT`: work at a desk until killed, with what must not leak.

What is planted stands in names, numbers, drafts, visits, reasons and failures; files that a person asks
for go to OUT, everything else is the program's own affair. A line on stdout says that work has begun.
"""

import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from countydesk import crash_reports
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.domain.visits import Visit
from countydesk.locations import data_folder
from countydesk.services import (
    backups,
    beneficiaries,
    drawing,
    papers,
    recording,
    register,
    revisions,
    visits,
)
from countydesk.services.desk import Desk, open_desk
from tests.conftest import PASSPHRASE

NAME, ADDRESS, FINDINGS = "亓官澹台溯", "牟家沟村三社七十七号", "与外祖母相依为命已逾三载"
ID, CARD, PHONE = "621024201305074129", "6217003810019876543", "13909340917"
PLANTED = (NAME, ADDRESS, FINDINGS, ID, CARD, PHONE)


def work(desk: Desk, out: Path, number: int) -> None:
    """One round of all that touches what is planted."""
    child = (register.find(desk, ID) or beneficiaries.listing(desk))[0]
    file = beneficiaries.open_to_correct(desk, child.id)
    guardian = file.guardian
    changed = file.child.model_copy(
        update={"name": NAME, "citizen_id": ID, "bank_card": CARD, "address": ADDRESS, "note": f"{number}"}
    )
    who = guardian.model_copy(update={"phone": PHONE}) if guardian else None
    beneficiaries.correct(desk, changed, who, f"更正 {NAME} {ID}")
    beneficiaries.reveal(desk, child.id, "citizen_id")
    recording.keep_draft(desk, recording.visit_form(child.id), desk.new_id(), {"findings": FINDINGS}, {})
    visits.record(desk, _visit(desk, child.id))
    register.find(desk, NAME)
    papers.visit_form(desk, child.id)
    register.hand_out(desk, register.Wanted(NAME), out / "名单.xlsx")
    revisions.listing(desk, revisions.Wanted(child_id=child.id))
    backups.make(desk)
    with suppress(Refused):  # the term is taken from the second round on
        drawing.draw(desk, Term.of(desk.today))
    try:
        raise ValueError(f"{NAME} {ID}")
    except ValueError as failure:
        now = desk.clock()
        crash_reports.keep(crash_reports.describe(failure, now), data_folder() / "reports", now)


def _visit(desk: Desk, child_id: str) -> Visit:
    return Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child_id,
        day=desk.today - timedelta(days=1),
        visitors="李明、赵芳",
        findings=FINDINGS,
    )


def main(desk_folder: Path, out: Path) -> None:
    """Work on and on."""
    with open_desk(desk_folder, PASSPHRASE, "李明") as desk:
        print("begun", flush=True)
        number = 0
        while True:
            work(desk, out, number)
            number += 1
            print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
