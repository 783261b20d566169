"""A desk that died, made anew from the packages that it sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, select

from countydesk.domain.closing import SentPackage
from countydesk.domain.disbursements import Batch
from countydesk.domain.operators import Operator
from countydesk.domain.problems import Refused
from countydesk.services import carrying, outside
from countydesk.services.carrying import Setup
from countydesk.services.desk import PHOTOS as PHOTO_FOLDER
from countydesk.services.desk import Clock, Desk, system_clock
from countydesk.services.keyholders import is_desk
from countydesk.services.setup import NewOperator, make_desk, require_good_passphrase
from countydesk.storage import key_slots, merging
from countydesk.storage.disbursements import BATCHES
from countydesk.storage.photo_files import PhotoStore, digest_of
from countydesk.storage.schema import kept
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS
from countydesk.sync import package
from countydesk.sync.opening import Opened


@dataclass(frozen=True)
class Rebuilt:
    """The desk made anew, open; what it was made of, and the photographs that no package brought."""

    desk: Desk
    package_id: str
    number: int
    rows: int
    photos: int
    lost_photos: int


def rebuild(
    files: Sequence[Path],
    folder: Path,
    operators: Sequence[NewOperator],
    clock: Clock = system_clock,
    on_progress: merging.OnRows | None = None,
) -> Rebuilt:
    """Make the desk in `folder` that sent some packages: as it stood in the last of them.

    Earlier packages give the photographs of their months. `operators` are people of that desk, who
    get a new passphrase each; roles are as they were. Keys to sign with are not carried: the next
    package is signed with a new one. Raises `Refused` for a package that does not hold, packages of
    different offices or no one series, an operator whom the desk did not know; nothing is left then.
    """
    if is_desk(folder):
        raise Refused(f"这个文件夹里已有台账:{folder}。请换一个文件夹。")
    series = _series(files)
    last_path, last = series[-1]
    setup = carrying.setup_of(last)
    people = _people(setup, operators)
    told = on_progress or (lambda rows: None)
    counts = [0, 0, 0]

    def fill(work: Work, key: bytes) -> None:
        counts[0] = _fill(work, last, last_path, setup, told)
        store = PhotoStore(folder / PHOTO_FOLDER, key_slots.derived_key(key, "photos"))
        counts[1:] = _keep_photos(work.connection, store, [opened for _, opened in series])

    office = last.cover.office_code
    desk = make_desk(folder, office, people, fill, clock)
    return Rebuilt(desk, last.verdict.package_id or "", last.cover.number, *counts)


def people_of(files: Sequence[Path]) -> list[str]:
    """Who worked at the desk that sent these packages, as the last of them has it. Raises `Refused`."""
    setup = carrying.setup_of(_series(files)[-1][1])
    return _active(setup)


def _series(files: Sequence[Path]) -> list[tuple[Path, Opened]]:
    """The packages by their number, each checked, and each as the successor of the one before it."""
    if not files:
        raise Refused("请指出至少一个同步包。")
    found: dict[str, tuple[Path, Opened]] = {}
    for path in files:
        opened = package.open_package(path, first=outside.rehearse_signed)
        if not opened.verdict.valid:
            raise Refused(f"“{path.name}”:{opened.verdict.problem}")
        found[opened.verdict.package_id or ""] = (path, opened)
    series = sorted(found.values(), key=lambda one: one[1].cover.number)
    for (_, before), (path, after) in pairwise(series):
        if after.cover.office_code != before.cover.office_code:
            raise Refused("这些同步包属于不同单位,请只给一个单位的同步包。")
        follows = after.cover.previous_id == before.verdict.package_id
        if after.cover.number == before.cover.number or (
            after.cover.number == before.cover.number + 1 and not follows
        ):
            raise Refused(f"“{path.name}”与第 {before.cover.number} 号同步包不衔接,请核对文件。")
    return series


def _people(setup: Setup, operators: Sequence[NewOperator]) -> list[NewOperator]:
    active = _active(setup)
    if not operators:
        raise Refused(f"请指出由谁打开重建的台账:{'、'.join(active)}。")
    for person in operators:
        require_good_passphrase(person.passphrase, person.any_passphrase)
        if person.name not in active:
            raise Refused(f"原台账没有名叫“{person.name}”的在岗人员;现有:{'、'.join(active)}。")
    return list(operators)


def _active(setup: Setup) -> list[str]:
    known = cast(Sequence[Operator], setup.records[Operator])
    return [person.name for person in known if person.active]


def _fill(work: Work, opened: Opened, path: Path, setup: Setup, told: merging.OnRows) -> int:
    """Write every record of the package; returns how many."""
    connection, cover = work.connection, opened.cover
    work.go_on_from(cover.chain_head, opened.verdict.package_id or "")
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        told(done)

    for record, records in setup.records.items():
        rows = [tuple(found.model_dump().values()) for found in records]
        merging.write_new(connection, kept(record), rows, count)
    for how in carrying.SHEETS:
        merging.write_new(connection, how, carrying.sent_rows(opened, how), count)
    _claim(connection, cover.office_code, setup.terms)
    # A package does not hold itself, so that the last one is put on the list of those sent here.
    itself = SentPackage(
        office_code=cover.office_code,
        number=cover.number,
        month=str(cover.month),
        package_id=opened.verdict.package_id or "",
        previous_id=cover.previous_id,
        file_name=path.name,
        bytes=path.stat().st_size,
        sent_at=cover.created_at,
        sent_by=setup.sender,
    )
    work.add(itself)
    return done


def _claim(connection: Connection, office: str, terms: Mapping[str, Sequence[str]]) -> None:
    batches = connection.scalars(select(BATCHES.c.id).where(BATCHES.c.office_code == office)).all()
    if merging.derive_claims(connection, office, terms, batches):
        raise Refused(f"同步包中有人在同一期列入两份{kept(Batch).title},不能重建,请与省级联系。")


def _keep_photos(connection: Connection, store: PhotoStore, packages: Sequence[Opened]) -> tuple[int, int]:
    """Keep the photographs that the records name; returns how many were kept, and how many are lost."""
    wanted = set(connection.scalars(select(PHOTOS.c.digest)))
    for opened in packages:
        for name, content in opened.photos():
            if name == f"{digest_of(content)}.jpg" and digest_of(content) in wanted:
                store.put(content)
    lost = sum(1 for digest in wanted if not store.has(digest))
    return len(wanted) - lost, lost
