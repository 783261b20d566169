"""Commands that need no desk: an ID, an amount, a package to verify."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command = command_of(commands, "id", "quick:identify", "核对一个身份证号")
    command.add_argument("text", metavar="号码")
    command = command_of(commands, "amount", "quick:amount", "人民币大写")
    command.add_argument("text", metavar="金额")
    command = command_of(commands, "verify", "packages:verify", "检验一个同步包")
    command.add_argument("file", nargs="?", metavar="文件")
    command.add_argument("--history", metavar="文件夹", help="检验一个单位的全部同步包是否前后衔接")
    command.add_argument("--with-desk", action="store_true", help="用台账核对签发机构,并解密")
