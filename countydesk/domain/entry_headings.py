"""The columns of a kind of record as a sheet, and which of them a foreign heading means."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from countydesk.domain.catalogue import FIGURES, TITLES, Catalogue, FieldOf, KindOf, Ledger
from countydesk.domain.entries import Entry
from countydesk.domain.fields import Kind, title_of
from countydesk.domain.offices import Level

LEVELS = tuple(level.title for level in Level)
WHEN = "例如 2020.5.9、2020年4月中旬、2020年4月"
SPAN = WHEN + ";起止可写 2020.5.9至5.11"
ABOUT = "约数可写 120余、近2万"
_LARGER = re.compile(r"[百千万亿]|.*元")  # how a unit begins that changes what a figure means


@dataclass(frozen=True)
class Heading:
    """A column of a kind's sheet: `choices` are titles, `own` is the catalogue's field where it has one."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""
    private: bool = False
    own: FieldOf | None = None

    @property
    def words(self) -> str:
        """As it stands above the column: "*销售额(元)"."""
        return f"{'*' if self.required else ''}{self.title}{self.unit and f'({self.unit})'}"


def headings(kind: KindOf, catalogue: Catalogue, level: Level) -> tuple[Heading, ...]:
    """The columns of a kind at an office of this level: those of its form in its order, then what may be
    said of any record."""
    found = [_common(key, title, kind) for key, title in kind.titles.items()]
    found += [_of_field(own) for own in kind.fields]
    if kind.of:
        title = f"所属{catalogue.kinds[kind.of].title}"
        found.append(Heading("belongs_to", title, Kind.TEXT, hint="写已登记的那一条的名称"))
    if kind.relations:
        found.append(_declared("explanation", Kind.LONG_TEXT, "其中、合计不符时写明原因"))
    found.append(_declared("note", Kind.LONG_TEXT))
    if level.has_others_below:
        if "place" in kind.titles:
            found.append(_declared("place_code", Kind.TEXT, "区划代码,可不填"))
        found.append(replace(_declared("level", Kind.CHOICE, "不填即本单位"), choices=LEVELS))
    told: dict[str, int] = defaultdict(int)
    for number, heading in enumerate(found):  # an office may title a field of its own as any other
        told[heading.title] += 1
        if told[heading.title] > 1:
            found[number] = replace(heading, title=f"{heading.title}{told[heading.title]}")
    return tuple(found)


def matched(columns: Sequence[Heading], kind: KindOf, words: Sequence[str]) -> list[tuple[str, str]]:
    """Which column each heading of a foreign sheet means: its key ("" for none) and the unit beside it.

    Blanks, stars and the unit in brackets do not count; a common field also goes by its usual title.
    """
    known = {_plain(each): one.key for one in columns for each in (one.words, one.title)}
    for key in kind.titles:
        for usual in (TITLES[kind.ledger].get(key), title_of(Entry, key)):
            if usual:
                known.setdefault(_plain(usual), key)
    found, taken = [], set[str]()
    for word in words:
        plain, unit = _plain(word), ""
        bracketed = re.fullmatch(r"(.+)\((?:单位:)?([^()]*)\)", plain)
        if bracketed and (plain not in known or bracketed[1] in known):
            plain, unit = bracketed[1], bracketed[2]
        key = known.get(plain, "")
        found.append(("", "") if key in taken else (key, unit))
        taken.add(key)
    return found


def in_unit(heading: Heading, unit: str, text: str) -> str:
    """A figure with the unit of a foreign heading, where that makes it another: 12.5 under "(万元)"."""
    other = heading.kind in FIGURES and unit != heading.unit and _LARGER.match(unit)
    return text + unit if text and other else text


def _common(key: str, title: str, kind: KindOf) -> Heading:
    if key == "first_day":
        return Heading(key, title, Kind.DAY, True, hint=SPAN if "last_day" in kind.titles else WHEN)
    if key == "last_day":
        one_day = kind.ledger is Ledger.ACTIVITY
        return Heading(key, title, Kind.DAY, hint="只有一天就不填" if one_day else "没有就不填")
    if key == "people":
        return Heading(key, title, Kind.NUMBER, hint=ABOUT)
    of_person = key == "name" and kind.ledger is Ledger.PERSON
    return Heading(key, title, Kind.NAME if of_person else Kind.TEXT, key == "name")


def _of_field(own: FieldOf) -> Heading:
    titles = ("是", "否") if own.kind is Kind.YES_NO else tuple(title for _key, title in own.choices)
    return Heading(
        own.key, own.title, own.kind, own.required, own.unit, titles, own.hint or _hint(own), own.private, own
    )


def _hint(own: FieldOf) -> str:
    if own.kind in FIGURES:
        return ABOUT
    if own.kind is Kind.CHOICES:
        return "可填几项,用“、”隔开"
    return {Kind.DAY: "例如 2020.5.9", Kind.MONTH: "例如 2020.5"}.get(own.kind, "")


def _declared(key: str, kind: Kind, hint: str = "") -> Heading:
    return Heading(key, title_of(Entry, key), kind, hint=hint)


def _plain(text: str) -> str:
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", text))
