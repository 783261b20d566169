"""Visits: found, followed up, corrected; and the photographs that a form holds before it is saved."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image

from countydesk.domain.problems import Refused, Unavailable
from countydesk.domain.visits import FollowUp, Visit
from countydesk.services import beneficiaries, papers, photos, recording, visits
from countydesk.services.desk import Desk
from tests.conftest import TestClock


def picture(colour: str = "green") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(content, "JPEG", quality=95)
    return content.getvalue()


def visit_to(desk: Desk, child_id: str, **told: object) -> Visit:
    known: dict[str, object] = {
        "office_code": desk.office.code,
        "id": desk.new_id(),
        "beneficiary_id": child_id,
        "day": desk.today,
        "visitors": "李明 赵芳",
        "findings": "外祖母身体尚好。",
    }
    return Visit.model_validate(known | told)


@pytest.fixture
def child(desk: Desk) -> str:
    return beneficiaries.listing(desk, limit=1)[0].id


def test_a_follow_up_becomes_overdue_is_finished_and_opened_again(
    desk: Desk, child: str, clock: TestClock
) -> None:
    due = desk.today + timedelta(days=10)
    visit = visit_to(desk, child, follow_up="配镜", follow_up_due=due)
    visits.record(desk, visit)
    assert [line.state for line in visits.listing(desk, open_only=True)] == ["待跟进"]
    clock.on(due + timedelta(days=12))
    assert [line.state for line in visits.listing(desk, open_only=True)] == ["逾期 12 天"]
    assert visits.summary(desk, None) == visits.Summary(visits=1, children=1, open=1, overdue=1)
    with pytest.raises(Refused, match="请写明怎么办的"):
        visits.finish_follow_ups(desk, [visit.id], " ")
    with pytest.raises(Refused, match="完成日期早于走访日期"):
        visits.finish_follow_ups(desk, [visit.id], "已配镜", visit.day - timedelta(days=1))
    visits.finish_follow_ups(desk, [visit.id], "已配镜", by="赵芳")
    assert visits.listing(desk, open_only=True) == []
    done = visits.listing(desk)[0]
    assert done.follow_up is FollowUp.DONE
    assert (done.visit.follow_up_how, done.visit.follow_up_by) == ("已配镜", "赵芳")
    visits.reopen_follow_up(desk, visit.id)
    assert visits.listing(desk)[0].overdue


def test_visits_are_found_by_the_child_and_by_what_was_written(desk: Desk) -> None:
    first, second = beneficiaries.listing(desk, limit=2)
    visits.record(desk, visit_to(desk, first.id, findings="种玉米100%旱地"))
    visits.record(desk, visit_to(desk, second.id))
    for typed in (first.name, "玉米", "100%"):
        assert [line.name for line in visits.listing(desk, typed=typed)] == [first.name]
        assert visits.how_many(desk, visits.Wanted(typed=typed)) == 1
    assert visits.how_many(desk, visits.Wanted(typed="李明")) == 2


def test_children_nobody_visited_come_first_then_the_longest_ago(desk: Desk, clock: TestClock) -> None:
    children = visits.to_visit(desk)
    assert len(children) == visits.how_many_to_visit(desk) == 24
    for days, child in ((3, children[0]), (9, children[1])):
        visits.record(desk, visit_to(desk, child.id, day=desk.today - timedelta(days=days)))
    now = visits.to_visit(desk)
    assert {one.days for one in now[:22]} == {None}
    assert [(one.id, one.days) for one in now[22:]] == [(children[1].id, 9), (children[0].id, 3)]


def test_a_visit_is_corrected_with_a_reason_and_its_photos(desk: Desk, child: str) -> None:
    first, second = photos.take_in(desk, picture()), photos.take_in(desk, picture("red"))
    visit = visit_to(desk, child)
    visits.record(desk, visit, [first])
    fixed = visit.model_copy(update={"findings": "住校,周末回家。"})
    with pytest.raises(Refused, match="请写更正原因"):
        visits.correct(desk, fixed, [second], " ")
    visits.correct(desk, fixed, [second], "写错了")
    assert visits.named(desk, visit.id).findings == "住校,周末回家。"
    assert visits.named(desk, visit.id).recorded_by == "李明"
    assert [photo.digest for photo in photos.held_by(desk, "visit", visit.id)] == [second.digest]


def test_a_photo_held_by_a_form_is_kept_as_it_is_and_dropped_when_nothing_names_it(
    desk: Desk, child: str, tmp_path: Path
) -> None:
    brought = tmp_path / "家.jpg"
    brought.write_bytes(picture())
    kept, given_up = photos.take_in(desk, brought), photos.take_in(desk, picture("blue"))
    assert kept.before == brought.stat().st_size > len(kept.content)
    visit = visit_to(desk, child)
    visits.record(desk, visit, [kept])
    visits.record(desk, visits.named(desk, visit.id), [kept])
    assert photos.photos_of(desk, "visit", visit.id) == [kept.content]
    photos.let_go(desk, [kept.digest, given_up.digest])
    assert desk.photos.has(kept.digest) and not desk.photos.has(given_up.digest)


def test_a_file_that_is_no_photo_is_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"找不到文件“没有\.jpg”"):
        photos.take_in(desk, tmp_path / "没有.jpg")
    with pytest.raises(Refused, match="不是能识别的照片"):
        photos.take_in(desk, "名单".encode())


def test_a_draft_comes_back_with_its_texts_and_photos(desk: Desk, child: str) -> None:
    photo = photos.take_in(desk, picture())
    form = recording.visit_form(child)
    recording.keep_draft(desk, form, "v1", {"day": "10.9", "findings": "外祖"}, {photo.digest: photo.before})
    photos.let_go(desk, [photo.digest])
    draft = recording.visit_to(desk, child).known.draft
    assert draft == recording.KeptDraft("v1", {"day": "10.9", "findings": "外祖"}, [photo])
    recording.give_up_draft(desk, form, frozenset({photo.digest}))
    assert recording.visit_to(desk, child).known.draft is None
    assert not desk.photos.has(photo.digest)


def test_the_form_knows_who_is_visited_and_what_was_written_last(desk: Desk, child: str) -> None:
    earlier = visit_to(desk, child, day=date(2026, 10, 2), follow_up="配镜", follow_up_due=date(2026, 10, 9))
    visits.record(desk, earlier)
    at_hand = recording.visit_to(desk, child)
    assert at_hand.previous is not None and at_hand.previous.visitors == "李明、赵芳"
    assert at_hand.child.last is not None and at_hand.child.last.id == earlier.id
    assert [line.state for line in at_hand.child.open] == ["逾期 6 天"]
    assert at_hand.child.payment == "未列入名册"
    assert at_hand.known.closed == frozenset()


def test_forms_of_several_children_are_one_paper(desk: Desk) -> None:
    children = [child.id for child in beneficiaries.listing(desk, limit=3)]
    paper = papers.visit_forms(desk, children)
    assert paper.file_name == "入户走访记录表-3份.pdf"
    with papers.opened(paper.pdf) as pages:
        assert len(pages) == 3
    with pytest.raises(Refused, match="请先选择"):
        papers.visit_forms(desk, [])
