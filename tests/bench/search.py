"""A keystroke of search at 200,000 children, over the bare SQL of the same question."""

import random
import tempfile
from datetime import datetime
from pathlib import Path

from countydesk.domain.beneficiaries import Beneficiary
from countydesk.services import beneficiaries, setup
from countydesk.services.desk import Desk
from countydesk.services.made_up import GIVEN, SURNAMES, TOWNSHIPS
from countydesk.storage import beneficiaries as stored
from tests.bench.ratios import compare

CHILDREN = 200_000
TYPED = ("z", "zx", "zxm", "王", "王雪", "雪梅", "62102420", "西华池 w")


def run() -> None:
    """Make the desk by raw inserts (the register itself is not what is timed) and type."""
    with tempfile.TemporaryDirectory() as folder:
        people = [setup.NewOperator("李明", "bench", any_passphrase=True)]
        with setup.create_desk(
            Path(folder) / "desk", "620000", "省", people, datetime.now().astimezone
        ) as desk:
            _fill(desk)
            for typed in TYPED:
                found = beneficiaries.how_many(desk, typed)
                compare(
                    f"search “{typed}” ({found} found)",
                    lambda typed=typed: beneficiaries.listing(desk, typed),  # type: ignore[misc]
                    lambda typed=typed: _bare(desk, typed),  # type: ignore[misc]
                    1.5,
                )
            compare(
                "a window in the middle of the list",
                lambda: beneficiaries.listing(desk, offset=CHILDREN // 2),
                lambda: _bare(desk, "", CHILDREN // 2),
                1.5,
            )


def _fill(desk: Desk) -> None:
    chance = random.Random(1)
    with desk.work() as work:
        for start in range(0, CHILDREN, 5000):
            children = [_child(desk, chance) for _ in range(start, start + 5000)]
            values = [child.model_dump() | stored.derived(child) for child in children]
            work.connection.execute(stored.TABLE.insert(), values)
            stored.index(work.connection, children)
        work.commit()


def _child(desk: Desk, chance: random.Random) -> Beneficiary:
    return Beneficiary.model_construct(
        office_code=desk.office.code,
        id=desk.new_id(),
        name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
        citizen_id=f"621024{chance.randrange(10**12):012d}",
        school=chance.choice(TOWNSHIPS) + "中心小学",
        family_kinds=[],
    )


def _bare(desk: Desk, typed: str, offset: int = 0) -> None:
    """The same question as SQL alone: no records, no masks, no last visits."""
    query = (
        stored.matching(typed).order_by(stored.TABLE.c.sort_key, stored.TABLE.c.id).offset(offset).limit(100)
    )
    with desk.read() as connection:
        connection.execute(query).all()
