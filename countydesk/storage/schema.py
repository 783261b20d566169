"""All that the desk keeps: each kind of record with its table, key and Chinese title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table
from sqlmodel import SQLModel

from countydesk.domain.answers import QueriedRow, TakenReceipt
from countydesk.domain.applications import Application
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.closing import MonthClose, SentPackage
from countydesk.domain.conflicts import Conflict
from countydesk.domain.disbursements import Batch, BatchLine, BatchStep, Claim, LedgerEntry
from countydesk.domain.enrolment import EnrolmentEvent
from countydesk.domain.entries import Entry
from countydesk.domain.intake import ApplicationStep
from countydesk.domain.offices import Office, Place, Setting
from countydesk.domain.operators import Operator
from countydesk.domain.photos import Photo
from countydesk.domain.receiving import HeldPackage, ReceivedPackage
from countydesk.domain.retention import Erasure
from countydesk.domain.revisions import Revision
from countydesk.domain.rounds import Stop
from countydesk.domain.standards import Standard
from countydesk.domain.targets import Target
from countydesk.domain.transfers import Elsewhere
from countydesk.domain.trust import IssuedCertificate, TrustedAuthority
from countydesk.domain.visits import Visit
from countydesk.storage import (
    beneficiaries,
    closing,
    disbursements,
    enrolment,
    entries,
    intake,
    offices,
    receipts,
    receiving,
    retention,
    revisions,
    rounds,
    targets,
    transfers,
    trust,
    visits,
)
from countydesk.storage.child_keys import ChildKey, ChildKeyRow
from countydesk.storage.closing import Draft, SigningKey
from countydesk.storage.trust import DecryptionKey, KeyRequest

METADATA = SQLModel.metadata


@dataclass(frozen=True)
class Kept:
    """A kind of record that the desk keeps.

    `carried` kinds travel in the package, in the order of `KEPT`. `recorded` says whether the
    record of changes keeps each write: in full, as a digest only (for tables that are appended
    to and so are their own record), or not at all (drafts, claims). `taken` is the sentence for
    a record that says again what may be said once.
    """

    record: type[SQLModel]
    title: str
    table: Table
    carried: bool = True
    recorded: str = "full"
    derived: Callable[[Any], dict[str, Any]] | None = None
    written: Callable[[Connection, Sequence[Any]], None] | None = None
    taken: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the primary key's fields."""
        return tuple(column.name for column in self.table.primary_key)


def _kept(record: type[SQLModel], title: str, row: type[SQLModel], **more: Any) -> Kept:
    return Kept(record, title, METADATA.tables[str(row.__tablename__)], **more)


REVERSED = "这笔明细已冲正过,请重新打开后核对。"
ON_ANOTHER_LIST = "名册中有人这一期已列入另一份名册,一期只发一次,请重新拟定。"

# Records that others refer to stand before those that refer to them.
KEPT: tuple[Kept, ...] = (
    _kept(Office, "单位", offices.OfficeRow),
    _kept(Setting, "设置", offices.SettingRow),
    _kept(Operator, "经办人员", offices.OperatorRow),
    _kept(Place, "乡镇村", offices.PlaceRow, recorded="digest"),
    _kept(
        Beneficiary,
        "帮扶对象",
        beneficiaries.BeneficiaryRow,
        derived=beneficiaries.derived,
        written=beneficiaries.index,
    ),
    _kept(Guardian, "监护人", beneficiaries.GuardianRow),
    _kept(Application, "申请", intake.ApplicationRow),
    _kept(ApplicationStep, "申请办理", intake.ApplicationStepRow, recorded="digest"),
    _kept(EnrolmentEvent, "学籍与入库事项", enrolment.EnrolmentEventRow, recorded="digest"),
    _kept(Standard, "资助标准", enrolment.StandardRow, recorded="digest"),
    _kept(Batch, "发放批次", disbursements.BatchRow),
    _kept(BatchLine, "发放名册", disbursements.BatchLineRow, recorded="digest"),
    _kept(BatchStep, "批次步骤", disbursements.BatchStepRow, recorded="digest"),
    _kept(LedgerEntry, "发放明细", disbursements.LedgerRow, recorded="digest", taken=REVERSED),
    _kept(Claim, "期次占用", disbursements.ClaimRow, carried=False, recorded="none", taken=ON_ANOTHER_LIST),
    _kept(Visit, "入户走访", visits.VisitRow),
    _kept(Stop, "走访安排", rounds.StopRow),
    _kept(Entry, "项目台账", entries.EntryRow, written=entries.index),
    _kept(Target, "目标", targets.TargetRow),
    _kept(Photo, "照片目录", visits.PhotoRow),
    _kept(Elsewhere, "外县经历", transfers.ElsewhereRow),
    _kept(Erasure, "匿名化", retention.ErasureRow),
    _kept(MonthClose, "月结", closing.MonthCloseRow, recorded="digest"),
    _kept(SentPackage, "已报同步包", closing.SentPackageRow, recorded="digest"),
    _kept(TakenReceipt, "回执", receipts.TakenReceiptRow),
    _kept(QueriedRow, "回执待复", receipts.QueriedRowRow),
    _kept(ReceivedPackage, "已收同步包", receiving.ReceivedPackageRow, carried=False),
    _kept(HeldPackage, "待定同步包", receiving.HeldPackageRow, carried=False),
    _kept(Conflict, "跨县冲突", receiving.ConflictRow, carried=False),
    _kept(SigningKey, "签名密钥", closing.SigningKeyRow, carried=False, recorded="digest"),
    _kept(TrustedAuthority, "签发机构", trust.TrustedAuthorityRow, carried=False, recorded="digest"),
    _kept(IssuedCertificate, "已签发证书", trust.IssuedCertificateRow, carried=False),
    _kept(KeyRequest, "证书申请", trust.KeyRequestRow, carried=False, recorded="digest"),
    _kept(DecryptionKey, "解密密钥", trust.DecryptionKeyRow, carried=False, recorded="digest"),
    _kept(ChildKey, "孩子的钥匙", ChildKeyRow, carried=False, recorded="none"),
    _kept(Draft, "草稿", closing.DraftRow, carried=False, recorded="none"),
    _kept(Revision, "变动记录", revisions.RevisionRow, carried=False, recorded="none"),
)
BY_RECORD = {kept.record: kept for kept in KEPT}


def kept(record: type[SQLModel]) -> Kept:
    """How records of this class are kept."""
    return BY_RECORD[record]
