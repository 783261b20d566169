"""Every key begins with the office: so a table can be laid down by office, on one server or on many."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from countydesk.storage import schema, search, words

TABLES = [*schema.METADATA.sorted_tables, search.TOKENS, words.WORDS]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_begins_with_the_office(table: Table) -> None:
    office = "code" if table.name == "office" else "office_code"
    assert next(iter(table.primary_key)).name == office
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | ForeignKeyConstraint):
            assert next(iter(constraint.columns)).name == office
    for key in table.foreign_key_constraints:
        assert key.elements[0].column.name in ("office_code", "code")
    for index in table.indexes:
        assert not index.unique or next(iter(index.columns)).name == office
