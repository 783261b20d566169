"""The page that takes in applications by a sheet: it reads as the import does, and asks who brings it."""

from functools import partial
from typing import Any

from countydesk.domain.applications import Application, Source
from countydesk.domain.days import parse_day
from countydesk.domain.fields import fields_of
from countydesk.services import intake_sheet
from countydesk.services.intake_sheet import Proposal
from countydesk.services.taking_in import Preview, Verdict
from ui.parts.entry_bar import Entry, Question
from ui.parts.taking_in import TakingInPage


class ProposalsPage(TakingInPage):
    """Opened empty or with a path; what is accepted waits to be submitted, one by one."""

    how = (
        "把学校、乡镇报来的申请名单(Excel)拖到这里,或按“选择文件…”。",
        "列名与现有台账相同:姓名、身份证号、学校、年级、家庭类型、监护人、电话……",
        "先看预览:已在台账的、疑似重复的都列出原因,不会导入。按“接受导入”之前什么也不写入。",
        "导入的是申请,不是入库:监护人同意书逐人登记,再提交审核。",
    )
    previewed = staticmethod(intake_sheet.preview)

    def title(self) -> str:
        return "导入申请"

    def accept(self) -> None:
        """Ask who brings the applications, then write them."""
        if self.shown is None:
            return
        specs = {spec.name: spec for spec in fields_of(Application)}
        today = self.session.desk.today
        questions = (
            Question(specs["source"], value=Source.SCHOOL, width=170),
            Question(specs["proposed_by"]),
            Question(specs["applied_on"], partial(parse_day, today=today), today, 170),
        )
        sentence = f"{self.shown.writes:,} 人的申请进入“申请”环节,等待监护人同意后提交。"
        self.entry.ask(Entry("接受申请", sentence, "接受", self._give, questions))
        self.header_changed.emit()

    def _give(self, values: dict[str, Any]) -> None:
        brought_by = str(values["proposed_by"] or "")
        if not brought_by and values["source"] is not Source.GUARDIAN:
            self.entry.fields["proposed_by"].show_problem("请写推荐单位。")
            self.entry.act.setEnabled(True)
            return
        self.entry.close_entry()
        self.write(intake_sheet.accept, Proposal(values["source"], brought_by, values["applied_on"]))

    def say_accepted(self, shown: Preview) -> None:
        left = shown.count(Verdict.REFUSED) + shown.count(Verdict.DUPLICATE)
        counts = f"受理 {shown.count(Verdict.NEW):,} 人" + (f",{left:,} 行没有导入" if left else "") + "。"
        ways = [("去登记同意书", partial(self.session.go, "intake", "applied"))]
        if left:
            ways.append(("导出未导入的行…", partial(self.choose_left_over, shown)))
        self.result.say("导入完成", f"{counts}接下来逐人登记监护人同意书,再提交审核。", ways)
