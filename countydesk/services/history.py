"""An office's whole series of packages, checked as one: numbers, predecessors, and a past that stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from countydesk.domain.applications import Application
from countydesk.domain.closing import SentPackage
from countydesk.domain.merging import Found, compared
from countydesk.services import carrying, outside, trust
from countydesk.services.desk import Desk
from countydesk.services.merging import forgotten
from countydesk.services.receiving import files_in
from countydesk.storage.erasing import Erased
from countydesk.storage.merging import APPENDED
from countydesk.storage.schema import Kept, kept
from countydesk.sync import package
from countydesk.sync.opening import Opened

SENT = kept(SentPackage)


@dataclass
class Link:
    """One package of the series, and all that is wrong with it or with its place."""

    file: Path
    problems: list[str] = field(default_factory=list)
    package_id: str | None = None
    office: str | None = None
    month: str | None = None
    number: int | None = None


def check(paths: Sequence[Path], desk: Desk | None = None) -> list[Link]:
    """Check the packages in some files and folders, each by itself and each against the one before it.

    Nobody is asked to vouch for the certificates here. The record of changes is sealed with a key that
    never leaves its office, so that its head alone cannot be checked: what shows is a head that stands
    still or comes again, and rows of the past that read otherwise. A `desk` opens what was encrypted to
    it. Returns the packages by office and
    number, those that cannot be read first.
    """
    openers = trust.openers_of(desk) if desk else []
    links, opened = [], []
    for path in files_in(paths):
        one = package.open_package(path, openers=openers, first=outside.rehearse_signed)
        verdict = one.verdict
        month = str(verdict.month) if verdict.month else None
        problems = [verdict.problem or ""] if not verdict.valid else []
        link = Link(path, problems, verdict.package_id, verdict.county, month, verdict.number)
        links.append(link)
        if verdict.valid:
            opened.append((link, one))
    opened.sort(key=lambda pair: (pair[1].cover.office_code, pair[1].cover.number, pair[0].file.name))
    for (_, before), (link, after) in pairwise(opened):
        if after.cover.office_code == before.cover.office_code:
            link.problems += _problems(before, after)
        else:
            _check_first(link, after)
    if opened:
        _check_first(*opened[0])
    return sorted(links, key=lambda link: (link.office or "", link.number or 0, link.file.name))


def _check_first(link: Link, first: Opened) -> None:
    if first.cover.number > 1:
        link.problems.append(f"这一系列从第 {first.cover.number} 号开始,之前的不在其中。")
    elif first.cover.previous_id is not None:
        link.problems.append("这是第 1 号,却写有上一包。")


def _problems(before: Opened, after: Opened) -> list[str]:
    """What does not fit between two neighbours."""
    first, second = before.cover, after.cover
    if first.number == second.number:
        same = before.verdict.package_id == after.verdict.package_id
        told = "两次" if same else "内容不同的两个文件"
        return [f"第 {second.number} 号有{told}。"]
    found = []
    if second.number > first.number + 1:
        found.append(f"缺第 {first.number + 1} 至 {second.number - 1} 号。")
    elif second.previous_id != before.verdict.package_id:
        found.append(f"所写的上一包不是第 {first.number} 号。")
    if second.chain_head == first.chain_head:
        found.append("变更记录没有前进,台账可能被恢复到以前的状态。")
    if before.verdict.package_id not in _listed(after):
        found.append(f"包内的上报记录没有第 {first.number} 号。")
    for how in carrying.SHEETS:
        if how.table in APPENDED and (count := _rewritten(how, before, after)):
            found.append(f"“{how.title}”有 {count} 行与第 {first.number} 号不同,只能追加的记录被改动过。")
    return found


def _listed(opened: Opened) -> set[str]:
    at = list(SentPackage.model_fields).index("package_id")
    return {row[at] for row in carrying.sent_rows(opened, SENT)}


def _without(before: Opened, after: Opened) -> Erased:
    """The children that the later package knows no more, with their applications in the one before."""
    child_ids, names = frozenset(forgotten(after)), list(Application.model_fields)
    at, whose = names.index("id"), names.index("beneficiary_id")
    rows = carrying.sent_rows(before, kept(Application)) if child_ids else ()
    return Erased(child_ids, frozenset(row[at] for row in rows if row[whose] in child_ids))


def _rewritten(how: Kept, before: Opened, after: Opened) -> int:
    names = list(how.record.model_fields)
    keys = [names.index(name) for name in how.key]
    held = _without(before, after).read(how, carrying.sent_rows(before, how))
    rows = compared(held, carrying.sent_rows(after, how), keys)
    return sum(1 for found, _ in rows if found in (Found.CHANGED, Found.GONE))
