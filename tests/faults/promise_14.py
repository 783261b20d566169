"""Promise 14: one laptop, several people, two windows: never two writers."""

import json
import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from countydesk.domain.months import Month
from countydesk.domain.problems import Refused
from countydesk.services import checking, receiving
from countydesk.services.desk import open_desk
from countydesk.services.keyholders import LOCK
from tests import server
from tests.conftest import PASSPHRASE, TestClock
from tests.faults import Outcome, county
from tests.services import area
from tests.services.work import a_visit, contents

PROMISE = "一台电脑几个人、开两个窗口,同一时刻只有一个在写。"
ROUNDS, ROUNDS_SHORT = 50, 2
PEOPLE = ("李明", "赵芳", "王海")
PROCESSES = multiprocessing.get_context("fork")


class Person:
    """Somebody with a program of their own."""

    def __init__(self, desk: Path, name: str) -> None:
        self.name = name
        self._ours, theirs = PROCESSES.Pipe()
        self._program = PROCESSES.Process(target=_program, args=(desk, name, theirs), daemon=True)
        self._program.start()
        theirs.close()

    def ask(self, word: str) -> None:
        """Have the program open the desk, work, or close it; it answers when it is done."""
        self._ours.send(word)

    def answer(self) -> str:
        """What the program says: "" when it was done, or its sentence."""
        return str(self._ours.recv())

    def kill(self) -> None:
        """End the program as a power switch does."""
        self._program.kill()
        self._program.join()
        self._ours.close()


def _program(folder: Path, name: str, asked: Connection) -> None:
    desk: Any = None
    while True:
        try:
            match asked.recv():
                case "open":
                    desk = open_desk(folder, PASSPHRASE, name, TestClock())
                case "work":
                    a_visit(desk)
                case "close":
                    desk.close()
            asked.send("")
        except Refused as refusal:
            asked.send(str(refusal))


def run(long: bool) -> Outcome:
    """Let several programs at one desk at once, kill who has it, leave strangers' notes, and take turns."""
    rounds = ROUNDS if long else ROUNDS_SHORT
    with county.scratch() as place:
        desk = county.make(place)
        races = list(_races(desk, rounds))
        notes = list(_notes(desk))
        turns = list(_turns(place, rounds)) if server.GIVEN else []
    tried = [*races, *notes, *turns]
    on_server = (
        f"服务器上两人轮流写 {len(turns)} 轮" if turns else "服务器上的轮流写另由 dev.py postgres 证明"
    )
    figure = (
        f"三人同时打开 {len(races)} 次,只有一人打开的 {races.count(True)} 次;"
        f"留有别机锁文件 {len(notes)} 种;{on_server}"
    )
    return Outcome(PROMISE, len(tried), tried.count(False), figure)


def _races(desk: Path, rounds: int) -> Iterator[bool]:
    """All open at once: one is in, the others hear who; that one is killed, and the next is in at once."""
    for _ in range(rounds):
        people = [Person(desk, name) for name in PEOPLE]
        for person in people:
            person.ask("open")
        told = {person: person.answer() for person in people}
        inside = [person for person in people if told[person] == ""]
        # Between taking the lock and writing down who took it nobody is named yet.
        good = len(inside) == 1 and all(
            (inside[0].name in said or "另一个程序" in said) and said.endswith("。")
            for said in told.values()
            if said
        )
        inside[0].ask("work")
        inside[0].answer()
        inside[0].kill()
        good = good and _in_and_out(next(person for person in people if person not in inside))
        for person in people:
            if person not in inside:
                person.kill()
        with open_desk(desk, PASSPHRASE, "王海", TestClock()) as opened:
            yield good and checking.check(opened) == []


def _in_and_out(person: Person) -> bool:
    said = []
    for word in ("open", "work", "close"):
        person.ask(word)
        said.append(person.answer())
    return said == ["", "", ""]


def _notes(desk: Path) -> Iterator[bool]:
    """A note that was left by a computer that is gone, or that is no note, keeps nobody out."""
    facts = {"operator": "赵芳", "computer": "PC-2", "process": 4711, "since": "2026-10-14 17:20"}
    for note in (b" " + json.dumps(facts, ensure_ascii=False).encode(), b"", b"\x00" * 80, b" {"):
        (desk / LOCK).write_bytes(note)
        with open_desk(desk, PASSPHRASE, "王海", TestClock()) as opened:
            before = contents(opened)
            try:
                open_desk(desk, PASSPHRASE, "李明", TestClock()).close()
                good = False
            except Refused as refusal:
                good = "王海" in str(refusal)
            yield good and contents(opened) == before


def _turns(place: Path, rounds: int) -> Iterator[bool]:
    """Two officers at a desk on a server receive the same package at once: one merges it."""
    clock = TestClock()
    clock.on(date(2026, 9, 10))
    area.make(place / "area", clock, area.HESHUI)
    for number in range(rounds):
        clock.on(date(2026, 9, 10))
        with area.opened(place / "area", place / f"turn-{number}", clock, area.HESHUI) as made:
            receive = partial(receiving.receive, files=[made.reported(area.HESHUI, Month(2026, 9))])
            with (
                open_desk(made.folder / area.PROVINCE, PASSPHRASE, area.OPERATOR, clock) as second,
                ThreadPoolExecutor(2) as officers,
            ):
                answers = officers.map(receive, (made.province, second))
                told = sorted(one.outcome.value for answer in answers for one in answer)
                yield told == ["already", "merged"] and checking.check(second) == []
        shutil.rmtree(place / f"turn-{number}")
