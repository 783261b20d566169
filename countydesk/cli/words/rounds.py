"""The command of rounds: who is due for a visit, what is planned, what came of it."""

from typing import Any

from countydesk.cli.parser import command_of

PARTS = ("due", "plan", "list", "show", "print", "missed", "follow-ups", "done")


def declare(commands: Any) -> None:
    """Declare it on the parser's commands."""
    about = (
        "应走访和走访安排:due 应走访的对象;plan 安排一次走访;list 全部安排;show、print 编号;"
        "missed 编号 未遇到;follow-ups 待跟进;done 走访记录编号 跟进完成"
    )
    command = command_of(commands, "rounds", "rounds:rounds", about)
    command.add_argument("part", nargs="?", default="due", choices=PARTS, metavar="动作")
    command.add_argument("which", nargs="?", default="", metavar="编号")
    command.add_argument("--township", metavar="乡镇", help="只看、只排这个乡镇")
    command.add_argument("--overdue", action="store_true", help="只看、只排逾期的")
    command.add_argument("--limit", type=int, metavar="户数", help="最多几户")
    command.add_argument("--day", metavar="日期", help="走访日期;跟进完成日期(默认今天)")
    command.add_argument("--visitors", default="", metavar="姓名、姓名")
    command.add_argument("--child", action="append", default=[], metavar="谁", help="可重复")
    command.add_argument("--print", dest="folder", metavar="文件夹", help="名单和走访表存到这里")
    command.add_argument("--reason", default="", metavar="原因", help="为什么未遇到")
    command.add_argument("--how", default="", metavar="怎么办的")
    command.add_argument("--who", default="", metavar="姓名", help="跟进办理人(默认经办人员)")
