#include "pg/conninfo.h"

#include "base/buf.h"
#include "base/text.h"

/*
 * A connection whose other end is gone must be noticed within seconds: keepalives for an idle
 * socket, tcp_user_timeout for one with unsent data. connect_timeout is not here: libpq's
 * asynchronous calls ignore it (connect.c has a timer).
 */
static const struct {
    const char *keyword;
    const char *value;
} defaults[] = {
    {"keepalives", "1"},       {"keepalives_idle", "5"},      {"keepalives_interval", "2"},
    {"keepalives_count", "3"}, {"tcp_user_timeout", "15000"},
};

enum { EXTRA_KEYWORDS = 8 }; /* ours, beside those of the string and the defaults */

/* Sets keyword to value, replacing what it had. */
static void conninfo_set(hd_conninfo *info, const char *keyword, const char *value)
{
    size_t i = 0;

    while (i < info->count && strcmp(info->keywords[i], keyword) != 0)
        i++;
    if (i == info->count)
        info->count++;
    info->keywords[i] = hd_strdup(info, keyword);
    info->values[i] = hd_strdup(info, value);
}

static bool conninfo_has(const hd_conninfo *info, const char *keyword)
{
    for (size_t i = 0; i < info->count; i++)
        if (strcmp(info->keywords[i], keyword) == 0)
            return true;
    return false;
}

static hd_conninfo *conninfo_new(TALLOC_CTX *ctx, size_t options)
{
    hd_conninfo *info = hd_new(ctx, hd_conninfo);
    size_t room = options + HD_COUNT(defaults) + EXTRA_KEYWORDS + 1;

    info->keywords = hd_new_array(info, const char *, room);
    info->values = hd_new_array(info, const char *, room);
    return info;
}

/*
 * "postgresql://user:p@ss@host/db": libpq ends the password at the first @ and would take
 * the rest of it for the host, and name that in its errors.
 */
static bool url_is_ambiguous(const char *url)
{
    const char *begin = strstr(url, "://") + 3;
    size_t len = strcspn(begin, "?");
    const char *at = memchr(begin, '@', len);
    const char *slash = memchr(begin, '/', len);

    if (at == NULL)
        return false;
    return (slash != NULL && slash < at) || memchr(at + 1, '@', len - (size_t)(at + 1 - begin));
}

static bool is_url(const char *text)
{
    return hd_text_starts(text, "postgresql://") || hd_text_starts(text, "postgres://");
}

static void options_free(PQconninfoOption **options)
{
    PQconninfoFree(*options);
}
#define OPTIONS __attribute__((cleanup(options_free))) PQconninfoOption *

static hd_error *string_parse(const char *conninfo, PQconninfoOption **ret)
{
    char *complaint = NULL;

    if (is_url(conninfo) && url_is_ambiguous(conninfo))
        return hd_pg_conninfo_failure("user or password contain a bare @ or /");
    *ret = PQconninfoParse(conninfo, &complaint);
    if (*ret != NULL)
        return NULL;
    hd_error *err = hd_pg_conninfo_failure(complaint == NULL ? "out of memory" : complaint);
    PQfreemem(complaint);
    return err;
}

hd_error *hd_conninfo_build(TALLOC_CTX *ctx, const hd_target *target, hd_conninfo **ret)
{
    OPTIONS options = NULL;
    size_t known = 0;

    HD_TRY(string_parse(target->conninfo == NULL ? "" : target->conninfo, &options));
    while (options[known].keyword != NULL)
        known++;
    hd_conninfo *info = conninfo_new(ctx, known);
    for (size_t i = 0; i < known; i++)
        if (options[i].val != NULL)
            conninfo_set(info, options[i].keyword, options[i].val);
    for (size_t i = 0; i < HD_COUNT(defaults); i++)
        if (!conninfo_has(info, defaults[i].keyword))
            conninfo_set(info, defaults[i].keyword, defaults[i].value);
    conninfo_set(info, "client_encoding", "UTF8");
    if (target->dbname != NULL)
        conninfo_set(info, "dbname", target->dbname);
    if (target->application_name != NULL)
        conninfo_set(info, "fallback_application_name", target->application_name);
    *ret = info;
    return NULL;
}

const char *hd_conninfo_effective(TALLOC_CTX *ctx, PGconn *pg, const char *keyword)
{
    OPTIONS options = PQconninfo(pg);

    for (size_t i = 0; options != NULL && options[i].keyword != NULL; i++)
        if (strcmp(options[i].keyword, keyword) == 0)
            return options[i].val == NULL ? NULL : hd_strdup(ctx, options[i].val);
    return NULL;
}

char *hd_conninfo_value(TALLOC_CTX *ctx, const char *conninfo, const char *keyword)
{
    OPTIONS options = NULL;
    hd_error *err = string_parse(conninfo, &options);

    hd_error_free(err);
    for (size_t i = 0; options != NULL && options[i].keyword != NULL; i++)
        if (strcmp(options[i].keyword, keyword) == 0)
            return options[i].val == NULL ? NULL : hd_strdup(ctx, options[i].val);
    return NULL;
}

/* Comma-separated, empty parts included, as libpq reads host, hostaddr and port. */
static hd_strings list_split(TALLOC_CTX *ctx, const char *text)
{
    hd_strings parts = {0};

    for (const char *p = text; p != NULL && *p != '\0';) {
        size_t len = strcspn(p, ",");
        hd_vec_push(ctx, &parts, hd_strndup(ctx, p, len));
        p = p[len] == ',' ? p + len + 1 : NULL;
        if (p != NULL && *p == '\0')
            hd_vec_push(ctx, &parts, "");
    }
    return parts;
}

static const char *list_at(const hd_strings *list, size_t i)
{
    if (list->count == 0)
        return "";
    return list->items[list->count == 1 ? 0 : i];
}

static bool host_is_silent(const silent_hosts *silent, const char *host, const char *port)
{
    for (size_t i = 0; i < silent->count; i++)
        if (strcmp(silent->items[i].host, host) == 0 && strcmp(silent->items[i].port, port) == 0)
            return true;
    return false;
}

static hd_conninfo *conninfo_copy(TALLOC_CTX *ctx, const hd_conninfo *info)
{
    hd_conninfo *copy = conninfo_new(ctx, info->count);

    for (size_t i = 0; i < info->count; i++)
        conninfo_set(copy, info->keywords[i], info->values[i]);
    return copy;
}

/* The lists of a multi-host string, one item for each host. */
struct host_lists {
    hd_strings hosts;
    hd_strings addresses;
    hd_strings ports;
};

static struct host_lists hosts_left(TALLOC_CTX *ctx, const struct host_lists *all,
                                    const silent_hosts *silent)
{
    struct host_lists left = {0};
    size_t count = all->hosts.count > all->addresses.count ? all->hosts.count
                                                           : all->addresses.count;

    for (size_t i = 0; i < count; i++) {
        const char *host = list_at(&all->hosts, i);
        const char *address = list_at(&all->addresses, i);
        const char *port = list_at(&all->ports, i);
        if (host_is_silent(silent, *host != '\0' ? host : address, port))
            continue;
        hd_vec_push(ctx, &left.hosts, host);
        hd_vec_push(ctx, &left.addresses, address);
        hd_vec_push(ctx, &left.ports, port);
    }
    return left;
}

hd_conninfo *hd_conninfo_without(TALLOC_CTX *ctx, PGconn *pg, const hd_conninfo *info,
                                 const silent_hosts *silent)
{
    HD_SCRATCH(scratch);
    const struct host_lists all = {
        .hosts = list_split(scratch, hd_conninfo_effective(scratch, pg, "host")),
        .addresses = list_split(scratch, hd_conninfo_effective(scratch, pg, "hostaddr")),
        .ports = list_split(scratch, hd_conninfo_effective(scratch, pg, "port")),
    };
    const struct host_lists left = hosts_left(scratch, &all, silent);

    if (left.ports.count == 0)
        return NULL;
    hd_conninfo *narrowed = conninfo_copy(ctx, info);
    if (all.hosts.count > 0)
        conninfo_set(narrowed, "host", hd_text_join(scratch, &left.hosts, ","));
    if (all.addresses.count > 0)
        conninfo_set(narrowed, "hostaddr", hd_text_join(scratch, &left.addresses, ","));
    conninfo_set(narrowed, "port", hd_text_join(scratch, &left.ports, ","));
    return narrowed;
}

/* -c options as PGOPTIONS has them: blanks and backslashes in a value get a backslash. */
static void add_option(hd_buf *options, const char *name, const char *value)
{
    if (value == NULL)
        return;
    hd_buf_addf(options, "%s-c %s=", options->len > 0 ? " " : "", name);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == ' ' || *c == '\\')
            hd_buf_add_char(options, '\\');
        hd_buf_add_char(options, *c);
    }
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val;
    return NULL;
}

/* PGOPTIONS: those of the string, else the inherited ones, and what the session is to be. */
static void add_session(TALLOC_CTX *ctx, const hd_target *target, const char *given,
                        hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_buf *options = hd_buf_new(scratch);
    const char *inherited = getenv("PGOPTIONS");

    if (given == NULL)
        given = inherited == NULL ? "" : inherited;
    hd_buf_add(options, given);
    add_option(options, "search_path", target->search_path);
    add_option(options, "role", target->role);
    if (options->len > 0)
        hd_vec_push(ctx, ret, hd_printf(ctx, "PGOPTIONS=%s", options->data));
}

hd_error *hd_conninfo_environment(TALLOC_CTX *ctx, const hd_target *target, hd_strings *ret)
{
    OPTIONS options = NULL;

    HD_TRY(string_parse(target->conninfo == NULL ? "" : target->conninfo, &options));
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        bool replaced = strcmp(option->keyword, "options") == 0 ||
                        (strcmp(option->keyword, "dbname") == 0 && target->dbname != NULL);
        if (option->val != NULL && option->envvar != NULL && !replaced)
            hd_vec_push(ctx, ret, hd_printf(ctx, "%s=%s", option->envvar, option->val));
    }
    if (target->dbname != NULL)
        hd_vec_push(ctx, ret, hd_printf(ctx, "PGDATABASE=%s", target->dbname));
    add_session(ctx, target, option_value(options, "options"), ret);
    return NULL;
}
