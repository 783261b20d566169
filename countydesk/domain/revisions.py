"""The record of changes: who changed what, when, from what to what, chained by digest."""

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain import values, wording
from countydesk.domain.catalogue import FieldOf
from countydesk.domain.fields import Choice, FieldSpec, Kind, field, fields_of
from countydesk.domain.masks import mask

FIRST = "0" * 64
# What touches identity, a bank card or money is changed with a reason only.
REASONED = frozenset({Kind.NAME, Kind.CITIZEN_ID, Kind.BANK_CARD, Kind.MONEY})
_DIGEST = re.compile("[0-9a-f]{64}")


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
    by: str = field("经办人员")
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


@dataclass(frozen=True)
class Told:
    """One field that a revision changed, in words; "" where there was or is nothing."""

    title: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.title:
            return self.after
        return (
            f"{self.title}:{self.before} → {self.after or '(空)'}"
            if self.before
            else f"{self.title}:{self.after}"
        )


def in_words(
    record: type[SQLModel] | None,
    changes: str,
    *,
    masked: bool = True,
    own: Mapping[str, FieldOf] | None = None,
) -> list[Told]:
    """What a revision changed, field by field, in the words of its record; what is private is masked.

    `record` is the class of the records of its kind, None for one that stands for no record; `own`
    are the fields that the catalogue gives the record.
    """
    specs = {spec.name: spec for spec in fields_of(record)} if record else {}
    found = []
    for name, (before, after) in json.loads(changes).items():
        spec = specs.get(name)
        if name == "*":
            found.append(Told("", "", _of_the_whole(specs, str(after))))
        elif spec and spec.kind is Kind.VALUES:
            found += _by_the_catalogue(spec, own or {}, before or {}, after or {}, masked)
        elif spec and spec.kind is not Kind.KEY:
            found.append(Told(spec.title, _words(spec, before, masked), _words(spec, after, masked)))
    return found


def _by_the_catalogue(
    spec: FieldSpec,
    own: Mapping[str, FieldOf],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    masked: bool,
) -> Iterator[Told]:
    """What changed among values by their keys; what the catalogue does not know may be private, and is
    not shown."""
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) == after.get(key):
            continue
        if spec.name != "values":  # a word beside a figure
            title = own[key].title if key in own else "惠及人数"
            yield Told(f"{title}{spec.title}", before.get(key, ""), after.get(key, ""))
        elif key in own:
            words = [_shown(own[key], told.get(key), masked) for told in (before, after)]
            yield Told(own[key].title, *words)


def _shown(own: FieldOf, value: Any, masked: bool) -> str:
    hidden = masked and own.private
    return str(values.masked(own, value) or "") if hidden else values.shown(own, value)


def _of_the_whole(specs: Mapping[str, FieldSpec], said: str) -> str:
    """What was done to a record as a whole: a field that was looked at, a sentence; a digest says nothing."""
    if said in specs:
        return specs[said].title
    return "" if _DIGEST.fullmatch(said) else said


def _words(spec: FieldSpec, value: Any, masked: bool) -> str:
    words = wording.in_words(spec, value)
    return mask(spec.kind, words) if spec.private and masked else words
