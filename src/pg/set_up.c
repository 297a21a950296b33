/*
 * One message sets a session up and tells what it is: a round trip costs more than the
 * statements in it, and plain SET statements are the cheapest there are for the server.
 *
 * A transaction pooler would hand the settings on to other clients of the server session. So
 * the first statement compares the backend's pid with the one that the client was told,
 * and where they differ it fails (it reads a setting that nobody has): the message is one
 * transaction, nothing of it remains.
 */
#include "pg/set_up.h"

#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

#define POOLER_TRAP      "howdah.no_settings_through_a_pooler"
#define UNDEFINED_OBJECT "42704"
#define INVALID_VALUE    "22023"
#define CONNECTION_CHECK "client_connection_check_interval"

enum { COLUMN_PID, COLUMN_IN_RECOVERY, COLUMN_READ_ONLY, COLUMN_ENVIRONMENT, COLUMN_TIMEOUTS };

/* Settings that would end a long statement or a quiet session, and the watch over the client. */
struct setting {
    const char *name;
    const char *value;
    int since; /* server version */
};
static const struct setting settings[] = {
    {"statement_timeout", "0", 0},
    {"lock_timeout", "0", 0},
    {"idle_in_transaction_session_timeout", "0", 0},
    {"idle_session_timeout", "0", 140000},
    {"transaction_timeout", "0", 170000},
    {CONNECTION_CHECK, "2s", 140000},
};

static bool wanted(const struct setting *setting, int server_version, const struct set_up_way *way)
{
    bool refused = way->no_connection_checks && strcmp(setting->name, CONNECTION_CHECK) == 0;

    return server_version >= setting->since && !refused;
}

static bool nothing_to_set(const hd_target *target, const struct set_up_way *way)
{
    return way->behind_pooler && !target->session_pooler;
}

char *hd_set_up_settings(TALLOC_CTX *ctx, const hd_target *target, int server_version,
                         const struct set_up_way *way)
{
    HD_SCRATCH(scratch);
    hd_strings statements = {0};

    if (nothing_to_set(target, way))
        return hd_strdup(ctx, "");
    for (size_t i = 0; i < HD_COUNT(settings); i++)
        if (wanted(&settings[i], server_version, way))
            hd_vec_push(scratch, &statements,
                        hd_printf(scratch, "SET %s = '%s'", settings[i].name, settings[i].value));
    if (target->search_path != NULL)
        hd_vec_push(scratch, &statements,
                    hd_printf(scratch, "SELECT pg_catalog.set_config('search_path', %s, false)",
                              hd_sql_literal(scratch, target->search_path)));
    if (target->role != NULL)
        hd_vec_push(scratch, &statements,
                    hd_printf(scratch, "SET ROLE %s", hd_sql_ident(scratch, target->role)));
    return hd_text_join(ctx, &statements, "; ");
}

static void add_set_config(TALLOC_CTX *ctx, hd_strings *calls, const char *name, const char *value)
{
    hd_vec_push(
        ctx, calls,
        hd_printf(ctx, "pg_catalog.set_config('%s', %s, false)", name, hd_sql_literal(ctx, value)));
}

void hd_set_up_restore(TALLOC_CTX *ctx, const hd_target *target, int server_version,
                       const struct set_up_way *way, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_strings calls = {0};

    /* Neither session user nor role is among what RESET ALL resets. */
    hd_vec_push(ctx, ret, "RESET SESSION AUTHORIZATION");
    hd_vec_push(ctx, ret, "RESET ALL");
    if (nothing_to_set(target, way)) {
        hd_vec_push(ctx, ret, "RESET ROLE");
        return;
    }
    for (size_t i = 0; i < HD_COUNT(settings); i++)
        if (wanted(&settings[i], server_version, way))
            add_set_config(scratch, &calls, settings[i].name, settings[i].value);
    if (target->search_path != NULL)
        add_set_config(scratch, &calls, "search_path", target->search_path);
    add_set_config(scratch, &calls, "role", target->role == NULL ? "none" : target->role);
    hd_vec_push(ctx, ret, hd_printf(ctx, "SELECT %s", hd_text_join(scratch, &calls, ", ")));
}

char *hd_set_up_sql(TALLOC_CTX *ctx, const char *settings_sql, int pid,
                    const struct set_up_way *way)
{
    HD_SCRATCH(scratch);
    const char *trap = "";

    if (!way->behind_pooler)
        trap = hd_printf(scratch,
                         ", CASE pg_catalog.pg_backend_pid() WHEN %d THEN '' "
                         "ELSE pg_catalog.current_setting('" POOLER_TRAP "') END",
                         pid);
    return hd_printf(ctx, "%s%s; %s", hd_sql_pg_session_facts, trap, settings_sql);
}

bool hd_set_up_again(const hd_error *err, struct set_up_way *way)
{
    bool pooler = !way->behind_pooler && strcmp(err->sqlstate, UNDEFINED_OBJECT) == 0 &&
                  strstr(err->message, POOLER_TRAP) != NULL;
    bool platform = !way->no_connection_checks && strcmp(err->sqlstate, INVALID_VALUE) == 0 &&
                    strstr(err->message, CONNECTION_CHECK) != NULL;

    way->behind_pooler = way->behind_pooler || pooler;
    way->no_connection_checks = way->no_connection_checks || platform;
    return pooler || platform;
}

struct set_up_facts hd_set_up_facts(TALLOC_CTX *ctx, const hd_rows *rows)
{
    const char *environment = hd_rows_text(rows, 0, COLUMN_ENVIRONMENT);
    struct set_up_facts facts = {
        .pid = (int)hd_rows_int(rows, 0, COLUMN_PID),
        .in_recovery = hd_rows_bool(rows, 0, COLUMN_IN_RECOVERY),
        .read_only = hd_text_equal(hd_rows_text(rows, 0, COLUMN_READ_ONLY), "on"),
        .environment = environment == NULL || *environment == '\0' ? NULL
                                                                   : hd_strdup(ctx, environment),
    };

    for (size_t i = COLUMN_TIMEOUTS; i < hd_rows_columns(rows); i++) {
        const char *name = hd_rows_name(rows, i);
        const char *value = hd_rows_text(rows, 0, i);
        if (hd_text_ends(name, "_timeout") && value != NULL && strcmp(value, "0") != 0)
            hd_vec_push(ctx, &facts.overridden, hd_printf(ctx, "%s = %s", name, value));
    }
    return facts;
}
