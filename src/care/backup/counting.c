/*
 * Nothing in a dump writes rows of a table after its own data: what was counted then is what is
 * there at the end. An index of a table is never begun before its rows are in, so that shows it.
 */
#include "care/backup/counting.h"

#include <regex.h>

#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/tally.h"
#include "care/backup/watch.h"
#include "sql.h"

enum { MAX_SESSIONS = 16 };

struct hd_counting {
    const hd_manifest *manifest;
    const hd_strings *patterns;
    hd_stop *stop;
    const hd_manifest_table **sorted; /* by name */
    hd_counted *counted;              /* in the order of the manifest */
    hd_conn *conns[MAX_SESSIONS];
    size_t conn_count;
    hd_tally *tally;
    hd_progress *watch;
};

/* ---- names ---- */

static bool matches(const char *regex, const char *text)
{
    regex_t compiled;

    if (regex == NULL)
        return true;
    if (regcomp(&compiled, regex, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool found = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return found;
}

bool hd_counting_wants(const hd_strings *patterns, const hd_manifest_table *table)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < patterns->count; i++) {
        const char *schema = NULL;
        const char *name = NULL;
        hd_backup_pattern(scratch, patterns->items[i], &schema, &name);
        if (matches(schema, table->schema) && matches(name, table->name))
            return true;
    }
    return patterns->count == 0;
}

static int by_name(const void *a, const void *b)
{
    const hd_manifest_table *left = *(const hd_manifest_table *const *)a;
    const hd_manifest_table *right = *(const hd_manifest_table *const *)b;
    int order = strcmp(left->schema, right->schema);

    return order != 0 ? order : strcmp(left->name, right->name);
}

size_t hd_counting_find(const hd_counting *counting, const char *schema, const char *name)
{
    const hd_manifest *manifest = counting->manifest;
    const hd_manifest_table wanted = {.schema = schema, .name = name};
    const hd_manifest_table *key = &wanted;

    if (manifest->tables.count == 0)
        return 0;
    const hd_manifest_table **found = bsearch(&key, counting->sorted, manifest->tables.count,
                                              sizeof(const hd_manifest_table *), by_name);
    return found == NULL ? manifest->tables.count : (size_t)(*found - manifest->tables.items);
}

/* ---- counting ---- */

static void table_ask(hd_counting *counting, size_t i)
{
    hd_counted *counted = &counting->counted[i];

    if (counted->is || !hd_counting_wants(counting->patterns, &counting->manifest->tables.items[i]))
        return;
    counted->is = true;
    hd_tally_add(counting->tally, &counted->table);
}

static void on_loaded(const hd_rows *rows, void *arg)
{
    hd_counting *counting = arg;

    for (size_t row = 0; row < hd_rows_count(rows); row++) {
        size_t i = hd_counting_find(counting, hd_rows_text(rows, row, 0),
                                    hd_rows_text(rows, row, 1));
        if (i < counting->manifest->tables.count)
            table_ask(counting, i);
    }
}

void hd_counting_rest(hd_counting *counting, const bool there[])
{
    TALLOC_FREE(counting->watch);
    for (size_t i = 0; i < counting->manifest->tables.count; i++)
        if (there[i])
            table_ask(counting, i);
}

static bool as_it_should(const hd_manifest_table *should, const hd_manifest_table *is)
{
    return is->rows == should->rows &&
           (should->checksum == NULL || hd_text_equal(is->checksum, should->checksum));
}

hd_error *hd_counting_finish(hd_counting *counting, const hd_counted **ret)
{
    const hd_manifest *manifest = counting->manifest;

    TALLOC_FREE(counting->watch);
    HD_TRY(hd_tally_finish(counting->tally));
    for (size_t i = 0; i < manifest->tables.count; i++)
        if (counting->counted[i].is &&
            !as_it_should(&manifest->tables.items[i], &counting->counted[i].table))
            hd_tally_add(counting->tally, &counting->counted[i].table);
    HD_TRY(hd_tally_finish(counting->tally));
    *ret = counting->counted;
    return NULL;
}

/* ---- life ---- */

static int counting_free(hd_counting *counting)
{
    TALLOC_FREE(counting->watch);
    TALLOC_FREE(counting->tally);
    counting->stop->conns.count -= counting->conn_count;
    return 0;
}

static hd_error *sessions_open(hd_counting *counting, const hd_counting_request *request)
{
    int64_t count = request->jobs < MAX_SESSIONS ? request->jobs : MAX_SESSIONS;

    do {
        hd_conn **conn = &counting->conns[counting->conn_count];
        HD_TRY(hd_conn_open(counting, request->loop, request->target, conn));
        hd_vec_push(request->stop, &request->stop->conns, *conn);
        counting->conn_count++;
        HD_TRY(hd_tally_prepare(*conn));
    } while ((int64_t)counting->conn_count < count);
    return NULL;
}

static void tables_take(hd_counting *counting)
{
    const hd_manifest *manifest = counting->manifest;
    size_t count = manifest->tables.count;

    counting->sorted = hd_new_array(counting, const hd_manifest_table *, count + 1);
    counting->counted = hd_new_array(counting, hd_counted, count + 1);
    for (size_t i = 0; i < count; i++) {
        counting->sorted[i] = &manifest->tables.items[i];
        counting->counted[i].table = manifest->tables.items[i];
    }
    qsort(counting->sorted, count, sizeof(const hd_manifest_table *), by_name);
}

hd_error *hd_counting_start(TALLOC_CTX *ctx, const hd_counting_request *request, hd_counting **ret)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = request->manifest;
    hd_counting *counting = hd_new(scratch, hd_counting);

    counting->manifest = manifest;
    counting->patterns = request->tables;
    counting->stop = request->stop;
    talloc_set_destructor(counting, counting_free);
    tables_take(counting);
    HD_TRY(sessions_open(counting, request));
    counting->tally = hd_tally_start(counting, counting->conns, counting->conn_count,
                                     manifest->row_hash, NULL);
    counting->watch = hd_progress_start(counting, request->loop, request->target,
                                        hd_sql_care_restore_loaded, 0, NULL, on_loaded, counting);
    *ret = talloc_steal(ctx, counting);
    return NULL;
}
