"""Receiving packages at the province's or a city's desk: verified, compared, merged exactly once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from countydesk.domain.problems import Refused
from countydesk.domain.receiving import HeldPackage, ReceivedPackage
from countydesk.domain.revisions import Action
from countydesk.services import waiting
from countydesk.services.desk import Desk
from countydesk.services.gate import require_receiving
from countydesk.services.letting_in import OnProgress, Outcome, Received, let_in, try_in
from countydesk.services.places import regions
from countydesk.storage.whole_files import write_whole
from countydesk.sync import encryption, package
from countydesk.sync.archive import Limits

OnFile = Callable[[Path], None]
ENDINGS = (".xlsx", ".xlsx.p7m")
RECEIPT_MARK = "-回执."
ONCE = "同一个文件给了两次,只合并了一次。"
CODE_LENGTH = 6  # of the office, at the beginning of a package's name


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The packages among some files and folders; a folder's by name, without the receipts in it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.iterdir() if _is_package(each.name))
        else:
            found.append(path)
    return found


def _is_package(name: str) -> bool:
    """By its name: packages and the receipts for them often lie in one folder."""
    return name.lower().endswith(ENDINGS) and not name.startswith((".", "~")) and RECEIPT_MARK not in name


def receive(
    desk: Desk,
    files: Sequence[Path],
    on_progress: OnProgress | None = None,
    on_file: OnFile | None = None,
) -> list[Received]:
    """Receive packages, each in one transaction of its own; the answers stand in the files' order.

    What does not follow on what is held is remembered and waits (`waiting.listing`, `accept`). Files may
    come in any order: one that fills a gap lets the next one in. `on_file` is told the file at hand,
    `on_progress` its rows done; both may raise to cancel: the package at hand is left as if it had
    not come. Raises `Refused` at a desk that receives nothing, `Unavailable` when the disk fails.
    """
    gate = require_receiving(desk)
    done: dict[Path, Received] = {}
    told = on_progress or (lambda rows: None)
    begun = on_file or (lambda path: None)
    turn = sorted(dict.fromkeys(files), key=lambda path: path.name)
    while turn:
        tried: dict[Path, Received] = {}
        for path in turn:
            begun(path)
            tried[path] = let_in(desk, gate, path, "", told)
        done |= tried
        progressed = {one.office for one in tried.values() if one.outcome is Outcome.MERGED}
        turn = [p for p, one in tried.items() if one.outcome is Outcome.HELD and one.office in progressed]
    for path, one in done.items():
        if one.outcome is Outcome.HELD:
            done[path] = _remember(desk, one)
    return _in_order(files, done)


def preview(
    desk: Desk,
    files: Sequence[Path],
    on_progress: OnProgress | None = None,
    on_file: OnFile | None = None,
) -> list[Received]:
    """What receiving the packages would do, told as `receive` tells it; nothing is written.

    They are merged and taken back: an office's in one go, so that the second stands on the first.
    Raises as `receive` does.
    """
    gate = require_receiving(desk)
    done: dict[Path, Received] = {}
    told = on_progress or (lambda rows: None)
    begun = on_file or (lambda path: None)
    turn = sorted(dict.fromkeys(files), key=lambda path: path.name)
    for _office, group in groupby(turn, key=lambda path: path.name[:CODE_LENGTH]):
        with desk.work() as work:  # never committed
            for path in group:
                begun(path)
                done[path] = try_in(desk, work, gate, path, told)
    return _in_order(files, done)


def _in_order(files: Sequence[Path], done: dict[Path, Received]) -> list[Received]:
    """The answers in the files' order; a file that is named twice was received once."""
    answers = []
    for path in files:
        answers.append(done[path])
        if done[path].outcome is Outcome.MERGED:
            done[path] = replace(done[path], outcome=Outcome.ALREADY, problem=ONCE, tallies=(), conflicts=0)
    return answers


def accept(
    desk: Desk, package_id: str, reason: str, path: Path | None = None, on_progress: OnProgress | None = None
) -> Received:
    """Let in a package that waits, by the officer's decision; the reason is kept with it.

    Afterwards the office's rows are those of the package, but for one that is older than what is
    held: that is only noted. `path` tells where the file lies now, if not where it lay. Raises
    `Refused` without a reason, for an unknown package, or another file.
    """
    gate = require_receiving(desk)
    if not reason.strip():
        raise Refused("请写接收理由。")
    held = next((one for one in waiting.listing(desk) if one.package_id == package_id), None)
    if held is None:
        raise Refused(f"没有等待决定的同步包“{package_id}”,请先查看待定清单。")
    file = path or Path(held.path)
    if not file.exists():
        raise Refused(f"文件已不在原处:{file}。请插回 U 盘,或指出文件现在的位置。")
    if gate.examine(file).verdict.package_id != package_id:
        raise Refused(f"“{file.name}”不是等待决定的那一个同步包。")
    return let_in(desk, gate, file, reason.strip(), on_progress or (lambda rows: None))


def _remember(desk: Desk, one: Received) -> Received:
    """Put a package on the list of those that wait; once, however often it is brought."""
    if one.package_id is None or one.office is None or one.number is None:
        return one
    with desk.work() as work:
        held = HeldPackage(
            office_code=one.office,
            package_id=one.package_id,
            office_name=regions().full_name(one.office) or one.office,
            month=one.month or "",
            number=one.number,
            path=str(one.file.absolute()),
            sentence=one.problem,
            held_at=work.now,
        )
        known = work.get(HeldPackage, one.office, one.package_id)
        if known:
            work.change(held.model_copy(update={"held_at": known.held_at}))
        else:
            work.add(held)
        return replace(one, changes=work.commit())


def hand_back(desk: Desk, path: Path, folder: Path) -> Path:
    """Write a package decrypted into `folder`, for the office that sent it: its own key cannot open it.

    That it left the desk is recorded. Raises `Refused` for a package that does not hold, `Unavailable`
    when the disk fails.
    """
    gate = require_receiving(desk)
    verdict = gate.examine(path).verdict
    if not verdict.valid:
        raise Refused(verdict.problem or "")
    data = package.read_file(path, Limits().file_bytes)
    plain = encryption.open_envelope(data, gate.openers) if verdict.encrypted else data
    target = folder / path.name.removesuffix(encryption.ENDING)
    write_whole(target, plain)
    with desk.work() as work:
        work.hands_out(target)
        work.log(Action.SENT_OUT, ReceivedPackage, verdict.package_id or "", f"解密交还 {verdict.county}")
        work.commit()
    return target
