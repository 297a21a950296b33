/*
 * Sources: RFC 3986; libpq, "Connection URIs" and "Parameter Key Words";
 * SQLAlchemy, engine/url.py (what may stand unescaped in a password).
 */
#include "config/url.h"

#include <ctype.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"

/* Parameter key words of libpq 14 to 18, sorted. */
static const char *const libpq_words[] = {
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_issuer",
    "oauth_scope",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "scram_client_key",
    "scram_server_key",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslkeylogfile",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
};

/* Parameters of drivers that libpq has under another name. */
static const struct {
    const char *from;
    const char *to;
} renamed[] = {
    {"ssl", "sslmode"},
    {"database", "dbname"},
    {"timeout", "connect_timeout"},
};

/* Values that asyncpg and JDBC give to "ssl". */
static const struct {
    const char *from;
    const char *to;
} ssl_values[] = {{"true", "require"}, {"1", "require"}, {"false", "disable"}, {"0", "disable"}};

static const char scheme_characters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._";

/* A URL in its parts, as written; each is NULL when absent. */
struct parts {
    const char *user;
    const char *password;
    const char *hosts; /* with ports, as libpq takes them */
    const char *database;
    const char *query;
    bool plus_is_blank; /* SQLAlchemy decodes "+" in the query, libpq does not */
};

static bool is_escape(const char *text)
{
    return text[0] == '%' && isxdigit((unsigned char)text[1]) && isxdigit((unsigned char)text[2]);
}

/* Adds text with the reserved characters escaped; what is escaped already stays so. */
static void add_escaped(hd_buf *out, const char *text, const char *reserved)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if ((c == '%' && !is_escape(text)) || c <= ' ' || c == 0x7F ||
            strchr(reserved, (char)c) != NULL)
            hd_buf_addf(out, "%%%02X", c);
        else
            hd_buf_add_char(out, (char)c);
    }
}

/* Where the part with user and password ends (at its "@"), or NULL when there is none. */
static const char *credentials_end(const char *rest)
{
    const char *stop = rest + strcspn(rest, "@/?");
    const char *colon = rest + strcspn(rest, ":@/?");
    const char *at = strchr(rest, '@');

    if (*stop == '@')
        return stop;
    /* "user:pa/ss@host" is SQLAlchemy's; "host:5432/db?x=a@b" has a port instead. */
    if (at == NULL || *colon != ':' || colon + 1 + strspn(colon + 1, "0123456789,") == stop)
        return NULL;
    return at;
}

static void split_parts(TALLOC_CTX *ctx, const char *rest, struct parts *ret)
{
    const char *at = credentials_end(rest);

    if (at != NULL) {
        const char *colon = memchr(rest, ':', (size_t)(at - rest));
        const char *user_end = colon == NULL ? at : colon;

        ret->user = hd_strndup(ctx, rest, (size_t)(user_end - rest));
        if (colon != NULL)
            ret->password = hd_strndup(ctx, colon + 1, (size_t)(at - colon - 1));
        rest = at + 1;
    }
    size_t len = strcspn(rest, "/?");
    ret->hosts = hd_strndup(ctx, rest, len);
    rest += len;
    if (*rest == '/') {
        len = strcspn(rest + 1, "?");
        ret->database = hd_strndup(ctx, rest + 1, len);
        rest += 1 + len;
    }
    if (*rest == '?')
        ret->query = rest + 1;
}

/* One parameter of the query, after renaming. */
struct parameter {
    const char *word;
    const char *value;
};
typedef HD_VEC(struct parameter) parameters;

static bool is_libpq_word(const char *word)
{
    for (size_t i = 0; i < HD_COUNT(libpq_words); i++)
        if (strcmp(libpq_words[i], word) == 0)
            return true;
    return false;
}

static const char *libpq_word(const char *word)
{
    for (size_t i = 0; i < HD_COUNT(renamed); i++)
        if (strcasecmp(renamed[i].from, word) == 0)
            return renamed[i].to;
    return is_libpq_word(word) ? word : NULL;
}

static const char *libpq_value(const char *from, const char *value)
{
    for (size_t i = 0; i < HD_COUNT(ssl_values) && strcasecmp(from, "ssl") == 0; i++)
        if (strcasecmp(ssl_values[i].from, value) == 0)
            return ssl_values[i].to;
    return value;
}

/* "host=a:5432&host=b" is SQLAlchemy's way to name several: libpq has one list of each. */
static void add_host(TALLOC_CTX *ctx, parameters *all, const char *value)
{
    const char *colon = strrchr(value, ':');
    bool has_port = colon != NULL && *value != '/' && strchr(value, ':') == colon &&
                    strchr(value, ',') == NULL;
    const char *host = has_port ? hd_strndup(ctx, value, (size_t)(colon - value)) : value;
    const char *port = has_port ? colon + 1 : "";
    struct parameter *old_host = NULL;
    struct parameter *old_port = NULL;

    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->items[i].word, "host") == 0)
            old_host = &all->items[i];
        else if (strcmp(all->items[i].word, "port") == 0)
            old_port = &all->items[i];
    }
    if (old_host != NULL)
        old_host->value = hd_printf(ctx, "%s,%s", old_host->value, host);
    if (old_port != NULL && (old_host != NULL || has_port))
        old_port->value = hd_printf(ctx, "%s,%s", old_port->value, port);
    if (old_host == NULL)
        hd_vec_push(ctx, all, (struct parameter){"host", host});
    if (old_port == NULL && has_port)
        hd_vec_push(ctx, all, (struct parameter){"port", port});
}

static void add_parameter(TALLOC_CTX *ctx, parameters *all, const char *word, const char *value)
{
    if (strcmp(word, "host") == 0) {
        add_host(ctx, all, value);
        return;
    }
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].word, word) == 0) {
            bool list = strcmp(word, "port") == 0 && *all->items[i].value != '\0';
            all->items[i].value = list ? hd_printf(ctx, "%s,%s", all->items[i].value, value)
                                       : value;
            return;
        }
    hd_vec_push(ctx, all, (struct parameter){word, value});
}

static void split_query(TALLOC_CTX *ctx, const struct parts *parts, parameters *all,
                        hd_strings *dropped)
{
    hd_strings pairs = {0};

    hd_text_split(ctx, parts->query, "&", &pairs);
    for (size_t i = 0; i < pairs.count; i++) {
        size_t len = strcspn(pairs.items[i], "=");
        const char *name = hd_strndup(ctx, pairs.items[i], len);
        const char *word = libpq_word(name);
        char *value = hd_strdup(ctx, pairs.items[i][len] == '=' ? pairs.items[i] + len + 1 : "");

        for (char *c = value; *c != '\0' && parts->plus_is_blank; c++)
            if (*c == '+')
                *c = ' ';
        if (word == NULL)
            hd_vec_push(ctx, dropped, name);
        else
            add_parameter(ctx, all, word, libpq_value(name, value));
    }
}

static char *join_parts(TALLOC_CTX *ctx, const struct parts *parts, const parameters *all)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_buf_add(out, "postgresql://");
    if (parts->user != NULL) {
        add_escaped(out, parts->user, "@:/?#");
        if (parts->password != NULL) {
            hd_buf_add_char(out, ':');
            add_escaped(out, parts->password, "@:/?#");
        }
        hd_buf_add_char(out, '@');
    }
    add_escaped(out, parts->hosts, "");
    if (parts->database != NULL) {
        hd_buf_add_char(out, '/');
        add_escaped(out, parts->database, "/#");
    }
    for (size_t i = 0; i < all->count; i++) {
        hd_buf_addf(out, "%c%s=", i == 0 ? '?' : '&', all->items[i].word);
        /* libpq looks for an "@" even here. */
        add_escaped(out, all->items[i].value, "=&#@");
    }
    return hd_buf_take(ctx, out);
}

static bool has_word(const parameters *all, const char *word)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].word, word) == 0 && *all->items[i].value != '\0')
            return true;
    return false;
}

/* Whether a keyword string has that key word; values may be quoted. */
static bool keywords_name(const char *text, const char *word)
{
    while (*text != '\0') {
        text += strspn(text, " \t\n");
        size_t len = strcspn(text, "= \t\n");
        bool is_word = len == strlen(word) && strncmp(text, word, len) == 0;

        text += len;
        text += strspn(text, " \t\n");
        if (*text != '=')
            return false;
        text++;
        text += strspn(text, " \t\n");
        bool quoted = *text == '\'';
        text += quoted;
        const char *value = text;
        while (*text != '\0' && (quoted ? *text != '\'' : !isspace((unsigned char)*text)))
            text += *text == '\\' && text[1] != '\0' ? 2 : 1;
        if (is_word)
            return text > value;
        text += quoted && *text == '\'';
    }
    return false;
}

/* The text is not repeated: without a scheme nothing tells where a password in it is. */
static hd_error *not_a_url(void)
{
    return hd_error_hint(
        hd_error_new(HD_CONFIG, "value is no connection URL"),
        "Write \"postgresql://USER@HOST:PORT/DATABASE\" or \"host=... dbname=...\".");
}

hd_error *hd_url_reduce(TALLOC_CTX *ctx, const char *text, hd_url *ret)
{
    HD_SCRATCH(scratch);
    hd_url url = {0};
    struct parts parts = {0};
    parameters all = {0};
    const char *start = strncasecmp(text, "jdbc:", 5) == 0 ? text + 5 : text;
    const char *mark = strstr(start, "://");
    size_t scheme_len = strcspn(start, ":+");

    if (mark == NULL || start + strspn(start, scheme_characters) != mark) {
        if (*text != '\0' && strchr(text, '=') == NULL)
            return not_a_url();
        url.names_database = keywords_name(text, "dbname") || keywords_name(text, "service");
        url.conninfo = hd_strdup(ctx, text);
        *ret = url;
        return NULL;
    }
    const char *scheme = hd_strndup(scratch, start, scheme_len);
    if (strcmp(scheme, "driver") == 0) {
        *ret = url;
        return NULL;
    }
    if (strcasecmp(scheme, "postgresql") != 0 && strcasecmp(scheme, "postgres") != 0)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "URL of scheme \"%s\" does not name a PostgreSQL database",
                         scheme),
            "Write \"postgresql://USER@HOST:PORT/DATABASE\".");
    parts.plus_is_blank = start[scheme_len] == '+';
    split_parts(scratch, mark + 3, &parts);
    if (parts.query != NULL)
        split_query(scratch, &parts, &all, &url.dropped);
    for (size_t i = 0; i < url.dropped.count; i++)
        url.dropped.items[i] = hd_strdup(ctx, url.dropped.items[i]);
    talloc_steal(ctx, url.dropped.items);
    url.names_database = (parts.database != NULL && *parts.database != '\0') ||
                         has_word(&all, "dbname") || has_word(&all, "service");
    url.conninfo = join_parts(ctx, &parts, &all);
    *ret = url;
    return NULL;
}
