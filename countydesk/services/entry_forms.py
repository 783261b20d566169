"""What the form of an entry needs at hand: its draft, the last one, what it belongs to, what is locked."""

from contextlib import suppress
from dataclasses import dataclass

from countydesk.domain.catalogue import KindOf
from countydesk.domain.entries import Entry
from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import drafts, entries, photos, recording
from countydesk.services.desk import Desk
from countydesk.services.entries import Wanted
from countydesk.services.months import closed_months
from countydesk.services.photos import HeldPhoto
from countydesk.services.recording import KeptDraft

FORM = "activity"  # drafts of every ledger have this name: it was the activities' before
NAMED = 8  # of the records that belong to one
OFFERED = 50  # records to belong to


@dataclass(frozen=True)
class EntryAtHand:
    """All that the form for a new entry of a kind shows besides what is typed: the last one of the kind,
    the one to begin from, the ones that it may belong to."""

    kind: KindOf
    draft: KeptDraft | None
    closed: frozenset[Month]
    previous: Entry | None
    start: Entry | None
    wholes: list[Entry]


@dataclass(frozen=True)
class Belonging:
    """The entries of a kind that belong to one: how many, and the newest by name."""

    kind: KindOf
    number: int
    newest: list[Entry]


@dataclass(frozen=True)
class EntryOpened:
    """An entry that was recorded, private values masked; `masked` says whether there are any."""

    entry: Entry
    kind: KindOf
    masked: bool
    photos: list[HeldPhoto]
    closed: frozenset[Month]
    wholes: list[Entry]
    belonging: list[Belonging]


def form_of(kind: str) -> str:
    """The name under which the draft of a new entry of a kind ("programme.kind") is kept."""
    return f"{FORM}:{kind}"


def begin(desk: Desk, kind: str = "", like: str = "", of: str = "") -> EntryAtHand:
    """What the form for a new entry of a kind ("programme.kind") needs.

    Without a kind it is the one of the newest draft. `like` is the id of an entry to begin from, `of` of
    the one that it belongs to. Raises `Refused` for a kind that the catalogue has not.
    """
    with desk.work() as work:
        closed = closed_months(work)
        waiting = [] if kind else drafts.waiting(desk, work, FORM)
    found = _kind(desk, kind or (waiting[0].partition(":")[2] if waiting else ""))
    start = entries.named(desk, like) if like else None
    return EntryAtHand(
        found,
        recording.draft_of(desk, form_of(found.name)),
        closed,
        entries.last(desk, found.ledger, found.programme, found.key),
        start,
        _wholes(desk, found, of or (start.belongs_to if start else "")),
    )


def opened(desk: Desk, entry_id: str, office: str = "") -> EntryOpened:
    """An entry as it was recorded, here or in an `office` that reported here. Raises `Refused` for an
    unknown one."""
    entry = entries.named(desk, entry_id, office)
    kind = entries.kind_of(desk, entry)
    here = entry.office_code == desk.office.code
    with desk.work() as work:
        closed = closed_months(work)
    return EntryOpened(
        entry,
        kind,
        any(own.private and entry.values.get(own.key) for own in kind.fields),
        photos.held_by(desk, entries.SUBJECT, entry_id) if here else [],
        closed,
        _wholes(desk, kind, entry.belongs_to) if here else _whole_elsewhere(desk, entry),
        _belonging(desk, entry),
    )


def wholes(desk: Desk, kind: str, typed: str) -> list[Entry]:
    """The entries of a kind that something may belong to, found by words, the newest first."""
    programme, _, key = kind.partition(".")
    wanted = Wanted(programme=programme, kind=key, office=desk.office.code, typed=typed)
    return [line.entry for line in entries.lines(desk, wanted, limit=OFFERED)]


def _wholes(desk: Desk, kind: KindOf, chosen: str) -> list[Entry]:
    if not kind.of:
        return []
    newest = wholes(desk, kind.of, "")
    if not chosen or any(entry.id == chosen for entry in newest):
        return newest
    return [entries.named(desk, chosen), *newest]


def _whole_elsewhere(desk: Desk, entry: Entry) -> list[Entry]:
    """What an entry of another office belongs to; none where that was not reported."""
    with suppress(Refused):
        return [entries.named(desk, entry.belongs_to, entry.office_code)]
    return []


def _belonging(desk: Desk, entry: Entry) -> list[Belonging]:
    found = []
    for kind in desk.catalogue.kinds.values():
        if kind.of == f"{entry.programme}.{entry.kind}":
            own = Wanted(
                programme=kind.programme, kind=kind.key, office=entry.office_code, belongs_to=entry.id
            )
            newest = [line.entry for line in entries.lines(desk, own, limit=NAMED)]
            found.append(Belonging(kind, entries.summary(desk, own).entries, newest))
    return found


def _kind(desk: Desk, name: str) -> KindOf:
    kind = desk.catalogue.kinds.get(name)
    if kind is None:
        raise Refused("请在“六大行动”里先选一种记录。" if not name else "项目目录中没有这一种记录了。")
    return kind
