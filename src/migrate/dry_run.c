#include "migrate/dry_run.h"

#include <inttypes.h>

#include "base/text.h"
#include "migrate/journal/half_done.h"
#include "parse/batch.h"
#include "parse/locks.h"
#include "parse/quote.h"
#include "parse/split.h"
#include "sql.h"

/* ---- what is shared ---- */

static hd_error *load_step(TALLOC_CTX *ctx, const hd_dry_run *dry, const hd_step *step,
                           hd_parts *ret)
{
    hd_body *body = NULL;
    size_t done = 0;

    if (step->node != NULL)
        HD_TRY(hd_body_load_to_run(ctx, step->node->revision, step->direction, &body));
    if (body != NULL)
        HD_TRY(hd_half_done_count(&dry->unfinished, body, &done));
    return hd_plan_step(ctx, step, body, done, dry->mode, ret);
}

static bool prepares(const hd_dry_run *dry)
{
    return dry->movement->steps.count > 0 &&
           (dry->table_work.creates || dry->table_work.widens || !dry->has_journal);
}

/* What makes version table and journal where they are missing, one statement each. */
static hd_error *preparations(TALLOC_CTX *ctx, const hd_dry_run *dry, hd_strings *ret)
{
    const char *journal = hd_sql_migrate_journal_create;
    hd_sql_items items = {0};

    if (dry->table_work.creates)
        hd_vec_push(ctx, ret, hd_version_table_create_sql(ctx, dry->table, true));
    if (dry->table_work.widens)
        hd_vec_push(ctx, ret, hd_version_table_widen_sql(ctx, dry->table));
    if (dry->has_journal)
        return NULL;
    HD_TRY(hd_sql_split(ctx, journal, 0, strlen(journal), &items));
    for (size_t i = 0; i < items.count; i++)
        hd_vec_push(ctx, ret,
                    hd_strndup(ctx, journal + items.items[i].start,
                               items.items[i].end - items.items[i].start));
    return NULL;
}

/* The statement that the server gets: of a batch the one with its bounds. */
struct sent {
    const char *sql;
    const char *bound_sql; /* of a batch: how the next $1 is found; else NULL */
};

static hd_error *sent_of(TALLOC_CTX *ctx, const hd_body_statement *statement, struct sent *ret)
{
    HD_SCRATCH(scratch);
    hd_sql_batch *batch = NULL;

    *ret = (struct sent){.sql = statement->sql};
    if (statement->batch == NULL)
        return NULL;
    HD_TRY(hd_sql_batch_parse(scratch, statement->sql, &batch));
    const char *key = hd_sql_ident(scratch, statement->batch->key);
    ret->sql = hd_sql_batch_range(ctx, batch, key, true);
    ret->bound_sql = hd_sql_batch_bound(ctx, batch, key, statement->batch->size, true);
    return NULL;
}

/* ---- text ---- */

/* None when the file says that the data is somewhere else by then. */
static hd_strings losses_of(TALLOC_CTX *ctx, const char *sql, bool moved)
{
    return moved ? (hd_strings){0} : hd_sql_classify(ctx, sql, strlen(sql))->losses;
}

/* "ACCESS EXCLUSIVE on users; rewrites the table" */
static char *describe_impact(TALLOC_CTX *ctx, const char *sql, const hd_strings *losses)
{
    HD_SCRATCH(scratch);
    const hd_sql_impact *impact = hd_sql_impact_of(scratch, sql, strlen(sql));
    hd_strings parts = {0};

    for (size_t i = 0; i < impact->locks.count; i++)
        hd_vec_push(scratch, &parts, hd_sql_lock_text(scratch, &impact->locks.items[i]));
    if (impact->opaque)
        hd_vec_push(scratch, &parts, "runs code whose locks cannot be told");
    if (impact->rewrites)
        hd_vec_push(scratch, &parts, "rewrites the table");
    else if (impact->scans)
        hd_vec_push(scratch, &parts, "reads the whole table");
    for (size_t i = 0; i < losses->count; i++)
        hd_vec_push(scratch, &parts, hd_printf(scratch, "LOSES DATA: %s", losses->items[i]));
    return hd_text_join(ctx, &parts, "; ");
}

static void text_statement(hd_buf *out, const char *sql, const char *remark, bool moved)
{
    HD_SCRATCH(scratch);
    const hd_strings losses = losses_of(scratch, sql, moved);
    const char *impact = describe_impact(scratch, sql, &losses);

    hd_buf_addf(out, "%s;\n", sql);
    if (remark != NULL)
        hd_buf_addf(out, "--   %s\n", remark);
    if (*impact != '\0')
        hd_buf_addf(out, "--   %s\n", impact);
    hd_buf_add_char(out, '\n');
}

static void text_begin(const hd_dry_run *dry, bool moves_rows, hd_buf *out)
{
    HD_SCRATCH(scratch);

    hd_buf_add(out, "BEGIN;\n\n");
    if (moves_rows)
        text_statement(out, hd_version_table_lock_sql(scratch, dry->table), NULL, false);
}

static void text_row_changes(const hd_dry_run *dry, const hd_step *step, hd_buf *out)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < step->changes.count; i++)
        hd_buf_addf(out, "%s;\n\n",
                    hd_version_table_change_script(scratch, dry->table, &step->changes.items[i]));
}

static void text_heading(const hd_part *part, const hd_step **last, hd_buf *out)
{
    HD_SCRATCH(scratch);

    if (part->step != *last)
        hd_buf_addf(out, "-- %s\n\n", hd_step_text(scratch, part->step));
    *last = part->step;
}

/* What shares one transaction, with its rows in journal and version table. */
static void text_transaction(const hd_dry_run *dry, const hd_part *parts, size_t count,
                             const hd_step **last, hd_buf *out)
{
    bool moves_rows = false;

    for (size_t i = 0; i < count; i++)
        moves_rows = moves_rows || parts[i].completes;
    text_heading(&parts[0], last, out);
    text_begin(dry, moves_rows, out);
    for (size_t i = 0; i < count; i++) {
        const hd_part *part = &parts[i];
        text_heading(part, last, out);
        for (size_t k = part->first; k < part->first + part->count; k++)
            text_statement(out, part->body->statements.items[k].sql, NULL,
                           part->body->statements.items[k].data_moved);
        if (part->completes)
            text_row_changes(dry, part->step, out);
    }
    hd_buf_add(out, "COMMIT;\n\n");
}

static hd_error *text_batch(const hd_body_statement *statement, hd_buf *out)
{
    HD_SCRATCH(scratch);
    struct sent sent = {0};

    HD_TRY(sent_of(scratch, statement, &sent));
    hd_buf_addf(out,
                "--   in batches of %" PRId64 " by %s until no row is left, each in a "
                "transaction of its own; the first without $2;\n"
                "--   $1 is the last key of a batch, $2 that of the one before; the next $1 "
                "is found by:\n--   %s\n",
                statement->batch->size, statement->batch->key, sent.bound_sql);
    if (statement->batch->triggers_off)
        hd_buf_add(out,
                   "--   triggers do not fire: SET LOCAL session_replication_role = replica\n");
    text_statement(out, sent.sql, NULL, statement->data_moved);
    return NULL;
}

/* One statement outside of the transaction of its record. */
static hd_error *text_alone(const hd_dry_run *dry, const hd_part *part, const hd_step **last,
                            hd_buf *out)
{
    const hd_body_statement *statement = &part->body->statements.items[part->first];

    text_heading(part, last, out);
    if (statement->batch != NULL)
        HD_TRY(text_batch(statement, out));
    else
        text_statement(out, statement->sql, "outside any transaction", statement->data_moved);
    if (!part->completes)
        return NULL;
    text_begin(dry, true, out);
    text_row_changes(dry, part->step, out);
    hd_buf_add(out, "COMMIT;\n\n");
    return NULL;
}

static hd_error *text_preparations(const hd_dry_run *dry, hd_buf *out)
{
    HD_SCRATCH(scratch);
    hd_strings sql = {0};

    if (!prepares(dry))
        return NULL;
    HD_TRY(preparations(scratch, dry, &sql));
    hd_buf_add(out, "-- Making what howdah needs: version table, journal\n\n");
    for (size_t i = 0; i < sql.count; i++)
        text_statement(out, sql.items[i], NULL, false);
    return NULL;
}

hd_error *hd_dry_run_text(const hd_dry_run *dry, hd_buf *ret)
{
    HD_SCRATCH(scratch);
    const hd_step *last = NULL;
    hd_parts parts = {0};
    size_t end = 0;

    HD_TRY(text_preparations(dry, ret));
    for (size_t i = 0; i < dry->movement->steps.count; i++)
        HD_TRY(load_step(scratch, dry, &dry->movement->steps.items[i], &parts));
    for (size_t first = 0; first < parts.count; first = end) {
        end = hd_plan_group_end(&parts, first, dry->mode == HD_TRANSACTION_ALL);
        if (parts.items[first].mode == HD_PART_TRANSACTION)
            text_transaction(dry, &parts.items[first], end - first, &last, ret);
        else
            HD_TRY(text_alone(dry, &parts.items[first], &last, ret));
    }
    return NULL;
}

/* ---- JSON ---- */

static void json_impact(const char *sql, bool moved, hd_json *json)
{
    HD_SCRATCH(scratch);
    const hd_strings losses = losses_of(scratch, sql, moved);
    const hd_sql_impact *impact = hd_sql_impact_of(scratch, sql, strlen(sql));

    hd_json_key(json, "locks");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < impact->locks.count; i++) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "mode", hd_lock_mode_name(impact->locks.items[i].mode));
        hd_json_put_string(json, "relation", impact->locks.items[i].relation);
        hd_json_put_string(json, "role", impact->locks.items[i].role);
        hd_json_end(json);
    }
    hd_json_end(json);
    hd_json_put_bool(json, "scans", impact->scans);
    hd_json_put_bool(json, "rewrites", impact->rewrites);
    hd_json_put_strings(json, "losses", &losses);
}

static hd_error *json_statement(const hd_part *part, size_t index, hd_json *json)
{
    HD_SCRATCH(scratch);
    const hd_body_statement *statement = &part->body->statements.items[index];
    struct sent sent = {0};

    HD_TRY(sent_of(scratch, statement, &sent));
    hd_json_begin(json, '{');
    hd_json_put_string(json, "sql", sent.sql);
    hd_json_put_string(json, "mode", hd_part_mode_name(part->mode));
    if (statement->batch != NULL) {
        hd_json_key(json, "batch");
        hd_json_begin(json, '{');
        hd_json_put_string(json, "key", statement->batch->key);
        hd_json_put_int(json, "size", statement->batch->size);
        hd_json_put_string(json, "bound_sql", sent.bound_sql);
        hd_json_put_bool(json, "triggers_off", statement->batch->triggers_off);
        hd_json_end(json);
    }
    json_impact(sent.sql, statement->data_moved, json);
    hd_json_end(json);
    return NULL;
}

static hd_error *json_preparations(const hd_dry_run *dry, hd_json *json)
{
    HD_SCRATCH(scratch);
    const hd_strings none = {0};
    hd_strings sql = {0};

    if (!prepares(dry))
        return NULL;
    HD_TRY(preparations(scratch, dry, &sql));
    hd_json_begin(json, '{');
    hd_json_put_string(json, "revision", NULL);
    hd_json_put_strings(json, "from", &none);
    hd_json_put_strings(json, "to", &none);
    hd_json_key(json, "statements");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < sql.count; i++) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "sql", sql.items[i]);
        hd_json_put_string(json, "mode", hd_part_mode_name(HD_PART_TRANSACTION));
        json_impact(sql.items[i], false, json);
        hd_json_end(json);
    }
    hd_json_end(json);
    hd_json_end(json);
    return NULL;
}

hd_error *hd_dry_run_json(const hd_dry_run *dry, hd_json *ret)
{
    hd_json_begin(ret, '[');
    HD_TRY(json_preparations(dry, ret));
    for (size_t i = 0; i < dry->movement->steps.count; i++) {
        HD_SCRATCH(scratch);
        const hd_step *step = &dry->movement->steps.items[i];
        hd_parts parts = {0};

        HD_TRY(load_step(scratch, dry, step, &parts));
        hd_json_begin(ret, '{');
        hd_json_put_string(ret, "revision", step->node == NULL ? NULL : step->node->revision->id);
        hd_json_put_strings(ret, "from", &step->from);
        hd_json_put_strings(ret, "to", &step->to);
        hd_json_key(ret, "statements");
        hd_json_begin(ret, '[');
        for (size_t k = 0; k < parts.count; k++)
            for (size_t s = 0; s < parts.items[k].count; s++)
                HD_TRY(json_statement(&parts.items[k], parts.items[k].first + s, ret));
        hd_json_end(ret);
        hd_json_end(ret);
    }
    hd_json_end(ret);
    return NULL;
}
