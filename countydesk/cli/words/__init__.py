"""The words of the commands, a room an area; a new area is one more room in `AREAS`."""

from countydesk.cli.parser import PROGRAM, Parser, common_options
from countydesk.cli.words import (
    backups,
    batches,
    course,
    desks,
    field_work,
    intake,
    months,
    people,
    province,
    quick,
    register,
    rounds,
    six_actions,
    trust,
)

AREAS = (
    quick,
    desks,
    register,
    course,
    batches,
    intake,
    field_work,
    rounds,
    six_actions,
    months,
    trust,
    province,
    people,
    backups,
)


def parser() -> Parser:
    """All commands."""
    whole = Parser(prog=PROGRAM, description="县级团委帮扶台账。不带命令时打开窗口。")
    common_options(whole, top=True)
    commands = whole.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=Parser)
    for area in AREAS:
        area.declare(commands)
    return whole
