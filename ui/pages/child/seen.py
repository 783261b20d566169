"""What the child's page asks of the desk: the file with its sums, and the photographs of visits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from countydesk.domain.enrolment import EventKind, State
from countydesk.services import beneficiaries, photos, receipts, school_life
from countydesk.services.beneficiaries import ChildFile
from countydesk.services.receipts import ToAnswer
from countydesk.services.school_life import Happened

THUMBNAIL = QSize(104, 78)  # pixels
MOST_WITH_PHOTOS = 12  # visits whose photographs are fetched; older ones are looked at on their own page


@dataclass(frozen=True)
class Seen:
    """A child's file as opened: what has reached the child and what is promised, (instalments, fen)."""

    file: ChildFile
    today: date
    helped: tuple[int, int]
    promised: tuple[int, int]
    happened: Sequence[Happened] = ()
    effects: Mapping[EventKind, str] = field(default_factory=dict)  # of the events that may follow today
    asked: Sequence[ToAnswer] = ()  # what the province asks about the child

    @property
    def supported(self) -> bool:
        return self.file.child.state is State.IN_SUPPORT


def look(desk: Any, child_id: str) -> Seen:
    """On the worker: the file and its sums. Raises `Refused` for an unknown id."""
    file = beneficiaries.open_child(desk, child_id)
    return Seen(
        file,
        desk.today,
        beneficiaries.helped(file),
        beneficiaries.promised(desk, file),
        school_life.happened(file.events),
        school_life.effects(desk, child_id),
        receipts.about(desk, child_id),
    )


@dataclass(frozen=True)
class Photo:
    """A photograph of a visit, small and in full (JPEG)."""

    small: QImage
    content: bytes


def photos_of(desk: Any, visit_ids: Sequence[str], ratio: float) -> dict[str, list[Photo]]:
    """On the worker: the photographs of some visits, small ones for a screen of `ratio`."""
    return {
        visit_id: [_small(content, ratio) for content in photos.photos_of(desk, "visit", visit_id)]
        for visit_id in visit_ids[:MOST_WITH_PHOTOS]
    }


def _small(content: bytes, ratio: float) -> Photo:
    mode = Qt.AspectRatioMode.KeepAspectRatio
    image = QImage.fromData(content).scaled(
        THUMBNAIL * ratio, mode, Qt.TransformationMode.SmoothTransformation
    )
    image.setDevicePixelRatio(ratio)
    return Photo(image, content)
