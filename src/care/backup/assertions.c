#include "care/backup/assertions.h"

#include "base/file.h"
#include "base/text.h"
#include "parse/split.h"
#include "pg/rows.h"

enum { MAX_FILE_BYTES = 1 << 20, SHOWN_BYTES = 60, SHOWN_SQL_BYTES = 120 };

/* ---- reading ---- */

static hd_error *file_load(TALLOC_CTX *ctx, const char *path, hd_assertions *ret)
{
    HD_SCRATCH(scratch);
    hd_sql_items items = {0};
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, MAX_FILE_BYTES, &text, &len));
    hd_error *err = hd_sql_split(scratch, text, 0, len, &items);
    if (err != NULL)
        return hd_error_place(err, path, text,
                              err->sql_position == 0 ? 0 : hd_sql_offset(text, err->sql_position));
    for (size_t i = 0; i < items.count; i++) {
        const hd_sql_item *item = &items.items[i];
        if (item->kind != HD_SQL_STATEMENT)
            continue;
        hd_vec_push(ctx, ret,
                    (hd_assertion){
                        .place = hd_printf(ctx, "%s:%zu", hd_path_name(path),
                                           hd_text_line(text, item->start)),
                        .sql = hd_strndup(ctx, text + item->start, item->end - item->start),
                    });
    }
    return NULL;
}

static hd_error *folder_load(TALLOC_CTX *ctx, const char *path, hd_assertions *ret)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    HD_TRY(hd_dir_list(scratch, path, &names));
    for (size_t i = 0; i < names.count; i++)
        if (hd_text_ends(names.items[i], ".sql"))
            HD_TRY(file_load(ctx, hd_path_join(scratch, path, names.items[i]), ret));
    return NULL;
}

hd_error *hd_assertions_load(TALLOC_CTX *ctx, const char *path, hd_assertions *ret)
{
    if (hd_dir_exists(path))
        HD_TRY(folder_load(ctx, path, ret));
    else if (hd_file_exists(path))
        HD_TRY(file_load(ctx, path, ret));
    else
        return hd_error_hint(hd_error_new(HD_MISSING, "\"%s\" does not exist", path),
                             "backup.assertions names it.");
    if (ret->count == 0)
        return hd_error_hint(hd_error_new(HD_CONFIG, "\"%s\" has no statement", path),
                             "Each is a question whose answer must be true, such as SELECT "
                             "count(*) > 0 FROM users.");
    return NULL;
}

/* ---- asking ---- */

/* What an answer is, when it is not the one that is wanted. */
static const char *answer_wrong(TALLOC_CTX *ctx, const hd_rows *rows)
{
    if (hd_rows_count(rows) == 0)
        return "no row";
    for (size_t row = 0; row < hd_rows_count(rows); row++)
        for (size_t column = 0; column < hd_rows_columns(rows); column++) {
            const char *value = hd_rows_text(rows, row, column);
            if (value == NULL)
                return "NULL";
            if (strcmp(value, "t") != 0)
                return hd_text_beginning(ctx, strcmp(value, "f") == 0 ? "false" : value,
                                         SHOWN_BYTES);
        }
    return hd_rows_columns(rows) == 0 ? "no column" : NULL;
}

static hd_error *ask(TALLOC_CTX *ctx, hd_conn *conn, const hd_assertion *assertion, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_exec(conn, "BEGIN READ ONLY"));
    hd_error *err = hd_query(scratch, conn, assertion->sql, 0, NULL, &rows);
    const char *wrong = err == NULL ? answer_wrong(scratch, rows) : err->message;
    if (wrong != NULL)
        hd_vec_push(ctx, ret,
                    hd_printf(ctx, "assertion %s %s %s: %s", assertion->place,
                              err == NULL ? "gave" : "failed with", wrong,
                              hd_text_beginning(scratch, assertion->sql, SHOWN_SQL_BYTES)));
    hd_error_free(err);
    return hd_exec(conn, "ROLLBACK");
}

hd_error *hd_assertions_run(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                            const hd_assertions *assertions, hd_stop *stop, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    hd_error *err = NULL;

    HD_TRY(hd_conn_open(scratch, loop, target, &conn));
    hd_vec_push(stop, &stop->conns, conn);
    for (size_t i = 0; i < assertions->count && err == NULL && !stop->asked; i++)
        err = ask(ctx, conn, &assertions->items[i], ret);
    stop->conns.count--;
    return hd_stop_check(stop, err);
}
