"""Fonts for papers: which of this computer's are used, and which characters none of them has."""

import os
import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]
from fontTools.ttLib.sfnt import readTTCHeader  # type: ignore[import-untyped]

from countydesk.domain.problems import Unavailable

# File name in small letters, and in a collection the face to take: Windows, then Linux.
BODY = (
    ("simfang.ttf", ""),
    ("simsun.ttc", "SimSun"),
    ("simsun.ttf", ""),
    ("notoserifcjk-regular.ttc", "Noto Serif CJK SC"),
    ("notoserifcjksc-regular.otf", ""),
    ("notoserifsc-regular.otf", ""),
    ("sourcehanserifsc-regular.otf", ""),
    ("notosanscjk-regular.ttc", "Noto Sans CJK SC"),
    ("notosanscjksc-regular.otf", ""),
    ("sourcehansanssc-regular.otf", ""),
    ("wqy-microhei.ttc", ""),
    ("wqy-zenhei.ttc", ""),
)
# GB/T 9704 asks for 小标宋, which is not part of Windows; 华文中宋 comes with Office.
TITLE = (
    ("fzxbsjw.ttf", ""),
    ("方正小标宋简体.ttf", ""),
    ("方正小标宋_gbk.ttf", ""),
    ("stzhongs.ttf", ""),
    ("notoserifcjk-bold.ttc", "Noto Serif CJK SC"),
    ("notoserifcjksc-bold.otf", ""),
    ("sourcehanserifsc-bold.otf", ""),
    ("simhei.ttf", ""),
    ("notosanscjk-bold.ttc", "Noto Sans CJK SC"),
)
# Asked only for characters that the ones above do not have: most lack even figures.
RARE = (
    ("simsunb.ttf", ""),
    ("simsunextg.ttf", ""),
    ("hanaminb.ttf", ""),
    ("droidsansfallbackfull.ttf", ""),
)
SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")


@dataclass(frozen=True)
class Face:
    """One face of a font file; `number` counts the faces of a collection from 0."""

    path: Path
    number: int
    name: str

    def has(self, char: str) -> bool:
        return ord(char) in _characters(self)


@dataclass(frozen=True)
class Fonts:
    """The faces for a paper's text and for its title, each in the order in which they are asked."""

    body: tuple[Face, ...]
    title: tuple[Face, ...]

    @property
    def names(self) -> str:
        """Which fonts are used, for the person who asks: "FangSong、SimHei"."""
        return "、".join(dict.fromkeys((self.body[0].name, self.title[0].name)))

    def face_of(self, char: str, title: bool = False) -> Face | None:
        """The first face that has the character; None when no font here has it."""
        return next((face for face in (self.title if title else self.body) if face.has(char)), None)

    def missing(self, text: Iterable[str]) -> str:
        """The characters of `text` that no font here has, each once, in their order; a new line is none."""
        written = dict.fromkeys("".join(text).replace("\n", ""))
        return "".join(char for char in written if not self.face_of(char))


def missing_sentence(missing: str) -> str:
    """What to tell the person who prints, about characters that `Fonts.missing` found."""
    named = "、".join(f"{char}(U+{ord(char):04X})" for char in missing)
    return (
        f"本机字体里没有这些字:{named}。纸面上已留出虚线框,请手写补上;"
        "也可装上“宋体-ExtB”或 Noto Serif CJK 字体后重新生成。"
    )


@cache
def find_fonts(folders: tuple[Path, ...] | None = None) -> Fonts:
    """The fonts of this computer, or of `folders`. Raises `Unavailable` when there is no Chinese one."""
    files = _font_files(font_folders() if folders is None else folders)
    body, title, rare = (_faces(wanted, files) for wanted in (BODY, TITLE, RARE))
    if not body:
        raise Unavailable("本机没有找到中文字体,不能生成纸面。请安装仿宋、宋体或 Noto CJK 字体后再试。")
    return Fonts(body=body + rare, title=title + body + rare)


def font_folders() -> tuple[Path, ...]:
    """Where this system keeps fonts, the user's own folder last."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local" / "share" / "fonts",
        home / ".fonts",
    )


def _font_files(folders: Sequence[Path]) -> dict[str, Path]:
    """Every font file below the folders by its name in small letters; the first of a name counts."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() in SUFFIXES:
                files.setdefault(path.name.lower(), path)
    return files


def _faces(wanted: Sequence[tuple[str, str]], files: dict[str, Path]) -> tuple[Face, ...]:
    found = (_face(files[file], name) for file, name in wanted if file in files)
    return tuple(face for face in found if face)


def _face(path: Path, wanted: str) -> Face | None:
    """The face of that name in a collection, its first when none has the name.

    None for a damaged file: the next in the order stands in, as for one that is not installed.
    """
    try:
        names = _full_names(path)
    except (TTLibError, OSError, struct.error):
        return None
    number = next((i for i, name in enumerate(names) if wanted and name.startswith(wanted)), 0)
    return Face(path, number, names[number])


def _full_names(path: Path) -> list[str]:
    """The names of a file's faces, in their order."""
    with path.open("rb") as file:
        collection = file.read(4) == b"ttcf"
        file.seek(0)
        count = int(readTTCHeader(file).numFonts) if collection else 1
        fonts = (TTFont(file, fontNumber=number, lazy=True) for number in range(count))
        return [str(font["name"].getBestFullName() or path.stem) for font in fonts]


@cache
def _characters(face: Face) -> frozenset[int]:
    """The code points that a face has. Reading them costs a tenth of a second, so once a process."""
    with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
