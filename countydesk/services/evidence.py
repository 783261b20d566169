"""Evidence: scans, photographs and PDFs of the papers that an application rests on, kept encrypted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from countydesk.domain.applications import Application, Evidence
from countydesk.domain.operators import Act
from countydesk.domain.photos import Photo
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.imports.scans import is_pdf
from countydesk.services import outside, photos
from countydesk.services.desk import Changes, Desk
from countydesk.services.photos import HeldPhoto
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import PHOTOS

SUBJECT = "application"


@dataclass(frozen=True)
class Sheet:
    """A page of evidence, as lists show it."""

    id: str
    kind: Evidence
    day: date
    bytes: int


def attach(
    desk: Desk, application_id: str, kind: Evidence, brought: Sequence[Path], day: date | None = None
) -> Changes:
    """Keep files as evidence of an application; a PDF becomes a picture for each of its pages.

    Pictures are made safe as photographs are: what was in a file besides its looks is gone. Raises
    `Refused` for what is neither picture nor PDF, `Unavailable` for a file that cannot be read.
    """
    desk.acting(Act.RECORD)
    pages = [page for path in brought for page in _pages(desk, path)]
    with desk.work() as work:
        if work.get(Application, desk.office.code, application_id) is None:
            raise Refused("没有这份申请,请刷新后再试。")
        photos.keep_photos(desk, work, SUBJECT, application_id, day or desk.today, pages, kind.value)
        return work.commit()


def detach(desk: Desk, sheet_id: str, reason: str) -> Changes:
    """Take away a page that was attached by mistake. Raises `Refused` without a reason."""
    desk.acting(Act.RECORD)
    if not reason.strip():
        raise Refused("请写移除的原因。")
    with desk.work() as work:
        work.remove(_photo(desk, work, sheet_id), reason)
        return work.commit()


def listed(work: Work, application_id: str) -> list[Sheet]:
    """The pages of an application's evidence, in the order in which they were attached."""
    own = (PHOTOS.c.subject == SUBJECT, PHOTOS.c.subject_id == application_id)
    kept = work.all(Photo, *own, order=(PHOTOS.c.id,))
    return [Sheet(photo.id, Evidence(photo.title), photo.day, photo.bytes) for photo in kept]


def picture(desk: Desk, sheet_id: str) -> bytes:
    """A page as JPEG; that it was looked at is recorded. Raises `Unavailable` for a lost file."""
    desk.acting(Act.REVEAL)
    with desk.work() as work:
        photo = _photo(desk, work, sheet_id)
        work.log(Action.SEEN, Photo, photo.id, f"查看材料:{Evidence(photo.title).title}")
        work.commit()
    return desk.photos.get(photo.digest)


def _pages(desk: Desk, path: Path) -> list[bytes | HeldPhoto]:
    content = photos.bytes_of(path)
    return list(outside.scanned_pages(content)) if is_pdf(content) else [photos.take_in(desk, content)]


def _photo(desk: Desk, work: Work, sheet_id: str) -> Photo:
    photo = work.get(Photo, desk.office.code, sheet_id)
    if photo is None or photo.subject != SUBJECT:
        raise Refused("没有这页材料,请刷新后再试。")
    return photo
