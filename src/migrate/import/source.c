#include "migrate/import/source.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "parse/classify.h"
#include "parse/cursor.h"
#include "parse/split.h"

hd_import_step *hd_import_add(hd_import *import)
{
    hd_import_step *step = hd_new(import, hd_import_step);

    hd_vec_push(import, &import->steps, step);
    return step;
}

/* ---- SQL ---- */

/* BEGIN and COMMIT only say where the other tool's transactions are. */
static bool is_left_out(const char *text, size_t len, hd_sql_special special)
{
    hd_cursor cursor = hd_cursor_at(text, 0, len);

    if (special != HD_SQL_TRANSACTION_CONTROL)
        return false;
    if (hd_cursor_accept(&cursor, "begin") || hd_cursor_accept(&cursor, "start transaction"))
        return true;
    return (hd_cursor_accept(&cursor, "commit") || hd_cursor_accept(&cursor, "end")) &&
           !hd_cursor_on(&cursor, "prepared");
}

static hd_error *refuse_statement(const char *path, const char *text, const hd_sql_item *item,
                                  const hd_sql_facts *facts)
{
    hd_error *err = hd_error_new(HD_CONFIG, "%s cannot be part of a revision", facts->tag);

    return hd_error_place(hd_error_hint(err, "howdah makes the transactions itself."), path, text,
                          item->start);
}

/* Where the text goes on behind a statement that is left out: its semicolon and line end too. */
static size_t behind(const char *text, size_t end, size_t to)
{
    hd_cursor cursor = hd_cursor_at(text, end, to);

    if (hd_cursor_on_symbol(&cursor, ";"))
        end = cursor.token.start + 1;
    while (end < to && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r'))
        end++;
    return end < to && text[end] == '\n' ? end + 1 : end;
}

/* Two empty lines meet where a statement was between them: one is enough. */
static size_t skip_empty_line(const hd_buf *buf, const char *text, size_t at, size_t to)
{
    bool behind_empty = buf->len == 0 || hd_text_ends(buf->data, "\n\n");

    while (behind_empty && at < to && text[at] == '\n')
        at++;
    return at;
}

static bool has_semicolon(const char *text, size_t end, size_t to)
{
    hd_cursor cursor = hd_cursor_at(text, end, to);

    return hd_cursor_on_symbol(&cursor, ";");
}

static hd_error *clean(hd_buf *buf, const char *path, const char *text, size_t from, size_t to)
{
    HD_SCRATCH(scratch);
    hd_sql_items items = {0};
    size_t copied = from;

    hd_error *err = hd_sql_split(scratch, text, from, to, &items);
    if (err != NULL)
        return hd_error_place(err, path, text, hd_sql_offset(text, err->sql_position));
    for (size_t i = 0; i < items.count; i++) {
        const hd_sql_item *item = &items.items[i];
        if (item->kind != HD_SQL_STATEMENT)
            continue;
        size_t len = item->end - item->start;
        hd_sql_facts *facts = hd_sql_classify(scratch, text + item->start, len);
        if (is_left_out(text + item->start, len, facts->special)) {
            hd_buf_add_n(buf, text + copied, item->start - copied);
            copied = skip_empty_line(buf, text, behind(text, item->end, to), to);
        } else if (facts->special == HD_SQL_TRANSACTION_CONTROL ||
                   facts->special == HD_SQL_DISCARD_ALL)
            return refuse_statement(path, text, item, facts);
        else if (!has_semicolon(text, item->end, to)) {
            hd_buf_add_n(buf, text + copied, item->end - copied);
            hd_buf_add_char(buf, ';');
            copied = item->end;
        }
    }
    hd_buf_add_n(buf, text + copied, to - copied);
    return NULL;
}

/* Without empty lines at both ends, and with one line end behind it; "" when nothing is left. */
static char *trimmed(TALLOC_CTX *ctx, const char *text, size_t len)
{
    size_t start = 0;

    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    for (size_t i = 0; i < len && isspace((unsigned char)text[i]); i++)
        if (text[i] == '\n')
            start = i + 1;
    return len == 0 ? hd_strdup(ctx, "")
                    : hd_printf(ctx, "%.*s\n", (int)(len - start), text + start);
}

static bool has_statement(const char *text)
{
    hd_cursor cursor = hd_cursor_at(text, 0, strlen(text));

    while (hd_cursor_on_symbol(&cursor, ";"))
        hd_cursor_step(&cursor);
    return cursor.token.kind != HD_TOKEN_END;
}

void hd_import_take_sql(TALLOC_CTX *ctx, const char *path, const char *text, size_t from, size_t to,
                        hd_import_part *part)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    hd_error *problem = clean(buf, path, text, from, to);

    if (problem != NULL) {
        part->problem = talloc_steal(ctx, problem);
        part->sql = trimmed(ctx, text + from, to - from);
        return;
    }
    const char *sql = trimmed(ctx, buf->data, buf->len);
    part->sql = has_statement(sql) ? sql : "";
}

hd_error *hd_import_take_file(TALLOC_CTX *ctx, const char *path, hd_import_part *part)
{
    HD_SCRATCH(scratch);
    static const char mark[] = "\xEF\xBB\xBF"; /* that some editors put in front of UTF-8 */
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, HD_IMPORT_MAX_FILE_BYTES, &text, &len));
    size_t from = hd_text_starts(text, mark) ? strlen(mark) : 0;
    hd_import_take_sql(ctx, path, text, from, len, part);
    return NULL;
}

/* ---- names ---- */

char *hd_import_message(TALLOC_CTX *ctx, const char *name, size_t len)
{
    char *text = hd_strndup(ctx, name, len);

    for (char *p = text; *p != '\0'; p++)
        if (*p == '_' || *p == '-' || iscntrl((unsigned char)*p))
            *p = ' ';
    return text;
}

char *hd_import_id(TALLOC_CTX *ctx, const char *name)
{
    char *id = hd_strdup(ctx, name);

    for (char *p = id; *p != '\0'; p++)
        if (strchr("@-+:,", *p) != NULL || isspace((unsigned char)*p) || iscntrl((unsigned char)*p))
            *p = '_';
    return id;
}

void hd_import_chain(hd_import *import)
{
    for (size_t i = 1; i < import->steps.count; i++) {
        hd_import_step *step = import->steps.items[i];
        hd_vec_push(step, &step->revision.down, import->steps.items[i - 1]->revision.id);
    }
}

const char *hd_import_find_folder(TALLOC_CTX *ctx, const char *folder,
                                  const char *const candidates[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *path = *candidates[i] == '\0' ? folder
                                                  : hd_path_join(ctx, folder, candidates[i]);
        if (hd_dir_exists(path))
            return hd_path_absolute(ctx, path);
    }
    return NULL;
}
