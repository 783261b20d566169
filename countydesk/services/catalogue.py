"""The catalogue of actions and programmes: what ships with the program, and an office's own files."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from countydesk.domain.catalogue import Action, Catalogue
from countydesk.domain.catalogue_file import linked, parse
from countydesk.domain.problems import Problem, Refused, Unavailable
from countydesk.storage.catalogue import own_files, shipped_files


@dataclass(frozen=True)
class Found:
    """The catalogue, without the files that have `problems`; each problem names its file and line."""

    catalogue: Catalogue
    problems: tuple[Problem, ...] = ()


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with the program, read once."""
    return linked(_action(file) for file in shipped_files())


def with_own(desk_folder: Path) -> Found:
    """The catalogue of a desk: what ships, and the files in the folder `catalogue` inside the desk's.

    A faulty file is left out, and all that is wrong with it is told. Raises `Unavailable` for a file
    that the disk does not give.
    """
    found = catalogue()
    problems: list[Problem] = []
    for file in own_files(desk_folder):
        try:
            found = linked([*found.actions, _action(file)])
        except Refused as refused:
            problems += refused.problems
    return Found(found, tuple(problems))


def _action(file: Path) -> Action:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            Problem(f"{file.name} 第 1 行:不是 UTF-8 编码,请用记事本另存为 UTF-8。", row=1)
        ) from None
    except OSError as fault:
        raise Unavailable(f"项目目录文件 {file.name} 读不出来:{fault.strerror or fault}。") from None
    return parse(text, file.name)
