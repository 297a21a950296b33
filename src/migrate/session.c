#include "migrate/session.h"

#include "base/text.h"

hd_error *hd_session_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                            const char *command, hd_target *ret)
{
    const char *url = hd_config_get(config, "url");

    (void)loop;
    if (url == NULL)
        return hd_error_hint(hd_error_new(HD_CONFIG, "no database is configured"),
                             "Give it with --url, HOWDAH_URL or \"url\" in howdah.ini.");
    *ret = (hd_target){
        .conninfo = url,
        .dbname = hd_config_database(config),
        .application_name = hd_printf(ctx, "howdah %s", command),
        .search_path = hd_config_get(config, "search_path"),
        .role = hd_config_get(config, "role"),
        .connect_budget_ms = (unsigned)hd_config_get_ms(config, "connect_budget"),
    };
    return NULL;
}

/* A command that is meant for one environment must not reach the database of another. */
static hd_error *environment_check(const hd_config *config, const hd_conn *conn)
{
    const char *mark = hd_conn_environment(conn);
    const char *wanted = hd_config_get(config, "environment");
    HD_SCRATCH(scratch);

    if (mark == NULL || hd_text_equal(mark, wanted))
        return NULL;
    const char *ours = wanted == NULL ? "no environment was named for this command"
                                      : hd_printf(scratch, "this command is for \"%s\"", wanted);
    return hd_error_hint(hd_error_new(HD_REFUSED,
                                      "database \"%s\" is marked as environment \"%s\", but %s",
                                      hd_conn_dbname(conn), mark, ours),
                         "If it is the database that you mean, give --env %s.", mark);
}

hd_error *hd_session_open_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                                 const hd_target *target, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;

    HD_TRY(hd_conn_open(scratch, loop, target, &conn));
    HD_TRY(environment_check(config, conn));
    *ret = talloc_steal(ctx, conn);
    return NULL;
}

hd_error *hd_session_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                          const char *command, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};

    HD_TRY(hd_session_target(scratch, loop, config, command, &target));
    return hd_session_open_target(ctx, loop, config, &target, ret);
}
