"""Sending a closed month as one signed package, and verifying packages."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlalchemy import func, select

from countydesk.domain.closing import MonthClose, SentPackage
from countydesk.domain.months import Month
from countydesk.domain.offices import superior_of
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.services import carrying
from countydesk.services.desk import Changes, Desk
from countydesk.storage import revisions
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.closing import PACKAGES, SigningKey
from countydesk.storage.disbursements import LEDGER
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS
from countydesk.sync import certificates, manifest, package
from countydesk.sync.manifest import Cover
from countydesk.sync.opening import Verdict as Verdict  # for who shows it


@dataclass(frozen=True)
class Sent:
    """A package that was written, and where."""

    path: Path
    record: SentPackage
    rows: int
    changes: Changes


def send(
    desk: Desk,
    month: Month,
    folder: Path,
    passphrase: str,
    with_photos: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> Sent:
    """Write the signed package of a closed month into `folder` and remember it as sent.

    Whoever signs gives the passphrase again. `on_progress` is told the rows done and may raise to
    cancel. Raises `Refused` for a month that is not closed or a wrong passphrase, `Unavailable`
    when the disk fails; no half file is left then.
    """
    operator = desk.acting(Act.SEND)
    desk.confirm(passphrase)
    with desk.work() as work:
        if work.get(MonthClose, desk.office.code, str(month)) is None:
            raise Refused(f"{month.title}还没有月结,请先月结再上报。")
        key, certificate = _signer(desk, work)
        last = work.all(SentPackage, order=(PACKAGES.c.number.desc(),))[:1]
        number = last[0].number + 1 if last else 1
        path = folder / file_name(desk, month, number)
        folder.mkdir(parents=True, exist_ok=True)
        sealed = package.seal(
            path,
            _cover(desk, work, month, number, last[0].package_id if last else None),
            carrying.sheets_of(work.connection, desk.office.code, operator),
            _photos_of(desk, work, month) if with_photos else None,
            key,
            certificate,
            work.now,
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
        work.add(record)
        return Sent(path, record, sealed.rows, work.commit())


def file_name(desk: Desk, month: Month, number: int) -> str:
    """What the package of a month is called: 621024-2026-10-007.xlsx."""
    return f"{desk.office.code}-{month}-{number:03d}.xlsx"


def rows_to_send(desk: Desk) -> int:
    """How many rows a package would have now: what `on_progress` of `send` counts up to."""
    with desk.read() as connection:
        return carrying.count_of(connection, desk.office.code)


def verify(path: Path) -> Verdict:
    """Check a package with no authority and no desk: all but chain, recipient and predecessor."""
    return package.open_package(path).verdict


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict as programs read it."""
    return asdict(verdict) | {"month": str(verdict.month) if verdict.month else None}


def certificate_of(desk: Desk) -> x509.Certificate | None:
    """The certificate that the desk signs with, once there is one."""
    with desk.work() as work:
        keys = work.all(SigningKey)
    return certificates.load_certificate(bytes.fromhex(keys[-1].certificate)) if keys else None


def fingerprint_of(desk: Desk) -> str:
    """The certificate's fingerprint in groups for reading aloud; empty before the first package."""
    certificate = certificate_of(desk)
    return certificates.fingerprint(certificate) if certificate else ""


def _signer(desk: Desk, work: Work) -> tuple[certificates.Key, x509.Certificate]:
    """The desk's key and certificate; made when the first package is signed."""
    keys = work.all(SigningKey)
    if keys:
        return certificates.from_pkcs12(bytes.fromhex(keys[-1].pkcs12), desk.signing_secret)
    key = certificates.new_key()
    certificate = certificates.self_signed(
        key, desk.office.code, desk.office.unit, desk.office.name, desk.today
    )
    work.add(
        SigningKey(
            office_code=desk.office.code,
            id=desk.new_id(),
            pkcs12=certificates.to_pkcs12(key, certificate, desk.signing_secret).hex(),
            certificate=certificates.der(certificate).hex(),
            made_at=work.now,
        )
    )
    return key, certificate


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
