"""What comparing finds, where a package belongs, and what two offices cannot both be right about."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countydesk.domain.claims import ListedChild, claims_of
from countydesk.domain.conflicts import ConflictKind, Registered, conflicts_between
from countydesk.domain.enrolment import State
from countydesk.domain.merging import Found, Tally, compared, rewritten_sentence
from countydesk.domain.receiving import ReceivedPackage, Standing, current, placed

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ROWS = st.dictionaries(st.integers(0, 30), st.integers(0, 2))


@given(ROWS, ROWS)
def test_comparing_in_step_finds_what_comparing_at_leisure_does(
    held: dict[int, int], sent: dict[int, int]
) -> None:
    found = list(compared(sorted(held.items()), sorted(sent.items()), [0]))
    expected = {
        key: Found.GONE
        if key not in sent
        else Found.NEW
        if key not in held
        else Found.SAME
        if held[key] == sent[key]
        else Found.CHANGED
        for key in held.keys() | sent.keys()
    }
    assert {row[0]: verdict for verdict, row in found} == expected
    assert len(found) == len(expected)
    assert all(row[1] == (held if verdict is Found.GONE else sent)[row[0]] for verdict, row in found)


def test_a_rewritten_past_is_named_by_its_kinds() -> None:
    assert rewritten_sentence([Tally("visit", "入户走访", changed=3)]) is None
    sentence = rewritten_sentence([Tally("ledger", "发放明细", changed=2, rewritten=2)])
    assert sentence is not None
    assert "发放明细 2 行" in sentence


def package(number: int, place: int, package_id: str, merged: bool = True) -> ReceivedPackage:
    return ReceivedPackage(
        office_code="621024",
        package_id=package_id,
        place=place,
        merged=merged,
        office_name="合水县",
        unit="共青团合水县委员会",
        month="2026-09",
        number=number,
        created_at=NOW,
        chain_head="0" * 64,
        children=2,
        received_at=NOW,
        received_by="王海",
    )


ONE_AND_TWO = [package(1, 1, "a"), package(2, 2, "b")]


@pytest.mark.parametrize(
    ("package_id", "number", "previous", "standing"),
    [
        ("c", 3, "b", Standing.NEXT),
        ("b", 2, "a", Standing.ALREADY),
        ("a", 1, None, Standing.ALREADY),
        ("x", 2, "a", Standing.OTHER_FILE),
        ("d", 4, "c", Standing.GAP),
        ("c", 3, "a", Standing.OTHER_PREDECESSOR),
        ("c", 3, None, Standing.OTHER_PREDECESSOR),
    ],
)
def test_where_a_package_stands(
    package_id: str, number: int, previous: str | None, standing: Standing
) -> None:
    found = placed(ONE_AND_TWO, package_id, number, previous)
    assert found.standing is standing
    assert (found.sentence == "") is (standing is Standing.NEXT)


def test_the_first_package_has_no_predecessor() -> None:
    assert placed([], "a", 1, None).standing is Standing.NEXT
    assert placed([], "a", 1, "z").standing is Standing.OTHER_PREDECESSOR
    assert placed([], "c", 3, "b").standing is Standing.GAP
    assert "第 1 至 2 号" in placed([], "c", 3, "b").sentence


def test_after_a_decision_the_series_goes_on_from_what_was_let_in() -> None:
    received = [*ONE_AND_TWO, package(2, 3, "x"), package(1, 4, "late", merged=False)]
    held = current(received)
    assert held is not None
    assert held.package_id == "x"
    assert placed(received, "y", 3, "x").standing is Standing.NEXT
    assert placed(received, "c", 3, "b").standing is Standing.OTHER_PREDECESSOR
    gap = [package(1, 1, "a"), package(4, 2, "d")]
    assert placed(gap, "b", 2, "a").standing is Standing.OLDER


HERE = Registered("621024", "1", "张小明", "621024201503019976", State.IN_SUPPORT, {"2026-autumn": "b1"})
THERE = replace(HERE, office_code="621026", child_id="2", claims={"2026-autumn": "b2", "2026-spring": "b3"})


def test_a_child_present_in_two_offices_and_on_two_lists() -> None:
    found = list(conflicts_between("620000", HERE, THERE, NOW))
    assert [one.kind for one in found] == [ConflictKind.REGISTERED, ConflictKind.PAID]
    assert [one.id for one in found] == [one.id for one in conflicts_between("620000", THERE, HERE, NOW)]
    assert (found[1].first_batch, found[1].second_batch, found[1].term) == ("b1", "b2", "2026-autumn")


def test_a_child_that_moved_away_is_no_conflict_but_what_was_paid_twice_is() -> None:
    moved = replace(THERE, state=State.AWAY)
    assert [one.kind for one in conflicts_between("620000", HERE, moved, NOW)] == [ConflictKind.PAID]
    assert not list(conflicts_between("620000", HERE, replace(moved, claims={}), NOW))


def test_twice_on_the_lists_of_one_office() -> None:
    again = replace(HERE, claims={"2026-autumn": "b9"})
    (found,) = conflicts_between("620000", HERE, again, NOW)
    assert (found.kind, found.first_office, found.second_office) == (ConflictKind.PAID, "621024", "621024")
    assert not list(conflicts_between("620000", HERE, HERE, NOW))


def test_claims_follow_from_lists() -> None:
    lines = [ListedChild("b1", "l1", "c1"), ListedChild("b1", "l2", "c2"), ListedChild("voided", "l3", "c3")]
    claims = list(claims_of("621024", {"b1": ["2026-autumn", "2027-spring"]}, lines, {"l2"}))
    assert [(claim.beneficiary_id, claim.term) for claim in claims] == [
        ("c1", "2026-autumn"),
        ("c1", "2027-spring"),
    ]
