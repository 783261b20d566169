"""A cell gives back what was put into it, and says so when it cannot."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from countydesk.domain.fields import Choice, FieldSpec, Kind
from countydesk.domain.money import LARGEST_FEN
from countydesk.export.cells import LONGEST_TEXT, Unwritable
from countydesk.sync.cells import Unreadable, reader, text_cell, writer
from countydesk.sync.sheets import CELL
from tests.sync.county import Family


def spec(kind: Kind, choices: type[Choice] | None = None) -> FieldSpec:
    return FieldSpec("field", "字段", kind, True, choices, False, "")


def there_and_back(kind: Kind, value: Any) -> Any:
    choices = Family if kind in (Kind.CHOICE, Kind.CHOICES) else None
    [cell] = CELL.findall(f'<c r="A1"{writer(spec(kind, choices))(value)}</c>')
    assert cell[1] == "1", "the cell is not of the grammar"
    return reader(spec(kind, choices))(cell)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example("")
@example(" 前后有空格 ")
@example("\t制表\r\n换行\x00\x1f\ufffe\uffff")
@example("_x0041_ __x0041_x0042_ _x005F_ _x004\x01")
@example("<&>&amp;&lt;]]>")
@example("=1+1")
@example("䶮𬸚𠮷·买买提")
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.KEY, Kind.CITIZEN_ID])
def test_text_comes_back(kind: Kind, value: str) -> None:
    assert there_and_back(kind, value) == value


@given(st.integers(-LARGEST_FEN, LARGEST_FEN))
@example(0)
@example(-5)
@example(140950)
def test_money_comes_back_to_the_fen(fen: int) -> None:
    assert there_and_back(Kind.MONEY, fen) == fen


@given(st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(-1e14, 1e14))
def test_numbers_come_back(value: int | float) -> None:
    found = there_and_back(Kind.NUMBER, value)
    assert found == value and type(found) is type(value)


@given(st.dates())
@example(date(1900, 2, 28))
@example(date(1900, 3, 1))
def test_days_come_back(day: date) -> None:
    assert there_and_back(Kind.DAY, day) == day


# Zones as there are, of whole minutes: Python reads an offset of microseconds back as none.
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES))
def test_moments_come_back(moment: datetime) -> None:
    assert there_and_back(Kind.INSTANT, moment) == moment


@given(st.booleans(), st.sampled_from(Family), st.lists(st.sampled_from(Family)))
def test_choices_come_back_by_their_titles(yes: bool, one: Family, several: list[Family]) -> None:
    assert there_and_back(Kind.YES_NO, yes) is yes
    assert there_and_back(Kind.CHOICE, one.value) == one
    assert there_and_back(Kind.CHOICES, several) == several


VALUES = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
    | st.integers(-LARGEST_FEN, LARGEST_FEN)
    | st.booleans()
)
KEYS = st.text("abcdefghij_", min_size=1, max_size=9)


@given(st.dictionaries(KEYS, VALUES | st.lists(st.text("甲乙=x", max_size=3), max_size=3), max_size=5))
def test_values_of_the_catalogue_come_back(values: dict[str, Any]) -> None:
    assert there_and_back(Kind.VALUES, values) == values


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", '{"a": 1.5}', '{"a": NaN}', '{"a": {}}', '{"a": 1, "a": 2}', '{ "a": 1}'),
        *('{"a": "\\ud800"}', '{"a": "\\u0000"}', '{"a": 9999999999999999999}'),
    ],
)
def test_values_spelled_otherwise_are_refused(text: str) -> None:
    [cell] = CELL.findall(f'<c r="A1"{text_cell(text)}</c>')
    with pytest.raises(Unreadable, match="项目内容"):
        reader(spec(Kind.VALUES))(cell)


@pytest.mark.parametrize("text", ["=1+1", "+86 139", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_quoted_text(text: str) -> None:
    assert text_cell(text).startswith(' s="3" t="inlineStr"')


def test_a_text_too_long_for_excel_is_refused() -> None:
    assert there_and_back(Kind.TEXT, "字" * LONGEST_TEXT) == "字" * LONGEST_TEXT
    for text in ("字" * (LONGEST_TEXT + 1), "𬸚" * (LONGEST_TEXT // 2 + 1)):
        with pytest.raises(Unwritable, match="32768 个字,超过单元格上限 32767 个"):
            text_cell(text)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, "半个\ud840字"),
        (Kind.MONEY, LARGEST_FEN + 1),
        (Kind.NUMBER, 10**15),
        (Kind.NUMBER, float("nan")),
        (Kind.CHOICE, "unknown"),
        (Kind.CHOICES, ["orphan", "unknown"]),
    ],
)
def test_what_no_cell_can_hold_is_refused(kind: Kind, value: Any) -> None:
    with pytest.raises(Unwritable):
        there_and_back(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, 5),
        (Kind.MONEY, 18.0),
        (Kind.MONEY, True),
        (Kind.NUMBER, "5"),
        (Kind.DAY, datetime(2026, 1, 1)),
        (Kind.INSTANT, datetime(2026, 1, 1)),
        (Kind.YES_NO, 1),
    ],
)
def test_a_value_of_another_kind_is_the_programs_fault(kind: Kind, value: Any) -> None:
    with pytest.raises(TypeError):
        there_and_back(kind, value)


@pytest.mark.parametrize(
    ("kind", "xml"),
    [
        (Kind.TEXT, ' s="6"><v>5</v>'),
        (Kind.MONEY, ' s="5"><v>1800</v>'),
        (Kind.MONEY, ' s="6"><v>1800.00</v>'),
        (Kind.MONEY, ' s="5"><v>1e5</v>'),
        (Kind.NUMBER, ' s="6"><v>inf</v>'),
        (Kind.DAY, ' s="4"><v>9999999</v>'),
        (Kind.DAY, ' s="2" t="inlineStr"><is><t>去年</t></is>'),
        (Kind.INSTANT, ' s="2" t="inlineStr"><is><t>2026-01-01T00:00:00</t></is>'),
        (Kind.YES_NO, ' s="2" t="inlineStr"><is><t>也许</t></is>'),
        (Kind.CHOICE, ' s="2" t="inlineStr"><is><t>orphan</t></is>'),
    ],
)
def test_a_cell_of_another_kind_is_not_read(kind: Kind, xml: str) -> None:
    [cell] = CELL.findall(f'<c r="A1"{xml}</c>')
    with pytest.raises(Unreadable):
        reader(spec(kind, Family if kind is Kind.CHOICE else None))(cell)


def test_titles_that_cannot_be_told_apart_are_the_programs_fault() -> None:
    class Twin(Choice):
        ONE = "one", "同名"
        TWO = "two", "同名"

    with pytest.raises(TypeError, match="told apart"):
        writer(spec(Kind.CHOICE, Twin))
