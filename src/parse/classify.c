/*
 * A row for each verb, for each kind of object, and for each special form. Reading
 * a statement means: find the verb, find the kind, set the tag, and let the row's
 * function (if any) read on.
 */
#include "parse/classify.h"

#include <ctype.h>

#include "parse/losses.h"
#include "parse/quote.h"

/* What reads a statement: the cursor stands behind the verb (and the kind of object). */
typedef void read_fn(hd_cursor *cursor, hd_sql_facts *facts);

/* ---- kinds of objects ---- */

/* Kinds that are two words or more; every other kind is the one word that stands there. */
static const char *const long_kinds[] = {
    "access method",          "default privileges",
    "event trigger",          "foreign data wrapper",
    "foreign table",          "large object",
    "materialized view",      "operator class",
    "operator family",        "text search configuration",
    "text search dictionary", "text search parser",
    "text search template",   "user mapping",
};

/* Words between CREATE and the kind. */
static const char *const create_noise[] = {
    "or replace", "global", "local",   "temp",       "temporary", "unlogged",
    "trusted",    "unique", "default", "procedural", "recursive", "constraint",
};

static char *capitals(TALLOC_CTX *ctx, const char *text, size_t len)
{
    char *ret = hd_strndup(ctx, text, len);

    for (char *p = ret; *p != '\0'; p++)
        *p = (char)toupper((unsigned char)*p);
    return ret;
}

static const char *word_here(TALLOC_CTX *ctx, const hd_cursor *cursor)
{
    return cursor->token.kind == HD_TOKEN_WORD
               ? capitals(ctx, cursor->lexer.text + cursor->token.start, cursor->token.len)
               : NULL;
}

/* Steps over the kind of object; its name in capitals, or NULL when no word stands here. */
static const char *read_kind(hd_cursor *cursor, hd_sql_facts *facts)
{
    for (size_t i = 0; i < HD_COUNT(long_kinds); i++)
        if (hd_cursor_accept(cursor, long_kinds[i]))
            return capitals(facts, long_kinds[i], strlen(long_kinds[i]));
    const char *kind = word_here(facts, cursor);
    hd_cursor_step(cursor);
    return kind;
}

/* ---- forms that have a name to look at ---- */

static void read_name(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name name;

    hd_cursor_accept(cursor, "if exists");
    if (hd_cursor_accept(cursor, "if not exists"))
        facts->if_not_exists = true;
    if (!hd_cursor_name(facts, cursor, &name))
        return;
    facts->schema = name.schema;
    facts->name = name.name;
}

static const char *read_table(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name name;

    return hd_cursor_name(facts, cursor, &name) ? hd_sql_qualified(facts, name.schema, name.name)
                                                : NULL;
}

/* CREATE [UNIQUE] INDEX CONCURRENTLY [[IF NOT EXISTS] name] ON [ONLY] table */
static void read_create_index(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (!hd_cursor_accept(cursor, "concurrently"))
        return;
    facts->special = HD_SQL_CREATE_INDEX_CONCURRENTLY;
    if (!hd_cursor_on(cursor, "on"))
        read_name(cursor, facts);
    if (!hd_cursor_accept(cursor, "on"))
        return;
    hd_cursor_accept(cursor, "only");
    facts->table = read_table(cursor, facts);
}

static void read_drop_index(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (!hd_cursor_accept(cursor, "concurrently"))
        return;
    facts->special = HD_SQL_DROP_INDEX_CONCURRENTLY;
    read_name(cursor, facts);
}

/* ALTER TABLE table DETACH PARTITION name CONCURRENTLY */
static void read_alter_table(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_cursor_accept(cursor, "if exists");
    hd_cursor_accept(cursor, "only");
    const char *table = read_table(cursor, facts);
    hd_cursor_accept_symbol(cursor, "*");
    if (!hd_cursor_accept(cursor, "detach partition"))
        return;
    hd_sql_name partition;
    if (!hd_cursor_name(facts, cursor, &partition) || !hd_cursor_accept(cursor, "concurrently"))
        return;
    facts->special = HD_SQL_DETACH_CONCURRENTLY;
    facts->table = table;
    facts->schema = partition.schema;
    facts->name = partition.name;
}

/* ALTER TYPE name ADD VALUE [IF NOT EXISTS] 'value' */
static void read_alter_type(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name type;

    if (!hd_cursor_name(facts, cursor, &type) || !hd_cursor_accept(cursor, "add value"))
        return;
    facts->special = HD_SQL_ADD_ENUM_VALUE;
    facts->schema = type.schema;
    facts->name = type.name;
    facts->if_not_exists = hd_cursor_accept(cursor, "if not exists");
    facts->value = hd_cursor_string(facts, cursor);
}

static void read_alter_database(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name name;

    if (!hd_cursor_name(facts, cursor, &name) || !hd_cursor_accept(cursor, "set tablespace"))
        return;
    facts->special = HD_SQL_ALTER_DATABASE;
    facts->name = name.name;
}

/* Verb and kind together: what is special about them, or who finds out. */
static const struct {
    const char *tag;
    hd_sql_special special;
    read_fn *read;
} forms[] = {
    {"ALTER DATABASE", HD_SQL_ORDINARY, read_alter_database},
    {"ALTER SUBSCRIPTION", HD_SQL_SUBSCRIPTION, read_name},
    {"ALTER SYSTEM", HD_SQL_ALTER_SYSTEM, NULL},
    {"ALTER TABLE", HD_SQL_ORDINARY, read_alter_table},
    {"ALTER TYPE", HD_SQL_ORDINARY, read_alter_type},
    {"CREATE DATABASE", HD_SQL_CREATE_DATABASE, read_name},
    {"CREATE INDEX", HD_SQL_ORDINARY, read_create_index},
    {"CREATE SUBSCRIPTION", HD_SQL_SUBSCRIPTION, read_name},
    {"CREATE TABLESPACE", HD_SQL_CREATE_TABLESPACE, read_name},
    {"DROP DATABASE", HD_SQL_DROP_DATABASE, read_name},
    {"DROP INDEX", HD_SQL_ORDINARY, read_drop_index},
    {"DROP SUBSCRIPTION", HD_SQL_SUBSCRIPTION, read_name},
    {"DROP TABLESPACE", HD_SQL_DROP_TABLESPACE, read_name},
};

static void read_object(hd_cursor *cursor, hd_sql_facts *facts, const char *verb)
{
    const char *kind = read_kind(cursor, facts);

    facts->tag = kind == NULL ? verb : hd_printf(facts, "%s %s", verb, kind);
    for (size_t i = 0; i < HD_COUNT(forms); i++)
        if (strcmp(forms[i].tag, facts->tag) == 0) {
            facts->special = forms[i].special;
            if (forms[i].read != NULL)
                forms[i].read(cursor, facts);
            return;
        }
}

/* ---- verbs ---- */

static bool accept_create_noise(hd_cursor *cursor)
{
    for (size_t i = 0; i < HD_COUNT(create_noise); i++)
        if (hd_cursor_accept(cursor, create_noise[i]))
            return true;
    return false;
}

static void read_create(hd_cursor *cursor, hd_sql_facts *facts)
{
    do
        facts->unique |= hd_cursor_on(cursor, "unique");
    while (accept_create_noise(cursor));
    read_object(cursor, facts, "CREATE");
}

static void read_alter(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_cursor behind_verb = *cursor;

    read_object(cursor, facts, "ALTER");
    hd_losses_of_alter(&behind_verb, facts);
}

static void read_drop(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_cursor behind_verb = *cursor;

    read_object(cursor, facts, "DROP");
    hd_losses_of_drop(&behind_verb, facts);
}

/* REINDEX [(option, ...)] kind [CONCURRENTLY] [name] */
static void read_reindex(hd_cursor *cursor, hd_sql_facts *facts)
{
    static const char *const kinds[] = {"index", "table", "schema", "database", "system"};
    bool concurrently = false;

    if (hd_cursor_accept_symbol(cursor, "(")) {
        while (!hd_cursor_at_end(cursor) && !hd_cursor_accept_symbol(cursor, ")")) {
            if (hd_cursor_accept(cursor, "concurrently"))
                concurrently = !(hd_cursor_on(cursor, "false") || hd_cursor_on(cursor, "off") ||
                                 hd_cursor_on_symbol(cursor, "0"));
            else
                hd_cursor_step(cursor);
        }
    }
    for (size_t i = 0; i < HD_COUNT(kinds) && facts->object == NULL; i++)
        if (hd_cursor_accept(cursor, kinds[i]))
            facts->object = kinds[i];
    concurrently |= hd_cursor_accept(cursor, "concurrently");
    bool one_relation = facts->object == kinds[0] || facts->object == kinds[1];
    if (!concurrently && one_relation)
        return;
    facts->special = HD_SQL_REINDEX_CONCURRENTLY;
    read_name(cursor, facts);
}

static void read_cluster(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (hd_cursor_on_symbol(cursor, "("))
        hd_cursor_step_group(cursor);
    hd_cursor_accept(cursor, "verbose");
    if (hd_cursor_at_end(cursor))
        facts->special = HD_SQL_CLUSTER_ALL;
}

static void read_vacuum(hd_cursor *cursor, hd_sql_facts *facts)
{
    static const char *const options[] = {"full", "freeze", "verbose", "analyze", "analyse"};

    facts->special = HD_SQL_VACUUM;
    if (hd_cursor_on_symbol(cursor, "("))
        hd_cursor_step_group(cursor);
    for (size_t i = 0; i < HD_COUNT(options); i++)
        hd_cursor_accept(cursor, options[i]);
    read_name(cursor, facts);
}

static void read_discard(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (hd_cursor_on(cursor, "all"))
        facts->special = HD_SQL_DISCARD_ALL;
}

static void read_control(hd_cursor *cursor, hd_sql_facts *facts)
{
    (void)cursor;
    facts->special = HD_SQL_TRANSACTION_CONTROL;
}

/* PREPARE name AS ... is an ordinary statement. */
static void read_prepare(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (!hd_cursor_accept(cursor, "transaction"))
        return;
    facts->tag = "PREPARE TRANSACTION";
    facts->special = HD_SQL_TRANSACTION_CONTROL;
}

static void read_truncate(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_losses_of_truncate(cursor, facts);
}

struct verb {
    const char *word;
    const char *tag; /* NULL: the function sets it */
    bool is_dml;
    read_fn *read;
};

static void read_with(hd_cursor *cursor, hd_sql_facts *facts);

/* Words that are not here are their own tag and of no further interest. */
static const struct verb verbs[] = {
    {"abort", "ROLLBACK", false, read_control},
    {"alter", NULL, false, read_alter},
    {"begin", "BEGIN", false, read_control},
    {"cluster", "CLUSTER", false, read_cluster},
    {"commit", "COMMIT", false, read_control},
    {"copy", "COPY", true, NULL},
    {"create", NULL, false, read_create},
    {"delete", "DELETE", true, NULL}, /* read from the verb on: see classify() */
    {"discard", "DISCARD", false, read_discard},
    {"do", "DO", false, hd_losses_of_do},
    {"drop", NULL, false, read_drop},
    {"end", "COMMIT", false, read_control},
    {"import", "IMPORT FOREIGN SCHEMA", false, NULL},
    {"insert", "INSERT", true, NULL},
    {"lock", "LOCK TABLE", false, NULL},
    {"merge", "MERGE", true, NULL},
    {"prepare", "PREPARE", false, read_prepare},
    {"reassign", "REASSIGN OWNED", false, NULL},
    {"refresh", "REFRESH MATERIALIZED VIEW", false, NULL},
    {"reindex", "REINDEX", false, read_reindex},
    {"release", "RELEASE", false, read_control},
    {"rollback", "ROLLBACK", false, read_control},
    {"savepoint", "SAVEPOINT", false, read_control},
    {"security", "SECURITY LABEL", false, NULL},
    {"select", "SELECT", false, NULL},
    {"start", "START TRANSACTION", false, read_control},
    {"table", "SELECT", false, NULL},
    {"truncate", "TRUNCATE TABLE", true, read_truncate},
    {"update", "UPDATE", true, NULL},
    {"vacuum", "VACUUM", false, read_vacuum},
    {"values", "SELECT", false, NULL},
    {"with", "SELECT", false, read_with},
};

static const struct verb *verb_here(const hd_cursor *cursor)
{
    for (size_t i = 0; i < HD_COUNT(verbs); i++)
        if (hd_cursor_on(cursor, verbs[i].word))
            return &verbs[i];
    return NULL;
}

/* WITH [RECURSIVE] name [(...)] AS [...] (...), ... verb: the first verb outside of parentheses. */
static void read_with(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_cursor inner = *cursor;

    hd_losses_of_deletes(&inner, facts);
    while (!hd_cursor_at_end(cursor)) {
        const struct verb *verb = verb_here(cursor);
        if (verb != NULL && (verb->is_dml || strcmp(verb->word, "select") == 0)) {
            facts->tag = verb->tag;
            facts->is_dml = verb->is_dml;
            return;
        }
        hd_cursor_step_group(cursor);
    }
}

hd_sql_facts *hd_sql_classify(TALLOC_CTX *ctx, const char *text, size_t len)
{
    hd_sql_facts *facts = hd_new(ctx, hd_sql_facts);
    hd_cursor cursor = hd_cursor_at(text, 0, len);

    while (hd_cursor_on_symbol(&cursor, "(")) /* (SELECT ...) */
        hd_cursor_step(&cursor);
    const struct verb *verb = verb_here(&cursor);
    if (verb == NULL) {
        const char *word = word_here(facts, &cursor);
        facts->tag = word == NULL ? "" : word;
        return facts;
    }
    facts->tag = verb->tag;
    facts->is_dml = verb->is_dml;
    if (strcmp(verb->word, "delete") == 0)
        hd_losses_of_deletes(&cursor, facts);
    hd_cursor_step(&cursor);
    if (verb->read != NULL)
        verb->read(&cursor, facts);
    return facts;
}
