"""The text by level: a county does not speak as the province, and says nothing that it cannot know."""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from countydesk.domain.bulletin import Text, is_told, note_of, place_of
from countydesk.domain.catalogue import Catalogue
from countydesk.domain.months import Month
from countydesk.domain.offices import Level, Office
from countydesk.domain.reckoning import Part, Reckoning, Span
from countydesk.services.catalogue import catalogue

SPAN = Span(Month(2020, 1), Month(2020, 8))
NAMES = {Level.PROVINCE: "甘肃省", Level.CITY: "甘肃省庆阳市", Level.COUNTY: "甘肃省庆阳市合水县"}
CODES = {Level.PROVINCE: "620000", Level.CITY: "621000", Level.COUNTY: "621024"}


def office(level: Level) -> Office:
    return Office(
        code=CODES[level], name=NAMES[level], level=level, unit="共青团", founded_on=date(2020, 1, 1)
    )


def text(level: Level, **parts: Part) -> str:
    """The paragraphs of an office of this level whose own records give these indicators these parts;
    the places and standards of the documents are there as at any desk."""
    given: Mapping[str, Part] = {name.replace("__", "."): part for name, part in parts.items()}
    own = {name: {CODES[level]: part} for name, part in given.items()}
    fixed = {
        "sponsorship.cities": Part(58, 1, frozenset({"庆阳", "陇南"})),
        "sponsorship.standard_primary": Part(1, 200_000, day=date(2019, 9, 1)),
    }
    reckoning = Reckoning(catalogue(), own | {name: {"62": part} for name, part in fixed.items()}, {})
    sections = Text(catalogue(), reckoning, SPAN, office(level)).sections()
    return "\n".join("".join(piece.words for piece in each) for s in sections for each in s.paragraphs)


def told(level: Level) -> set[str]:
    whole: Catalogue = catalogue()
    return {name for name, each in whole.indicators.items() if is_told(whole, each, level)}


def fixed() -> Iterator[str]:
    return (name for name, each in catalogue().indicators.items() if each.fixed)


def test_the_province_tells_everything_and_who_stands_below_less() -> None:
    assert told(Level.PROVINCE) == set(catalogue().indicators)
    assert told(Level.PROVINCE) > told(Level.CITY) > told(Level.COUNTY)


def test_a_county_does_not_tell_what_only_the_province_knows() -> None:
    county = told(Level.COUNTY)
    assert not county & set(fixed())
    assert not county & {
        "sponsorship.cities",  # the poor counties' list
        "sponsorship.cities_started",  # counts cities
        "alliance.counties",  # counts counties
        "alliance.last8",  # made of one that counts counties
        "live_sales.sales_province",
        "job_app.posts",  # a programme that the province alone enters
        "campus_jobs.posts",  # and one that stops at the cities
    }
    assert county >= {"live_sales.sales_local", "consumption_general.sales", "hope.raised_progress"}
    assert told(Level.CITY) >= {"alliance.counties", "campus_jobs.posts"}


@pytest.mark.parametrize(
    ("level", "begins"),
    [
        (Level.PROVINCE, "全省各级团组织和青基会共筹资3万元"),
        (Level.CITY, "全市各级团组织和青基会共筹资3万元"),
        (Level.COUNTY, "全县各级团组织和青基会共筹资3万元"),
    ],
)
def test_an_office_names_its_own_area(level: Level, begins: str) -> None:
    words = text(level, hope__raised=Part(1, 3_000_000))
    assert begins in words
    assert words.startswith(f"截至2020年8月,{place_of(office(level))}各级团组织面向社会筹资3万元")


def test_a_county_says_it_in_its_own_words() -> None:
    parts = {"ambition__households": Part(2, 40), "live_sales__broadcasts_local": Part(3, 3)}
    assert "平凉走访贫困户、打扫庭院40户" in text(Level.PROVINCE, **parts)
    county = text(Level.COUNTY, **parts)
    assert "\n走访贫困户、打扫庭院40户。" in county
    assert "举办主题直播3场次" in county and "部分市、县" not in county


def test_what_documents_fix_makes_no_paragraph() -> None:
    assert text(Level.COUNTY) == text(Level.PROVINCE) == ""
    children = text(Level.COUNTY, sponsorship__children=Part(24, 24))
    assert "小学生资助标准为2000元/人·年,累计资助困境青少年24名" in children


def test_a_note_on_the_document_concerns_the_province_in_its_year() -> None:
    whole = catalogue()
    posts = whole.indicators["jobs_general.posts"]
    assert "37.5" in note_of(whole, posts, SPAN, Level.PROVINCE)
    assert not note_of(whole, posts, SPAN, Level.COUNTY)
    assert not note_of(whole, posts, Span(Month(2026, 1), Month(2026, 8)), Level.PROVINCE)
    assert "37.5" not in text(Level.COUNTY, job_fair__posts_local=Part(1, 860))


def test_besides_stands_only_where_something_stands_before_it() -> None:
    general = {"spirit_general__activities": Part(1, 1)}
    assert text(Level.COUNTY, **general) == "开展精神扶贫活动1场次。"
    assert text(Level.COUNTY, models__sharings=Part(2, 2), **general).endswith("\n另开展精神扶贫活动1场次。")
