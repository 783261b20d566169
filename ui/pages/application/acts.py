"""The small forms of an application's steps: what each asks for before it is done."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from countydesk.domain.applications import Application, Consent, Station
from countydesk.domain.days import parse_day, show_day
from countydesk.domain.fields import FieldSpec, Kind
from countydesk.domain.intake import ApplicationStep, earlier
from ui.forms.editors import TogglesEditor
from ui.parts.entry_bar import Entry, Question

TITLES = {Station.APPLIED: "提交审核", Station.NOTICE: "结束公示"}  # what is passed on without a paper
Give = Callable[[dict[str, Any]], object]


def pass_on(asked: Application, name: str, after: Station, *, above: bool, today: date, give: Give) -> Entry:
    """Pass the station where an application waits, with nothing more than a day and a paper."""
    title = TITLES.get(asked.station, f"{asked.station.title}通过")
    if after is Station.ADMITTED:
        sentence = f"{name}从这一天起在助,可列入发放名册。"
    else:
        sentence = f"{name}的申请转入“{after.title}”。"
    people = (
        [_text("people", "审核单位和审核人", required=True, hint="例如 共青团庆阳市委 张三")] if above else []
    )
    paper = _text("paper", "批复文号或依据", required=above, hint="例如 会议纪要、批复文号")
    papers = [] if asked.station in TITLES else [*people, paper]
    day = _day("撤下日期" if asked.station is Station.NOTICE else "日期", today)
    return Entry(title, sentence, title, give, (*papers, day))


def send_back(asked: Application, reason: str, today: date, give: Give) -> Entry:
    """Send an application back to an earlier station."""
    places = [(station.title, station) for station in earlier(asked.station)]
    editor = TogglesEditor(places, several=False)
    spec = FieldSpec("back_to", "退回到", Kind.CHOICE, True, None, False, "")
    questions = (
        Question(spec, value=places[0][1], width=92 * len(places) + 8, editor=editor),
        _text("reason", "退回原因", required=True, hint="例如 缺困难证明,请补充", value=reason),
        _day("日期", today),
    )
    return Entry("退回", "从退回的环节重新往下走。", "退回", give, questions)


def refuse(name: str, today: date, give: Give) -> Entry:
    """End an application without admission."""
    questions = (_text("reason", "不通过的原因", required=True, hint="会记入台账"), _day("日期", today))
    return Entry("不通过", f"{name}的申请到此结束,记录保留,以后可以再次申请。", "不通过", give, questions)


def notice_consent(said: Consent, today: date, give: Give) -> Entry:
    """Record what the guardian says to the public notice."""
    spec = FieldSpec("said", "监护人是否同意公示", Kind.CHOICE, True, None, False, "")
    editor = TogglesEditor([("同意", Consent.GIVEN), ("不同意", Consent.DENIED)], several=False)
    chosen = said if said is not Consent.OPEN else None
    sentence = "须单独征求;公示只有姓名、学校、年级、班级。"
    questions = (Question(spec, value=chosen, width=200, editor=editor), _day("日期", today))
    return Entry("征求公示意见", sentence, "登记", give, questions)


def object_to(asked: Application, today: date, give: Give) -> Entry:
    """Record an objection to the notice."""
    until = f"公示到 {show_day(asked.notice_to)}。" if asked.notice_to else ""
    questions = (
        _text("what", "异议内容", required=True),
        _text("who", "提出人", required=False, hint="可不具名", width=130),
        _day("日期", today),
    )
    return Entry("登记异议", f"{until}答复以前不能结束公示。", "登记", give, questions)


def answer(objection: ApplicationStep, today: date, give: Give) -> Entry:
    """Record how an objection was looked into and answered."""
    said = f"{show_day(objection.day)}{objection.people}:{objection.reason}"
    questions = (
        _text("what", "核实情况和答复", required=True),
        _text("paper", "依据", required=False, hint="可不填", width=160),
        _day("日期", today),
    )
    return Entry("答复异议", said, "登记答复", give, questions)


def remove_sheet(title: str, give: Give) -> Entry:
    """Take away a page of evidence."""
    return Entry(
        "移除材料", f"{title}。移除会留下记录。", "移除", give, (_text("reason", "原因", required=True),)
    )


def amend(give: Give) -> Entry:
    """Why an application is corrected."""
    return Entry(
        "保存更正",
        "改动前后的内容和原因都会留下记录。",
        "保存",
        give,
        (_text("reason", "更正原因", required=True),),
    )


def _text(
    name: str, title: str, *, required: bool, hint: str = "", width: int = 0, value: str = ""
) -> Question:
    spec = FieldSpec(name, title, Kind.TEXT, required, None, False, hint)
    return Question(spec, value=value, width=width)


def _day(title: str, today: date) -> Question:
    spec = FieldSpec("day", title, Kind.DAY, True, None, False, "")
    return Question(spec, partial(parse_day, today=today), today, 160)
