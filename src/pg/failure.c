#include "pg/failure.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/text.h"

enum { SQLSTATE_LENGTH = 5 };

static void sqlstate_set(hd_error *err, const char *state)
{
    if (state != NULL && strlen(state) >= SQLSTATE_LENGTH)
        memcpy(err->sqlstate, state, SQLSTATE_LENGTH);
}

/* First line as the message; the lines after it go to the detail. */
static hd_error *error_from_lines(const char *text)
{
    size_t first = strcspn(text, "\n");
    hd_error *err = hd_error_new(HD_DATABASE, "%.*s", (int)first, text);

    if (text[first] != '\0' && text[first + 1] != '\0')
        err = hd_error_detail(err, "%s", text + first + 1);
    return err;
}

static hd_error *message_detail(hd_error *err, const PGresult *result)
{
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);

    if (detail != NULL && err->detail != NULL)
        return hd_error_detail(err, "%s\n%s", err->detail, detail);
    return detail != NULL ? hd_error_detail(err, "%s", detail) : err;
}

hd_error *hd_pg_message(const PGresult *result)
{
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
    const char *inner = PQresultErrorField(result, PG_DIAG_INTERNAL_QUERY);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    hd_error *err = error_from_lines(primary == NULL ? "" : primary);

    sqlstate_set(err, PQresultErrorField(result, PG_DIAG_SQLSTATE));
    err = message_detail(err, result);
    if (hint != NULL)
        err = hd_error_hint(err, "%s", hint);
    if (inner != NULL)
        err = hd_error_wrap(err, "in the query: %s", inner);
    if (context != NULL)
        err = hd_error_wrap(err, "%s", context);
    if (position != NULL)
        err->sql_position = strtoul(position, NULL, 10);
    return err;
}

hd_error *hd_pg_failure(const PGconn *pg, const PGresult *result)
{
    if (result != NULL && PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) != NULL)
        return hd_pg_message(result);

    const char *text = result != NULL ? PQresultErrorMessage(result) : "";
    if (*text == '\0')
        text = PQerrorMessage(pg);
    if (*text == '\0')
        text = "connection to the server is lost";
    return hd_error_new(HD_DATABASE, "%.*s", (int)strcspn(text, "\n"), text);
}

/* What is known of why connections fail: the first row that fits gives the advice. */
struct reason {
    const char *sqlstate; /* NULL: any */
    const char *text;     /* part of the message; NULL: any */
    bool may_retry;
    const char *hint;
};

#define MAKE_ROOM                                                                                  \
    "\"howdah show connections\" tells who holds the slots, and \"howdah terminate --idle-for "    \
    "10m\" "                                                                                       \
    "makes room."
#define NO_SERVER "Is PostgreSQL running, and are host and port right?"

static const struct reason reasons[] = {
    {"28P01", NULL, false,
     "The password can stand in the URL, in PGPASSWORD, or in ~/.pgpass (mode 0600)."},
    {NULL, "no password supplied", false,
     "The password can stand in the URL, in PGPASSWORD, or in ~/.pgpass (mode 0600)."},
    {"28000", "does not exist", false,
     "Name an existing role as the user, or create it with \"createuser\"."},
    {"28000", NULL, false,
     "The server's pg_hba.conf has no line that lets this user, host and database in."},
    {"3D000", NULL, false, "Create it with \"createdb\", or name another database."},
    {"42501", NULL, false, "The role needs the CONNECT privilege on the database."},
    {"53300", "reserved", true,
     "The free slots are for superusers (from PostgreSQL 16 on also for members of "
     "pg_use_reserved_connections). With --url as such a role " MAKE_ROOM},
    {"53300", "too many connections for", true,
     "A limit of the role or the database is reached, not the server's max_connections; it does "
     "not hold for superusers. With --url as a superuser " MAKE_ROOM},
    {"53300", "too many clients", true,
     "The slots reserved for superusers are used up as well. Stop or restart an application or "
     "pooler; or, on the server's machine, end one session by \"kill PID\" of its process (never "
     "kill -9), then try again. superuser_reserved_connections keeps room for next time."},
    {"53300", NULL, true, /* the server speaks another language than English */
     "Some slots are reserved for superusers. With --url as a superuser " MAKE_ROOM},
    {"57P03", NULL, true, "The server is starting up or shutting down; try again in a moment."},
    {"57P01", NULL, true, "The server is shutting down; try again in a moment."},
    {"57P02", NULL, true, "The server has crashed and recovers; try again in a moment."},
    {"", "session is read-only", true, "No server of the list is a primary at the moment."},
    {"", "hot standby", true, "No server of the list has the role that is asked for."},
    {"", "No such file or directory", true, NO_SERVER},
    {"", "Connection refused", true, NO_SERVER},
    {"", "no answer within", true, "Is the host up, and does a firewall let the port through?"},
    {"", "timed out", true, "Is the host up, and does a firewall let the port through?"},
    {"", "No route to host", true, "Is the host up, and does a firewall let the port through?"},
    {"", "Network is unreachable", true, "Is the network up?"},
    {"", "Temporary failure in name resolution", true, "Is the network up?"},
    {"", "could not translate host name", false, "Check the name of the host."},
    {"", "Permission denied", false, "The folder of the socket is closed to this system user."},
    {"", "does not support SSL", false,
     "The server has no TLS: turn \"ssl\" on there, or ask for less with sslmode=prefer."},
    {"", "certificate verify failed", false,
     "sslrootcert names the file with the certificate authority to trust."},
    {"", "root certificate file", false,
     "sslrootcert names the file with the certificate authority to trust."},
    {"", "server certificate for", false, "sslmode=verify-full wants the name in the certificate."},
    {"", "SSL", false, "Check sslmode, sslrootcert, sslcert and sslkey."},
    {"", "server closed the connection", true, "The server's log says why."},
    {"", "Connection reset by peer", true, "The server's log says why."},
};

static const struct reason *reason_find(const char *sqlstate, const char *text)
{
    for (size_t i = 0; i < HD_COUNT(reasons); i++)
        if ((reasons[i].sqlstate == NULL || strcmp(reasons[i].sqlstate, sqlstate) == 0) &&
            (reasons[i].text == NULL || strstr(text, reasons[i].text) != NULL))
            return &reasons[i];
    return NULL;
}

/*
 * In "connection to ... failed: FATAL:  28P01: password ..." the part from the severity
 * (a word in the server's language) to the code: cut out of the line, the code returned.
 */
static const char *line_cut_sqlstate(char *line)
{
    for (char *p = strstr(line, ":  "); p != NULL; p = strstr(p + 1, ":  ")) {
        char *state = p + 3;
        size_t n = 0;
        while (n < SQLSTATE_LENGTH &&
               (isdigit((unsigned char)state[n]) || isupper((unsigned char)state[n])))
            n++;
        if (n < SQLSTATE_LENGTH || !hd_text_starts(state + n, ": "))
            continue;
        char *severity = p;
        while (severity > line && severity[-1] != ' ')
            severity--;
        const char *code = hd_strndup(talloc_parent(line), state, SQLSTATE_LENGTH);
        memmove(severity, state + n + 2, strlen(state + n + 2) + 1);
        return code;
    }
    return "";
}

/* A socket that was shut down because its host said nothing looks reset to libpq. */
static const char *line_correct(TALLOC_CTX *ctx, const char *line, const silent_hosts *silent)
{
    static const char reset[] = "Connection reset by peer";
    HD_SCRATCH(scratch);

    if (hd_text_ends(line, " failed: ")) /* it accepted, and said nothing since */
        return hd_printf(ctx, "%sno answer within the connect_timeout", line);
    for (size_t i = 0; hd_text_ends(line, reset) && i < silent->count; i++) {
        const struct silent_host *host = &silent->items[i];
        if (strstr(line, hd_printf(scratch, "\"%s\"", host->host)) != NULL &&
            strstr(line, hd_printf(scratch, "port %s failed", host->port)) != NULL)
            return hd_printf(ctx, "%.*sno answer within the connect_timeout",
                             (int)(strlen(line) - strlen(reset)), line);
    }
    return line;
}

/* One line of libpq's story. Of several hosts, the answer of a server says more than a silence. */
struct story {
    const char *line;
    const char *sqlstate;
    hd_strings others;
    const char *detail;
    const char *hint;
};

static void story_add(TALLOC_CTX *ctx, struct story *story, const char *text,
                      const silent_hosts *silent)
{
    char *copy = hd_strdup(ctx, text);
    const char *sqlstate = line_cut_sqlstate(copy);
    const char *line = line_correct(ctx, copy, silent);

    if (story->line == NULL || (*story->sqlstate == '\0' && *sqlstate != '\0')) {
        if (story->line != NULL)
            hd_vec_push(ctx, &story->others, story->line);
        story->line = line;
        story->sqlstate = sqlstate;
    } else
        hd_vec_push(ctx, &story->others, line);
}

/* Lines that begin with a tab explain; LOCATION is the place in the server's source. */
static void story_read(TALLOC_CTX *ctx, struct story *story, const char *text,
                       const silent_hosts *silent)
{
    hd_strings lines = {0};

    for (const char *p = text; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n')
        if (*p != '\t')
            hd_vec_push(ctx, &lines, hd_strndup(ctx, p, strcspn(p, "\n")));
    for (size_t i = 0; i < lines.count; i++) {
        const char *line = lines.items[i];
        if (hd_text_starts(line, "DETAIL:  "))
            story->detail = line + strlen("DETAIL:  ");
        else if (hd_text_starts(line, "HINT:  "))
            story->hint = line + strlen("HINT:  ");
        else if (!hd_text_starts(line, "LOCATION:  ") && *line != '\0')
            story_add(ctx, story, line, silent);
    }
}

hd_error *hd_pg_connect_failure(const PGconn *pg, const silent_hosts *silent, bool *may_retry)
{
    HD_SCRATCH(scratch);
    struct story story = {0};
    const char *db = PQdb(pg);

    story_read(scratch, &story, PQerrorMessage(pg), silent);
    if (story.line == NULL)
        story_add(scratch, &story, "no answer within the connect_timeout", silent);
    hd_error *err = hd_error_new(HD_DATABASE, "could not connect to database \"%s\": %s",
                                 db == NULL ? "" : db, story.line);
    sqlstate_set(err, story.sqlstate);
    if (story.detail != NULL)
        err = hd_error_detail(err, "%s", story.detail);
    else if (story.others.count > 0)
        err = hd_error_detail(err, "Before that: %s.", hd_text_join(scratch, &story.others, "; "));

    const struct reason *reason = reason_find(story.sqlstate, story.line);
    *may_retry = reason != NULL && reason->may_retry;
    const char *hint = story.hint != NULL ? story.hint : reason != NULL ? reason->hint : NULL;
    return hint != NULL ? hd_error_hint(err, "%s", hint) : err;
}

hd_error *hd_pg_conninfo_failure(const char *complaint)
{
    HD_SCRATCH(scratch);
    hd_buf *masked = hd_buf_new(scratch);
    bool quoted = false;

    for (const char *p = complaint; *p != '\0' && *p != '\n'; p++) {
        if (*p == '"') {
            hd_buf_add(masked, quoted ? "\"" : "\"...");
            quoted = !quoted;
        } else if (!quoted)
            hd_buf_add_char(masked, *p);
    }
    return hd_error_hint(
        hd_error_new(HD_CONFIG, "the connection string makes no sense: %s", masked->data),
        "Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with %%40 for @, %%2F for / and %%3A "
        "for : in user and password, or KEYWORD=VALUE pairs.");
}
