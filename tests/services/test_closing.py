"""What a month asks for before it is closed, besides its lists."""

from collections.abc import Callable
from datetime import date

from countydesk.domain.enrolment import State
from countydesk.domain.months import Month
from countydesk.services import beneficiaries, closing, entry_forms, entry_sheets, recording, workbench
from countydesk.services.closing import MonthStep
from countydesk.services.desk import Desk
from tests.conftest import TestClock

OCTOBER = Month(2026, 10)


def steps(desk: Desk) -> dict[str, MonthStep]:
    return {step.key: step for step in closing.state_of(desk, OCTOBER).steps}


def test_whoever_is_past_a_stage_is_told_as_on_the_workbench(desk: Desk, clock: TestClock) -> None:
    assert "promotion" not in steps(desk) and steps(desk)["stages"].done
    clock.on(date(2027, 9, 2))
    (task,) = [task for task in workbench.look(desk).tasks if task.word == "学年升级"]
    told = steps(desk)
    assert (told["promotion"].sentence, told["promotion"].done) == (task.sentence, False)
    assert "stages" not in told


def test_drafts_of_whoever_closes_are_told(desk: Desk, acting: Callable[[str], Desk]) -> None:
    child = next(c for c in beneficiaries.listing(desk) if c.state is State.IN_SUPPORT)
    recording.keep_draft(desk, recording.visit_form(child.id), desk.new_id(), {"findings": "祖父住院"}, {})
    recording.keep_draft(
        desk, entry_forms.form_of("spirit_general.activity"), desk.new_id(), {"title": "重阳节"}, {}
    )
    recording.keep_draft(desk, entry_sheets.form_of("job_fair.fair"), "", {"rows": "[]"}, {})
    told = steps(desk)
    assert told["sheet"].sentence == "有 1 份未保存的成批录入草稿"
    assert told["sheet"].subject == "job_fair.fair"
    assert told["visit"].sentence == "有 1 份未保存的走访草稿" and told["visit"].subject == child.id
    assert told["activity"].sentence == "有 1 份未保存的活动草稿" and not told["activity"].stops
    assert not {"visit", "activity", "sheet"} & steps(acting("王海")).keys()
