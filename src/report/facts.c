#include "report/facts.h"

#include "base/buf.h"
#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

#define SCHEMA_MARK "@schema:"

enum { MAJOR = 10000 };

/* The names of the needs of one kind, for = ANY (string_to_array($n, ',')). */
static char *need_names(TALLOC_CTX *ctx, const hd_report *report, enum hd_need_kind kind)
{
    hd_strings names = {0};

    for (size_t i = 0; i < report->needs.count; i++)
        if (report->needs.items[i].kind == kind)
            hd_vec_push(ctx, &names, report->needs.items[i].name);
    return hd_text_join(ctx, &names, ",");
}

/* "1.10" is 1010; of something like "3.4.2dev" only what is a number counts. */
static int version_number(TALLOC_CTX *ctx, const char *text)
{
    char *numbers = hd_strndup(ctx, text, strspn(text, "0123456789."));
    char *first = strchr(numbers, '.');
    char *second = first == NULL ? NULL : strchr(first + 1, '.');

    if (second != NULL)
        *second = '\0';
    int version = hd_report_version(numbers);
    return version == 0 ? 1 : version;
}

hd_error *report_facts_read(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                            struct report_facts *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    if (report->needs.count == 0)
        return NULL;
    const char *params[] = {need_names(scratch, report, HD_NEED_EXTENSION),
                            need_names(scratch, report, HD_NEED_ROLE),
                            need_names(scratch, report, HD_NEED_TABLE)};
    HD_TRY(hd_query(ctx, conn, hd_sql_engine_facts, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        const char *name = hd_rows_text(rows, i, 1);
        const char *version = hd_rows_text(rows, i, 2);
        if (strcmp(hd_rows_text(rows, i, 0), "role") == 0)
            hd_vec_push(ctx, &ret->roles, name);
        else if (strcmp(hd_rows_text(rows, i, 0), "table") == 0)
            hd_vec_push(ctx, &ret->tables, name);
        else
            hd_vec_push(ctx, &ret->extensions,
                        (struct report_extension){name, hd_rows_text(rows, i, 3), version,
                                                  version_number(scratch, version)});
    }
    return NULL;
}

struct report_extension report_facts_extension(const struct report_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->extensions.count; i++)
        if (strcmp(facts->extensions.items[i].name, name) == 0)
            return facts->extensions.items[i];
    return (struct report_extension){0};
}

const char *report_facts_fill(TALLOC_CTX *ctx, const struct report_facts *facts, const char *sql)
{
    hd_buf *out = hd_buf_new(ctx);
    const char *mark = NULL;

    while ((mark = strstr(sql, SCHEMA_MARK)) != NULL) {
        const char *name = mark + strlen(SCHEMA_MARK);
        size_t len = strcspn(name, "@");
        struct report_extension extension = report_facts_extension(facts,
                                                                   hd_strndup(out, name, len));
        const char *schema = extension.schema == NULL ? "pg_catalog" : extension.schema;

        hd_buf_add_n(out, sql, (size_t)(mark - sql));
        hd_buf_add(out, hd_sql_ident(out, schema));
        sql = name + len + (name[len] == '@' ? 1 : 0);
    }
    hd_buf_add(out, sql);
    return out->data;
}

static const char *lack_extension(TALLOC_CTX *ctx, const struct report_facts *facts,
                                  const hd_report_need *need, const char **how)
{
    struct report_extension extension = report_facts_extension(facts, need->name);

    if (extension.version == 0) {
        *how = hd_printf(ctx, "CREATE EXTENSION %s;", hd_sql_ident(ctx, need->name));
        return hd_printf(ctx, "needs extension %s: %s", need->name, need->why);
    }
    if (need->version == NULL || extension.version >= hd_report_version(need->version))
        return NULL;
    *how = hd_printf(ctx, "ALTER EXTENSION %s UPDATE;", hd_sql_ident(ctx, need->name));
    return hd_printf(ctx, "needs extension %s %s and finds %s: %s", need->name, need->version,
                     extension.text, need->why);
}

const char *report_facts_lack(TALLOC_CTX *ctx, const struct report_facts *facts,
                              const hd_report_need *need, const hd_conn *conn, const char **how)
{
    const char *user = hd_sql_ident(ctx, hd_conn_user(conn));

    switch (need->kind) {
    case HD_NEED_EXTENSION:
        return lack_extension(ctx, facts, need, how);
    case HD_NEED_ROLE:
        if (hd_strings_contain(&facts->roles, need->name))
            return NULL;
        *how = hd_printf(ctx, "GRANT %s TO %s;", hd_sql_ident(ctx, need->name), user);
        return hd_printf(ctx, "needs role %s: %s", need->name, need->why);
    case HD_NEED_SUPERUSER:
        if (hd_strings_contain(&facts->roles, "superuser"))
            return NULL;
        *how = "Run it as a superuser.";
        return hd_printf(ctx, "needs a superuser: %s", need->why);
    case HD_NEED_TABLE:
        if (hd_strings_contain(&facts->tables, need->name))
            return NULL;
        return hd_printf(ctx, "needs table %s: %s", need->name, need->why);
    case HD_NEED_SERVER:
        if (hd_conn_server_version(conn) >= (int)strtol(need->name, NULL, 10) * MAJOR)
            return NULL;
        return hd_printf(ctx, "needs PostgreSQL %s: %s", need->name, need->why);
    }
    return NULL;
}
