"""The month as its page shows it: what it asks for, what its package would hold, who signs, what was sent."""

from dataclasses import dataclass
from datetime import date

from cryptography.x509 import Certificate
from sqlalchemy import func, select

from countydesk.domain.months import Month
from countydesk.domain.operators import Act, Operator, require
from countydesk.domain.problems import Refused
from countydesk.services import closing, receipts, sending, trust
from countydesk.services.closing import MonthState, PastMonth
from countydesk.services.desk import Desk
from countydesk.services.receipts import Answered, ToAnswer
from countydesk.services.trust import CertificateFacts
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import LEDGER
from countydesk.storage.entries import ENTRIES
from countydesk.storage.visits import VISITS


@dataclass(frozen=True)
class Contents:
    """How many of each a package would hold now, and all its rows."""

    children: int
    payments: int
    visits: int
    entries: int
    rows: int


@dataclass(frozen=True)
class MonthLook:
    """`why_not` says why this operator can neither close nor send, `who_can` names those who can;
    `too_early` says that the month has not begun. `recipient` is whom the package is encrypted for, None
    while it is not. `receipts` are by package, `to_answer` are the rows that wait for an answer."""

    state: MonthState
    past: list[PastMonth]
    contents: Contents
    file_name: str
    fingerprint: str
    valid_until: date | None
    why_not: str
    who_can: list[str]
    too_early: str
    recipient: CertificateFacts | None
    receipts: dict[str, Answered]
    to_answer: list[ToAnswer]

    @property
    def month(self) -> Month:
        return self.state.month

    @property
    def is_sent(self) -> bool:
        return any(package.month == str(self.month) for package in self.state.sent)


def look(desk: Desk) -> MonthLook:
    """The month that is reported next."""
    month = closing.month_to_report(desk)
    state = closing.state_of(desk, month)
    certificate = sending.certificate_of(desk)
    number = state.sent[0].number + 1 if state.sent else 1
    return MonthLook(
        state,
        closing.past(desk),
        _contents(desk),
        sending.file_name(desk, month, number),
        sending.fingerprint_of(desk),
        certificate.not_valid_after_utc.date() if certificate else None,
        _why_not(desk.operator),
        [each.name for each in desk.operators if each.active and not _why_not(each)],
        closing.too_early(desk, month),
        _facts(trust.recipient_of(desk)),
        receipts.states(desk),
        receipts.to_answer(desk),
    )


def _facts(recipient: Certificate | None) -> CertificateFacts | None:
    return trust.facts_of(recipient) if recipient else None


def _why_not(operator: Operator) -> str:
    try:
        require(operator, Act.CLOSE)
        require(operator, Act.SEND)
    except Refused as refusal:
        return str(refusal)
    return ""


def _contents(desk: Desk) -> Contents:
    with desk.read() as connection:
        children, payments, visits, entries = (
            connection.scalar(select(func.count()).where(table.c.office_code == desk.office.code)) or 0
            for table in (TABLE, LEDGER, VISITS, ENTRIES)
        )
    return Contents(children, payments, visits, entries, sending.rows_to_send(desk))
