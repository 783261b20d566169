"""Fonts are found in an order, and a computer without a Chinese one is told so."""

import shutil
from pathlib import Path

import pytest

from countydesk.domain.problems import Unavailable
from countydesk.export.papers.fonts import Face, Fonts, find_fonts, missing_sentence


@pytest.fixture
def fonts() -> Fonts:
    return find_fonts()


def test_the_fonts_here_write_the_common_characters(fonts: Fonts) -> None:
    assert fonts.missing("困境青少年助养花名册·。,:()\uffe51,800.00 走 Xx") == ""
    assert fonts.names


def test_the_face_for_simplified_chinese_is_taken_from_a_collection(fonts: Fonts) -> None:
    noto = [face for face in fonts.body if face.path.name == "NotoSerifCJK-Regular.ttc"]
    if not noto:
        pytest.skip("Noto Serif CJK is not installed here")
    assert noto[0].name.startswith("Noto Serif CJK SC")


def test_the_first_in_the_order_writes_the_text(fonts: Fonts, tmp_path: Path) -> None:
    """A file named as 仿宋 comes before everything else, whatever the case of its name."""
    single = next(face.path for face in fonts.body if face.path.suffix.lower() in (".ttf", ".otf", ".ttc"))
    shutil.copy(single, tmp_path / "SIMFANG.TTF")
    found = find_fonts((tmp_path, single.parent))
    assert found.body[0].path == tmp_path / "SIMFANG.TTF"
    assert found.face_of("走") == found.body[0]


def test_a_computer_without_chinese_fonts_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="没有找到中文字体"):
        find_fonts((tmp_path, tmp_path / "missing"))


def test_a_font_of_rare_characters_alone_is_not_enough(fonts: Fonts, tmp_path: Path) -> None:
    shutil.copy(fonts.body[0].path, tmp_path / "simsunb.ttf")
    with pytest.raises(Unavailable, match="没有找到中文字体"):
        find_fonts((tmp_path,))


def test_a_damaged_font_is_passed_over(fonts: Fonts, tmp_path: Path) -> None:
    (tmp_path / "simfang.ttf").write_bytes(b"ttcf" + bytes(7))
    (tmp_path / "simsun.ttc").write_bytes(b"not a font")
    found = find_fonts((tmp_path, fonts.body[0].path.parent))
    assert found.body[0] == fonts.body[0]


def test_a_rare_character_is_looked_for_in_the_next_face(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, wide = Face(Path("plain.ttf"), 0, "Plain"), Face(Path("wide.ttf"), 0, "Wide")
    monkeypatch.setattr(Face, "has", lambda face, char: face is wide or char < "\uffff")
    both = Fonts(body=(plain, wide), title=(plain, wide))
    assert both.face_of("走") is plain
    assert both.face_of("𬸚") is wide
    assert both.missing("走𬸚") == ""
    assert Fonts(body=(plain,), title=(plain,)).missing("𬸚走𬸚") == "𬸚"


def test_the_sentence_names_each_character() -> None:
    assert "𬸚(U+2CE1A)" in missing_sentence("𬸚")
