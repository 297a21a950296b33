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

#define UNKNOWN_DATABASE "3D000"

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

/* ---- databases ---- */

static bool is_own_database(const char *source)
{
    return source == NULL || strcmp(source, "database") == 0;
}

hd_error *hd_side_connect(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                          hd_conn **ret)
{
    return connect_to(ctx, app, is_own_database(source) ? NULL : source, name, ret);
}

/* A word that is nothing else is the name of a database. */
static hd_error *no_such_side(hd_error *err, const char *source)
{
    if (err == NULL || source == NULL || is_conninfo(source) ||
        strcmp(err->sqlstate, UNKNOWN_DATABASE) != 0)
        return err;
    return hd_error_hint(err, "\"%s\" is no file, no revision and no database of this server.",
                         source);
}

/* The connection goes with ctx. */
static hd_error *database_start(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                                hd_snapshot_reading **ret, int *server_version)
{
    hd_conn *conn = NULL;

    HD_TRY(no_such_side(hd_side_connect(ctx, app, source, name, &conn), source));
    *server_version = hd_conn_server_version(conn);
    return hd_snapshot_start(ctx, conn, ret);
}

static hd_error *database_finish(TALLOC_CTX *ctx, hd_snapshot_reading *reading, const char *source,
                                 hd_side *ret)
{
    hd_snapshot *snapshot = NULL;

    HD_TRY(hd_snapshot_finish(ctx, reading, &snapshot));
    *ret = (hd_side){.snapshot = snapshot, .live = true, .own = is_own_database(source)};
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
                       int server_version, hd_side *ret)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_snapshot_reading *reading = NULL;

    *ret = (hd_side){0};
    if (is_own_database(source))
        source = NULL;
    if (is_models(source))
        return models_read(ctx, app, source, name, server_version, ret);
    if (is_file(source))
        return file_read(ctx, source, ret);
    HD_TRY(find_revision(scratch, app, source, &project));
    if (project != NULL)
        return revision_read(ctx, app, project, source, name, server_version, ret);
    HD_TRY(database_start(scratch, app, source, name, &reading, &server_version));
    return database_finish(ctx, reading, source, ret);
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

    *ret = is_own_database(source);
    if (*ret || is_models(source) || is_file(source))
        return NULL;
    HD_TRY(find_revision(scratch, app, source, &project));
    *ret = project == NULL;
    return NULL;
}

/* One that was kept, and one that is made now, may be of two versions. */
static hd_error *without_database(TALLOC_CTX *ctx, hd_app *app, const char *const sources[2],
                                  const char *name, hd_side ret[2])
{
    enum { VERSIONS_OF_ONE = 10000 };
    int versions[2];

    HD_TRY(hd_side_read(ctx, app, sources[0], name, 0, &ret[0]));
    versions[0] = ret[0].snapshot->server_version;
    HD_TRY(hd_side_read(ctx, app, sources[1], name, versions[0], &ret[1]));
    versions[1] = ret[1].snapshot->server_version;
    if (!ret[0].declared || versions[0] / VERSIONS_OF_ONE == versions[1] / VERSIONS_OF_ONE)
        return NULL;
    return hd_side_read(ctx, app, sources[0], name, versions[1], &ret[0]);
}

/* A database answers while the other side is read, or made. */
hd_error *hd_sides_read(TALLOC_CTX *ctx, hd_app *app, const char *const sources[2],
                        const char *name, hd_side ret[2])
{
    HD_SCRATCH(scratch);
    hd_snapshot_reading *readings[2] = {NULL, NULL};
    bool databases[2] = {false, false};
    int version = 0;

    for (int i = 0; i < 2; i++)
        HD_TRY(is_database(app, sources[i], &databases[i]));
    if (!databases[0] && !databases[1])
        return without_database(ctx, app, sources, name, ret);
    for (int i = 0; i < 2; i++)
        if (databases[i])
            HD_TRY(database_start(scratch, app, sources[i], name, &readings[i], &version));
    for (int i = 0; i < 2; i++)
        if (!databases[i])
            HD_TRY(hd_side_read(ctx, app, sources[i], name, version, &ret[i]));
    for (int i = 0; i < 2; i++)
        if (databases[i])
            HD_TRY(database_finish(ctx, readings[i], sources[i], &ret[i]));
    return NULL;
}
