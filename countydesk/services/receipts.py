"""Receipts: made at the province for a package that was merged, taken in and answered at the county."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from countydesk.domain.answers import QueriedRow, TakenReceipt
from countydesk.domain.backups import Occasion
from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.closing import SentPackage
from countydesk.domain.conflicts import Conflict, ConflictKind, ConflictState
from countydesk.domain.disbursements import BatchLine
from countydesk.domain.months import Month, Term
from countydesk.domain.offices import superior_of
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.receipts import ReceiptRow, RowVerdict
from countydesk.domain.receiving import ReceivedPackage
from countydesk.domain.revisions import Action
from countydesk.services import backups, carrying, outside, trust
from countydesk.services.desk import Changes, Desk
from countydesk.services.gate import gate_of
from countydesk.services.places import regions
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.disbursements import LINES
from countydesk.storage.receipts import QUERIED, RECEIPTS
from countydesk.storage.receiving import CONFLICTS, RECEIVED
from countydesk.storage.schema import kept
from countydesk.storage.unit_of_work import Work
from countydesk.sync.receipt import Receipt, open_receipt, seal_receipt

CHILD = kept(Beneficiary).table.name
LINE = kept(BatchLine).table.name


@dataclass(frozen=True)
class Query:
    """What the officer asks about a child of the package, beyond what the conflicts ask."""

    who: str  # ID, name, or record id
    sentence: str
    refused: bool = False


@dataclass(frozen=True)
class Issued:
    """A receipt that was written, and where."""

    path: Path
    receipt_id: str
    receipt: Receipt
    changes: Changes

    def count(self, verdict: RowVerdict) -> int:
        return sum(1 for row in self.receipt.rows if row.verdict is verdict)


@dataclass(frozen=True)
class TakenIn:
    """A receipt that was taken in at the county. `again` says that it had been before."""

    receipt: Receipt
    receipt_id: str
    again: bool
    queried: int
    refused: int
    changes: Changes


@dataclass(frozen=True)
class ToAnswer:
    """A row of a receipt as the county looks at it: what it is about, in words."""

    row: QueriedRow
    month: str
    number: int
    title: str
    name: str


@dataclass(frozen=True)
class Answered:
    """What the receipt for a package said: rows accepted, rows asked about, and how many of those wait."""

    accepted: int
    asked: int
    open: int


def issue(
    desk: Desk, which: str | Path, folder: Path, passphrase: str, queries: Sequence[Query] = ()
) -> Issued:
    """Write the signed receipt for a package that was received, named by its id or by its file.

    A child that stands in a conflict is queried until it is settled; then the office that has to give
    way has it refused. Rows that are not named are accepted. Whoever signs gives the passphrase again.
    Raises `Refused` for a package that was not merged here or an unknown child.
    """
    operator = desk.acting(Act.RECEIVE)
    desk.confirm(passphrase)
    package_id = _named(desk, which)
    with desk.work() as work:
        package = _received(work, package_id)
        rows = [*_conflicts(desk, work, package), *_asked(work, package.office_code, queries)]
        unique = _joined(rows)
        carried = _rows_of(work, package.office_code)
        receipt = Receipt(
            package_id=package_id,
            office=package.office_code,
            month=Month.parse(package.month),
            number=package.number,
            issuer=desk.office.code,
            issued_at=work.now.replace(microsecond=0),
            accepted=carried - len(unique),
            rows=tuple(unique[key] for key in sorted(unique)),
            totals={
                "应发": package.due_fen,
                "实发": package.paid_fen,
                "退汇未重发": package.returned_fen,
                "未发": package.unpaid_fen,
            },
        )
        key, certificate = trust.signer_of(desk, work)
        path = folder / f"{package.office_code}-{package.month}-{package.number:03d}-回执.xlsx"
        receipt_id = seal_receipt(path, receipt, key, certificate)
        work.hands_out(path)
        work.log(Action.SENT_OUT, ReceivedPackage, package_id, f"回执 {receipt_id},{operator}")
        return Issued(path, receipt_id, receipt, work.commit())


def take_in(desk: Desk, path: Path) -> TakenIn:
    """Take in a receipt: rows that are queried or refused wait for an answer from then on.

    A newer receipt for the same package takes the place of the one before; what was answered to the
    same words stays answered. Raises `Refused` for a forged, foreign or older receipt.
    """
    operator = desk.acting(Act.RECORD)
    pinned = trust.trust_of(desk)
    if pinned is None:
        raise Refused("还没有安装上级的证书文件,不能判断回执的真假,请先安装。")
    backups.before(desk, Occasion.RECEIPT)
    with desk.work() as work:
        taken = {one.package_id: one for one in work.all(TakenReceipt)}
        sent = {
            one.package_id: taken[one.package_id].issued_at if one.package_id in taken else None
            for one in work.all(SentPackage)
        }
        receipt, receipt_id = open_receipt(
            path,
            trust=pinned,
            today=desk.today,
            issuer=superior_of(desk.office.code),
            office=desk.office.code,
            sent=sent,
            first=outside.rehearse_signed,
        )
        known = taken.get(receipt.package_id)
        if known and known.receipt_id == receipt_id:
            return _taken(receipt, receipt_id, True, frozenset())
        _write(work, receipt, receipt_id, operator, known)
        return _taken(receipt, receipt_id, False, work.commit())


def to_answer(desk: Desk, open_only: bool = True) -> list[ToAnswer]:
    """The rows that the province asks about or refused, the newest package first."""
    with desk.work() as work:
        receipts = {one.package_id: one for one in work.all(TakenReceipt, order=(RECEIPTS.c.number.desc(),))}
        rows = work.all(QueriedRow, order=(QUERIED.c.kind, QUERIED.c.record_id))
        wanted = [row for row in rows if row.open or not open_only]
        names = _names(work, wanted)
    titles = {how.table.name: how.title for how in carrying.SHEETS}
    found = [
        ToAnswer(
            row,
            receipts[row.package_id].month,
            receipts[row.package_id].number,
            titles.get(row.kind, row.kind),
            names.get((row.kind, row.record_id), ""),
        )
        for row in wanted
    ]
    return sorted(found, key=lambda one: (-one.number, one.name))


def about(desk: Desk, child_id: str) -> list[ToAnswer]:
    """The rows that wait for an answer and are about one child, or about it on a list."""
    lines = select(LINES.c.id).where(
        LINES.c.office_code == desk.office.code, LINES.c.beneficiary_id == child_id
    )
    with desk.read() as connection:
        own = {(LINE, line) for line in connection.scalars(lines)} | {(CHILD, child_id)}
    return [one for one in to_answer(desk) if (one.row.kind, one.row.record_id) in own]


def states(desk: Desk) -> dict[str, Answered]:
    """The receipts that were taken in, by the id of the package that each answers."""
    with desk.work() as work:
        rows, taken = work.all(QueriedRow), work.all(TakenReceipt)
    return {
        one.package_id: Answered(
            one.accepted,
            sum(row.package_id == one.package_id for row in rows),
            sum(row.package_id == one.package_id and row.open for row in rows),
        )
        for one in taken
    }


def answer(desk: Desk, package_id: str, record_id: str, text: str) -> Changes:
    """Record what the office answers to a row. Raises `Refused` without words or for an unknown row."""
    operator = desk.acting(Act.RECORD)
    if not text.strip():
        raise Refused("请写回复。")
    with desk.work() as work:
        of_row = (QUERIED.c.package_id == package_id, QUERIED.c.record_id == record_id)
        rows = work.all(QueriedRow, *of_row)
        if not rows:
            raise Refused("回执中没有这一行,请从待复清单中选取。")
        for row in rows:
            said = {"answer": text.strip(), "answered_by": operator, "answered_at": work.now}
            work.change(row.model_copy(update=said))
        return work.commit()


def _named(desk: Desk, which: str | Path) -> str:
    """A package's id: given as such, or read from its file, which must hold in every respect."""
    if isinstance(which, str):
        return which
    verdict = gate_of(desk).examine(which).verdict
    if not verdict.valid or verdict.package_id is None:
        raise Refused(verdict.problem or "")
    return verdict.package_id


def _received(work: Work, package_id: str) -> ReceivedPackage:
    query = select(RECEIVED).where(RECEIVED.c.package_id == package_id)
    row = work.connection.execute(query).mappings().first()
    if row is None:
        raise Refused("这个同步包还没有在本台账合并,不能出具回执,请先接收。")
    return ReceivedPackage.model_validate(dict(row))


def _rows_of(work: Work, office: str) -> int:
    """How many rows are held of an office."""
    counts = [
        work.connection.scalar(
            select(func.count()).select_from(how.table).where(how.table.c.office_code == office)
        )
        for how in carrying.SHEETS
    ]
    return sum(count or 0 for count in counts)


def _conflicts(desk: Desk, work: Work, package: ReceivedPackage) -> list[ReceiptRow]:
    """What the conflicts that the office has say to it."""
    own = package.office_code
    involved = (CONFLICTS.c.first_office == own) | (CONFLICTS.c.second_office == own)
    rows = []
    for conflict in work.all(Conflict, involved, CONFLICTS.c.state != ConflictState.GONE):
        first = conflict.first_office == own
        other = conflict.second_office if first else conflict.first_office
        child = conflict.first_child if first else conflict.second_child
        batch = conflict.first_batch if first else conflict.second_batch
        if conflict.state is ConflictState.SETTLED and conflict.keeper == own:
            continue
        verdict = RowVerdict.QUERIED if conflict.state is ConflictState.OPEN else RowVerdict.REFUSED
        sentence = _sentence(conflict, regions().full_name(other) or other)
        record = (LINE, _line(work, own, batch, child)) if batch else (CHILD, child)
        rows.append(ReceiptRow(kind=record[0], record_id=record[1], verdict=verdict, sentence=sentence))
    return rows


def _joined(rows: Sequence[ReceiptRow]) -> dict[tuple[str, str], ReceiptRow]:
    """One answer for each record: all that is said of it, refused if anything refuses it."""
    found: dict[tuple[str, str], ReceiptRow] = {}
    for row in rows:
        before = found.get((row.kind, row.record_id))
        if before:
            verdict = max(before.verdict, row.verdict, key=list(RowVerdict).index)
            row = row.model_copy(update={"verdict": verdict, "sentence": before.sentence + row.sentence})
        found[(row.kind, row.record_id)] = row
    return found


def _sentence(conflict: Conflict, other: str) -> str:
    if conflict.kind is ConflictKind.REGISTERED:
        what = f"{conflict.name}的身份证号同时登记在{other}"
    else:
        what = f"{conflict.name} {Term.parse(conflict.term).title}在{other}也列入了发放名册"
    if conflict.state is ConflictState.OPEN:
        return f"{what},请核实后回复。"
    return f"{what},经核定由{regions().full_name(conflict.keeper)}保留:{conflict.note}"


def _line(work: Work, office: str, batch: str, child: str) -> str:
    query = select(LINES.c.id).where(
        LINES.c.office_code == office, LINES.c.batch_id == batch, LINES.c.beneficiary_id == child
    )
    return work.connection.scalar(query) or child


def _asked(work: Work, office: str, queries: Sequence[Query]) -> list[ReceiptRow]:
    rows = []
    for query in queries:
        who = (TABLE.c.citizen_id == query.who) | (TABLE.c.name == query.who) | (TABLE.c.id == query.who)
        found = work.connection.scalars(select(TABLE.c.id).where(TABLE.c.office_code == office, who)).all()
        if len(found) != 1:
            raise Refused(f"该单位{'没有' if not found else '不止一名'}“{query.who}”,请改用身份证号。")
        if not query.sentence.strip():
            raise Refused(f"请写要“{query.who}”的单位核实什么。")
        verdict = RowVerdict.REFUSED if query.refused else RowVerdict.QUERIED
        rows.append(
            ReceiptRow(kind=CHILD, record_id=found[0], verdict=verdict, sentence=query.sentence.strip())
        )
    return rows


def _write(work: Work, receipt: Receipt, receipt_id: str, operator: str, known: TakenReceipt | None) -> None:
    office = work.office_code
    taken = TakenReceipt(
        office_code=office,
        package_id=receipt.package_id,
        receipt_id=receipt_id,
        month=str(receipt.month),
        number=receipt.number,
        issuer=receipt.issuer,
        issued_at=receipt.issued_at,
        accepted=receipt.accepted,
        taken_in_at=work.now,
        taken_in_by=operator,
    )
    if known:
        work.change(taken)
    else:
        work.add(taken)
    before = {
        (row.kind, row.record_id): row
        for row in work.all(QueriedRow, QUERIED.c.package_id == receipt.package_id)
    }
    now = {(row.kind, row.record_id): row for row in receipt.rows if row.verdict is not RowVerdict.ACCEPTED}
    for key, old in before.items():
        if key not in now:
            work.remove(old, "新的回执不再提出")
        elif (old.verdict, old.sentence) != (now[key].verdict, now[key].sentence):
            fresh = {"answer": "", "answered_by": "", "answered_at": None}
            said = {"verdict": now[key].verdict, "sentence": now[key].sentence}
            work.change(old.model_copy(update=said | fresh))
    work.add(
        *(
            QueriedRow(office_code=office, package_id=receipt.package_id, **row.model_dump())
            for key, row in now.items()
            if key not in before
        )
    )


def _taken(receipt: Receipt, receipt_id: str, again: bool, changes: Changes) -> TakenIn:
    queried = sum(1 for row in receipt.rows if row.verdict is RowVerdict.QUERIED)
    refused = sum(1 for row in receipt.rows if row.verdict is RowVerdict.REFUSED)
    return TakenIn(receipt, receipt_id, again, queried, refused, changes)


def _names(work: Work, rows: Sequence[QueriedRow]) -> dict[tuple[str, str], str]:
    """Whom the rows are about."""
    found: dict[tuple[str, str], str] = {}
    for kind, table in ((CHILD, TABLE), (LINE, LINES)):
        ids = [row.record_id for row in rows if row.kind == kind]
        query = select(table.c.id, table.c.name).where(
            table.c.office_code == work.office_code, table.c.id.in_(ids)
        )
        found |= {(kind, record_id): name for record_id, name in work.connection.execute(query)}
    return found
