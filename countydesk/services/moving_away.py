"""Transfers out (转出): the signed file that a child who moved away takes along."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography import x509
from sqlalchemy import select

from countydesk.domain.batch_path import LineStanding, standings
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.disbursements import Batch, BatchLine, BatchState, LedgerEntry
from countydesk.domain.enrolment import standing
from countydesk.domain.money import in_figures
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.domain.standards import Standard
from countydesk.domain.transfers import Elsewhere, ElsewhereKind, require_gone
from countydesk.domain.visits import Visit
from countydesk.services import trust
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.services.school_life import child_of, events_of
from countydesk.storage.beneficiaries import GUARDIANS
from countydesk.storage.disbursements import BATCHES, CLAIMS, LEDGER, LINES
from countydesk.storage.enrolment import STANDARDS
from countydesk.storage.transfers import ELSEWHERE
from countydesk.storage.unit_of_work import Work
from countydesk.storage.visits import VISITS
from countydesk.sync import certificates, encryption, package, requests, transfer
from countydesk.sync.transfer import Transfer

# What to know of a file that is not encrypted.
PLAIN = "未加密:内有完整证件号和银行卡号,请当面或经内网交给对方"


@dataclass(frozen=True)
class HandedOver:
    """A transfer file that was written, and where."""

    path: Path
    file_id: str
    encrypted: bool
    changes: Changes


# --- going


def hand_over(
    desk: Desk, child_id: str, recipient: str, folder: Path, passphrase: str, certificate: Path | None = None
) -> HandedOver:
    """Write the signed transfer file of a child that has moved away, for the county `recipient`.

    It is named by its code, or as people call it. Whoever signs gives the passphrase again. With the
    other county's encryption `certificate` (a PEM file) only that county, and the superior office, can
    open it. Raises `Refused` for a child that has
    not left, an unknown county, or where no issued certificate vouches for this one.
    """
    desk.acting(Act.SEND)
    desk.confirm(passphrase)
    recipient = _county(desk, recipient)
    with desk.work() as work:
        child = child_of(desk, work, child_id)
        left = require_gone(child.name, events_of(work, child_id))
        key, own = trust.signer_of(desk, work)
        if own.issuer == own.subject:
            raise Refused("本单位还没有上级签发的证书,对方不能核验转移档案,请先在“设置 › 证书”申请。")
        trust.require_good(desk, work, own)
        readers = _readers(desk, work, recipient, certificate)
        made = _transfer(desk, work, child, recipient, left.day)
        ending = encryption.ENDING if readers else ""
        path = folder / f"转移档案-{child.name}-{recipient}.xlsx{ending}"
        file_id = transfer.seal_transfer(path, made, key, own, readers)
        work.hands_out(path)
        work.log(Action.SENT_OUT, Beneficiary, child_id, f"转移档案 {file_id},给 {recipient}")
        return HandedOver(path, file_id, bool(readers), work.commit())


def _county(desk: Desk, named: str) -> str:
    """The code of another county, named by code or by name. Raises `Refused` for none or several."""
    known, plain = regions(), named.strip()
    found = {plain} if plain in known.counties() else known.counties_named_in(plain)
    if len(found) != 1 or found == {desk.office.code}:
        raise Refused(f"“{plain}”不是可以转入的县区,请填对方县区的名称或六位代码,例如 宁县 或 621026。")
    return found.pop()


def _readers(desk: Desk, work: Work, recipient: str, file: Path | None) -> list[x509.Certificate]:
    """Whom the file is encrypted for: the county whose certificate is given, and the superior office."""
    if file is None:
        return []
    found = trust.recipients_for(desk, work, [package.read_file(file, requests.MOST_BYTES)])
    holder = certificates.office_code(found[-1])
    if holder != recipient:
        raise Refused(f"“{file.name}”是 {holder or '未知单位'} 的证书,不是 {recipient} 的。")
    return found


def _transfer(desk: Desk, work: Work, child: Beneficiary, recipient: str, left_on: date) -> Transfer:
    guardians = work.all(Guardian, GUARDIANS.c.beneficiary_id == child.id)
    past = [*work.all(Elsewhere, ELSEWHERE.c.beneficiary_id == child.id), *_own_past(desk, work, child)]
    return Transfer(
        issuer=desk.office.code,
        issuer_name=desk.office.name,
        unit=desk.office.unit,
        recipient=recipient,
        left_on=left_on,
        made_at=work.now.replace(microsecond=0),
        child=child,
        guardian=guardians[0] if guardians else None,
        standards=tuple(work.all(Standard, STANDARDS.c.beneficiary_id == child.id)),
        past=tuple(sorted(past, key=lambda one: (one.day, one.id))),
    )


def _own_past(desk: Desk, work: Work, child: Beneficiary) -> list[Elsewhere]:
    """What this county recorded of the child, as the next one keeps it."""

    def told(record_id: str, kind: ElsewhereKind, day: date, title: str, words: str) -> Elsewhere:
        return Elsewhere(
            office_code=desk.office.code,
            id=record_id,
            beneficiary_id=child.id,
            place=desk.office.code,
            place_name=desk.office.name.removeprefix("甘肃省"),
            kind=kind,
            day=day,
            title=title,
            words=words,
        )

    events = [
        told(one.id, ElsewhereKind.EVENT, one.day, one.kind.title, _joined(one.reason, one.paper))
        for one in standing(events_of(work, child.id))
    ]
    visits = [
        told(one.id, ElsewhereKind.VISIT, one.day, one.visitors, _joined(one.findings, one.follow_up))
        for one in work.all(Visit, VISITS.c.beneficiary_id == child.id)
    ]
    payments = []
    claimed = _claimed(work, child.id)
    for batch, one in _listed(work, child.id):
        terms = claimed.get(batch.id, [])
        if not terms and not one.balance.due:
            continue
        words = f"{one.line.stage.title} {in_figures(one.line.fen)} 元,{one.state.title}"
        row = told(one.line.id, ElsewhereKind.PAYMENT, batch.day, f"名册 {batch.number}", words)
        payments.append(row.model_copy(update={"terms": " ".join(terms), "fen": one.balance.paid_out}))
    return [*events, *visits, *payments]


def _listed(work: Work, child_id: str) -> list[tuple[Batch, LineStanding]]:
    """The child's lines on lists that stand, each with where its money is."""
    batches = {batch.id: batch for batch in work.all(Batch, BATCHES.c.state != BatchState.VOIDED)}
    lines = [
        line for line in work.all(BatchLine, LINES.c.beneficiary_id == child_id) if line.batch_id in batches
    ]
    own = {line.id for line in lines}
    entries = work.all(LedgerEntry, LEDGER.c.beneficiary_id == child_id, order=(LEDGER.c.id,))
    told = standings(lines, [entry for entry in entries if entry.line_id in own])
    return [(batches[one.line.batch_id], one) for one in told]


def _claimed(work: Work, child_id: str) -> dict[str, list[str]]:
    query = select(CLAIMS.c.batch_id, CLAIMS.c.term).where(
        CLAIMS.c.office_code == work.office_code, CLAIMS.c.beneficiary_id == child_id
    )
    found: dict[str, list[str]] = {}
    for batch_id, term in work.connection.execute(query.order_by(CLAIMS.c.term)):
        found.setdefault(batch_id, []).append(term)
    return found


def _joined(*words: str) -> str:
    return ";".join(filter(None, (each.strip() for each in words)))
