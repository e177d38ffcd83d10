"""The full-text index; see ``forum.search_index``."""

from django.db import migrations

from forum.search_index import POSTGRES, SQLITE

SQLITE_BACK = [
    *(
        f"DROP TRIGGER IF EXISTS forum_search_{name}"
        for name in ("written", "changed", "renamed", "deleted")
    ),
    "DROP TABLE IF EXISTS forum_search",
]
POSTGRES_BACK = [
    "DROP TRIGGER IF EXISTS forum_search_renamed ON forum_topic",
    "DROP TRIGGER IF EXISTS forum_search_written ON forum_post",
    "DROP FUNCTION IF EXISTS forum_topic_renamed()",
    "DROP FUNCTION IF EXISTS forum_opener_words()",
    "ALTER TABLE forum_post DROP COLUMN IF EXISTS search",
    "ALTER TABLE forum_post DROP COLUMN IF EXISTS title_words",
]


def make(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    back = POSTGRES_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK
    for statement in back:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]

    operations = [migrations.RunPython(make, take_away)]
