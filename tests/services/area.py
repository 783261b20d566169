"""A small area for tests: a province and a city that receive, counties with certificates, their months."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.enrolment import EnrolmentEvent, EventKind
from countydesk.domain.grades import Stage
from countydesk.domain.months import Month, Term
from countydesk.domain.receiving import ReceivedPackage, current
from countydesk.services import (
    authority,
    certificates,
    closing,
    disbursements,
    drawing,
    sending,
    setup,
)
from countydesk.services.desk import Desk, open_desk
from countydesk.services.letting_in import received_of
from tests import server
from tests.conftest import PASSPHRASE, TestClock, own_database

PROVINCE, CITY, OPERATOR = "620000", "621000", "王海"
HESHUI, NING, ZHENGNING = "621024", "621026", "621025"
AUTUMN = Term(2026, "autumn")
CHILDREN = {
    HESHUI: (("张小明", "621024201503019976"), ("李芳", "621024201403019960")),
    NING: (("王丽", "621026201503019960"), ("赵强", "621026201403019991")),
    ZHENGNING: (("马龙", "621025201503019978"), ("杨雪", "621025201403019962")),
}


@dataclass
class Area:
    """The desks, all open; one clock; the authority's file."""

    folder: Path
    clock: TestClock
    desks: dict[str, Desk] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Desk:
        return self.desks[code]

    @property
    def province(self) -> Desk:
        return self.desks[PROVINCE]

    def reported(self, code: str, month: Month, encrypt: bool = True) -> Path:
        """The month of a county closed and sent; the package."""
        self.clock.on(month.last_day)
        desk = self.desks[code]
        closing.close(desk, month)
        return self.sent(code, month, encrypt)

    def sent(self, code: str, month: Month, encrypt: bool = True) -> Path:
        """The package of a closed month, once more perhaps."""
        folder = self.folder / "packages" / code
        return sending.send(self.desks[code], month, folder, PASSPHRASE, encrypt=encrypt).path


def make(folder: Path, clock: TestClock, *counties: str, city: bool = False) -> None:
    """Make the province with its authority, and counties of two children each that it certified."""
    made = Area(folder, clock)
    with ExitStack() as stack:
        for code in (PROVINCE, *([CITY] if city else []), *counties):
            person = setup.NewOperator(OPERATOR, PASSPHRASE)
            unit = "共青团委员会"
            database = server.new_database() if server.GIVEN and code == PROVINCE else None
            made.desks[code] = stack.enter_context(
                setup.create_desk(folder / code, code, unit, [person], clock, database)
            )
        authority.create(made.province, folder / "ca.p12", PASSPHRASE)
        for code in made.desks:
            if code != PROVINCE:
                certify(made, code)
        for code in counties:
            setup.change_settings(made[code], reason="一人办公", four_eyes=False)
            admit(made[code], *CHILDREN[code])


@contextmanager
def opened(template: Path, folder: Path, clock: TestClock, *codes: str) -> Iterator[Area]:
    """A copy of an area that was made, with the province's desk and these open."""
    shutil.copytree(template, folder)
    made = Area(folder, clock)
    with ExitStack() as stack:
        stack.enter_context(own_database(folder / PROVINCE))
        for code in (PROVINCE, *codes):
            made.desks[code] = stack.enter_context(open_desk(folder / code, PASSPHRASE, OPERATOR, clock))
        yield made


def certify(made: Area, code: str, receives: bool = False) -> None:
    """The county asks, the province issues, the county installs."""
    desk = made[code]
    asked = certificates.request(desk, made.folder / "requests", "p256", receives)
    reply = authority.issue(
        made.province, asked.path, code, asked.fingerprint, made.folder / "ca.p12", PASSPHRASE, made.folder
    )
    certificates.install(desk, reply.path)


def admit(desk: Desk, *children: tuple[str, str], school: str = "县第一中学") -> list[str]:
    """Put children on the register, in support since the summer; their ids."""
    ids = []
    with desk.work() as work:
        for name, citizen_id in children:
            child = Beneficiary(
                office_code=desk.office.code,
                id=desk.new_id(),
                name=name,
                citizen_id=citizen_id,
                school=school,
                stage=Stage.PRIMARY,
                entry_year=2022,
                admitted_on=date(2026, 7, 1),
            )
            work.add(child)
            work.add(
                EnrolmentEvent(
                    office_code=desk.office.code,
                    id=desk.new_id(),
                    beneficiary_id=child.id,
                    kind=EventKind.TAKEN_OVER,
                    day=date(2026, 7, 1),
                    recorded_by=desk.operator.name,
                    recorded_at=work.now,
                )
            )
            ids.append(child.id)
        work.commit()
    return ids


def paid(desk: Desk, term: Term = AUTUMN) -> str:
    """The term's list from drawing up to paid; its number."""
    batch = drawing.draw(desk, term)
    disbursements.check(desk, batch.number)
    disbursements.approve(desk, batch.number)
    number = disbursements.lock_for_printing(desk, batch.number).number
    disbursements.pay(desk, number)
    return number


def last_received(desk: Desk, office: str) -> ReceivedPackage | None:
    """The package that tells what is held of an office."""
    with desk.work() as work:
        return current(received_of(work, office))
