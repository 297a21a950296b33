/* Which tables and indexes, and by which statements. The work itself is in upkeep_run.c. */
#include "care/upkeep.h"

#include "base/buf.h"
#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

enum column {
    COL_OID,
    COL_SCHEMA,
    COL_NAME,
    COL_KIND,
    COL_PARENT,
    COL_TOAST,
    COL_SIZE,
    COL_ALLOWED,
    COL_SYSTEM,
    COL_INDEX_TABLE,
    COL_VALID,
    COL_EXCLUSION,
};

static const char *const action_names[] = {
    [HD_UPKEEP_ANALYZE] = "analyze",
    [HD_UPKEEP_VACUUM] = "vacuum",
    [HD_UPKEEP_VACUUM_FULL] = "vacuum full",
    [HD_UPKEEP_REINDEX] = "reindex",
};

static const char *const outcome_names[] = {
    [HD_UPKEEP_WAITING] = "not begun",   [HD_UPKEEP_RUNNING] = "running",
    [HD_UPKEEP_DONE] = "done",           [HD_UPKEEP_NOT_ALLOWED] = "not allowed",
    [HD_UPKEEP_BUSY] = "busy",           [HD_UPKEEP_FAILED] = "failed",
    [HD_UPKEEP_CANCELLED] = "cancelled",
};

const char *hd_upkeep_action_name(hd_upkeep_action action)
{
    return action_names[action];
}

const char *hd_upkeep_outcome_name(hd_upkeep_outcome outcome)
{
    return outcome_names[outcome];
}

/* ---- the statements ---- */

static const char *statement(TALLOC_CTX *ctx, const hd_upkeep_choice *choice,
                             const hd_upkeep_target *target)
{
    hd_strings words = {0};
    HD_SCRATCH(scratch);

    if (choice->action == HD_UPKEEP_ANALYZE)
        return hd_printf(ctx, "ANALYZE %s", target->shown);
    if (choice->action == HD_UPKEEP_REINDEX)
        return hd_printf(ctx, "REINDEX INDEX %s%s", choice->blocking ? "" : "CONCURRENTLY ",
                         target->shown);
    if (choice->action == HD_UPKEEP_VACUUM_FULL)
        hd_vec_push(scratch, &words, "FULL");
    if (choice->freeze)
        hd_vec_push(scratch, &words, "FREEZE");
    if (choice->analyze)
        hd_vec_push(scratch, &words, "ANALYZE");
    if (words.count == 0)
        return hd_printf(ctx, "VACUUM %s", target->shown);
    return hd_printf(ctx, "VACUUM (%s) %s", hd_text_join(scratch, &words, ", "), target->shown);
}

/* ---- finding ---- */

static const char *array_of(TALLOC_CTX *ctx, const hd_strings *strings)
{
    return strings->count == 0 ? NULL : hd_sql_array(ctx, strings->items, strings->count);
}

static const char *patterns_of(TALLOC_CTX *ctx, const hd_strings *names)
{
    hd_strings patterns = {0};

    for (size_t i = 0; i < names->count; i++)
        hd_vec_push(ctx, &patterns, hd_report_pattern(ctx, names->items[i]));
    return array_of(ctx, &patterns);
}

static hd_error *check_names(hd_conn *conn, const hd_upkeep_choice *choice, const char *patterns,
                             const char *schemas)
{
    HD_SCRATCH(scratch);
    bool index = choice->action == HD_UPKEEP_REINDEX;
    const char *const params[] = {patterns, schemas, index ? "{r,m,p,i,I,t}" : "{r,m,p}"};
    hd_rows *rows = NULL;

    if (patterns == NULL && schemas == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_care_upkeep_unmatched, HD_COUNT(params), params, &rows));
    if (hd_rows_count(rows) == 0)
        return NULL;
    size_t place = (size_t)hd_rows_int(rows, 0, 1) - 1;
    if (strcmp(hd_rows_text(rows, 0, 0), "schema") == 0)
        return hd_error_hint(
            hd_error_new(HD_MISSING, "schema \"%s\" does not exist", choice->schemas->items[place]),
            "\"howdah show schemas\" lists them.");
    return hd_error_hint(hd_error_new(HD_MISSING, "no table%s is called \"%s\"",
                                      index ? " or index" : "", choice->names->items[place]),
                         "\"howdah show tables\" lists them; * and ? stand for any characters.");
}

static hd_upkeep_target target_read(TALLOC_CTX *ctx, const hd_rows *rows, size_t row)
{
    const char *schema = hd_rows_copy(ctx, rows, row, COL_SCHEMA);
    const char *name = hd_rows_copy(ctx, rows, row, COL_NAME);

    return (hd_upkeep_target){
        .oid = hd_rows_copy(ctx, rows, row, COL_OID),
        .schema = schema,
        .name = name,
        .shown = hd_sql_qualified(ctx, schema, name),
        .parent = hd_rows_copy(ctx, rows, row, COL_PARENT),
        .toast = hd_rows_copy(ctx, rows, row, COL_TOAST),
        .index_table = hd_rows_copy(ctx, rows, row, COL_INDEX_TABLE),
        .kind = hd_rows_text(rows, row, COL_KIND)[0],
        .size_bytes = hd_rows_int(rows, row, COL_SIZE),
        .allowed = hd_rows_bool(rows, row, COL_ALLOWED),
        .system = hd_rows_bool(rows, row, COL_SYSTEM),
        .valid = hd_rows_bool(rows, row, COL_VALID),
        .exclusion = hd_rows_bool(rows, row, COL_EXCLUSION),
        .before_bytes = -1,
        .after_bytes = -1,
    };
}

static bool has_oid(const hd_rows *rows, const char *oid)
{
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        if (strcmp(hd_rows_text(rows, i, COL_OID), oid) == 0)
            return true;
    return false;
}

static bool is_wanted(const hd_upkeep_choice *choice, const hd_upkeep_target *target,
                      const hd_rows *rows)
{
    bool whole = choice->names->count == 0 && choice->schemas->count == 0;

    /* Catalogs that belong to the server's administrator are none of this role's business. */
    if (whole && target->system && !target->allowed)
        return false;
    if (choice->action == HD_UPKEEP_ANALYZE) /* it goes down to the partitions by itself */
        return strcmp(target->parent, "0") == 0 || !has_oid(rows, target->parent);
    return target->kind != 'p';
}

hd_error *hd_upkeep_find(TALLOC_CTX *ctx, hd_conn *conn, const hd_upkeep_choice *choice,
                         hd_upkeep_targets *ret)
{
    HD_SCRATCH(scratch);
    const char *patterns = patterns_of(scratch, choice->names);
    const char *schemas = array_of(scratch, choice->schemas);
    bool catalogs = choice->action == HD_UPKEEP_ANALYZE || choice->action == HD_UPKEEP_VACUUM;
    const char *const params[] = {patterns, schemas, catalogs ? "t" : "f"};
    hd_rows *rows = NULL;

    HD_TRY(check_names(conn, choice, patterns, schemas));
    HD_TRY(hd_query(scratch, conn,
                    choice->action == HD_UPKEEP_REINDEX ? hd_sql_care_upkeep_indexes
                                                        : hd_sql_care_upkeep_tables,
                    HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_upkeep_target target = target_read(ctx, rows, i);
        if (!is_wanted(choice, &target, rows))
            continue;
        target.sql = statement(ctx, choice, &target);
        hd_vec_push(ctx, ret, target);
    }
    return NULL;
}

/* ---- what is due ---- */

static const char *value_of(const hd_report_table *table, const hd_report_row *row,
                            const char *name)
{
    for (size_t i = 0; i < table->section->columns.count; i++)
        if (strcmp(table->section->columns.items[i].name, name) == 0)
            return row->values[i];
    return NULL;
}

static bool is_about(const hd_report_table *table, const hd_report_row *row,
                     const hd_upkeep_target *target)
{
    const char *schema = value_of(table, row, "schema");
    const char *name = value_of(table, row, "name");

    if (hd_text_equal(schema, "pg_toast") && target->toast != NULL)
        return hd_text_equal(name, target->toast);
    return hd_text_equal(schema, target->schema) && hd_text_equal(name, target->name);
}

/* What the row says about the target, as far as the action mends it; NULL: nothing. */
static const char *row_reason(TALLOC_CTX *ctx, const hd_upkeep_choice *choice,
                              const hd_report_table *table, const hd_report_row *row)
{
    HD_SCRATCH(scratch);
    hd_strings reasons = {0};
    hd_strings kept = {0};
    const char *why = value_of(table, row, "why");

    if (choice->action == HD_UPKEEP_VACUUM_FULL || choice->action == HD_UPKEEP_REINDEX)
        return row->level == HD_LEVEL_OK ? NULL
                                         : hd_printf(ctx, "%s %% of it hold nothing",
                                                     value_of(table, row, "bloat_share"));
    hd_text_split(scratch, why == NULL ? "" : why, ",", &reasons);
    for (size_t i = 0; i < reasons.count; i++)
        if ((strcmp(reasons.items[i], "analyze") == 0) == (choice->action == HD_UPKEEP_ANALYZE))
            hd_vec_push(scratch, &kept, reasons.items[i]);
    if (kept.count == 0)
        return NULL;
    if (choice->action == HD_UPKEEP_ANALYZE)
        return "many rows changed";
    return hd_text_join(ctx, &kept, ", ");
}

static const char *due_reason(TALLOC_CTX *ctx, const hd_upkeep_choice *choice,
                              const hd_report_result *verdicts, const hd_upkeep_target *target)
{
    if (choice->action == HD_UPKEEP_REINDEX && !target->valid)
        return "it is not valid";
    if (verdicts->tables.count == 0)
        return NULL;
    const hd_report_table *table = &verdicts->tables.items[0];
    for (size_t i = 0; i < table->rows.count; i++)
        if (is_about(table, &table->rows.items[i], target)) {
            const char *reason = row_reason(ctx, choice, table, &table->rows.items[i]);
            if (reason != NULL)
                return reason;
        }
    return NULL;
}

void hd_upkeep_keep_due(TALLOC_CTX *ctx, const hd_upkeep_choice *choice,
                        const hd_report_result *verdicts, hd_upkeep_targets *targets)
{
    size_t kept = 0;

    for (size_t i = 0; i < targets->count; i++) {
        hd_upkeep_target target = targets->items[i];
        target.why = due_reason(ctx, choice, verdicts, &target);
        if (target.why != NULL)
            targets->items[kept++] = target;
    }
    targets->count = kept;
}

/* ---- leftovers ---- */

hd_error *hd_upkeep_find_leftovers(TALLOC_CTX *ctx, hd_conn *conn, const hd_upkeep_targets *targets,
                                   hd_upkeep_leftovers *ret)
{
    HD_SCRATCH(scratch);
    hd_strings tables = {0};
    hd_rows *rows = NULL;

    for (size_t i = 0; targets != NULL && i < targets->count; i++)
        if (!hd_strings_contain(&tables, targets->items[i].index_table))
            hd_vec_push(scratch, &tables, targets->items[i].index_table);
    if (targets != NULL && tables.count == 0)
        return NULL;
    const char *const params[] = {targets == NULL ? NULL : array_of(scratch, &tables)};
    HD_TRY(hd_query(scratch, conn, hd_sql_care_upkeep_leftovers, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, ret,
                    (hd_upkeep_leftover){hd_rows_copy(ctx, rows, i, 0), hd_rows_int(rows, i, 1),
                                         hd_rows_bool(rows, i, 2)});
    return NULL;
}

hd_error *hd_upkeep_drop_leftovers(hd_conn *conn, const hd_upkeep_leftovers *leftovers,
                                   uint64_t lock_timeout_ms, const hd_talk *talk)
{
    HD_SCRATCH(scratch);

    if (leftovers->count == 0)
        return NULL;
    HD_TRY(hd_exec(conn,
                   hd_printf(scratch, "SET lock_timeout = %lu", (unsigned long)lock_timeout_ms)));
    for (size_t i = 0; i < leftovers->count; i++) {
        const char *name = leftovers->items[i].name;
        hd_error *err = hd_exec(conn, hd_printf(scratch, "DROP INDEX CONCURRENTLY %s", name));
        if (err != NULL && !hd_conn_is_open(conn))
            return err;
        if (err == NULL)
            hd_talk_say(talk, HD_TALK_NOTE, "dropped %s, which an unfinished REINDEX had left",
                        name);
        else
            hd_talk_say(talk, HD_TALK_WARN,
                        "%s, which an unfinished REINDEX had left, could not be dropped: %s", name,
                        err->message);
        hd_error_free(err);
    }
    return NULL;
}
