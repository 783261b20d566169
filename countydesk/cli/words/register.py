"""Commands of the register and of the school life of its children."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    _register(commands)
    _school_life(commands)


def _register(commands: Any) -> None:
    command = command_of(commands, "import", "register:take_in", "导入现有台账(Excel 或 CSV)")
    command.add_argument("file", metavar="文件")
    command.add_argument("--dry-run", action="store_true", help="只预览,不写入")
    command.add_argument("--as-of", metavar="日期", help="表内年级以哪天为准(表中没有填报日期时)")
    command = command_of(commands, "find", "register:find", "按姓名、拼音、证件号、学校查找")
    command.add_argument("text", metavar="文字")
    command.add_argument("--limit", type=int, default=20, metavar="人数")


def _school_life(commands: Any) -> None:
    about = "登记学籍事项;event undo 编号 撤销一项,event list 谁 查看"
    command = command_of(commands, "event", "school_life:event", about)
    command.add_argument("who", metavar="谁|undo|list", help="身份证号或姓名")
    command.add_argument("what", metavar="事项", help="例如 休学 或 paused;undo 后写编号,list 后写谁")
    command.add_argument("--day", metavar="日期", help="发生日期(默认今天)")
    command.add_argument("--reason", default="", metavar="原因")
    command.add_argument("--paper", default="", metavar="依据")
    command.add_argument("--school", default="", metavar="转入学校")
    command.add_argument("--class", dest="class_name", default="", metavar="班级")
    command = command_of(commands, "promote", "school_life:promote", "学年升级")
    command.add_argument("year", metavar="学年", help="起始年份,例如 2026")
    command.add_argument("--dry-run", action="store_true", help="只预览,不写入")
    command.add_argument(
        "--confirm",
        action="append",
        default=[],
        metavar="all|谁=决定",
        help="确认待定的对象;all 全部按建议办理,可重复",
    )
    command.add_argument("--lists", metavar="文件夹", help="生成各校的在校确认表")
    command.add_argument("--undo", action="store_true", help="整体撤销(尚未据此拟定名册时)")
    command.add_argument("--reason", default="学年升级有误", metavar="撤销原因")
    command = command_of(commands, "due", "school_life:due", "一个学期谁尚待列入名册、多少,谁不列入,各为什么")
    command.add_argument("term", metavar="学期", help="例如 2026-autumn")
    command.add_argument("--day", metavar="日期", help="以哪天为准(默认今天)")
    command.add_argument("--to", metavar="文件", help="另存为 Excel 工作簿")
    command = command_of(commands, "owed", "school_life:owed", "助到全部毕业还需多少,按学年和学段")
    command.add_argument(
        "--standard", action="append", default=[], metavar="学段=元", help="假设每年标准,可重复"
    )
    command.add_argument("--to", metavar="文件", help="另存为 Excel 工作簿")
