"""Correcting a child's file: all fields that people may correct, and the reason that is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.fields import FieldSpec, Kind, fields_of
from countydesk.domain.problems import Problem, Refused
from countydesk.services import beneficiaries
from countydesk.services.beneficiaries import ChildFile
from ui import style
from ui.announcer import Changes
from ui.forms.editors import LineEditor
from ui.forms.form import Form
from ui.forms.people import kept, people_reads
from ui.forms.reading import read_number
from ui.session import Session

OF_GUARDIAN = "guardian_"  # what the guardian's fields are called in the one form
REASON = FieldSpec("reason", "更正原因(会记入台账)", Kind.TEXT, True, None, False, "例如 户口簿核对后更正")
ROWS = (
    (("name", 2), ("citizen_id", 3), "sex", ("birth", 2)),
    (("nation", 1), ("student_number", 2), ("township", 2), ("village", 2)),
    (("address", 3), ("phone", 2)),
    ("family_kinds",),
    (("school", 3), "class_name", ("stage", 1), ("entry_year", 1), "schooling"),
    (("guardian_name", 2), ("guardian_relation", 1), ("guardian_phone", 2), ("guardian_citizen_id", 3)),
    (("bank_name", 2), ("bank_card", 3), ("bank_holder", 2), ("consent_on", 2)),
    ("note",),
)
NAMES = tuple(item if isinstance(item, str) else item[0] for row in ROWS for item in row)


class Correcting(QDialog):
    """Stays open until the correction is written or left; private fields stand in full, which is logged."""

    def __init__(self, parent: QWidget, session: Session, file: ChildFile) -> None:
        super().__init__(parent)
        self._session, self._file = session, file
        self.setWindowTitle("更正")
        self.resize(min(980, parent.window().width() - 40), min(680, parent.window().height() - 30))
        specs = _specs()
        year = next(spec for spec in specs if spec.name == "entry_year")
        # A year is a number without commas.
        years = {"entry_year": LineEditor(replace(year, kind=Kind.TEXT), read_number)}
        self.form = Form(specs, ROWS, reads=people_reads(lambda: session.desk.today), overrides=years)
        self.form.set_values(_values(file))
        self.reason = Form([REASON], [["reason"]])
        self.reason.setFixedHeight(88)
        self.wrong = style.label("", "wrong", wraps=True)
        self.save = style.in_role(QPushButton("保存更正 Ctrl+Enter"), "main")
        self._lay_out()
        self.form.submitted.connect(lambda _values: self.submit())
        self.reason.submitted.connect(lambda _values: self.submit())
        self.form.changed.connect(lambda: self.wrong.setText(""))
        self.form.focus("name")

    def _lay_out(self) -> None:
        leave = QPushButton("取消 Esc")
        leave.clicked.connect(self.reject)
        self.save.clicked.connect(self.submit)
        for button in (leave, self.save):
            button.setAutoDefault(False)
        head = QHBoxLayout()
        head.addWidget(style.label(f"更正 {self._file.child.name} 的资料", "title"))
        head.addStretch(1)
        head.addWidget(style.label("改动前后的内容和原因都会留下记录", "secondary"))
        foot = QHBoxLayout()
        foot.setContentsMargins(style.PADDING, 0, style.PADDING, 0)
        foot.setSpacing(style.GAP)
        foot.addWidget(self.wrong, 1)
        foot.addWidget(leave)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 10, 14)
        column.setSpacing(8)
        head.setContentsMargins(style.PADDING, 0, style.PADDING, 0)
        column.addLayout(head)
        column.addWidget(self.form, 1)
        column.addWidget(self.reason)
        column.addLayout(foot)

    def submit(self) -> None:
        """Write the correction, or say what is wrong, each at its field."""
        problems = [*self.form.problems(), *self.reason.problems()]
        if problems:
            self._show(problems)
            return
        child, guardian = _corrected(self._file, self.form.values(), self._session.desk)
        self.save.setEnabled(False)
        self._session.act(
            beneficiaries.correct,
            child,
            guardian,
            self.reason.values()["reason"],
            on_done=self._saved,
            on_failed=self._refused,
        )

    def _saved(self, changes: Changes) -> None:
        self._session.notice("更正已保存。" if changes else "内容没有变动,未写入。")
        self.accept()

    def _refused(self, failure: BaseException) -> None:
        self.save.setEnabled(True)
        self._show(failure.problems if isinstance(failure, Refused) else [Problem(str(failure))])

    def _show(self, problems: Any) -> None:
        elsewhere = self.reason.show_problems(self.form.show_problems(problems))
        self.wrong.setText("".join(problem.sentence for problem in elsewhere))


def _specs() -> list[FieldSpec]:
    """The fields of child and guardian; the guardian's are named apart."""
    own = list(fields_of(Beneficiary))
    theirs = [replace(spec, name=OF_GUARDIAN + spec.name, required=False) for spec in fields_of(Guardian)]
    return [spec for spec in [*own, *theirs] if spec.name in NAMES]


def _values(file: ChildFile) -> dict[str, Any]:
    values = {name: getattr(file.child, name) for name in NAMES if not name.startswith(OF_GUARDIAN)}
    if file.guardian is not None:
        theirs = file.guardian.model_dump()
        values |= {OF_GUARDIAN + name: value for name, value in theirs.items() if OF_GUARDIAN + name in NAMES}
    return values


def _corrected(file: ChildFile, values: Mapping[str, Any], desk: Any) -> tuple[Beneficiary, Guardian | None]:
    own = kept(Beneficiary, {name: values[name] for name in values.keys() & Beneficiary.model_fields.keys()})
    told = {
        name.removeprefix(OF_GUARDIAN): value
        for name, value in values.items()
        if name.startswith(OF_GUARDIAN)
    }
    theirs = kept(Guardian, told)
    child = file.child.model_copy(update=own)
    if file.guardian is not None:
        return child, file.guardian.model_copy(update=theirs)
    if not theirs["name"]:
        return child, None
    fresh = {"office_code": child.office_code, "id": desk.new_id(), "beneficiary_id": child.id}
    return child, Guardian(**fresh, **theirs)
