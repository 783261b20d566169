"""A child's way from the first year of support to graduation: for the chart, and in a sentence."""

from datetime import date, timedelta

from countydesk.domain.batch_path import LineState
from countydesk.domain.course import Stretch, stretches
from countydesk.domain.enrolment import State
from countydesk.domain.grades import Stage
from countydesk.domain.money import in_figures
from countydesk.domain.months import Term
from countydesk.domain.standards import yearly_on
from countydesk.domain.transfers import Elsewhere, taken_terms
from countydesk.services.beneficiaries import ChildFile, Payment
from ui.charts import course_chart
from ui.charts.course_chart import Course, Mark
from ui.pages.child.seen import Seen

BLUES = {Stage.PRIMARY: "blue_soft", Stage.JUNIOR: "blue", Stage.SENIOR: "blue_deep"}
AFTERWARDS = timedelta(days=540)  # drawn behind graduation, room for its words
UNKNOWN = "学段或入学年份不明,算不出毕业还要几期。请用“更正…”补上。"


def course_of(seen: Seen) -> Course | None:
    """What the chart shows; None where the stage or the year of entry is unknown."""
    file = seen.file
    stages = stretches(file.child, _since(file, seen.today))
    if not stages:
        return None
    end = stages[-1].last
    ahead = course_chart.Stretch(f"{end.year} 年毕业", end + timedelta(days=1), end + AFTERWARDS, ahead=True)
    return Course(
        seen.today,
        [*(_stretch(stage, file, seen.today) for stage in stages), ahead],
        [
            *(_payment(payment) for payment in file.payments if payment.balance.due),
            *(_elsewhere(one) for one in file.elsewhere if one.terms),
        ],
        [Mark(one.visit.day, f"{_day(one.visit.day)} 走访:{one.visit.visitors}") for one in file.visits],
    )


def said(seen: Seen) -> str:
    """ "已助 13 期 19,400.00 元 · 还需 6 期 10,800.00 元至毕业"."""
    child = seen.file.child
    number, fen = seen.helped
    so_far = f"已助 {number} 期 {in_figures(fen)} 元" if number else "还没有发放过"
    elsewhere = len(taken_terms(seen.file.elsewhere))
    if elsewhere:
        there = sum(one.fen for one in seen.file.elsewhere)
        own = so_far if number else "本县还没有发放过"
        so_far = f"{own} · 另在外县已助 {elsewhere} 期 {in_figures(there)} 元"
    if child.state is State.APPLYING:
        return f"{so_far} · 入库后计算今后的期数"
    if child.state is not State.IN_SUPPORT:
        return f"{so_far} · 现为{child.state.title},不再计算今后的期数"
    if child.stage is None or child.entry_year is None:
        return f"{so_far} · {UNKNOWN}"
    coming, coming_fen = seen.promised
    if not coming:
        return f"{so_far} · 今后没有应发的期数"
    return f"{so_far} · 还需 {coming} 期 {in_figures(coming_fen)} 元至毕业"


def _since(file: ChildFile, today: date) -> date:
    """The first day that the desk knows something of the child."""
    days = [file.child.admitted_on, *(Term.parse(payment.term).first_day for payment in file.payments)]
    days += [one.visit.day for one in file.visits] + [one.day for one in file.elsewhere]
    return min((day for day in days if day), default=today)


def _stretch(stage: Stretch, file: ChildFile, today: date) -> course_chart.Stretch:
    day = min(stage.last, max(stage.first, today))
    yearly = yearly_on(day, stage.stage, file.child.id, file.standards)
    amount = f" {yearly // 100} 元/年" if yearly else " 无标准"
    blue = BLUES.get(stage.stage, "blue")
    return course_chart.Stretch(stage.stage.title + amount, stage.first, stage.last, blue)


def _payment(payment: Payment) -> Mark:
    day = payment.day or Term.parse(payment.term).first_day
    words = f"{Term.parse(payment.term).title} {in_figures(payment.fen)} 元 {standing(payment)}"
    return Mark(day, words, amiss=payment.went_back or payment.state is LineState.UNPAID)


def _elsewhere(one: Elsewhere) -> Mark:
    return Mark(one.day, f"{one.place_name} {one.title} {one.words}")


def standing(payment: Payment) -> str:
    """Where a payment stands, in a word; one that came back and was paid again says so."""
    if payment.went_back and payment.state is LineState.SIGNED:
        return "退汇后重发"
    return payment.state.title


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
