"""Photographs of visits and activities, and of papers: taken in safely, and given back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from countydesk.domain.operators import Act
from countydesk.domain.photos import Photo
from countydesk.outside.files import read_file
from countydesk.services import outside
from countydesk.services.desk import Desk
from countydesk.storage.closing import DRAFTS
from countydesk.storage.photo_files import digest_of
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS

BYTES_AT_MOST = 60_000_000  # of a file that is brought; no camera makes a larger photograph


@dataclass(frozen=True)
class HeldPhoto:
    """A photograph that lies safe and encrypted beside the database.

    `content` is the JPEG as kept, `before` the bytes of the file that was brought.
    """

    digest: str
    content: bytes
    before: int


def bytes_of(brought: Path) -> bytes:
    """The bytes of a photograph or a scan. Raises `Refused` for what is no file or too large,
    `Unavailable` for what cannot be read.
    """
    return read_file(brought, BYTES_AT_MOST)


def shrunk(content: bytes) -> bytes:
    """A photograph as it would be kept: turned, at most 1280 px, without location. Raises `Refused`."""
    return outside.safe_photo(content)


def take_in(desk: Desk, brought: Path | bytes) -> HeldPhoto:
    """Take in a photograph for a form that is being filled in; a record names it when it is saved.

    Raises `Refused` for what is no picture, `Unavailable` for a file that cannot be read.
    """
    desk.acting(Act.RECORD)
    content = bytes_of(brought) if isinstance(brought, Path) else brought
    safe = outside.safe_photo(content)
    return HeldPhoto(desk.photos.put(safe), safe, len(content))


def held(desk: Desk, sizes: Mapping[str, int]) -> list[HeldPhoto]:
    """Photographs taken in before, by digest, each with the bytes it was brought with; lost ones left out."""
    return [
        HeldPhoto(digest, desk.photos.get(digest), before)
        for digest, before in sizes.items()
        if desk.photos.has(digest)
    ]


def let_go(desk: Desk, digests: Collection[str]) -> None:
    """Drop the files of photographs that neither a record nor a draft names."""
    desk.acting(Act.LOOK)  # with one's own draft
    with desk.read() as connection:
        for digest in digests:
            draft = select(DRAFTS.c.form).where(DRAFTS.c["values"].contains(digest))
            record = select(PHOTOS.c.id).where(PHOTOS.c.digest == digest)
            if connection.scalar(draft.limit(1)) is None and connection.scalar(record.limit(1)) is None:
                desk.photos.drop(digest)


def keep_photos(
    desk: Desk,
    work: Work,
    subject: str,
    subject_id: str,
    day: date,
    brought: Sequence[bytes | HeldPhoto],
    title: str = "",
) -> None:
    """Keep photographs with a record of this transaction; one that is there already stays one.

    `title` says what they show, where they are evidence. The files are written before the rows: a
    row never names a file that is not there.
    """
    there = {photo.digest for photo in _photos(work, subject, subject_id)}
    for photo in brought:
        safe = photo.content if isinstance(photo, HeldPhoto) else outside.safe_photo(photo)
        digest = digest_of(safe)
        if digest in there:
            continue
        there.add(desk.photos.put(safe))
        work.add(
            Photo(
                office_code=desk.office.code,
                id=desk.new_id(),
                subject=subject,
                subject_id=subject_id,
                day=day,
                digest=digest,
                bytes=len(safe),
                title=title,
            )
        )


def keep_only(work: Work, subject: str, subject_id: str, digests: Collection[str], reason: str) -> None:
    """Take away a record's photographs but for these; their files stay until nothing names them."""
    for photo in _photos(work, subject, subject_id):
        if photo.digest not in digests:
            work.remove(photo, reason)


def photos_of(desk: Desk, subject: str, subject_id: str) -> list[bytes]:
    """The photographs of a visit or an activity, as JPEG. Raises `Unavailable` for a lost file."""
    with desk.work() as work:
        photos = _photos(work, subject, subject_id)
    return [desk.photos.get(photo.digest) for photo in photos]


def held_by(desk: Desk, subject: str, subject_id: str) -> list[HeldPhoto]:
    """The photographs of a record, for its form; a lost file is left out."""
    with desk.work() as work:
        photos = _photos(work, subject, subject_id)
    return held(desk, {photo.digest: photo.bytes for photo in photos})


def _photos(work: Work, subject: str, subject_id: str) -> list[Photo]:
    of_record = (PHOTOS.c.subject == subject, PHOTOS.c.subject_id == subject_id)
    return work.all(Photo, *of_record, order=(PHOTOS.c.id,))
