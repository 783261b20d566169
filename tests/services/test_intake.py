"""Intake: what is refused and with what sentence, who may do what, and that all of it is carried."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from countydesk.domain.applications import Consent, Evidence, Source, Station, income_a_head
from countydesk.domain.enrolment import State
from countydesk.domain.intake import Advice, CheckItem, Mark, StepKind
from countydesk.domain.problems import Refused
from countydesk.services import (
    applications,
    beneficiaries,
    evidence,
    intake,
    intake_steps,
    likeness,
    register,
    workdays,
)
from countydesk.services.desk import Desk
from countydesk.services.intake_steps import Taken
from countydesk.services.setup import change_settings
from countydesk.storage.append_only import SENTENCE
from tests.conftest import TestClock
from tests.services.applying import ALL_THERE, application, bring_to, entered, passed, visit

Acting = Callable[[str], Desk]


def day(number: int) -> date:
    return date(2026, 10, number)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as raised:
        call()
    return str(raised.value)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": ""}, "没有填写姓名"),
        ({"citizen_id": "621024201703080000"}, "身份证号:校验位不符"),
        ({"guardian_id": "12345"}, "监护人身份证号:应为 18 位"),
        ({"applied_on": date(2026, 10, 16)}, "申请日期在今天之后"),
        ({"consent_on": date(2026, 10, 16)}, "同意日期在今天之后"),
        ({"in_school": 4}, "在学人数多于家庭人口"),
        ({"members": "父亲"}, "家庭成员无法识别"),
        ({"members": '[{"name": "甲"}, {"name": "乙"}, {"name": "丙"}, {"name": "丁"}]'}, "多于家庭人口"),
        ({"disability": "limbs"}, "请填残疾等级"),
        ({"notice_consent_on": None}, "请填监护人同意公示的日期"),
    ],
)
def test_what_is_not_taken_in(desk: Desk, told: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(lambda: entered(desk, **told))
    assert applications.lines(desk) == []


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"consent_on": None}, "监护人还没有签署告知同意书,不能提交申请"),
        ({"consent_by": ""}, "同意书由谁签署"),
        ({"consent_paper": ""}, "同意书的编号"),
        ({"citizen_id": None}, "没有身份证号"),
        ({"family_kinds": []}, "请选家庭类型"),
        ({"proposed_by": ""}, "推荐单位"),
        ({"stage": None}, "请填学段"),
        ({"bank_relation": ""}, "开户名不是本人"),
        ({"guardian_name": ""}, "请填监护人姓名"),
    ],
)
def test_what_is_not_submitted(desk: Desk, told: dict[str, Any], sentence: str) -> None:
    asked = entered(desk, **told)
    taken = passed(desk, Station.APPLIED, day(8))
    assert sentence in refused(lambda: intake_steps.decide(desk, asked, taken))
    assert applications.one(desk, asked).application.station is Station.APPLIED


def test_a_guardian_may_apply_without_being_proposed(desk: Desk) -> None:
    asked = entered(desk, source=Source.GUARDIAN, proposed_by="")
    intake_steps.decide(desk, asked, passed(desk, Station.APPLIED, day(8)))


def test_the_same_application_sent_again_is_one(desk: Desk) -> None:
    brought = application(desk)
    intake.enter(desk, *brought)
    intake.enter(desk, *brought)
    assert applications.how_many(desk) == 1


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        ({}, "“户口簿”还没有核对"),
        (ALL_THERE | {CheckItem.HARDSHIP: Mark.NO}, "缺“困难证明”,请退回补充"),
        (ALL_THERE | {CheckItem.CARD: Mark.MEND}, "“银行卡(账户姓名与关系)”需要补正"),
    ],
)
def test_papers_that_do_not_pass(
    desk: Desk, acting: Acting, marks: dict[CheckItem, Mark], sentence: str
) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.DOCUMENTS)
    acting("赵芳")
    taken = passed(desk, Station.DOCUMENTS, day(9), marks=marks)
    assert sentence in refused(lambda: intake_steps.decide(desk, asked, taken))


def test_what_does_not_apply_need_not_be_there(desk: Desk, acting: Acting) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.DOCUMENTS)
    marks = ALL_THERE | {CheckItem.CARD: Mark.NO, CheckItem.DISABILITY: Mark.NO}
    intake_steps.decide(acting("赵芳"), asked, passed(desk, Station.DOCUMENTS, day(9), marks=marks))
    assert applications.one(desk, asked).application.station is Station.VISIT


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"visit": None}, "请填入户走访的情况"),
        ({"visitors": "李明"}, "至少两人"),
        ({"findings": ""}, "请写走访情况"),
        ({"advice": None}, "请选走访意见"),
        ({"advice": Advice.REFUSE}, "走访意见是“不建议入库”"),
        ({"day": day(7)}, "走访日期早于申请日期"),
    ],
)
def test_visits_that_do_not_pass(desk: Desk, acting: Acting, told: dict[str, Any], sentence: str) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.VISIT)
    of_visit = {name: told.pop(name) for name in ("visitors", "findings") if name in told}
    seen = visit(desk, told.pop("day", day(12)), **of_visit)
    taken = passed(desk, Station.VISIT, day(12), **({"visit": seen} | told))
    assert sentence in refused(lambda: intake_steps.decide(desk, asked, taken))
    assert beneficiaries.open_child(desk, applications.one(desk, asked).child.id).visits == []


@pytest.mark.parametrize(
    ("kind", "told", "sentence"),
    [
        (StepKind.BACK, {}, "请写退回的原因"),
        (StepKind.REFUSED, {}, "请写不通过的原因"),
        (StepKind.BACK, {"reason": "缺", "back_to": Station.NOTICE}, "可退回到:资料审核、申请"),
        (StepKind.BACK, {"reason": "缺", "day": day(8)}, "日期早于上一环节的 2026年10月9日"),
        (StepKind.BACK, {"reason": "缺", "day": day(16)}, "日期在今天之后"),
        (StepKind.PASSED, {"station": Station.COUNTY}, "现在“入户走访”环节,不能办理县级审核"),
    ],
)
def test_decisions_that_are_not_in_order(
    desk: Desk, acting: Acting, kind: StepKind, told: dict[str, Any], sentence: str
) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.VISIT)
    taken = Taken(**({"station": Station.VISIT, "kind": kind, "day": day(12)} | told))
    assert sentence in refused(lambda: intake_steps.decide(desk, asked, taken))


def test_what_is_sent_back_goes_its_way_again(desk: Desk, acting: Acting) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.VISIT)
    back = Taken(Station.VISIT, StepKind.BACK, day(12), "户口簿缺页", back_to=Station.APPLIED)
    intake_steps.decide(desk, asked, back)
    file = applications.one(desk, asked)
    assert (file.application.station, file.application.since) == (Station.APPLIED, day(12))

    mended = file.application.model_copy(update={"people": 4})
    intake.amend(desk, file.child, file.guardian, mended, "补交户口簿")
    assert "请写更正原因" in refused(lambda: intake.amend(desk, file.child, file.guardian, mended, " "))
    intake_steps.decide(desk, asked, passed(desk, Station.APPLIED, day(13)))
    assert "请先退回到申请" in refused(lambda: intake.amend(desk, file.child, file.guardian, mended, "再改"))
    intake_steps.decide(acting("赵芳"), asked, passed(desk, Station.DOCUMENTS, day(13)))
    after = applications.one(desk, asked)
    assert (after.application.people, after.application.station) == (4, Station.VISIT)
    assert income_a_head(after.application) == 210000
    assert [step.kind.value for step in after.steps] == [
        *("entered", "passed", "passed", "back", "amended", "passed", "passed"),
    ]


def test_who_entered_does_not_review_and_who_reviewed_does_not_admit(desk: Desk, acting: Acting) -> None:
    acting("赵芳")
    asked = entered(desk)
    intake_steps.decide(desk, asked, passed(desk, Station.APPLIED, day(8)))
    review = passed(desk, Station.DOCUMENTS, day(9))
    assert "赵芳登记了这份申请" in refused(lambda: intake_steps.decide(desk, asked, review))
    acting("李明")
    assert "没有“审核申请资料”的权限" in refused(lambda: intake_steps.decide(desk, asked, review))
    acting("王海")
    intake_steps.decide(desk, asked, review)
    intake_steps.decide(acting("李明"), asked, passed(desk, Station.VISIT, day(12)))


def test_the_reviewer_does_not_admit(desk: Desk, acting: Acting, clock: TestClock) -> None:
    asked = entered(desk)
    intake_steps.decide(desk, asked, passed(desk, Station.APPLIED, day(8)))
    intake_steps.decide(acting("王海"), asked, passed(desk, Station.DOCUMENTS, day(9)))
    clock.on(day(21))
    intake_steps.decide(acting("李明"), asked, passed(desk, Station.VISIT, day(12)))
    intake_steps.post(desk, [asked], day(13), "村务公开栏")
    intake_steps.decide(desk, asked, passed(desk, Station.NOTICE, day(20)))
    admit = passed(desk, Station.COUNTY, day(21))
    assert "王海审核过这份申请的资料" in refused(lambda: intake_steps.decide(acting("王海"), asked, admit))
    desk.settings = desk.settings.model_copy(update={"four_eyes": False})
    intake_steps.decide(desk, asked, admit)
    assert applications.one(desk, asked).child.state is State.IN_SUPPORT


def test_nobody_is_posted_without_separate_consent(desk: Desk, acting: Acting) -> None:
    asked = entered(desk, notice_consent=Consent.OPEN, notice_consent_on=None)
    bring_to(desk, acting, asked, Station.NOTICE)
    said = refused(lambda: intake_steps.post(desk, [asked], day(13), "公示栏"))
    assert said == "马小兰的监护人没有单独同意公示,请先征求并登记。"
    assert applications.lines(desk)[0].words == "待征求监护人对公示的意见"
    intake.consent_to_notice(desk, asked, Consent.GIVEN, day(13))
    assert "请写公示张贴在哪里" in refused(lambda: intake_steps.post(desk, [asked], day(13), " "))
    assert "早于马小兰的走访通过日期" in refused(lambda: intake_steps.post(desk, [asked], day(11), "栏"))
    assert "请先选择" in refused(lambda: intake_steps.post(desk, [], day(13), "栏"))
    intake_steps.post(desk, [asked], day(13), "公示栏")
    assert "已在公示" in refused(lambda: intake_steps.post(desk, [asked], day(14), "公示栏"))


def test_a_notice_hangs_its_days_and_its_objections_are_answered(
    desk: Desk, acting: Acting, clock: TestClock
) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.NOTICE)
    ending = passed(desk, Station.NOTICE, day(15))
    assert "还没有张贴公示" in refused(lambda: intake_steps.decide(desk, asked, ending))
    assert "不在公示" in refused(lambda: intake_steps.object_to(desk, asked, day(15), "", "不实"))
    workdays.set_day(acting("王海"), day(16), False, "本县民族节日")
    period = intake_steps.post(acting("李明"), [asked], day(13), "公示栏", "公告 3 号")
    assert period.last == day(20)
    assert "公示到 2026年10月20日为止" in refused(lambda: intake_steps.decide(desk, asked, ending))
    intake_steps.object_to(desk, asked, day(15), "", "家里有车")
    clock.on(day(21))
    assert applications.notices_over(desk) == 1
    over = passed(desk, Station.NOTICE, day(21))
    assert "还有 1 条异议没有答复" in refused(lambda: intake_steps.decide(desk, asked, over))
    objection = next(s for s in applications.one(desk, asked).steps if s.kind is StepKind.OBJECTION)
    assert objection.people == "未具名"
    intake_steps.answer(desk, objection.id, day(21), "车属邻居。")
    assert "已经答复过" in refused(lambda: intake_steps.answer(desk, objection.id, day(21), "再答"))
    intake_steps.decide(desk, asked, over)
    ended = applications.one(desk, asked).application
    assert (ended.notice_to, ended.notice_down) == (day(20), day(21))
    assert applications.notices_over(desk) == 0


def test_a_notice_that_is_left_is_put_up_anew(desk: Desk, acting: Acting) -> None:
    asked = entered(desk)
    bring_to(desk, acting, asked, Station.NOTICE)
    intake_steps.post(desk, [asked], day(13), "公示栏")
    intake_steps.decide(desk, asked, Taken(Station.NOTICE, StepKind.BACK, day(14), "姓名有误"))
    intake_steps.decide(desk, asked, passed(desk, Station.VISIT, day(15)))
    assert applications.one(desk, asked).application.notice_from is None
    intake_steps.post(desk, [asked], day(15), "公示栏")


def test_the_province_decides_where_the_office_says_so(desk: Desk, acting: Acting, clock: TestClock) -> None:
    change_settings(acting("王海"), "按省里要求", admission="province")
    acting("李明")
    asked = entered(desk)
    clock.on(day(23))
    bring_to(desk, acting, asked, Station.PROVINCE)
    child = applications.one(desk, asked).child
    assert child.state is State.APPLYING
    final = passed(desk, Station.PROVINCE, day(23))
    said = refused(lambda: intake_steps.decide(desk, asked, final))
    assert said == "请写省级审核的批复文号或依据。请写省级审核的单位和审核人。"
    told = {"paper": "甘团函〔2026〕1号", "people": "团省委"}
    intake_steps.decide(desk, asked, passed(desk, Station.PROVINCE, day(23), **told))
    assert applications.one(desk, asked).child.state is State.IN_SUPPORT
    assert applications.lines(desk) == []
    assert [line.name for line in applications.lines(desk, Station.ADMITTED)] == ["马小兰"]


def test_an_application_that_ended_goes_nowhere(desk: Desk) -> None:
    asked = entered(desk)
    no = Taken(Station.APPLIED, StepKind.REFUSED, day(9), "不符合条件")
    intake_steps.decide(desk, asked, no)
    ended = Taken(Station.REFUSED, StepKind.PASSED, day(10))
    assert "未通过,不能再办理" in refused(lambda: intake_steps.decide(desk, asked, ended))
    child = applications.one(desk, asked).child
    assert (child.state, register.named(desk, child.id).fen) == (State.DECLINED, None)


def test_who_waits_where_is_one_glance(desk: Desk, acting: Acting) -> None:
    first = entered(desk)
    entered(desk, name="白玉", citizen_id=None, applied_on=day(12))
    bring_to(desk, acting, first, Station.VISIT)
    told = [(one.station, one.count, one.oldest, one.days) for one in applications.waiting(desk)]
    assert told == [(Station.APPLIED, 1, day(12), 3), (Station.VISIT, 1, day(9), 6)]
    assert [(line.name, line.words) for line in applications.lines(desk)] == [
        ("马小兰", "待入户走访"),
        ("白玉", "待提交审核"),
    ]
    assert [line.name for line in applications.lines(desk, typed="by")] == ["白玉"]
    assert applications.how_many(desk, Station.VISIT) == 1


def scan(pages: int = 1) -> bytes:
    content = io.BytesIO()
    images = [Image.new("RGB", (600, 800), (page * 60, 0, 0)) for page in range(pages)]
    images[0].save(content, "PDF", save_all=True, append_images=images[1:])
    return content.getvalue()


def test_evidence_is_kept_page_by_page_without_what_the_file_can_do(desk: Desk, tmp_path: Path) -> None:
    asked = entered(desk)
    (tmp_path / "证明.pdf").write_bytes(scan(2))
    evidence.attach(desk, asked, Evidence.HARDSHIP, [tmp_path / "证明.pdf"], day(8))
    sheets = applications.one(desk, asked).evidence
    assert [(sheet.kind, sheet.day) for sheet in sheets] == [(Evidence.HARDSHIP, day(8))] * 2
    assert evidence.picture(desk, sheets[0].id).startswith(b"\xff\xd8")
    evidence.detach(desk, sheets[0].id, "扫错了")
    assert len(applications.one(desk, asked).evidence) == 1
    for name, content, said in (
        ("空.pdf", b"%PDF-1.4 nothing", "打不开"),
        ("信.txt", b"hello", "不是能识别的照片"),
        ("长.pdf", scan(31), "一次最多 30 页"),
    ):
        (tmp_path / name).write_bytes(content)
        path = tmp_path / name
        assert said in refused(lambda path=path: evidence.attach(desk, asked, Evidence.OTHER, [path]))


def test_hits_are_told_while_the_form_is_filled_in(desk: Desk) -> None:
    entered(desk)
    child, guardian, _ = application(desk)
    assert [hit.hard for hit in likeness.hits(desk, child, guardian)] == [True]


def test_steps_are_only_appended(desk: Desk) -> None:
    entered(desk)
    with desk.work() as work, pytest.raises(Exception, match=SENTENCE):
        work.connection.exec_driver_sql("UPDATE application_step SET people = '某人'")
