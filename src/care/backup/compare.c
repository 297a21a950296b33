#include "care/backup/compare.h"

#include <inttypes.h>

#include "base/file.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/tally.h"
#include "catalog/kinds.h"
#include "catalog/read.h"
#include "parse/quote.h"
#include "sql.h"

enum { MAX_LINES = 20, MAX_SCHEMA_BYTES = 1 << 30, VERSION_PER_MAJOR = 10000 };

static void differ(TALLOC_CTX *ctx, hd_restored *ret, char *line)
{
    if (ret->differences.count < MAX_LINES)
        hd_vec_push(ctx, &ret->differences, line);
    else if (ret->differences.count == MAX_LINES)
        hd_vec_push(ctx, &ret->differences, hd_strdup(ctx, "... and more"));
}

/* ---- tables ---- */

/* Which tables of the manifest are there; what is missing, or there and not known, differs. */
static hd_error *tables_find(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                             bool there[], hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = compare->stored->manifest;
    const char *params[] = {NULL, NULL, "{}"};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_care_backup_tables, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        const char *schema = hd_rows_text(rows, i, 1);
        const char *name = hd_rows_text(rows, i, 2);
        size_t known = hd_counting_find(compare->counting, schema, name);
        if (known == manifest->tables.count)
            differ(ctx, ret, hd_printf(ctx, "table %s.%s: not in the backup", schema, name));
        else
            there[known] = true;
    }
    for (size_t i = 0; i < manifest->tables.count; i++) {
        const hd_manifest_table *table = &manifest->tables.items[i];
        if (!there[i])
            differ(ctx, ret, hd_printf(ctx, "table %s.%s: missing", table->schema, table->name));
    }
    return NULL;
}

static void table_compare(TALLOC_CTX *ctx, const hd_manifest_table *should,
                          const hd_manifest_table *is, hd_restored *ret)
{
    ret->tables++;
    ret->rows += is->rows;
    if (is->rows != should->rows)
        differ(ctx, ret,
               hd_printf(ctx, "table %s.%s: %" PRId64 " rows, and should have %" PRId64, is->schema,
                         is->name, is->rows, should->rows));
    else if (should->checksum != NULL && !hd_text_equal(is->checksum, should->checksum))
        differ(ctx, ret,
               hd_printf(ctx, "table %s.%s: as many rows, but with other content", is->schema,
                         is->name));
}

static hd_error *tables_compare(TALLOC_CTX *ctx, const hd_compare *compare, const bool there[],
                                hd_restored *ret)
{
    const hd_manifest *manifest = compare->stored->manifest;
    const hd_counted *counted = NULL;

    HD_TRY(hd_counting_finish(compare->counting, &counted));
    for (size_t i = 0; i < manifest->tables.count; i++)
        if (there[i] && counted[i].is)
            table_compare(ctx, &manifest->tables.items[i], &counted[i].table, ret);
    return NULL;
}

/* ---- materialized views ---- */

static size_t view_row(const hd_rows *rows, const hd_manifest_table *view)
{
    size_t row = 0;

    while (row < hd_rows_count(rows) && (strcmp(hd_rows_text(rows, row, 0), view->schema) != 0 ||
                                         strcmp(hd_rows_text(rows, row, 1), view->name) != 0))
        row++;
    return row;
}

/* It may rightly differ: it was older than its tables, or asks for the time, or rolls dice. */
static void view_compare(TALLOC_CTX *ctx, const hd_manifest_table *should,
                         const hd_manifest_table *is, hd_restored *ret)
{
    if (is->rows != should->rows)
        hd_vec_push(ctx, &ret->notes,
                    hd_printf(ctx,
                              "materialized view %s.%s has %" PRId64 " rows, and had %" PRId64
                              " in the source: it was filled anew",
                              is->schema, is->name, is->rows, should->rows));
    else if (should->checksum != NULL && !hd_text_equal(is->checksum, should->checksum))
        hd_vec_push(ctx, &ret->notes,
                    hd_printf(ctx,
                              "materialized view %s.%s has as many rows as in the source, but with "
                              "other content: it was filled anew",
                              is->schema, is->name));
}

/* That one is missing or empty is a fault: queries that the source answers would fail. */
static hd_error *views_compare(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                               hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = compare->stored->manifest;
    const char *params[] = {NULL, "{}"};
    size_t count = manifest->materialized_views.count;
    hd_manifest_table *is = hd_new_array(scratch, hd_manifest_table, count + 1);
    hd_rows *rows = NULL;

    if (compare->tables->count > 0 || count == 0)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_care_backup_views, HD_COUNT(params), params, &rows));
    HD_TRY(hd_tally_prepare(conn));
    hd_tally *tally = hd_tally_start(scratch, &conn, 1, manifest->row_hash, NULL);
    for (size_t i = 0; i < count; i++) {
        const hd_manifest_table *view = &manifest->materialized_views.items[i];
        size_t row = view_row(rows, view);
        is[i] = *view;
        if (row == hd_rows_count(rows))
            differ(ctx, ret,
                   hd_printf(ctx, "materialized view %s.%s: missing", view->schema, view->name));
        else if (!hd_rows_bool(rows, row, 2))
            differ(ctx, ret,
                   hd_printf(ctx, "materialized view %s.%s: not filled", view->schema, view->name));
        else
            hd_tally_add(tally, &is[i]);
    }
    HD_TRY(hd_tally_finish(tally));
    for (size_t i = 0; i < count; i++)
        view_compare(ctx, &manifest->materialized_views.items[i], &is[i], ret);
    return NULL;
}

/* ---- sequences, large objects, extensions ---- */

/* The dump has the value of some moment between the two that were seen. */
static bool is_between(const char *value, const char *before, const char *after)
{
    int64_t is = 0;
    int64_t a = 0;
    int64_t b = 0;

    if (hd_text_equal(value, before) || hd_text_equal(value, after))
        return true;
    if (value == NULL || after == NULL)
        return false;
    bool counted = hd_text_to_int(value, &is) && hd_text_to_int(after, &b);
    if (before == NULL)
        return counted; /* it was called for the first time meanwhile */
    return counted && hd_text_to_int(before, &a) && is >= (a < b ? a : b) && is <= (a < b ? b : a);
}

static hd_error *sequences_compare(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                                   hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = compare->stored->manifest;
    const char *params[] = {"{}"};
    hd_rows *rows = NULL;

    if (compare->tables->count > 0)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_care_backup_sequences, 1, params, &rows));
    for (size_t i = 0; i < manifest->sequences.count; i++) {
        const hd_manifest_sequence *sequence = &manifest->sequences.items[i];
        size_t row = 0;
        while (row < hd_rows_count(rows) &&
               (strcmp(hd_rows_text(rows, row, 0), sequence->schema) != 0 ||
                strcmp(hd_rows_text(rows, row, 1), sequence->name) != 0))
            row++;
        if (row == hd_rows_count(rows))
            differ(ctx, ret,
                   hd_printf(ctx, "sequence %s.%s: missing", sequence->schema, sequence->name));
        else if (!is_between(hd_rows_text(rows, row, 2), sequence->before, sequence->after))
            differ(ctx, ret,
                   hd_printf(ctx, "sequence %s.%s: at %s, and should be at %s", sequence->schema,
                             sequence->name, hd_rows_text_or(rows, row, 2, "its start"),
                             sequence->after == NULL ? "its start" : sequence->after));
    }
    return NULL;
}

static hd_error *large_objects_compare(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                                       hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = compare->stored->manifest;
    const char *checksum = NULL;
    int64_t count = 0;

    if (!manifest->whole || compare->tables->count > 0)
        return NULL;
    HD_TRY(hd_tally_large_objects(scratch, conn, manifest->large_objects_checksum != NULL, &count,
                                  &checksum));
    if (count != manifest->large_objects)
        differ(ctx, ret,
               hd_printf(ctx, "%" PRId64 " large objects, and should be %" PRId64, count,
                         manifest->large_objects));
    else if (manifest->large_objects_checksum != NULL &&
             !hd_text_equal(checksum, manifest->large_objects_checksum))
        differ(ctx, ret, hd_strdup(ctx, "large objects: as many, but with other content"));
    return NULL;
}

/* A newer server brings newer extensions: worth knowing, and no fault. */
static hd_error *extensions_compare(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                                    hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = compare->stored->manifest;
    hd_strings there = {0};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn,
                    "SELECT e.extname || ' ' || e.extversion FROM pg_catalog.pg_extension AS e", 0,
                    NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(scratch, &there, hd_rows_text(rows, i, 0));
    for (size_t i = 0; manifest->whole && i < manifest->extensions.count; i++)
        if (!hd_strings_contain(&there, manifest->extensions.items[i]))
            hd_vec_push(
                ctx, &ret->notes,
                hd_printf(ctx, "the source had extension %s", manifest->extensions.items[i]));
    return NULL;
}

/* ---- definitions ---- */

static bool is_about_owner(const hd_fact *fact)
{
    static const char *const kinds[] = {"owner", "privilege", "default_privilege"};

    for (size_t i = 0; i < HD_COUNT(kinds); i++)
        if (strcmp(fact->kind->name, kinds[i]) == 0)
            return true;
    return false;
}

static void fact_differ(TALLOC_CTX *ctx, const hd_compare *compare, const hd_fact *fact,
                        const char *how, hd_restored *ret)
{
    if (!compare->no_owner || !is_about_owner(fact))
        differ(ctx, ret, hd_printf(ctx, "%s %s: %s", fact->kind->name, fact->identity, how));
}

static void facts_compare(TALLOC_CTX *ctx, const hd_compare *compare, const hd_snapshot *should,
                          const hd_snapshot *is, hd_restored *ret)
{
    size_t a = 0;
    size_t b = 0;

    while (a < should->count || b < is->count) {
        int order = a == should->count ? 1
                    : b == is->count   ? -1
                                       : hd_fact_compare(should->facts[a], is->facts[b]);
        if (order < 0)
            fact_differ(ctx, compare, should->facts[a], "missing", ret);
        else if (order > 0)
            fact_differ(ctx, compare, is->facts[b], "not in the backup", ret);
        else if (should->facts[a]->hash != is->facts[b]->hash)
            fact_differ(ctx, compare, is->facts[b], "defined differently", ret);
        a += order <= 0;
        b += order >= 0;
    }
}

static hd_error *schema_compare(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                                hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = compare->stored->manifest;
    hd_snapshot *should = NULL;
    hd_snapshot *is = NULL;
    char *text = NULL;
    size_t len = 0;

    if (compare->schema_path == NULL)
        return NULL;
    if (hd_conn_server_version(conn) / VERSION_PER_MAJOR !=
        manifest->server_version / VERSION_PER_MAJOR) {
        hd_vec_push(ctx, &ret->notes,
                    hd_strdup(ctx, "definitions were not compared: the server is of another major "
                                   "version and words them differently"));
        return NULL;
    }
    HD_TRY(hd_file_read(scratch, compare->schema_path, MAX_SCHEMA_BYTES, &text, &len));
    HD_TRY(hd_snapshot_parse(scratch, compare->schema_path, text, len, &should));
    HD_TRY(hd_snapshot_read(scratch, conn, &is));
    if (is->hash != should->hash)
        facts_compare(ctx, compare, should, is, ret);
    return NULL;
}

/* Everything but the tables themselves, which are counted on other sessions meanwhile. */
static hd_error *rest_compare(TALLOC_CTX *ctx, const hd_compare *compare, hd_conn *conn,
                              hd_restored *ret)
{
    HD_TRY(schema_compare(ctx, compare, conn, ret));
    HD_TRY(sequences_compare(ctx, compare, conn, ret));
    HD_TRY(large_objects_compare(ctx, compare, conn, ret));
    HD_TRY(extensions_compare(ctx, compare, conn, ret));
    return views_compare(ctx, compare, conn, ret);
}

hd_error *hd_compare_run(TALLOC_CTX *ctx, const hd_compare *compare, hd_restored *ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    bool *there = hd_new_array(scratch, bool, compare->stored->manifest->tables.count + 1);

    HD_TRY(hd_conn_open(scratch, compare->loop, compare->target, &conn));
    hd_vec_push(compare->stop, &compare->stop->conns, conn);
    hd_error *err = tables_find(ctx, compare, conn, there, ret);
    if (err == NULL) {
        hd_counting_rest(compare->counting, there);
        err = rest_compare(ctx, compare, conn, ret);
    }
    if (err == NULL)
        err = tables_compare(ctx, compare, there, ret);
    compare->stop->conns.count--;
    return hd_error_wrap(hd_stop_check(compare->stop, err),
                         "while comparing the restored database with the backup");
}
