"""Before packages are received: what would become of each, and nothing written."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.months import Month
from countydesk.services import province, receiving, waiting
from countydesk.services.letting_in import Outcome
from tests.conftest import TestClock
from tests.services.area import CHILDREN, HESHUI, NING, Area, admit, opened

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def two(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as made:
        yield made


def test_the_second_month_is_seen_as_standing_on_the_first(two: Area) -> None:
    first, other = two.reported(HESHUI, SEPTEMBER), two.reported(NING, SEPTEMBER)
    files = [first, two.reported(HESHUI, OCTOBER), other]
    begun: list[Path] = []
    seen = receiving.preview(two.province, files, on_file=begun.append)
    assert [one.outcome for one in seen] == [Outcome.MERGED] * 3
    assert seen[1].same > 0 and seen[1].new < seen[0].new
    assert begun == sorted(files, key=lambda path: path.name)
    assert province.overview(two.province).reported == ()
    received = receiving.receive(two.province, files)
    assert [(one.new, one.changed, one.same) for one in received] == [
        (one.new, one.changed, one.same) for one in seen
    ]


def test_a_child_that_another_county_has_is_counted_as_a_conflict(two: Area) -> None:
    receiving.receive(two.province, [two.reported(NING, SEPTEMBER)])
    admit(two[HESHUI], CHILDREN[NING][0])
    (seen,) = receiving.preview(two.province, [two.reported(HESHUI, OCTOBER)])
    assert seen.conflicts == 1
    assert province.overview(two.province).open_conflicts == 0


def test_what_waits_is_said_and_not_put_on_the_list(two: Area) -> None:
    two.reported(HESHUI, SEPTEMBER)
    second = two.reported(HESHUI, OCTOBER)
    (seen,) = receiving.preview(two.province, [second])
    assert seen.outcome is Outcome.HELD
    assert "缺第 1 号" in seen.problem
    assert waiting.listing(two.province) == []
