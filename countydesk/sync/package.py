"""The monthly package as a whole: sealed into one signed file, and opened only after every check."""

import errno
import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO

from cryptography import x509

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Refused, Unavailable
from countydesk.outside.files import read_file as read_file  # for who reads other files of ours
from countydesk.sync import certificates, encryption, manifest, sheets, signature
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.encryption import Opener
from countydesk.sync.manifest import Cover
from countydesk.sync.opening import ANY, Anything, Expected, Opened, Verdict, examine
from countydesk.sync.sheets import Sheet
from countydesk.sync.writing import PackageWriter

_NOT_SAME = "同步包写成后读回的内容不符,磁盘可能有故障,请换一个位置再试。"


@dataclass(frozen=True)
class Sealed:
    """A package that was written: its id, its size in bytes, its rows, and its cover as filled in."""

    package_id: str
    size: int
    rows: int
    cover: Cover


def seal(
    to: Path,
    cover: Cover,
    records: Sequence[Sheet],
    pictures: Iterable[tuple[str, bytes]] | None,
    key: Key,
    certificate: x509.Certificate,
    signed_at: datetime,
    *,
    recipients: Sequence[x509.Certificate] = (),
    on_progress: Callable[[int], None] | None = None,
) -> Sealed:
    """Write the signed package to `to`, replacing a file of that name only when all is well.

    Takes the cover's facts, the sheets, the photos as (file name, JPEG) or None, what to sign with, and the
    time, with a zone. `on_progress` gets the rows done so far and may raise to cancel. The file is written
    beside its place, brought to the disk, read back and verified before it takes its name. For
    `recipients` it is encrypted, and then it never lies on the disk in the clear.
    Raises `Refused` for what the format or the certificate does not allow, `Unavailable` when the disk
    fails; then nothing is left, and an older file stands as it was.
    """
    if len(records) > sheets.MOST_SHEETS:
        raise Refused(f"一个同步包最多 {sheets.MOST_SHEETS} 张工作表,现有 {len(records)} 张。")
    certificates.check_signer(cover.office_code, key, certificate, signed_at)
    cover = replace(cover, algorithms=signature.method_name(certificate))
    draft = to.with_name(f".{to.name}.{secrets.token_hex(6)}.part")
    with _disk(to, "写入"), _removed_at_last(draft):
        with draft.open("xb") as file:
            inside: IO[bytes] = io.BytesIO() if recipients else file
            limits = Limits(file_bytes=encryption.MOST_BYTES) if recipients else Limits()
            with PackageWriter(inside, on_progress or (lambda rows: None), limits) as writer:
                cover = _written(writer, cover, records, pictures)
                package_id = writer.sign(key, certificate, signed_at)
            if isinstance(inside, io.BytesIO):
                _check_written(_examined(inside.getvalue()), package_id, cover)
                envelope = encryption.seal_for(inside.getvalue(), recipients)
                file.write(envelope)
            file.flush()
            os.fsync(file.fileno())
        if recipients:
            _check_same(draft, envelope)
        else:
            _check_written(open_package(draft), package_id, cover)
        size = draft.stat().st_size
        os.replace(draft, to)
        _keep_name(to.parent)
    return Sealed(package_id, size, writer.rows, cover)


def make_folder(folder: Path) -> None:
    """The folder that a package goes into. Raises `Unavailable` when it cannot be made."""
    with _disk(folder, "使用文件夹"):
        folder.mkdir(parents=True, exist_ok=True)


def open_package(
    path: Path,
    *,
    trust: Trust | None = None,
    today: date | None = None,
    expected_office: str | None = None,
    expected_recipient: str | None = None,
    expected_previous: str | Anything | None = ANY,
    openers: Sequence[Opener] = (),
    known: Sequence[x509.Certificate] = (),
    limits: Limits | None = None,
    first: Callable[[bytes], object] = lambda data: None,
) -> Opened:
    """Verify the package at `path`, whatever it is; cells can be read only if the verdict is valid.

    Without `trust` nobody vouches for the certificate: the chain is left out and `trusted` is None. Without
    `today` the certificate need only have been valid when it signed. What is expected is compared if given;
    an `expected_previous` of None means that this must be the first package. An encrypted file is opened with
    one of `openers` and examined like any other; if none fits, `known` certificates help to say whose it is.
    `first` is given the bytes before anything reads them, and may refuse them.
    Raises `Unavailable` if the file cannot be read; a bad file is never an exception.
    """
    limits = limits or Limits()
    encrypted = False
    try:
        data = read_file(path, limits.file_bytes)
        encrypted = encryption.is_envelope(data)
        if encrypted:
            data = encryption.open_envelope(data, openers, known)
        first(data)
    except Refused as refusal:
        return Opened(Verdict(False, encrypted=encrypted, problem=str(refusal)), limits)
    expected = Expected(expected_office, expected_recipient, expected_previous)
    return examine(data, trust, today, expected, limits, encrypted)


def _written(
    writer: PackageWriter,
    cover: Cover,
    records: Sequence[Sheet],
    pictures: Iterable[tuple[str, bytes]] | None,
) -> Cover:
    """Write all that is signed, and return the cover with its sheets filled in."""
    totals = writer.workbook(
        lambda totals: manifest.write(manifest.PACKAGE, replace(cover, sheets=totals)), records, pictures
    )
    return replace(cover, sheets=totals)


def _examined(data: bytes) -> Opened:
    return examine(data, None, None, Expected(), Limits())


def _check_written(opened: Opened, package_id: str, cover: Cover) -> None:
    """The package as it was written must be what was meant, in the eyes of the receiving side."""
    if not opened.verdict.valid:
        raise Refused(f"同步包未能写成,检验时发现:{opened.verdict.problem}")
    if opened.verdict.package_id != package_id or opened.cover != cover:
        raise Unavailable(_NOT_SAME)


def _check_same(draft: Path, data: bytes) -> None:
    if draft.read_bytes() != data:
        raise Unavailable(_NOT_SAME)


@contextmanager
def _disk(path: Path, act: str) -> Iterator[None]:
    """Tell the system's errors as sentences."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"无法{act}“{path}”:{reason_of(error)}。") from error


@contextmanager
def _removed_at_last(draft: Path) -> Iterator[None]:
    """Whatever happens, no draft stays; if the stick is gone, so is the draft."""
    try:
        yield
    except BaseException:
        with suppress(OSError):  # a second failure follows from the first, which is the one to tell
            draft.unlink(missing_ok=True)
        raise


def _keep_name(folder: Path) -> None:
    """Bring the new name to the disk too, where system and file system have a way to ask for it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
