"""An entry as one row of texts under the headings of its kind, there and back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from countydesk.domain import names, values
from countydesk.domain.catalogue import FIGURES, Catalogue, FieldOf, KindOf, Ledger
from countydesk.domain.closing import problem_of_closed
from countydesk.domain.days import parse_month_or_day, show_day
from countydesk.domain.entries import Entry, Precision, problems_of, read_when, show_first_day
from countydesk.domain.entry_headings import LEVELS, Heading, headings
from countydesk.domain.fields import Kind
from countydesk.domain.figures import Figure
from countydesk.domain.months import Month
from countydesk.domain.offices import Level
from countydesk.domain.problems import Problem, Refused

EXAMPLE = "示例(此行不导入)"  # the name in the row of a template that shows how it is filled in
_TO = re.compile(r"\s*(?:至|到|[~～]|—+|–)\s*")
_CODE = re.compile(r"[0-9]{6,12}")


class Wholes:
    """The records that others belong to, by the words for them: the name, and the day where one name
    stands for several."""

    def __init__(self, rows: Iterable[tuple[str, str, date]] = ()) -> None:
        """Takes id, name and first day of each, in the order of their ids."""
        self._named: dict[str, list[str]] = defaultdict(list)
        self._dated: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, tuple[str, str]] = {}
        for id_, name, day in rows:
            dated = f"{name}({day.isoformat()})"
            self._named[name].append(id_)
            self._dated[dated].append(id_)
            self._words[id_] = (name, dated)

    @cached_property
    def all(self) -> tuple[str, ...]:
        """The words for each of them."""
        return tuple(self.words_of(id_) for id_ in self._words)

    def words_of(self, id_: str) -> str:
        """What stands in the sheet for a record; "" for one that is not here."""
        name, dated = self._words.get(id_, ("", ""))
        if len(self._named.get(name, ())) < 2:
            return name
        same = self._dated[dated]
        return dated if len(same) < 2 else f"{dated}第{same.index(id_) + 1}条"

    def id_of(self, text: str, title: str) -> str:
        """The record that is meant. Raises `Refused` for none or several; `title` names their kind."""
        numbered = re.fullmatch(r"(.+)第([1-9][0-9]*)条", text)
        same = self._named.get(text) or self._dated.get(text)
        if numbered and numbered[1] in self._dated:
            same = self._dated[numbered[1]][int(numbered[2]) - 1 :][:1]
        if not same:
            raise Refused(f"没有名称为“{text}”的{title},请先登记,或核对名称。")
        if len(same) > 1:
            raise Refused(f"有 {len(same)} 条{title}叫“{text}”,请写成“{self.words_of(same[0])}”这样的形式。")
        return same[0]


@dataclass(frozen=True)
class Around:
    """What the rows of one kind are read with."""

    catalogue: Catalogue
    kind: KindOf
    today: date
    office_code: str
    level: Level
    closed: frozenset[Month] = frozenset()
    wholes: Wholes = field(default_factory=Wholes)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The columns of the sheet."""
        return headings(self.kind, self.catalogue, self.level)


@dataclass(frozen=True)
class RowRead:
    """A row as it was understood: the entry where all of it was, else what is wrong, naming columns."""

    entry: Entry | None
    problems: tuple[Problem, ...] = ()


def read_row(around: Around, texts: Mapping[str, str], entry_id: str) -> RowRead:
    """One row of texts by heading as an entry with this id, or everything that is wrong with it."""
    reading = _Reading(around)
    entry = Entry.model_construct(
        office_code=around.office_code,
        id=entry_id,
        ledger=around.kind.ledger,
        programme=around.kind.programme,
        kind=around.kind.key,
        withdrawn="",
        recorded_by="",
        recorded_at=None,
        **reading.fields({key: text.strip() for key, text in texts.items() if text.strip()}),
    )
    wrong = reading.problems
    told = {problem.field for problem in wrong}
    wrong += [p for p in problems_of(entry, around.catalogue, around.today) if p.field not in told]
    closed = problem_of_closed(entry.first_day, around.closed)
    if closed and "first_day" not in told:
        wrong.append(replace(closed, field="first_day"))
    order = [heading.key for heading in around.headings]
    wrong.sort(key=lambda problem: order.index(problem.field) if problem.field in order else len(order))
    return RowRead(None if wrong else entry, tuple(wrong))


def row_of(entry: Entry, around: Around) -> dict[str, str]:
    """An entry as the texts of its row, by heading: the inverse of `read_row`."""
    said = {
        "first_day": show_first_day(entry.first_day, entry.precision),
        "last_day": show_day(entry.last_day) if entry.last_day else "",
        "people": _told(entry, "people", f"{entry.people:,}" if entry.people else ""),
        "belongs_to": around.wholes.words_of(entry.belongs_to),
        "level": entry.level.title if entry.level != around.level else "",
    }
    for own in around.kind.fields:
        said[own.key] = _told(entry, own.key, values.written(own, entry.values.get(own.key)))
    keys = [heading.key for heading in around.headings]
    return {key: said[key] if key in said else str(getattr(entry, key)) for key in keys}


def _told(entry: Entry, key: str, words: str) -> str:
    """A value with the word that says how exact it is: "近120", "120余"."""
    return Figure(words, entry.modifiers.get(key, ""), "").phrase


class _Reading:
    """One row being read; what cannot be understood is told and left out."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self.problems: list[Problem] = []

    def fields(self, texts: Mapping[str, str]) -> dict[str, Any]:
        around, kind = self._around, self._around.kind
        first, last, precision = self._when(texts)
        name = texts.get("name", "")
        said: dict[str, Any] = {
            "name": names.clean_name(name) if kind.ledger is Ledger.PERSON else name,
            "first_day": first,
            "last_day": last,
            "precision": precision,
            "level": self._level(texts.get("level", "")),
            "belongs_to": self._whole(texts.get("belongs_to", "")),
            "place_code": self._code(texts.get("place_code", "")),
            "values": {},
            "modifiers": {},
        }
        for key in ("place", "organisers", "partners", "explanation", "note"):
            said[key] = texts.get(key, "")
        people = FieldOf("people", kind.titles.get("people", ""), Kind.NUMBER)
        reached = re.sub(r"(?:人次?|名)(?=\D*$)", "", texts.get("people", ""))
        said["people"] = self._value(people, reached, said["modifiers"]) or 0
        for heading in around.headings:
            if heading.own:
                value = self._value(heading.own, texts.get(heading.key, ""), said["modifiers"])
                if value not in (None, []):
                    said["values"][heading.key] = value
        return said

    def _wrong(self, refusal: Refused, key: str) -> None:
        self.problems.append(Problem(str(refusal), key))

    def _when(self, texts: Mapping[str, str]) -> tuple[date, date | None, Precision]:
        """First and last day; where there is no first day to be understood, one that nothing precedes."""
        first, last, precision = date.min, None, Precision.DAY
        title = self._around.kind.titles["first_day"]
        try:
            if "first_day" not in texts:
                raise Refused(f"请填写{title}。")
            first, last, precision = _span(texts["first_day"], self._around.today)
        except Refused as refusal:
            self._wrong(refusal, "first_day")
        if last and "last_day" not in self._around.kind.titles:
            self._wrong(Refused(f"{title}只写一天,不写起止。"), "first_day")
        if "last_day" in texts:
            try:
                if last:
                    raise Refused(f"结束日期在“{title}”里已写了一次,请只留一处。")
                last = _last(texts["last_day"], self._around.today)
            except Refused as refusal:
                self._wrong(refusal, "last_day")
        return first, last, Precision.PERIOD if last and precision is Precision.DAY else precision

    def _value(self, own: FieldOf, text: str, words: dict[str, str]) -> Any:
        word = ""
        if own.kind in FIGURES:
            text, word = values.without_modifier(text)
            if own.kind is not Kind.MONEY and own.unit:
                text = text.strip().removesuffix(own.unit)
        try:
            value = values.read(own, text, self._around.today)
        except Refused as refusal:
            self._wrong(refusal, own.key)
            return None
        if word:
            words[own.key] = word
        return value

    def _level(self, text: str) -> Level:
        for level in Level:
            if text in (level.value, level.title):
                return level
        if text:
            self._wrong(Refused(f"层级请写{'、'.join(LEVELS)}。"), "level")
        return self._around.level

    def _whole(self, text: str) -> str:
        if not text:
            return ""
        try:
            title = self._around.catalogue.kinds[self._around.kind.of].title
            return self._around.wholes.id_of(text, title)
        except Refused as refusal:
            self._wrong(refusal, "belongs_to")
            return ""

    def _code(self, text: str) -> str:
        if text and not _CODE.fullmatch(text):
            self._wrong(Refused(f"区划代码应为 6 至 12 位数字,不能是“{text}”;不清楚的可不填。"), "place_code")
        return text


def _span(text: str, today: date) -> tuple[date, date | None, Precision]:
    """A day as exactly as it is known, or two: "2020.5.9至5.11", "2020.5.9-5.11", "2020年5月至8月"."""
    begin, *end = _TO.split(text, maxsplit=1)
    if not end and begin.count("-") == 1 and re.search(r"[./年月日]", begin.partition("-")[0]):
        begin, _, rest = begin.partition("-")
        end = [rest]
    first, precision = read_when(begin, today)
    if not end:
        return first, None, precision
    bare = re.fullmatch(r"([0-9]{1,2})[日号]?", end[0].strip())
    if bare and precision is Precision.DAY:
        return first, _last(f"{first.year}.{first.month}.{bare[1]}", today), precision
    return first, _last(f"{bare[1]}月" if bare else end[0], first), precision


def _last(text: str, today: date) -> date:
    """The last day; of a month that is written, its end."""
    found = parse_month_or_day(text, today)
    return found.last_day if isinstance(found, Month) else found
