#include "migrate/session.h"

#include "base/file.h"
#include "base/text.h"

static void on_say(const char *line, void *arg)
{
    (void)arg;
    fprintf(stderr, "howdah: %s\n", line);
}

/* A path of the settings is relative to the configuration's folder. */
static const char *setting_path(TALLOC_CTX *ctx, const hd_config *config, const char *name)
{
    HD_SCRATCH(scratch);
    const char *path = hd_config_get(config, name);

    if (path == NULL)
        return NULL;
    return hd_path_absolute(ctx, hd_path_join(scratch, hd_config_folder(config), path));
}

hd_embedded_settings hd_session_embedded(TALLOC_CTX *ctx, const hd_config *config)
{
    return (hd_embedded_settings){.folder = setting_path(ctx, config, "embedded_dir"),
                                  .database = hd_config_database(config),
                                  .bin_dir = setting_path(ctx, config, "bin_dir"),
                                  .say = hd_config_quiet(config) ? NULL : on_say};
}

static bool is_embedded(const hd_config *config)
{
    return hd_config_get(config, "url") == NULL;
}

static hd_error *embedded_conninfo(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                                   const char **ret)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, config);

    HD_TRY(hd_embedded_conninfo(ctx, &settings, ret));
    return *ret != NULL ? NULL : hd_embedded_start(ctx, loop, &settings, ret);
}

hd_error *hd_session_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                            const char *command, hd_target *ret)
{
    const char *conninfo = hd_config_get(config, "url");

    if (is_embedded(config))
        HD_TRY(embedded_conninfo(ctx, loop, config, &conninfo));
    *ret = (hd_target){
        .conninfo = conninfo,
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

hd_error *hd_session_connect(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                             const hd_target *target, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, config);

    if (is_embedded(config))
        return hd_embedded_open(ctx, loop, &settings, target, ret);
    return hd_conn_open(ctx, loop, target, ret);
}

hd_error *hd_session_open_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                                 const hd_target *target, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;

    HD_TRY(hd_session_connect(scratch, loop, config, target, &conn));
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
