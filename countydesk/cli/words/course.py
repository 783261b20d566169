"""Commands of a child's course between counties and on paper."""

from typing import Any

from countydesk.cli.parser import command_of, group_of


def declare(commands: Any) -> None:
    """Declare them on the parser's commands."""
    command = command_of(commands, "file", "course:file", "打印一名对象的档案(PDF)")
    command.add_argument("who", metavar="谁", help="身份证号或姓名")
    command.add_argument("--to", default=".", metavar="文件夹")
    command = command_of(commands, "dropout", "course:dropout", "辍学对象的控辍保学告知单(PDF),交乡镇")
    command.add_argument("who", metavar="谁", help="身份证号或姓名")
    command.add_argument("--to", default=".", metavar="文件夹")
    command = command_of(commands, "university", "course:university", "升入大学的对象,交圆梦大学项目")
    command.add_argument("year", metavar="年份", help="例如 2026")
    command.add_argument("--to", metavar="文件夹", help="另存为 Excel 工作簿")
    _transfers(commands)


def _transfers(commands: Any) -> None:
    group = group_of(commands, "transfer", "转出、转入(转移档案)")
    command = command_of(group, "out", "transfers:out", "为已登记转出的对象生成签名的转移档案")
    command.add_argument("who", metavar="谁", help="身份证号或姓名")
    command.add_argument("--office", required=True, metavar="县区", help="转入县区的名称或六位代码")
    command.add_argument("--to", default=".", metavar="文件夹")
    command.add_argument("--certificate", metavar="文件", help="对方的加密证书(.pem),有则加密")
    command = command_of(group, "in", "transfers:in_", "核验并接收外县的转移档案,等待核对入库")
    command.add_argument("file", metavar="文件")
    command.add_argument("--dry-run", action="store_true", help="只预览,不写入")
    command.add_argument("--day", metavar="日期", help="转入日期(默认今天)")
    for name, title in (("school", "学校"), ("class", "班级"), ("township", "乡镇"), ("village", "村")):
        dest = "class_name" if name == "class" else name
        command.add_argument(f"--{name}", dest=dest, default="", metavar=title, help=f"转入后的{title}")
    command = command_of(group, "admit", "transfers:admit", "核对后批准转入的对象入库")
    command.add_argument("who", metavar="谁", help="身份证号或姓名")
    command.add_argument("--finding", required=True, metavar="核对情况")
