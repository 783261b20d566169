"""Promise 2: money adds up to the fen, and nobody pays alone."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from countydesk.domain.disbursements import Batch, BatchState
from countydesk.domain.operators import ROLES_FOR, Role
from countydesk.domain.problems import Refused, Unavailable
from countydesk.services import disbursements, drawing
from countydesk.services.desk import Desk
from tests.conftest import TestClock
from tests.faults import Outcome, county
from tests.services.test_permissions import ATTEMPTS

PROMISE = "资金分毫不差,没有人能一个人付款:随机办理后每一步都对得上,已批准的行连原始 SQL 也改不动。"
STEPS, STEPS_SHORT = 10_000, 200
STEPS_A_DESK = 400  # then a fresh one: terms run out
NEXT = {
    BatchState.DRAWN: ("复核",),
    BatchState.CHECKED: ("批准",),
    BatchState.APPROVED: ("打印",),
    BatchState.PRINTED: ("付款",),
    BatchState.PAID: ("签收", "签收", "退汇", "重发"),
    BatchState.SIGNED: ("签收", "退汇", "重发", "重发", "结清"),
    BatchState.SETTLED: ("作废",),
    BatchState.VOIDED: ("复核",),
}
FROZEN = ("ledger", "batch_line", "batch_step")
ATTACKS = (
    "UPDATE {t} SET office_code = office_code",
    "DELETE FROM {t}",
    "INSERT OR REPLACE INTO {t} SELECT * FROM {t}",
    "REPLACE INTO {t} SELECT * FROM {t} LIMIT 1",
    "UPDATE OR IGNORE {t} SET id = 'x'",
)


def run(long: bool) -> Outcome:
    """Random steps of random people, each followed by the sums and the four eyes, asked of the database."""
    chance, done = random.Random(620000), Counter[str]()
    steps = STEPS if long else STEPS_SHORT
    with county.scratch() as folder:
        made = county.make(folder)
        with county.copy_of(made, TestClock()) as desk:
            broken = list(barred(desk))
        for begin in range(0, steps, STEPS_A_DESK):
            with county.copy_of(made, clock := TestClock()) as desk:
                walk = Walk(desk, clock, chance)
                for _ in range(min(STEPS_A_DESK, steps - begin)):
                    done[walk.step()] += 1
                    with desk.engine.connect() as connection:
                        broken += wrong(connection)
                broken += raw_attacks(desk)
    acts = "、".join(f"{name} {count}" for name, count in sorted(done.items()))
    tables = len(ATTEMPTS) * len(Role)
    return Outcome(PROMISE, steps + tables, len(broken), f"{steps} 步({acts});权限 {tables} 格")


class Walk:
    """Somebody does something with some batch, again and again: mostly what is next, else anything."""

    def __init__(self, desk: Desk, clock: TestClock, chance: random.Random) -> None:
        self._desk, self._clock, self._chance = desk, clock, chance
        self._acts: dict[str, Callable[[Batch], object]] = {
            "复核": lambda batch: disbursements.check(desk, batch.number),
            "批准": lambda batch: disbursements.approve(desk, batch.number),
            "打印": lambda batch: disbursements.lock_for_printing(desk, batch.number),
            "付款": lambda batch: disbursements.pay(desk, batch.number, self._some(batch)),
            "签收": lambda batch: disbursements.sign(desk, batch.number, self._some(batch)),
            "退汇": lambda batch: disbursements.return_(desk, batch.number, self._line(batch), "账户不符"),
            "重发": lambda batch: disbursements.repay(desk, batch.number, self._line(batch)),
            "结清": lambda batch: disbursements.settle(desk, batch.number),
            "作废": lambda batch: disbursements.void(desk, batch.number, "填错", chance.random() < 0.5),
        }

    def step(self) -> str:
        """Do one thing; returns what it was, or that it was refused."""
        desk, chance = self._desk, self._chance
        desk.operator = desk.operator_named(chance.choice(list(county.PEOPLE)))
        if chance.random() < 0.05:
            self._clock.on(self._clock.now.date() + timedelta(days=chance.randrange(60)))
        batches = disbursements.batches(desk)[:3]
        try:
            if not batches or chance.random() < 0.08:
                drawing.draw(desk, chance.choice(drawing.terms_to_draw(desk)))
                return "拟定"
            batch = chance.choice(batches)
            name = chance.choice(NEXT[batch.state] if chance.random() < 0.8 else list(self._acts))
            self._acts[name](batch)
        except Refused:
            return "被拒"
        return name

    def _some(self, batch: Batch) -> dict[str, str]:
        return {self._line(batch): "外出"} if self._chance.random() < 0.3 else {}

    def _line(self, batch: Batch) -> str:
        return self._chance.choice(disbursements.show(self._desk, batch.number).lines).id


SUMS = """
SELECT l.id, l.fen, b.state,
       coalesce(sum(CASE e.kind WHEN 'due' THEN e.fen END), 0),
       coalesce(sum(CASE e.kind WHEN 'paid' THEN e.fen END), 0),
       coalesce(sum(CASE e.kind WHEN 'returned' THEN e.fen END), 0),
       coalesce(sum(CASE e.kind WHEN 'repaid' THEN e.fen END), 0),
       coalesce(sum(CASE e.kind WHEN 'signed' THEN e.fen END), 0)
  FROM batch_line l JOIN batch b ON b.id = l.batch_id LEFT JOIN ledger e ON e.line_id = l.id GROUP BY l.id
"""
ALONE = """
SELECT count(*) FROM batch_step drawn JOIN batch_step seen ON seen.batch_id = drawn.batch_id
 WHERE drawn.state = 'drawn' AND seen.state IN ('checked', 'approved') AND seen.by = drawn.by
"""
TWICE = """
SELECT count(*) FROM (
  SELECT l.beneficiary_id, b.term
    FROM batch_line l JOIN batch b ON b.id = l.batch_id JOIN ledger e ON e.line_id = l.id
   WHERE e.kind IN ('paid', 'repaid', 'returned')
   GROUP BY l.beneficiary_id, b.term
  HAVING sum(CASE e.kind WHEN 'returned' THEN -e.fen ELSE e.fen END) > max(l.fen))
"""


def wrong(connection: Connection) -> Iterator[str]:
    """What does not hold, asked in SQL of its own: not with the sums that the program uses."""
    for line, fen, state, due, paid, returned, repaid, signed in connection.execute(text(SUMS)):
        out, back = paid - returned + repaid, returned - repaid
        unpaid = due - paid
        if due != out + back + unpaid or min(due, paid, out, back, unpaid, signed) < 0:
            yield f"{line}: the parts are not the whole, or one is negative"
        if due not in (0, fen) or signed > out:
            yield f"{line}: more is due, or signed for, than there is"
        if (state in ("drawn", "checked", "voided")) != (due == 0):
            yield f"{line}: {state}, and {due} is due"
    if connection.scalar(text(ALONE)):
        yield "somebody who drew a list up checked or approved it"
    if connection.scalar(text(TWICE)):
        yield "a child got more than one instalment of a term"


def raw_attacks(desk: Desk) -> Iterator[str]:
    """Whoever has the database open cannot change what is booked."""
    for table in FROZEN:
        for attack in ATTACKS:
            with desk.engine.connect() as connection:
                before = connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
                try:
                    connection.execute(text(attack.format(t=table)))
                except IntegrityError:
                    connection.rollback()
                after = connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()
                connection.rollback()
            if before != after:
                yield f"{attack} changed {table}"


def barred(desk: Desk) -> Iterator[str]:
    """Every role with every act, tried at the services: allowed as the table says, and not otherwise."""
    for role in Role:
        desk.operator = desk.operator.model_copy(update={"roles": [role.value]})
        for act, attempt in ATTEMPTS.items():
            refused = ""
            try:
                attempt(desk)
            except (Refused, Unavailable) as failure:
                refused = str(failure)
            if (f"没有“{act.title}”的权限" in refused) is (role in ROLES_FOR[act]):
                yield f"{role} {act}: {refused or 'done'}"
