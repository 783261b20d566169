"""What the desk holds of a child, for its guardian: what, for what, how long, who saw it, where it went.

个人信息保护法 arts 17 and 45: to be told and to be given on request.
"""

from collections.abc import Iterable

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.domain.closing import SentPackage
from countydesk.domain.days import show_day, show_moment
from countydesk.domain.fields import Kind, fields_of
from countydesk.domain.months import Month
from countydesk.domain.operators import Act
from countydesk.domain.revisions import Action
from countydesk.domain.wording import in_words
from countydesk.export.papers.document import Column, Document, Section, Table
from countydesk.services import beneficiaries, papers, revisions
from countydesk.services.beneficiaries import ChildFile
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper
from countydesk.storage.closing import PACKAGES

SEEN_AT_MOST = 200
WHY = (
    ("姓名、性别、民族、出生日期、身份证号、学籍号", "确认身份,防止重复资助"),
    ("住址、电话、监护人", "通知、入户走访、代为签收"),
    ("学校、班级、学段", "确定资助标准,学年升级"),
    ("家庭类型、家庭成员、收入、健康", "审核是否符合资助条件"),
    ("银行卡号", "发放助养金"),
    ("走访情况、照片", "了解需要,跟进帮扶"),
)


def paper(desk: Desk, child_id: str) -> Paper:
    """The paper for the guardian, with full numbers: that it was printed is recorded.

    Raises `Refused` for an unknown id.
    """
    desk.acting(Act.HAND_OUT)
    file = beneficiaries.open_child(desk, child_id)
    years = desk.settings.retention_years
    document = Document(
        title="个人信息告知书",
        drawn_on=desk.today,
        head=(f"单位(盖章): {desk.office.unit}", f"日期: {show_day(desk.today)}"),
        sections=(
            Section("一、我们掌握的信息", facts=_facts(file)),
            Section("二、用来做什么", table=_table(("信息", 5), ("用途", 5), rows=WHY)),
            Section(
                "三、保存多久",
                words=f"助养结束后保存 {years} 年,期满由两人办理匿名化,只留金额、年度和学段,看不出是谁。",
            ),
            Section("四、谁看过完整号码、打印或导出过", table=_seen(desk, child_id)),
            Section("五、报送给谁", table=_sent(desk, file)),
            Section(
                "六、您的权利",
                words="监护人可以查阅、复制、更正这些信息,可以撤回同意;请与本单位联系。未经单独同意,不公开任何信息。",
            ),
        ),
        signers=("经办人:", "监护人签收:"),
    )
    with desk.work() as work:
        work.log(Action.SENT_OUT, Beneficiary, child_id, "打印个人信息告知书")
        work.commit()
    return papers.drawn(document, f"个人信息告知书-{file.child.name}.pdf")


def _facts(file: ChildFile) -> tuple[tuple[str, str], ...]:
    told = [
        (spec.title, words)
        for record in (file.child, file.guardian)
        if record
        for spec in fields_of(type(record))
        if spec.kind is not Kind.KEY and (words := in_words(spec, getattr(record, spec.name)))
    ]
    counts = (
        ("学籍与入库事项", len(file.events)),
        ("发放记录", len(file.payments)),
        ("走访记录", len(file.visits)),
        ("外县转来的记录", len(file.elsewhere)),
    )
    return (*told, *((title, f"{count} 条") for title, count in counts if count))


def _seen(desk: Desk, child_id: str) -> Table:
    lines = [
        line
        for action in (Action.SEEN, Action.SENT_OUT)
        for line in revisions.listing(
            desk, revisions.Wanted(child_id=child_id, action=action), limit=SEEN_AT_MOST
        )
    ]
    lines.sort(key=lambda line: line.number, reverse=True)
    rows = [(show_moment(line.at), line.by, line.action.title, line.sentence) for line in lines]
    return _table(("时间", 3), ("经办人", 2), ("动作", 1.4), ("内容", 5), rows=rows)


def _sent(desk: Desk, file: ChildFile) -> Table:
    """The packages that carried the child: every one since it came onto the register."""
    since = str(Month.of(file.child.admitted_on)) if file.child.admitted_on else ""
    with desk.work() as work:
        sent = work.all(SentPackage, PACKAGES.c.month >= since, order=(PACKAGES.c.number.desc(),))
    rows = [(one.month, "省级团委(签名同步包)", f"第 {one.number} 号") for one in sent]
    return _table(("月份", 2), ("报送给", 5), ("同步包", 2), rows=rows)


def _table(*columns: tuple[str, float], rows: Iterable[tuple[str, ...]]) -> Table:
    told = tuple(rows)
    nothing = ("没有", *("" for _ in columns[1:]))
    return Table(tuple(Column(title, share) for title, share in columns), told or (nothing,))
