"""The record of changes: who changed what, when, from what to what, chained by digest."""

import hashlib
import hmac
import json
from collections.abc import Collection
from datetime import UTC, datetime

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field, fields_of

FIRST = "0" * 64
# What touches identity, a bank card or money is changed with a reason only.
REASONED = frozenset({Kind.NAME, Kind.CITIZEN_ID, Kind.BANK_CARD, Kind.MONEY})


class Action(Choice):
    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    REMOVED = "removed", "移除"
    SEEN = "seen", "查看"
    SENT_OUT = "sent_out", "导出"


class Revision(SQLModel):
    """One change to one record. `changes` is JSON: field → [old, new]."""

    office_code: str = field("单位代码", Kind.KEY)
    number: int = field("序号", Kind.NUMBER)
    at: datetime = field("时间", Kind.INSTANT)
    by: str = field("操作人")
    action: Action = field("动作", Kind.CHOICE, choices=Action)
    kind: str = field("记录种类", Kind.KEY)
    record_id: str = field("记录编号", Kind.KEY)
    changes: str = field("变动")
    reason: str = field("原因", default="")
    digest: str = field("链摘要", Kind.KEY, default="")


def chained(previous: str, revision: Revision, key: bytes) -> str:
    """The digest of a revision: HMAC-SHA256 over the digest before it and its own content.

    A chain without a key could be rewritten whole, so the key is the desk's.
    """
    content = json.dumps(
        [
            previous,
            revision.office_code,
            revision.number,
            revision.at.astimezone(UTC).isoformat(timespec="seconds"),
            revision.by,
            str(revision.action),
            revision.kind,
            revision.record_id,
            revision.changes,
            revision.reason,
        ],
        ensure_ascii=False,
    )
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def sealed(number: int, digest: str, key: bytes) -> str:
    """The seal on the end of the chain: without it revisions could be cut off there and nobody would know."""
    return hmac.new(key, f"{number} {digest}".encode(), hashlib.sha256).hexdigest()


def need_reason(record: type[SQLModel], changed: Collection[str]) -> list[str]:
    """The titles of those changed fields that a reason has to be given for."""
    return [spec.title for spec in fields_of(record) if spec.name in changed and spec.kind in REASONED]
