"""Operators and roles: who may do what, in one table."""

from sqlmodel import SQLModel

from countydesk.domain.fields import Choice, Kind, field
from countydesk.domain.problems import Refused


class Role(Choice):
    RECORDER = "recorder", "录入员"
    REVIEWER = "reviewer", "审核人"
    APPROVER = "approver", "负责人"
    PROVINCE = "province", "省级经办人"


class Act(Choice):
    """What is asked of a role; services name the act before they do it."""

    LOOK = "look", "查看台账"
    REVEAL = "reveal", "查看完整号码"
    HAND_OUT = "hand_out", "导出和打印资料"
    AUDIT = "audit", "查阅变动记录"
    RECORD = "record", "录入资料"
    PLAN = "plan", "设定年度目标"
    REVIEW = "review", "审核申请资料"
    ADMIT = "admit", "审核入库"
    TAKE_IN = "take_in", "导入台账"
    DRAW = "draw", "拟定发放名册"
    CHECK = "check", "复核发放名册"
    APPROVE = "approve", "批准发放名册"
    PRINT = "print", "打印发放名册"
    BOOK = "book", "登记付款与签收"
    VOID = "void", "作废发放名册"
    CLOSE = "close", "月结"
    SEND = "send", "签名上报"
    SET_UP = "set_up", "修改设置"
    RECEIVE = "receive", "接收汇总"
    RECOVER = "recover", "为下级恢复口令"
    FORGET = "forget", "期满匿名化"


# Whoever may do none of it sees nothing either: every reading and writing asks for LOOK first.
ROLES_FOR: dict[Act, frozenset[Role]] = {
    Act.LOOK: frozenset(Role),
    Act.REVEAL: frozenset(Role),
    Act.HAND_OUT: frozenset(Role),
    Act.AUDIT: frozenset({Role.REVIEWER, Role.APPROVER, Role.PROVINCE}),
    Act.RECORD: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER}),
    Act.PLAN: frozenset(Role),
    Act.REVIEW: frozenset({Role.REVIEWER, Role.APPROVER}),
    Act.ADMIT: frozenset({Role.APPROVER}),
    Act.TAKE_IN: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER}),
    Act.DRAW: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER}),
    Act.CHECK: frozenset({Role.REVIEWER, Role.APPROVER}),
    Act.APPROVE: frozenset({Role.APPROVER}),
    Act.PRINT: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER}),
    Act.BOOK: frozenset({Role.RECORDER, Role.REVIEWER, Role.APPROVER}),
    Act.VOID: frozenset({Role.REVIEWER, Role.APPROVER}),
    Act.CLOSE: frozenset({Role.APPROVER}),
    Act.SEND: frozenset({Role.APPROVER}),
    Act.SET_UP: frozenset({Role.APPROVER, Role.PROVINCE}),
    Act.RECEIVE: frozenset({Role.APPROVER, Role.PROVINCE}),
    Act.RECOVER: frozenset({Role.APPROVER, Role.PROVINCE}),
    Act.FORGET: frozenset({Role.REVIEWER, Role.APPROVER}),
}


class Operator(SQLModel):
    """A person who works at the desk; without named roles a person holds all."""

    office_code: str = field("单位代码", Kind.KEY)
    id: str = field("编号", Kind.KEY)
    name: str = field("姓名", Kind.NAME, max_length=50)
    roles: list[str] = field("角色", Kind.CHOICES, choices=Role)
    active: bool = field("在岗", Kind.YES_NO, default=True)


def may(operator: Operator, act: Act) -> bool:
    """Whether one of the operator's roles may do it; who is off duty may do nothing."""
    return operator.active and bool(ROLES_FOR[act] & {Role(role) for role in operator.roles})


def require(operator: Operator, act: Act) -> None:
    """Refuse `act` to an operator none of whose roles may do it. Raises `Refused`."""
    if not may(operator, act):
        needed = "或".join(role.title for role in Role if role in ROLES_FOR[act])
        raise Refused(f"{operator.name}没有“{act.title}”的权限,请由{needed}办理。")
