"""The pages, and how they are registered: a room each, which the window opens by its name.

Each room `ui/pages/<name>/` has in its `__init__.py` a function `page(session: Session) -> Page`, which is
called when the page is first shown. It is found by its name, so that no page is imported before it is wanted
and none knows another. Ways between pages go by name and what to show:

    session.go("workbench")        session.go("month")        session.go("settings")
    session.go("beneficiaries")    ("beneficiaries", what is typed), ("beneficiaries", a gap)
    session.go("child", beneficiary_id)
    session.go("taking_in")        ("taking_in", path)
    session.go("disbursements")    session.go("batch", number)
    session.go("visits")           ("visits", "due" or "children")
    session.go("visit")            ("visit", beneficiary_id), ("visit", beneficiary_id, ids of a list),
                                   ("visit", "", (), visit_id)
    session.go("activities")       session.go("activity"), ("activity", activity_id)
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
    ("disbursements", "助养发放", "money", "", "upper"),
    ("visits", "入户走访", "visit", "", "upper"),
    ("activities", "活动台账", "activity", "", "upper"),
    ("month", "月度上报", "report", "", "upper"),
    ("settings", "设置", "settings", "", "lower"),
    ("manual", "手册 F1", "manual", "F1", "lower"),
    ("child", "孩子", "people", "", "beneficiaries"),
    ("taking_in", "导入台账", "transfer", "", "beneficiaries"),
    ("batch", "名册", "money", "", "disbursements"),
    ("visit", "记一次走访", "visit", "", "visits"),
    ("activity", "记一场活动", "activity", "", "activities"),
)


def entries() -> list[Entry]:
    """Every page, for the window."""
    return [
        Entry(Place(name, title, icon, key), partial(_make, name), where)
        for name, title, icon, key, where in PLACES
    ]


def _make(name: str, session: Session) -> Page:
    made: Page = import_module(f"ui.pages.{name}").page(session)
    return made
