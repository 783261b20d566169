"""A month at a county desk: from the old ledger to the signed package."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from countydesk.domain.disbursements import BatchState
from countydesk.domain.months import Month, Term
from countydesk.domain.problems import Refused
from countydesk.domain.visits import Visit
from countydesk.services import (
    beneficiaries,
    checking,
    closing,
    disbursements,
    drawing,
    papers,
    sending,
    visits,
)
from countydesk.services.desk import Desk
from tests.conftest import PASSPHRASE, PRIMARY, SECONDARY

AUTUMN = Term(2026, "autumn")
OCTOBER = Month(2026, 10)
Acting = Callable[[str], Desk]


def test_from_the_register_to_the_package(desk: Desk, acting: Acting, tmp_path: Path) -> None:
    batch = drawing.draw(desk, AUTUMN)
    acting("赵芳")
    disbursements.check(desk, batch.number)
    acting("王海")
    disbursements.approve(desk, batch.number)
    acting("李明")
    number = disbursements.lock_for_printing(desk, batch.number).number
    assert number == "HS-2026-001"

    paper = papers.roster(desk, number)
    with papers.opened(paper.pdf) as pages:
        assert len(pages) == 3
        assert number in pages.text(0)

    disbursements.pay(desk, number)
    lines = disbursements.show(desk, number).lines
    disbursements.return_(desk, number, lines[1].id, "账户姓名不符")
    disbursements.repay(desk, number, lines[1].id)
    disbursements.sign(desk, number, unsigned={lines[0].id: "外出就医"})
    disbursements.settle(desk, number)
    sheet = disbursements.show(desk, number)
    assert sheet.batch.state is BatchState.SETTLED
    assert sheet.balance.due == sheet.balance.paid_out == PRIMARY * 100000 + SECONDARY * 180000
    assert sheet.balance.signed == sheet.balance.due - lines[0].fen

    child = lines[3].beneficiary_id
    visits.record(
        desk,
        Visit(
            office_code="",
            id=desk.new_id(),
            beneficiary_id=child,
            day=date(2026, 10, 12),
            visitors="李明、赵芳",
            findings="祖父住院,奶奶照看。",
        ),
    )
    file = beneficiaries.open_child(desk, child)
    assert [line.visit.findings for line in file.visits] == ["祖父住院,奶奶照看。"]
    assert [(p.number, p.balance.signed) for p in file.payments] == [(number, lines[3].fen)]

    acting("王海")
    closing.close(desk, OCTOBER)
    sent = sending.send(desk, OCTOBER, tmp_path, PASSPHRASE)
    assert sent.path.name == "621024-2026-10-001.xlsx"
    verdict = sending.verify(sent.path)
    assert verdict.valid, verdict.problem
    assert (verdict.county, verdict.month, verdict.number) == ("621024", OCTOBER, 1)
    assert verdict.package_id == sent.record.package_id
    assert checking.check(desk) == []


def test_what_is_closed_is_locked(desk: Desk, acting: Acting) -> None:
    acting("王海")
    closing.close(desk, OCTOBER)
    child = beneficiaries.listing(desk, limit=1)[0]
    with pytest.raises(Refused, match="2026年10月已月结"):
        visits.record(
            desk,
            Visit(
                office_code="",
                id=desk.new_id(),
                beneficiary_id=child.id,
                day=date(2026, 10, 14),
                visitors="李明、赵芳",
                findings="补记",
            ),
        )
    with pytest.raises(Refused, match="2026年10月已月结"):
        closing.close(desk, OCTOBER)


def test_a_list_half_way_keeps_the_month_open(desk: Desk, acting: Acting) -> None:
    batch = drawing.draw(desk, AUTUMN)
    acting("王海")
    with pytest.raises(Refused, match=f"名册 {batch.number} 已拟定,请办完付款或作废后再月结"):
        closing.close(desk, OCTOBER)


def test_months_are_closed_in_their_order(desk: Desk, acting: Acting) -> None:
    acting("王海")
    closing.close(desk, Month(2026, 8))
    with pytest.raises(Refused, match="请先月结2026年9月"):
        closing.close(desk, OCTOBER)
    with pytest.raises(Refused, match="2026年11月还没有到"):
        closing.close(desk, Month(2026, 11))


def test_nothing_is_sent_before_it_is_closed(desk: Desk, acting: Acting, tmp_path: Path) -> None:
    acting("王海")
    with pytest.raises(Refused, match="还没有月结"):
        sending.send(desk, OCTOBER, tmp_path, PASSPHRASE)
    closing.close(desk, OCTOBER)
    with pytest.raises(Refused, match="口令不对"):
        sending.send(desk, OCTOBER, tmp_path, "错的口令")
    assert list(tmp_path.glob("*.xlsx")) == []


def test_each_package_names_the_one_before(desk: Desk, acting: Acting, tmp_path: Path) -> None:
    acting("王海")
    closing.close(desk, OCTOBER)
    first = sending.send(desk, OCTOBER, tmp_path, PASSPHRASE)
    second = sending.send(desk, OCTOBER, tmp_path, PASSPHRASE)
    assert (first.record.number, second.record.number) == (1, 2)
    assert second.record.previous_id == first.record.package_id
