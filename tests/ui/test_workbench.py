"""The workbench: the month's path, what waits, the money; every line leads somewhere."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from countydesk.domain.months import Term
from countydesk.services import disbursements, drawing
from countydesk.services.desk import Desk
from tests.ui.conftest import Until
from ui.pages.workbench import page
from ui.pages.workbench.workbench import Workbench
from ui.session import Session


def opened(session: Session, until: Until) -> Workbench:
    made = page(session)
    made.opened()
    until(lambda: made.subtitle())
    return made


def test_it_says_how_the_month_goes_and_what_waits(session: Session, until: Until) -> None:
    workbench = opened(session, until)
    assert workbench.title() == "10 月这样走"
    path = workbench._path.accessibleDescription()
    assert path.startswith("录入 24 人(已完成);发放 未拟定(进行中);签收(未开始)")
    words = [button.accessibleName() for button in workbench._tasks.findChildren(QPushButton)]
    assert words == ["去拟定:2026年秋季学期还没有拟定名册", "去登记:24 人缺监护人同意书"]
    assert "请到“助养发放”拟定" in workbench._no_money.text()
    assert workbench.status[1] == "24 名在助 · 本月走访 0 次 · 备份 还没有,第二位置 未选择"


def test_a_task_leads_to_its_page(session: Session, until: Until) -> None:
    wanted: list[tuple[str, tuple[object, ...]]] = []
    session.wanted.connect(lambda name, what: wanted.append((name, what)))
    workbench = opened(session, until)
    workbench._tasks.findChildren(QPushButton)[0].click()
    workbench._go_step(4)
    assert wanted == [("disbursements", ()), ("month", ())]


def test_the_money_of_the_term_lies_in_one_bar(
    session: Session, until: Until, acting: Callable[[str], Desk]
) -> None:
    number = drawing.draw(acting("李明"), Term(2026, "autumn")).number
    disbursements.check(acting("赵芳"), number)
    disbursements.approve(acting("王海"), number)
    number = disbursements.lock_for_printing(acting("李明"), number).number
    disbursements.pay(acting("李明"), number)
    workbench = opened(session, until)
    assert workbench._money.describe() == "应发 24 人 36,800.00;已付未签 36,800.00"
    assert "签收 24 人未签(进行中)" in workbench._path.accessibleDescription()


def test_the_years_to_come_are_summed(session: Session, until: Until) -> None:
    workbench = opened(session, until)
    assert workbench._ahead.text().startswith("24 名在助,至 20")
    assert "26–27" in workbench._chart.describe()
