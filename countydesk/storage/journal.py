"""The journal: what was written since the last backup, one encrypted line an act, to be done again.

An act is what one transaction wrote, statement by statement. Acts are numbered, and the database itself
keeps the number of its last one (`user_version`), in the same transaction: a journal that lacks an act
is found out when the desk is opened, and a new one begins with the next backup.
"""

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, event

from countydesk.domain.disk_faults import reason_of
from countydesk.domain.problems import Unavailable
from countydesk.storage.key_slots import derived_key

SUFFIX = ".journal"
FIRST = b"CountyDesk journal 1"
NONCE = 12
WRITES = frozenset(
    {"INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "SAVEPOINT", "ROLLBACK", "RELEASE"}
)

# The statements of one transaction, each with the values that it was run with.
Act = list[tuple[str, list[list[Any]]]]


@dataclass(frozen=True)
class Beginning:
    """The first line: the version and the act that the journal goes on from, and the link of the last line
    of the journal before, where no act lacks between the two."""

    schema: str
    number: int
    follows: str


class Journal:
    """Writes down what an engine does; `settle` after every transaction says whether it lasted."""

    def __init__(self, engine: Engine, folder: Path, key: bytes, schema: str) -> None:
        self._engine, self._folder, self._schema = engine, folder, schema
        self._cipher = AESGCM(derived_key(key, "journal"))
        self._writing = _Writing()
        self._done: list[bytes] = []
        with engine.connect() as connection:
            self._number: int = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
        self._path, self._last = self._take_up()
        event.listen(engine, "after_cursor_execute", self._hear)
        event.listen(engine, "commit", self._count)

    @property
    def goes_on(self) -> bool:
        """Whether the journal lacks nothing since its backup."""
        return self._path is not None

    @property
    def number(self) -> int:
        """The number of the last act."""
        return self._number

    def settle(self, lasted: bool) -> None:
        """The transaction has ended: append its acts if they lasted, else forget them.

        Raises `Unavailable` when the disk refuses; the journal then goes on with the next backup.
        """
        acts, self._done, self._writing = self._done, [], _Writing()
        if not lasted:
            self._number -= len(acts)
        elif acts and self._path is not None:
            lines = []
            for act in acts:
                lines.append(_sealed(self._cipher, act, self._last))
                self._last = _link(lines[-1])
            self._append(self._path, b"".join(lines))

    def begin(self, backup: str, number: int) -> None:
        """Go on in a new file, after the backup of this name. Raises `Unavailable`."""
        follows = self._last.hex() if self._path is not None and number == self._number else ""
        said = json.dumps(asdict(Beginning(self._schema, number, follows))).encode()
        line = _sealed(self._cipher, said, FIRST)
        path = self._folder / f"{backup}{SUFFIX}"
        self._append(path, line, mode="wb")  # the name is new, but for two backups within a second
        self._path, self._last = path, _link(line)

    def _take_up(self) -> tuple[Path | None, bytes]:
        """The file whose last act is the database's own, and the link of its last line."""
        files = [found for found in _files(self._folder, self._cipher) if found.begun.number <= self._number]
        newest = max((found.begun.number for found in files), default=0)
        for found in files:
            begun = found.begun
            if begun.number == newest and begun.schema == self._schema:
                acts = found.count()
                if not found.problem and not found.torn and begun.number + acts == self._number:
                    return found.path, found.last
        return None, b""

    def _append(self, path: Path, lines: bytes, mode: str = "ab") -> None:
        try:
            with open(path, mode) as file:
                file.write(lines)
        except OSError as fault:
            self._path = None
            said = f"随记日志写不进去({reason_of(fault)}),请处理后手工备份一次;内容已存入台账。"
            raise Unavailable(said) from fault

    def _hear(
        self,
        _connection: Connection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        many: bool,
    ) -> None:
        if statement.split(None, 1)[0].upper() in WRITES:
            self._writing.add(statement, parameters if many else [parameters])

    def _count(self, connection: Connection) -> None:
        """Before the commit: the database keeps the number of the act that it is made of."""
        if self._writing:
            self._number += 1
            connection.exec_driver_sql(f"PRAGMA user_version = {self._number}")
            self._done.append(self._writing.ended())
            self._writing = _Writing()


class _Writing:
    """The statements of one transaction, compressed as they come: a large import stays small."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(1)
        self._parts: list[bytes] = []

    def __bool__(self) -> bool:
        return bool(self._parts)

    def add(self, statement: str, runs: Sequence[Any]) -> None:
        said = json.dumps([statement, [list(run) for run in runs]], ensure_ascii=False, default=_bytes)
        self._parts.append(self._deflate.compress(said.encode() + b"\n"))

    def ended(self) -> bytes:
        return b"".join([*self._parts, self._deflate.flush()])


class Reading:
    """A journal file, read act by act. `problem` says why reading ended before the end of the file.

    A last line without its end was being written when the power failed: it is no act, and no problem.
    """

    def __init__(self, path: Path, cipher: AESGCM) -> None:
        """Raises `Unavailable` for a file whose first line is not of this desk."""
        self.path, self._cipher = path, cipher
        self.problem, self.torn, self.last = "", False, b""
        self._lines = self._opened()
        first = next(self._lines, None)
        if first is None:
            raise Unavailable(self.problem or f"日志 {path.name} 是空的。")
        self.begun = Beginning(**json.loads(first))

    def count(self) -> int:
        """Read to the end; returns how many acts there are."""
        return sum(1 for _line in self._lines)

    def acts(self) -> Iterator[Act]:
        """Each act's statements with their runs of values."""
        for content in self._lines:
            said = zlib.decompress(content).decode().split("\n")[:-1]
            yield [(statement, [_values(run) for run in runs]) for statement, runs in map(json.loads, said)]

    def _opened(self) -> Iterator[bytes]:
        before = FIRST
        try:
            with open(self.path, "rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):
                        self.torn = True
                        return
                    sealed = base64.b64decode(line)
                    content = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], before)
                    self.last = before = _link(line)
                    yield content
        except (InvalidTag, ValueError):
            self.problem = f"日志 {self.path.name} 中有一行损坏、缺失或次序不对,其后的不能用。"
        except OSError as fault:
            self.problem = f"日志 {self.path.name} 读不出来({reason_of(fault)})。"


def _files(folder: Path, cipher: AESGCM) -> list[Reading]:
    """The journals of a folder; those that are another desk's, or damaged from their first line, left out."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(Unavailable):
            found.append(Reading(path, cipher))
    return found


def following(folder: Path, backup: str, key: bytes) -> Iterator[Reading]:
    """The journals that go on from the backup of this name, each to be read to its end before the next.

    The last is the one that nothing goes on from: a desk that was restored began anew.
    """
    files = _files(folder, AESGCM(derived_key(key, "journal")))
    found = next((one for one in files if one.path.name == f"{backup}{SUFFIX}"), None)
    while found is not None:
        yield found
        last = found.last.hex()
        found = next((one for one in files if one.begun.follows == last), None)


def replay(connection: Connection, act: Act, number: int) -> None:
    """Do an act again, as the one with this number, in the transaction of a connection."""
    for statement, runs in act:
        values = [tuple(run) for run in runs]
        connection.exec_driver_sql(statement, values if len(values) > 1 else values[0])
    connection.exec_driver_sql(f"PRAGMA user_version = {number}")


def ship(folder: Path, to: Path) -> None:
    """Have the journals of `folder` in `to` as well: only what is not there yet is written, and lasts.

    Raises `Unavailable` when the other disk is full or gone; what it lacks then comes the next time.
    """
    try:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            there = to / path.name
            size = there.stat().st_size if there.exists() else 0
            if size != path.stat().st_size or not size:
                _ship(path, there, size)
    except OSError as fault:
        raise Unavailable(f"第二备份位置 {to} 写不进去:{reason_of(fault)}。") from fault


def _ship(path: Path, there: Path, size: int) -> None:
    with open(path, "rb") as source, open(there, "r+b" if size else "w+b") as target:
        if source.read(size) != target.read(size):  # cut short here, or another's: written anew
            size = 0
        source.seek(size)
        target.seek(size)
        target.write(source.read())
        target.truncate()
        target.flush()
        os.fsync(target.fileno())


def _sealed(cipher: AESGCM, content: bytes, before: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + cipher.encrypt(nonce, content, before)) + b"\n"


def _link(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()


def _bytes(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()}


def _values(run: Sequence[Any]) -> list[Any]:
    return [base64.b64decode(value["b"]) if isinstance(value, dict) else value for value in run]
