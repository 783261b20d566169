"""What waits at the desk: one task a thing to do, with the page that does it and how pressing it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, func, select

from countydesk.domain.closing import MonthClose
from countydesk.domain.days import show_day
from countydesk.domain.disbursements import CLOSED, Batch, BatchState
from countydesk.domain.enrolment import State
from countydesk.domain.money import in_figures
from countydesk.domain.months import Month, Term
from countydesk.domain.offices import Level
from countydesk.services import (
    applications,
    backups,
    closing,
    due_visits,
    promotion,
    province,
    receipts,
    rounds,
    trust,
    visits,
)
from countydesk.services.booking import sheet_of
from countydesk.services.desk import Desk
from countydesk.services.register import GAPS, Gap
from countydesk.storage.beneficiaries import TABLE
from countydesk.storage.closing import PACKAGES
from countydesk.storage.disbursements import BATCHES, CLAIMS
from countydesk.storage.unit_of_work import Work

# What each state of a batch waits for: a short word, the rest of a sentence, and the act.
WAITING = {
    BatchState.DRAWN: ("待复核", "已拟定,等待复核", "去复核"),
    BatchState.CHECKED: ("待批准", "已复核,等待批准", "去批准"),
    BatchState.APPROVED: ("待打印", "已批准,等待打印盖章", "去打印"),
    BatchState.PRINTED: ("待付款", "已打印,等待付款", "登记"),
    BatchState.SIGNED: ("待结清", "已全部签收,可以结清", "结清"),
}


@dataclass(frozen=True)
class Task:
    """One thing to do: a short word, a sentence, the page that does it, and how pressing it is.

    `subject` is what the page is to show, `act` the word of the link, `count` how many wait.
    """

    word: str
    sentence: str
    page: str
    tone: str  # "red", "amber", "blue", "green"
    subject: str = ""
    act: str = "查看"
    count: int = 1


@dataclass(frozen=True)
class Standing:
    """What waits, for the frame of the window: the month on work, its state, and the tasks.

    A province works no month of its own: `month` is this month there, and never over."""

    month: Month
    is_over: bool
    tasks: list[Task]


@dataclass(frozen=True)
class OpenBatch:
    """A list that is not settled yet, with how many children's money is unsigned or came back."""

    batch: Batch
    unsigned: int
    returned: int
    returned_fen: int


def standing(desk: Desk) -> Standing:
    """The month on work and what waits today, without the money to come."""
    if desk.office.level is Level.PROVINCE:
        waits = [*_backup_tasks(desk), *_area_tasks(desk), *_catalogue_tasks(desk)]
        return Standing(Month.of(desk.today), False, waits)
    month, term = closing.working_month(desk), Term.of(desk.today)
    with desk.work() as work:
        supported = count(work, TABLE, TABLE.c.state == State.IN_SUPPORT)
        batches = open_batches(work)
        tasks = [
            *_batch_tasks(batches),
            *_promotion_tasks(desk, work),
            *_term_tasks(work, term, supported),
            *_child_tasks(work),
            *_month_tasks(desk, work, month),
        ]
        if not supported and not count(work, TABLE):
            tasks = [Task("开始", "还没有帮扶对象,请导入现有台账", "taking_in", "blue", act="导入")]
    tasks = [*_backup_tasks(desk), *_receipt_tasks(desk), *_visit_tasks(desk), *tasks]
    tasks += [*_intake_tasks(desk), *_certificate_tasks(desk), *_catalogue_tasks(desk)]
    if desk.office.level is Level.CITY:
        tasks = [*_area_tasks(desk), *tasks]
    return Standing(month, month < Month.of(desk.today), tasks)


def count(work: Work, table: Table, *conditions: ColumnElement[bool]) -> int:
    """How many records of the office's own."""
    own = table.c.office_code == work.office_code
    return work.connection.scalar(select(func.count()).where(own, *conditions)) or 0


def open_batches(work: Work) -> list[OpenBatch]:
    """The lists that are not settled yet, in their order."""
    found = []
    for batch in work.all(Batch, BATCHES.c.state.not_in(CLOSED), order=(BATCHES.c.id,)):
        states = sheet_of(work, batch).by_line().values()
        returned = [state.returned for state in states if state.returned > 0]
        unsigned = sum(1 for state in states if state.unsigned > 0)
        found.append(OpenBatch(batch, unsigned, len(returned), sum(returned)))
    return found


def _area_tasks(desk: Desk) -> Iterator[Task]:
    """What an office that receives has to decide."""
    waiting, conflicts = province.undecided(desk)
    if waiting:
        sentence = f"{waiting} 个同步包等待决定"
        yield Task("待决定", sentence, "receiving", "amber", "waiting", "去决定", waiting)
    if conflicts:
        sentence = f"{conflicts} 项跨县冲突等待核定"
        yield Task("冲突", sentence, "receiving", "red", "conflicts", "去核定", conflicts)
    if desk.office.level is Level.PROVINCE:
        yield from _certificate_tasks(desk)


def _backup_tasks(desk: Desk) -> Iterator[Task]:
    """A backup that could not be made, or a second place that has had none for a week."""
    found = backups.standing(desk)
    if found is None:
        return
    if found.fault:
        yield Task("备份", found.fault, "settings", "red", act="去处理")
    elif found.is_old:
        sentence = f"第二备份位置上次备份:{found.there}。请插上 U 盘或连上共享文件夹"
        yield Task("备份", sentence, "settings", "red", act="去备份")


def _catalogue_tasks(desk: Desk) -> Iterator[Task]:
    """The office's own files of the catalogue, left out as long as they have faults."""
    if faults := desk.found_catalogue.problems:
        yield Task("项目目录", str(faults[0]), "manual", "amber", "项目目录", "看说明", len(faults))


def _receipt_tasks(desk: Desk) -> Iterator[Task]:
    """What the province asks about, a task a package."""
    open_: dict[int, list[receipts.ToAnswer]] = {}
    for one in receipts.to_answer(desk):
        open_.setdefault(one.number, []).append(one)
    for rows in open_.values():
        sentence = f"{Month.parse(rows[0].month).title}回执有 {len(rows)} 行等待回复"
        yield Task("质询", sentence, "month", "red", "receipts", "去回复", len(rows))


def _certificate_tasks(desk: Desk) -> Iterator[Task]:
    reminder = trust.standing(desk).reminder
    if reminder:
        yield Task("证书", reminder, "certificates", "amber", act="去办理")


def _visit_tasks(desk: Desk) -> Iterator[Task]:
    """Rounds whose results are missing, children whom nobody visited in time, what had to follow visits."""
    for line in rounds.listing(desk, open_only=True):
        if line.late:
            sentence = f"{show_day(line.day)}{line.townships}走访{line.state}"
            yield Task("走访登记", sentence, "round", "amber", line.number, "去登记", line.open)
    late = due_visits.how_many_due(desk, due_visits.Wanted(overdue_only=True))
    if late:
        yield Task("走访逾期", f"{late} 人逾期没有走访", "visits", "red", "children", "去安排", late)
    seen = visits.summary(desk, None)
    if seen.open:
        sentence = f"{seen.open} 件走访跟进未完成" + (f",其中 {seen.overdue} 件逾期" if seen.overdue else "")
        tone = "red" if seen.overdue else "amber"
        yield Task("走访跟进", sentence, "visits", tone, "due", count=seen.open)


def _intake_tasks(desk: Desk) -> Iterator[Task]:
    """Who waits on the way to admission, at which step and how long; notices that hang too long."""
    over = applications.notices_over(desk)
    if over:
        sentence = f"{over} 人公示期满,请撤下并登记结束"
        yield Task("公示期满", sentence, "intake", "red", "notice", "去办理", over)
    waiting = applications.waiting(desk)
    if waiting:
        longest = max(waiting, key=lambda one: one.days)
        number = sum(one.count for one in waiting)
        sentence = f"{number} 人在受理中,最久的在“{longest.station.title}”已等 {longest.days} 天"
        yield Task("受理", sentence, "intake", "blue", act="去办理", count=number - over)


def _batch_tasks(batches: Sequence[OpenBatch]) -> Iterator[Task]:
    for open_ in batches:
        batch = open_.batch
        title = f"{Term.parse(batch.term).title}名册 {batch.number}"
        if batch.state in WAITING:
            word, waits, act = WAITING[batch.state]
            yield Task(word, f"{title} {waits}", "batch", "amber", batch.number, act)
        if open_.unsigned:
            sentence = f"{title} 尚有 {open_.unsigned} 人未签收"
            yield Task("待签收", sentence, "batch", "amber", batch.number, "登记")
        if open_.returned:
            sentence = f"{title} {open_.returned} 人退汇未重发,{in_figures(open_.returned_fen)} 元"
            yield Task("退汇", sentence, "batch", "red", batch.number, "更正")


def _term_tasks(work: Work, term: Term, supported: int) -> list[Task]:
    drawn = count(work, BATCHES, BATCHES.c.term == str(term), BATCHES.c.state != BatchState.VOIDED)
    if not supported:
        return []
    if not drawn:
        return [Task("待发放", f"{term.title}还没有拟定名册", "disbursements", "blue", act="去拟定")]
    listed = select(CLAIMS.c.beneficiary_id).where(
        CLAIMS.c.office_code == work.office_code, CLAIMS.c.term == str(term)
    )
    open_ones = count(work, TABLE, TABLE.c.state == State.IN_SUPPORT, TABLE.c.id.not_in(listed))
    if not open_ones:
        return []
    sentence = f"{open_ones} 人在助,没有列入{term.title}名册"
    return [Task("未列入", sentence, "disbursements", "blue", act="去核对", count=open_ones)]


def _promotion_tasks(desk: Desk, work: Work) -> list[Task]:
    """Who has come to the end of a stage gets nothing until it is said how it goes on."""
    through = promotion.waiting(desk, work)
    if not through:
        return []
    sentence = f"{through} 人学段已满年限,升学或毕业后才能发放"
    return [Task("学年升级", sentence, "promotion", "amber", act="去升级", count=through)]


def _child_tasks(work: Work) -> Iterator[Task]:
    for gap, sentence, act in (
        (Gap.CONSENT, "人缺监护人同意书", "去登记"),
        (Gap.STAGE, "人学段或入学年份不明,算不出年级", "去更正"),
        (Gap.ARRIVED, "人由外县转入,待核对入库", "去核对"),
    ):
        lacking = count(work, TABLE, GAPS[gap])
        if lacking:
            yield Task(gap.title, f"{lacking} {sentence}", "beneficiaries", "amber", gap.value, act, lacking)


def _month_tasks(desk: Desk, work: Work, month: Month) -> list[Task]:
    before = month.previous()
    sent = count(work, PACKAGES, PACKAGES.c.month == str(before))
    tasks = []
    if not sent and work.get(MonthClose, desk.office.code, str(before)) is not None:
        tasks.append(Task("待上报", f"{before.title}已月结,尚未上报", "month", "amber", act="去上报"))
    if month < Month.of(desk.today):
        tasks.append(Task("待月结", f"{month.title}尚未月结", "month", "amber", act="去月结"))
    return tasks
