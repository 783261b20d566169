"""A forgotten passphrase in the window: the request, the province's page, the answer, and the door opens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from countydesk.services import authority, certificates, setup
from countydesk.services.desk import Desk, open_desk
from tests.conftest import PASSPHRASE, TestClock
from tests.ui.conftest import Until
from ui.background import Background
from ui.dialogs.forgotten import Forgotten
from ui.failures import Failures
from ui.pages.certificates.certificates import CertificatesPage
from ui.session import Session

NEW = "新的口令-洮河-1937"


@pytest.fixture
def province(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    people = [setup.NewOperator("周敏", PASSPHRASE)]
    with setup.create_desk(tmp_path / "province", "620000", "共青团甘肃省委员会", people, clock) as desk:
        authority.create(desk, tmp_path / "ca.p12", PASSPHRASE)
        yield desk


@pytest.fixture
def county(province: Desk, desk_folder: Path, tmp_path: Path, clock: TestClock) -> Path:
    """合水县's desk, closed, with the province's certificate installed."""
    with open_desk(desk_folder, PASSPHRASE, "王海", clock) as desk:
        asked = certificates.request(desk, tmp_path, "p256")
        reply = authority.issue(
            province, asked.path, "621024", asked.fingerprint, tmp_path / "ca.p12", PASSPHRASE, tmp_path
        )
        certificates.install(desk, reply.path)
    return desk_folder


def give(entry: Any, **values: object) -> None:
    for name, value in values.items():
        entry.fields[name].editor.set_value(value)
    entry.submit()


def test_from_the_request_to_the_open_desk(
    province: Desk, county: Path, tmp_path: Path, background: Background, until: Until
) -> None:
    forgotten = Forgotten(background, county, "王海")
    forgotten.show()
    until(lambda: forgotten._request.isEnabled())
    assert not forgotten._answer.isEnabled()
    forgotten.ask_to_request()
    give(forgotten.entry, passphrase=NEW, again="另一个", to=tmp_path)
    assert forgotten.entry.is_open and not list(tmp_path.glob("*恢复申请*"))
    give(forgotten.entry, again=NEW)
    until(lambda: forgotten._answer.isEnabled() and forgotten._print.text)

    session = Session(background, Failures(tmp_path / "reports"))
    session.seat(province)
    page = CertificatesPage(session)
    page.opened()
    until(lambda: page.seen is not None)
    page.read_forgotten(str(tmp_path / "621024-口令恢复申请.json"))
    until(lambda: page.entry.is_open)
    assert page.compare.fingerprint.text == forgotten._print.text
    assert "王海" in "".join(label.text() for label in page.compare.findChildren(QLabel))
    give(page.entry, same=True, reason="已拨打县里值班电话", folder=tmp_path)
    until(lambda: not page.entry.is_open)

    opened: list[Desk] = []
    forgotten.recovered.connect(opened.append)
    forgotten.ask_for_answer()
    give(forgotten.entry, reply=tmp_path / "621024-口令恢复答复.json", passphrase=NEW)
    until(lambda: opened)
    assert opened[0].operator.name == "王海"
    closed: list[None] = []
    background.run(opened[0].close, on_done=closed.append)
    until(lambda: closed)
