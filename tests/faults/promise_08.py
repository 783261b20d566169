"""Promise 8: a file from outside ends in a preview or a sentence, within 20 seconds and a gigabyte."""

import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from countydesk.domain.problems import Refused, Unavailable
from countydesk.imports.ledger import read_ledger
from countydesk.outside.limits import SECONDS
from countydesk.outside.process import GaveUp
from countydesk.services import outside
from countydesk.services.places import regions
from countydesk.sync import authority, certificates, package, requests
from tests.faults import Outcome, hostile_papers, hostile_pictures, hostile_workbooks
from tests.faults.hostile import Hostile, mutants

PROMISE = "坏文件不会让程序卡死、崩溃或漏读:每个文件在 20 秒、1 GB 以内以预览或一句话结束。"
TODAY = date(2026, 10, 15)
OFFICE = ("621024", "合水县")
MUTANTS = {"workbook": 250, "photo": 60, "scan": 60, "signed": 250, "request": 60, "reply": 60, "key": 60}
AT_ONCE = 2
PERSON_WAITS = SECONDS + 5  # the rest is what the desk itself does with what came


@dataclass(frozen=True)
class Read:
    """How the reading of a file ended, in a word, what was wrong with that, and how long it took."""

    file: str
    end: str
    wrong: str
    seconds: float


def run(long: bool) -> Outcome:
    """Read every file as the desk does, and count those that end otherwise than promised."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as threads:
        files, reads = corpus(long), list[Read]()
        while some := list(islice(files, AT_ONCE)):  # large files: no more of them at a time than are read
            reads += threads.map(lambda one: read(one, Path(folder)), some)
    broken = [one for one in reads if one.wrong or one.seconds > PERSON_WAITS]
    for one in broken:
        print(f"{one.file}: {one.end} {one.wrong} in {one.seconds:.1f} s", file=sys.stderr)
    ends = Counter(one.end for one in reads)
    told = "、".join(f"{word} {count}" for word, count in sorted(ends.items()))
    slowest = max(reads, key=lambda one: one.seconds)
    return Outcome(PROMISE, len(reads), len(broken), f"{told};最慢 {slowest.seconds:.1f} 秒({slowest.file})")


def corpus(long: bool) -> Iterator[Hostile]:
    """Every file that is tried: good ones, bad ones made for a reason, and mutants of the good ones.

    The short form leaves out those that take seconds each.
    """
    good = [*hostile_workbooks.good(), *hostile_pictures.good(), *hostile_papers.good()]
    signed = next(one for one in good if one.kind == "signed")
    yield from good
    yield from hostile_workbooks.bad()
    yield from hostile_pictures.bad()
    yield from hostile_papers.bad(signed)
    if long:
        yield from hostile_workbooks.swollen()
        yield from hostile_pictures.swollen()
    for one in good:
        yield from mutants(one, MUTANTS[one.kind] if long else 1)


def read(one: Hostile, folder: Path) -> Read:
    """Read a file and look at the clock."""
    begun = time.monotonic()
    end, wrong = ended(one, folder / f"{threading.get_ident()}{Path(one.name).suffix}")
    return Read(one.name, end, wrong, time.monotonic() - begun)


def ended(one: Hostile, path: Path) -> tuple[str, str]:
    """How reading ended, in a word, and what is wrong with that, if anything."""
    path.write_bytes(one.data)
    try:
        READ[one.kind](path)
    except GaveUp as refused:
        return "中止", _unsaid(refused) or ("a good file" if one.good else "")
    except (Refused, Unavailable) as refused:
        return "拒收", _unsaid(refused) or ("a good file" if one.good else "")
    except Exception as fault:
        return "崩溃", repr(fault)
    return "读成", ""


def _unsaid(refused: Exception) -> str:
    """What is wrong with a refusal: it is a sentence that a person can read."""
    sentence = str(refused)
    whole = sentence.endswith("。") and any("一" <= sign <= "龥" for sign in sentence)
    return "" if whole else f"no sentence: {sentence!r}"


def _ledger(path: Path) -> None:
    read_ledger(path, today=TODAY, regions=regions(), office=OFFICE, as_of=TODAY, tables=outside.sheets_of)


def _signed(path: Path) -> None:
    verdict = package.open_package(path, today=TODAY, first=outside.rehearse_signed).verdict
    # The seed is signed well and is no package: that it came to the cover is all that a reader can say.
    if verdict.problem and "封面" not in verdict.problem:
        raise Refused(verdict.problem)


def _reply(path: Path) -> None:
    authority.read_reply(outside.rehearse_reply(path.read_bytes(), TODAY), TODAY)


READ: dict[str, Callable[[Path], object]] = {
    "workbook": _ledger,
    "photo": lambda path: outside.safe_photo(path.read_bytes()),
    "scan": lambda path: outside.scanned_pages(path.read_bytes()),
    "signed": _signed,
    "request": lambda path: requests.read_request(outside.rehearse_request(path.read_bytes())),
    "reply": _reply,
    "key": lambda path: certificates.from_pkcs12(outside.rehearse_key(path.read_bytes(), "demo"), "demo"),
}
