#include "care/backup/naming.h"

#include <ctype.h>
#include <inttypes.h>

#include "base/buf.h"

enum { NAME_BYTES = 63, STAMP_BYTES = 32, KILO = 1024 };

/* 20260131T120000Z; "" for a moment that has no calendar date. */
static char *stamp(TALLOC_CTX *ctx, time_t when)
{
    char text[STAMP_BYTES] = "";
    struct tm parts;

    if (gmtime_r(&when, &parts) == NULL ||
        strftime(text, sizeof(text), "%Y%m%dT%H%M%SZ", &parts) == 0)
        return hd_strdup(ctx, "");
    return hd_strdup(ctx, text);
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

char *hd_backup_name(TALLOC_CTX *ctx, const char *database, time_t when)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    for (const char *c = database; *c != '\0'; c++)
        if (is_plain(*c))
            hd_buf_add_char(out, *c);
        else
            hd_buf_addf(out, "%%%02x", (unsigned)(unsigned char)*c);
    hd_buf_addf(out, "_%s", stamp(scratch, when));
    return hd_buf_take(ctx, out);
}

char *hd_side_name(TALLOC_CTX *ctx, const char *database, const char *what, time_t when)
{
    HD_SCRATCH(scratch);
    char *end = hd_printf(scratch, "__%s_%s", what, stamp(scratch, when));
    size_t room = NAME_BYTES - strlen(end);
    size_t len = strlen(database);

    if (len > room) {
        len = room;
        while (len > 0 && ((unsigned char)database[len] & 0xC0U) == 0x80U)
            len--;
    }
    return hd_printf(ctx, "%.*s%s", (int)len, database, end);
}

char *hd_backup_time_print(TALLOC_CTX *ctx, time_t when)
{
    char text[STAMP_BYTES] = "";
    struct tm parts;

    if (gmtime_r(&when, &parts) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        return hd_strdup(ctx, "");
    return hd_strdup(ctx, text);
}

time_t hd_backup_time_parse(const char *text)
{
    struct tm parts = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);

    return end == NULL || *end != '\0' ? (time_t)-1 : timegm(&parts);
}

static void add_part(hd_buf *out, const char *part, size_t len)
{
    bool quoted = false;

    hd_buf_add(out, "^(");
    for (size_t i = 0; i < len; i++) {
        char c = part[i];
        if (c == '"' && quoted && i + 1 < len && part[i + 1] == '"')
            hd_buf_add_char(out, part[i++]);
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == '*')
            hd_buf_add(out, ".*");
        else if (!quoted && c == '?')
            hd_buf_add_char(out, '.');
        else if (strchr(".*+?()[]{}|^$\\", c) != NULL)
            hd_buf_addf(out, "\\%c", c);
        else
            hd_buf_add_char(out, quoted ? c : (char)tolower((unsigned char)c));
    }
    hd_buf_add(out, ")$");
}

void hd_backup_pattern(TALLOC_CTX *ctx, const char *pattern, const char **schema, const char **name)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const char *dot = NULL;
    bool quoted = false;

    for (const char *c = pattern; *c != '\0' && dot == NULL; c++) {
        quoted = *c == '"' ? !quoted : quoted;
        dot = *c == '.' && !quoted ? c : NULL;
    }
    *schema = NULL;
    if (dot != NULL) {
        add_part(out, pattern, (size_t)(dot - pattern));
        *schema = hd_buf_take(ctx, out);
        pattern = dot + 1;
    }
    add_part(out, pattern, strlen(pattern));
    *name = hd_buf_take(ctx, out);
}

char *hd_backup_quoted(TALLOC_CTX *ctx, const char *name)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_buf_add_char(out, '"');
    for (const char *c = name; *c != '\0'; c++)
        hd_buf_add(out, *c == '"' ? "\"\"" : (const char[]){*c, '\0'});
    hd_buf_add_char(out, '"');
    return hd_buf_take(ctx, out);
}

char *hd_backup_size(TALLOC_CTX *ctx, int64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes / KILO;
    size_t unit = 0;

    if (bytes < KILO)
        return hd_printf(ctx, "%" PRId64 " B", bytes);
    while (size >= KILO && unit + 1 < HD_COUNT(units)) {
        size /= KILO;
        unit++;
    }
    return hd_printf(ctx, size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
}
