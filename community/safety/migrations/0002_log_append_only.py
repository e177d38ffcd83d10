"""The log refuses UPDATE and DELETE in the database itself, whoever asks."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER safety_log_no_update BEFORE UPDATE ON safety_logentry
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
    """
    CREATE TRIGGER safety_log_no_delete BEFORE DELETE ON safety_logentry
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS safety_log_no_update",
    "DROP TRIGGER IF EXISTS safety_log_no_delete",
]
POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION safety_log_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'the log is append-only'; END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER safety_log_append_only BEFORE UPDATE OR DELETE ON safety_logentry
    FOR EACH ROW EXECUTE FUNCTION safety_log_refuse()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER IF EXISTS safety_log_append_only ON safety_logentry",
    "DROP FUNCTION IF EXISTS safety_log_refuse()",
]


def _run(schema_editor, sqlite, postgresql):
    statements = {"sqlite": sqlite, "postgresql": postgresql}.get(
        schema_editor.connection.vendor, []
    )
    for statement in statements:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
