"""The commands about the people of a desk."""

from argparse import Namespace
from typing import Any

from countydesk.cli.desks import roles_named
from countydesk.cli.main import Answer
from countydesk.cli.opening import is_handed_over, opened, passphrase_of
from countydesk.domain.operators import Operator, Role
from countydesk.services import operators
from countydesk.services.desk import Desk
from countydesk.services.setup import NewOperator


def list_(options: Namespace) -> Answer:
    """`operator list`: who works here, in which roles."""
    with opened(options) as desk:
        return _answer(desk)


def add(options: Namespace) -> Answer:
    """`operator add NAME [--role ROLE]…`: with a passphrase of their own, given as the desk's is."""
    with opened(options) as desk:
        own = passphrase_of(desk.operator.name)
        new = passphrase_of(options.name)
        person = NewOperator(options.name, new, _roles(options), any_passphrase=is_handed_over())
        operators.add(desk, own, person, options.reason)
        return _answer(desk)


def roles(options: Namespace) -> Answer:
    """`operator roles NAME --role ROLE… --reason …`."""
    with opened(options) as desk:
        operators.change_roles(desk, options.name, _roles(options), options.reason)
        return _answer(desk)


def off(options: Namespace) -> Answer:
    """`operator off NAME --reason …`: off duty, without a key."""
    with opened(options) as desk:
        operators.turn_off(desk, options.name, options.reason)
        return _answer(desk)


def _roles(options: Namespace) -> tuple[Role, ...]:
    return tuple(role for word in options.role for role in roles_named(word))


def _answer(desk: Desk) -> Answer:
    return Answer(
        {"operators": [_data(one) for one in desk.operators]}, [_line(one) for one in desk.operators]
    )


def _data(one: Operator) -> dict[str, Any]:
    return {"name": one.name, "roles": one.roles, "active": one.active}


def _line(one: Operator) -> str:
    held = "、".join(role.title for role in Role if role in one.roles)
    return f"{one.name}:{held}{'' if one.active else '(已停用)'}"
