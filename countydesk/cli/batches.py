"""The commands that pay: a batch from drawing up to settling."""

import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from countydesk.cli.main import Answer
from countydesk.cli.opening import opened
from countydesk.domain.days import parse_day
from countydesk.domain.disbursements import Balance, Batch, BatchLine
from countydesk.domain.money import in_capitals, in_figures
from countydesk.domain.months import Term
from countydesk.domain.problems import Refused
from countydesk.services import beneficiaries, disbursements, drawing, papers
from countydesk.services.booking import BatchSheet
from countydesk.services.desk import Desk


def draw(options: Namespace) -> Answer:
    """`batch draw 2026-autumn`: everybody who is due, and who is not and why."""
    term = Term.parse(options.term)
    with opened(options) as desk:
        seen = drawing.preview(desk, term)
        left_out = seen.left_out
        without = [beneficiaries.named(desk, who).id for who in options.without]
        batch = drawing.draw(desk, term, without)
        sheet = disbursements.show(desk, batch.number)
    data = _data(sheet) | {
        "left_out": [
            {"id": left.beneficiary_id, "name": left.name, "reason": left.reason} for left in left_out
        ],
        "warnings": [seen.warning] if seen.warning else [],
    }
    lines = [*_lines(sheet), *data["warnings"]]
    if left_out:
        lines += [f"未列入 {len(left_out)} 人:", *(f"  {left.name}:{left.reason}" for left in left_out)]
    return Answer(data, lines)


def list_(options: Namespace) -> Answer:
    """`batch list`: every batch."""
    with opened(options) as desk:
        found = disbursements.batches(desk)
    lines = [f"{b.number} {Term.parse(b.term).title} {b.state.title}" for b in found] or ["还没有名册。"]
    return Answer({"batches": [_named(b) for b in found]}, lines)


def show(options: Namespace) -> Answer:
    """`batch show NUMBER`: its lines and where its money is."""
    with opened(options) as desk:
        sheet = disbursements.show(desk, options.number)
    return Answer(_data(sheet, with_lines=True), _lines(sheet))


def check(options: Namespace) -> Answer:
    """`batch check NUMBER`: 复核."""
    with opened(options) as desk:
        disbursements.check(desk, options.number)
        return _standing(desk, options.number)


def approve(options: Namespace) -> Answer:
    """`batch approve NUMBER`: 批准."""
    with opened(options) as desk:
        disbursements.approve(desk, options.number)
        return _standing(desk, options.number)


def print_(options: Namespace) -> Answer:
    """`batch print NUMBER`: draw the roster number, lock the list, write the PDF."""
    with opened(options) as desk:
        batch = disbursements.lock_for_printing(desk, options.number)
        paper = papers.roster(desk, batch.number)
        path = papers.save(paper, Path(options.to).absolute())
        answer = _standing(desk, batch.number)
    return Answer(
        answer.data | {"roster": str(path), "warnings": list(paper.warnings)},
        [*answer.lines, f"发放花名册:{path}", *paper.warnings],
    )


def pay(options: Namespace) -> Answer:
    """`batch pay NUMBER`: all but those named with a reason."""
    with opened(options) as desk:
        unpaid = _exceptions(desk, options.number, options.exceptions)
        before = disbursements.show(desk, options.number).by_line()
        disbursements.pay(desk, options.number, unpaid, _day(desk, options.day))
        sheet = disbursements.show(desk, options.number)
    after = sheet.by_line()
    paid = [line for line in sheet.lines if after[line.id].unpaid < before[line.id].unpaid]
    data = _data(sheet) | {"paid_now": [line.position for line in paid]}
    return Answer(data, [*_lines(sheet), f"本次登记付款 {len(paid)} 人{_few_names(paid)}"])


def sign(options: Namespace) -> Answer:
    """`batch sign NUMBER`: all but those named with a reason; proxies named."""
    with opened(options) as desk:
        unsigned = _exceptions(desk, options.number, options.exceptions)
        proxies = _proxies(desk, options.number, options.proxy)
        disbursements.sign(desk, options.number, unsigned, proxies, _day(desk, options.day))
        return _standing(desk, options.number)


def return_(options: Namespace) -> Answer:
    """`batch return NUMBER WHO --reason …`."""
    with opened(options) as desk:
        line = disbursements.line_named(disbursements.show(desk, options.number), options.who)
        day = _day(desk, options.day)
        disbursements.return_(desk, options.number, line.id, options.reason, day)
        return _standing(desk, options.number)


def repay(options: Namespace) -> Answer:
    """`batch repay NUMBER WHO`."""
    with opened(options) as desk:
        line = disbursements.line_named(disbursements.show(desk, options.number), options.who)
        disbursements.repay(desk, options.number, line.id, options.reason, _day(desk, options.day))
        return _standing(desk, options.number)


def settle(options: Namespace) -> Answer:
    """`batch settle NUMBER`: 结清."""
    with opened(options) as desk:
        disbursements.settle(desk, options.number)
        return _standing(desk, options.number)


def void(options: Namespace) -> Answer:
    """`batch void NUMBER --reason … [--replace]`."""
    with opened(options) as desk:
        anew = disbursements.void(desk, options.number, options.reason, options.replace)
        answer = _standing(desk, options.number)
    replaced = {"replaced_by": anew.number if anew else None}
    lines = [*answer.lines, *([f"已重新拟定:{anew.number}"] if anew else [])]
    return Answer(answer.data | replaced, lines)


def _few_names(lines: Sequence[BatchLine]) -> str:
    """Names where they are few: a second payment shows whom it was for."""
    return ":" + "、".join(line.name for line in lines) if len(lines) <= 10 else "。"


def _standing(desk: Desk, number: str) -> Answer:
    sheet = disbursements.show(desk, number)
    return Answer(_data(sheet), _lines(sheet))


def _named(batch: Batch) -> dict[str, Any]:
    return {
        "number": batch.number,
        "reference": batch.reference,
        "roster_number": batch.roster_number,
        "term": batch.term,
        "state": batch.state.value,
    }


def _data(sheet: BatchSheet, with_lines: bool = False) -> dict[str, Any]:
    data = _named(sheet.batch) | {
        "children": len(sheet.lines),
        "fen": sheet.fen,
        "balance": _balance(sheet.balance),
        "steps": [{"state": s.state.value, "by": s.by, "at": s.at.isoformat()} for s in sheet.steps],
    }
    if with_lines:
        balances = sheet.by_line()
        data["lines"] = [
            {
                "position": line.position,
                "name": line.name,
                "stage": line.stage.value,
                "yearly_fen": line.yearly_fen,
                "fen": line.fen,
                "hint": line.hint,
                "balance": _balance(balances[line.id]),
            }
            for line in sheet.lines
        ]
    return data


def _balance(balance: Balance) -> dict[str, int]:
    return {
        "due": balance.due,
        "paid_out": balance.paid_out,
        "returned": balance.returned,
        "unpaid": balance.unpaid,
        "signed": balance.signed,
    }


def _lines(sheet: BatchSheet) -> list[str]:
    batch, money = sheet.batch, sheet.balance
    heading = f"{batch.number} {Term.parse(batch.term).title} {batch.state.title}"
    total = f"{len(sheet.lines)} 人,{in_figures(sheet.fen)} 元,人民币{in_capitals(sheet.fen)}"
    places = (
        f"应发 {in_figures(money.due)} = 实发 {in_figures(money.paid_out)}"
        f" + 退汇未重发 {in_figures(money.returned)} + 未发 {in_figures(money.unpaid)}"
    )
    return [heading, total, *([places] if money.due else [])]


def _exceptions(desk: Desk, number: str, texts: Sequence[str]) -> dict[str, str]:
    """ "WHO=REASON" by the id of the line. Raises `Refused` for a text without a reason."""
    if not texts:
        return {}
    sheet, found = disbursements.show(desk, number), {}
    for text in texts:
        who, _, reason = text.partition("=")
        if not reason.strip():
            raise Refused(f"“{text}”请写成 谁=原因,例如 张小明=外出未归。")
        found[disbursements.line_named(sheet, who.strip()).id] = reason.strip()
    return found


def _proxies(desk: Desk, number: str, texts: Sequence[str]) -> dict[str, str]:
    """ "WHO=NAME、RELATION、ID" by the id of the line, checked as the window checks it."""
    named = {}
    for line, text in _exceptions(desk, number, texts).items():
        parts = [part.strip() for part in re.split("[、,\uff0c]", text)]
        if len(parts) != 3:
            raise Refused(f"“{text}”请写成 谁=代领人、关系、证件号,例如 张小明=杨玉兰、祖母、证件号。")
        named[line] = disbursements.proxy_named(desk, *parts)
    return named


def _day(desk: Desk, text: str | None) -> date | None:
    return parse_day(text, desk.today) if text else None
