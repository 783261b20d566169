"""Sending a closed month as one signed package, and verifying packages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlalchemy import func, select

from countydesk.domain.closing import MonthClose, SentPackage
from countydesk.domain.months import Month
from countydesk.domain.offices import Level, superior_of
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.services import carrying, outside, trust
from countydesk.services.desk import Changes, Desk
from countydesk.storage import revisions
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.closing import PACKAGES
from countydesk.storage.disbursements import LEDGER
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS
from countydesk.sync import certificates, encryption, manifest, package, requests
from countydesk.sync.manifest import Cover
from countydesk.sync.opening import Verdict as Verdict  # for who shows it


@dataclass(frozen=True)
class Sent:
    """A package that was written, and where."""

    path: Path
    record: SentPackage
    rows: int
    encrypted: bool
    changes: Changes


def send(
    desk: Desk,
    month: Month,
    folder: Path,
    passphrase: str,
    with_photos: bool = False,
    on_progress: Callable[[int], None] | None = None,
    encrypt: bool = True,
    also: Sequence[Path] = (),
) -> Sent:
    """Write the signed package of a closed month into `folder` and remember it as sent.

    Whoever signs gives the passphrase again. It is encrypted as soon as the superior office's
    certificate is known, unless `encrypt` is off; `also` are files with the certificates of others who
    may read it. `on_progress` is told the rows done and may raise to cancel. Raises `Refused` for a
    month that is not closed or a wrong passphrase, `Unavailable` when the disk fails; no half file is
    left then.
    """
    operator = desk.acting(Act.SEND)
    desk.confirm(passphrase)
    with desk.work() as work:
        if work.get(MonthClose, desk.office.code, str(month)) is None:
            raise Refused(f"{month.title}还没有月结,请先月结再上报。")
        key, certificate = trust.signer_of(desk, work)
        trust.require_good(desk, work, certificate)
        others = [package.read_file(path, requests.MOST_BYTES) for path in also]
        recipients = trust.recipients_for(desk, work, others) if encrypt else []
        last = work.all(SentPackage, order=(PACKAGES.c.number.desc(),))[:1]
        number = last[0].number + 1 if last else 1
        path = folder / file_name(desk, month, number, bool(recipients))
        package.make_folder(folder)
        sealed = package.seal(
            path,
            _cover(desk, work, month, number, last[0].package_id if last else None),
            carrying.sheets_of(work.connection, desk.office.code, operator),
            _photos_of(desk, work, month) if with_photos else None,
            key,
            certificate,
            work.now,
            recipients=recipients,
            on_progress=on_progress,
        )
        record = SentPackage(
            office_code=desk.office.code,
            number=number,
            month=str(month),
            package_id=sealed.package_id,
            previous_id=last[0].package_id if last else None,
            file_name=path.name,
            bytes=sealed.size,
            sent_at=work.now,
            sent_by=operator,
        )
        # The file comes first: a crash in between leaves a file that the next attempt replaces.
        work.hands_out(path)
        work.add(record)
        return Sent(path, record, sealed.rows, bool(recipients), work.commit())


def file_name(desk: Desk, month: Month, number: int, encrypted: bool | None = None) -> str:
    """What the package of a month is called: 621024-2026-10-007.xlsx, and .p7m behind it if encrypted.

    Unless it is told, it will be if the superior office's certificate is known.
    """
    if encrypted is None:
        encrypted = trust.recipient_of(desk) is not None
    return f"{desk.office.code}-{month}-{number:03d}.xlsx{encryption.ENDING if encrypted else ''}"


def rows_to_send(desk: Desk) -> int:
    """How many rows a package would have now: what `on_progress` of `send` counts up to."""
    with desk.read() as connection:
        return carrying.count_of(connection, desk.office.code)


def verify(path: Path, desk: Desk | None = None) -> Verdict:
    """Check a package with no authority and no desk: all but chain, recipient and predecessor.

    With a desk, by the authorities that it believes; it opens what is encrypted to it.
    """
    if desk is None:
        return package.open_package(path, first=outside.rehearse_signed).verdict
    return package.open_package(
        path,
        trust=trust.trust_of(desk),
        today=desk.today,
        expected_recipient=desk.office.code if desk.office.level is Level.PROVINCE else None,
        openers=trust.openers_of(desk),
        known=[known] if (known := trust.recipient_of(desk)) else [],
        first=outside.rehearse_signed,
    ).verdict


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict as programs read it."""
    return asdict(verdict) | {"month": str(verdict.month) if verdict.month else None}


def certificate_of(desk: Desk) -> x509.Certificate | None:
    """The certificate that the desk signs with, once there is one."""
    with desk.work() as work:
        return trust.own_certificate(work)


def fingerprint_of(desk: Desk) -> str:
    """The certificate's fingerprint in groups for reading aloud; empty before the first package."""
    own = certificate_of(desk)
    return certificates.fingerprint(own) if own else ""


def _cover(desk: Desk, work: Work, month: Month, number: int, previous_id: str | None) -> Cover:
    connection = work.connection
    own = LEDGER.c.office_code == desk.office.code
    by_kind = select(LEDGER.c.kind, func.sum(LEDGER.c.fen)).where(own).group_by(LEDGER.c.kind)
    children = select(func.count()).select_from(TABLE).where(TABLE.c.office_code == desk.office.code)
    return Cover(
        office_code=desk.office.code,
        office_name=desk.office.name,
        unit=desk.office.unit,
        recipient_code=superior_of(desk.office.code),
        month=month,
        number=number,
        previous_id=previous_id,
        created_at=work.now,
        chain_head=revisions.head(connection, desk.office.code)[1],
        four_eyes=desk.settings.four_eyes,
        children=connection.scalar(children) or 0,
        totals=manifest.money_totals((kind, fen) for kind, fen in connection.execute(by_kind)),
    )


def _photos_of(desk: Desk, work: Work, month: Month) -> Iterator[tuple[str, bytes]]:
    """The photographs taken in a month, each content once."""
    query = select(PHOTOS.c.digest).where(
        PHOTOS.c.office_code == desk.office.code, PHOTOS.c.day.between(month.first_day, month.last_day)
    )
    for digest in sorted(set(work.connection.scalars(query))):
        yield f"{digest}.jpg", desk.photos.get(digest)
