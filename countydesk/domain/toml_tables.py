"""Tables of a TOML file that people write by hand: what is wrong in them is told with file and line."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from countydesk.domain.problems import Problem

KEY = re.compile(r"[a-z][a-z0-9_]*")
Word = TypeVar("Word", bound=StrEnum)
Path = tuple[str | int, ...]


def problem_at(file: str, line: int, sentence: str) -> Problem:
    """A problem with a line of a file."""
    return Problem(f"{file} 第 {line} 行:{sentence}", row=line)


def lines_of(text: str) -> dict[Path, int]:
    """The line of every table and key: ("programme", 0, "kind", 1, "title") → 17."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$", line):
            here = ()
            *above, last = table[1].split(".")
            for name in above:
                here = (*here, name)
                if here in counts:
                    here = (*here, counts[here] - 1)
            here = (*here, last)
            if line.lstrip().startswith("[["):
                counts[here] = counts.get(here, 0) + 1
                here = (*here, counts[here] - 1)
            lines[here] = number
        elif key := re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line):
            lines.setdefault((*here, key[1]), number)
    return lines


class Table:
    """One table of the file: what is asked for is taken out, and what is left over is a problem."""

    def __init__(
        self, table: dict[str, Any], path: Path, lines: dict[Path, int], file: str, problems: list[Problem]
    ) -> None:
        self._table = dict(table)
        self._path, self._lines, self._file, self._problems = path, lines, file, problems
        self.line = lines.get(path, 1)

    def wrong(self, key: str, sentence: str, line: int = 0) -> None:
        """Note what is wrong with a key, or on another `line` of the table's parts."""
        line = line or self._lines.get((*self._path, key), self.line)
        self._problems.append(problem_at(self._file, line, sentence))

    def text(self, key: str, needed: bool = False) -> str:
        """A text; absent, it is empty, which is a problem where it is needed."""
        return str(self._taken(key, str, "", "文字,写在双引号里", needed))

    def key(self) -> str:
        """The table's own name, which programs use."""
        key = self.text("key", needed=True)
        if key and not KEY.fullmatch(key):
            self.wrong("key", f"代号“{key}”只能用小写英文字母、数字和下划线,以字母开头。")
        return key

    def number(self, key: str) -> int:
        """A whole number; absent, it is 0."""
        return int(self._taken(key, int, 0, "整数"))

    def yes(self, key: str) -> bool:
        """Yes or no; absent, it is no."""
        return bool(self._taken(key, bool, False, "true 或 false"))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        words = self._taken(key, list, [], "方括号里的一列文字")
        if not all(isinstance(word, str) for word in words):
            self.wrong(key, f'{key} 应是方括号里的一列文字,例如 ["a", "b"]。')
            return ()
        return tuple(words)

    def several(self, key: str) -> tuple[str, ...]:
        """A list of words, or one word alone."""
        if isinstance(self._table.get(key), str):
            return (self.text(key),)
        return self.words(key)

    def one_of(self, key: str, words: Iterable[Word], default: Word) -> Word:
        """One of these words."""
        text = self.text(key) or default.value
        return self._member(key, words, text) or default

    def some_of(self, key: str, words: Iterable[Word]) -> tuple[Word, ...]:
        """Some of these words."""
        return tuple(found for text in self.several(key) if (found := self._member(key, words, text)))

    def _member(self, key: str, words: Iterable[Word], text: str) -> Word | None:
        known = {word.value: word for word in words}
        if text not in known:
            self.wrong(key, f"{key} 不能是“{text}”,可用:{'、'.join(known)}。")
        return known.get(text)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Choices: [["county", "县级"], …]."""
        pairs = self._taken(key, list, [], '一列选项,例如 [["county", "县级"]]')
        good = [
            p for p in pairs if isinstance(p, list) and len(p) == 2 and all(isinstance(w, str) for w in p)
        ]
        if len(good) < len(pairs):
            self.wrong(key, '每个选项写成 ["代号", "名称"]。')
        if len({key for key, _title in good}) < len(good):
            self.wrong(key, "选项的代号有重复。")
        return tuple((first, second) for first, second in good)

    def mapping(self, key: str) -> dict[str, Any]:
        """An inline table."""
        return dict(self._taken(key, dict, {}, '花括号里的对应,例如 { name = "标题" }'))

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of an array of tables."""
        found = self._taken(key, list, [], f"一节或几节 [[{key}]]")
        for number, table in enumerate(found):
            if isinstance(table, dict):
                yield Table(table, (*self._path, key, number), self._lines, self._file, self._problems)
            else:
                self.wrong(key, f"{key} 应写成一节一节的 [[…{key}]]。")

    def done(self) -> None:
        """Report what nobody asked for."""
        for key in self._table:
            self.wrong(key, f"不认识的项“{key}”,请核对拼写。")

    def _taken(self, key: str, type_: type, default: Any, what: str, needed: bool = False) -> Any:
        value = self._table.pop(key, None)
        if value is None:
            if needed:
                self._problems.append(problem_at(self._file, self.line, f"这一节缺少 {key}。"))
            return default
        if type(value) is not type_:
            self.wrong(key, f"{key} 应是{what}。")
            return default
        return value
