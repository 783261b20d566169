"""Events say what they change, can be rolled back to any day, and are taken back in order."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from countydesk.domain.beneficiaries import Beneficiary, grade_of
from countydesk.domain.course import stretches
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, replayed, standing, state_on
from countydesk.domain.grades import Schooling, Stage
from countydesk.domain.offices import Settings
from countydesk.domain.problems import Refused
from countydesk.domain.promotion import Decision, Move, changes_of, judge
from countydesk.domain.school_life import (
    Outlook,
    applied,
    as_json,
    changes_by,
    effect_of,
    enrolled_on,
    require_last,
    require_undoable,
    taken_back,
)
from countydesk.domain.standards import FOUNDED_ON, FOUNDING_STANDARDS, Standard

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=8)))
STANDARDS = [
    Standard(office_code="621024", id=stage, stage=stage, yearly_fen=fen, from_day=FOUNDED_ON, source="报告")
    for stage, fen in FOUNDING_STANDARDS.items()
]


def child(stage: Stage = Stage.PRIMARY, entry_year: int | None = 2022, **more: Any) -> Beneficiary:
    facts: dict[str, Any] = {"school": "太白镇中心小学", "class_name": "2班"} | more
    return Beneficiary(
        office_code="621024", id="甲", name="张小明", stage=stage, entry_year=entry_year, **facts
    )


def event(kind: EventKind, day: date, number: int = 0, **more: Any) -> EnrolmentEvent:
    return EnrolmentEvent(
        office_code="621024",
        id=f"{kind.value}-{number}",
        beneficiary_id="甲",
        kind=kind,
        day=day,
        recorded_by="李明",
        recorded_at=NOON + timedelta(minutes=number),
        **more,
    )


ADMITTED = event(EventKind.TAKEN_OVER, date(2026, 9, 5))


def said(
    kind: EventKind, who: Beneficiary, claimed: tuple[str, ...] = (), before: Sequence[EnrolmentEvent] = ()
) -> str:
    """What an event of today would do."""
    events = [ADMITTED, *before]
    changes = changes_by(kind, who, "县第一小学", "1班", TODAY)
    new = event(kind, TODAY, 9, changes=as_json(changes))
    was = Outlook(who, events, STANDARDS, Settings(), TODAY, claimed)
    will = Outlook(applied(who, changes), [*events, new], STANDARDS, Settings(), TODAY, claimed)
    return effect_of(new, was, will)


def test_each_event_says_what_it_does_to_the_payments() -> None:
    """Grade 5 in November 2026: 4 half years of 1000, 12 of 1800."""
    paid = ("2026-autumn",)
    who = child()
    assert said(EventKind.PAUSED, who, paid) == (
        "从2027年春季学期起暂停发放,本学年少发 1 期 1,000.00 元;复学后恢复。"
        "2026年秋季学期已列入名册,不随之更改。"
    )
    assert said(EventKind.MOVED_AWAY, who) == "从2026年秋季学期起不再发放,少发 16 期 25,600.00 元。"
    assert said(EventKind.REPEATED, who) == ("年级由小学 五年级改为小学 四年级,至毕业多发 2 期 2,000.00 元。")
    assert said(EventKind.SKIPPED, who) == "年级由小学 五年级改为小学 六年级,至毕业少发 2 期 2,000.00 元。"
    assert said(EventKind.CHANGED_SCHOOL, who) == "助养照常,至毕业仍为 16 期 25,600.00 元。"
    assert said(EventKind.DROPPED_OUT, who).endswith("请告知乡镇并入户劝返。")
    assert said(EventKind.UNIVERSITY, child(Stage.SENIOR, 2024)).endswith("可申请圆梦大学项目。")


def test_coming_back_after_a_year_asks_whether_a_year_is_repeated() -> None:
    away = [event(EventKind.PAUSED, date(2026, 9, 6), 1)]
    assert (
        said(EventKind.RESUMED, child(), before=away)
        == "从2026年秋季学期起恢复发放,至毕业 16 期 25,600.00 元。"
    )
    long_ago = ADMITTED.model_copy(update={"day": date(2024, 9, 5)})
    events = [long_ago, event(EventKind.PAUSED, date(2025, 3, 1), 1)]
    new = event(EventKind.RESUMED, TODAY, 2)
    was = Outlook(child(), events, STANDARDS, Settings(), TODAY)
    will = Outlook(child(), [*events, new], STANDARDS, Settings(), TODAY)
    assert "离校跨了 2 个学年,如从原年级读起,请再登记留级" in effect_of(new, was, will)


def test_what_does_not_fit_a_child_is_refused() -> None:
    with pytest.raises(Refused, match="第一年,不能登记留级"):
        changes_by(EventKind.REPEATED, child(entry_year=2026), "", "", TODAY)
    with pytest.raises(Refused, match="入学年份不明"):
        changes_by(EventKind.SKIPPED, child(entry_year=None), "", "", TODAY)
    with pytest.raises(Refused, match="现为小学在读"):
        changes_by(EventKind.UNIVERSITY, child(), "", "", TODAY)


def test_an_event_and_its_counter_event_leave_nothing_behind() -> None:
    paused = event(EventKind.PAUSED, date(2026, 10, 1), 1)
    undone = event(EventKind.UNDONE, TODAY, 2, undoes_id=paused.id)
    events = [ADMITTED, paused, undone]
    assert standing(events) == [ADMITTED]
    assert replayed(events) is state_on(events, date(2026, 10, 5)) is State.IN_SUPPORT
    with pytest.raises(Refused, match="已经撤销"):
        require_undoable(events, paused)
    with pytest.raises(Refused, match="“撤销”不能撤销"):
        require_undoable(events, undone)
    with pytest.raises(Refused, match="“原台账转入”不能撤销"):
        require_undoable(events, ADMITTED)


def test_what_later_events_rest_on_is_undone_after_them() -> None:
    paused, resumed = event(EventKind.PAUSED, date(2026, 9, 9), 1), event(EventKind.RESUMED, TODAY, 2)
    with pytest.raises(Refused, match="其后的“复学”不能成立,请先撤销它"):
        require_undoable([ADMITTED, paused, resumed], paused)
    who = child(entry_year=2021)
    repeated = event(EventKind.REPEATED, date(2026, 9, 9), 3, changes=as_json({"entry_year": (2020, 2021)}))
    promoted = event(
        EventKind.PROMOTED,
        date(2027, 9, 1),
        4,
        changes=as_json(changes_of(who, Decision.NEXT, date(2027, 9, 1))),
    )
    events = [ADMITTED, repeated, promoted]
    with pytest.raises(Refused, match="其后已有 2027-09-01 的“升学”"):
        require_undoable(events, repeated)
    with pytest.raises(Refused, match="请先撤销它"):
        require_last([ADMITTED, promoted, repeated], repeated)
    require_undoable(events, promoted)
    entered = applied(who, promoted.changed())
    assert (entered.stage, entered.entry_year, entered.class_name) == (Stage.JUNIOR, 2027, "")
    back = applied(entered, taken_back(entered, promoted))
    assert back == who
    assert grade_of(enrolled_on(entered, events, date(2027, 5, 1)), date(2027, 5, 1)) == "小学 六年级"
    assert grade_of(enrolled_on(entered, events, date(2026, 9, 6)), date(2026, 9, 6)) == "小学 已满年限"
    assert enrolled_on(entered, events, date(2027, 9, 1)) == entered


def test_what_was_corrected_since_stays_when_an_event_is_taken_back() -> None:
    moved = event(EventKind.CHANGED_SCHOOL, TODAY, 1, changes=as_json({"school": ("甲校", "乙校")}))
    assert taken_back(child(school="乙校"), moved) == {"school": ("乙校", "甲校")}
    assert taken_back(child(school="丙校"), moved) == {}


def test_five_and_four_years() -> None:
    who = child(entry_year=2022, schooling=Schooling.FIVE_FOUR)
    assert grade_of(who, date(2027, 5, 1)) == "小学 五年级"
    move = judge(who, TODAY, 2027)
    assert move is not None and (move.before, move.after) == ("小学 五年级", "初一")
    assert [(s.stage, s.last.year) for s in stretches(who, TODAY)] == [
        (Stage.PRIMARY, 2027),
        (Stage.JUNIOR, 2031),
        (Stage.SENIOR, 2034),
    ]


@pytest.mark.parametrize(
    ("who", "proposed", "must", "reason"),
    [
        (child(entry_year=2024), Decision.GO_ON, False, ""),
        (child(entry_year=2021), Decision.NEXT, False, "学校还是“太白镇中心小学”"),
        (child(entry_year=2021, school="板桥九年制学校"), Decision.NEXT, False, ""),
        (child(entry_year=2019), Decision.NEXT, True, "小学已超年限 2 年"),
        (child(Stage.JUNIOR, 2024, school=""), Decision.NEXT, True, "学校不明"),
        (child(Stage.SENIOR, 2024, school="县一中"), Decision.GRADUATE, True, "请确认毕业"),
        (child(Stage.VOCATIONAL, 2024, school="县职专"), Decision.GRADUATE, True, "请确认毕业"),
        (child(entry_year=None), Decision.LATER, False, "入学年份不明"),
        (child(entry_year=2024, state=State.PAUSED), Decision.LATER, False, "休学中"),
        (child(entry_year=2024, birth=date(2013, 3, 1)), Decision.GO_ON, False, "14 岁,年龄与年级不符"),
    ],
)
def test_september_of_2027(who: Beneficiary, proposed: Decision, must: bool, reason: str) -> None:
    move = judge(who, date(2027, 5, 1), 2027)
    assert move is not None
    assert (move.proposed, move.must) == (proposed, must)
    assert reason in ";".join(move.reasons)
    assert move.is_exception == bool(reason)


def test_who_left_is_not_on_the_roster_and_who_was_not_visited_is_named() -> None:
    assert judge(child(state=State.GRADUATED), None, 2027) is None
    unseen: Move | None = judge(child(entry_year=2024), date(2026, 8, 1), 2027)
    assert unseen is not None and unseen.reasons == ("一年内没有走访",)
