#include "migrate/replay.h"

#include "base/file.h"
#include "base/text.h"
#include "catalog/read.h"
#include "declare/cache.h"
#include "migrate/files/body.h"
#include "migrate/models.h"
#include "migrate/scratch.h"
#include "migrate/session.h"

struct replay {
    uv_loop_t *loop;
    const hd_project *project;
    const char *command;
    hd_movement *movement;
    const char *folder; /* of the cache */
    char *key;
};

hd_error *hd_replay_steps(TALLOC_CTX *ctx, const hd_project *project, const char *target,
                          hd_movement **ret)
{
    const hd_strings nothing = {0};

    if (strcmp(target, "base") == 0) {
        *ret = hd_new(ctx, hd_movement);
        return NULL;
    }
    return hd_movement_upgrade(ctx, project->graph, &nothing, target, ret);
}

/* ---- the cache ---- */

static hd_error *make_key(struct replay *replay, int server_version)
{
    HD_SCRATCH(scratch);
    hd_strings texts = {0};

    hd_vec_push(scratch, &texts, hd_project_place(scratch, replay->project->config));
    hd_vec_push(scratch, &texts, hd_printf(scratch, "%d", server_version / 10000));
    for (size_t i = 0; i < replay->movement->steps.count; i++) {
        const hd_revision *revision = replay->movement->steps.items[i].node->revision;
        hd_body *body = NULL;
        HD_TRY(hd_body_load(scratch, revision, HD_UPGRADE, &body));
        hd_vec_push(scratch, &texts, revision->id);
        hd_vec_push(scratch, &texts,
                    hd_strndup(scratch, body->text + body->start, body->end - body->start));
    }
    replay->key = hd_cache_key(replay, "migrations", &texts);
    return NULL;
}

/* ---- on a scratch database ---- */

static hd_error *run(const struct replay *replay, const hd_scratch_db *db, hd_models *made)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, db->conn, "SELECT current_user", 0, NULL, &rows));
    made->owner = hd_rows_copy(made, rows, 0, 0);
    HD_TRY(hd_scratch_run(db, replay->movement, NULL));
    return hd_snapshot_read(made, db->conn, &made->snapshot);
}

/* Whatever happens, the scratch database goes. */
static hd_error *run_on_scratch(const struct replay *replay, hd_models *made)
{
    HD_SCRATCH(scratch);
    hd_scratch_server *server = NULL;
    hd_scratch_db db = {0};

    HD_TRY(hd_scratch_connect(scratch, replay->loop, replay->project->config, replay->command,
                              &server));
    hd_error *err = hd_scratch_make(server, &db);
    if (err == NULL)
        err = run(replay, &db, made);
    hd_error *drop_err = hd_scratch_drop_all(server);
    if (err == NULL)
        return drop_err;
    hd_error_free(drop_err);
    return err;
}

hd_error *hd_replay_load(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_project *project,
                         const char *command, const char *target, int server_version,
                         hd_models **ret)
{
    HD_SCRATCH(scratch);
    const hd_strings no_paths = {0};
    struct replay *replay = hd_new(scratch, struct replay);
    hd_models *made = hd_new(scratch, hd_models);

    replay->loop = loop;
    replay->project = project;
    replay->command = command;
    replay->folder = hd_path_join(replay, hd_session_embedded(replay, project->config).folder,
                                  "cache");
    HD_TRY(hd_replay_steps(replay, project, target, &replay->movement));
    HD_TRY(make_key(replay, server_version));
    hd_models *kept = hd_cache_find(ctx, replay->folder, replay->key, &no_paths);
    if (kept != NULL) {
        *ret = kept;
        return NULL;
    }
    HD_TRY(run_on_scratch(replay, made));
    hd_cache_keep(replay->folder, replay->key, made, &no_paths);
    *ret = talloc_steal(ctx, made);
    return NULL;
}
