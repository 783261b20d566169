"""The form of an application: the fields of child, guardian and application in the order of the paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import SQLModel

from countydesk.domain.applications import INCOMES, Application, Source, members_of, problems_of
from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.fields import FieldSpec, Kind, fields_of
from countydesk.domain.likeness import Hit
from countydesk.domain.problems import Problem
from countydesk.services.applications import ApplicationFile
from ui.forms.editors import Editor, LineEditor
from ui.forms.form import Form
from ui.forms.people import kept, people_reads
from ui.forms.reading import read_number
from ui.pages.application.members import MembersEditor
from ui.session import Session

OF_MEMBERS = "家庭成员(本人除外;逐格填,或从 Excel、WPS 复制几行粘贴)"
PROSE_HEIGHT = 84  # pixels: a few lines, as on the paper
OF_GUARDIAN = "guardian_"  # what the guardian's fields are called in the one form
ROWS = (
    "受理与监护人同意(先签同意书)",
    ("applied_on", ("source", 1), ("proposed_by", 2)),
    ("consent_on", "consent_by", "consent_paper", "notice_consent", "notice_consent_on"),
    "孩子",
    (("name", 2), ("citizen_id", 3), ("nation", 1), ("student_number", 3)),
    ("likeness_reason",),
    (("township", 2), ("village", 2), ("address", 4), ("postcode", 1), ("phone", 2)),
    "就读",
    (("school", 3), ("class_name", 1), ("stage", 1), ("entry_year", 1), ("schooling", 1)),
    "监护人",
    (("guardian_name", 2), ("guardian_relation", 1), ("guardian_citizen_id", 3), ("guardian_phone", 2)),
    "家庭",
    ("family_kinds",),
    ("causes",),
    (("household", 2), "people", "in_school", "dependants", "unemployed", ("risk", 2)),
    ("members",),
    "家庭年收入(元)",
    INCOMES[:4],
    INCOMES[4:],
    "住房与健康",
    ("housing", "health", ("illness", 2), "disability", "disability_level"),
    ("events",),
    "银行卡",
    (("bank_name", 2), ("bank_card", 3), ("bank_holder", 2), ("bank_relation", 2)),
    "申请理由",
    ("request",),
)
NAMES = tuple(
    item if isinstance(item, str) else item[0] for row in ROWS if not isinstance(row, str) for item in row
)
# What services call the guardian's fields when they say what is wrong with them.
CALLED = {
    "guardian": "guardian_name",
    "relation": "guardian_relation",
    "guardian_id": "guardian_citizen_id",
}
LOOKED_AT = ("name", "citizen_id", "guardian_name", "guardian_citizen_id")  # by the search for duplicates
Brought = tuple[Beneficiary, Guardian | None, Application]


@dataclass(frozen=True)
class Ids:
    """Of the records that a form makes; an earlier file's, where one is amended."""

    child: str
    guardian: str
    application: str


class ApplicationForm(Form):
    """`hits` are the children on the register that the one who is typed may be."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.hits: Sequence[Hit] = ()
        reads = people_reads(lambda: session.desk.today)
        specs = _specs()
        year = next(spec for spec in specs if spec.name == "entry_year")
        own: dict[str, Editor] = {
            "entry_year": LineEditor(replace(year, kind=Kind.TEXT), read_number),  # no comma in a year
            "members": MembersEditor(reads),
        }
        super().__init__(specs, ROWS, reads=reads, check=self._between, overrides=own)
        for name in ("events", "request"):
            self.fields[name].widget.setFixedHeight(PROSE_HEIGHT)

    def _between(self, values: Mapping[str, Any]) -> list[Problem]:
        """The rules between fields, and the duplicates."""
        if self._session.desk is None:
            return []
        desk = self._session.desk
        found = [Problem(hit.sentence, "citizen_id") for hit in self.hits if hit.hard]
        if not values.get("likeness_reason") and any(not hit.hard for hit in self.hits):
            found.append(Problem("核对后确非重复的,请写明理由再受理。", "likeness_reason"))
        day = values.get("applied_on") or desk.today
        told = {name: each for name, each in values.items() if name in Application.model_fields}
        ids = {"office_code": "", "id": "", "beneficiary_id": "", "since": day}
        source = values.get("source") or Source.SCHOOL
        asked = Application(**ids, **{**kept(Application, told), "applied_on": day, "source": source})
        return [*found, *problems_of(asked, desk.today)]

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Take over who the child may be; the reason is asked for where it matters."""
        self.hits = hits
        reason = self.fields["likeness_reason"]
        reason.setVisible(any(not hit.hard for hit in hits) or bool(reason.editor.raw()))

    def show_problems(self, problems: Sequence[Problem]) -> list[Problem]:
        """As a form does, by the names that the services use."""
        named = [replace(one, field=CALLED.get(one.field or "", one.field)) for one in problems]
        return super().show_problems(named)

    def who(self) -> tuple[str, ...]:
        """What the search for duplicates looks at, as it stands now."""
        return tuple(self.fields[name].editor.raw().strip() for name in LOOKED_AT)

    def told(self) -> dict[str, Any]:
        """What could be read so far."""
        return self._read_all()[0]

    def brought(self, values: Mapping[str, Any], ids: Ids, file: ApplicationFile | None = None) -> Brought:
        """The three records of what the form says; what it does not ask stays as `file` has it."""
        code = self._session.desk.office.code
        own, asked, theirs = (_of(Beneficiary, values), _of(Application, values), _of_guardian(values))
        about = {"office_code": code, "beneficiary_id": ids.child}
        child = Beneficiary(office_code=code, **own, id=ids.child)
        guardian = Guardian(**about, **theirs, id=ids.guardian) if theirs["name"] else None
        asked["since"] = asked["applied_on"] = asked["applied_on"] or self._session.desk.today
        asked["source"] = asked["source"] or Source.SCHOOL
        application = Application(**about, **asked, id=ids.application)
        if file is None:
            return child, guardian, application
        before = file.guardian
        if before is not None and guardian is not None:
            guardian = before.model_copy(update=theirs)
        return file.child.model_copy(update=own), guardian, file.application.model_copy(update=asked)


def values_of(file: ApplicationFile) -> dict[str, Any]:
    """What the form shows of an application."""
    values = file.application.model_dump() | file.child.model_dump() | {"phone": file.child.phone}
    values["members"] = members_of(file.application)
    values["consent_on"] = file.application.consent_on
    if file.guardian is not None:
        values |= {OF_GUARDIAN + name: each for name, each in file.guardian.model_dump().items()}
    return {name: values[name] for name in NAMES if name in values}


def _specs() -> list[FieldSpec]:
    """The fields of the three; the guardian's are named apart."""
    theirs = [replace(spec, name=OF_GUARDIAN + spec.name, required=False) for spec in fields_of(Guardian)]
    own = [spec for spec in fields_of(Beneficiary) if spec.name != "consent_on"]
    told = {spec.name: spec for spec in [*own, *theirs, *fields_of(Application)] if spec.name in NAMES}
    told["members"] = replace(told["members"], title=OF_MEMBERS, kind=Kind.TEXT)  # a table, no prose
    return list(told.values())


def _of(record: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    names = values.keys() & record.model_fields.keys()
    if record is Beneficiary:
        names -= {"consent_on"}
    return kept(record, {name: values[name] for name in names})


def _of_guardian(values: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        name.removeprefix(OF_GUARDIAN): each for name, each in values.items() if name.startswith(OF_GUARDIAN)
    }
    return kept(Guardian, told)
