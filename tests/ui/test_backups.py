"""Backups in the window: the card of the settings, restoring in place of the page, and the end of the day."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from countydesk.services import backups
from countydesk.services.desk import Desk, open_desk
from countydesk.storage import second_place
from tests.conftest import PASSPHRASE, TestClock
from tests.services.work import a_visit
from tests.ui.conftest import Asked, Until
from ui.background import Background
from ui.dialogs.ask_passphrase import AskPassphrase
from ui.dialogs.restoring import Restoring
from ui.doorway import VARIABLE, Doorway
from ui.failures import Failures
from ui.kept_safe import KeptSafe
from ui.pages import entries
from ui.pages.settings import page
from ui.pages.settings.backups import BackupsCard
from ui.session import Session
from ui.style import Tone
from ui.window import Window

pytestmark = pytest.mark.encrypted_file


@pytest.fixture
def card(session: Session, until: Until, acting: Callable[[str], Desk]) -> BackupsCard:
    """The card as 王海 sees it."""
    session.seat(acting("王海"))
    settings = page(session)
    session.announcer.changed.connect(settings.reload)
    settings.opened()
    found: BackupsCard = settings._backups
    until(lambda: texts(found))
    return found


def texts(card: BackupsCard) -> str:
    return "\n".join(label.text() for label in card._facts.findChildren(QLabel))


def test_a_backup_is_made_and_a_second_place_chosen(
    card: BackupsCard, session: Session, until: Until, tmp_path: Path
) -> None:
    heard: list[tuple[str, Tone]] = []
    session.noticed.connect(lambda sentence, tone: heard.append((sentence, tone)))
    assert "还没有" in texts(card) and "建议选一个 U 盘" in texts(card)
    card.make()
    until(lambda: "今天 09:30" in texts(card))
    assert heard == [("已备份到本机。", Tone.GREEN)]
    card.choose(tmp_path)
    until(lambda: "第二位置上次\n今天" in texts(card))
    assert heard[-1] == ("已备份到本机和第二位置。", Tone.GREEN)
    assert list((tmp_path / second_place.folder_name("621024")).glob("*.backup"))
    card.choose(None)
    until(lambda: "建议选一个 U 盘" in texts(card))


def test_who_may_not_choose_is_told_who_may(session: Session, card: BackupsCard, asked: Asked) -> None:
    refusal = "李明没有“修改设置”的权限,请由负责人办理。"
    card.show_standing(asked(backups.standing), refusal)
    assert card._barred.text() == f"第二位置:{refusal}" and not card._barred.isHidden()


def test_the_backup_of_the_day_is_made_by_itself(session: Session, until: Until, asked: Asked) -> None:
    heard: list[frozenset[str]] = []
    session.announcer.changed.connect(heard.append)
    kept = KeptSafe(session)
    kept.look()
    until(lambda: heard)
    assert heard == [frozenset({"backup"})]
    assert asked(backups.standing).here == "今天 09:30"


# --- in place of the page


@pytest.fixture
def window(background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.delenv(VARIABLE, raising=False)
    session = Session(background, Failures(tmp_path / "reports"))
    session.failures.crashed.connect(lambda report, _kept: pytest.fail(report))
    made = Window(session, entries())
    made.show()
    yield made
    made.close()
    made.deleteLater()


def begun(window: Window, folder: Path, until: Until) -> Doorway:
    doorway = Doorway(window, folder)
    stood: list[bool] = []
    doorway.stands.connect(lambda: stood.append(True))
    doorway.begin()
    until(lambda: stood)
    return doorway


def shown(window: Window, kind: type) -> list[object]:
    return [each for each in window.findChildren(kind) if each.isVisible()]


def test_a_backup_is_looked_at_and_restored_from_the_door(
    window: Window, desk_folder: Path, clock: TestClock, until: Until
) -> None:
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        backups.make(desk)
        a_visit(desk)
    begun(window, desk_folder, until)
    (asking,) = shown(window, AskPassphrase)
    assert isinstance(asking, AskPassphrase)
    next(b for b in asking.findChildren(QPushButton) if b.text() == "从备份恢复…").click()
    (restoring,) = shown(window, Restoring)
    assert isinstance(restoring, Restoring)
    until(lambda: restoring._operator.count())
    assert restoring._backup.currentText().endswith("手工,24 人 · 本机")
    restoring.look()
    assert restoring._wrong.text() == "请输入口令。"
    restoring._operator.setCurrentText("王海")
    restoring._passphrase.setText(PASSPHRASE)
    restoring.look()
    until(lambda: restoring._do.isEnabled())
    assert "入户走访:备份 0,现有 1;恢复后失去 1" in restoring._seen.text()
    restoring._journal.setChecked(True)
    assert not restoring._do.isEnabled()
    restoring.look()
    until(lambda: restoring._do.isEnabled())
    assert "由随记日志补上 1 笔操作" in restoring._seen.text()
    restoring.restore()
    until(lambda: window.current)
    assert window.session.operator == "王海"
    assert f"原来的台账保留在 {desk_folder.parent}" in window.notice.sentence
    assert len(list(desk_folder.parent.glob("desk-恢复前-*"))) == 1


def test_leaving_the_choice_of_backups_leads_back_to_the_door(
    window: Window, desk_folder: Path, until: Until
) -> None:
    doorway = begun(window, desk_folder, until)
    doorway.restore()
    (restoring,) = shown(window, Restoring)
    assert isinstance(restoring, Restoring)
    until(lambda: restoring._wrong.text())
    assert "没有找到备份" in restoring._wrong.text()
    restoring._leave.click()
    until(lambda: shown(window, AskPassphrase))


def test_the_window_closes_once_what_changed_is_backed_up(
    window: Window, desk_folder: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    doorway = Doorway(window, desk_folder)
    stood: list[bool] = []
    doorway.opened.connect(lambda: stood.append(True))
    doorway.begin()
    until(lambda: stood)
    window.close()
    assert window.isVisible() and window.session.desk is None
    until(lambda: not window.isVisible())
    (made,), _bad = backups.listing([desk_folder / "backups"])
    assert made.children == 24
