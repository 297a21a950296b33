/*
 * A revision's statements are cut into transactions by the runner's own plan; those of a
 * plain file by its BEGIN and COMMIT.
 */
#include "base/file.h"
#include "base/text.h"
#include "migrate/files/revision_file.h"
#include "migrate/lint/plain.h"
#include "parse/split.h"

enum { MAX_FILE_BYTES = 256 << 20 };

static void refuse(hd_lint_script *script, hd_error *err)
{
    if (script->refused == NULL)
        script->refused = talloc_steal(script, err);
    else
        hd_error_free(err);
}

static hd_lint_part *part_add(hd_lint_script *script, hd_lint_section section)
{
    hd_vec_push(script, &script->parts, (hd_lint_part){.section = section});
    return &script->parts.items[script->parts.count - 1];
}

/* ---- revisions ---- */

static hd_error *number_transactions(const hd_body *body, hd_transaction_mode mode,
                                     hd_lint_part *part)
{
    HD_SCRATCH(scratch);
    const hd_step step = {.direction = body->direction};
    hd_parts parts = {0};

    HD_TRY(hd_plan_step(scratch, &step, body, 0, mode, &parts));
    for (size_t i = 0; i < parts.count; i++)
        for (size_t k = 0; k < parts.items[i].count; k++) {
            hd_lint_statement *statement = &part->statements.items[parts.items[i].first + k];
            statement->transaction = i;
            statement->batched = parts.items[i].mode == HD_PART_BATCH;
        }
    return NULL;
}

static void take_body(hd_lint_script *script, const hd_body *body, hd_transaction_mode mode)
{
    hd_lint_part *part = part_add(script, body->direction == HD_UPGRADE ? HD_LINT_UPGRADE
                                                                        : HD_LINT_DOWNGRADE);

    part->lock_timeout = body->lock_timeout;
    for (size_t i = 0; i < body->statements.count; i++) {
        const hd_body_statement *from = &body->statements.items[i];
        hd_lint_statement statement = {
            .sql = from->sql,
            .offset = from->offset,
            .facts = hd_sql_classify(script, from->sql, strlen(from->sql)),
            .data_moved = from->data_moved,
            .ignores = from->lint_ignores.items,
            .ignore_count = from->lint_ignores.count,
        };
        hd_vec_push(script, &part->statements, statement);
    }
    hd_error *err = number_transactions(body, mode, part);
    if (err != NULL)
        refuse(script, err);
}

static void read_revision(hd_lint_script *script, hd_transaction_mode mode)
{
    for (hd_direction d = HD_UPGRADE; d <= HD_DOWNGRADE && script->refused == NULL; d++) {
        hd_body *body = NULL;
        hd_error *err = hd_body_parse(script, script->revision, script->text, script->len, d,
                                      &body);
        if (err != NULL)
            refuse(script, err);
        else
            take_body(script, body, mode);
    }
}

/* ---- plain files ---- */

/* Ignore comments wait for the statement below them. */
struct waiting {
    HD_VEC(hd_lint_ignore) ignores;
    size_t first; /* those before have a statement */
};

static hd_error *take_directive(hd_lint_script *script, const hd_sql_item *item,
                                struct waiting *waiting)
{
    hd_lint_ignore ignore = {0};
    hd_error *err = hd_lint_ignore_parse(script, script->text + item->start,
                                         item->end - item->start, &ignore);

    if (err != NULL)
        return hd_error_place(err, script->path, script->text, item->start);
    hd_vec_push(script, &waiting->ignores, ignore);
    return NULL;
}

static void take_statement(hd_lint_script *script, hd_lint_part *part, const char *masked,
                           const hd_sql_item *item, struct waiting *waiting)
{
    const char *sql = hd_strndup(script, masked + item->start, item->end - item->start);
    hd_lint_statement statement = {
        .sql = sql,
        .offset = item->start,
        .facts = hd_sql_classify(script, sql, item->end - item->start),
        .control = hd_lint_plain_control(sql),
        /* Positions; they become pointers when all are there. */
        .transaction = waiting->first,
        .ignore_count = waiting->ignores.count - waiting->first,
    };

    waiting->first = waiting->ignores.count;
    hd_vec_push(script, &part->statements, statement);
}

static void number_plain(hd_lint_part *part, const hd_lint_ignore *ignores, bool single)
{
    size_t transaction = 0;
    bool in_block = single;

    for (size_t i = 0; i < part->statements.count; i++) {
        hd_lint_statement *statement = &part->statements.items[i];
        if (statement->ignore_count > 0)
            statement->ignores = ignores + statement->transaction;
        statement->in_block = in_block;
        if (statement->control == HD_LINT_CONTROL_BEGIN)
            in_block = true;
        else if (statement->control == HD_LINT_CONTROL_END)
            in_block = single;
        statement->transaction = transaction;
        transaction += !in_block;
    }
}

static hd_error *read_items(hd_lint_script *script, const char *masked, hd_sql_items *ret)
{
    hd_error *err = hd_sql_split(script, masked, 0, script->len, ret);

    if (err == NULL)
        return NULL;
    return hd_error_place(err, script->path, script->text,
                          hd_sql_offset(script->text, err->sql_position));
}

static void read_plain(hd_lint_script *script, bool single)
{
    const char *masked = hd_lint_plain_mask(script, script->text, script->len);
    hd_lint_part *part = part_add(script, HD_LINT_PLAIN);
    hd_sql_items items = {0};
    struct waiting waiting = {0};

    hd_error *err = read_items(script, masked, &items);
    for (size_t i = 0; err == NULL && i < items.count; i++)
        if (items.items[i].kind == HD_SQL_DIRECTIVE)
            err = take_directive(script, &items.items[i], &waiting);
        else
            take_statement(script, part, masked, &items.items[i], &waiting);
    number_plain(part, waiting.ignores.items, single);
    if (err != NULL)
        refuse(script, err);
}

/* ---- files ---- */

/* A file with one of these is meant to be a revision, whatever its header looks like. */
static bool looks_like_revision(const char *text)
{
    return strstr(text, "-- howdah: upgrade") != NULL ||
           strstr(text, "-- howdah: downgrade") != NULL;
}

hd_lint_script *hd_lint_script_parse(TALLOC_CTX *ctx, const char *path, const char *text,
                                     size_t len, const hd_lint_reading *reading)
{
    hd_lint_script *script = hd_new(ctx, hd_lint_script);
    hd_revision *revision = NULL;

    script->path = hd_strdup(script, path);
    script->text = hd_strndup(script, text, len);
    script->len = strlen(script->text);
    hd_error *err = hd_revision_parse(script, script->path, script->text, script->len, &revision,
                                      NULL);
    script->revision = revision;
    if (err == NULL)
        read_revision(script, reading->mode);
    else if (looks_like_revision(script->text))
        refuse(script, err);
    else {
        hd_error_free(err);
        read_plain(script, reading->single_transaction);
    }
    if (script->refused != NULL)
        script->parts.count = 0;
    return script;
}

hd_error *hd_lint_script_load(TALLOC_CTX *ctx, const char *path, const hd_lint_reading *reading,
                              hd_lint_script **ret)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, MAX_FILE_BYTES, &text, &len));
    *ret = hd_lint_script_parse(ctx, path, text, len, reading);
    return NULL;
}
