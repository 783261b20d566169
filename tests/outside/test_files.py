"""A file that somebody brought: its bytes, or why there are none."""

import os
from pathlib import Path

import pytest

from countydesk.domain.problems import Refused, Unavailable
from countydesk.outside.files import name_of, read_file


def test_a_file_is_read_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_bytes(b"1,2")
    (tmp_path / "链接").symlink_to(tmp_path / "台账.csv")
    assert read_file(tmp_path / "链接", 3) == b"1,2"


def test_what_is_not_there_or_is_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "圈").symlink_to(tmp_path / "圈")
    with pytest.raises(Unavailable, match=r"找不到文件“台账\.xlsx”"):
        read_file(tmp_path / "台账.xlsx", 9)
    with pytest.raises(Unavailable, match="是文件夹,请选择里面的文件"):
        read_file(tmp_path, 9)
    with pytest.raises(Unavailable, match="打不开"):
        read_file(tmp_path / "圈", 9)
    with pytest.raises(Unavailable, match="文件名无效"):
        read_file(tmp_path / "a\0b", 9)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has neither")
def test_a_pipe_is_not_waited_for_and_a_device_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "台账.xlsx")
    for path in (tmp_path / "台账.xlsx", Path("/dev/zero")):
        with pytest.raises(Refused, match="不是普通文件"):
            read_file(path, 9)


def test_a_file_is_never_read_beyond_its_limit(tmp_path: Path) -> None:
    with (tmp_path / "大.xlsx").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(Refused, match="超过 1 MB"):
        read_file(tmp_path / "大.xlsx", 1 << 20)


def test_a_name_that_is_no_text_can_be_told() -> None:
    name = name_of(Path(os.fsdecode("台账".encode("gbk") + b".xlsx")))
    assert name.encode("utf-8") and name.endswith(".xlsx")
