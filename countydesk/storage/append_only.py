"""Tables that are only ever appended to: triggers refuse UPDATE and DELETE in either database."""

from sqlalchemy import Connection, Table, event

SENTENCE = "只能追加,不能修改或删除"


def _statements(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}{SENTENCE}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table}{SENTENCE}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ]


def make_append_only(connection: Connection, table: str) -> None:
    """Create the triggers of a table (used by migrations)."""
    for statement in _statements(table, connection.dialect.name):
        connection.exec_driver_sql(statement)


def append_only(table: Table) -> None:
    """Declare a table append-only: creating it creates its triggers."""

    @event.listens_for(table, "after_create")
    def create_triggers(target: Table, connection: Connection, **options: object) -> None:
        make_append_only(connection, target.name)
