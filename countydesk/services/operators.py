"""The people of the desk: taking one on, and changing one's own passphrase."""

from countydesk.domain.names import clean_name, name_problem
from countydesk.domain.operators import Act, Operator, Role
from countydesk.domain.problems import Refused
from countydesk.domain.revisions import Action
from countydesk.services.desk import Changes, Desk
from countydesk.services.keyholders import KEYS
from countydesk.services.setup import NewOperator, require_long_enough
from countydesk.storage import key_slots


def add(desk: Desk, own_passphrase: str, person: NewOperator) -> Changes:
    """Take on another operator, who gets a key of their own; no roles means all of them.

    The desk's key is taken out with the passphrase of whoever acts. Raises `Refused` for a wrong
    one, a name that is taken or missing, a passphrase that is too short.
    """
    desk.acting(Act.SET_UP)
    name = clean_name(person.name)
    problem = name_problem(name)
    if problem:
        raise Refused(problem)
    if any(known.name == name for known in desk.operators):
        raise Refused(f"已有名叫“{name}”的操作员,请加以区分。")
    require_long_enough(person.passphrase)
    key = key_slots.unwrap(desk.folder / KEYS, desk.operator.name, own_passphrase)
    roles = [role.value for role in person.roles or tuple(Role)]
    operator = Operator(office_code=desk.office.code, id=desk.new_id(), name=name, roles=roles)
    with desk.work() as work:
        work.add(operator)
        # Before the commit: a key without a record opens nothing, a record without a key locks out.
        key_slots.add_slot(desk.folder / KEYS, name, person.passphrase, key)
        done = work.commit()
    desk.operators.append(operator)
    return done


def change_passphrase(desk: Desk, old: str, new: str) -> None:
    """Give oneself another passphrase; that it was done is recorded. Raises `Refused`."""
    require_long_enough(new)
    key = key_slots.unwrap(desk.folder / KEYS, desk.operator.name, old)
    with desk.work() as work:
        work.log(Action.CHANGED, Operator, desk.operator.id, "口令")
        key_slots.add_slot(desk.folder / KEYS, desk.operator.name, new, key)
        work.commit()
