"""A file of the catalogue, read; and what is wrong with it, as sentences with file and line."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from countydesk.domain.catalogue import (
    AMONG,
    BUILT_IN,
    MODIFIERS,
    TITLES,
    Action,
    Catalogue,
    Count,
    FieldOf,
    Indicator,
    KindOf,
    Ledger,
    Period,
    Programme,
    Relation,
    RelationKind,
    Rounding,
    Source,
    Style,
    Whenever,
)
from countydesk.domain.entries import Entry
from countydesk.domain.fields import Kind, fields_of
from countydesk.domain.offices import Level
from countydesk.domain.problems import Problem, Refused, refuse_if

KEY = re.compile(r"[a-z][a-z0-9_]*")
FIELD_KINDS = (
    Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DECIMAL, Kind.DAY, Kind.MONTH, Kind.YES_NO,
    Kind.CHOICE, Kind.CHOICES, Kind.CITIZEN_ID, Kind.PHONE, Kind.NAME,
)  # fmt: skip
COUNTABLE = (Kind.NUMBER, Kind.MONEY, Kind.DECIMAL)
RESERVED = {spec.name for spec in fields_of(Entry)}  # a sheet of a kind has both beside each other
Word = TypeVar("Word", bound=StrEnum)
Path = tuple[str | int, ...]


def parse(text: str, file: str) -> Action:
    """Read one file of the catalogue; `file` is its name for the sentences.

    Raises `Refused` with all problems at once, each with the file and the line (`row`).
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = int(found[1]) if (found := re.search(r"line (\d+)", str(fault))) else text.count("\n") + 1
        raise Refused(_problem(file, line, "这一行不合 TOML 的写法,请检查引号、括号和等号。")) from None
    problems: list[Problem] = []
    action = _action(_Table(tables, (), _lines_of(text), file, problems), file)
    refuse_if(problems)
    return action


def _problem(file: str, line: int, sentence: str) -> Problem:
    return Problem(f"{file} 第 {line} 行:{sentence}", row=line)


def _lines_of(text: str) -> dict[Path, int]:
    """The line of every table and key: ("programme", 0, "kind", 1, "title") → 17."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$", line):
            here = ()
            *above, last = table[1].split(".")
            for name in above:
                here = (*here, name)
                if here in counts:
                    here = (*here, counts[here] - 1)
            here = (*here, last)
            if line.lstrip().startswith("[["):
                counts[here] = counts.get(here, 0) + 1
                here = (*here, counts[here] - 1)
            lines[here] = number
        elif key := re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line):
            lines.setdefault((*here, key[1]), number)
    return lines


class _Table:
    """One table of the file: what is asked for is taken out, and what is left over is a problem."""

    def __init__(
        self, table: dict[str, Any], path: Path, lines: dict[Path, int], file: str, problems: list[Problem]
    ) -> None:
        self._table = dict(table)
        self._path, self._lines, self._file, self._problems = path, lines, file, problems
        self.line = lines.get(path, 1)

    def wrong(self, key: str, sentence: str) -> None:
        """Note what is wrong with a key."""
        line = self._lines.get((*self._path, key), self.line)
        self._problems.append(_problem(self._file, line, sentence))

    def text(self, key: str, needed: bool = False) -> str:
        return str(self._taken(key, str, "", "文字,写在双引号里", needed))

    def key(self, name: str = "key") -> str:
        key = self.text(name, needed=True)
        if key and not KEY.fullmatch(key):
            self.wrong(name, f"代号“{key}”只能用小写英文字母、数字和下划线,以字母开头。")
        return key

    def number(self, key: str) -> int:
        return int(self._taken(key, int, 0, "整数"))

    def yes(self, key: str) -> bool:
        return bool(self._taken(key, bool, False, "true 或 false"))

    def words(self, key: str) -> tuple[str, ...]:
        words = self._taken(key, list, [], "方括号里的一列文字")
        if not all(isinstance(word, str) for word in words):
            self.wrong(key, f'{key} 应是方括号里的一列文字,例如 ["a", "b"]。')
            return ()
        return tuple(words)

    def several(self, key: str) -> tuple[str, ...]:
        """A list of words, or one word alone."""
        if isinstance(self._table.get(key), str):
            return (self.text(key),)
        return self.words(key)

    def one_of(self, key: str, words: type[Word], default: Word) -> Word:
        text = self.text(key) or default.value
        return self._member(key, words, text) or default

    def some_of(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        return tuple(found for text in self.several(key) if (found := self._member(key, words, text)))

    def _member(self, key: str, words: type[Word], text: str) -> Word | None:
        if text in [word.value for word in words]:
            return words(text)
        self.wrong(key, f"{key} 不能是“{text}”,可用:{'、'.join(word.value for word in words)}。")
        return None

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Choices: [["county", "县级"], …]."""
        pairs = self._taken(key, list, [], '一列选项,例如 [["county", "县级"]]')
        good = [
            p for p in pairs if isinstance(p, list) and len(p) == 2 and all(isinstance(w, str) for w in p)
        ]
        if len(good) < len(pairs):
            self.wrong(key, '每个选项写成 ["代号", "名称"]。')
        if len({key for key, _title in good}) < len(good):
            self.wrong(key, "选项的代号有重复。")
        return tuple((first, second) for first, second in good)

    def mapping(self, key: str) -> dict[str, Any]:
        return dict(self._taken(key, dict, {}, '花括号里的对应,例如 { name = "标题" }'))

    def tables(self, key: str) -> Iterator["_Table"]:
        found = self._taken(key, list, [], f"一节或几节 [[{key}]]")
        for number, table in enumerate(found):
            if isinstance(table, dict):
                yield _Table(table, (*self._path, key, number), self._lines, self._file, self._problems)
            else:
                self.wrong(key, f"{key} 应写成一节一节的 [[…{key}]]。")

    def done(self) -> None:
        """Report what nobody asked for."""
        for key in self._table:
            self.wrong(key, f"不认识的项“{key}”,请核对拼写。")

    def _taken(self, key: str, type_: type, default: Any, what: str, needed: bool = False) -> Any:
        value = self._table.pop(key, None)
        if value is None:
            if needed:
                self._problems.append(_problem(self._file, self.line, f"这一节缺少 {key}。"))
            return default
        if type(value) is not type_:
            self.wrong(key, f"{key} 应是{what}。")
            return default
        return value


def _action(table: _Table, file: str) -> Action:
    key = table.key()
    action = Action(
        key=key,
        title=table.text("title", needed=True),
        source=table.one_of("source", Source, Source.REPORT),
        order=table.number("order"),
        answers=table.words("answers"),
        programmes=tuple(_programme(each, key) for each in table.tables("programme")),
        file=file,
    )
    table.done()
    return action


def _programme(table: _Table, action: str) -> Programme:
    key = table.key()
    programme = Programme(
        action=action,
        key=key,
        title=table.text("title", needed=True),
        reports=table.some_of("reports", Level) or tuple(Level),
        opening=table.text("opening"),
        answers=table.words("answers"),
        kinds=tuple(_kind(each, key) for each in table.tables("kind")),
        indicators=tuple(_indicator(each, key) for each in table.tables("indicator")),
        line=table.line,
    )
    table.done()
    return programme


def _kind(table: _Table, programme: str) -> KindOf:
    ledger = table.one_of("ledger", Ledger, Ledger.ACTIVITY)
    kind = KindOf(
        programme=programme,
        key=table.key(),
        title=table.text("title", needed=True),
        ledger=ledger,
        titles=_titles(table, ledger),
        of=_full(table.text("of"), programme),
        answers=table.words("answers"),
        fields=tuple(_field(each) for each in table.tables("field")),
        relations=tuple(_relation(each) for each in table.tables("relation")),
        line=table.line,
    )
    _check_kind(table, kind)
    table.done()
    return kind


def _titles(table: _Table, ledger: Ledger) -> dict[str, str]:
    """The ledger's titles and this kind's own; an empty one takes the field out of the form."""
    own = table.mapping("titles")
    known = {"name", "first_day", "last_day", "place", "organisers", "partners", "people"}
    for key in own.keys() - known:
        table.wrong("titles", f"titles 里没有“{key}”,可用:{'、'.join(sorted(known))}。")
    if not all(isinstance(title, str) for title in own.values()):
        table.wrong("titles", "titles 里每一项都应是文字。")
        return TITLES[ledger]
    if any(own.get(key) == "" for key in ("name", "first_day")):
        table.wrong("titles", "名称和日期每条记录都要有,不能去掉。")
    return {key: title for key, title in (TITLES[ledger] | own).items() if title}


def _check_kind(table: _Table, kind: KindOf) -> None:
    keys = [field.key for field in kind.fields]
    for field in kind.fields:
        if keys.count(field.key) > 1 or field.key in RESERVED:
            table.wrong("key", f"“{kind.title}”里字段代号“{field.key}”重复,或与通用字段同名。")
    numbers = {field.key: field.kind for field in kind.fields} | {"people": Kind.NUMBER}
    for relation in kind.relations:
        for key in (relation.whole, *relation.parts):
            if numbers.get(key) not in COUNTABLE:
                table.wrong("relation", f"“{relation.title}”里的“{key}”不是“{kind.title}”的数字字段。")


def _field(table: _Table) -> FieldOf:
    field = FieldOf(
        key=table.key(),
        title=table.text("title", needed=True),
        kind=table.one_of("type", Kind, Kind.TEXT),
        unit=table.text("unit"),
        required=table.yes("required"),
        digits=table.number("digits"),
        choices=table.pairs("choices"),
        private=table.yes("private"),
        hint=table.text("hint"),
        answers=table.words("answers"),
        line=table.line,
    )
    if field.kind not in FIELD_KINDS:
        table.wrong("type", f"type 不能是“{field.kind}”,可用:{'、'.join(FIELD_KINDS)}。")
    if (field.kind in (Kind.CHOICE, Kind.CHOICES)) != bool(field.choices):
        table.wrong("choices", "choice 和 choices 类型要写选项 choices,其他类型不写。")
    table.done()
    return field


def _relation(table: _Table) -> Relation:
    relation = Relation(
        kind=table.one_of("kind", RelationKind, RelationKind.OF_WHICH),
        whole=table.text("whole", needed=True),
        parts=table.words("parts"),
        title=table.text("title", needed=True),
        answers=table.words("answers"),
        line=table.line,
    )
    if not relation.parts:
        table.wrong("parts", "请写 parts:这些数各是总数的哪几部分。")
    table.done()
    return relation


def _indicator(table: _Table, programme: str) -> Indicator:
    def names(key: str) -> tuple[str, ...]:
        return tuple(_full(name, programme) for name in table.several(key))

    def name(key: str) -> str:
        return _full(table.text(key), programme)

    source = table.text("from")
    indicator = Indicator(
        programme=programme,
        key=table.key(),
        title=table.text("title", needed=True),
        unit=table.text("unit"),
        source=source if source in BUILT_IN else _full(source, programme),
        count=table.one_of("count", Count, Count.COUNT),
        field=table.text("field"),
        level=table.some_of("level", Level),
        where={key: _several(value) for key, value in table.mapping("where").items()},
        among=table.text("among"),
        sum_of=names("sum_of"),
        ratio_of=names("ratio_of"),
        joined=names("joined"),
        target_of=name("target_of"),
        fixed=table.text("fixed"),
        period=table.one_of("period", Period, Period.WITHIN),
        part_of=name("part_of"),
        digits=table.number("digits"),
        rounding=table.one_of("rounding", Rounding, Rounding.HALF_UP),
        style=table.one_of("style", Style, Style.PLAIN),
        written=table.text("written") or "{value}",
        modifier=table.text("modifier"),
        modified=table.one_of("modified", Whenever, Whenever.ROUNDED),
        compared_with=name("compared_with"),
        sentence=table.text("sentence"),
        note=table.text("note"),
        answers=table.words("answers"),
        line=table.line,
    )
    _check_indicator(table, indicator)
    table.done()
    return indicator


def _several(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)


def _full(name: str, programme: str) -> str:
    """A name without a dot is one of the same programme."""
    return f"{programme}.{name}" if name and "." not in name else name


def _check_indicator(table: _Table, indicator: Indicator) -> None:
    ways = (
        indicator.source, indicator.sum_of, indicator.ratio_of, indicator.joined, indicator.target_of,
        indicator.fixed,
    )  # fmt: skip
    if sum(bool(way) for way in ways) != 1:
        table.wrong("from", "请写明指标怎么来,只写一种:from、sum_of、ratio_of、joined、target_of 或 fixed。")
    if len(indicator.ratio_of) not in (0, 2):
        table.wrong("ratio_of", "ratio_of 写两个指标:前一个除以后一个。")
    if indicator.source and (indicator.count in (Count.COUNT, Count.FIRST_DAY)) == bool(indicator.field):
        table.wrong("field", "sum、distinct、max、latest 要写 field;count、first_day 不写。")
    if indicator.among and indicator.among not in AMONG:
        table.wrong("among", f"among 不能是“{indicator.among}”,可用:{'、'.join(AMONG)}。")
    if indicator.modifier and indicator.modifier not in MODIFIERS:
        table.wrong("modifier", f"修饰词不能是“{indicator.modifier}”,可用:{'、'.join(MODIFIERS)}。")
    if (indicator.modified is not Whenever.ROUNDED) != bool(indicator.compared_with):
        table.wrong("compared_with", "modified 为 all 或 exceeded 时,要写与哪个指标相比(compared_with)。")
    if "{value}" not in indicator.written:
        table.wrong("written", "written 里要有 {value}。")


def linked(actions: Iterable[Action]) -> Catalogue:
    """The catalogue of these actions.

    Raises `Refused` with one problem for each key that stands twice and each name that leads nowhere.
    """
    actions = list(actions)
    problems = list(_doubles(actions))
    catalogue = Catalogue(actions)
    for action in actions:
        for programme in action.programmes:
            for kind in programme.kinds:
                if kind.of and kind.of not in catalogue.kinds:
                    sentence = f"“{kind.title}”所属的记录“{kind.of}”不存在。"
                    problems.append(_problem(action.file, kind.line, sentence))
            for indicator in programme.indicators:
                for sentence in _loose_ends(indicator, catalogue):
                    problems.append(_problem(action.file, indicator.line, sentence))
    refuse_if(problems)
    return catalogue


def _doubles(actions: list[Action]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for action in actions:
        named = [("行动", action.key, 1)]
        for programme in action.programmes:
            named.append(("项目", programme.key, programme.line))
            named += [("记录种类", kind.name, kind.line) for kind in programme.kinds]
            named += [("指标", indicator.name, indicator.line) for indicator in programme.indicators]
        for what, key, line in named:
            if (what, key) in seen:
                yield _problem(action.file, line, f"{what}代号“{key}”已经用过,请换一个。")
            seen.add((what, key))


def _loose_ends(indicator: Indicator, catalogue: Catalogue) -> Iterator[str]:
    """What an indicator names and the catalogue does not have."""
    named = re.findall(r"{([^}]*)}", indicator.sentence)
    if indicator.sentence and not named:
        yield "sentence 里要有 {figure},数字会写在那里。"
    for key in named:
        if key != "figure" and f"{indicator.programme}.{key}" not in catalogue.indicators:
            yield f"sentence 里的 {{{key}}} 应是 {{figure}},或本项目另一个指标的代号。"
    for name in (*indicator.made_of, indicator.part_of, indicator.compared_with):
        if name and name not in catalogue.indicators:
            yield f"指标“{name}”不存在。"
        elif name == indicator.name:
            yield "指标不能由它自己算出。"
    source = indicator.source
    if not source:
        return
    if source not in BUILT_IN and source not in catalogue.kinds:
        yield f"from 所指的“{source}”不存在。"
        return
    for key in (indicator.field, *indicator.where):
        if key and catalogue.kind_of_field(source, key) is None:
            yield f"“{source}”没有字段“{key}”。"
    countable = catalogue.kind_of_field(source, indicator.field) in COUNTABLE
    if indicator.count in (Count.SUM, Count.MAX) and not countable:
        yield f"字段“{indicator.field}”不是数字,不能相加或取最大。"
    own = {field.key: field for field in catalogue.kinds[source].fields} if source in catalogue.kinds else {}
    for key in indicator.where.keys() & own.keys():
        for choice in indicator.where[key]:
            if own[key].choices and choice not in dict(own[key].choices):
                yield f"字段“{key}”没有选项“{choice}”。"
