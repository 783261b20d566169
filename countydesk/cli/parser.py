"""The commands' words: every command, its arguments, and the function that does it."""

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


def parser() -> Parser:
    """All commands. Each names its function as "module:function" below countydesk.cli, so that only
    what a command needs is imported: `id` answers without a database."""
    whole = Parser(prog=PROGRAM, description="县级团委帮扶台账。不带命令时打开窗口。")
    _common(whole, top=True)
    commands = whole.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=Parser)
    _quick(commands)
    _desks(commands)
    _register(commands)
    _school_life(commands)
    _batches(commands)
    _field_work(commands)
    _months(commands)
    _certificates(commands)
    _authority(commands)
    _province(commands)
    return whole


def _common(to: argparse.ArgumentParser, top: bool = False) -> None:
    """--desk, --database, --by and --json may stand before or after the command."""
    absent: Any = None if top else argparse.SUPPRESS
    to.add_argument("--desk", metavar="文件夹", default=absent, help="台账所在文件夹(默认为本用户的台账)")
    to.add_argument("--database", metavar="地址", default=absent, help="PostgreSQL 数据库(记住,不必再写)")
    to.add_argument("--by", metavar="姓名", default=absent, help="由哪位经办人员办理(默认第一位)")
    json_default: Any = False if top else argparse.SUPPRESS
    to.add_argument("--json", action="store_true", default=json_default, help="只输出 JSON")


def _command(commands: Any, name: str, does: str, about: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    command.set_defaults(does=does)
    _common(command)
    return command


def _group(commands: Any, name: str, about: str) -> Any:
    group = commands.add_parser(name, help=about, description=about)
    _common(group)
    return group.add_subparsers(dest="part", metavar="动作", title="动作", parser_class=Parser, required=True)


def _quick(commands: Any) -> None:
    command = _command(commands, "id", "quick:identify", "核对一个身份证号")
    command.add_argument("text", metavar="号码")
    command = _command(commands, "amount", "quick:amount", "人民币大写")
    command.add_argument("text", metavar="金额")
    command = _command(commands, "verify", "packages:verify", "检验一个同步包")
    command.add_argument("file", nargs="?", metavar="文件")
    command.add_argument("--history", metavar="文件夹", help="检验一个单位的全部同步包是否前后衔接")
    command.add_argument("--with-desk", action="store_true", help="用台账核对签发机构,并解密")


def _desks(commands: Any) -> None:
    command = _command(commands, "demo", "desks:demo", "用虚构的县走完一个月")
    command.add_argument("folder", metavar="文件夹")
    command.add_argument("--founding-report", action="store_true", help="2020 年报告的 1916 人")
    command.add_argument("--children", type=int, metavar="人数", help="虚构多少名对象(默认 60;各县 50)")
    command.add_argument("--province", action="store_true", help="虚构签发机构、各县和省级汇总")
    command.add_argument("--counties", type=int, default=86, metavar="个数", help="虚构多少个县(默认 86)")
    command.add_argument("--months", type=int, default=3, metavar="个数", help="各县上报几个月(默认 3)")
    command = _command(commands, "new", "desks:new", "新建台账")
    command.add_argument("--office", required=True, metavar="代码", help="六位行政区划代码")
    command.add_argument("--unit", required=True, metavar="名称", help="单位名称")
    command.add_argument(
        "--operator",
        required=True,
        action="append",
        metavar="姓名[:角色]",
        help="经办人员,可重复;角色 recorder、reviewer、approver、province,不写即全部",
    )
    _command(commands, "check", "desks:check", "检查台账是否完好")


def _register(commands: Any) -> None:
    command = _command(commands, "import", "register:take_in", "导入现有台账(Excel 或 CSV)")
    command.add_argument("file", metavar="文件")
    command.add_argument("--dry-run", action="store_true", help="只预览,不写入")
    command.add_argument("--as-of", metavar="日期", help="表内年级以哪天为准(表中没有填报日期时)")
    command = _command(commands, "find", "register:find", "按姓名、拼音、证件号、学校查找")
    command.add_argument("text", metavar="文字")
    command.add_argument("--limit", type=int, default=20, metavar="人数")


def _school_life(commands: Any) -> None:
    about = "登记学籍事项;event undo 编号 撤销一项,event list 谁 查看"
    command = _command(commands, "event", "school_life:event", about)
    command.add_argument("who", metavar="谁|undo|list", help="身份证号或姓名")
    command.add_argument("what", metavar="事项", help="例如 休学 或 paused;undo 后写编号,list 后写谁")
    command.add_argument("--day", metavar="日期", help="发生日期(默认今天)")
    command.add_argument("--reason", default="", metavar="原因")
    command.add_argument("--paper", default="", metavar="依据")
    command.add_argument("--school", default="", metavar="转入学校")
    command.add_argument("--class", dest="class_name", default="", metavar="班级")
    command = _command(commands, "promote", "school_life:promote", "学年升级")
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
    command = _command(commands, "due", "school_life:due", "一个学期谁应发多少、谁不发,各为什么")
    command.add_argument("term", metavar="学期", help="例如 2026-autumn")
    command.add_argument("--day", metavar="日期", help="以哪天为准(默认今天)")
    command = _command(commands, "owed", "school_life:owed", "助到全部毕业还需多少,按学年和学段")
    command.add_argument(
        "--standard", action="append", default=[], metavar="学段=元", help="假设每年标准,可重复"
    )


def _batches(commands: Any) -> None:
    group = _group(commands, "batch", "助养发放")
    command = _command(group, "draw", "batches:draw", "拟定一个学期的名册")
    command.add_argument("term", metavar="学期", help="例如 2026-autumn")
    command.add_argument("--without", action="append", default=[], metavar="身份证号", help="不列入此人")
    _command(group, "list", "batches:list_", "现有名册")
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
    command = _command(group, name, does, about)
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


def _field_work(commands: Any) -> None:
    group = _group(commands, "visit", "入户走访")
    command = _command(group, "add", "field_work:add_visit", "登记走访")
    command.add_argument("--child", required=True, metavar="谁", help="身份证号或姓名")
    command.add_argument("--day", required=True, metavar="日期")
    command.add_argument("--visitors", required=True, metavar="姓名、姓名")
    command.add_argument("--findings", required=True, metavar="情况")
    for name, about in (
        ("seen", "见到谁"),
        ("schooling", "就学"),
        ("health", "健康"),
        ("change", "家庭变化"),
    ):
        command.add_argument(f"--{name}", default="", metavar=about)
    command.add_argument("--follow-up", default="", metavar="需要跟进")
    command.add_argument("--due", metavar="跟进期限")
    command.add_argument("--photo", action="append", default=[], metavar="照片")
    command = _command(group, "list", "field_work:list_visits", "走访记录")
    command.add_argument("--month", metavar="YYYY-MM")
    command.add_argument("--child", metavar="谁")
    group = _group(commands, "activity", "活动台账")
    command = _command(group, "add", "field_work:add_activity", "登记活动")
    command.add_argument("--day", required=True, metavar="日期")
    command.add_argument("--programme", required=True, metavar="项目", help="例如 学业资助 或 study")
    command.add_argument("--kind", required=True, metavar="活动名称")
    command.add_argument("--place", default="", metavar="地点")
    command.add_argument("--people", type=int, default=0, metavar="惠及人数")
    command.add_argument("--note", default="", metavar="情况")
    command.add_argument("--photo", action="append", default=[], metavar="照片")
    command = _command(group, "list", "field_work:list_activities", "活动记录")
    command.add_argument("--month", metavar="YYYY-MM")


def _months(commands: Any) -> None:
    command = _command(commands, "close", "months:close", "月结")
    command.add_argument("month", metavar="YYYY-MM")
    command.add_argument("--note", default="", metavar="说明")
    command = _command(commands, "send", "months:send", "签名导出同步包")
    command.add_argument("month", metavar="YYYY-MM")
    command.add_argument("--to", required=True, metavar="文件夹")
    command.add_argument("--photos", action="store_true", help="带上本月照片")
    command.add_argument("--plain", action="store_true", help="不加密(默认加密给省级)")
    command.add_argument("--also", action="append", default=[], metavar="证书", help="另加密给谁,可重复")


def _certificates(commands: Any) -> None:
    group = _group(commands, "certificate", "本单位的证书")
    command = _command(group, "request", "certificates:request", "生成证书申请")
    command.add_argument("--to", default=".", metavar="文件夹")
    command = _command(group, "install", "certificates:install", "安装上级发来的证书文件")
    command.add_argument("file", metavar="文件")
    command.add_argument("--new-authority", action="store_true", help="已电话核对,确认更换签发机构")
    command = _command(group, "show", "certificates:show", "查看证书、指纹和有效期")
    command.add_argument("--to", metavar="文件夹", help="另存本单位的加密证书,供下级加密时用")
    command = _command(group, "export", "certificates:export", "备份签名密钥(.p12)")
    command.add_argument("file", metavar="文件")
    command = _command(group, "restore", "certificates:restore", "在新台账中恢复签名密钥")
    command.add_argument("file", metavar="文件")


def _authority(commands: Any) -> None:
    group = _group(commands, "authority", "签发证书(省级)")
    command = _command(group, "create", "authority:create", "建立签发机构")
    command.add_argument("--replace", action="store_true", help="更换已有的签发机构")
    _offline_key(command)
    command = _command(group, "issue", "authority:issue", "核对申请并签发")
    command.add_argument("request", metavar="申请文件")
    command.add_argument("--office", required=True, metavar="代码", help="申请单位的六位代码")
    command.add_argument("--fingerprint", metavar="指纹", help="电话中读出的申请指纹")
    command.add_argument("--to", default=".", metavar="文件夹")
    _offline_key(command)
    command = _command(group, "revoke", "authority:revoke", "吊销证书")
    command.add_argument("which", metavar="序列号或单位代码")
    command.add_argument("--reason", required=True, metavar="原因")
    _offline_key(command)
    command = _command(group, "crl", "authority:crl", "导出吊销列表,发给各单位安装")
    command.add_argument("--to", default=".", metavar="文件夹")
    _offline_key(command, required=False)
    _command(group, "show", "authority:show", "已签发证书登记簿")


def _offline_key(command: argparse.ArgumentParser, required: bool = True) -> None:
    about = "签发机构的密钥文件(.p12),平时离线保管;口令当面输入,或取自 COUNTYDESK_FILE_PASSPHRASE"
    about += "" if required else ";给出则重新签署列表"
    command.add_argument("--ca", required=required, metavar="文件", help=about)


def _province(commands: Any) -> None:
    command = _command(commands, "receive", "province:receive", "接收同步包(县级台账:接收回执)")
    command.add_argument("files", nargs="*", metavar="文件或文件夹")
    command.add_argument("--accept", metavar="标识", help="核实后接收一个等待决定的同步包")
    command.add_argument("--dismiss", metavar="标识", help="不接收一个等待决定的同步包")
    command.add_argument("--reason", default="", metavar="理由")
    command.add_argument("--waiting", action="store_true", help="查看等待决定的同步包")
    _command(commands, "province", "province:overview", "各县上报情况和合计")
    command = _command(commands, "hand-back", "province:hand_back", "解密一个同步包,交还上报单位重建台账")
    command.add_argument("package", metavar="文件")
    command.add_argument("--to", required=True, metavar="文件夹")
    command = _command(commands, "conflict", "province:conflict", "跨县冲突:查看、核定")
    command.add_argument("--settle", metavar="编号", help="核定这一项")
    command.add_argument("--keep", metavar="代码", help="由哪个单位保留")
    command.add_argument("--reason", default="", metavar="说明")
    command = _command(commands, "receipt", "province:receipt", "为已合并的同步包出具回执")
    command.add_argument("package", metavar="文件或标识")
    command.add_argument("--to", required=True, metavar="文件夹")
    command.add_argument("--query", action="append", default=[], metavar="谁=要核实的事", help="可重复")
    command.add_argument("--refuse", action="append", default=[], metavar="谁=不接收的原因", help="可重复")
    command = _command(commands, "receipt-in", "province:receipt_in", "登记上级的回执")
    command.add_argument("file", metavar="文件")
    command = _command(commands, "receipt-rows", "province:receipt_rows", "回执中待回复的行")
    command.add_argument("--all", action="store_true", help="也列出已回复的")
    command = _command(commands, "receipt-answer", "province:receipt_answer", "回复回执中的一行")
    command.add_argument("record", metavar="编号或姓名")
    command.add_argument("--text", required=True, metavar="回复")
    command = _command(commands, "rebuild", "rebuilding:rebuild", "由同步包重建台账")
    command.add_argument("packages", nargs="+", metavar="同步包")
    command.add_argument(
        "--operator", action="append", metavar="姓名", help="由谁打开,可重复(默认原台账的全部在岗人员)"
    )
