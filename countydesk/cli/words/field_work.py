"""Commands of visits and activities."""

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
    command.add_argument("--month", metavar="YYYY-MM")
    command.add_argument("--child", metavar="谁")
    group = group_of(commands, "activity", "活动台账")
    command = command_of(group, "add", "field_work:add_activity", "登记活动")
    command.add_argument("--day", required=True, metavar="日期")
    command.add_argument("--programme", required=True, metavar="项目", help="例如 学业资助 或 study")
    command.add_argument("--kind", required=True, metavar="活动名称")
    command.add_argument("--place", default="", metavar="地点")
    command.add_argument("--people", type=int, default=0, metavar="惠及人数")
    command.add_argument("--note", default="", metavar="情况")
    command.add_argument("--photo", action="append", default=[], metavar="照片")
    command = command_of(group, "list", "field_work:list_activities", "活动记录")
    command.add_argument("--month", metavar="YYYY-MM")
