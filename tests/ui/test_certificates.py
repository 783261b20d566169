"""The page of certificates: asked for, compared, issued, installed, taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from countydesk.services import authority, certificates
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.services.test_certificates import CA_PASSPHRASE, new_desk
from tests.ui.conftest import Until
from ui.background import Background
from ui.failures import Failures
from ui.pages.certificates.certificates import CertificatesPage
from ui.parts.page import Action
from ui.session import Session
from ui.style import Tone

Said = list[tuple[str, Tone]]


def opened_by(
    desk: Desk, background: Background, tmp_path: Path, until: Until
) -> tuple[CertificatesPage, Said]:
    """The page at a desk, and all that is said in its notice line."""
    session = Session(background, Failures(tmp_path / "reports"))
    session.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
    session.seat(desk)
    said: Said = []
    session.noticed.connect(lambda sentence, tone: said.append((sentence, tone)))
    page = CertificatesPage(session)
    session.announcer.changed.connect(page.reload)
    page.resize(1160, 640)
    page.show()
    page.opened()
    until(lambda: page.seen is not None)
    return page, said


@pytest.fixture
def province(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    with new_desk(tmp_path / "province", "620000", "共青团甘肃省委员会", clock) as desk:
        yield desk


def texts(page: CertificatesPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def main_action(page: CertificatesPage) -> Action | None:
    return next((action for action in page.actions() if action.main), None)


def fill(page: CertificatesPage, **values: Any) -> None:
    for name, value in values.items():
        page.entry.fields[name].editor.set_value(value)
    page.entry.submit()


def test_a_county_asks_and_sees_its_fingerprint_large(
    desk: Desk, acting: Callable[[str], Desk], background: Background, tmp_path: Path, until: Until
) -> None:
    page, said = opened_by(acting("王海"), background, tmp_path, until)
    action = main_action(page)
    assert action is not None and action.title == "申请证书…"
    assert page.own.chip.text == "还没有证书"
    page.ask_to_request()
    fill(page, folder=tmp_path / "U盘")
    until(lambda: said)
    (request,) = (tmp_path / "U盘").iterdir()
    until(lambda: page.compare.fingerprint.text == authority.asked(request).fingerprint)
    assert len(page.compare.fingerprint.text.split()) == 16
    until(lambda: main_action(page) is not None and main_action(page).title == "装入证书…")  # type: ignore[union-attr]
    assert page.own.chip.text == "自签"


def test_who_may_not_is_told_why(desk: Desk, background: Background, tmp_path: Path, until: Until) -> None:
    page, _said = opened_by(desk, background, tmp_path, until)
    assert not any(action.enabled for action in page.actions())
    assert "请由负责人" in page.next_line.sentence


def test_the_province_founds_its_authority(
    province: Desk, background: Background, tmp_path: Path, until: Until
) -> None:
    page, said = opened_by(province, background, tmp_path, until)
    assert [action.title for action in page.actions()] == ["建立签发机构…"]
    page.ask_to_found()
    key = tmp_path / "U盘.p12"
    fill(page, ca=key, passphrase=CA_PASSPHRASE, again="另一个口令")
    assert "两次输入的口令不一样" in texts(page) and not key.exists()
    fill(page, again=CA_PASSPHRASE)
    until(lambda: said)
    assert key.exists() and said[0][0].startswith("签发机构已建立")
    until(lambda: page.seen is not None and page.seen.issues)
    assert page.own.chip.text == "有效" and page.view.table.rowCount() == 2


def test_issued_only_after_the_fingerprint_was_found_the_same(
    province: Desk,
    desk: Desk,
    acting: Callable[[str], Desk],
    background: Background,
    tmp_path: Path,
    until: Until,
) -> None:
    authority.create(province, tmp_path / "ca.p12", CA_PASSPHRASE)
    request = certificates.request(acting("王海"), tmp_path, "p256")
    page, said = opened_by(province, background, tmp_path, until)
    page.read_request(str(request.path))
    until(lambda: page.entry.is_open)
    assert page.compare.fingerprint.text == request.fingerprint
    assert "共青团合水县委员会" in texts(page)
    rest = {"ca": tmp_path / "ca.p12", "passphrase": CA_PASSPHRASE, "folder": tmp_path / "out"}
    fill(page, same=False, **rest)
    assert "指纹不一致" in texts(page) and not (tmp_path / "out").exists()
    fill(page, same=True)
    until(lambda: said)
    assert "交给共青团合水县委员会装入" in said[0][0]
    assert (tmp_path / "out" / "621024-证书.pem").exists()
    until(lambda: page.view.table.rowCount() == 3)

    page.view.selectRow([row.holder_code for row in page.seen.register].index("621024"))  # type: ignore[union-attr]
    assert page.actions()[2].title == "吊销…" and page.actions()[2].enabled
    page.ask_to_revoke()
    fill(page, reason="电脑丢失", ca=tmp_path / "ca.p12", passphrase=CA_PASSPHRASE)
    until(lambda: len(said) == 2)
    until(lambda: any(row.revoked_on for row in page.seen.register))  # type: ignore[union-attr]
    page.ask_to_publish()
    fill(page, folder=tmp_path / "out")
    until(lambda: len(said) == 3)
    assert "吊销列表已导出" in said[2][0]


def test_a_file_is_shown_before_it_is_installed(
    province: Desk,
    desk: Desk,
    acting: Callable[[str], Desk],
    background: Background,
    tmp_path: Path,
    until: Until,
) -> None:
    authority.create(province, tmp_path / "ca.p12", CA_PASSPHRASE)
    asked = certificates.request(acting("王海"), tmp_path, "p256")
    reply = authority.issue(
        province, asked.path, "621024", asked.fingerprint, tmp_path / "ca.p12", CA_PASSPHRASE, tmp_path
    )
    page, said = opened_by(desk, background, tmp_path, until)
    page.look_into(str(reply.path))
    until(lambda: page.entry.is_open)
    assert "第一次登记这个签发机构" in texts(page) and "加密给" in texts(page)
    assert page.seen is not None and page.seen.standing.authority is None
    fill(page, same=True)
    until(lambda: said)
    assert said[0][0] == "证书已装入,以后的同步包用它签名并加密给省级。"
    until(lambda: page.own.chip.text == "有效")
    assert main_action(page) is None


def test_a_file_that_is_no_certificate_is_told(
    desk: Desk, acting: Callable[[str], Desk], background: Background, tmp_path: Path, until: Until
) -> None:
    page, said = opened_by(acting("王海"), background, tmp_path, until)
    wrong = tmp_path / "x.pem"
    wrong.write_text("不是证书")
    page.look_into(str(wrong))
    until(lambda: said)
    assert said[0][1] is Tone.RED and not page.entry.is_open
