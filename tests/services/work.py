"""A little work at a desk, and all that a desk holds, to be compared."""

import io
from typing import Any

from PIL import Image

from countydesk.domain.visits import Visit
from countydesk.services import beneficiaries, visits
from countydesk.services.desk import Desk
from countydesk.storage.schema import KEPT


def picture(colour: str = "green") -> bytes:
    """A small photograph, as a camera would bring it."""
    content = io.BytesIO()
    Image.new("RGB", (160, 120), colour).save(content, "JPEG", quality=95)
    return content.getvalue()


def a_visit(desk: Desk, *photos: bytes, findings: str = "外祖母身体尚好。") -> Visit:
    """The first child of the register is visited today."""
    visit = Visit(
        office_code=desk.office.code,
        id=desk.new_id(),
        beneficiary_id=beneficiaries.listing(desk, limit=1)[0].id,
        day=desk.today,
        visitors="李明 赵芳",
        findings=findings,
    )
    visits.record(desk, visit, photos)
    return visit


def contents(desk: Desk) -> dict[str, list[Any]]:
    """Every row of every kind of record."""
    with desk.read() as connection:
        return {
            how.table.name: [
                tuple(row) for row in connection.execute(how.table.select().order_by(*how.table.primary_key))
            ]
            for how in KEPT
        }
