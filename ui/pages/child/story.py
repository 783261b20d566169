"""Visits and events of a child as entries of a timeline."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtGui import QPixmap

from countydesk.domain.enrolment import EnrolmentEvent
from countydesk.domain.visits import FollowUp
from countydesk.services.visits import VisitLine
from ui.pages.child.seen import Photo
from ui.parts.lists import Event
from ui.style import Tone

TONES = {FollowUp.DONE: Tone.GREEN, FollowUp.OVERDUE: Tone.RED}


def visit_events(
    visits: Sequence[VisitLine],
    photos: Mapping[str, Sequence[Photo]],
    *,
    opened: Callable[[str], object],
    finish: Callable[[str], object],
    show_photo: Callable[[str, int], object],
) -> list[Event]:
    """The visits, the newest first as they are handed in; each opens, and what is open can be finished."""
    return [
        Event(
            when=_day(one.visit.day),
            who=one.visit.visitors,
            words=one.visit.findings,
            chip=_follow_up(one),
            tone=TONES.get(one.follow_up, Tone.AMBER),
            act=partial(opened, one.visit.id),
            link="完成" if one.visit.follow_up and one.visit.follow_up_done is None else "",
            follow=partial(finish, one.visit.id),
            photos=[QPixmap.fromImage(photo.small) for photo in photos.get(one.visit.id, ())],
            show_photo=partial(show_photo, one.visit.id),
        )
        for one in visits
    ]


def _follow_up(one: VisitLine) -> str:
    visit = one.visit
    if not visit.follow_up:
        return ""
    if visit.follow_up_done:
        return f"已跟进:{visit.follow_up} · {_short(visit.follow_up_done)}"
    due = f" · {_short(visit.follow_up_due)}前" if visit.follow_up_due else ""
    late = "(已逾期)" if one.overdue else ""
    return f"跟进:{visit.follow_up}{due}{late}"


def enrolment_events(events: Sequence[EnrolmentEvent]) -> list[Event]:
    """What happened, the newest first."""
    return [
        Event(_day(event.day), f"{event.kind.title} · {event.recorded_by} 登记", event.reason)
        for event in reversed(events)
    ]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
