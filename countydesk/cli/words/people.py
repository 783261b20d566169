"""Commands of the people of a desk, of their forgotten passphrases, and of what they did."""

import argparse
from typing import Any

from countydesk.cli.parser import command_of, group_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    _operators(commands)
    _changes(commands)
    _recovery(commands)
    _retention(commands)
    _handing_over(commands)


def _operators(commands: Any) -> None:
    group = group_of(commands, "operator", "经办人员")
    command_of(group, "list", "operators:list_", "经办人员和角色")
    command = command_of(group, "add", "operators:add", "增加经办人员")
    command.add_argument("name", metavar="姓名")
    _roles(command)
    command.add_argument("--reason", default="", metavar="说明")
    command = command_of(group, "roles", "operators:roles", "更改角色")
    command.add_argument("name", metavar="姓名")
    _roles(command)
    command.add_argument("--reason", required=True, metavar="原因")
    command = command_of(group, "off", "operators:off", "停用,收回口令")
    command.add_argument("name", metavar="姓名")
    command.add_argument("--reason", required=True, metavar="原因")


def _roles(command: argparse.ArgumentParser) -> None:
    about = "recorder、reviewer、approver、province,可重复;不写即全部"
    command.add_argument("--role", action="append", default=[], metavar="角色", help=about)


def _changes(commands: Any) -> None:
    group = group_of(commands, "changes", "变动记录:谁、何时、改了什么、为什么")
    for name, about in (("list", "查看,最近的在前"), ("export", "导出为 Excel")):
        command = command_of(group, name, f"revisions:{name if name != 'list' else 'list_'}", about)
        command.add_argument("--child", default="", metavar="谁", help="只看此人:身份证号或姓名")
        command.add_argument("--operator", default="", metavar="姓名", help="只看此人所做")
        command.add_argument("--action", metavar="动作", help="新增、修改、移除、查看、导出")
        command.add_argument("--kind", default="", metavar="内容", help="例如 帮扶对象、设置")
        command.add_argument("--from", dest="first", metavar="日期")
        command.add_argument("--until", dest="last", metavar="日期")
        command.add_argument("--words", default="", metavar="文字")
        if name == "list":
            command.add_argument("--limit", type=int, default=50, metavar="条数")
        else:
            command.add_argument("file", metavar="文件")
    command = command_of(group, "show", "revisions:show", "查看一条的完整内容(会记录)")
    command.add_argument("number", type=int, metavar="序号")


def _recovery(commands: Any) -> None:
    group = group_of(commands, "recovery", "忘记口令时,由省级协助恢复")
    command = command_of(group, "request", "recovery:request", "写出恢复申请(忘记口令的人办)")
    command.add_argument("operator", metavar="姓名", help="谁忘记了口令")
    command.add_argument("--to", default=".", metavar="文件夹")
    command = command_of(group, "answer", "recovery:answer", "核对并答复恢复申请(省级)")
    command.add_argument("file", metavar="申请文件")
    command.add_argument("--fingerprint", metavar="指纹", help="电话中读出的申请指纹")
    command.add_argument("--reason", required=True, metavar="原因", help="如何核实了申请人")
    command.add_argument("--to", default=".", metavar="文件夹")
    command = command_of(group, "finish", "recovery:finish", "用省级的答复恢复,口令为申请时所设")
    command.add_argument("file", metavar="答复文件")
    command_of(group, "offer", "recovery:offer", "给省级一把备用钥匙(安装省级证书时自动办理)")


def _retention(commands: Any) -> None:
    group = group_of(commands, "retention", "保存期满的对象:列出、提出、确认匿名化")
    command_of(group, "list", "retention:list_", "谁的保存期已满")
    for name, about in (("propose", "提出匿名化"), ("confirm", "由另一人确认并执行,不可恢复")):
        command = command_of(group, name, f"retention:{name}", about)
        command.add_argument("who", nargs="+", metavar="谁", help="编号或姓名,可多个;all 为全部")
    command = command_of(group, "withdraw", "retention:withdraw", "撤回提出")
    command.add_argument("who", nargs="+", metavar="谁", help="编号或姓名,可多个")
    command.add_argument("--reason", required=True, metavar="原因")


def _handing_over(commands: Any) -> None:
    command = command_of(
        commands, "handover", "handing_over:hand_over", "工作交接:列出未了事项,或交接给另一人"
    )
    command.add_argument("--to", default="", metavar="接收人")
    command.add_argument("--reason", default="", metavar="原因", help="与接收人同时给出即办理交接")
    command.add_argument("--print", default="", metavar="文件夹", help="生成工作交接清单(PDF)")
    command = command_of(commands, "held", "handing_over:held_of", "告知监护人我们掌握哪些信息(PDF)")
    command.add_argument("who", metavar="谁", help="身份证号或姓名")
    command.add_argument("--to", default=".", metavar="文件夹")
