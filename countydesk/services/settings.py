"""What an office may decide, in the words of the settings page."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """Something that the office may decide: its setting, its title, its values with theirs, what it means."""

    name: str
    title: str
    choices: tuple[tuple[Any, str], ...]
    meaning: str
    everywhere: bool = False  # at the province's desk too, which looks after no children of its own


RULES = (
    Rule(
        "year",
        "助养年度",
        (("school", "学年(9月至次年8月)"), ("calendar", "自然年(1月至12月)")),
        "每人每年的标准按这个年度计算。",
    ),
    Rule(
        "instalments",
        "每年分几期发",
        ((2, "两期,每学期一期"), (1, "一期,一次发全年")),
        "已拟定的名册不受影响。",
    ),
    Rule(
        "four_eyes",
        "拟定、复核、批准分人",
        ((True, "分人办理"), (False, "一人可办")),
        "拟定名册的人不能复核、批准。只有一名经办人员的单位才可改为一人可办,改动会留下记录。",
    ),
    Rule(
        "approvers",
        "一份名册经几人",
        ((2, "两人:拟定,复核并批准"), (3, "三人:拟定、复核、批准各一人")),
        "分人办理时适用。",
    ),
    Rule(
        "arrears",
        "补发本学年的上一期",
        ((False, "不补发"), (True, "补发:因休学或入库晚而空缺的一期")),
        "允许时,空缺的一期另拟名册补发。",
    ),
    Rule(
        "retention_years",
        "助养结束后保存几年",
        ((1, "1 年"), (3, "3 年"), (5, "5 年"), (10, "10 年")),
        "期满的列入“期满匿名化”,两人办理;金额、年度、学段和乡镇保留。",
    ),
    Rule(
        "idle_minutes",
        "多久不动就锁定",
        ((5, "5 分钟"), (10, "10 分钟"), (20, "20 分钟"), (30, "30 分钟")),
        "锁定后钥匙不留在内存里;休眠、合盖和系统锁屏时立即锁定。",
        everywhere=True,
    ),
    Rule(
        "proxy_allowed",
        "允许代领",
        ((True, "允许,登记代领人和关系"), (False, "不允许")),
        "未满 8 周岁由监护人领取,不算代领。",
    ),
    Rule(
        "notice_days",
        "公示多少个工作日",
        ((5, "5 个工作日"), (7, "7 个工作日"), (10, "10 个工作日")),
        "从张贴当天算起,按工作日历;已张贴的不受影响。",
    ),
    Rule(
        "admission",
        "入库由哪一级最后审核",
        (("county", "县级"), ("city", "市级,县级先审"), ("province", "省级,县级、市级先审")),
        "上级的审核结果由本单位凭批复文件登记。",
    ),
    Rule(
        "visits",
        "每名对象多久走访一次",
        (("term", "每学期一次"), ("year", "每学年一次")),
        "到期还没有走访的,列入“应走访”并写明逾期天数。",
    ),
    Rule(
        "risk_days",
        "需多走访的多久一次",
        ((90, "每90天一次"), (60, "每60天一次"), (30, "每30天一次")),
        "无人照看、患病、监护人年过七十的按此办理;辍学的一律每30天一次。",
    ),
)
