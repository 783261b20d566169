"""An area that is made once: a province, a city, three counties with certificates."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from countydesk.services import outside
from tests.conftest import TestClock
from tests.services.area import HESHUI, NING, ZHENGNING, make

STARTED = date(2026, 9, 10)


@pytest.fixture(scope="session", autouse=True)
def read_here() -> Iterator[None]:
    """Certificates and packages are not rehearsed in a process apart: that starts a program for each of
    hundreds, and is tested in tests/outside, tests/cli and by promise 8."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outside, "_rehearse", lambda kind, options, data: data)
        yield


@pytest.fixture(scope="session")
def area_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desks of the area as they stand on 10 September, closed; tests open copies."""
    folder = tmp_path_factory.mktemp("area")
    clock = TestClock()
    clock.on(STARTED)
    make(folder, clock, HESHUI, NING, ZHENGNING, city=True)
    return folder
