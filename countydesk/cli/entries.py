"""The commands for the ledgers of the six actions: one set of functions for all of them."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.cli.photographs import contents_of
from countydesk.domain import values
from countydesk.domain.catalogue import Action, Catalogue, KindOf, Ledger, Programme
from countydesk.domain.days import parse_day
from countydesk.domain.entries import Entry, Precision, read_when, show_when
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused
from countydesk.services import entries
from countydesk.services.desk import Desk
from countydesk.services.entries import EntryLine, Wanted

GENERAL = "_general"  # the programme of an action that takes what belongs to no other


def add(options: Namespace) -> Answer:
    """`activity add`, `people add` …: one entry of a kind of the catalogue."""
    ledger = Ledger(options.ledger)
    with opened(options) as desk:
        kind = _kind(desk.catalogue, ledger, options.programme, options.kind)
        entry = _entry(desk, kind, options)
        entries.record(desk, entry, contents_of(options.photo))
    return Answer({"id": entry.id, ledger.value: entry.id}, [f"已登记{kind.title}:{entry.name}。"])


def list_(options: Namespace) -> Answer:
    """`activity list`, `people list` …: the newest first, private values masked, with the sums."""
    ledger = Ledger(options.ledger)
    with opened(options) as desk:
        wanted = _wanted(desk.catalogue, ledger, options)
        found = entries.lines(desk, wanted, limit=options.limit)
        sums = entries.summary(desk, wanted)
    data = {
        options.several: [_told(line) for line in found],
        "count": sums.entries,
        "people_reached": sums.people,
        "totals": sums.totals,
    }
    lines = [_said(line) for line in found]
    return Answer(data, [*lines, f"共 {sums.entries} 条,惠及 {sums.people} 人。"])


def withdraw(options: Namespace) -> Answer:
    """`activity withdraw`: an entry counts no more; it is kept with the reason."""
    with opened(options) as desk:
        entry = entries.named(desk, options.id)
        entries.withdraw(desk, options.id, options.reason)
    return Answer({"id": options.id, "withdrawn": options.reason}, [f"已撤回“{entry.name}”。"])


def reveal(options: Namespace) -> Answer:
    """`people reveal`: one private value in full; that it was looked at is recorded."""
    with opened(options) as desk:
        entry = entries.named(desk, options.id)
        kind = entries.kind_of(desk, entry)
        own = next((each for each in kind.fields if options.field in (each.key, each.title)), None)
        if own is None:
            raise Refused(f"这条记录没有“{options.field}”这一项。")
        value = entries.reveal(desk, options.id, own.key)
    return Answer({"id": options.id, "field": own.key, "value": value}, [value])


def _entry(desk: Desk, kind: KindOf, options: Namespace) -> Entry:
    first_day, precision = read_when(options.day, desk.today)
    last_day = parse_day(options.to, desk.today) if options.to else None
    # What was called --kind before there was a catalogue is the name of an activity of no programme.
    name = options.name or (options.kind if options.kind not in (kind.key, kind.title) else "") or ""
    return entries.new(
        desk,
        kind.name,
        name,
        first_day,
        level=Level(options.level) if options.level else desk.office.level,
        last_day=last_day,
        precision=Precision.PERIOD if last_day else precision,
        place=options.place,
        place_code=options.place_code,
        organisers=options.organisers,
        partners=options.partners,
        people=options.people,
        values=_values(desk, kind, _pairs(options.set, "字段=内容")),
        modifiers={_key(kind, key): word for key, word in _pairs(options.approx, "字段=余").items()},
        belongs_to=options.of,
        explanation=options.explain,
        note=options.note,
    )


def _values(desk: Desk, kind: KindOf, given: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for word, text in given.items():
        own = kind.own(_key(kind, word))
        if own is None:
            raise Refused(f"“{word}”不用 --set 填写。")
        found[own.key] = values.read(own, text, desk.today)
    return found


def _key(kind: KindOf, word: str) -> str:
    """The key of a field that is called by its key or its title. Raises `Refused` for no field."""
    if word in ("people", kind.titles.get("people")):
        return "people"
    for own in kind.fields:
        if word in (own.key, own.title):
            return own.key
    known = "、".join(f"{own.key}({own.title})" for own in kind.fields) or "没有别的字段"
    raise Refused(f"“{kind.title}”没有“{word}”这一项,可用:{known}。")


def _pairs(words: list[str], form: str) -> dict[str, str]:
    pairs = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals:
            raise Refused(f"“{word}”应写成 {form}。")
        pairs[key.strip()] = text
    return pairs


def _wanted(catalogue: Catalogue, ledger: Ledger, options: Namespace) -> Wanted:
    action = _action(catalogue, options.programme) if options.programme else None
    programme = _programme(catalogue, options.programme) if options.programme and not action else None
    kind = _kind_among(programme, ledger, options.kind) if programme and options.kind else None
    return Wanted(
        month=Month.parse(options.month) if options.month else None,
        ledger=ledger,
        action=action.key if action else None,
        programme=programme.key if programme else None,
        kind=kind.key if kind else None,
        office=options.office,
        belongs_to=options.of or None,
        typed=options.find,
        withdrawn=options.withdrawn,
    )


def _kind(catalogue: Catalogue, ledger: Ledger, programme: str, kind: str | None) -> KindOf:
    """The kind that is meant; an action's title stands for its general programme."""
    action = _action(catalogue, programme)
    if action is not None and ledger is Ledger.ACTIVITY:
        general = catalogue.kind(action.key + GENERAL, "activity")
        if general is not None:
            return general
    return _kind_among(_programme(catalogue, programme), ledger, kind)


def _kind_among(programme: Programme, ledger: Ledger, word: str | None) -> KindOf:
    own = [kind for kind in programme.kinds if kind.ledger is ledger]
    meant = [kind for kind in own if word in (kind.key, kind.title)] if word else own
    if len(meant) == 1:
        return meant[0]
    known = "、".join(f"{kind.key}({kind.title})" for kind in own)
    if not own:
        raise Refused(f"“{programme.title}”没有记入{ledger.title}的记录。")
    raise Refused(f"“{programme.title}”请用 --kind 写明种类,可用:{known}。")


def _action(catalogue: Catalogue, word: str) -> Action | None:
    return next((each for each in catalogue.actions if word in (each.key, each.title)), None)


def _programme(catalogue: Catalogue, word: str) -> Programme:
    for programme in catalogue.programmes.values():
        if word in (programme.key, programme.title):
            return programme
    raise Refused(f"项目目录中没有“{word}”这个项目,请用 catalogue 命令查看。")


def _told(line: EntryLine) -> dict[str, Any]:
    titles = {"action_title": line.action, "programme_title": line.programme, "kind_title": line.kind}
    return {**line.entry.model_dump(mode="json"), **titles, "photos": line.photos}


def _said(line: EntryLine) -> str:
    entry = line.entry
    people = f"{entry.people} 人" if entry.people else ""
    words = (show_when(entry), line.programme, line.kind, entry.name, entry.place, people)
    return " ".join(word for word in words if word)
