"""Two officers of the province receive at once, at a desk on a server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.months import Month
from countydesk.services import checking, receiving
from countydesk.services.desk import open_desk
from countydesk.services.letting_in import Outcome
from tests.conftest import PASSPHRASE, TestClock
from tests.services.area import HESHUI, NING, OPERATOR, PROVINCE, Area, opened

pytestmark = pytest.mark.on_a_server
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def made(area_template: Path, tmp_path: Path, clock: TestClock) -> Iterator[Area]:
    """The province and two counties, in September."""
    clock.on(date(2026, 9, 10))
    with opened(area_template, tmp_path / "area", clock, HESHUI, NING) as area:
        yield area


def test_each_package_is_merged_by_one_of_them(made: Area) -> None:
    files = [made.reported(code, SEPTEMBER) for code in (HESHUI, NING)]
    with (
        open_desk(made.folder / PROVINCE, PASSPHRASE, OPERATOR, made.clock) as second,
        ThreadPoolExecutor(2) as officers,
    ):
        answers = list(officers.map(lambda desk: receiving.receive(desk, files), (made.province, second)))
        for told in zip(*answers, strict=True):
            assert sorted(one.outcome.value for one in told) == ["already", "merged"]
            assert [one.problem for one in told if one.outcome is Outcome.MERGED] == [""]
        assert checking.check(second) == []
        with second.read() as connection:
            children = connection.exec_driver_sql("SELECT office_code, name FROM beneficiary").all()
    assert len(children) == len(set(children)) == 4
