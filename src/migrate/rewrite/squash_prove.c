/* What a squash asks a server: the schema that the originals make, and whether the baseline
 * makes the same. */
#include "base/buf.h"
#include "base/text.h"
#include "migrate/rewrite/squash.h"
#include "parse/classify.h"
#include "parse/lex.h"
#include "parse/split.h"

/* All that comes up to the newest revision, in its order. */
static hd_error *upgrade(const hd_squash *squash, const hd_graph *graph, const hd_scratch_db *db,
                         const hd_scratch_file *instead)
{
    HD_SCRATCH(scratch);
    const hd_strings nothing = {0};
    hd_movement *movement = NULL;

    HD_TRY(hd_movement_upgrade(scratch, graph, &nothing, squash->baseline.id, &movement));
    return hd_scratch_run(db, movement, instead);
}

/* ---- proof ---- */

static hd_error *compare(hd_scratch_server *server, const hd_scratch_db dbs[2], const char *when)
{
    HD_SCRATCH(scratch);
    char *dumps[2] = {NULL, NULL};

    for (size_t i = 0; i < 2; i++)
        HD_TRY(hd_scratch_dump(scratch, server, &dbs[i], NULL, &dumps[i]));
    const char *difference = hd_scratch_difference(scratch, dumps[0], dumps[1]);
    if (difference == NULL)
        return NULL;
    return hd_error_hint(
        hd_error_detail(
            hd_error_new(HD_DIFFERENT, "the baseline does not make the same schema %s", when),
            "The revisions (-) and the baseline (+) differ in:\n%s", difference),
        "Nothing was written. --from-schema takes the schema itself; --no-prove writes the file "
        "all the same.");
}

static void add_down(TALLOC_CTX *ctx, hd_movement *movement, const hd_node *node)
{
    hd_vec_push(ctx, &movement->steps, (hd_step){.direction = HD_DOWNGRADE, .node = node});
}

static hd_error *downgrade_both(const hd_squash *squash, const hd_scratch_db dbs[2],
                                const hd_scratch_file *instead)
{
    HD_SCRATCH(scratch);
    hd_movement old = {0};
    hd_movement new = {0};

    for (size_t i = squash->range.count; i > 0; i--)
        add_down(scratch, &old, squash->range.items[i - 1]);
    add_down(scratch, &new, hd_graph_find(squash->graph, squash->baseline.id));
    HD_TRY(hd_scratch_run(&dbs[0], &old, NULL));
    return hd_scratch_run(&dbs[1], &new, instead);
}

hd_error *hd_squash_prove(const hd_squash *squash, hd_scratch_server *server)
{
    HD_SCRATCH(scratch);
    const hd_scratch_file instead = {&squash->baseline, squash->text};
    hd_scratch_db dbs[2];
    hd_body *down = NULL;

    for (size_t i = 0; i < 2; i++)
        HD_TRY(hd_scratch_make(server, &dbs[i]));
    HD_TRY(upgrade(squash, squash->project->graph, &dbs[0], NULL));
    HD_TRY(upgrade(squash, squash->graph, &dbs[1], &instead));
    HD_TRY(compare(server, dbs, "after the upgrade"));
    HD_TRY(hd_body_parse(scratch, &squash->baseline, squash->text, strlen(squash->text),
                         HD_DOWNGRADE, &down));
    if (down->irreversible)
        return NULL;
    HD_TRY(downgrade_both(squash, dbs, &instead));
    return compare(server, dbs, "after the downgrade");
}

/* ---- schema ---- */

/* Settings that pg_dump makes for the session that restores: nothing of the schema is in them. */
static const char *const session_settings[] = {
    "statement_timeout",   "lock_timeout",        "idle_in_transaction_session_timeout",
    "transaction_timeout", "client_encoding",     "standard_conforming_strings",
    "xmloption",           "client_min_messages", "row_security",
    "default_tablespace",
};

/* A statement's words at its beginning. */
static hd_strings first_words(TALLOC_CTX *ctx, const char *sql, size_t count)
{
    hd_lexer lexer = hd_lex(sql, strlen(sql));
    hd_strings words = {0};

    while (words.count < count) {
        hd_token token = hd_lex_next_code(&lexer);
        if (token.kind != HD_TOKEN_WORD)
            break;
        hd_vec_push(ctx, &words, hd_strndup(ctx, sql + token.start, token.len));
    }
    while (words.count < count)
        hd_vec_push(ctx, &words, "");
    return words;
}

static bool is_session_setting(const char *name)
{
    for (size_t i = 0; i < HD_COUNT(session_settings); i++)
        if (strcmp(session_settings[i], name) == 0)
            return true;
    return false;
}

/* "... OWNER TO us" says only who ran the dump. */
static bool gives_to(TALLOC_CTX *ctx, const char *sql, const char *owner)
{
    return hd_text_starts(sql, "ALTER ") &&
           hd_text_ends(sql, hd_printf(ctx, " OWNER TO %s", owner));
}

/* A statement of the dump as the baseline has it; without those that are about the session. */
static void add_schema(hd_buf *buf, const char *sql, const char *owner)
{
    HD_SCRATCH(scratch);
    hd_strings words = first_words(scratch, sql, 2);

    if (hd_text_starts(sql, "SELECT pg_catalog.set_config(") || gives_to(scratch, sql, owner))
        return;
    if (strcmp(words.items[0], "SET") == 0) {
        /* For the rest of the session it would be meant for later revisions as well. */
        if (!is_session_setting(words.items[1]))
            hd_buf_addf(buf, "SET LOCAL%s;\n\n", sql + strlen("SET"));
        return;
    }
    hd_buf_addf(buf, "%s;\n\n", sql);
}

static hd_error *schema_text(hd_buf *buf, const char *dump, const char *owner)
{
    HD_SCRATCH(scratch);
    hd_sql_items items = {0};

    HD_TRY(hd_error_wrap(hd_sql_split(scratch, dump, 0, strlen(dump), &items),
                         "while reading what pg_dump wrote"));
    for (size_t i = 0; i < items.count; i++)
        add_schema(buf,
                   hd_strndup(scratch, dump + items.items[i].start,
                              items.items[i].end - items.items[i].start),
                   owner);
    return NULL;
}

/* The beginning of a statement on one line, for people. */
static char *shortened(TALLOC_CTX *ctx, const char *sql)
{
    enum { LENGTH = 60 };
    char *line = hd_printf(ctx, "%.*s%s", LENGTH, sql, strlen(sql) > LENGTH ? "..." : "");

    for (char *c = strpbrk(line, "\r\n\t"); c != NULL; c = strpbrk(c, "\r\n\t"))
        *c = ' ';
    return line;
}

static bool may_do_anything(const char *tag)
{
    return strcmp(tag, "DO") == 0 || strcmp(tag, "SELECT") == 0 || strcmp(tag, "CALL") == 0;
}

/* Data that a revision brings is no part of a schema. */
static hd_error *add_data(hd_squash *squash, hd_buf *buf, const hd_revision *revision)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;

    HD_TRY(hd_body_load(scratch, revision, HD_UPGRADE, &body));
    for (size_t i = 0; i < body->statements.count; i++) {
        const char *sql = body->statements.items[i].sql;
        const hd_sql_facts *facts = hd_sql_classify(scratch, sql, strlen(sql));
        bool left_out = !facts->is_dml && facts->tag != NULL && may_do_anything(facts->tag);

        if (facts->is_dml)
            hd_buf_addf(buf, "-- data of %s\n%s;\n\n", revision->id, sql);
        if (facts->is_dml || left_out)
            hd_vec_push(squash, &squash->remarks,
                        hd_printf(squash, "%s of revision %s: %s",
                                  left_out ? "left out, add it by hand if it changes data, a "
                                             "statement"
                                           : "kept behind the schema, a statement",
                                  revision->id, shortened(scratch, sql)));
    }
    return NULL;
}

static hd_error *check_from_base(const hd_squash *squash)
{
    if (squash->baseline.down.count == 0 && squash->baseline.depends_on.count == 0)
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_CONFLICT, "the schema holds more than the revisions of the range"),
        "--from-schema needs a range that begins at a base and depends on nothing else.");
}

hd_error *hd_squash_from_schema(hd_squash *squash, hd_scratch_server *server)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    hd_scratch_db db;
    char *dump = NULL;

    HD_TRY(check_from_base(squash));
    HD_TRY(hd_scratch_make(server, &db));
    HD_TRY(upgrade(squash, squash->project->graph, &db, NULL));
    HD_TRY(hd_scratch_dump(scratch, server, &db, NULL, &dump));
    HD_TRY(schema_text(buf, dump, hd_conn_user(db.conn)));
    for (size_t i = 0; i < squash->range.count; i++)
        HD_TRY(add_data(squash, buf, squash->range.items[i]->revision));
    while (buf->len > 1 && buf->data[buf->len - 2] == '\n')
        hd_buf_truncate(buf, buf->len - 1);
    return hd_squash_make_text(squash, buf->data);
}
