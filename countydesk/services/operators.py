"""The people of the desk: taken on, given other roles, off duty; and one's own passphrase."""

from collections.abc import Sequence

from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.operators import Act, Operator, Role, may
from countydesk.domain.problems import Refused
from countydesk.services import slots
from countydesk.services.desk import Changes, Desk
from countydesk.services.keyholders import key_of
from countydesk.services.setup import NewOperator, require_good_passphrase, restore_four_eyes


def add(desk: Desk, own_passphrase: str, person: NewOperator, reason: str = "") -> Changes:
    """Take on another operator, or one who was off duty again, with a key of their own.

    No roles means all of them. The desk's key is taken out with the passphrase of whoever acts. An office
    of one that had switched four eyes off is one of two now: they are on again. Raises `Refused` for a
    wrong passphrase, a name that is taken or missing, a new passphrase that is easily guessed.
    """
    desk.acting(Act.SET_UP)
    name = clean_name(person.name)
    problem = name_problem(name)
    if problem:
        raise Refused(problem)
    known = next((one for one in desk.operators if one.name == name), None)
    if known and known.active:
        raise Refused(f"已有名叫“{name}”的经办人员,请加以区分。")
    require_good_passphrase(person.passphrase, person.any_passphrase)
    key = key_of(desk.folder, desk.operator.name, own_passphrase, desk.clock())
    operator = Operator(
        office_code=desk.office.code,
        id=known.id if known else desk.new_id(),
        name=name,
        roles=[role.value for role in person.roles or tuple(Role)],
    )
    with desk.work() as work:
        if known:
            work.change(operator, reason or "重新上岗")
        else:
            work.add(operator, reason=reason)
        restore_four_eyes(desk, work)
        slots.give(desk, work, operator, person.passphrase, key, reason)
        done = work.commit()
    desk.operators = [one for one in desk.operators if one.id != operator.id] + [operator]
    desk.reload_settings()
    return done


def change_roles(desk: Desk, name: str, roles: Sequence[Role], reason: str) -> Changes:
    """Give an operator other roles; no roles means all of them.

    Raises `Refused` without a reason, for an unknown operator, or if nobody would be left who may approve
    or change settings.
    """
    desk.acting(Act.SET_UP)
    held = [role.value for role in Role if role in (roles or tuple(Role))]
    changed = desk.operator_named(name).model_copy(update={"roles": held})
    _require(desk, changed, reason)
    with desk.work() as work:
        work.change(changed, reason)
        done = work.commit()
    _take_up(desk, changed)
    return done


def turn_off(desk: Desk, name: str, reason: str) -> Changes:
    """Take an operator off duty: their key is taken away, what they did stays theirs.

    Raises `Refused` for oneself, without a reason, or if nobody would be left who may approve or change
    settings.
    """
    desk.acting(Act.SET_UP)
    if name == desk.operator.name:
        raise Refused("不能停用自己,请由另一位负责人办理。")
    changed = desk.operator_named(name).model_copy(update={"active": False})
    _require(desk, changed, reason)
    with desk.work() as work:
        work.change(changed, reason)
        slots.take_away(desk, work, changed, desk.key, reason)
        done = work.commit()
    _take_up(desk, changed)
    return done


def change_passphrase(desk: Desk, old: str, new: str) -> None:
    """Give oneself another passphrase; that it was done is recorded. Raises `Refused`."""
    desk.acting(Act.LOOK)  # everybody may, for themselves
    require_good_passphrase(new)
    key = key_of(desk.folder, desk.operator.name, old, desk.clock())
    with desk.work() as work:
        slots.give(desk, work, desk.operator, new, key)
        work.commit()


def _require(desk: Desk, changed: Operator, reason: str) -> None:
    if not reason.strip():
        raise Refused("请写改动原因。")
    after = [changed if one.id == changed.id else one for one in desk.operators]
    for act in (Act.APPROVE, Act.SET_UP):
        if any(may(one, act) for one in desk.operators) and not any(may(one, act) for one in after):
            raise Refused(f"{changed.name}是唯一能{act.title}的人,请先给另一人这个角色。")


def _take_up(desk: Desk, changed: Operator) -> None:
    """The open desk knows it at once, also of whoever works at it."""
    desk.operators = [changed if one.id == changed.id else one for one in desk.operators]
    if desk.operator.id == changed.id:
        desk.operator = changed
