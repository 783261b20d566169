"""Restoring: what comes back, what is lost, what is kept, and what a damaged backup is told."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import backups, checking, operators, photos, restoring
from countydesk.services.desk import Desk, open_desk
from countydesk.services.setup import NewOperator
from tests.conftest import PASSPHRASE, TestClock
from tests.services.work import a_visit, contents, picture

pytestmark = pytest.mark.encrypted_file


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "U盘"
    made.mkdir()
    return made


@pytest.fixture
def backed_up(desk: Desk, acting: Callable[[str], Desk], stick: Path) -> Path:
    """The backup on the stick, with a photographed visit in it; 李明 goes on at the desk."""
    a_visit(desk, picture("green"))
    backups.choose_place(acting("王海"), stick)
    backups.make(acting("李明"))
    (path,) = stick.glob("*/*.backup")
    return path


def restored(path: Path, folder: Path, clock: TestClock, **how: bool) -> restoring.Restored:
    return restoring.restore(path, folder, "王海", PASSPHRASE, clock=clock, **how)


def test_a_new_machine_gets_the_desk_with_its_photographs(
    desk: Desk, backed_up: Path, tmp_path: Path, clock: TestClock
) -> None:
    before = contents(desk)
    desk.close()
    shutil.rmtree(desk.folder)
    answer = restored(backed_up, tmp_path / "新电脑" / "台账", clock)
    assert (answer.kept, answer.lost_photos) == (None, 0)
    with answer.desk as again:
        visit = before["visit"][0]
        assert photos.photos_of(again, "visit", visit[1])
        after = contents(again)
        assert checking.check(again) == []
    told = after["revision"].pop()
    assert after == before
    assert "从备份恢复" in str(told) and "王海" in str(told)
    assert sorted(path.name for path in (tmp_path / "新电脑").iterdir()) == ["台账"]


def test_what_would_come_back_and_be_lost_is_told_before(
    desk: Desk, backed_up: Path, clock: TestClock
) -> None:
    a_visit(desk, findings="备份以后的走访")
    desk.close()
    seen = restoring.preview(backed_up, desk.folder, "王海", PASSPHRASE, clock=clock)
    visits = next(kind for kind in seen.kinds if kind.title == "入户走访")
    assert (visits.in_backup, visits.here, visits.back, visits.lost) == (1, 2, 0, 1)
    assert (seen.acts, seen.problem, seen.not_compared) == (0, "", "")
    assert seen.last and seen.last_here and seen.last.number < seen.last_here.number
    with_journal = restoring.preview(backed_up, desk.folder, "王海", PASSPHRASE, True, clock)
    assert with_journal.acts >= 1
    assert not [kind for kind in with_journal.kinds if kind.lost or kind.back]
    assert not list(desk.folder.parent.glob(".desk.*"))


def test_the_present_desk_is_kept_beside(desk: Desk, backed_up: Path, clock: TestClock) -> None:
    late = a_visit(desk, findings="备份以后的走访")
    before = contents(desk)
    desk.close()
    answer = restored(backed_up, desk.folder, clock)
    with answer.desk as again:
        assert len(contents(again)["visit"]) == 1
    assert answer.kept is not None and answer.kept.name.startswith("desk-恢复前-")
    with open_desk(answer.kept, PASSPHRASE, "李明", clock) as kept:
        assert contents(kept) == before
        assert late.id in str(before["visit"])


def test_the_journal_brings_the_last_act_back_when_the_disk_dies(
    desk: Desk, backed_up: Path, acting: Callable[[str], Desk], tmp_path: Path, clock: TestClock
) -> None:
    a_visit(desk, picture("blue"), findings="当天下午")
    operators.add(acting("王海"), PASSPHRASE, NewOperator("陈静", "一句长口令", any_passphrase=True))
    clock.on(date(2026, 10, 16))
    backups.daily(desk)
    acting("李明")
    a_visit(desk, findings="第二天上午")
    before = contents(desk)
    assert desk.safe is not None
    desk.safe.shipping.close()
    desk.close()
    newest = sorted(backed_up.parent.glob("*.backup"))
    for number, path in enumerate((backed_up, newest[-1])):
        answer = restored(path, tmp_path / f"新{number}", clock, with_journal=True)
        assert (answer.problem, answer.lost_photos) == ("", 0)
        with answer.desk as again:
            after = contents(again)
            after["revision"].pop()
            assert after == before
            assert checking.check(again) == []
    with open_desk(tmp_path / "新0", "一句长口令", "陈静", clock):
        pass


def test_after_restoring_the_journal_of_before_is_not_done_again(
    desk: Desk, backed_up: Path, clock: TestClock, tmp_path: Path
) -> None:
    a_visit(desk, findings="不要的一条")
    desk.close()
    clock.on(date(2026, 10, 16))
    with restored(backed_up, desk.folder, clock).desk as again:
        a_visit(again, findings="要的一条")
        wanted = contents(again)["visit"]
    newest = max(backed_up.parent.glob("*.backup"))
    with restored(newest, tmp_path / "新", clock, with_journal=True).desk as rebuilt:
        assert contents(rebuilt)["visit"] == wanted
    assert "不要的一条" not in str(wanted)


def test_a_journal_with_a_missing_or_moved_line_is_used_up_to_there(
    desk: Desk, backed_up: Path, tmp_path: Path, clock: TestClock
) -> None:
    for number in range(4):
        a_visit(desk, findings=f"第 {number} 次")
    desk.close()
    (path,) = backed_up.parent.glob("*.journal")
    first, *acts = path.read_bytes().splitlines(keepends=True)
    for number, lines in enumerate(([*acts[:2], *acts[3:]], [*acts[:2], acts[3], acts[2]])):
        path.write_bytes(b"".join([first, *lines]))
        answer = restored(backed_up, tmp_path / str(number), clock, with_journal=True)
        answer.desk.close()
        assert answer.acts == 2
        assert "损坏、缺失或次序不对" in answer.problem
    path.write_bytes(b"".join([first, *acts])[:-7])  # pulled out while the last line was written
    answer = restored(backed_up, tmp_path / "2", clock, with_journal=True)
    answer.desk.close()
    assert (answer.acts, answer.problem) == (len(acts) - 1, "")


def test_a_damaged_backup_is_refused_and_leaves_the_desk_alone(
    desk: Desk, backed_up: Path, clock: TestClock
) -> None:
    before = contents(desk)
    desk.close()
    whole, chance = backed_up.read_bytes(), random.Random(3)
    for _ in range(25):
        place = chance.randrange(len(whole))
        backed_up.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        )
        with pytest.raises((Refused, Unavailable), match=r"[\u4e00-\u9fff]。$"):
            restored(backed_up, desk.folder, clock)
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        backed_up.write_bytes(whole[:cut])
        with pytest.raises(Unavailable, match="不完整或已损坏"):
            restored(backed_up, desk.folder, clock)
    with open_desk(desk.folder, PASSPHRASE, "李明", clock) as again:
        assert contents(again) == before
    assert not list(desk.folder.parent.glob(".desk*"))


def test_who_may_restore(desk: Desk, backed_up: Path, tmp_path: Path, clock: TestClock) -> None:
    with pytest.raises(Refused, match=r"正由李明.*打开"):
        restored(backed_up, desk.folder, clock)
    desk.close()
    with pytest.raises(Refused, match="没有“修改设置”的权限"):
        restoring.restore(backed_up, desk.folder, "李明", PASSPHRASE, clock=clock)
    with pytest.raises(Refused, match="口令不对"):
        restoring.restore(backed_up, desk.folder, "王海", "猜一个", clock=clock)
    restoring.restore(backed_up, tmp_path / "新", "李明", PASSPHRASE, clock=clock).desk.close()
