"""Commands of the six actions: the catalogue of programmes, the ledgers of its records, targets."""

import argparse
from typing import Any

from countydesk.cli.parser import command_of, group_of

# The group of a ledger's commands, the ledger, and what a list of its records is called in JSON.
LEDGERS = (
    ("activity", "activity", "activities", "活动台账"),
    ("people", "person", "people", "人员名册"),
    ("organisations", "organisation", "organisations", "组织名册"),
    ("agreements", "agreement", "agreements", "协议与项目台账"),
    ("goods", "goods", "goods", "物品发放台账"),
    ("funds", "fund", "funds", "资金台账"),
    ("contacts", "contact", "contacts", "联系点台账"),
    ("appeals", "appeal", "appeals", "诉求台账"),
    ("media", "media", "media", "作品与宣传台账"),
)


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command_of(commands, "catalogue", "catalogue:show", "项目目录:行动、项目、记录种类和指标")
    for name, ledger, several, title in LEDGERS:
        group = group_of(commands, name, title)
        of_one = (_add(group), _list(group), _withdraw(group), _reveal(group))
        for command in (*of_one, _import(group), _export(group), _template(group)):
            command.set_defaults(ledger=ledger, several=several)
    _targets(group_of(commands, "targets", "年度目标"))
    command = command_of(commands, "bulletin", "bulletin:show", "情况报告:各指标的数和文字,由记录汇总")
    command.add_argument("--from", required=True, dest="first", metavar="年-月", help="起始月份")
    command.add_argument("--to", required=True, dest="last", metavar="年-月", help="截止月份")
    command.add_argument("--to-file", metavar="文件夹", help="另存为 PDF、Word 和 Excel 工作簿")
    command = command_of(commands, "progress", "progress:show", "年度进度:对照目标和上年同期")
    command.add_argument("--month", required=True, metavar="年-月", help="截止月份")
    command.add_argument("--indicator", metavar="指标", help="只看这一项,分市县区列出")
    command.add_argument("--cities", action="store_true", help="按市州列出,不按县区")
    command.add_argument("--to-file", metavar="文件夹", help="另存为 Excel 工作簿;不选指标时还有 PDF")
    command = command_of(commands, "dispatch", "progress:dispatch", "调度:谁落后、缺什么,并可写出督办通知")
    command.add_argument("--month", required=True, metavar="年-月", help="截止月份")
    command.add_argument("--to-file", metavar="文件夹", help="写出通报,和给每个要督办的单位的通知(PDF)")


def _add(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "add", "entries:add", "登记一条")
    command.add_argument(
        "--day", required=True, metavar="日期", help="例如 2020.5.9、2020年4月中旬、2020年4月"
    )
    command.add_argument("--to", metavar="结束日期")
    command.add_argument("--programme", required=True, metavar="项目", help="项目的名称或代号,或行动的名称")
    command.add_argument("--kind", metavar="种类", help="项目里有几种记录时写明;只写行动时为活动名称")
    command.add_argument("--name", default="", metavar="名称", help="活动名称、姓名、单位名称等")
    command.add_argument("--level", choices=("province", "city", "county"), metavar="层级", help="默认本单位")
    for name, about in (
        ("place", "地点"),
        ("place-code", "区划代码"),
        ("organisers", "主办单位"),
        ("partners", "合作单位"),
        ("explain", "勾稽说明"),
        ("note", "情况"),
    ):
        command.add_argument(f"--{name}", default="", metavar=about)
    command.add_argument("--people", type=int, default=0, metavar="惠及人数")
    command.add_argument("--set", action="append", default=[], metavar="字段=内容", help="项目内容,可重复")
    command.add_argument("--approx", action="append", default=[], metavar="字段=余", help="约数用词,可重复")
    command.add_argument("--of", default="", metavar="编号", help="所属的记录")
    command.add_argument("--photo", action="append", default=[], metavar="照片")
    return command


def _list(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "list", "entries:list_", "查看,新的在前")
    command.add_argument("--month", metavar="年-月")
    command.add_argument("--programme", default="", metavar="项目", help="项目或行动的名称或代号")
    command.add_argument("--kind", default="", metavar="种类", help="写明后给出各数字的合计")
    command.add_argument("--find", default="", metavar="文字", help="名称、地点、单位、内容里的词")
    command.add_argument("--office", metavar="代码", help="只看这个单位上报的")
    command.add_argument("--of", default="", metavar="编号", help="只看属于这条记录的")
    command.add_argument("--withdrawn", action="store_true", help="看已撤回的")
    command.add_argument("--limit", type=int, default=1000, metavar="条数", help="默认 1000;合计总按全部计算")
    return command


def _withdraw(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "withdraw", "entries:withdraw", "撤回一条,不再计数,保留原因")
    command.add_argument("id", metavar="编号")
    command.add_argument("--reason", required=True, metavar="原因")
    return command


def _reveal(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "reveal", "entries:reveal", "查看打码的一项,留下记录")
    command.add_argument("id", metavar="编号")
    command.add_argument("field", metavar="字段")
    return command


def _import(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "import", "entry_sheets:take_in", "导入填好的表格(Excel 或 CSV)")
    command.add_argument("file", metavar="文件")
    command.add_argument("--kind", required=True, metavar="项目.种类", help="例如 job_fair.fair,见 catalogue")
    command.add_argument("--dry-run", action="store_true", help="只检查,不写入")
    return command


def _export(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "export", "entry_sheets:take_out", "导出一种记录的表格,内容不打码,留下记录")
    command.add_argument("--kind", required=True, metavar="项目.种类", help="例如 job_fair.fair,见 catalogue")
    command.add_argument("--to", required=True, metavar="文件", help="表格文件,或放表格的文件夹")
    command.add_argument("--month", metavar="年-月")
    command.add_argument("--find", default="", metavar="文字", help="只导出含有这些词的")
    command.add_argument("--office", metavar="代码", help="只导出这个单位上报的")
    return command


def _template(group: Any) -> argparse.ArgumentParser:
    command = command_of(group, "template", "entry_sheets:template", "生成一种记录的空白表格")
    command.add_argument("--kind", required=True, metavar="项目.种类", help="例如 job_fair.fair,见 catalogue")
    command.add_argument("--to", required=True, metavar="文件夹")
    return command


def _targets(group: Any) -> None:
    command = command_of(group, "set", "targets:set_", "设定或更改目标")
    command.add_argument("indicator", metavar="指标", help="例如 hope.raised,见 catalogue")
    command.add_argument("year", type=int, metavar="年度")
    command.add_argument("amount", metavar="目标值", help="按指标的单位,例如 8000 或 8000万元")
    command.add_argument("--place", default="", metavar="代码", help="哪个市州或县区的目标(默认本单位)")
    command.add_argument("--approx", default="", metavar="用词", help="例如 以上")
    command.add_argument("--note", default="", metavar="备注")
    command.add_argument("--reason", default="", metavar="更改原因")
    command = command_of(group, "list", "targets:list_", "查看目标")
    command.add_argument("--year", type=int, metavar="年度")
    command.add_argument("--indicator", metavar="指标")
    command.add_argument("--office", metavar="代码")
