"""How a command is declared: its arguments, its words in Chinese, and the function that does it."""

import argparse
import re
import sys
from typing import Any, NoReturn

PROGRAM = "countydesk"
# argparse says these in English only.
SENTENCES = (
    (r"the following arguments are required: (.+)", r"还缺 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1不能是 \2,可用:\3"),
    (r"argument (.+): expected (?:one|at least one) argument", r"\1 后面缺少内容"),
    (r"argument (.+): invalid int value: (.+)", r"\1 应为整数,不能是 \2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose own words are Chinese; wrong use ends with 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Help, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        for pattern, sentence in SENTENCES:
            message = re.sub(pattern, sentence, message)
        sys.stderr.write(f"用法不对:{message}。请用 {self.prog} --help 查看说明。\n")
        sys.exit(2)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法:" if prefix is None else prefix)


def common_options(to: argparse.ArgumentParser, top: bool = False) -> None:
    """--desk, --database, --by and --json may stand before or after the command."""
    absent: Any = None if top else argparse.SUPPRESS
    to.add_argument("--desk", metavar="文件夹", default=absent, help="台账所在文件夹(默认为本用户的台账)")
    to.add_argument("--database", metavar="地址", default=absent, help="PostgreSQL 数据库(记住,不必再写)")
    to.add_argument("--by", metavar="姓名", default=absent, help="由哪位经办人员办理(默认第一位)")
    json_default: Any = False if top else argparse.SUPPRESS
    to.add_argument("--json", action="store_true", default=json_default, help="只输出 JSON")


def command_of(commands: Any, name: str, does: str, about: str) -> argparse.ArgumentParser:
    """Declare a command. `does` names its function as "module:function" below countydesk.cli, so that only
    what a command needs is imported: `id` answers without a database."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    command.set_defaults(does=does)
    common_options(command)
    return command


def group_of(commands: Any, name: str, about: str) -> Any:
    """Declare a command of several parts; the parts are declared on what this returns."""
    group = commands.add_parser(name, help=about, description=about)
    common_options(group)
    return group.add_subparsers(dest="part", metavar="动作", title="动作", parser_class=Parser, required=True)
