"""Tables that are only ever appended to: triggers refuse UPDATE and DELETE in either database."""

from sqlalchemy import Connection, Table, event, text

SENTENCE = "只能追加,不能修改或删除"
GUARDED: list[str] = []  # the tables, as they were declared


def make_append_only(connection: Connection, table: str) -> None:
    """Create the triggers of a table (used by migrations)."""
    if connection.dialect.name == "sqlite":
        statements = _in_sqlite(table)
    else:
        statements = _in_postgresql(table, _laid_down(connection, table))
    for statement in statements:
        connection.exec_driver_sql(statement)


def append_only(table: Table) -> None:
    """Declare a table append-only: creating it creates its triggers."""
    GUARDED.append(table.name)

    @event.listens_for(table, "after_create")
    def create_triggers(target: Table, connection: Connection, **options: object) -> None:
        make_append_only(connection, target.name)


def unguarded(connection: Connection) -> list[str]:
    """The append-only tables whose triggers are missing, changed or switched off."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        there = set(connection.scalars(query))
        return [table for table in GUARDED if not there.issuperset(_in_sqlite(table))]
    query = text("SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid = CAST(:table AS regclass)")
    return [
        table
        for table in GUARDED
        if {f"{table}_append_only", f"{table}_no_truncate"} - set(connection.scalars(query, {"table": table}))
    ]


def _in_sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}{SENTENCE}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _in_postgresql(table: str, laid_down: list[str]) -> list[str]:
    """A row trigger reaches a table's partitions by itself; TRUNCATE can be said to each of them."""
    function = f"{table}_append_only"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{table}{SENTENCE}'; "
        "END $$",
        f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        *(
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} EXECUTE FUNCTION {function}()"
            for name in laid_down
        ),
    ]


def _laid_down(connection: Connection, table: str) -> list[str]:
    """The table and its partitions."""
    query = text("SELECT relid::regclass::text FROM pg_partition_tree(CAST(:table AS text)) ORDER BY 1")
    return list(connection.scalars(query, {"table": table})) or [table]
