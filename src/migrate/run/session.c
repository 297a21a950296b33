/* The settings of the working session, before the first statement and after each that is not ours.
 */
#include "migrate/run/internal.h"

#include <inttypes.h>

#include "base/clock.h"

/* Single commits need not wait for the disk: the last one of the run does, for all before it. */
char *hd_run_settings_sql(TALLOC_CTX *ctx, const hd_run_state *run)
{
    const hd_config *config = run->config;

    return hd_printf(
        ctx,
        "SELECT pg_catalog.set_config('lock_timeout', '%" PRIu64 "', false), "
        "pg_catalog.set_config('statement_timeout', '%" PRIu64 "', false)%s",
        hd_config_get_ms(config, "lock_timeout"), hd_config_get_ms(config, "statement_timeout"),
        run->durable ? "" : ", pg_catalog.set_config('synchronous_commit', 'off', false)");
}

void hd_run_add_restore(TALLOC_CTX *ctx, const hd_run_state *run, hd_commands *ret)
{
    const hd_strings *restore = hd_conn_restore(run->conn);

    const hd_statement settings = {hd_run_settings_sql(ctx, run), 0, NULL};
    size_t last = restore->count - 1;

    for (size_t i = 0; i < last; i++)
        hd_vec_push(ctx, ret, (hd_statement){restore->items[i], 0, NULL});
    hd_vec_push(
        ctx, ret,
        hd_run_prepared(run, HD_PREPARED_RESTORE, (hd_statement){restore->items[last], 0, NULL}));
    hd_vec_push(ctx, ret,
                run->durable ? settings : hd_run_prepared(run, HD_PREPARED_SETTINGS, settings));
}

hd_error *hd_run_prepare_session(hd_run_state *run)
{
    HD_SCRATCH(scratch);

    return hd_exec(run->conn, hd_printf(scratch, "%s; %s", hd_conn_restore_sql(run->conn),
                                        hd_run_settings_sql(scratch, run)));
}

hd_error *hd_run_make_durable(hd_run_state *run)
{
    run->durable = true;
    return hd_exec(run->conn, "RESET synchronous_commit");
}

/* People write units that the server does not know (10m). */
char *hd_run_limit(TALLOC_CTX *ctx, const char *value)
{
    uint64_t ms = 0;

    hd_error_free(hd_duration_parse(value, &ms)); /* checked when the file was read */
    return hd_printf(ctx, "%" PRIu64, ms);
}

void hd_run_add_limits(TALLOC_CTX *ctx, const hd_body *body, hd_commands *ret)
{
    const char *const limits[][2] = {{"lock_timeout", body->lock_timeout},
                                     {"statement_timeout", body->statement_timeout}};

    for (size_t i = 0; i < HD_COUNT(limits); i++)
        if (limits[i][1] != NULL)
            hd_vec_push(ctx, ret,
                        (hd_statement){hd_printf(ctx, "SET LOCAL %s = %s", limits[i][0],
                                                 hd_run_limit(ctx, limits[i][1])),
                                       0, NULL});
}
