"""辍学告知: the paper that tells the township of a child that has left school, and asks for its answer."""

from countydesk.domain.beneficiaries import Beneficiary, age_on, grade_of
from countydesk.domain.days import show_day
from countydesk.domain.enrolment import EnrolmentEvent, EventKind, State, standing
from countydesk.domain.grades import Stage
from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.export.papers.document import Document, Section
from countydesk.services import beneficiaries, papers
from countydesk.services.beneficiaries import ChildFile
from countydesk.services.desk import Desk
from countydesk.services.papers import Paper

ANSWER_WITHIN = 10  # days
BLANK = "____________"
# 义务教育法 art. 13: townships see to it that children of school age go to school, and keep them there.
COMPULSORY = "根据《义务教育法》第十三条,乡镇人民政府应当组织和督促适龄儿童、少年入学,防止辍学。"
OTHERWISE = "该生已不在义务教育阶段,请协助了解情况,动员返校或转入中等职业学校。"


def notice(desk: Desk, child_id: str) -> Paper:
    """The 控辍保学告知单 of a child that has dropped out, without ID and phone; its printing is recorded.

    Raises `Refused` for a child that has not.
    """
    desk.acting(Act.HAND_OUT)
    file = beneficiaries.open_child(desk, child_id)
    child = file.child
    if child.state is not State.DROPPED_OUT:
        raise Refused(f"{child.name}现为“{child.state.title}”,没有登记辍学,不用告知。")
    left = [one for one in standing(file.events) if one.kind is EventKind.DROPPED_OUT][-1]
    document = Document(
        title="控辍保学告知单",
        drawn_on=desk.today,
        head=(f"单位(盖章): {desk.office.unit}", f"日期: {show_day(desk.today)}"),
        sections=(Section(words=_words(desk, file, left)), Section("回  执", words=_answer(child))),
        note="一式两份,一份留存,一份随回执交回;请勿张贴或向他人透露。",
    )
    with desk.work() as work:
        work.log(Action.SENT_OUT, Beneficiary, child_id, "打印控辍保学告知单")
        work.commit()
    return papers.drawn(document, f"控辍保学告知单-{child.name}.pdf")


def _words(desk: Desk, file: ChildFile, left: EnrolmentEvent) -> str:
    child, guardian = file.child, file.guardian
    age = f"{age_on(child.birth, desk.today)} 岁" if child.birth else ""
    who = ",".join(filter(None, (child.name, child.sex, age)))
    home = child.village or child.township or BLANK
    school = " ".join(filter(None, (child.school or BLANK, grade_of(child, left.day), child.class_name)))
    by = f"{guardian.name}({guardian.relation})" if guardian and guardian.relation else ""
    by = by or (guardian.name if guardian else BLANK)
    duty = COMPULSORY if child.stage in (Stage.PRIMARY, Stage.JUNIOR) else OTHERWISE
    return "\n".join(
        (
            f"{child.township or BLANK}人民政府:",
            f"\u3000\u3000{who},住{home},监护人{by},系困境青少年助养项目帮扶对象,原就读于{school}。"
            f"据登记,该生自 {show_day(left.day)} 起辍学,原因:{left.reason}。"
            "助养金自该日起暂停发放,复学后恢复。",
            f"\u3000\u3000{duty}现将情况告知贵乡镇,请会同学校和村(社区)入户劝返,"
            f"并于 {ANSWER_WITHIN} 日内将结果填入下方回执交回。"
            "我单位将同步入户走访;家庭有实际困难的,请一并说明,我单位协助申请帮扶。",
            "\u3000\u3000联系人:____________    电话:____________",
            " ",
        )
    )


def _answer(child: Beneficiary) -> str:
    return "\n".join(
        (
            f"对象:{child.name}    收到日期:______年____月____日    签收人:____________",
            "入户日期:______年____月____日    入户人:________________________",
            "结果:□已返校(日期:____________)  □转入其他学校(校名:________________)  □未返校",
            "未返校的原因和需要的帮助:________________________________________________",
            "________________________________________________________________________",
            " ",
            "乡镇(盖章):                    负责人:____________    ______年____月____日",
        )
    )
