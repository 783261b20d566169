"""Whether an applicant is known already: on the register, to another county, in what the province asked."""

from sqlalchemy import select

from countydesk.domain.beneficiaries import Beneficiary, Guardian
from countydesk.domain.enrolment import PRESENT, State
from countydesk.domain.identity import examine
from countydesk.domain.likeness import Hit, Person, between, of_itself
from countydesk.domain.operators import Act
from countydesk.domain.problems import Problem, Refused
from countydesk.services.desk import Desk
from countydesk.services.places import regions
from countydesk.storage import intake
from countydesk.storage.receipts import QUERIED
from countydesk.storage.unit_of_work import Work


def hits(desk: Desk, child: Beneficiary, guardian: Guardian | None) -> list[Hit]:
    """What speaks against taking in an application of this child, for the form while it is filled in."""
    desk.acting(Act.RECORD)
    with desk.work() as work:
        return found(desk, work, child, guardian)


def found(desk: Desk, work: Work, child: Beneficiary, guardian: Guardian | None) -> list[Hit]:
    """What speaks against a child, the hard ones first; a child is never like itself."""
    seen = examine(child.citizen_id or "", desk.today, regions())
    protector = examine((guardian.citizen_id if guardian else None) or "", desk.today, regions())
    birth = seen.birth or child.birth
    person = Person(child.id, child.name, seen.id, birth, guardian_id=protector.id)
    told = [*of_itself(person, desk.today), *between(person, _known(work, person)), *_elsewhere(work, person)]
    return sorted(told, key=lambda hit: not hit.hard)


def require_unlike(
    desk: Desk, work: Work, child: Beneficiary, guardian: Guardian | None, reason: str
) -> None:
    """Refuse a child that is known, and one that may be while no reason says otherwise. Raises `Refused`."""
    told = found(desk, work, child, guardian)
    hard = [hit for hit in told if hit.hard]
    if hard:
        raise Refused(*(Problem(hit.sentence, "citizen_id") for hit in hard))
    if told and not reason.strip():
        asked = Problem("核对后确非重复的,请写明理由再受理。", "likeness_reason")
        raise Refused(*(Problem(hit.sentence, "likeness_reason") for hit in told), asked)


def _known(work: Work, person: Person) -> list[Person]:
    return [
        Person(
            id=row["id"],
            name=row["name"],
            citizen_id=row["citizen_id"],
            birth=row["birth"],
            where="、".join(filter(None, (row["school"], State(row["state"]).title))),
            guardian=row["guardian"] or "",
            guardian_id=row["guardian_id"],
        )
        for row in intake.alike(work.connection, work.office_code, person)
    ]


def _elsewhere(work: Work, person: Person) -> list[Hit]:
    """What other counties say: their packages, where this desk receives them, and the province's receipts."""
    told = []
    if person.citizen_id:
        for row in intake.elsewhere(work.connection, work.office_code, person.citizen_id):
            place, state = regions().full_name(row["office_code"]) or row["office_code"], State(row["state"])
            sentence = f"{place}的台账中已有 {row['name']}({state.title}),身份证号相同。"
            told.append(Hit(sentence, state in PRESENT))
    asked = select(QUERIED.c.sentence).where(
        QUERIED.c.office_code == work.office_code, QUERIED.c.sentence.startswith(person.name, autoescape=True)
    )
    for sentence in work.connection.scalars(asked.distinct()):
        told.append(Hit(f"上级回执曾提出:{sentence}", False))
    return told
