"""Promise 11: every look at a full number, export and change is on record, and every hole in it is found."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from countydesk.domain.months import Term
from countydesk.domain.revisions import FIRST, Action, Revision, chained
from countydesk.services import (
    beneficiaries,
    drawing,
    papers,
    recording,
    register,
    revisions,
    school_lists,
    setup,
)
from countydesk.services.desk import Desk
from countydesk.services.revisions import Line, Wanted
from countydesk.storage.append_only import unguarded
from countydesk.storage.revisions import REVISIONS, first_break
from tests.conftest import TestClock
from tests.faults import Outcome, county

PROMISE = (
    "查看完整号码、导出和改动都有记录;记录被改、删、截断、重算、调换或去掉触发器,都查得出,并指出第一条。"
)
ROUNDS, ROUNDS_SHORT = 300, 2
TABLE = "revision"
Attack = Callable[[Connection, random.Random, int], int | None]


def run(long: bool) -> Outcome:
    """Attack copies of the record, and do all that has to be on record."""
    found, broken = Counter[str](), []
    chance = random.Random(110000)
    with county.scratch() as folder, county.copy_of(county.make(folder), TestClock(), "王海") as desk:
        watched = list(unrecorded(desk, folder))
        broken += [wrong for wrong in watched if wrong]
        for _ in range(ROUNDS if long else ROUNDS_SHORT):
            for name, attack in ATTACKS.items():
                wrong = undetected(desk, attack, chance)
                found[name] += 1
                broken += [f"{name}: {wrong}"] if wrong else []
    figure = f"篡改 {found.total()} 次({'、'.join(ATTACKS)}),{len(watched)} 种查看、导出和改动"
    return Outcome(PROMISE, found.total() + len(watched), len(broken), figure)


# --- what has to be on record


def unrecorded(desk: Desk, folder: Path) -> Iterator[str]:
    """Do each thing that has to be on record; what is wrong with its entry, "" for nothing."""
    for name, (action, act) in recorded(desk, folder).items():
        before = revisions.how_many(desk, Wanted())
        act()
        new = revisions.listing(desk, Wanted(), limit=revisions.how_many(desk, Wanted()) - before)
        fits = [line for line in new if line.action is action and _tells_who(line, desk)]
        yield "" if fits else f"{name} left no entry"


def _tells_who(line: Line, desk: Desk) -> bool:
    return line.by == desk.operator.name and line.at == desk.clock()


def recorded(desk: Desk, folder: Path) -> dict[str, tuple[Action, Callable[[], object]]]:
    """Every look at a full number and every way out of the desk."""
    child = beneficiaries.listing(desk)[0]
    kept = beneficiaries.open_child(desk, child.id).child
    moved = kept.model_copy(update={"bank_card": "6217003810012345678"})
    return {
        "看身份证号": (Action.SEEN, lambda: beneficiaries.reveal(desk, child.id, "citizen_id")),
        "看银行卡号": (Action.SEEN, lambda: beneficiaries.reveal(desk, child.id, "bank_card")),
        "看监护人电话": (Action.SEEN, lambda: recording.reveal_phone(desk, child.id)),
        "打开更正": (Action.SEEN, lambda: beneficiaries.open_to_correct(desk, child.id)),
        "看变动全文": (Action.SEEN, lambda: revisions.in_full(desk, 1)),
        "导出名单": (Action.SENT_OUT, lambda: register.hand_out(desk, register.Wanted(), folder / "1.xlsx")),
        "导出变动记录": (Action.SENT_OUT, lambda: revisions.hand_out(desk, Wanted(), folder / "2.xlsx")),
        "打印走访表": (Action.SENT_OUT, lambda: papers.visit_form(desk, child.id)),
        "在校确认表": (Action.SENT_OUT, lambda: school_lists.write(desk, 2026, folder)),
        "更正": (Action.CHANGED, lambda: beneficiaries.correct(desk, moved, None, "换卡")),
        "改设置": (Action.ADDED, lambda: setup.change_settings(desk, "试行", proxy_allowed=False)),
        "拟定名册": (Action.ADDED, lambda: drawing.draw(desk, Term.of(desk.today))),
    }


# --- attacks on the record


def undetected(desk: Desk, attack: Attack, chance: random.Random) -> str:
    """Attack the record as somebody who has the database open and may do anything to it, then look.

    Returns what was not found, "" if it was; the attack is taken back.
    """
    with desk.engine.connect() as connection:
        triggers = _take_triggers_away(connection)
        last = int(connection.scalar(text(f"SELECT max(number) FROM {TABLE}")) or 0)
        first = attack(connection, chance, last)
        if first is not None:
            for sql in triggers:
                connection.execute(text(sql))
        gone = unguarded(connection)
        broken = first_break(connection, desk.office.code, desk.chain_key)
        connection.rollback()
    if first is None:
        return "" if TABLE in gone else "nobody misses the trigger"
    if broken is None:
        return f"nobody sees that {first} is not as it was"
    return "" if broken.number == first else f"{broken.number} is named, and {first} was the first"


def _take_triggers_away(connection: Connection) -> list[str]:
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    found = connection.execute(query, {"table": TABLE}).all()
    for name, _sql in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [sql for _name, sql in found]


def _edit(connection: Connection, chance: random.Random, last: int) -> int:
    number = chance.randint(1, last)
    column = chance.choice(("by", "reason", "changes", "record_id", "kind", "at", "digest", "action"))
    value = {"at": "2020-01-01T00:00:00+00:00", "action": "removed"}.get(column, "改过的")
    query = text(f"UPDATE {TABLE} SET {column} = :value WHERE number = :number")
    connection.execute(query, {"value": value, "number": number})
    return number


def _delete(connection: Connection, chance: random.Random, last: int) -> int:
    number = chance.randint(1, last - 1)
    until = min(last - 1, number + chance.choice((0, 0, 1, 5)))
    connection.execute(text(f"DELETE FROM {TABLE} WHERE number BETWEEN :a AND :b"), {"a": number, "b": until})
    return number


def _close_the_gap(connection: Connection, chance: random.Random, last: int) -> int:
    number = chance.randint(1, last - 1)
    connection.execute(text(f"DELETE FROM {TABLE} WHERE number = :n"), {"n": number})
    for later in range(number + 1, last + 1):
        connection.execute(text(f"UPDATE {TABLE} SET number = :n - 1 WHERE number = :n"), {"n": later})
    return number


def _truncate(connection: Connection, chance: random.Random, last: int) -> int:
    number = chance.randint(1, last)
    connection.execute(text(f"DELETE FROM {TABLE} WHERE number >= :n"), {"n": number})
    return number


def _truncate_with_head(connection: Connection, chance: random.Random, last: int) -> int:
    number = _truncate(connection, chance, last)
    connection.execute(text("UPDATE revision_head SET number = :n"), {"n": number - 1})
    return number


def _swap(connection: Connection, chance: random.Random, last: int) -> int:
    first = chance.randint(1, last - 1)
    second = chance.randint(first + 1, last)
    for before, after in ((first, 0), (second, first), (0, second)):
        connection.execute(
            text(f"UPDATE {TABLE} SET number = :b WHERE number = :a"), {"a": before, "b": after}
        )
    return first


def _insert(connection: Connection, chance: random.Random, last: int) -> int:
    row = dict(
        connection.execute(text(f"SELECT * FROM {TABLE} WHERE number = :n"), {"n": last}).mappings().one()
    )
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {TABLE} ({columns}) VALUES ({values})"), row | {"number": last + 1})
    return last + 1


def _recompute(connection: Connection, chance: random.Random, last: int) -> int:
    """Change one, and chain all that follow anew: without the desk's key, with another."""
    number = chance.randint(1, last)
    connection.execute(text(f"UPDATE {TABLE} SET reason = '改过的' WHERE number = :n"), {"n": number})
    query = text(f"SELECT digest FROM {TABLE} WHERE number = :n")
    previous = str(connection.scalar(query, {"n": number - 1}) or FIRST)
    for row in connection.execute(REVISIONS.select().where(REVISIONS.c.number >= number)).mappings().all():
        revision = Revision.model_construct(**row)
        previous = chained(previous, revision, hashlib.sha256(b"guess").digest())
        update = text(f"UPDATE {TABLE} SET digest = :d WHERE number = :n")
        connection.execute(update, {"d": previous, "n": revision.number})
    return number


def _no_head(connection: Connection, chance: random.Random, last: int) -> int:
    connection.execute(text("DELETE FROM revision_head"))
    return last + 1


def _no_trigger(connection: Connection, chance: random.Random, last: int) -> None:
    if chance.random() < 0.5:  # or one of that name that does nothing
        hollow = f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT 1; END"
        connection.execute(text(hollow))


ATTACKS: dict[str, Attack] = {
    "改动": _edit,
    "删除": _delete,
    "删除后补号": _close_the_gap,
    "截断": _truncate,
    "截断并改末尾": _truncate_with_head,
    "调换": _swap,
    "添加": _insert,
    "重算": _recompute,
    "去掉封签": _no_head,
    "去掉触发器": _no_trigger,
}
