"""Commands of visits."""

from typing import Any

from countydesk.cli.parser import command_of, group_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    group = group_of(commands, "visit", "入户走访")
    command = command_of(group, "add", "field_work:add_visit", "登记走访")
    command.add_argument("--child", required=True, metavar="谁", help="身份证号或姓名")
    command.add_argument("--day", required=True, metavar="日期")
    command.add_argument("--visitors", required=True, metavar="姓名、姓名")
    command.add_argument("--findings", required=True, metavar="情况")
    for name, about in (
        ("seen", "见到谁"),
        ("schooling", "就学"),
        ("health", "健康"),
        ("change", "家庭变化"),
    ):
        command.add_argument(f"--{name}", default="", metavar=about)
    command.add_argument("--follow-up", default="", metavar="需要跟进")
    command.add_argument("--due", metavar="跟进期限")
    command.add_argument("--photo", action="append", default=[], metavar="照片")
    command = command_of(group, "list", "field_work:list_visits", "走访记录")
    command.add_argument("--month", metavar="年-月")
    command.add_argument("--child", metavar="谁")
