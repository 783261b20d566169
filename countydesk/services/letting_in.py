"""One package let in: examined, placed in its office's series, compared, merged, recorded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from countydesk.domain.fields import Choice
from countydesk.domain.merging import Tally, rewritten_sentence
from countydesk.domain.offices import Level
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.receiving import Placed, ReceivedPackage, Standing, placed
from countydesk.services import conflicts, merging, waiting
from countydesk.services.desk import Changes, Desk
from countydesk.services.gate import Gate
from countydesk.services.places import regions
from countydesk.storage.photo_files import digest_of
from countydesk.storage.receiving import RECEIVED
from countydesk.storage.unit_of_work import Work
from countydesk.sync.opening import Opened

OnProgress = Callable[[int], None]


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


class _Held(Exception):
    """The package waits for the officer; carries what to say."""

    def __init__(self, sentence: str, tallies: Sequence[Tally] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.tallies = sentence, tuple(tallies)


def _answer(path: Path, opened: Opened) -> Received:
    verdict = opened.verdict
    if not verdict.valid:
        return Received(path, Outcome.REFUSED, verdict.problem or "")
    month = str(verdict.month)
    return Received(path, Outcome.MERGED, "", verdict.package_id, verdict.county, month, verdict.number)


def let_in(desk: Desk, gate: Gate, path: Path, decided: str, told: OnProgress) -> Received:
    """Merge one file in a transaction of its own; what is to be held is not remembered yet.

    `decided` is the officer's reason for letting in what would wait. `told` may raise to cancel.
    """

    def merged(opened: Opened, answer: Received) -> Received:
        with _photographs(desk, opened), desk.work() as work:
            merged = _merge(desk, work, opened, answer, decided, told)
            return replace(merged, changes=work.commit())

    return _answered(desk, gate, path, merged)


def try_in(desk: Desk, work: Work, gate: Gate, path: Path, told: OnProgress) -> Received:
    """Merge one file within a work that is never committed, to see what that would do."""

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
    for held in waiting.within(work, answer.package_id or ""):
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
        received_by=desk.acting(Act.RECEIVE),
    )


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
