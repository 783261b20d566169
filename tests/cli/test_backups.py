"""backup, restore and check --repair, as scripts use them."""

from pathlib import Path

import pytest

from countydesk.services.keyholders import DATABASE
from tests.cli.conftest import Ask

pytestmark = pytest.mark.encrypted_file


def test_a_backup_is_listed_looked_at_and_restored(ask: Ask, desk_folder: Path, tmp_path: Path) -> None:
    here = ("--desk", str(desk_folder), "--by", "王海")
    code, made = ask("backup", *here)
    assert (code, made["second"], made["fault"]) == (0, "", "")
    code, listed = ask("backup", "list", *here)
    assert code == 0
    newest = listed["backups"][0]
    assert (newest["file"], newest["occasion"], newest["children"]) == (made["file"], "asked", 24)
    assert ask("restore", "list", *here)[1] == listed
    code, seen = ask("restore", made["file"], "--dry-run", *here)
    assert (code, seen["not_compared"], seen["lost_photos"]) == (0, "", 0)
    assert all(kind["lost"] == kind["back"] == 0 for kind in seen["kinds"])
    code, done = ask("restore", made["file"], "--journal", *here)
    assert (code, done["acts"], done["problem"]) == (0, 0, "")
    assert Path(done["kept"]).parent == tmp_path
    assert ask("check", *here) == (0, {"ok": True, "problems": []})


def test_a_backup_on_a_stick_makes_the_desk_anew(ask: Ask, desk_folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    code, made = ask("backup", "--second", str(stick), "--desk", str(desk_folder), "--by", "王海")
    assert (code, made["second"], made["second_is_there"]) == (0, str(stick), True)
    (folder,) = stick.iterdir()
    code, listed = ask("restore", "list", "--from", str(folder))
    one = listed["backups"][0]
    assert (one["unit"], listed["damaged"]) == ("共青团合水县委员会", [])
    new = tmp_path / "新电脑"
    assert ask("restore", one["file"], "--journal", "--desk", str(new))[0] == 0
    assert ask("check", "--desk", str(new)) == (0, {"ok": True, "problems": []})
    code, made = ask("backup", "--to", str(tmp_path / "另一处"), "--desk", str(desk_folder))
    assert code == 0 and Path(made["file"]).parent == tmp_path / "另一处"


def test_what_is_no_backup_is_said(ask: Ask, desk_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "花名册.xlsx"
    other.write_bytes(b"PK\x03\x04" * 200)
    code, said = ask("restore", str(other), "--desk", str(desk_folder))
    assert (code, "备份文件不完整或已损坏" in said["error"]) == (1, True)
    code, said = ask("restore", str(tmp_path / "没有"), "--desk", str(desk_folder))
    assert (code, "找不到该文件" in said["error"]) == (1, True)


def test_repair_tells_what_it_saved(ask: Ask, desk_folder: Path) -> None:
    here = ("--desk", str(desk_folder))
    assert ask("check", "--repair", *here) == (0, {"ok": True, "problems": []})
    path = desk_folder / DATABASE
    content = bytearray(path.read_bytes())
    content[len(content) - 2000] ^= 1
    path.write_bytes(content)
    code, found = ask("check", "--repair", *here)
    assert {"ok", "kept", "tables", "problems"} == set(found)
    assert code in (0, 1) and any(one["table"] == "beneficiary" for one in found["tables"])
