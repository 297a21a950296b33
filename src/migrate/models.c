#include "migrate/models.h"

#include "base/file.h"
#include "base/text.h"
#include "migrate/scratch.h"
#include "migrate/session.h"

struct server_request {
    uv_loop_t *loop;
    const hd_config *config;
    const char *command;
};

static hd_error *server_open(TALLOC_CTX *ctx, void *arg, hd_scratch_server **ret)
{
    const struct server_request *request = arg;

    return hd_scratch_connect(ctx, request->loop, request->config, request->command, ret);
}

char *hd_project_place(TALLOC_CTX *ctx, const hd_config *config)
{
    static const char *const names[] = {"scratch_url", "url",     "role",
                                        "search_path", "bin_dir", "embedded_dir"};
    hd_buf *place = hd_buf_new(ctx);

    for (size_t i = 0; i < HD_COUNT(names); i++) {
        const char *value = hd_config_get(config, names[i]);
        hd_buf_addf(place, "%s=%s\n", names[i], value == NULL ? "" : value);
    }
    return hd_buf_take(ctx, place);
}

static bool has_sql(const char *folder)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    hd_error_free(hd_dir_list(scratch, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        const char *path = hd_path_join(scratch, folder, names.items[i]);
        if (*names.items[i] != '.' &&
            (hd_dir_exists(path) ? has_sql(path) : hd_text_ends(path, ".sql")))
            return true;
    }
    return false;
}

bool hd_project_has_models(const hd_config *config)
{
    HD_SCRATCH(scratch);

    if (hd_config_value_of(config, "models.source")->kind != HD_SOURCE_DEFAULT)
        return true;
    return has_sql(
        hd_path_join(scratch, hd_config_folder(config), hd_config_get(config, "models.source")));
}

hd_error *hd_project_models(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                            const char *command, const char *source, int server_version,
                            hd_models **ret)
{
    HD_SCRATCH(scratch);
    struct server_request server = {loop, config, command};
    const hd_embedded_settings embedded = hd_session_embedded(scratch, config);
    const hd_models_request request = {
        .loop = loop,
        .source = source == NULL ? hd_config_get(config, "models.source") : source,
        .folder = source == NULL ? hd_config_folder(config) : ".",
        .actor = hd_config_get(config, "models.actor"),
        .server = server_open,
        .server_arg = &server,
        .cache = hd_path_join(scratch, embedded.folder, "cache"),
        .place = hd_project_place(scratch, config),
        .server_version = server_version,
    };

    return hd_models_load(ctx, &request, ret);
}
