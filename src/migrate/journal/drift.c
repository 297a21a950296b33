#include "migrate/journal/drift.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "migrate/plan.h"
#include "sql.h"

struct hd_applied {
    hd_rows *rows;
};

enum {
    COLUMN_REVISION,
    COLUMN_DIRECTION,
    COLUMN_MESSAGE,
    COLUMN_DOWN,
    COLUMN_FILE_NAME,
    COLUMN_FILE_SHA256,
    COLUMN_SECTION_SHA256,
    COLUMN_APPLIED,
    COLUMN_WHO,
};

enum { BRIEF_REVISION, BRIEF_FILE_SHA256, BRIEF_FINISHED };

/* The header's reader hashes files only where it keeps what it has read. */
static bool file_has(const hd_revision *revision, const char *sha256)
{
    char now[HD_SHA256_HEX + 1];
    int64_t bytes = 0;

    if (revision->file_sha256 != NULL)
        return strcmp(revision->file_sha256, sha256) == 0;
    return hd_sha256_file(revision->path, now, &bytes) && strcmp(now, sha256) == 0;
}

/* A stamp has no file, and a file that is gone is not edited. */
static bool as_applied(const hd_project *project, const hd_rows *rows, size_t row)
{
    const char *applied = hd_rows_text(rows, row, BRIEF_FILE_SHA256);
    const hd_revision *revision = hd_project_find(project, hd_rows_text(rows, row, BRIEF_REVISION));

    return applied == NULL || revision == NULL || file_has(revision, applied);
}

hd_error *hd_drift_settled(hd_conn *conn, const char *version_table, const hd_project *project,
                           bool *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_journal_brief, 1, &version_table, &rows));
    *ret = true;
    for (size_t i = 0; i < hd_rows_count(rows) && *ret; i++)
        *ret = hd_rows_bool(rows, i, BRIEF_FINISHED) && as_applied(project, rows, i);
    return NULL;
}

/* The hashes that are known of its files, as an array of text. */
static char *known_hashes(TALLOC_CTX *ctx, const hd_project *project)
{
    HD_SCRATCH(scratch);
    hd_strings hashes = {0};

    for (size_t i = 0; project != NULL && i < project->revisions.count; i++)
        if (project->revisions.items[i]->file_sha256 != NULL)
            hd_vec_push(scratch, &hashes, project->revisions.items[i]->file_sha256);
    return hd_printf(ctx, "{%s}", hd_text_join(scratch, &hashes, ","));
}

hd_error *hd_applied_read(TALLOC_CTX *ctx, hd_conn *conn, const char *version_table,
                          const hd_project *same, hd_applied **ret)
{
    HD_SCRATCH(scratch);
    hd_applied *applied = hd_new(scratch, hd_applied);
    const char *params[] = {version_table, known_hashes(scratch, same)};

    HD_TRY(hd_query(applied, conn, hd_sql_migrate_journal_applied, HD_COUNT(params), params,
                    &applied->rows));
    *ret = talloc_steal(ctx, applied);
    return NULL;
}

/* Its row in the journal; the count of rows when there is none. */
static size_t find_row(const hd_applied *applied, const char *revision)
{
    size_t row = 0;

    while (row < hd_rows_count(applied->rows) &&
           strcmp(hd_rows_text(applied->rows, row, COLUMN_REVISION), revision) != 0)
        row++;
    return row;
}

static hd_drift drift_of(TALLOC_CTX *ctx, hd_drift_kind kind, const hd_rows *rows, size_t row)
{
    return (hd_drift){.kind = kind,
                      .revision = hd_rows_copy(ctx, rows, row, COLUMN_REVISION),
                      .message = hd_rows_copy(ctx, rows, row, COLUMN_MESSAGE),
                      .file_name = hd_rows_copy(ctx, rows, row, COLUMN_FILE_NAME),
                      .down = hd_rows_copy(ctx, rows, row, COLUMN_DOWN),
                      .applied = hd_rows_copy(ctx, rows, row, COLUMN_APPLIED),
                      .who = hd_rows_copy(ctx, rows, row, COLUMN_WHO)};
}

/* The file's hash decides cheaply; where it differs, the statements' hash decides. */
static hd_error *section_differs(const hd_revision *revision, const hd_rows *rows, size_t row,
                                 bool *ret)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;
    char *text = NULL;
    size_t len = 0;

    *ret = false;
    HD_TRY(hd_file_read(scratch, revision->path, HD_BODY_MAX_BYTES, &text, &len));
    if (hd_text_equal(hd_sha256_hex(scratch, text, len),
                      hd_rows_text(rows, row, COLUMN_FILE_SHA256)))
        return NULL;
    HD_TRY(hd_body_parse(scratch, revision, text, len, HD_UPGRADE, &body));
    const char *now = hd_plan_sha256(scratch, body, 0, body->statements.count);
    *ret = !hd_text_equal(now, hd_rows_text(rows, row, COLUMN_SECTION_SHA256));
    return NULL;
}

/*
 * The row is of an original that was squashed into this revision since. The last one of the
 * range shares its id with the squash, but stood on one that the squash has replaced.
 */
static bool was_squashed(const hd_revision *revision, const hd_rows *rows, size_t row)
{
    HD_SCRATCH(scratch);
    hd_strings down = {0};

    if (strcmp(revision->id, hd_rows_text(rows, row, COLUMN_REVISION)) != 0)
        return true;
    if (hd_rows_text(rows, row, COLUMN_DOWN) != NULL)
        hd_text_split(scratch, hd_rows_text(rows, row, COLUMN_DOWN), ", ", &down);
    for (size_t i = 0; i < down.count; i++)
        if (hd_strings_contain(&revision->replaces, down.items[i]))
            return true;
    return false;
}

hd_error *hd_drift_edited(TALLOC_CTX *ctx, const hd_applied *applied, const hd_project *project,
                          hd_drifts *ret)
{
    const hd_rows *rows = applied->rows;

    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        const hd_revision *revision = hd_project_find(project,
                                                      hd_rows_text(rows, i, COLUMN_REVISION));
        bool differs = false;

        if (revision == NULL || strcmp(hd_rows_text(rows, i, COLUMN_DIRECTION), "upgrade") != 0)
            continue;
        if (was_squashed(revision, rows, i))
            continue;
        HD_TRY(section_differs(revision, rows, i, &differs));
        if (!differs)
            continue;
        hd_drift drift = drift_of(ctx, HD_DRIFT_EDITED, rows, i);
        drift.text = hd_printf(
            ctx, "file \"%s\" of revision %s was edited after it was applied (%s by %s)",
            hd_path_name(revision->path), drift.revision, drift.applied,
            drift.who == NULL ? "?" : drift.who);
        hd_vec_push(ctx, ret, drift);
    }
    return NULL;
}

/* A squash keeps the ids that it took the place of. */
static bool is_replaced(const hd_project *project, const char *id)
{
    for (size_t i = 0; i < project->revisions.count; i++)
        if (hd_strings_contain(&project->revisions.items[i]->replaces, id))
            return true;
    return false;
}

static void add_new(TALLOC_CTX *ctx, const hd_strings *more, hd_strings *ids)
{
    for (size_t i = 0; i < more->count; i++)
        if (!hd_strings_contain(ids, more->items[i]))
            hd_vec_push(ctx, ids, more->items[i]);
}

static void add_deleted(TALLOC_CTX *ctx, const hd_applied *applied, size_t row, const char *id,
                        hd_drifts *ret)
{
    bool known = applied != NULL && row < hd_rows_count(applied->rows);
    hd_drift drift = known ? drift_of(ctx, HD_DRIFT_DELETED, applied->rows, row)
                           : (hd_drift){.kind = HD_DRIFT_DELETED, .revision = hd_strdup(ctx, id)};

    drift.text = hd_printf(ctx, "revision %s is applied, but no file has it", id);
    hd_vec_push(ctx, ret, drift);
}

void hd_drift_deleted(TALLOC_CTX *ctx, const hd_applied *applied, const hd_project *project,
                      const hd_strings *rows, hd_drifts *ret)
{
    HD_SCRATCH(scratch);
    hd_strings ids = {0}; /* rows and their ancestors, as far as files and journal know them */

    add_new(scratch, rows, &ids);
    for (size_t i = 0; i < ids.count; i++) {
        const hd_revision *revision = hd_project_find(project, ids.items[i]);
        hd_strings down = {0};

        if (revision != NULL) {
            add_new(scratch, &revision->down, &ids);
            continue;
        }
        if (is_replaced(project, ids.items[i]))
            continue;
        size_t row = applied == NULL ? 0 : find_row(applied, ids.items[i]);
        if (applied != NULL && row < hd_rows_count(applied->rows))
            hd_text_split(scratch, hd_rows_text(applied->rows, row, COLUMN_DOWN), ",", &down);
        add_new(scratch, &down, &ids);
        add_deleted(ctx, applied, row, ids.items[i], ret);
    }
}
