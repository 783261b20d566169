"""Commands that back a desk up and restore it."""

from typing import Any

from countydesk.cli.parser import command_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command = command_of(commands, "backup", "backups:backup", "备份台账,列出备份,选择第二备份位置")
    command.add_argument("part", nargs="?", choices=("list",), metavar="list", help="列出已有的备份")
    where = command.add_mutually_exclusive_group()
    where.add_argument("--to", metavar="文件夹", help="备份到这个文件夹(不改变设置)")
    where.add_argument(
        "--second", metavar="文件夹", help="选定第二备份位置(U 盘或共享文件夹),以后自动备份到那里"
    )
    where.add_argument("--no-second", action="store_true", help="不再用第二备份位置")
    command = command_of(commands, "restore", "backups:restore", "从备份恢复台账;现有台账另存在旁边")
    command.add_argument("file", metavar="备份文件|list", help="备份文件;list 列出可用的备份")
    command.add_argument("--from", dest="folder", metavar="文件夹", help="列出这个文件夹里的备份")
    command.add_argument("--dry-run", action="store_true", help="只看会恢复什么、失去什么,不改动")
    command.add_argument("--journal", action="store_true", help="再补上备份之后随记日志里的操作")
