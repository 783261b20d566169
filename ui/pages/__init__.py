"""The pages, and how they are registered: a room each, which the window opens by its name.

Each room `ui/pages/<name>/` has in its `__init__.py` a function `page(session: Session) -> Page`, which is
called when the page is first shown. It is found by its name, so that no page is imported before it is wanted
and none knows another. Ways between pages go by name and what to show:

    session.go("workbench")        session.go("settings")
    session.go("beneficiaries")    ("beneficiaries", what is typed), ("beneficiaries", a gap)
    session.go("child", beneficiary_id)
    session.go("taking_in")        ("taking_in", path)
    session.go("promotion")        ("promotion", school year)
    session.go("transfer")         ("transfer", path)
    session.go("intake")           ("intake", a station's value)
    session.go("application")      ("application", application_id), ("application", "", an earlier one's id)
    session.go("disbursements")    session.go("batch", number)
    session.go("owing")            ("owing", "years")
    session.go("visits")           ("visits", "due" or "children" or "rounds")
    session.go("round", number)
    session.go("visit")            ("visit", beneficiary_id), ("visit", beneficiary_id, ids of a list),
                                   ("visit", "", ids of a list, visit_id)
    session.go("activities")       ("activities", "programme.kind"),
                                   ("activities", "programme.kind", entry_id that they belong to, its name)
    session.go("activity")         ("activity", entry_id), ("activity", entry_id, an office's code),
                                   ("activity", "", "programme.kind"), ("activity", "", "programme.kind",
                                   id of the entry to begin from, id of the one that it belongs to)
    session.go("sheet", "programme.kind"), ("sheet", "programme.kind", path of a filled sheet)
    session.go("progress")         session.go("targets"), ("targets", year)
    session.go("bulletin")         ("bulletin", first month, last month)
    session.go("figure", "programme.indicator", first month, last month)
    session.go("month")            ("month", "receipts")
    session.go("receiving")        ("receiving", "waiting" or "conflicts" or an office's code)
    session.go("certificates")
    session.go("revisions")        ("revisions", beneficiary_id, name)
    session.go("manual")           ("manual", chapter)

What stands behind the name is handed to the page's `opened`. `session.switch_operator(name)` asks for another
operator's passphrase and comes back to the page that is shown; `session.lock()` locks the desk.
"""

from functools import partial
from importlib import import_module

from ui.parts.page import Page
from ui.parts.side_bar import Place
from ui.session import Session
from ui.window import Entry

# Name, title, icon, key, and where it stands: in the upper or lower part of the side bar, or below a page.
PLACES = (
    ("workbench", "工作台", "desk", "", "upper"),
    ("beneficiaries", "帮扶对象", "people", "", "upper"),
    ("intake", "受理入库", "application", "", "upper"),
    ("disbursements", "助养发放", "money", "", "upper"),
    ("visits", "入户走访", "visit", "", "upper"),
    ("activities", "六大行动", "activity", "", "upper"),
    ("progress", "目标进度", "target", "", "upper"),
    ("bulletin", "情况通报", "bulletin", "", "upper"),
    ("month", "月度上报", "report", "", "upper"),
    ("receiving", "接收汇总", "intake", "", "upper"),
    ("settings", "设置", "settings", "", "lower"),
    ("manual", "手册", "manual", "F1", "lower"),
    ("child", "孩子", "people", "", "beneficiaries"),
    ("taking_in", "导入台账", "transfer", "", "beneficiaries"),
    ("promotion", "学年升级", "people", "", "beneficiaries"),
    ("transfer", "接收转移档案", "transfer", "", "beneficiaries"),
    ("application", "申请", "application", "", "intake"),
    ("proposals", "导入申请", "transfer", "", "intake"),
    ("batch", "名册", "money", "", "disbursements"),
    ("owing", "尚待列入与还需", "money", "", "disbursements"),
    ("round", "走访安排", "visit", "", "visits"),
    ("visit", "记一次走访", "visit", "", "visits"),
    ("activity", "六大行动记录", "activity", "", "activities"),
    ("sheet", "成批录入", "activity", "", "activities"),
    ("targets", "设置目标", "target", "", "progress"),
    ("figure", "指标", "bulletin", "", "bulletin"),
    ("certificates", "证书", "lock", "", "settings"),
    ("revisions", "变动记录", "report", "", "settings"),
)

# The chapter of the manual that F1 opens on a page; on the others it opens where it was left.
CHAPTERS = {
    "workbench": "每月怎么走",
    "beneficiaries": "导入现有台账",
    "taking_in": "导入现有台账",
    "child": "转出转入、还需和档案",
    "transfer": "转出转入、还需和档案",
    "owing": "转出转入、还需和档案",
    "promotion": "学籍事项和学年升级",
    "intake": "受理入库",
    "application": "受理入库",
    "proposals": "受理入库",
    "disbursements": "发放",
    "batch": "发放",
    "visits": "入户走访",
    "round": "入户走访",
    "visit": "入户走访",
    "activities": "六大行动的记录和目标",
    "activity": "六大行动的记录和目标",
    "sheet": "成批录入与导入",
    "progress": "目标和进度",
    "targets": "目标和进度",
    "bulletin": "情况报告",
    "figure": "情况报告",
    "month": "月结与上报",
    "receiving": "接收汇总(省、市)",
    "certificates": "证书",
    "settings": "人员、权限和变动记录",
    "revisions": "人员、权限和变动记录",
}

# What an office has no use for: a county receives nothing, the province looks after no children of its own.
LEFT_OUT = {
    "county": frozenset({"receiving"}),
    "province": frozenset({"workbench", "beneficiaries", "intake", "disbursements", "visits", "month"}),
}


def entries() -> list[Entry]:
    """Every page, for the window."""
    return [
        Entry(Place(name, title, icon, key), partial(_make, name), where, CHAPTERS.get(name, ""))
        for name, title, icon, key, where in PLACES
    ]


def left_out(level: str) -> frozenset[str]:
    """The pages of the side bar that an office of this level ("county", "city", "province") has not."""
    return LEFT_OUT.get(level, frozenset())


def first(level: str) -> str:
    """The page that an office of this level begins with."""
    return "receiving" if "workbench" in left_out(level) else "workbench"


def _make(name: str, session: Session) -> Page:
    made: Page = import_module(f"ui.pages.{name}").page(session)
    return made
