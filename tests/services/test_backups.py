"""Backups that are made by themselves, their second place, and the journal between them."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.backups import Occasion
from countydesk.domain.problems import Refused
from countydesk.services import backups, visits
from countydesk.services.desk import Desk, open_desk
from countydesk.services.keyholders import KEYS
from countydesk.storage import second_place
from tests.conftest import PASSPHRASE, TestClock
from tests.services.work import a_visit, picture

pytestmark = pytest.mark.encrypted_file


def names(folder: Path, suffix: str = "*.backup") -> list[str]:
    return sorted(path.name for path in folder.glob(suffix))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "U盘"
    made.mkdir()
    return made


@pytest.fixture
def chosen(acting: Callable[[str], Desk], stick: Path) -> Path:
    """The folder on the stick, which 王海 chose; 李明 is at the desk."""
    backups.choose_place(acting("王海"), stick)
    backups.make(acting("李明"))
    return stick / second_place.folder_name("621024")


def test_a_day_has_its_backup_once(desk: Desk, clock: TestClock) -> None:
    folder = desk.folder / "backups"
    backups.daily(desk)
    backups.daily(desk)
    assert names(folder) == ["621024-20261015-093000-1.backup"]
    clock.on(date(2026, 10, 16))
    backups.daily(desk)
    assert len(names(folder)) == len(names(folder, "*.journal")) == 2
    assert not list(folder.glob(".*"))


def test_closing_backs_up_only_what_changed(desk: Desk, clock: TestClock) -> None:
    backups.daily(desk)
    clock.on(date(2026, 10, 16))
    backups.at_closing(desk)
    assert len(names(desk.folder / "backups")) == 1
    a_visit(desk)
    backups.at_closing(desk)
    (newest, *_), _bad = backups.listing([desk.folder / "backups"])
    assert (newest.made.occasion, newest.children) == (Occasion.CLOSING, 24)


def test_the_second_place_has_backup_keys_photographs_and_journal(
    desk: Desk, chosen: Path, clock: TestClock
) -> None:
    standing = backups.standing(desk)
    assert standing is not None
    assert (standing.there, standing.is_there, standing.is_old) == ("今天", True, False)
    visit = a_visit(desk, picture())
    desk.close()
    assert len(names(chosen)) == 1
    (written,) = chosen.glob("*.journal")
    assert written.read_bytes() == (desk.folder / "backups" / written.name).read_bytes()
    assert written.read_bytes().count(b"\n") >= 2
    assert visit.findings.encode() not in written.read_bytes()
    kept = {path.name for path in (desk.folder / "photos").glob("??/*")}
    assert {path.name for path in (chosen / "photos").glob("??/*")} == kept and kept
    assert (chosen / KEYS).read_bytes() == (desk.folder / KEYS).read_bytes()


def test_a_stick_that_is_gone_stops_nothing_and_is_caught_up(
    desk: Desk, chosen: Path, stick: Path, clock: TestClock
) -> None:
    drawer = stick.with_name("抽屉")
    shutil.move(stick, drawer)
    a_visit(desk)
    assert desk.safe is not None
    desk.safe.shipping.send()
    standing = backups.standing(desk)
    assert standing is not None and (standing.is_there, standing.fault) == (False, "")
    clock.on(date(2026, 10, 24))
    standing = backups.daily(desk)
    assert standing is not None and standing.is_old and standing.there == "9 天前"
    assert not stick.exists()
    shutil.move(drawer, stick)
    standing = backups.daily(desk)
    assert standing is not None and (standing.there, standing.fault) == ("今天", "")
    assert names(chosen)[-1] == names(desk.folder / "backups")[-1]


def test_a_photograph_that_is_gone_goes_with_the_last_backup_of_its_time(
    desk: Desk, chosen: Path, clock: TestClock
) -> None:
    desk.photos.put(picture("blue"))
    backups.make(desk)
    (kept,) = (desk.folder / "photos").glob("??/*")
    desk.photos.drop(kept.name)
    copies = [place / "photos" / kept.name[:2] / kept.name for place in (desk.folder / "backups", chosen)]
    for month in (11, 12):
        clock.on(date(2026, month, 16))
        backups.daily(desk)
        assert all(copy.exists() for copy in copies)
    for month in range(1, 13):
        clock.on(date(2027, month, 16))
        backups.daily(desk)
    assert not any(copy.exists() for copy in copies)
    assert len(names(chosen)) == 12


def test_what_a_killed_program_had_half_written_goes(desk: Desk) -> None:
    half = desk.folder / "backups" / ".621024-20261014-093000-1.backup.77.part-wal"
    half.parent.mkdir()
    half.write_bytes(b"half")
    backups.make(desk)
    assert not half.exists()


def test_the_second_place_is_not_within_the_desk(acting: Callable[[str], Desk]) -> None:
    desk = acting("王海")
    with pytest.raises(Refused, match="不能在台账文件夹里"):
        backups.choose_place(desk, desk.folder / "photos")
    with pytest.raises(Refused, match="没有“修改设置”的权限"):
        backups.choose_place(acting("李明"), desk.folder.parent)


def test_a_disk_that_refuses_is_told_and_the_work_goes_on(desk: Desk) -> None:
    (desk.folder / "backups").write_text("a file where the folder should be")
    standing = backups.daily(desk)
    assert standing is not None and standing.fault.startswith("备份没有做成")
    a_visit(desk)
    assert len(visits.listing(desk)) == 1


def test_the_journal_goes_on_when_the_desk_is_opened_again(desk_folder: Path, clock: TestClock) -> None:
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        backups.daily(desk)
        a_visit(desk)
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        assert desk.safe is not None and desk.safe.journal.goes_on
    (path,) = (desk_folder / "backups").glob("*.journal")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:-10])  # the power failed
    with open_desk(desk_folder, PASSPHRASE, "李明", clock) as desk:
        assert desk.safe is not None and not desk.safe.journal.goes_on
        clock.on(date(2026, 10, 16))
        backups.daily(desk)
        assert desk.safe.journal.goes_on
