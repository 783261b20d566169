"""A file of the catalogue, read; and what is wrong with it, as sentences with file and line."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from countydesk.domain.catalogue import (
    AMONG,
    BUILT_IN,
    FIGURES,
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
from countydesk.domain.toml_tables import Table, lines_of, problem_at

FIELD_KINDS = (
    Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DECIMAL, Kind.DAY, Kind.MONTH, Kind.YES_NO,
    Kind.CHOICE, Kind.CHOICES, Kind.CITIZEN_ID, Kind.PHONE, Kind.NAME,
)  # fmt: skip
RESERVED = {spec.name for spec in fields_of(Entry)}  # a sheet of a kind has both beside each other


def parse(text: str, file: str) -> Action:
    """Read one file of the catalogue; `file` is its name for the sentences.

    Raises `Refused` with all problems at once, each with the file and the line (`row`).
    """
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        line = int(found[1]) if (found := re.search(r"line (\d+)", str(fault))) else text.count("\n") + 1
        raise Refused(problem_at(file, line, "这一行不合 TOML 的写法,请检查引号、括号和等号。")) from None
    problems: list[Problem] = []
    action = _action(Table(tables, (), lines_of(text), file, problems), file)
    refuse_if(problems)
    return action


def _action(table: Table, file: str) -> Action:
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


def _programme(table: Table, action: str) -> Programme:
    key = table.key()
    programme = Programme(
        action=action,
        key=key,
        title=table.text("title", needed=True),
        reports=table.some_of("reports", Level) or tuple(Level),
        opening=table.text("opening"),
        local_opening=table.text("local_opening"),
        answers=table.words("answers"),
        kinds=tuple(_kind(each, key) for each in table.tables("kind")),
        indicators=tuple(_indicator(each, key) for each in table.tables("indicator")),
        line=table.line,
    )
    table.done()
    return programme


def _kind(table: Table, programme: str) -> KindOf:
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


def _titles(table: Table, ledger: Ledger) -> dict[str, str]:
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


def _check_kind(table: Table, kind: KindOf) -> None:
    seen = set(RESERVED)
    days = ["first_day"]  # those above a field: days that follow each other in a circle cannot be written
    for field in kind.fields:
        if field.not_before and (field.kind is not Kind.DAY or field.not_before not in days):
            sentence = f"“{field.title}”的 not_before 不能是“{field.not_before}”:只有 day 类型可写,"
            sentence += f"写 first_day 或排在它前面的日期栏目,可用:{'、'.join(days)}。"
            table.wrong("field", sentence, field.line)
        days += [field.key] if field.kind is Kind.DAY else []
        if field.key in seen:
            sentence = f"“{kind.title}”里字段代号“{field.key}”重复,或与通用字段同名。"
            table.wrong("field", sentence, field.line)
        seen.add(field.key)
    numbers = {field.key: field.kind for field in kind.fields}
    numbers |= {"people": Kind.NUMBER} if "people" in kind.titles else {}
    for relation in kind.relations:
        for key in (relation.whole, *relation.parts):
            if numbers.get(key) not in FIGURES:
                sentence = f"“{relation.title}”里的“{key}”不是“{kind.title}”的数字字段。"
                table.wrong("relation", sentence, relation.line)


def _field(table: Table) -> FieldOf:
    field = FieldOf(
        key=table.key(),
        title=table.text("title", needed=True),
        kind=table.one_of("type", FIELD_KINDS, Kind.TEXT),
        unit=table.text("unit"),
        required=table.yes("required"),
        digits=table.number("digits"),
        choices=table.pairs("choices"),
        private=table.yes("private"),
        hint=table.text("hint"),
        not_before=table.text("not_before"),
        answers=table.words("answers"),
        line=table.line,
    )
    if (field.kind in (Kind.CHOICE, Kind.CHOICES)) != bool(field.choices):
        table.wrong("choices", "choice 和 choices 类型要写选项 choices,其他类型不写。")
    table.done()
    return field


def _relation(table: Table) -> Relation:
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


def _indicator(table: Table, programme: str) -> Indicator:
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
        local_sentence=table.text("local_sentence"),
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


def _check_indicator(table: Table, indicator: Indicator) -> None:
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
                    problems.append(problem_at(action.file, kind.line, sentence))
            for indicator in programme.indicators:
                for sentence in _loose_ends(indicator, catalogue):
                    problems.append(problem_at(action.file, indicator.line, sentence))
    refuse_if(problems)
    refuse_if(_unlike(actions, catalogue))
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
                yield problem_at(action.file, line, f"{what}代号“{key}”已经用过,请换一个。")
            seen.add((what, key))


def _unlike(actions: list[Action], catalogue: Catalogue) -> Iterator[Problem]:
    """Sums of what is counted in different units."""
    for action in actions:
        for programme in action.programmes:
            for indicator in programme.indicators:
                if len({catalogue.counted(catalogue.indicators[name]) for name in indicator.sum_of}) > 1:
                    sentence = f"“{indicator.title}”把不同单位的指标相加了。"
                    yield problem_at(action.file, indicator.line, sentence)


def _loose_ends(indicator: Indicator, catalogue: Catalogue) -> Iterator[str]:
    """What an indicator names and the catalogue does not have."""
    for which in ("sentence", "local_sentence"):
        words = getattr(indicator, which)
        named = set(re.findall(r"{([^}]*)}", words)) - {"area"}
        if words and not named:
            yield f"{which} 里要有 {{figure}},数字会写在那里。"
        for key in sorted(named - {"figure"}):
            if f"{indicator.programme}.{key}" not in catalogue.indicators:
                yield f"{which} 里的 {{{key}}} 应是 {{figure}},或本项目另一个指标的代号。"
    for name in (*indicator.made_of, indicator.part_of, indicator.compared_with):
        if name and name not in catalogue.indicators:
            yield f"指标“{name}”不存在。"
    if indicator.name in catalogue.reckoned_from(indicator):
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
    countable = catalogue.kind_of_field(source, indicator.field) in FIGURES
    if indicator.count in (Count.SUM, Count.MAX) and not countable:
        yield f"字段“{indicator.field}”不是数字,不能相加或取最大。"
    own = {field.key: field for field in catalogue.kinds[source].fields} if source in catalogue.kinds else {}
    for key in indicator.where.keys() & own.keys():
        for choice in indicator.where[key]:
            if own[key].choices and choice not in dict(own[key].choices):
                yield f"字段“{key}”没有选项“{choice}”。"
