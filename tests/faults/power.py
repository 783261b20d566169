"""Power cuts: what the program writes is recorded by strace, and disks that a cut may leave are built.

Of every write after a file's last fsync any subset may have reached the disk, whole or torn at a sector;
names change in their order, and an fsync brings along all names before it, as journalling file systems do.
"""

import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import working

SECTOR = 512
CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync,"
    "rename,renameat,renameat2,unlink,unlinkat,link,linkat,mkdir,lseek,sendfile,copy_file_range"
)
STRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}")
CALL = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)(?:<.*>)?$")
CUT_IN_TWO = re.compile(r"(\d+) +(.*) <unfinished \.\.\.>$")
OTHER_HALF = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)$")
STRING, OF_FD = re.compile(r'"((?:\\x..)*)"'), re.compile(r"(\d+)<((?:\\x..)*)>")
MONTHS = 1


def can_be_cut() -> bool:
    """Whether there is a strace that may be used here."""
    return (
        bool(shutil.which("strace"))
        and subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"]).returncode == 0
    )


@dataclass(frozen=True)
class Call:
    """One call of the system: its name, arguments as strace has them, and what it returned."""

    name: str
    words: str
    result: int

    @property
    def strings(self) -> list[bytes]:
        return [bytes.fromhex(each.replace("\\x", "")) for each in STRING.findall(self.words)]

    @property
    def file(self) -> tuple[int, str]:
        """The descriptor that it is about, and its path."""
        number, path = OF_FD.match(self.words).groups()  # type: ignore[union-attr]
        return int(number), bytes.fromhex(path.replace("\\x", "")).decode()

    @property
    def numbers(self) -> list[int]:
        """The plain numbers at the end of the arguments."""
        return [int(word) for word in self.words.split(", ") if word.lstrip("-").isdigit()]


@dataclass
class File:
    """What is on the disk of a file for certain, and what may be there."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # None cuts the file off there
    size: int = 0

    def write(self, at: int, data: bytes) -> None:
        self.pending.append((at, data))
        self.size = max(self.size, at + len(data))

    def cut_off(self, at: int) -> None:
        self.pending.append((at, None))
        self.size = at

    def sync(self) -> None:
        for at, data in self.pending:
            _apply(self.content, at, data)
        self.pending = []

    def after_a_cut(self, chance: random.Random) -> bytes:
        """One of the contents that the disk may have."""
        content = bytearray(self.content)
        for at, data in self.pending:
            fate = chance.choice(("there", "torn", "lost"))
            if fate == "there":
                _apply(content, at, data)
            elif fate == "torn" and data is not None:
                for place in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        _apply(content, at + place, data[place : place + SECTOR])
        return bytes(content)


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None and len(content) > at:
        del content[at:]
    else:
        data = data or b""
        content.extend(bytes(max(0, at + len(data) - len(content))))
        content[at : at + len(data)] = data


class Disk:
    """A folder as the disk has it, followed call by call."""

    def __init__(self, folder: Path) -> None:
        self._root = f"{folder}/"
        self._now: dict[str, File] = {}
        for path in folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                self._now[str(path)] = File(bytearray(content), [], len(content))
        self._certain = dict(self._now)
        self._renamed: list[tuple[str, File | None]] = []
        self._places: dict[int, int] = {}

    def take(self, call: Call) -> bool:
        """Follow one call; whether it touched the disk."""
        if call.result < 0:
            return False
        if call.name in ("openat", "open", "creat"):
            return self._open(call)
        if call.name in ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat"):
            return self._name(call)
        if call.name == "mkdir" or not OF_FD.match(call.words) or not call.file[1].startswith(self._root):
            return False
        return self._change(call)

    def _open(self, call: Call) -> bool:
        path = call.strings[-1].decode()
        if not path.startswith(self._root) or "O_DIRECTORY" in call.words:
            return False
        file = self._now.get(path)
        self._places[call.result] = file.size if file and "O_APPEND" in call.words else 0
        if file is None and "O_CREAT" in call.words:
            self._called(path, File())
        elif file and "O_TRUNC" in call.words:
            file.cut_off(0)
        return "O_CREAT" in call.words or "O_TRUNC" in call.words

    def _name(self, call: Call) -> bool:
        paths = [each.decode() for each in call.strings]
        if not paths[-1].startswith(self._root):
            return False
        file = self._now.get(paths[0])
        if len(paths) == 2:
            self._called(paths[1], file)
        if "link" not in call.name or "unlink" in call.name:
            self._called(paths[0], None)
        return True

    def _called(self, path: str, file: File | None) -> None:
        self._renamed.append((path, file))
        _rename(self._now, path, file)

    def _change(self, call: Call) -> bool:
        number, path = call.file
        if call.name == "lseek":
            self._places[number] = call.result
            return False
        file = self._now.get(path)
        if file is None:
            return False
        match call.name:
            case "fsync" | "fdatasync":
                file.sync()
                for name, named in self._renamed:
                    _rename(self._certain, name, named)
                self._renamed = []
            case "write":
                file.write(self._places[number], call.strings[0][: call.result])
                self._places[number] += call.result
            case "pwrite64":
                file.write(call.numbers[-1], call.strings[0][: call.result])
            case "ftruncate":
                file.cut_off(call.numbers[-1])
            case _:
                raise NotImplementedError(call.name)
        return True

    def after_a_cut(self, to: Path, chance: random.Random) -> None:
        """Build one of the disks that a cut may leave now, in the folder `to`."""
        names = dict(self._certain)
        for path, file in self._renamed[: chance.randint(0, len(self._renamed))]:
            _rename(names, path, file)
        for path, file in names.items():
            target = to / path.removeprefix(self._root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.after_a_cut(chance))


def _rename(names: dict[str, File], path: str, file: File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def cuts(place: Path, many: int, chance: random.Random) -> Iterator[list[str]]:
    """Record a month at the county's desk, and cut the power so often; what was wrong after each cut."""
    disk, trace = place / "traced", place / "trace"
    shutil.copytree(place / "county", disk)
    ahead, power = Disk(disk), Disk(disk)
    program = [sys.executable, "-m", "tests.faults.working", str(disk), str(MONTHS)]
    subprocess.run([*STRACE, "-o", str(trace), *program], check=True, stdout=subprocess.DEVNULL)
    calls = list(_calls(trace))
    touching = [number for number, call in enumerate(calls) if ahead.take(call)]
    moments = Counter(chance.choices(touching, k=many))
    told: list[str] = []
    for number, call in enumerate(calls):
        power.take(call)
        if call.name == "write" and call.file[0] == 1:
            told.append(call.strings[0].decode().rstrip("\n"))
        for _ in range(moments[number]):
            after = place / "after"
            power.after_a_cut(after, chance)
            yield list(working.wrong_after(after, told))
            shutil.rmtree(after)


def _calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace, in the order in which they ended; what another thread came between is joined."""
    begun: dict[str, str] = {}
    with open(trace, encoding="ascii") as lines:
        for line in lines:
            if found := CUT_IN_TWO.match(line):
                begun[found[1]] = line[: found.end(2)]
                continue
            if found := OTHER_HALF.match(line):
                line = begun.pop(found[1]) + found[2]
            if found := CALL.match(line):
                yield Call(found[1], found[2], int(found[3]))
