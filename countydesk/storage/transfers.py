"""What other counties recorded of children that came from there, as a table."""

from collections.abc import Collection

from sqlalchemy import Connection, Index, select
from sqlmodel import SQLModel

from countydesk.domain.transfers import Elsewhere
from countydesk.storage.columns import belongs_to, keyed


class ElsewhereRow(Elsewhere, table=True):
    __tablename__ = "elsewhere"
    __table_args__ = keyed(
        belongs_to("beneficiary", "beneficiary_id"),
        Index(None, "office_code", "beneficiary_id"),
    )


ELSEWHERE = SQLModel.metadata.tables["elsewhere"]


def terms_elsewhere(
    connection: Connection, office_code: str, children: Collection[str] | None = None
) -> dict[str, dict[str, str]]:
    """The half years that other counties have taken, by child (these, or all), each with its name."""
    query = select(ELSEWHERE.c.beneficiary_id, ELSEWHERE.c.terms, ELSEWHERE.c.place_name).where(
        ELSEWHERE.c.office_code == office_code, ELSEWHERE.c.terms != ""
    )
    if children is not None:
        query = query.where(ELSEWHERE.c.beneficiary_id.in_(children))
    found: dict[str, dict[str, str]] = {}
    for child, terms, place in connection.execute(query):
        found.setdefault(child, {}).update(dict.fromkeys(terms.split(), place))
    return found
