"""The province of the 2020 report, made up: records that add up to its figures, sent, received, reckoned."""

import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from countydesk.domain.catalogue import KindOf
from countydesk.domain.entries import Entry, Precision
from countydesk.domain.fields import Kind
from countydesk.domain.months import Month, Term
from countydesk.domain.offices import Level
from countydesk.locations import resource
from countydesk.services import authority, closing, entries, receiving, sending, setup, targets
from countydesk.services.demo_province import (
    APPROVER,
    OFFICER,
    PROVINCE,
    RECORDER,
    UNIT,
    AreaClock,
    certify,
    county_desk,
    hand_over,
    pay,
    take_in,
)
from countydesk.services.desk import Desk
from countydesk.services.made_up import Mix, made_up_name
from countydesk.services.places import regions
from countydesk.services.targets import NewTarget
from countydesk.storage import key_slots
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.figures import counties_among
from countydesk.storage.receiving import RECEIVED

YEAR, MONTH = 2020, Month(2020, 8)
FEN = 100


@dataclass(frozen=True)
class Made:
    """The province's desk, the packages that it received, and the sums of its children."""

    province: Path
    packages: list[Path]
    children: int
    paid_fen: int


def show(folder: Path, passphrase: str) -> Made:
    """Make the province in `folder`: its authority, the desks of cities and counties, their packages of
    August 2020, and its own desk, which holds its own records and has received them all.

    Raises `Refused` when a desk lies there already.
    """
    plan = tomllib.loads(resource("founding", "records-2020.toml").read_text(encoding="utf-8"))
    clock = AreaClock(MONTH)
    people = [setup.NewOperator(OFFICER, passphrase, any_passphrase=True)]
    ca = folder / "签发机构.p12"
    with (
        setup.create_desk(folder / "province", PROVINCE, UNIT, people, clock) as province,
        tempfile.TemporaryDirectory(prefix="countydesk-") as scratch,
        key_slots.for_show(),
    ):
        authority.create(province, ca, passphrase, any_passphrase=True)
        packages = []
        for code in (*plan["cities"], *plan["children_counties"]):
            clock.on(MONTH, 5)
            work = Path(scratch) / code
            with county_desk(work, code, passphrase, clock) as desk:
                certify(province, desk, ca, passphrase, work)
                clock.on(MONTH, 20)
                _sponsor(desk, plan, work / "台账.xlsx")
                _record(desk, plan)
                packages.append(_report(desk, clock, folder / "packages", passphrase))
        clock.on(MONTH, 28)
        _record(province, plan)
        for target in plan["target"]:
            targets.set_(province, NewTarget(year=YEAR, **target))
        clock.on(MONTH.next(), 3)
        receiving.receive(province, packages)
        return Made(folder / "province", packages, *_sums(province))


def _sponsor(desk: Desk, plan: dict[str, Any], workbook: Path) -> None:
    """The county's share of the children, each paid one half year."""
    counties: list[str] = plan["children_counties"]
    if desk.office.code in counties:
        place = counties.index(desk.office.code)
        shares = (_share(plan["children"][tier], len(counties))[place] for tier in ("primary", "secondary"))
        take_in(desk, workbook, Mix(*shares), place)
        pay(desk, Term.of(desk.today))


def _record(desk: Desk, plan: dict[str, Any]) -> None:
    for block in plan["records"]:
        offices = [code for name in block["by"] for code in _offices(plan, name)]
        if desk.office.code in offices:
            several = list(_entries(desk, block, offices))
            if several:
                entries.record_all(desk, several)


def _offices(plan: dict[str, Any], name: str) -> list[str]:
    groups: dict[str, list[str]] = {
        "province": [PROVINCE],
        "cities": plan["cities"],
        "counties": plan["children_counties"],
    }
    return groups.get(name, [name])


def _entries(desk: Desk, block: dict[str, Any], offices: Sequence[str]) -> Iterator[Entry]:
    """This office's entries of a block: all are laid out, every office's are the same each time."""
    kind = desk.catalogue.kinds[block["kind"]]
    places = _places(block.get("places", []))
    number = block.get("number") or len(places)
    totals = {
        key: _share(_smallest(kind, key, total), number) for key, total in block.get("totals", {}).items()
    }
    first, last = (date.fromisoformat(day) for day in block["days"])
    turns = cycle(offices)
    for at in range(number):
        place = places[at % len(places)] if places else ""
        office = _office_of(place, offices) if isinstance(block.get("places"), str) else next(turns)
        if office == desk.office.code:
            day = first + timedelta(days=(last - first).days * at // max(number - 1, 1))
            given = {key: _kept(kind, key, shares[at]) for key, shares in totals.items()}
            given |= block.get("same", {})
            given |= {key: several[at % len(several)] for key, several in block.get("turns", {}).items()}
            yield _entry(desk, block, kind, at, place or office, day, given)


def _entry(
    desk: Desk, block: dict[str, Any], kind: KindOf, at: int, place: str, day: date, given: dict[str, Any]
) -> Entry:
    common = {key: given.pop(key) for key in ("people", "organisers", "partners") if key in given}
    told = regions().divisions[place].name
    return entries.new(
        desk,
        kind.name,
        block["name"].format(place=told) if "name" in block else made_up_name(at),
        day,
        level=Level(block["level"]) if "level" in block else desk.office.level,
        last_day=date.fromisoformat(block["last_day"]) if "last_day" in block else None,
        precision=Precision(block.get("precision", "day")),
        place_code=place,
        place=told,
        values=given,
        **common,
    )


def _places(wanted: str | list[str]) -> list[str]:
    return counties_among(wanted) if isinstance(wanted, str) else wanted


def _office_of(place: str, offices: Sequence[str]) -> str:
    """The office among these that a county belongs to: its city's, or else the province's."""
    city = place[:4] + "00"
    return city if city in offices else offices[0]


def _share(total: int, number: int) -> list[int]:
    """A total in so many nearly equal parts."""
    return [total // number + (at < total % number) for at in range(number)]


def _smallest(kind: KindOf, key: str, total: int | str) -> int:
    """A total in the smallest unit of its field: fen of yuan, tenths of hours."""
    own = kind.own(key)
    if own and own.kind is Kind.MONEY:
        return int(Decimal(total) * FEN)
    return int(Decimal(total).scaleb(own.digits if own else 0))


def _kept(kind: KindOf, key: str, amount: int) -> int | str:
    own = kind.own(key)
    return str(Decimal(amount).scaleb(-own.digits)) if own and own.kind is Kind.DECIMAL else amount


def _report(desk: Desk, clock: AreaClock, folder: Path, passphrase: str) -> Path:
    """August closed and sent."""
    clock.on(MONTH, 28)
    hand_over(desk, APPROVER)
    closing.close(desk, MONTH)
    path = sending.send(desk, MONTH, folder, passphrase).path
    hand_over(desk, RECORDER)
    return path


def _sums(province: Desk) -> tuple[int, int]:
    """The children held at the province, and what was paid to them in fen, as the packages say."""
    with province.read() as connection:
        children = connection.scalar(select(func.count()).select_from(TABLE)) or 0
        paid = connection.scalar(select(func.sum(RECEIVED.c.paid_fen))) or 0
    return children, int(paid)
