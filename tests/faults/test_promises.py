"""Every promise in its short form."""

import importlib

import pytest

from tests.faults import Outcome
from tests.faults.__main__ import PROMISES


@pytest.mark.parametrize("number", PROMISES)
def test_promise(number: int) -> None:
    found = importlib.import_module(f"tests.faults.{PROMISES[number]}").run(long=False)
    assert isinstance(found, Outcome)
    assert found.tried and not found.failed, f"{found.promise}: {found}"
