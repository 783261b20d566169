"""Receiving packages at the province's or a city's desk: verified, compared, merged exactly once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from countydesk.domain.fields import Choice
from countydesk.domain.merging import Tally, rewritten_sentence
from countydesk.domain.offices import Level, superior_of
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.receiving import HeldPackage, Placed, ReceivedPackage, Standing, placed
from countydesk.domain.revisions import Action
from countydesk.services import conflicts, merging, outside, trust
from countydesk.services.desk import Changes, Desk
from countydesk.services.places import regions
from countydesk.storage.photo_files import digest_of
from countydesk.storage.receiving import HELD, RECEIVED
from countydesk.storage.unit_of_work import Work
from countydesk.storage.whole_files import write_whole
from countydesk.sync import encryption, package
from countydesk.sync.archive import Limits
from countydesk.sync.certificates import Trust
from countydesk.sync.encryption import Opener
from countydesk.sync.opening import Opened

OnProgress = Callable[[int], None]
OnFile = Callable[[Path], None]
ENDINGS = (".xlsx", ".xlsx.p7m")
RECEIPT_MARK = "-回执."
ONCE = "同一个文件给了两次,只合并了一次。"
CODE_LENGTH = 6  # of the office, at the beginning of a package's name


class Outcome(Choice):
    """What became of a package."""

    MERGED = "merged", "已合并"
    ALREADY = "already", "已收过"
    HELD = "held", "待决定"
    REFUSED = "refused", "不接收"


@dataclass(frozen=True)
class Received:
    """A file that was brought, and what became of it.

    Of a file that is refused nothing is told but the reason. `conflicts` counts what has to be
    settled between offices; of a package that is held, the records that read otherwise than before.
    """

    file: Path
    outcome: Outcome
    problem: str = ""
    package_id: str | None = None
    office: str | None = None
    month: str | None = None
    number: int | None = None
    tallies: tuple[Tally, ...] = ()
    conflicts: int = 0
    changes: Changes = frozenset()

    @property
    def new(self) -> int:
        return sum(tally.new for tally in self.tallies)

    @property
    def changed(self) -> int:
        return sum(tally.changed + tally.gone for tally in self.tallies)

    @property
    def same(self) -> int:
        return sum(tally.same for tally in self.tallies)


@dataclass(frozen=True)
class Gate:
    """What a desk examines packages by: whom it believes, the keys that open envelopes, today."""

    trust: Trust
    openers: Sequence[Opener]
    recipient: str
    today: date

    def examine(self, path: Path) -> Opened:
        """A package examined; nothing of it is believed but through the verdict.

        Raises `Unavailable` for a file that cannot be read.
        """
        return package.open_package(
            path,
            trust=self.trust,
            today=self.today,
            expected_recipient=self.recipient,
            openers=self.openers,
            first=outside.rehearse_signed,
        )


class _Held(Exception):
    """The package waits for the officer; carries what to say."""

    def __init__(self, sentence: str, tallies: Sequence[Tally] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.tallies = sentence, tuple(tallies)


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

    What does not follow on what is held is remembered and waits (`waiting`, `accept`). Files may
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
            tried[path] = _receive(desk, gate, path, "", told)
        done |= tried
        progressed = {one.office for one in tried.values() if one.outcome is Outcome.MERGED}
        turn = [p for p, one in tried.items() if one.outcome is Outcome.HELD and one.office in progressed]
    for path, one in done.items():
        if one.outcome is Outcome.HELD:
            done[path] = _remember(desk, one)
    answers = []
    for path in files:
        answers.append(done[path])
        if done[path].outcome is Outcome.MERGED:  # named twice, it is received once
            done[path] = replace(done[path], outcome=Outcome.ALREADY, problem=ONCE, tallies=(), conflicts=0)
    return answers


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
                done[path] = _tried(desk, work, gate, path, told)
    answers = []
    for path in files:
        answers.append(done[path])
        if done[path].outcome is Outcome.MERGED:  # named twice, it is received once
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
    held = next((one for one in waiting(desk) if one.package_id == package_id), None)
    if held is None:
        raise Refused(f"没有等待决定的同步包“{package_id}”,请先查看待定清单。")
    file = path or Path(held.path)
    if not file.exists():
        raise Refused(f"文件已不在原处:{file}。请插回 U 盘,或指出文件现在的位置。")
    if gate.examine(file).verdict.package_id != package_id:
        raise Refused(f"“{file.name}”不是等待决定的那一个同步包。")
    return _receive(desk, gate, file, reason.strip(), on_progress or (lambda rows: None))


def waiting(desk: Desk) -> list[HeldPackage]:
    """The packages that wait for a decision, by office and number."""
    query = select(HELD).order_by(HELD.c.office_code, HELD.c.number, HELD.c.package_id)
    with desk.read() as connection:
        return [HeldPackage.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def dismiss(desk: Desk, package_id: str, reason: str) -> Changes:
    """Take a package off the list of those that wait: it will not be let in. Raises `Refused`."""
    desk.acting(Act.RECEIVE)
    if not reason.strip():
        raise Refused("请写不接收的理由。")
    with desk.work() as work:
        for held in waiting_within(work, package_id):
            work.remove(held, reason)
        return work.commit()


def waiting_within(work: Work, package_id: str) -> list[HeldPackage]:
    """The packages of this id that wait: one or none."""
    rows = work.connection.execute(select(HELD).where(HELD.c.package_id == package_id)).mappings()
    return [HeldPackage.model_validate(dict(row)) for row in rows]


def gate_of(desk: Desk) -> Gate:
    """What this desk examines packages by. Raises `Refused` while no authority is pinned."""
    pinned = trust.trust_of(desk)
    if pinned is None:
        raise Refused("本台账还没有登记签发机构的证书,不能判断同步包的真假,请先建立或安装。")
    return Gate(pinned, trust.openers_of(desk), superior_of(desk.office.code), desk.today)


def require_receiving(desk: Desk) -> Gate:
    """What packages are received by. Raises `Refused` for who may not, at a county, and without authority."""
    desk.acting(Act.RECEIVE)
    if desk.office.level is Level.COUNTY:
        raise Refused("县级台账不接收同步包,请在省级或市级的台账上接收。")
    return gate_of(desk)


def _answer(path: Path, opened: Opened) -> Received:
    verdict = opened.verdict
    if not verdict.valid:
        return Received(path, Outcome.REFUSED, verdict.problem or "")
    month = str(verdict.month)
    return Received(path, Outcome.MERGED, "", verdict.package_id, verdict.county, month, verdict.number)


def _receive(desk: Desk, gate: Gate, path: Path, decided: str, told: OnProgress) -> Received:
    """Receive one file; what is to be held is not remembered yet."""

    def merged(opened: Opened, answer: Received) -> Received:
        with _photographs(desk, opened), desk.work() as work:
            merged = _merge(desk, work, opened, answer, decided, told)
            return replace(merged, changes=work.commit())

    return _answered(desk, gate, path, merged)


def _tried(desk: Desk, work: Work, gate: Gate, path: Path, told: OnProgress) -> Received:
    """Merge one file in a work that is not committed."""

    def tried(opened: Opened, answer: Received) -> Received:
        with work.connection.begin_nested():
            return _merge(desk, work, opened, answer, "", told)

    return _answered(desk, gate, path, tried)


def _answered(desk: Desk, gate: Gate, path: Path, merge: Callable[[Opened, Received], Received]) -> Received:
    """Examine a file and have it merged; what hinders that is told in the answer."""
    try:
        opened = gate.examine(path)
    except Unavailable as fault:
        return Received(path, Outcome.REFUSED, str(fault))
    answer = _answer(path, opened)
    if answer.outcome is Outcome.REFUSED:
        return answer
    try:
        _require_within(desk, opened.cover.office_code)
        return merge(opened, answer)
    except _Held as held:
        rewritten = sum(tally.rewritten for tally in held.tallies)
        return replace(
            answer,
            outcome=Outcome.HELD,
            problem=held.sentence,
            tallies=held.tallies,
            conflicts=rewritten,
        )
    except Refused as refusal:
        return replace(answer, outcome=Outcome.REFUSED, problem=str(refusal))
    except IntegrityError:
        problem = "包内记录互相对不上(引用或编号重复),没有合并,请对方检查台账后重新上报。"
        return replace(answer, outcome=Outcome.REFUSED, problem=problem)


def _require_within(desk: Desk, office: str) -> None:
    area = desk.office.code[:2] if desk.office.level is Level.PROVINCE else desk.office.code[:4]
    if office == desk.office.code or not office.startswith(area) or office not in regions().divisions:
        raise Refused(f"{office} 不是{desk.office.name}所辖的单位。")


def _merge(
    desk: Desk, work: Work, opened: Opened, answer: Received, decided: str, told: OnProgress
) -> Received:
    """Merge a package within a work; whoever calls commits it. Raises `_Held`."""
    standing = _placed(work, opened)
    if standing.standing is Standing.ALREADY:
        return replace(answer, outcome=Outcome.ALREADY, problem=standing.sentence)
    if standing.sentence and not decided:
        raise _Held(standing.sentence)
    noted = standing.standing is Standing.OLDER
    tallies: tuple[Tally, ...] = ()
    open_conflicts = 0
    if not noted:
        rows = _Counting(told)
        found = merging.differences(work.connection, opened, rows)
        tallies = tuple(each.tally for each in found)
        if not decided and (sentence := rewritten_sentence(tallies)):
            raise _Held(sentence, tallies)
        twice = merging.write(work.connection, opened, found, rows)
        open_conflicts = conflicts.find(work, opened.cover.office_code, twice)
        touched = (tally.kind for tally in tallies if tally.new or tally.changed or tally.gone)
        work.touched(*touched)
    for held in waiting_within(work, answer.package_id or ""):
        work.remove(held, decided)
    work.add(_record(desk, work, opened, tallies, noted, decided), reason=decided)
    return replace(answer, tallies=tallies, conflicts=open_conflicts)


class _Counting:
    """Adds up the rows that are done."""

    def __init__(self, told: OnProgress) -> None:
        self._told, self._done = told, 0

    def __call__(self, rows: int) -> None:
        self._done += rows
        self._told(self._done)


def received_of(work: Work, office: str) -> list[ReceivedPackage]:
    """The packages that were received of an office, as they came."""
    query = select(RECEIVED).where(RECEIVED.c.office_code == office).order_by(RECEIVED.c.place)
    return [ReceivedPackage.model_validate(dict(row)) for row in work.connection.execute(query).mappings()]


def _placed(work: Work, opened: Opened) -> Placed:
    cover, package_id = opened.cover, opened.verdict.package_id or ""
    received = received_of(work, cover.office_code)
    return placed(received, package_id, cover.number, cover.previous_id)


def _record(
    desk: Desk, work: Work, opened: Opened, tallies: Sequence[Tally], noted: bool, decided: str
) -> ReceivedPackage:
    cover, verdict = opened.cover, opened.verdict
    place = select(func.count()).select_from(RECEIVED).where(RECEIVED.c.office_code == cover.office_code)
    return ReceivedPackage(
        office_code=cover.office_code,
        package_id=verdict.package_id or "",
        place=(work.connection.scalar(place) or 0) + 1,
        merged=not noted,
        office_name=cover.office_name,
        unit=cover.unit,
        month=str(cover.month),
        number=cover.number,
        previous_id=cover.previous_id,
        created_at=cover.created_at,
        chain_head=cover.chain_head,
        signer=verdict.signer or "",
        four_eyes=cover.four_eyes,
        children=cover.children,
        due_fen=cover.totals.get("应发", 0),
        paid_fen=cover.totals.get("实发", 0),
        returned_fen=cover.totals.get("退汇未重发", 0),
        unpaid_fen=cover.totals.get("未发", 0),
        added=sum(tally.new for tally in tallies),
        changed=sum(tally.changed + tally.gone for tally in tallies),
        same=sum(tally.same for tally in tallies),
        decision=decided,
        received_at=work.now,
        received_by=desk.operator.name,
    )


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


@contextmanager
def _photographs(desk: Desk, opened: Opened) -> Iterator[None]:
    """Keep the package's photographs before the rows that name them; none stays if that fails."""
    fresh: list[str] = []
    try:
        for name, content in opened.photos():
            digest = digest_of(content)
            if name != f"{digest}.jpg":
                raise Refused(f"照片“{name}”的内容与名称不符。")
            if not desk.photos.has(digest):
                fresh.append(desk.photos.put(content))
        yield
    except BaseException:
        for digest in fresh:
            desk.photos.drop(digest)
        raise


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
