"""Commands that pay: a batch from drawing up to settling."""

import argparse
from typing import Any

from countydesk.cli.parser import command_of, group_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    group = group_of(commands, "batch", "助养发放")
    command = command_of(group, "draw", "batches:draw", "拟定一个学期的名册")
    command.add_argument("term", metavar="学期", help="例如 2026-autumn")
    command.add_argument("--without", action="append", default=[], metavar="身份证号", help="不列入此人")
    command_of(group, "list", "batches:list_", "现有名册")
    for name, about in (
        ("show", "查看名册"),
        ("check", "复核"),
        ("approve", "批准"),
        ("settle", "结清"),
    ):
        _numbered(group, name, f"batches:{name}", about)
    command = _numbered(group, "print", "batches:print_", "编号、锁定并生成发放花名册")
    command.add_argument("--to", default=".", metavar="文件夹")
    command = _numbered(group, "pay", "batches:pay", "登记付款")
    _except(command, "未付")
    command = _numbered(group, "sign", "batches:sign", "登记签收")
    _except(command, "未签")
    command.add_argument("--proxy", action="append", default=[], metavar="谁=代领人、关系、证件号")
    command = _numbered(group, "return", "batches:return_", "登记退汇")
    command.add_argument("who", metavar="谁", help="序号、姓名或身份证号")
    command.add_argument("--reason", required=True, metavar="原因")
    command = _numbered(group, "repay", "batches:repay", "登记重发")
    command.add_argument("who", metavar="谁", help="序号、姓名或身份证号")
    command.add_argument("--reason", default="", metavar="说明")
    command = _numbered(group, "void", "batches:void", "作废")
    command.add_argument("--reason", required=True, metavar="原因")
    command.add_argument("--replace", action="store_true", help="随即重新拟定")


def _numbered(group: Any, name: str, does: str, about: str) -> argparse.ArgumentParser:
    command = command_of(group, name, does, about)
    command.add_argument("number", metavar="编号", help="名册号、批次号,或学期(只有一份时)")
    if name in ("pay", "sign", "return", "repay"):
        command.add_argument("--day", metavar="日期", help="办理日期(默认今天)")
    return command


def _except(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument(
        "--except",
        dest="exceptions",
        action="append",
        default=[],
        metavar="谁=原因",
        help=f"{what}者及原因,可重复",
    )
