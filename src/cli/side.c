#include "cli/side.h"

#include "base/file.h"
#include "base/text.h"
#include "catalog/read.h"
#include "config/url.h"
#include "migrate/models.h"
#include "migrate/session.h"

enum { MAX_SNAPSHOT_BYTES = 512 << 20 };

static bool is_conninfo(const char *text)
{
    return strstr(text, "://") != NULL || strchr(text, '=') != NULL;
}

static hd_error *connect_to(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                            hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {.application_name = hd_printf(scratch, "howdah %s", name)};

    if (source != NULL && is_conninfo(source)) {
        hd_url url = {0};
        HD_TRY(hd_url_reduce(scratch, source, &url));
        target.conninfo = url.conninfo == NULL ? "" : url.conninfo;
        return hd_conn_open(ctx, hd_app_loop(app), &target, ret);
    }
    HD_TRY(hd_session_target(scratch, hd_app_loop(app), app->config, name, &target));
    if (source != NULL)
        target.dbname = source;
    return hd_session_open_target(ctx, hd_app_loop(app), app->config, &target, ret);
}

/* The word, a folder or file of statements, or a command that prints some. */
static bool is_models(const char *source)
{
    return source != NULL &&
           (strcmp(source, "models") == 0 || hd_text_starts(source, "command:") ||
            (!is_conninfo(source) && (hd_dir_exists(source) || hd_text_ends(source, ".sql"))));
}

static hd_error *models_read(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                             hd_side *ret)
{
    hd_models *models = NULL;
    const char *other = strcmp(source, "models") == 0 ? NULL : source;

    HD_TRY(hd_project_models(ctx, hd_app_loop(app), app->config, name, other, 0, &models));
    ret->snapshot = models->snapshot;
    ret->renames = models->renames;
    ret->declared = true;
    ret->owner = models->owner;
    return NULL;
}

hd_error *hd_side_read(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                       hd_side *ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    char *text = NULL;
    size_t len = 0;

    *ret = (hd_side){0};
    if (source != NULL && strcmp(source, "database") == 0)
        source = NULL;
    if (is_models(source))
        return models_read(ctx, app, source, name, ret);
    if (source != NULL && !is_conninfo(source) && hd_file_exists(source)) {
        HD_TRY(hd_file_read(scratch, source, MAX_SNAPSHOT_BYTES, &text, &len));
        return hd_snapshot_parse(ctx, source, text, len, &ret->snapshot);
    }
    HD_TRY(connect_to(scratch, app, source, name, &conn));
    return hd_snapshot_read(ctx, conn, &ret->snapshot);
}

void hd_side_renames(TALLOC_CTX *ctx, const hd_side *side, const hd_snapshot *selection,
                     hd_renames *ret)
{
    for (size_t i = 0; i < side->renames.count; i++) {
        hd_rename rename = side->renames.items[i];
        rename.fact = hd_snapshot_find(selection, rename.fact->kind, rename.fact->identity);
        if (rename.fact != NULL)
            hd_vec_push(ctx, ret, rename);
    }
}

static bool is_database(const char *source)
{
    return source == NULL || strcmp(source, "database") == 0 ||
           (!is_models(source) && (is_conninfo(source) || !hd_file_exists(source)));
}

hd_error *hd_sides_read(TALLOC_CTX *ctx, hd_app *app, const char *const sources[2],
                        const char *name, hd_side ret[2])
{
    HD_SCRATCH(scratch);
    hd_conn *conns[2] = {NULL, NULL};
    hd_snapshot *snapshots[2] = {NULL, NULL};

    if (!is_database(sources[0]) || !is_database(sources[1])) {
        HD_TRY(hd_side_read(ctx, app, sources[0], name, &ret[0]));
        return hd_side_read(ctx, app, sources[1], name, &ret[1]);
    }
    for (int i = 0; i < 2; i++) {
        bool own = sources[i] != NULL && strcmp(sources[i], "database") == 0;
        ret[i] = (hd_side){0};
        HD_TRY(connect_to(scratch, app, own ? NULL : sources[i], name, &conns[i]));
    }
    HD_TRY(hd_snapshot_read_both(ctx, conns, snapshots));
    ret[0].snapshot = snapshots[0];
    ret[1].snapshot = snapshots[1];
    return NULL;
}
