#include "cli/side.h"

#include "base/file.h"
#include "base/text.h"
#include "catalog/read.h"
#include "cli/project.h"
#include "config/url.h"
#include "migrate/graph/resolve.h"
#include "migrate/models.h"
#include "migrate/replay.h"
#include "migrate/scope.h"
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

hd_error *hd_side_connect(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                          hd_conn **ret)
{
    bool own = source == NULL || strcmp(source, "database") == 0;

    return connect_to(ctx, app, own ? NULL : source, name, ret);
}

/* Words that are meant for revisions whatever else has that name: "./head" is a file. */
static bool is_revision_word(const char *source)
{
    static const char *const words[] = {"migrations", "head", "heads", "base"};

    for (size_t i = 0; i < HD_COUNT(words); i++)
        if (strcmp(source, words[i]) == 0)
            return true;
    return (strchr(source, '@') != NULL && !is_conninfo(source));
}

/* The word, a folder or file of statements, or a command that prints some. */
static bool is_models(const char *source)
{
    return source != NULL && !is_revision_word(source) &&
           (strcmp(source, "models") == 0 || hd_text_starts(source, "command:") ||
            (!is_conninfo(source) && (hd_dir_exists(source) || hd_text_ends(source, ".sql"))));
}

/* What came from a scratch database. */
static void side_set(hd_side *side, const hd_models *models)
{
    side->snapshot = models->snapshot;
    side->renames = models->renames;
    side->declared = true;
    side->own = true;
    side->owner = models->owner;
}

static int version_of(const hd_side *side)
{
    return side == NULL || side->snapshot == NULL ? 0 : side->snapshot->server_version;
}

static hd_error *models_read(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                             int version, hd_side *ret)
{
    hd_models *models = NULL;
    const char *other = strcmp(source, "models") == 0 ? NULL : source;

    HD_TRY(hd_project_models(ctx, hd_app_loop(app), app->config, name, other, version, &models));
    side_set(ret, models);
    return NULL;
}

/* ---- revisions ---- */

/* Without revision files, or with some that do not fit together, a name is that of a database. */
static hd_error *find_revision(TALLOC_CTX *ctx, hd_app *app, const char *source,
                               hd_project **project)
{
    HD_SCRATCH(scratch);
    hd_nodes nodes = {0};

    *project = NULL;
    if (source == NULL || is_conninfo(source))
        return NULL;
    if (is_revision_word(source))
        return hd_app_project(ctx, app, NULL, project);
    if (hd_config_file(app->config) == NULL)
        return NULL;
    hd_error *err = hd_project_load(ctx, app->config, NULL, project);
    if (err == NULL)
        err = hd_resolve(scratch, (*project)->graph, NULL, source, &nodes);
    if (err != NULL)
        *project = NULL;
    hd_error_free(err);
    return NULL;
}

static hd_error *revision_read(TALLOC_CTX *ctx, hd_app *app, const hd_project *project,
                               const char *source, const char *name, int version, hd_side *ret)
{
    hd_models *made = NULL;
    const char *target = strcmp(source, "migrations") == 0 ? "heads" : source;

    HD_TRY(hd_replay_load(ctx, hd_app_loop(app), project, name, target, version, &made));
    side_set(ret, made);
    return NULL;
}

/* ---- any ---- */

static bool is_file(const char *source)
{
    return source != NULL && !is_conninfo(source) && !is_revision_word(source) &&
           hd_file_exists(source);
}

static hd_error *file_read(TALLOC_CTX *ctx, const char *path, hd_side *ret)
{
    HD_SCRATCH(scratch);
    hd_snapshot *snapshot = NULL;
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, MAX_SNAPSHOT_BYTES, &text, &len));
    HD_TRY(hd_snapshot_parse(ctx, path, text, len, &snapshot));
    ret->snapshot = snapshot;
    return NULL;
}

hd_error *hd_side_read(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                       const hd_side *beside, hd_side *ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    hd_project *project = NULL;
    hd_snapshot *snapshot = NULL;

    *ret = (hd_side){0};
    if (source != NULL && strcmp(source, "database") == 0)
        source = NULL;
    if (is_models(source))
        return models_read(ctx, app, source, name, version_of(beside), ret);
    if (is_file(source))
        return file_read(ctx, source, ret);
    HD_TRY(find_revision(scratch, app, source, &project));
    if (project != NULL)
        return revision_read(ctx, app, project, source, name, version_of(beside), ret);
    HD_TRY(connect_to(scratch, app, source, name, &conn));
    HD_TRY(hd_snapshot_read(ctx, conn, &snapshot));
    ret->snapshot = snapshot;
    ret->live = true;
    ret->own = source == NULL;
    return NULL;
}

hd_error *hd_sides_scope(TALLOC_CTX *ctx, const hd_app *app, hd_side *from, hd_side *to)
{
    hd_scope *scope = NULL;

    HD_TRY(hd_scope_load(ctx, app->config, from->own || to->own, &scope));
    from->snapshot = hd_scope_apply(ctx, scope, from->snapshot);
    to->snapshot = hd_scope_apply(ctx, scope, to->snapshot);
    return NULL;
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

static hd_error *is_database(hd_app *app, const char *source, bool *ret)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;

    *ret = source == NULL || strcmp(source, "database") == 0;
    if (*ret || is_models(source) || is_file(source))
        return NULL;
    HD_TRY(find_revision(scratch, app, source, &project));
    *ret = project == NULL;
    return NULL;
}

/* One that was kept, and one that is made now, may be of two versions. */
static hd_error *one_by_one(TALLOC_CTX *ctx, hd_app *app, const char *const sources[2],
                            const char *name, int first, hd_side ret[2])
{
    enum { VERSIONS_OF_ONE = 10000 };
    int second = 1 - first;

    HD_TRY(hd_side_read(ctx, app, sources[first], name, NULL, &ret[first]));
    HD_TRY(hd_side_read(ctx, app, sources[second], name, &ret[first], &ret[second]));
    if (!ret[first].declared ||
        version_of(&ret[first]) / VERSIONS_OF_ONE == version_of(&ret[second]) / VERSIONS_OF_ONE)
        return NULL;
    return hd_side_read(ctx, app, sources[first], name, &ret[second], &ret[first]);
}

hd_error *hd_sides_read(TALLOC_CTX *ctx, hd_app *app, const char *const sources[2],
                        const char *name, hd_side ret[2])
{
    HD_SCRATCH(scratch);
    hd_conn *conns[2] = {NULL, NULL};
    hd_snapshot *snapshots[2] = {NULL, NULL};
    bool databases[2] = {false, false};

    for (int i = 0; i < 2; i++)
        HD_TRY(is_database(app, sources[i], &databases[i]));
    if (!databases[0] || !databases[1])
        return one_by_one(ctx, app, sources, name, databases[1] ? 1 : 0, ret);
    for (int i = 0; i < 2; i++) {
        bool own = sources[i] == NULL || strcmp(sources[i], "database") == 0;
        ret[i] = (hd_side){.own = own, .live = true};
        HD_TRY(connect_to(scratch, app, own ? NULL : sources[i], name, &conns[i]));
    }
    HD_TRY(hd_snapshot_read_both(ctx, conns, snapshots));
    ret[0].snapshot = snapshots[0];
    ret[1].snapshot = snapshots[1];
    return NULL;
}
