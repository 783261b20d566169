"""The monthly package as a whole: sealed into one signed file, and opened only after every check."""

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cryptography import x509

from countydesk.domain.problems import Refused, Unavailable
from countydesk.sync import certificates, manifest, sheets, signature
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Key, Trust
from countydesk.sync.manifest import Cover
from countydesk.sync.opening import ANY, Anything, Expected, Opened, examine
from countydesk.sync.sheets import Sheet
from countydesk.sync.writing import PackageWriter

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过该磁盘允许的大小",
    errno.EACCES: "没有权限,或文件正被其他程序打开",
    errno.EPERM: "没有权限,或文件正被其他程序打开",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "找不到该文件或文件夹,U 盘可能已拔出",
    errno.EIO: "磁盘读写出错,U 盘可能已拔出",
    errno.ENODEV: "U 盘可能已拔出",
}


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
    on_progress: Callable[[int], None] | None = None,
) -> Sealed:
    """Write the signed package to `to`, replacing a file of that name only when all is well.

    Takes the cover's facts, the sheets, the photos as (file name, JPEG) or None, what to sign with, and the
    time, with a zone. `on_progress` gets the rows done so far and may raise to cancel. The file is written
    beside its place, brought to the disk, read back and verified before it takes its name.
    Raises `Refused` for what the format or the certificate does not allow, `Unavailable` when the disk
    fails; then nothing is left, and an older file stands as it was.
    """
    if len(records) > sheets.MOST_SHEETS:
        raise Refused(f"一个同步包最多 {sheets.MOST_SHEETS} 张工作表,现有 {len(records)} 张。")
    _check_signer(cover, key, certificate, signed_at)
    cover = replace(cover, algorithms=signature.method_name(certificate))
    draft = to.with_name(f".{to.name}.{secrets.token_hex(6)}.part")
    with _disk(to, "写入"), _removed_at_last(draft):
        with draft.open("xb") as file:
            with PackageWriter(file, on_progress or (lambda rows: None)) as writer:
                cover = _written(writer, cover, records, pictures)
                package_id = writer.sign(key, certificate, signed_at)
            file.flush()
            os.fsync(file.fileno())
        _check_written(draft, package_id, cover)
        size = draft.stat().st_size
        os.replace(draft, to)
        _keep_name(to.parent)
    return Sealed(package_id, size, writer.rows, cover)


def open_package(
    path: Path,
    *,
    trust: Trust | None = None,
    today: date | None = None,
    expected_office: str | None = None,
    expected_recipient: str | None = None,
    expected_previous: str | Anything | None = ANY,
    limits: Limits | None = None,
) -> Opened:
    """Verify the package at `path`, whatever it is; cells can be read only if the verdict is valid.

    Without `trust` nobody vouches for the certificate: the chain is left out and `trusted` is None. Without
    `today` the certificate need only have been valid when it signed. What is expected is compared if given;
    an `expected_previous` of None means that this must be the first package.
    Raises `Unavailable` if the file cannot be read; a bad file is never an exception.
    """
    limits = limits or Limits()
    with _disk(path, "读取"), path.open("rb") as file:
        data = file.read(limits.file_bytes + 1)
    expected = Expected(expected_office, expected_recipient, expected_previous)
    return examine(data, trust, today, expected, limits)


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


def _check_signer(cover: Cover, key: Key, certificate: x509.Certificate, signed_at: datetime) -> None:
    if key.public_key() != certificate.public_key():
        raise Refused("签名的私钥与证书不配对。")
    holder = certificates.office_code(certificate)
    if holder != cover.office_code:
        raise Refused(f"证书属于 {holder or '未知单位'},不能为 {cover.office_code} 签名。")
    certificates.check_purpose(certificate)
    certificates.check_validity(certificate, signed_at, None)


def _check_written(draft: Path, package_id: str, cover: Cover) -> None:
    """The file as it lies on the disk must be what was meant, in the eyes of the receiving side."""
    opened = open_package(draft)
    if not opened.verdict.valid:
        raise Refused(f"同步包未能写成,检验时发现:{opened.verdict.problem}")
    if opened.verdict.package_id != package_id or opened.cover != cover:
        raise Unavailable("同步包写成后读回的内容不符,磁盘可能有故障,请换一个位置再试。")


@contextmanager
def _disk(path: Path, act: str) -> Iterator[None]:
    """Tell the system's errors as sentences."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "磁盘出错")
        raise Unavailable(f"无法{act}“{path}”:{reason}。") from error


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
