"""The catalogue of a desk: what ships, and the office's own files beside the desk."""

from pathlib import Path

import pytest

from countydesk.domain.problems import Unavailable
from countydesk.locations import resource
from countydesk.services import tasks
from countydesk.services.catalogue import catalogue, with_own
from countydesk.services.desk import Desk
from tests.domain.test_catalogue import SHEEP


@pytest.fixture
def own(desk_folder: Path) -> Path:
    """The folder for the office's own files."""
    folder = desk_folder / "catalogue"
    folder.mkdir()
    return folder


def test_a_desk_without_files_of_its_own_knows_what_ships(desk: Desk) -> None:
    assert desk.catalogue is catalogue()
    assert desk.found_catalogue.problems == ()


def test_a_new_programme_is_a_new_file(own: Path, desk: Desk) -> None:
    (own / "养羊.toml").write_text(SHEEP, encoding="utf-8")
    assert desk.catalogue.programmes["lending"].title == "借羊还羊"
    assert desk.catalogue.kinds.keys() > catalogue().kinds.keys()


def test_notepad_s_byte_order_mark_does_no_harm(own: Path, desk_folder: Path) -> None:
    (own / "养羊.toml").write_text(SHEEP, encoding="utf-8-sig")
    assert with_own(desk_folder).problems == ()


def test_a_faulty_file_is_left_out_and_told_and_the_others_hold(own: Path, desk_folder: Path) -> None:
    (own / "a.toml").write_text(SHEEP.replace('title = "借羊"', "title = 借羊"), encoding="utf-8")
    (own / "b.toml").write_text(SHEEP, encoding="utf-8")
    (own / "c.toml").write_text(SHEEP, encoding="utf-8")
    (own / "d.toml").write_text(SHEEP, encoding="gb18030")
    found = with_own(desk_folder)
    assert "lending" in found.catalogue.programmes
    told = [str(problem) for problem in found.problems]
    assert told[0] == "a.toml 第 11 行:这一行不合 TOML 的写法,请检查引号、括号和等号。"
    assert told[1] == "c.toml 第 1 行:行动代号“sheep”已经用过,请换一个。"
    assert told[-1] == "d.toml 第 1 行:不是 UTF-8 编码,请用记事本另存为 UTF-8。"


def test_the_workbench_tells_of_a_faulty_file(own: Path, desk: Desk) -> None:
    (own / "sheep.toml").write_text(SHEEP.replace('"借羊"', "5"), encoding="utf-8")
    (task,) = [task for task in tasks.standing(desk).tasks if task.word == "项目目录"]
    assert task.sentence == "sheep.toml 第 11 行:title 应是文字,写在双引号里。"
    assert (task.page, task.subject) == ("manual", "项目目录")


def test_the_manual_s_example_can_be_copied(own: Path, desk_folder: Path) -> None:
    chapter = resource("manual", "05c-catalogue.md").read_text(encoding="utf-8")
    example = chapter.partition("```toml\n")[2].partition("```")[0]
    (own / "养羊.toml").write_text(example, encoding="utf-8")
    found = with_own(desk_folder)
    assert found.problems == ()
    assert found.catalogue.kinds["lending.loan"].relations[0].parts == ("ewes",)


def test_a_file_that_the_disk_does_not_give_is_the_environment_s_fault(own: Path, desk_folder: Path) -> None:
    (own / "folder.toml").mkdir()
    with pytest.raises(Unavailable, match=r"folder\.toml 读不出来"):
        with_own(desk_folder)
