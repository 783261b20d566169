"""What each role may see and do: one table, asked by every service that writes or hands out."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from countydesk.domain.catalogue import Ledger
from countydesk.domain.entries import Entry
from countydesk.domain.months import Month, Term
from countydesk.domain.operators import ROLES_FOR, Act, Role, may
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import (
    beneficiaries,
    closing,
    disbursements,
    drawing,
    entries,
    papers,
    receiving,
    recovery,
    register,
    retention,
    revisions,
    sending,
    setup,
    taking_in,
    targets,
)
from countydesk.services.desk import Desk

SERVICES = Path(entries.__file__).parent
# What leaves a mark: rows, entries of the record of changes, files, photographs, keys.
MARKS = {"commit", "log", "write_whole", "write_table", "put", "drop", "add_slot", "remove_slot"}
# The program backs up by itself, whoever works.
BY_ITSELF = {"backups.make", "backups.before", "backups.daily", "backups.at_closing"}


@dataclass(frozen=True)
class Function:
    """A function of a service: what it calls, and whether a desk is handed to it without a transaction."""

    name: str
    calls: frozenset[str]
    begins: bool


def functions() -> Iterator[Function]:
    for path in sorted(SERVICES.glob("*.py")):
        body = ast.parse(path.read_text("utf-8")).body
        brought = {
            each.name: f"{node.module.split('.')[-1]}.{each.name}"
            for node in body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("countydesk.services.")
            for each in node.names
        }
        for node in body:
            if isinstance(node, ast.FunctionDef):
                yield _function(path.stem, node, brought)


def _function(room: str, node: ast.FunctionDef, brought: Mapping[str, str]) -> Function:
    takes = [ast.unparse(each.annotation) for each in node.args.args if each.annotation]
    begins = not node.name.startswith("_") and "Desk" in takes and "Work" not in takes
    return Function(f"{room}.{node.name}", frozenset(_calls(room, node, brought)), begins)


def _calls(room: str, node: ast.FunctionDef, brought: Mapping[str, str]) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            called = ast.unparse(each.func)
            last = called.split(".")[-1]
            inside = brought.get(called, f"{room}.{called}")
            yield last if last in MARKS | {"acting"} else called if "." in called else inside


def reaches(known: dict[str, Function], start: Function, wanted: set[str]) -> bool:
    """Whether a function calls one of those, by itself or by way of other services."""
    seen: set[str] = set()
    waiting = [start.name]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        if known[name].calls & wanted:
            return True
        waiting += known[name].calls
    return False


def test_whatever_leaves_a_mark_asks_first_who_acts() -> None:
    known = {each.name: each for each in functions()}
    writing = [each for each in known.values() if each.begins and reaches(known, each, MARKS)]
    assert len(writing) > 40
    silent = [
        each.name for each in writing if each.name not in BY_ITSELF and not reaches(known, each, {"acting"})
    ]
    assert not silent, f"These services write or hand out without desk.acting(...): {silent}"


def _activity(desk: Desk) -> Entry:
    facts: dict[str, Any] = {"programme": "spirit_general", "kind": "activity", "name": "宣讲"}
    facts |= {"ledger": Ledger.ACTIVITY, "level": desk.office.level, "first_day": date(2026, 10, 1)}
    return Entry(office_code=desk.office.code, id="1", **facts)


NOBODY, NOWHERE = "没有", Path("/没有/这个文件")
ATTEMPTS: dict[Act, Callable[[Desk], object]] = {
    Act.LOOK: lambda desk: register.how_many(desk),
    Act.REVEAL: lambda desk: beneficiaries.reveal(desk, NOBODY, "citizen_id"),
    Act.HAND_OUT: lambda desk: papers.visit_forms(desk, [NOBODY]),
    Act.AUDIT: lambda desk: revisions.how_many(desk, revisions.Wanted()),
    Act.RECORD: lambda desk: entries.record(desk, _activity(desk)),
    Act.PLAN: lambda desk: targets.set_all(desk, []),
    Act.TAKE_IN: lambda desk: taking_in.accept(desk, taking_in.Preview("", cast(Any, None), [])),
    Act.DRAW: lambda desk: drawing.draw(desk, Term(2019, "spring")),
    Act.CHECK: lambda desk: disbursements.check(desk, NOBODY),
    Act.APPROVE: lambda desk: disbursements.approve(desk, NOBODY),
    Act.PRINT: lambda desk: disbursements.lock_for_printing(desk, NOBODY),
    Act.BOOK: lambda desk: disbursements.pay(desk, NOBODY),
    Act.VOID: lambda desk: disbursements.void(desk, NOBODY, "原因"),
    Act.CLOSE: lambda desk: closing.close(desk, Month(2031, 1)),
    Act.SEND: lambda desk: sending.send(desk, Month(2031, 1), NOWHERE, "x"),
    Act.SET_UP: lambda desk: setup.change_settings(desk, "原因", instalments=7),
    Act.RECEIVE: lambda desk: receiving.receive(desk, []),
    Act.FORGET: lambda desk: retention.confirm(desk, [NOBODY]),
    Act.RECOVER: lambda desk: recovery.answer(desk, NOWHERE, "", "原因", NOWHERE),
}


@pytest.mark.parametrize("act", ATTEMPTS, ids=str)
@pytest.mark.parametrize("role", Role, ids=str)
def test_every_role_with_every_act(desk: Desk, role: Role, act: Act) -> None:
    desk.operator = desk.operator.model_copy(update={"roles": [role.value]})
    refused = ""
    try:
        ATTEMPTS[act](desk)
    except (Refused, Unavailable) as failure:
        refused = str(failure)
    barred = f"没有“{act.title}”的权限" in refused
    assert barred is not may(desk.operator, act)


def test_the_table() -> None:
    told = {}
    for act in Act:
        held = {role for role in Role if role in ROLES_FOR[act]}
        told[act.value] = "".join(role.value[0] if role in held else "-" for role in Role)
    # Recorder, reviewer, approver, province.
    assert told == {
        "look": "rrap",
        "reveal": "rrap",
        "hand_out": "rrap",
        "audit": "-rap",
        "record": "rra-",
        "plan": "rrap",
        "review": "-ra-",
        "admit": "--a-",
        "take_in": "rra-",
        "draw": "rra-",
        "check": "-ra-",
        "approve": "--a-",
        "print": "rra-",
        "book": "rra-",
        "void": "-ra-",
        "close": "--a-",
        "send": "--a-",
        "set_up": "--ap",
        "receive": "--ap",
        "recover": "--ap",
        "forget": "-ra-",
    }


@pytest.mark.parametrize("act", Act, ids=str)
def test_who_is_off_duty_or_has_no_role_does_nothing(desk: Desk, act: Act) -> None:
    for changes in ({"active": False}, {"roles": []}):
        somebody = desk.operator.model_copy(update=changes)
        assert not may(somebody, act)
        desk.operator = somebody
        with pytest.raises(Refused, match="权限"):
            register.how_many(desk)
