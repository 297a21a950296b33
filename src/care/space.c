#include "care/space.h"

#include <sys/statvfs.h>

#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

enum column { COL_OID, COL_HEAP, COL_TOAST, COL_INDEXES, COL_PLACE };

/* The row of a report about the target; schema and name are its first columns. */
static const hd_report_row *row_about(const hd_report_result *result,
                                      const hd_upkeep_target *target)
{
    if (result == NULL || result->tables.count == 0)
        return NULL;
    const hd_report_table *table = &result->tables.items[0];
    for (size_t i = 0; i < table->rows.count; i++) {
        const hd_report_row *row = &table->rows.items[i];
        if (hd_text_equal(row->values[0], target->schema) &&
            hd_text_equal(row->values[1], target->name))
            return row;
    }
    return NULL;
}

static double number_of(const hd_report_result *result, const hd_report_row *row, const char *name)
{
    const hd_report_section *section = result->tables.items[0].section;

    for (size_t i = 0; i < section->columns.count; i++)
        if (strcmp(section->columns.items[i].name, name) == 0 && row->values[i] != NULL)
            return strtod(row->values[i], NULL);
    return 0;
}

static void estimate_take(hd_space *space, const hd_report_result *result, const hd_report_row *row)
{
    double heap = (double)space->heap_bytes / 100;

    space->known = true;
    space->bad = row->level != HD_LEVEL_OK;
    space->frees_bytes = (int64_t)(heap * number_of(result, row, "bloat_share"));
    space->frees_least = (int64_t)(heap * number_of(result, row, "least_share"));
    space->frees_most = (int64_t)(heap * number_of(result, row, "most_share"));
}

/* What fillfactor leaves free would be free again. */
static void measure_take(hd_space *space, const hd_report_result *result, const hd_report_row *row)
{
    double kept = number_of(result, row, "size") * (100 - number_of(result, row, "fillfactor")) /
                  100;
    double frees = number_of(result, row, "free") + number_of(result, row, "dead") - kept;

    space->known = space->measured = true;
    space->frees_bytes = frees > 0 ? (int64_t)frees : 0;
    space->frees_least = space->frees_most = space->frees_bytes;
}

static void indexes_take(hd_space *space, const hd_report_result *result)
{
    if (result->tables.count == 0)
        return;
    const hd_report_table *table = &result->tables.items[0];
    for (size_t i = 0; i < table->rows.count; i++) {
        const hd_report_row *row = &table->rows.items[i]; /* schema, name, table_name */
        if (hd_text_equal(row->values[0], space->target->schema) &&
            hd_text_equal(row->values[2], space->target->name))
            space->index_frees_bytes += (int64_t)number_of(result, row, "bloat");
    }
}

static hd_space space_read(TALLOC_CTX *ctx, const hd_rows *rows, size_t row,
                           const hd_upkeep_target *target)
{
    int64_t heap_bytes = hd_rows_int(rows, row, COL_HEAP);

    /* ANALYZE makes no statistics of no rows, but there is nothing to free either. */
    return (hd_space){.target = target,
                      .known = heap_bytes == 0,
                      .heap_bytes = heap_bytes,
                      .toast_bytes = hd_rows_int(rows, row, COL_TOAST),
                      .indexes_bytes = hd_rows_int(rows, row, COL_INDEXES),
                      .place = hd_rows_copy(ctx, rows, row, COL_PLACE)};
}

static const hd_upkeep_target *target_of(const hd_upkeep_targets *targets, const char *oid)
{
    for (size_t i = 0; i < targets->count; i++)
        if (strcmp(targets->items[i].oid, oid) == 0)
            return &targets->items[i];
    return NULL;
}

hd_error *hd_space_look(TALLOC_CTX *ctx, hd_conn *conn, const hd_upkeep_targets *targets,
                        const hd_space_answers *answers, hd_spaces *ret)
{
    HD_SCRATCH(scratch);
    const char **oids = hd_new_array(scratch, const char *, targets->count + 1);
    hd_rows *rows = NULL;

    for (size_t i = 0; i < targets->count; i++)
        oids[i] = targets->items[i].oid;
    const char *const params[] = {hd_sql_array(scratch, oids, targets->count)};
    HD_TRY(hd_query(scratch, conn, hd_sql_care_space, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        const hd_upkeep_target *target = target_of(targets, hd_rows_text(rows, i, COL_OID));
        hd_space space = space_read(ctx, rows, i, target);
        const hd_report_row *row = row_about(answers->bloat, target);
        if (row != NULL)
            estimate_take(&space, answers->bloat, row);
        row = row_about(answers->bloat_exact, target);
        if (row != NULL)
            measure_take(&space, answers->bloat_exact, row);
        indexes_take(&space, answers->index_bloat);
        space.needs_bytes = space.heap_bytes - (space.known ? space.frees_least : 0) +
                            space.toast_bytes + space.indexes_bytes;
        hd_vec_push(ctx, ret, space);
    }
    return NULL;
}

int64_t hd_space_free(hd_conn *conn)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    struct statvfs disk = {0};
    hd_error *err = hd_query(scratch, conn,
                             "SELECT pg_catalog.current_setting('data_directory'), "
                             "pg_catalog.inet_server_addr() IS NULL",
                             0, NULL, &rows);

    if (err != NULL) { /* the folder is told to members of pg_read_all_settings only */
        hd_error_free(err);
        return -1;
    }
    if (!hd_rows_bool(rows, 0, 1) || hd_rows_text(rows, 0, 0) == NULL ||
        statvfs(hd_rows_text(rows, 0, 0), &disk) != 0)
        return -1;
    return (int64_t)(disk.f_bavail * disk.f_frsize);
}
