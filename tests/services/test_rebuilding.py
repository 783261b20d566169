"""A desk that died is made anew from what it sent, whatever it had come to."""

import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from countydesk.domain.applications import Station
from countydesk.domain.catalogue import Ledger
from countydesk.domain.disbursements import BatchState
from countydesk.domain.enrolment import EventKind
from countydesk.domain.entries import Entry
from countydesk.domain.intake import StepKind
from countydesk.domain.months import Month, Term
from countydesk.domain.offices import Level
from countydesk.domain.problems import Refused
from countydesk.domain.promotion import Decision
from countydesk.domain.visits import Visit
from countydesk.services import (
    applications,
    beneficiaries,
    carrying,
    checking,
    closing,
    disbursements,
    drawing,
    due_visits,
    entries,
    intake_steps,
    promotion,
    rebuilding,
    rounds,
    school_life,
    sending,
    setup,
    visits,
)
from countydesk.services.desk import Desk, open_desk
from countydesk.services.due_visits import Wanted
from countydesk.services.intake_steps import Taken
from countydesk.services.setup import NewOperator
from countydesk.storage.disbursements import CLAIMS
from countydesk.storage.schema import KEPT
from tests.conftest import PASSPHRASE, TestClock, copied
from tests.services.applying import entered, number, passed

OCTOBER = Month(2026, 10)
PEOPLE = [NewOperator("李明", "neu-pass")]


def held(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every kind that is carried, and the claims that follow from them."""
    with desk.read() as connection:
        rows = {
            how.table.name: list(carrying.held_rows(connection, how, desk.office.code))
            for how in KEPT
            if how.carried
        }
        query = CLAIMS.select().order_by(CLAIMS.c.beneficiary_id, CLAIMS.c.term)
        return rows | {"claim": [tuple(row) for row in connection.execute(query)]}


def photo(seed: int = 0) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), (seed * 9 % 256, 90, 120)).save(content, "JPEG")
    return content.getvalue()


class Acts:
    """Random small acts of the field; one that the desk refuses is passed over."""

    def __init__(self, desk: Desk, clock: TestClock) -> None:
        self.desk, self.clock = desk, clock
        self.lists: list[str] = []

    def draw(self, n: int) -> None:
        children = [child.id for child in beneficiaries.listing(self.desk)]
        term = Term(2026, "autumn").next() if n % 2 else Term(2026, "autumn")
        self.lists.append(drawing.draw(self.desk, term, without=children[: n % 5]).id)

    def onward(self, n: int) -> None:
        batch = self._batch(n)
        if batch.state is BatchState.DRAWN:
            disbursements.check(self.desk, batch.number)
        elif batch.state is BatchState.CHECKED:
            disbursements.approve(self.desk, batch.number)
        elif batch.state is BatchState.APPROVED:
            disbursements.lock_for_printing(self.desk, batch.number)
        elif batch.state is BatchState.PRINTED:
            lines = disbursements.show(self.desk, batch.number).lines
            disbursements.pay(self.desk, batch.number, {lines[0].id: "外出"} if n % 2 else None)
        elif batch.state is BatchState.PAID:
            lines = disbursements.show(self.desk, batch.number).lines
            disbursements.sign(self.desk, batch.number, {lines[-1].id: "住院"}, {})
        else:
            disbursements.settle(self.desk, batch.number)

    def back(self, n: int) -> None:
        batch = self._batch(n)
        lines = disbursements.show(self.desk, batch.number).lines
        disbursements.return_(self.desk, batch.number, lines[n % len(lines)].id, "账户不符")

    def again(self, n: int) -> None:
        batch = self._batch(n)
        for line in disbursements.show(self.desk, batch.number).lines:
            disbursements.repay(self.desk, batch.number, line.id, "改发")

    def void(self, n: int) -> None:
        disbursements.void(self.desk, self._batch(n).number, "填错", replace=bool(n % 2))

    def setting(self, n: int) -> None:
        changes = [{"instalments": 1}, {"instalments": 2}, {"year": "calendar"}, {"year": "school"}]
        setup.change_settings(self.desk, reason="调整", **changes[n % 4])

    def visit(self, n: int) -> None:
        child = beneficiaries.listing(self.desk)[n % 24]
        found = "=1+1" if n % 3 == 0 else f"情况{n}\n<&> _x0041_ 𬸚"
        day = date(2026, 10, 1 + n % 14)
        visit = Visit(
            office_code="",
            id=self.desk.new_id(),
            beneficiary_id=child.id,
            day=day,
            visitors="李明、赵芳",
            findings=found,
        )
        visits.record(self.desk, visit, [photo(n)] if n % 2 else [])

    def round(self, n: int) -> None:
        children = [line.id for line in due_visits.due(self.desk, Wanted(free_only=True))]
        rounds.plan(self.desk, self.desk.today, "李明、赵芳", children[: n % 5])

    def missed(self, n: int) -> None:
        for line in rounds.listing(self.desk, open_only=True)[:1]:
            left = rounds.show(self.desk, line.number).left()
            rounds.miss(self.desk, line.number, [left[0].stop.id], f"=外出{n}")

    def activity(self, n: int) -> None:
        done = Entry(
            office_code="",
            id=self.desk.new_id(),
            ledger=Ledger.ACTIVITY,
            programme=("study_general", "jobs_general", "spirit_general")[n % 3],
            kind="activity",
            name="宣讲",
            level=Level.COUNTY,
            first_day=date(2026, 10, 1 + n % 14),
            modifiers={"people": "余"} if n % 2 else {},
            people=n,
            note=" 空格 ",
        )
        entries.record(self.desk, done)

    def event(self, n: int) -> None:
        child = beneficiaries.listing(self.desk)[n % 24]
        kind = (EventKind.PAUSED, EventKind.RESUMED, EventKind.REPEATED, EventKind.DIED)[n % 4]
        school_life.record(self.desk, child.id, kind, date(2026, 10, 1 + n % 14), "原因")

    def application(self, n: int) -> None:
        born = date(2017, 3, 1 + n % 28)
        told = {"name": f"马小{'兰岚蓝'[n % 3]}", "citizen_id": number(born), "request": "=1+1"}
        entered(self.desk, **told, likeness_reason="并非同一人")

    def step(self, n: int) -> None:
        for line in applications.lines(self.desk)[: 1 + n % 2]:
            taken = passed(self.desk, line.station, date(2026, 10, 14 if n % 2 else 13))
            if n % 7 == 0:
                taken = Taken(line.station, StepKind.BACK, date(2026, 10, 14), f"缺<页>{n}")
            if line.station is Station.NOTICE:
                intake_steps.post(self.desk, [line.id], date(2026, 10, 14), "公示栏")
            else:
                intake_steps.decide(self.desk, line.id, taken)

    def take_back(self, n: int) -> None:
        child = beneficiaries.listing(self.desk)[n % 24]
        for one in school_life.listing(self.desk, child.id):
            if one.undoable:
                school_life.undo(self.desk, one.event.id, "有误")

    def september(self, n: int) -> None:
        if n % 3 == 0:
            promotion.undo(self.desk, 2026, "名单有误")
        moves = [one for one in promotion.plan(self.desk, 2026).moves if Decision.REPEAT in one.choices]
        promotion.promote(self.desk, 2026, {one.child.id: Decision.REPEAT for one in moves[: n % 7]})

    def consent(self, n: int) -> None:
        children = [child.id for child in beneficiaries.listing(self.desk)][: n % 24]
        beneficiaries.consent(self.desk, children, date(2026, 10, 2))

    def _batch(self, n: int) -> Any:
        batches = disbursements.batches(self.desk)
        if not batches:
            raise Refused("没有名册。")
        return batches[n % len(batches)]


ACTS = sorted(name for name in vars(Acts) if not name.startswith("_"))


def finished(desk: Desk) -> None:
    """What would keep the month open is paid or voided."""
    for batch in disbursements.batches(desk):
        if batch.state in (BatchState.DRAWN, BatchState.CHECKED, BatchState.APPROVED, BatchState.PRINTED):
            disbursements.void(desk, batch.number, "月末清理")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), min_size=4, max_size=30))
def test_whatever_was_done_a_rebuilt_desk_equals_the_one_that_sent(
    desk_template: Path, done: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, clock = Path(place), TestClock()
        with (
            copied(desk_template, folder / "desk") as copy,
            open_desk(copy, PASSPHRASE, "王海", clock) as desk,
        ):
            desk.operator = desk.operator.model_copy(
                update={"roles": ["recorder", "reviewer", "approver", "province"]}
            )
            desk.operators = [desk.operator]  # whoever acts does all of it
            setup.change_settings(desk, reason="一人", four_eyes=False)
            acts = Acts(desk, clock)
            for name, n in done:
                try:
                    getattr(acts, name)(n)
                except Refused:
                    continue
            finished(desk)
            closing.close(desk, OCTOBER)
            sent = sending.send(desk, OCTOBER, folder, PASSPHRASE, with_photos=True)
            before = held(desk)
        rebuilt = rebuilding.rebuild([sent.path], folder / "new", PEOPLE, clock)
        with rebuilt.desk as again:
            assert held(again) == before
            assert rebuilt.lost_photos == 0
            assert checking.check(again) == []
            again.operator = again.operator_named("王海")
            clock.on(date(2026, 11, 30))
            closing.close(again, OCTOBER.next())
            again.operator = again.operator_named("李明")
            following = _sent_as_approver(again, folder)
        assert following.number == 2
        assert following.previous_id == sent.record.package_id


def _sent_as_approver(desk: Desk, folder: Path) -> Any:
    desk.operator = desk.operator.model_copy(update={"roles": ["approver"]})
    return sending.send(desk, OCTOBER.next(), folder, "neu-pass").record


@pytest.fixture
def sent(desk: Desk, acting: Callable[[str], Desk], tmp_path: Path) -> Iterator[Path]:
    """October's package of the template's desk."""
    acting("王海")
    closing.close(desk, OCTOBER)
    yield sending.send(desk, OCTOBER, tmp_path, PASSPHRASE).path


def test_people_get_new_passphrases_and_only_they(sent: Path, tmp_path: Path, clock: TestClock) -> None:
    with pytest.raises(Refused, match="没有名叫“陌生人”的在岗人员"):
        rebuilding.rebuild([sent], tmp_path / "new", [NewOperator("陌生人", "neu-pass")], clock)
    assert not (tmp_path / "new" / "keys.json").exists()
    rebuilding.rebuild([sent], tmp_path / "new", PEOPLE, clock).desk.close()
    with open_desk(tmp_path / "new", "neu-pass", "李明", clock) as again:
        assert [person.name for person in again.operators] == ["李明", "赵芳", "王海"]
    with pytest.raises(Refused, match="没有名叫“王海”"):
        open_desk(tmp_path / "new", PASSPHRASE, "王海", clock)


def test_a_package_that_does_not_hold_makes_no_desk(sent: Path, tmp_path: Path, clock: TestClock) -> None:
    content = bytearray(sent.read_bytes())
    content[len(content) // 2] ^= 1
    sent.write_bytes(content)
    with pytest.raises(Refused, match=sent.name):
        rebuilding.rebuild([sent], tmp_path / "new", PEOPLE, clock)
    assert not (tmp_path / "new").exists()


def test_earlier_packages_bring_the_photographs_of_their_months(
    desk: Desk, acting: Callable[[str], Desk], clock: TestClock, tmp_path: Path
) -> None:
    for month, seed in ((OCTOBER, 1), (OCTOBER.next(), 2)):
        clock.on(month.last_day)
        acting("李明")
        child = beneficiaries.listing(desk, limit=1)[0].id
        visit = Visit(
            office_code="",
            id=desk.new_id(),
            beneficiary_id=child,
            day=month.first_day,
            visitors="李明、赵芳",
            findings="家访",
        )
        visits.record(desk, visit, [photo(seed)])
        acting("王海")
        closing.close(desk, month)
        sending.send(desk, month, tmp_path, PASSPHRASE, with_photos=True)
    first, second = sorted(tmp_path.glob("*.xlsx"))
    alone = rebuilding.rebuild([second], tmp_path / "alone", PEOPLE, clock)
    alone.desk.close()
    assert (alone.photos, alone.lost_photos) == (1, 1)
    both = rebuilding.rebuild([second, first], tmp_path / "both", PEOPLE, clock)
    with both.desk as again:
        assert (both.photos, both.lost_photos) == (2, 0)
        assert held(again) == held(desk)
        assert checking.check(again) == []


def test_packages_of_two_series_make_no_desk(
    sent: Path, desk: Desk, tmp_path: Path, clock: TestClock
) -> None:
    second = sending.send(desk, OCTOBER, tmp_path / "own", PASSPHRASE).path
    with rebuilding.rebuild([sent], tmp_path / "new", PEOPLE, clock).desk as again:
        again.operator = again.operator.model_copy(update={"roles": ["approver"]})
        other = sending.send(again, OCTOBER, tmp_path / "other", "neu-pass").path
    with pytest.raises(Refused, match="不衔接"):
        rebuilding.rebuild([sent, second, other], tmp_path / "third", PEOPLE, clock)
    assert not (tmp_path / "third").exists()
