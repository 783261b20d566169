"""Commands of intake: applications, their steps, their papers, and the calendar of working days."""

from typing import Any

from countydesk.cli.parser import command_of

TEXTS = (
    ("name", "姓名"),
    ("id", "身份证号"),
    ("nation", "民族"),
    ("student-number", "学籍号"),
    ("township", "乡镇"),
    ("village", "村"),
    ("address", "住址"),
    ("school", "学校"),
    ("stage", "学段"),
    ("entry-year", "入学年份"),
    ("class", "班级"),
    ("kinds", "家庭类型、…"),
    ("guardian", "监护人"),
    ("relation", "与本人关系"),
    ("guardian-id", "监护人身份证号"),
    ("phone", "监护人电话"),
    ("bank-name", "开户行"),
    ("bank-card", "卡号"),
    ("bank-holder", "开户名"),
    ("proposed-by", "推荐单位"),
    ("consent-by", "同意人"),
    ("consent-paper", "同意书"),
    ("because", "非重复的理由"),
)


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    _apply(commands)
    _step(commands)
    command = command_of(commands, "apply-paper", "intake_papers:paper", "受理入库的表格(PDF)")
    command.add_argument("kind", metavar="表格", choices=("form", "consent", "finding", "notice", "list"))
    command.add_argument("who", metavar="谁", nargs="*", help="身份证号或姓名;form、consent 不写则为空白表")
    command.add_argument("--to", required=True, metavar="文件夹")
    command.add_argument("--day", metavar="日期", help="公示从哪天起(默认今天)")
    command = command_of(commands, "workdays", "intake_papers:workdays", "工作日历:与周末不同的日子")
    command.add_argument("year", metavar="年份", type=int)
    command.add_argument("--set", action="append", default=[], metavar="日期=班|休|照表", dest="days")
    command.add_argument("--reason", default="", metavar="原因")


def _apply(commands: Any) -> None:
    about = "受理申请:文件成批受理,--name 逐个受理;apply list 查看在办"
    command = command_of(commands, "apply", "intake:apply", about)
    command.add_argument("what", metavar="文件|list", nargs="?", default="")
    command.add_argument("--dry-run", action="store_true", help="只预览和查重,不写入")
    command.add_argument("--as-of", metavar="日期", help="表内年级以哪天为准(表中没有填报日期时)")
    for name, title in TEXTS:
        command.add_argument(f"--{name}", default="", metavar=title)
    command.add_argument("--source", default="school", metavar="来源", help="学校、村、乡镇推荐或监护人申请")
    command.add_argument("--day", metavar="日期", help="申请日期(默认今天)")
    command.add_argument("--consent-day", metavar="日期", help="监护人签署同意书的日期")
    command.add_argument(
        "--notice", choices=("yes", "no"), metavar="yes|no", help="监护人是否同意公示:yes 同意,no 不同意"
    )
    command.add_argument("--set", action="append", default=[], metavar="栏目=值", help="其他栏目,可重复")
    command.add_argument("--member", action="append", default=[], metavar="姓名,关系,年龄", help="家庭成员")
    command.add_argument("--evidence", action="append", default=[], metavar="材料=文件", help="可重复")
    command.add_argument("--station", metavar="环节", help="list:只看一个环节")


def _step(commands: Any) -> None:
    about = "办理申请的一个环节;step 谁 查看 列出经过"
    command = command_of(commands, "step", "intake_steps:step", about)
    command.add_argument("who", metavar="谁", help="身份证号或姓名")
    command.add_argument("name", metavar="环节", help="申请、资料审核、入户走访、公示、县级审核…")
    how = command.add_mutually_exclusive_group()
    how.add_argument("--pass", dest="passes", action="store_true", help="通过")
    how.add_argument("--back", metavar="环节", nargs="?", const="", help="退回(默认退回上一环节)")
    how.add_argument("--refuse", action="store_true", help="不通过")
    how.add_argument("--post", metavar="地点", help="张贴公示")
    how.add_argument("--objection", metavar="内容", help="登记异议")
    how.add_argument("--answer", metavar="答复", help="答复最早的一条异议")
    how.add_argument(
        "--notice", choices=("yes", "no"), metavar="yes|no", help="登记监护人是否同意公示:yes 同意,no 不同意"
    )
    for name, title in (("reason", "原因"), ("paper", "依据"), ("people", "办理人"), ("findings", "情况")):
        command.add_argument(f"--{name}", default="", metavar=title)
    command.add_argument("--day", metavar="日期", help="默认今天")
    command.add_argument("--check", action="append", default=[], metavar="all|项目=是|否|补正", help="可重复")
    command.add_argument("--advice", default="admit", metavar="意见", help="走访意见(默认建议入库)")
