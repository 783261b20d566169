"""Packages that wait for the officer's decision: listed, and taken off the list."""

from sqlalchemy import select

from countydesk.domain.operators import Act
from countydesk.domain.problems import Refused
from countydesk.domain.receiving import HeldPackage
from countydesk.services.desk import Changes, Desk
from countydesk.storage.receiving import HELD
from countydesk.storage.unit_of_work import Work


def listing(desk: Desk) -> list[HeldPackage]:
    """The packages that wait for a decision, by office and number."""
    query = select(HELD).order_by(HELD.c.office_code, HELD.c.number, HELD.c.package_id)
    with desk.read() as connection:
        return [HeldPackage.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def dismiss(desk: Desk, package_id: str, reason: str) -> Changes:
    """Take a package off the list of those that wait: it will not be let in. Raises `Refused`."""
    desk.acting(Act.RECEIVE)
    if not reason.strip():
        raise Refused("请写不接收的理由。")
    with desk.work() as work:
        for held in within(work, package_id):
            work.remove(held, reason)
        return work.commit()


def within(work: Work, package_id: str) -> list[HeldPackage]:
    """The packages of this id that wait: one or none."""
    rows = work.connection.execute(select(HELD).where(HELD.c.package_id == package_id)).mappings()
    return [HeldPackage.model_validate(dict(row)) for row in rows]
