"""The way of a batch: what is next, who can take it, where each line stands."""

from datetime import UTC, date, datetime

import pytest

from countydesk.domain.batch_path import (
    LineState,
    Tier,
    next_act,
    path_of,
    standings,
    tiers,
    unsettled,
    who_can,
    why_not,
)
from countydesk.domain.disbursements import Batch, BatchLine, BatchState, BatchStep, EntryKind, LedgerEntry
from countydesk.domain.grades import Stage
from countydesk.domain.offices import Settings
from countydesk.domain.operators import Operator, Role

AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
FEN = 180000
PEOPLE = [
    Operator(office_code="621024", id="1", name="李明", roles=["recorder"]),
    Operator(office_code="621024", id="2", name="赵芳", roles=["reviewer", "recorder"]),
    Operator(office_code="621024", id="3", name="王海", roles=["approver"]),
    Operator(office_code="621024", id="4", name="孙丽", roles=["approver"], active=False),
]


def batch(state: BatchState) -> Batch:
    return Batch(
        office_code="621024",
        id="b",
        reference="2026秋-1",
        term="2026-autumn",
        state=state,
        day=date(2026, 10, 15),
    )


def line(name: str = "马小龙", position: int = 1) -> BatchLine:
    return BatchLine(
        office_code="621024",
        id=name,
        batch_id="b",
        position=position,
        beneficiary_id=name,
        name=name,
        stage=Stage.JUNIOR,
        yearly_fen=2 * FEN,
        fen=FEN,
    )


def entries(*kinds: EntryKind, of: str = "马小龙", reason: str = "") -> list[LedgerEntry]:
    return [
        LedgerEntry(
            office_code="621024",
            id=f"{of}{number}",
            batch_id="b",
            line_id=of,
            beneficiary_id=of,
            kind=kind,
            fen=0 if kind is EntryKind.EXCUSED else FEN,
            day=date(2026, 10, 15),
            reason=reason if number == len(kinds) - 1 else "",
            by="李明",
            at=AT,
        )
        for number, kind in enumerate(kinds)
    ]


def steps(*taken: tuple[BatchState, str]) -> list[BatchStep]:
    return [
        BatchStep(office_code="621024", id=str(n), batch_id="b", state=state, by=by, at=AT)
        for n, (state, by) in enumerate(taken)
    ]


DUE, PAID, SIGNED = EntryKind.DUE, EntryKind.PAID, EntryKind.SIGNED
RETURNED, REPAID, EXCUSED = EntryKind.RETURNED, EntryKind.REPAID, EntryKind.EXCUSED


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((), LineState.LISTED),
        ((DUE,), LineState.UNPAID),
        ((DUE, EXCUSED), LineState.UNPAID),
        ((DUE, PAID), LineState.UNSIGNED),
        ((DUE, PAID, RETURNED), LineState.RETURNED),
        ((DUE, PAID, RETURNED, REPAID), LineState.REPAID),
        ((DUE, PAID, SIGNED), LineState.SIGNED),
        ((DUE, PAID, RETURNED, REPAID, SIGNED), LineState.SIGNED),
    ],
)
def test_where_a_line_stands(kinds: tuple[EntryKind, ...], state: LineState) -> None:
    assert standings([line()], entries(*kinds))[0].state is state


def test_a_reason_holds_until_something_is_booked_after_it() -> None:
    excused = standings([line()], entries(DUE, EXCUSED, reason="账户有误"))
    assert excused[0].reason == "账户有误" and unsettled(excused) == []
    paid = standings([line()], [*entries(DUE, EXCUSED, reason="账户有误"), *entries(PAID)])
    assert paid[0].reason == ""
    assert [p.sentence for p in unsettled(paid)] == ["第 1 行 马小龙:已付款,尚未签收,也没有注明原因。"]


def test_what_is_next() -> None:
    unsigned = standings([line()], entries(DUE, PAID))
    excused = standings([line()], entries(DUE, PAID, EXCUSED, reason="外出"))
    assert next_act(batch(BatchState.DRAWN), []) == "check"
    assert next_act(batch(BatchState.PRINTED), unsigned) == "pay"
    assert next_act(batch(BatchState.PAID), unsigned) == "sign"
    assert next_act(batch(BatchState.SIGNED), unsigned) == "sign"
    assert next_act(batch(BatchState.SIGNED), excused) == "settle"
    assert next_act(batch(BatchState.VOIDED), []) is None


def test_who_can_take_the_next_step() -> None:
    drawn = steps((BatchState.DRAWN, "赵芳"))
    assert who_can("check", PEOPLE, drawn, Settings()) == ["王海"]
    assert why_not("check", PEOPLE[1], drawn, Settings()).startswith("赵芳是拟定人,不能复核")
    assert "没有“复核发放名册”的权限" in why_not("check", PEOPLE[0], drawn, Settings())
    assert why_not("check", PEOPLE[1], drawn, Settings(four_eyes=False)) == ""
    assert Role.APPROVER.title in why_not("approve", PEOPLE[0], drawn, Settings())


def test_the_way_says_who_and_what_is_left_over() -> None:
    lines = standings(
        [line(), line("单文彬", 2)], [*entries(DUE, PAID), *entries(DUE, EXCUSED, of="单文彬", reason="无卡")]
    )
    taken = steps(
        (BatchState.DRAWN, "李明"), (BatchState.CHECKED, "赵芳"), (BatchState.APPROVED, "王海"),
        (BatchState.PRINTED, "李明"), (BatchState.PAID, "李明"),
    )  # fmt: skip
    path = path_of(batch(BatchState.PAID), taken, lines)
    assert [step.title for step in path if step.done] == ["拟定", "复核", "批准", "打印盖章", "付款"]
    assert [(step.title, step.missing) for step in path if step.now] == [("签收", "1 人未签")]
    assert (path[4].by, path[4].missing) == ("李明", "1 人未付")


def test_tiers_explain_the_sum() -> None:
    amounts = [(Stage.PRIMARY, 100000)] * 546 + [(Stage.JUNIOR, FEN)] * 700 + [(Stage.SENIOR, FEN)] * 670
    found = tiers(amounts)
    assert found == [Tier("小学", 546, 100000), Tier("中学", 1370, FEN)]
    assert sum(tier.fen for tier in found) == 301_200_000
