"""Applications and their steps as tables, and the children whom an applicant may be."""

from collections.abc import Sequence

from sqlalchemy import Connection, Index, RowMapping, and_, select, union
from sqlmodel import SQLModel

from countydesk.domain.applications import Application
from countydesk.domain.intake import ApplicationStep
from countydesk.domain.likeness import Person, sound
from countydesk.storage.append_only import append_only
from countydesk.storage.beneficiaries import GUARDIANS, TABLE
from countydesk.storage.columns import belongs_to, keyed
from countydesk.storage.partitions import partitioned

LAST = "\U0010ffff"  # sorts after every character of a name


class ApplicationRow(Application, table=True):
    __tablename__ = "application"
    __table_args__ = keyed(
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "station", "since"),
        Index(None, "office_code", "beneficiary_id"),
    )


class ApplicationStepRow(ApplicationStep, table=True):
    __tablename__ = "application_step"
    __table_args__ = keyed(
        belongs_to("application", "application_id"),
        Index(None, "office_code", "application_id", "recorded_at"),
    )


APPLICATIONS = SQLModel.metadata.tables["application"]
STEPS = SQLModel.metadata.tables["application_step"]

partitioned(APPLICATIONS)
partitioned(STEPS)
append_only(STEPS)


def alike(connection: Connection, office_code: str, applicant: Person) -> Sequence[RowMapping]:
    """The office's children that share an ID, a birth or the sound of the name with the applicant, each
    with its guardian's name and ID; those of an ID whatever else."""
    ids = [number for number in (applicant.citizen_id, applicant.guardian_id) if number]
    first = f"{sound(applicant.name)}　"
    own, sounding = select(TABLE.c.id).where(TABLE.c.office_code == office_code), TABLE.c.sort_key
    # A query an index each: asked as one condition, no index would serve.
    found = [own.where(sounding >= first, sounding < first + LAST)]
    if ids:
        wards = select(GUARDIANS.c.beneficiary_id).where(GUARDIANS.c.office_code == office_code)
        found += [own.where(TABLE.c.citizen_id.in_(ids)), wards.where(GUARDIANS.c.citizen_id.in_(ids))]
    if applicant.birth:
        found.append(own.where(TABLE.c.birth == applicant.birth))
    own_guardian = and_(
        GUARDIANS.c.office_code == TABLE.c.office_code, GUARDIANS.c.beneficiary_id == TABLE.c.id
    )
    query = (
        select(
            *(TABLE.c[name] for name in ("id", "name", "citizen_id", "birth", "school", "state")),
            GUARDIANS.c.name.label("guardian"),
            GUARDIANS.c.citizen_id.label("guardian_id"),
        )
        .select_from(TABLE.outerjoin(GUARDIANS, own_guardian))
        .where(TABLE.c.office_code == office_code, TABLE.c.id != applicant.id, TABLE.c.id.in_(union(*found)))
        .order_by(TABLE.c.id)
    )
    return connection.execute(query).mappings().all()


def elsewhere(connection: Connection, office_code: str, citizen_id: str) -> Sequence[RowMapping]:
    """Children of other offices with this ID, as a desk that receives packages knows them."""
    other = (TABLE.c.citizen_id == citizen_id, TABLE.c.office_code != office_code)
    query = select(TABLE.c.office_code, TABLE.c.name, TABLE.c.state).where(*other)
    return connection.execute(query.order_by(TABLE.c.office_code)).mappings().all()
