"""Commands that make and look after a desk."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command = command_of(commands, "demo", "desks:demo", "用虚构的县走完一个月")
    command.add_argument("folder", metavar="文件夹")
    command.add_argument("--founding-report", action="store_true", help="2020 年报告的 1916 人")
    command.add_argument("--children", type=int, metavar="人数", help="虚构多少名对象(默认 60;各县 50)")
    command.add_argument("--province", action="store_true", help="虚构签发机构、各县和省级汇总")
    command.add_argument("--counties", type=int, default=86, metavar="个数", help="虚构多少个县(默认 86)")
    command.add_argument("--months", type=int, default=3, metavar="个数", help="各县上报几个月(默认 3)")
    command = command_of(commands, "new", "desks:new", "新建台账")
    command.add_argument("--office", required=True, metavar="代码", help="六位行政区划代码")
    command.add_argument("--unit", required=True, metavar="名称", help="单位名称")
    command.add_argument(
        "--operator",
        required=True,
        action="append",
        metavar="姓名[:角色]",
        help="经办人员,可重复;角色 recorder、reviewer、approver、province,不写即全部",
    )
    command = command_of(commands, "encrypt", "desks:encrypt", "把未加密的台账改为加密")
    command.add_argument(
        "--operator", required=True, action="append", metavar="姓名", help="原有的经办人员,可重复"
    )
    command.add_argument("--remove-plain", action="store_true", help="办成后删去明文副本")
    command = command_of(commands, "check", "desks:check", "检查台账是否完好")
    command.add_argument(
        "--repair", action="store_true", help="库文件损坏又没有备份时,救出还能读的内容,原文件保留"
    )
