"""Photographs of visits and activities: taken in safely, and given back."""

from collections.abc import Sequence
from datetime import date

from countydesk.domain.photos import Photo
from countydesk.services.desk import Desk
from countydesk.storage.photo_files import digest_of, made_safe
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS


def shrunk(content: bytes) -> bytes:
    """A photograph as it would be kept: turned, at most 1280 px, without location. Raises `Refused`."""
    return made_safe(content)


def keep_photos(
    desk: Desk, work: Work, subject: str, subject_id: str, day: date, contents: Sequence[bytes]
) -> None:
    """Keep photographs with a record of this transaction; one that is there already stays one.

    The files are written before the rows: a row never names a file that is not there.
    """
    there = {photo.digest for photo in _photos(work, subject, subject_id)}
    for content in contents:
        safe = made_safe(content)
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
            )
        )


def photos_of(desk: Desk, subject: str, subject_id: str) -> list[bytes]:
    """The photographs of a visit or an activity, as JPEG. Raises `Unavailable` for a lost file."""
    with desk.work() as work:
        photos = _photos(work, subject, subject_id)
    return [desk.photos.get(photo.digest) for photo in photos]


def _photos(work: Work, subject: str, subject_id: str) -> list[Photo]:
    return work.all(Photo, PHOTOS.c.subject == subject, PHOTOS.c.subject_id == subject_id)
