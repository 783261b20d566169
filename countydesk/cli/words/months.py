"""Commands that close a month and send its package."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command = command_of(commands, "close", "months:close", "月结")
    command.add_argument("month", metavar="年-月")
    command.add_argument("--note", default="", metavar="说明")
    command = command_of(commands, "send", "months:send", "签名导出同步包")
    command.add_argument("month", metavar="年-月")
    command.add_argument("--to", required=True, metavar="文件夹")
    command.add_argument("--photos", action="store_true", help="带上本月照片")
    command.add_argument("--plain", action="store_true", help="不加密(默认加密给省级)")
    command.add_argument("--also", action="append", default=[], metavar="证书", help="另加密给谁,可重复")
