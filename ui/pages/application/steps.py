"""What is done with an application where it waits: offered, asked for in the small form, and done."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from countydesk.domain.applications import Application, Consent, Station
from countydesk.domain.days import show_day
from countydesk.domain.intake import StepKind, after, earlier, open_objections, said_of
from countydesk.services import intake, intake_steps
from countydesk.services.intake_looking import Look
from countydesk.services.intake_steps import ABOVE, Posted, Taken
from ui.pages.application import acts
from ui.parts.entry_bar import Entry
from ui.parts.next_line import Way
from ui.parts.page import Action
from ui.parts.posting import posting_entry
from ui.session import Session

WHAT_NEXT = {
    Station.APPLIED: "资料齐全,可以提交审核。材料请先添加到右边。",
    Station.DOCUMENTS: "对照材料逐项核对;缺的退回补充。",
    Station.VISIT: "打印入户核查表带去,至少两人;回来登记情况和意见。",
    Station.NOTICE: "打印公示张贴,再登记张贴地点和日期;按工作日算出截止日。",
    Station.COUNTY: "核对全部环节后审核入库;可先打印审核入库表签字。",
}
Next = tuple[str, str, list[Way]]  # a heading, a sentence, the ways to it


class Steps(QObject):
    """Of the application `look`. `ask` opens the small form; `taken` makes a decision of its answers
    and of the step's own form, where the page shows one."""

    check_wanted = Signal()
    finding_wanted = Signal()
    amend_wanted = Signal()
    done = Signal(str)
    failed = Signal(Exception)

    def __init__(
        self,
        session: Session,
        ask: Callable[[Entry], object],
        taken: Callable[[StepKind, dict[str, Any]], Taken],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._ask, self._taken = session, ask, taken
        self.look: Look | None = None  # until it is read

    @property
    def _shown(self) -> Look:
        assert self.look is not None
        return self.look

    @property
    def _asked(self) -> Application:
        return self._shown.file.application

    # --- what is offered

    def offered(self) -> tuple[list[Action], Action]:
        """What can be done at the station where the application waits, and the main one of it."""
        station = self._asked.station
        if station is Station.APPLIED:
            amend = Action("更正…", self.amend_wanted.emit, "Ctrl+E")
            return [amend, *self._ends()], self._main("提交审核…", self.ask_pass)
        if station is Station.DOCUMENTS:
            return self._ends(), self._main("审核资料", self.check_wanted.emit)
        if station is Station.VISIT:
            return self._ends(), self._main("登记走访", self.finding_wanted.emit)
        if station is Station.NOTICE:
            posted = self._asked.notice_from is not None
            objection = [Action("登记异议…", self.ask_objection)] if posted else []
            return [*objection, *self._ends()], self._notice_main()
        return self._ends(), self._main(f"{station.title}通过…", self.ask_pass)

    def _ends(self) -> list[Action]:
        may = not self._shown.why_not
        back = Action("退回…", self.ask_back, "Ctrl+B", enabled=may)
        refuse = Action("不通过…", self.ask_refusal, enabled=may)
        return [back, refuse] if earlier(self._asked.station) else [refuse]

    def _main(self, words: str, act: Callable[[], object]) -> Action:
        may = not self._shown.why_not and not self._shown.missing
        return Action(words, act, "Ctrl+Return", main=True, enabled=may)

    def _notice_main(self) -> Action:
        if open_objections(self._shown.file.steps):
            return Action("答复异议…", self.ask_answer, "Ctrl+Return", main=True)
        if self._asked.notice_from is not None:
            return self._main("结束公示…", self.ask_pass)
        if self._asked.notice_consent is not Consent.GIVEN:
            return Action("征求公示意见…", self.ask_notice_consent, "Ctrl+Return", main=True)
        return self._main("登记公示…", self.ask_posting)

    # --- what is next, in words

    def what_is_next(self) -> Next:
        """What is to be done next, or what keeps it from being done."""
        look, asked = self._shown, self._asked
        since = show_day(asked.since)
        if asked.station is Station.ADMITTED:
            ways: list[Way] = [("看孩子", partial(self._session.go, "child", look.file.child.id))]
            return "已入库", f"{since}起在助。", ways
        if asked.station is Station.REFUSED:
            return "未通过", f"{since}:{look.file.steps[-1].reason}", []
        if look.file.hits and asked.station is Station.APPLIED and not asked.likeness_reason:
            return "疑似重复", "".join(hit.sentence for hit in look.file.hits), self._mends()
        if look.missing:
            heading = "公示中" if asked.notice_from else "还缺"
            return heading, "".join(map(str, look.missing)), self._mends()
        if look.why_not:
            switch = self._session.switch_operator
            ways = [(f"换{name}办理", partial(switch, name)) for name in look.who_can[:3]]
            return f"下一步 {asked.station.title}", look.why_not, ways
        return "下一步", self._sentence(), []

    def _mends(self) -> list[Way]:
        """The ways to mend what is missing."""
        if self._asked.station is Station.APPLIED:
            return [("更正", self.amend_wanted.emit)]
        if self._asked.notice_from is None:
            return [("登记公示意见", self.ask_notice_consent)]
        return [("答复异议", self.ask_answer)] if open_objections(self._shown.file.steps) else []

    def _sentence(self) -> str:
        station, until = self._asked.station, self._asked.notice_to
        if station is Station.NOTICE and until:
            return f"公示到 {show_day(until)},已经期满,请撤下并登记结束公示。"
        return WHAT_NEXT.get(station, f"凭{station.title}的批复登记结果。")

    # --- what is asked for

    def ask_pass(self) -> None:
        """Ask for the day and paper with which the application is passed on."""
        desk, station = self._session.desk, self._asked.station
        following, above = after(station, desk.settings.admission), station in ABOVE
        give, name = partial(self._give, StepKind.PASSED), self._shown.file.child.name
        self._ask(acts.pass_on(self._asked, name, following, above=above, today=desk.today, give=give))

    def ask_back(self, reason: str = "") -> None:
        """Ask where to and why the application is sent back; `reason` is what is known of it already."""
        give = partial(self._give, StepKind.BACK)
        self._ask(acts.send_back(self._asked, reason, self._session.desk.today, give))

    def ask_refusal(self) -> None:
        """Ask why the application ends here."""
        give = partial(self._give, StepKind.REFUSED)
        self._ask(acts.refuse(self._shown.file.child.name, self._session.desk.today, give))

    def _give(self, kind: StepKind, values: dict[str, Any]) -> None:
        self.decide(self._taken(kind, values))

    def decide(self, taken: Taken) -> None:
        """Decide at the station where the application waits."""
        said = f"{self._shown.file.child.name}:{said_of(taken.station, taken.kind)}。"
        self.act(intake_steps.decide, self._asked.id, taken, said=said)

    def ask_notice_consent(self) -> None:
        """Ask what the guardian says to the public notice."""
        said = self._asked.notice_consent
        self._ask(acts.notice_consent(said, self._session.desk.today, self._consent))

    def _consent(self, values: dict[str, Any]) -> None:
        told = (values["said"], values["day"])
        self.act(intake.consent_to_notice, self._asked.id, *told, said="公示意见已登记。")

    def ask_posting(self) -> None:
        """Ask where and from when the notice hangs."""
        today = self._session.desk.today
        self._session.ask(intake_steps.notice_period, today, on_done=self._ask_posting)

    def _ask_posting(self, period: Posted) -> None:
        name, today = self._shown.file.child.name, self._session.desk.today
        self._ask(posting_entry([name], period, today, self._post))

    def _post(self, values: dict[str, Any]) -> None:
        where = (values["day"], values["place"], values.get("paper") or "")
        self.act(intake_steps.post, [self._asked.id], *where, said="公示已登记。")

    def ask_objection(self) -> None:
        """Ask what somebody objects to."""
        self._ask(acts.object_to(self._asked, self._session.desk.today, self._object))

    def _object(self, values: dict[str, Any]) -> None:
        what = (values["day"], values.get("who") or "", values["what"])
        self.act(intake_steps.object_to, self._asked.id, *what, said="异议已登记,请核实答复。")

    def ask_answer(self) -> None:
        """Ask how the first open objection was answered."""
        objection = open_objections(self._shown.file.steps)[0]
        give = partial(self._answer, objection.id)
        self._ask(acts.answer(objection, self._session.desk.today, give))

    def _answer(self, objection_id: str, values: dict[str, Any]) -> None:
        what = (values["day"], values["what"], values.get("paper") or "")
        self.act(intake_steps.answer, objection_id, *what, said="答复已登记。")

    def act(self, act: Callable[..., Any], *what: Any, said: str) -> None:
        """Do what was asked for; `said` is said once it is done."""
        self._session.act(act, *what, on_done=partial(self._did, said), on_failed=self._refused)

    def _did(self, said: str, _result: object) -> None:
        self.done.emit(said)

    def _refused(self, failure: BaseException) -> None:
        self.failed.emit(failure)
