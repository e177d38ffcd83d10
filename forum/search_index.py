"""The full-text index: FTS5 kept by triggers on SQLite, a generated column on PostgreSQL.

Laid by migration 0002. On SQLite a later migration that changes a column makes the table anew
and leaves the triggers behind: ``mend`` puts them back after every ``migrate``.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

SQLITE = [
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS forum_search USING fts5(
        title, body, tokenize = "porter unicode61 remove_diacritics 2"
    )
    """,
    """
    CREATE TRIGGER IF NOT EXISTS forum_search_written AFTER INSERT ON forum_post BEGIN
        INSERT INTO forum_search(rowid, title, body) VALUES (
            NEW.id,
            CASE WHEN NEW.number = 1
                 THEN (SELECT title FROM forum_topic WHERE id = NEW.topic_id) ELSE '' END,
            NEW.body
        );
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS forum_search_changed AFTER UPDATE OF body ON forum_post
    WHEN NEW.body IS NOT OLD.body BEGIN
        UPDATE forum_search SET body = NEW.body WHERE rowid = NEW.id;
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS forum_search_renamed AFTER UPDATE OF title ON forum_topic
    WHEN NEW.title IS NOT OLD.title BEGIN
        UPDATE forum_search SET title = NEW.title
        WHERE rowid = (SELECT id FROM forum_post WHERE topic_id = NEW.id AND number = 1);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS forum_search_deleted AFTER DELETE ON forum_post BEGIN
        DELETE FROM forum_search WHERE rowid = OLD.id;
    END
    """,
]
POSTGRES = [
    "ALTER TABLE forum_post ADD COLUMN title_words text NOT NULL DEFAULT ''",
    """
    ALTER TABLE forum_post ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title_words), 'A') || to_tsvector('english', body)
    ) STORED
    """,
    "CREATE INDEX forum_post_search ON forum_post USING gin (search)",
    """
    CREATE FUNCTION forum_opener_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.number = 1 THEN
            NEW.title_words := (SELECT title FROM forum_topic WHERE id = NEW.topic_id);
        ELSE
            NEW.title_words := '';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER forum_search_written BEFORE INSERT ON forum_post
    FOR EACH ROW EXECUTE FUNCTION forum_opener_words()
    """,
    """
    CREATE FUNCTION forum_topic_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE forum_post SET title_words = NEW.title WHERE topic_id = NEW.id AND number = 1;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER forum_search_renamed AFTER UPDATE OF title ON forum_topic
    FOR EACH ROW WHEN (NEW.title IS DISTINCT FROM OLD.title)
    EXECUTE FUNCTION forum_topic_renamed()
    """,
]


def mend(using: str, **kwargs: Any) -> None:
    """Put back what is missing (``post_migrate``). Nothing to do where all is there."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if not {"forum_post", "forum_topic"} <= set(connection.introspection.table_names(cursor)):
            return
        for statement in SQLITE:
            cursor.execute(statement)
