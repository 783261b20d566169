"""Tables that grow: in PostgreSQL each is laid down in parts by the code of the office."""

from sqlalchemy import Connection, Table, event

PARTS = 16


def part_names(table: str) -> list[str]:
    """The names of a table's parts."""
    return [f"{table}_{number:02}" for number in range(PARTS)]


def make_partitions(connection: Connection, table: str) -> None:
    """Create the parts of a table that was created as partitioned (used by migrations)."""
    if connection.dialect.name == "postgresql":
        for number, name in enumerate(part_names(table)):
            within = f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {number})"
            connection.exec_driver_sql(f"CREATE TABLE {name} PARTITION OF {table} {within}")


def partitioned(table: Table) -> None:
    """Declare that a table grows: creating it creates its parts, chosen by the office code's hash."""
    table.dialect_options["postgresql"]["partition_by"] = "HASH (office_code)"

    @event.listens_for(table, "after_create")
    def create_parts(target: Table, connection: Connection, **options: object) -> None:
        make_partitions(connection, target.name)
