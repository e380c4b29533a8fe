"""SQL of the append-only triggers, for SQLite and PostgreSQL. Every statement may run again without harm."""

from __future__ import annotations

_SQLITE_RULES = {
    # table, operation: condition under which the operation is refused
    ("ledger_entry", "INSERT"): "NEW.idx IS NOT NULL",
    ("ledger_entry", "UPDATE"): "NEW.id <> OLD.id OR NEW.entry <> OLD.entry OR OLD.idx IS NOT NULL OR NEW.idx IS NULL",
    ("ledger_entry", "DELETE"): "1",
    ("ledger_tile", "UPDATE"): (
        "NEW.level <> OLD.level OR NEW.n <> OLD.n OR length(NEW.data) < length(OLD.data)"
        " OR substr(NEW.data, 1, length(OLD.data)) <> OLD.data"
    ),
    ("ledger_tile", "DELETE"): "1",
    ("ledger_checkpoint", "UPDATE"): "1",
    ("ledger_checkpoint", "DELETE"): "1",
    ("ledger_head", "UPDATE"): "NEW.id <> OLD.id OR NEW.size < OLD.size",
    ("ledger_head", "DELETE"): "1",
}

_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {table}_{operation.lower()} BEFORE {operation} ON {table} WHEN {condition} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for (table, operation), condition in _SQLITE_RULES.items()
]

_POSTGRESQL_CONDITIONS = {
    ("ledger_entry", "INSERT"): "NEW.idx IS NOT NULL",
    ("ledger_entry", "UPDATE"): "NEW.id <> OLD.id OR NEW.entry <> OLD.entry OR OLD.idx IS NOT NULL OR NEW.idx IS NULL",
    ("ledger_tile", "UPDATE"): (
        "NEW.level <> OLD.level OR NEW.n <> OLD.n OR length(NEW.data) < length(OLD.data)"
        " OR substring(NEW.data FROM 1 FOR length(OLD.data)) <> OLD.data"
    ),
    ("ledger_head", "UPDATE"): "NEW.id <> OLD.id OR NEW.size < OLD.size",
}

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only';
END
$$
"""


def _postgresql() -> list[str]:
    statements = [_POSTGRESQL_FUNCTION]
    for (table, operation), condition in _POSTGRESQL_CONDITIONS.items():
        statements.append(
            f"CREATE OR REPLACE TRIGGER {table}_{operation.lower()} BEFORE {operation} ON {table} "
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION ledger_refuse()"
        )
    for table in ("ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_head"):
        operations = "UPDATE OR DELETE OR TRUNCATE" if table == "ledger_checkpoint" else "DELETE OR TRUNCATE"
        statements.append(
            f"CREATE OR REPLACE TRIGGER {table}_remove BEFORE {operations} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
    return statements


STATEMENTS: dict[str, list[str]] = {"sqlite": _SQLITE, "postgresql": _postgresql()}
