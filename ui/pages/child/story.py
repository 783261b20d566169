"""Visits and events of a child as entries of a timeline."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtGui import QPixmap

from countydesk.domain.enrolment import EnrolmentEvent
from countydesk.domain.transfers import Elsewhere
from countydesk.domain.visits import FollowUp, Visit
from countydesk.services.school_life import Happened
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
    finish: Callable[[Visit], object],
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
            follow=partial(finish, one.visit),
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
        how = f",{visit.follow_up_how}" if visit.follow_up_how else ""
        return f"已跟进:{visit.follow_up}{how} · {_short(visit.follow_up_done)}"
    due = f" · {_short(visit.follow_up_due)}前" if visit.follow_up_due else ""
    late = "(已逾期)" if one.overdue else ""
    return f"跟进:{visit.follow_up}{due}{late}"


def enrolment_events(
    happened: Sequence[Happened],
    elsewhere: Sequence[Elsewhere],
    undo: Callable[[EnrolmentEvent], object],
) -> list[Event]:
    """What happened here and in other counties, the newest first; what nothing rests on can be undone."""
    by_id = {one.event.id: one.event for one in happened}
    told = [(one.event.day, _own(one, by_id, undo)) for one in happened]
    told += [
        (one.day, Event(_day(one.day), f"{one.kind.title} · {one.place_name}", _past(one)))
        for one in elsewhere
    ]
    return [event for _when, event in sorted(told, key=lambda pair: pair[0])][::-1]


def _own(
    one: Happened, by_id: Mapping[str, EnrolmentEvent], undo: Callable[[EnrolmentEvent], object]
) -> Event:
    return Event(
        _day(one.event.day),
        f"{_kind(one.event, by_id)} · {one.event.recorded_by} 登记",
        one.event.reason,
        chip="已撤销" if one.undone else "",
        tone=Tone.GREY,
        link="撤销" if one.undoable else "",
        follow=partial(undo, one.event),
    )


def _past(one: Elsewhere) -> str:
    """What another county recorded, in one line."""
    return ":".join(filter(None, (one.title, one.words)))


def _kind(event: EnrolmentEvent, by_id: Mapping[str, EnrolmentEvent]) -> str:
    undone = by_id.get(event.undoes_id or "")
    return f"撤销“{undone.kind.title}”" if undone else event.kind.title


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
