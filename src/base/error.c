#include "base/error.h"

#include <stdarg.h>

/* Numbers of sysexits.h where one fits; 1 as diff and grep use it; 130 as shells do for SIGINT. */
const struct hd_code_row hd_code_table[] = {
    {HD_DIFFERENT, "different", 1, "differences found, or the database is not at its heads"},
    {HD_USAGE, "usage", 64, "the command line makes no sense"},
    {HD_MISSING, "missing", 66, "the named revision, file or object does not exist"},
    {HD_DATABASE, "database", 69,
     "PostgreSQL refused or cannot be reached; nothing was applied "
     "beyond what was printed"},
    {HD_INTERNAL, "internal", 70, "a bug in howdah"},
    {HD_CONFLICT, "conflict", 73, "the state of the files or of the database forbids it"},
    {HD_IO, "io", 74, "a file could not be read or written"},
    {HD_BUSY, "busy", 75, "somebody else holds a lock; trying again later may help"},
    {HD_UNKNOWN, "unknown", 76, "the outcome could not be found out; \"howdah log\" will tell"},
    {HD_REFUSED, "refused", 77, "a safety rule forbids it; the hint names the way"},
    {HD_CONFIG, "config", 78, "a configuration or revision file is wrong"},
    {HD_CANCELLED, "cancelled", 130, "interrupted; what was said to be applied is applied"},
};
const size_t hd_code_table_count = HD_COUNT(hd_code_table);

void hd_oom(const char *where)
{
    fprintf(stderr, "howdah: out of memory in %s\n", where);
    abort();
}

static const struct hd_code_row *code_row(hd_code code)
{
    for (size_t i = 0; i < hd_code_table_count; i++)
        if (hd_code_table[i].code == code)
            return &hd_code_table[i];
    return code_row(HD_INTERNAL);
}

int hd_code_exit_status(hd_code code)
{
    return code_row(code)->exit_status;
}

const char *hd_code_name(hd_code code)
{
    return code_row(code)->name;
}

hd_error *hd_error_new_at(const char *where, hd_code code, const char *fmt, ...)
{
    hd_error *err = hd_new(NULL, hd_error);
    va_list args;

    err->code = code;
    err->where = where;
    va_start(args, fmt);
    err->message = hd_nonnull(talloc_vasprintf(err, fmt, args), __func__);
    va_end(args);
    return err;
}

hd_error *hd_error_detail(hd_error *err, const char *fmt, ...)
{
    va_list args;

    if (err == NULL)
        return NULL;
    va_start(args, fmt);
    err->detail = hd_nonnull(talloc_vasprintf(err, fmt, args), __func__);
    va_end(args);
    return err;
}

hd_error *hd_error_hint(hd_error *err, const char *fmt, ...)
{
    va_list args;

    if (err == NULL)
        return NULL;
    va_start(args, fmt);
    err->hint = hd_nonnull(talloc_vasprintf(err, fmt, args), __func__);
    va_end(args);
    return err;
}

hd_error *hd_error_wrap(hd_error *err, const char *fmt, ...)
{
    va_list args;

    if (err == NULL)
        return NULL;
    va_start(args, fmt);
    char *line = hd_nonnull(talloc_vasprintf(err, fmt, args), __func__);
    va_end(args);
    err->context = err->context == NULL ? line : hd_printf(err, "%s\n%s", err->context, line);
    return err;
}

/* A byte that begins a UTF-8 character, that is: not one of its continuation bytes. */
static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0U) != 0x80U;
}

hd_error *hd_error_place(hd_error *err, const char *path, const char *text, size_t offset)
{
    if (err == NULL || err->place != NULL)
        return err;

    hd_place *place = hd_new(err, hd_place);
    place->path = hd_strdup(place, path);
    if (text != NULL) {
        const char *line = text;
        const char *spot = text;

        place->line = 1;
        for (; *spot != '\0' && spot < text + offset; spot++)
            if (*spot == '\n') {
                place->line++;
                line = spot + 1;
            }
        place->column = 1;
        for (const char *p = line; p < spot; p++)
            if (begins_character(*p))
                place->column++;
        place->text = hd_strndup(place, line, strcspn(line, "\r\n"));
    }
    err->place = place;
    return err;
}

hd_error *hd_error_append(hd_error *err, hd_error *last)
{
    hd_error *at = err;

    if (err == NULL)
        return last;
    while (at->next != NULL)
        at = at->next;
    at->next = talloc_steal(at, last);
    return err;
}

void hd_error_free(hd_error *err)
{
    talloc_free(err);
}
