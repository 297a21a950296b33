#include "migrate/files/naming.h"

#include <locale.h>
#include <sys/time.h>
#include <wctype.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"

/* ---- moment ---- */

static bool zone_exists(const char *name)
{
    HD_SCRATCH(scratch);
    const char *folder = getenv("TZDIR");

    /* A name that leaves the folder is no name of a zone. */
    if (*name == '/' || *name == '.' || strstr(name, "..") != NULL)
        return false;
    return strcmp(name, "UTC") == 0 ||
           hd_file_exists(
               hd_path_join(scratch, folder == NULL ? "/usr/share/zoneinfo" : folder, name));
}

/* localtime_r for another zone: the C library knows only the one of TZ. */
static void calendar_in(const char *zone, time_t epoch, struct tm *ret)
{
    HD_SCRATCH(scratch);
    const char *ours = getenv("TZ");
    char *kept = ours == NULL ? NULL : hd_strdup(scratch, ours);

    setenv("TZ", hd_printf(scratch, ":%s", zone), 1);
    tzset();
    localtime_r(&epoch, ret);
    if (kept == NULL)
        unsetenv("TZ");
    else
        setenv("TZ", kept, 1);
    tzset();
}

hd_error *hd_moment_now(const char *name, hd_moment *ret)
{
    HD_SCRATCH(scratch);
    hd_moment moment = {0};
    struct timeval now;

    gettimeofday(&now, NULL);
    moment.epoch = now.tv_sec;
    moment.microseconds = (long)now.tv_usec;
    moment.zoned = name != NULL && *name != '\0';
    if (!moment.zoned) {
        localtime_r(&moment.epoch, &moment.calendar);
    } else {
        char *zone = hd_strdup(scratch, name);
        /* Alembic takes "utc" as well: a name that is not there is tried in upper case. */
        for (char *c = zone; !zone_exists(name) && *c != '\0'; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - 'a' + 'A');
        if (!zone_exists(zone))
            return hd_error_hint(hd_error_new(HD_CONFIG, "time zone \"%s\" is not known", name),
                                 "The setting timezone takes a name such as UTC or Europe/Berlin; "
                                 "the package tzdata must be installed.");
        calendar_in(zone, moment.epoch, &moment.calendar);
    }
    *ret = moment;
    return NULL;
}

char *hd_moment_text(TALLOC_CTX *ctx, const hd_moment *moment)
{
    const struct tm *c = &moment->calendar;
    long offset = c->tm_gmtoff / 60;
    char *text = hd_printf(ctx, "%04d-%02d-%02d %02d:%02d:%02d.%06ld", c->tm_year + 1900,
                           c->tm_mon + 1, c->tm_mday, c->tm_hour, c->tm_min, c->tm_sec,
                           moment->microseconds);

    if (!moment->zoned)
        return text;
    char *zoned = hd_printf(ctx, "%s%c%02ld:%02ld", text, offset < 0 ? '-' : '+', labs(offset) / 60,
                            labs(offset) % 60);
    talloc_free(text);
    return zoned;
}

/* ---- slug ---- */

/* Bytes of the character at text; one that is not UTF-8 counts as a character of one byte. */
static size_t character_bytes(const char *text)
{
    size_t len = hd_utf8_length(text);

    return len == 0 ? 1 : len;
}

/* Its code point; 0, which is no letter, when it is not UTF-8. */
static wint_t character_code(const char *text)
{
    size_t len = hd_utf8_length(text);

    return len == 0 ? 0 : hd_utf8_decode(text, len);
}

static void add_character(hd_buf *buf, wint_t code)
{
    if (code < 0x80) {
        hd_buf_add_char(buf, (char)code);
    } else if (code < 0x800) {
        hd_buf_add_char(buf, (char)(0xC0 | code >> 6));
        hd_buf_add_char(buf, (char)(0x80 | (code & 0x3F)));
    } else {
        if (code >= 0x10000) {
            hd_buf_add_char(buf, (char)(0xF0 | code >> 18));
            hd_buf_add_char(buf, (char)(0x80 | (code >> 12 & 0x3F)));
        } else {
            hd_buf_add_char(buf, (char)(0xE0 | code >> 12));
        }
        hd_buf_add_char(buf, (char)(0x80 | (code >> 6 & 0x3F)));
        hd_buf_add_char(buf, (char)(0x80 | (code & 0x3F)));
    }
}

/* Words in lower case with "_" between; stops after max + 1 characters. */
static size_t slug_words(hd_buf *buf, const char *message, size_t max, locale_t locale)
{
    size_t count = 0;
    bool gap = false;

    for (const char *at = message; *at != '\0' && count <= max;) {
        wint_t code = character_code(at);
        bool letter = code == '_' || (code != 0 && iswalnum_l(code, locale));

        at += character_bytes(at);
        if (!letter) {
            gap = count > 0;
            continue;
        }
        if (gap) {
            hd_buf_add_char(buf, '_');
            count++;
        }
        gap = false;
        add_character(buf, towlower_l(code, locale));
        count++;
    }
    return count;
}

/* Bytes of the first max characters. */
static size_t bytes_of(const char *text, size_t max)
{
    const char *at = text;

    for (size_t i = 0; i < max && *at != '\0'; i++)
        at += character_bytes(at);
    return (size_t)(at - text);
}

char *hd_slug(TALLOC_CTX *ctx, const char *message, size_t max)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

    /* Without that locale only ASCII letters count. */
    if (locale == (locale_t)0)
        locale = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
    size_t count = slug_words(buf, message == NULL ? "" : message, max, locale);
    freelocale(locale);
    if (count > max) {
        hd_buf_truncate(buf, bytes_of(buf->data, max));
        const char *last = strrchr(buf->data, '_');
        if (last != NULL)
            hd_buf_truncate(buf, (size_t)(last - buf->data));
        hd_buf_add_char(buf, '_');
    }
    return hd_buf_take(ctx, buf);
}

/* ---- template ---- */

/* A token's value: text, or a number when text is NULL. */
struct value {
    const char *name;
    const char *text;
    long long number;
};

enum { VALUE_COUNT = 9, MAX_WIDTH = 200 };

/* "%(name)<flags and widths>c": what stands behind the parenthesis. */
struct form {
    const char *start;
    size_t len; /* of flags, width and precision */
    char conversion;
};

static hd_error *template_error(const char *template, const char *at, const char *problem)
{
    return hd_error_hint(hd_error_new(HD_CONFIG, "file_template: %s at \"%s\"", problem, at),
                         "Its tokens are rev, slug, epoch, year, month, day, hour, minute and "
                         "second, as in \"%%(year)d_%%(month).2d_%%(rev)s_%%(slug)s\"; "
                         "it is \"%s\".",
                         template);
}

/* Width and precision are read so that a number out of any measure is refused. */
static bool form_parse(const char *text, struct form *ret, int *width, int *precision)
{
    const char *at = text + strspn(text, "-0+ ");
    int *part = width;

    *width = 0;
    *precision = -1;
    for (; *at == '.' || (*at >= '0' && *at <= '9'); at++) {
        if (*at == '.') {
            if (part == precision)
                return false;
            part = precision;
            *part = 0;
        } else {
            *part = *part * 10 + (*at - '0');
        }
        if (*part > MAX_WIDTH)
            return false;
    }
    *ret = (struct form){text, (size_t)(at - text), *at};
    return *at != '\0' && strchr("sdiu", *at) != NULL;
}

/* printf with the flags of the form; the flags are applied here, as formats must be literals. */
static void add_padded(hd_buf *buf, const struct form *form, int width, const char *text)
{
    size_t len = strlen(text);
    size_t pad = (size_t)width > len ? (size_t)width - len : 0;
    const char *flags = form->start;
    size_t flags_len = strspn(flags, "-0+ ");
    bool left = memchr(flags, '-', flags_len) != NULL;
    bool zero = form->conversion != 's' && !left && memchr(flags, '0', flags_len) != NULL;

    for (size_t i = 0; i < pad && !left; i++)
        hd_buf_add_char(buf, zero ? '0' : ' ');
    hd_buf_add(buf, text);
    for (size_t i = 0; i < pad && left; i++)
        hd_buf_add_char(buf, ' ');
}

static bool add_value(hd_buf *buf, const struct value *value, const char *text, const char **end)
{
    HD_SCRATCH(scratch);
    struct form form;
    int width = 0;
    int precision = 0;

    if (!form_parse(text, &form, &width, &precision))
        return false;
    if (value->text != NULL && form.conversion != 's')
        return false;
    char *shown = value->text != NULL      ? hd_strdup(scratch, value->text)
                  : form.conversion == 's' ? hd_printf(scratch, "%lld", value->number)
                                           : hd_printf(scratch, "%.*lld", precision, value->number);
    if (form.conversion == 's' && precision >= 0)
        shown[bytes_of(shown, (size_t)precision)] = '\0';
    add_padded(buf, &form, width, shown);
    *end = form.start + form.len + 1;
    return true;
}

/* The token behind "%("; *end is behind its conversion. */
static hd_error *add_token(hd_buf *buf, const char *template, const char *percent,
                           const struct value values[VALUE_COUNT], const char **end)
{
    const char *name = percent + 2;
    size_t len = strcspn(name, ")");

    for (size_t i = 0; i < VALUE_COUNT; i++)
        if (strlen(values[i].name) == len && memcmp(values[i].name, name, len) == 0 &&
            name[len] == ')')
            return add_value(buf, &values[i], name + len + 1, end)
                       ? NULL
                       : template_error(template, percent, "unfit form");
    return template_error(template, percent, "unknown token");
}

hd_error *hd_file_name(TALLOC_CTX *ctx, const char *template, const char *rev, const char *slug,
                       const hd_moment *moment, char **ret)
{
    HD_SCRATCH(scratch);
    const struct tm *c = &moment->calendar;
    hd_buf *buf = hd_buf_new(scratch);
    char *safe_rev = hd_strdup(scratch, rev);
    const struct value values[VALUE_COUNT] = {
        {"rev", safe_rev, 0},           {"slug", slug, 0},
        {"epoch", NULL, moment->epoch}, {"year", NULL, c->tm_year + 1900},
        {"month", NULL, c->tm_mon + 1}, {"day", NULL, c->tm_mday},
        {"hour", NULL, c->tm_hour},     {"minute", NULL, c->tm_min},
        {"second", NULL, c->tm_sec},
    };

    for (char *slash = strchr(safe_rev, '/'); slash != NULL; slash = strchr(slash, '/'))
        *slash = '_';
    for (const char *at = template; *at != '\0';) {
        if (at[0] == '%' && at[1] == '(') {
            HD_TRY(add_token(buf, template, at, values, &at));
            continue;
        }
        if (at[0] == '%' && at[1] != '%')
            return template_error(template, at, "lone percent sign");
        at += *at == '%';
        hd_buf_add_char(buf, *at++);
    }
    *ret = hd_buf_take(ctx, buf);
    return NULL;
}
