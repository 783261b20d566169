"""Commands that receive packages, settle conflicts and give receipts."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command = command_of(commands, "receive", "province:receive", "接收同步包(县级台账:接收回执)")
    command.add_argument("files", nargs="*", metavar="文件或文件夹")
    command.add_argument("--accept", metavar="标识", help="核实后接收一个等待决定的同步包")
    command.add_argument("--dismiss", metavar="标识", help="不接收一个等待决定的同步包")
    command.add_argument("--reason", default="", metavar="理由")
    command.add_argument("--waiting", action="store_true", help="查看等待决定的同步包")
    command_of(commands, "province", "province:overview", "各县上报情况和合计")
    command = command_of(commands, "hand-back", "province:hand_back", "解密一个同步包,交还上报单位重建台账")
    command.add_argument("package", metavar="文件")
    command.add_argument("--to", required=True, metavar="文件夹")
    command = command_of(commands, "conflict", "province:conflict", "跨县冲突:查看、核定")
    command.add_argument("--settle", metavar="编号", help="核定这一项")
    command.add_argument("--keep", metavar="代码", help="由哪个单位保留")
    command.add_argument("--reason", default="", metavar="说明")
    command = command_of(commands, "receipt", "province:receipt", "为已合并的同步包出具回执")
    command.add_argument("package", metavar="文件或标识")
    command.add_argument("--to", required=True, metavar="文件夹")
    command.add_argument("--query", action="append", default=[], metavar="谁=要核实的事", help="可重复")
    command.add_argument("--refuse", action="append", default=[], metavar="谁=不接收的原因", help="可重复")
    command = command_of(commands, "receipt-in", "province:receipt_in", "登记上级的回执")
    command.add_argument("file", metavar="文件")
    command = command_of(commands, "receipt-rows", "province:receipt_rows", "回执中待回复的行")
    command.add_argument("--all", action="store_true", help="也列出已回复的")
    command = command_of(commands, "receipt-answer", "province:receipt_answer", "回复回执中的一行")
    command.add_argument("record", metavar="编号或姓名")
    command.add_argument("--text", required=True, metavar="回复")
    command = command_of(commands, "rebuild", "rebuilding:rebuild", "由同步包重建台账")
    command.add_argument("packages", nargs="+", metavar="同步包")
    command.add_argument(
        "--operator", action="append", metavar="姓名", help="由谁打开,可重复(默认原台账的全部在岗人员)"
    )
