"""What lies beside the database: key slots, the lock, whole files, photographs."""

import errno
import io
import os
import zlib
from pathlib import Path

import pytest
from PIL import Image

from countydesk.domain.problems import Refused, Unavailable
from countydesk.imports.photos import made_safe
from countydesk.services.desk import open_desk
from countydesk.storage import key_slots
from countydesk.storage.photo_files import PhotoStore
from countydesk.storage.whole_files import write_whole
from tests.conftest import PASSPHRASE, TestClock

ORIENTATION, GPS = 0x0112, 0x8825


def test_each_operator_opens_with_their_own_passphrase(tmp_path: Path) -> None:
    slots, key = tmp_path / "keys.json", key_slots.new_key()
    key_slots.add_slot(slots, "李明", "春风化雨", key)
    key_slots.add_slot(slots, "王海", "另一句话", key)
    assert key_slots.operators(slots) == ["李明", "王海"]
    assert key_slots.unwrap(slots, "李明", "春风化雨") == key_slots.unwrap(slots, "王海", "另一句话") == key
    with pytest.raises(Refused, match="口令不对"):
        key_slots.unwrap(slots, "李明", "另一句话")
    with pytest.raises(Refused, match="没有名叫“赵芳”的经办人员"):
        key_slots.unwrap(slots, "赵芳", "春风化雨")


def test_no_desk_is_a_sentence(tmp_path: Path, clock: TestClock) -> None:
    with pytest.raises(Unavailable, match="这里没有台账"):
        open_desk(tmp_path, PASSPHRASE, "李明", clock)


@pytest.mark.encrypted_file
def test_a_desk_that_is_open_says_who_has_it(desk_folder: Path, clock: TestClock) -> None:
    with (
        open_desk(desk_folder, PASSPHRASE, "王海", clock),
        pytest.raises(Refused, match=r"正由王海.*打开,请先在那里关闭"),
    ):
        open_desk(desk_folder, PASSPHRASE, "李明", clock)
    open_desk(desk_folder, PASSPHRASE, "李明", clock).close()


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "花名册.pdf"
    write_whole(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="磁盘已满"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _photo(width: int, height: int) -> bytes:
    picture = Image.new("RGB", (width, height), "white")
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (35.0, 48.0, 12.0)
    content = io.BytesIO()
    picture.save(content, "JPEG", exif=exif, comment=b"35.8N 107.9E")
    return content.getvalue()


def test_a_photo_is_turned_shrunk_and_says_nothing_of_its_place() -> None:
    safe = made_safe(_photo(2000, 1000))
    with Image.open(io.BytesIO(safe)) as picture:
        assert picture.size == (640, 1280)
        assert not picture.getexif()
        assert "comment" not in picture.info
    assert b"107.9E" not in safe


def test_what_is_no_photo_is_said() -> None:
    with pytest.raises(Refused, match="不是能识别的照片"):
        made_safe(b"%PDF-1.7")
    with pytest.raises(Refused, match="超过 5000 万像素"):
        made_safe(_huge_png())


def _huge_png() -> bytes:
    """A PNG that claims 30,000 × 30,000."""
    content = io.BytesIO()
    Image.new("1", (8, 8)).save(content, "PNG")
    png = bytearray(content.getvalue())
    png[16:24] = (30000).to_bytes(4, "big") * 2
    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4, "big")
    return bytes(png)


def test_photos_are_kept_encrypted_and_once(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path, b"k" * 32)
    content = made_safe(_photo(300, 200))
    digest = store.put(content)
    assert store.put(content) == digest
    (path,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert content not in path.read_bytes()
    assert store.get(digest) == content
    damaged = bytearray(path.read_bytes())
    damaged[20] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(Unavailable, match="照片文件缺失或已损坏"):
        store.get(digest)
