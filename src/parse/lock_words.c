#include "parse/classify.h"
#include "parse/cursor.h"
#include "parse/locks_impl.h"
#include "parse/quote.h"

/* For a tag: the strongest lock it usually takes, and the words before the relation's name. */
static const struct words_row {
    const char *tag;
    hd_lock_mode mode;
    const char *before; /* the name comes behind the first of this word; NULL: behind the tag */
} words_rows[] = {
    {"ALTER INDEX", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"ALTER MATERIALIZED VIEW", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"ALTER SEQUENCE", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"ALTER TABLE", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"ALTER VIEW", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"COPY", HD_LOCK_ROW_EXCLUSIVE, NULL},
    {"CREATE INDEX", HD_LOCK_SHARE, "on"},
    {"CREATE POLICY", HD_LOCK_ACCESS_EXCLUSIVE, "on"},
    {"CREATE TRIGGER", HD_LOCK_SHARE_ROW_EXCLUSIVE, "on"},
    {"DELETE", HD_LOCK_ROW_EXCLUSIVE, "from"},
    {"DROP INDEX", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"DROP MATERIALIZED VIEW", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"DROP SEQUENCE", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"DROP TABLE", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"DROP VIEW", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"INSERT", HD_LOCK_ROW_EXCLUSIVE, "into"},
    {"MERGE", HD_LOCK_ROW_EXCLUSIVE, "into"},
    {"REFRESH MATERIALIZED VIEW", HD_LOCK_ACCESS_EXCLUSIVE, "view"},
    {"TRUNCATE TABLE", HD_LOCK_ACCESS_EXCLUSIVE, NULL},
    {"UPDATE", HD_LOCK_ROW_EXCLUSIVE, "update"},
};

/* Steps over the words of a tag ("ALTER TABLE"); noise between them too. */
static void skip_tag(hd_cursor *cursor, const char *tag)
{
    size_t words = 1;

    for (const char *p = tag; *p != '\0'; p++)
        words += *p == ' ';
    /* TRUNCATE alone has the tag TRUNCATE TABLE. */
    if (strcmp(tag, "TRUNCATE TABLE") == 0)
        words = 1;
    for (; words > 0; words--)
        hd_cursor_step(cursor);
}

static void lock_named(hd_cursor *cursor, const struct words_row *row, bool gentle,
                       hd_sql_impact *impact)
{
    HD_SCRATCH(scratch);
    static const char *const noise[] = {"table", "concurrently", "if exists", "only"};
    hd_sql_name name;

    for (size_t i = 0; i < HD_COUNT(noise); i++)
        hd_cursor_accept(cursor, noise[i]);
    if (hd_cursor_name(scratch, cursor, &name))
        hd_lock_add(impact, gentle ? HD_LOCK_SHARE_UPDATE_EXCLUSIVE : row->mode,
                    hd_sql_qualified(scratch, name.schema, name.name), NULL);
}

static bool step_behind(hd_cursor *cursor, const char *word)
{
    while (!hd_cursor_at_end(cursor) && !hd_cursor_on(cursor, word))
        hd_cursor_step(cursor);
    return hd_cursor_accept(cursor, word);
}

/* REFERENCES table, anywhere in CREATE TABLE or ALTER TABLE. */
static void lock_referenced(hd_cursor cursor, hd_sql_impact *impact)
{
    HD_SCRATCH(scratch);
    hd_sql_name name;

    while (step_behind(&cursor, "references"))
        if (hd_cursor_name(scratch, &cursor, &name))
            hd_lock_add(impact, HD_LOCK_SHARE_ROW_EXCLUSIVE,
                        hd_sql_qualified(scratch, name.schema, name.name), NULL);
}

void hd_lock_by_words(const char *text, size_t len, hd_sql_impact *impact)
{
    HD_SCRATCH(scratch);
    hd_sql_facts *facts = hd_sql_classify(scratch, text, len);
    hd_cursor cursor = hd_cursor_at(text, 0, len);
    bool gentle = facts->special == HD_SQL_CREATE_INDEX_CONCURRENTLY ||
                  facts->special == HD_SQL_DROP_INDEX_CONCURRENTLY;

    if (strcmp(facts->tag, "CREATE TABLE") == 0 || strcmp(facts->tag, "ALTER TABLE") == 0)
        lock_referenced(cursor, impact);
    for (size_t i = 0; i < HD_COUNT(words_rows); i++) {
        const struct words_row *row = &words_rows[i];
        if (strcmp(row->tag, facts->tag) != 0)
            continue;
        if (row->before == NULL)
            skip_tag(&cursor, row->tag);
        else if (!step_behind(&cursor, row->before))
            return;
        lock_named(&cursor, row, gentle, impact);
    }
    impact->opaque |= strcmp(facts->tag, "DO") == 0 || strcmp(facts->tag, "CALL") == 0;
}
