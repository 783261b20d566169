"""Commands of the six actions: the catalogue of programmes."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command_of(commands, "catalogue", "catalogue:show", "项目目录:行动、项目、记录种类和指标")
