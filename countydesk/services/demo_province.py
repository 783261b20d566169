"""A whole area made up: an authority, its counties, their packages, and the province that received them."""

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from countydesk.domain.entries import Entry
from countydesk.domain.months import Month, Term
from countydesk.domain.offices import Level
from countydesk.domain.operators import Role
from countydesk.domain.problems import Refused
from countydesk.domain.visits import Visit
from countydesk.export.workbook import write_table
from countydesk.services import (
    authority,
    beneficiaries,
    certificates,
    closing,
    disbursements,
    drawing,
    entries,
    receiving,
    sending,
    setup,
    taking_in,
    visits,
)
from countydesk.services.desk import Desk, system_clock
from countydesk.services.made_up import COLUMNS, FOUNDING, Mix, ledger_rows
from countydesk.services.places import regions
from countydesk.storage import key_slots

PROVINCE, UNIT = "620000", "共青团甘肃省委员会"
OFFICER, RECORDER, APPROVER = "周敏", "李明", "王海"


@dataclass(frozen=True)
class Area:
    """Where the province's desk lies, and the packages that it received."""

    province: Path
    packages: list[Path]


class AreaClock:
    """The clock of every desk of the area: goes a second on whenever it is looked at."""

    def __init__(self, first: Month) -> None:
        self._now = system_clock()
        self.on(first, 5)

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def on(self, month: Month, day: int) -> None:
        """Go to the morning of a day of a month."""
        self._now = self._now.replace(
            year=month.year, month=month.number, day=day, hour=9, minute=0, second=0, microsecond=0
        )


def show(folder: Path, passphrase: str, counties: int, children: int, months: int) -> Area:
    """Make the area in `folder`: the authority, counties of so many children, their packages of the
    last so many months, and the province's desk, which has received them all.

    The counties' desks are made for the purpose and not kept. Raises `Refused` for more counties than
    there are, or when a desk lies there already.
    """
    codes = _counties(counties)
    primary = round(children * FOUNDING.primary / FOUNDING.all)
    mix = Mix(primary, children - primary)
    reported = _months(months)
    clock = AreaClock(reported[0])
    packages: list[Path] = []
    people = [setup.NewOperator(OFFICER, passphrase, any_passphrase=True)]
    ca = folder / "签发机构.p12"
    with (
        setup.create_desk(folder / "province", PROVINCE, UNIT, people, clock) as province,
        tempfile.TemporaryDirectory(prefix="countydesk-") as scratch,
        key_slots.for_show(),
    ):
        authority.create(province, ca, passphrase, any_passphrase=True)
        for number, code in enumerate(codes):
            clock.on(reported[0], 5)
            work = Path(scratch) / code
            with county_desk(work, code, passphrase, clock) as county:
                certify(province, county, ca, passphrase, work)
                take_in(county, work / "台账.xlsx", mix, number)
                for month in reported:
                    packages.append(_month(county, clock, month, folder / "packages", passphrase))
        clock.on(reported[-1].next(), 3)
        receiving.receive(province, packages)
    return Area(folder / "province", packages)


def _counties(count: int) -> list[str]:
    codes = sorted(d.code for d in regions().divisions.values() if d.level == Level.COUNTY.value)
    if not 1 <= count <= len(codes):
        raise Refused(f"县的个数请填 1 到 {len(codes)}。")
    return codes[:count]


def _months(count: int) -> list[Month]:
    """The last months that are over."""
    if not 1 <= count <= 36:
        raise Refused("月数请填 1 到 36。")
    months = [Month.of(system_clock().date()).previous()]
    while len(months) < count:
        months.insert(0, months[0].previous())
    return months


def county_desk(folder: Path, code: str, passphrase: str, clock: AreaClock) -> Desk:
    """An office's new desk, open to its recorder."""
    people = [
        setup.NewOperator(RECORDER, passphrase, (Role.RECORDER, Role.REVIEWER), any_passphrase=True),
        setup.NewOperator(APPROVER, passphrase, (Role.REVIEWER, Role.APPROVER), any_passphrase=True),
    ]
    unit = f"共青团{regions().divisions[code].name}委员会"
    return setup.create_desk(folder / "desk", code, unit, people, clock)


def certify(province: Desk, county: Desk, ca: Path, passphrase: str, folder: Path) -> None:
    """The county asks, the fingerprint is compared, the province issues, the county installs."""
    hand_over(county, APPROVER)
    asked = certificates.request(county, folder, "p256")
    reply = authority.issue(
        province, asked.path, county.office.code, asked.fingerprint, ca, passphrase, folder
    )
    certificates.install(county, reply.path)
    hand_over(county, RECORDER)


def take_in(desk: Desk, workbook: Path, mix: Mix, seed: int) -> None:
    """So many children on the register, out of a made-up ledger."""
    write_table(workbook, "困境青少年助养台账", COLUMNS, ledger_rows(mix, desk.today, seed, desk.office.code))
    taking_in.accept(desk, taking_in.preview(desk, workbook, as_of=desk.today))


def _month(desk: Desk, clock: AreaClock, month: Month, folder: Path, passphrase: str) -> Path:
    """One month's work: pay the term if it is not paid, visit, close, send."""
    clock.on(month, 10)
    hand_over(desk, RECORDER)
    term = Term.of(desk.today)
    if not any(batch.term == str(term) for batch in disbursements.batches(desk)):
        pay(desk, term)
    clock.on(month, 20)
    for child in beneficiaries.listing(desk, sort="school", limit=2):
        visits.record(desk, _visit(desk, child.id))
    entries.record(desk, _activity(desk))
    clock.on(month, 28)
    hand_over(desk, APPROVER)
    closing.close(desk, month)
    return sending.send(desk, month, folder, passphrase).path


def pay(desk: Desk, term: Term) -> None:
    """A term paid: drawn up, checked, approved, paid, signed for, settled."""
    batch = drawing.draw(desk, term)
    hand_over(desk, APPROVER)
    disbursements.check(desk, batch.number)
    disbursements.approve(desk, batch.number)
    hand_over(desk, RECORDER)
    number = disbursements.lock_for_printing(desk, batch.number).number
    disbursements.pay(desk, number)
    disbursements.sign(desk, number)
    disbursements.settle(desk, number)


def _visit(desk: Desk, child_id: str) -> Visit:
    return Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=child_id,
        day=desk.today,
        visitors=f"{RECORDER}、{APPROVER}",
        seen="本人、祖母",
        schooling="在校",
        health="良好",
        findings="祖父住院,奶奶照看;成绩中上。",
    )


def _activity(desk: Desk) -> Entry:
    kind, name = "spirit_general.activity", "理想信念宣讲"
    return entries.new(desk, kind, name, desk.today, place="县第一中学", people=60)


def hand_over(desk: Desk, name: str) -> None:
    """The next acts are this person's."""
    desk.operator = desk.operator_named(name)
