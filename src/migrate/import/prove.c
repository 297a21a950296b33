#include "migrate/import/prove.h"

#include "base/file.h"
#include "migrate/files/body.h"
#include "migrate/graph/movement.h"
#include "migrate/import/alembic.h"
#include "migrate/import/source.h"
#include "migrate/scratch.h"
#include "pg/conninfo.h"

struct proof {
    TALLOC_CTX *ctx;
    uv_loop_t *loop;
    const hd_import *import;
    const char *section;
    hd_scratch_server *server;
    hd_graph *graph;
    hd_strings heads;
    bool reversible; /* all of it */
    hd_import_proof *ret;
};

/* ---- what runs ---- */

static hd_error *read_file(struct proof *proof, const char *path, hd_revisions *revisions)
{
    hd_revision *revision = NULL;
    hd_body *body = NULL;
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(proof->ctx, path, HD_IMPORT_MAX_FILE_BYTES, &text, &len));
    HD_TRY(hd_revision_parse(proof->ctx, path, text, len, &revision, NULL));
    HD_TRY(hd_body_parse(proof->ctx, revision, text, len, HD_DOWNGRADE, &body));
    proof->reversible &= !body->irreversible;
    hd_vec_push(proof->ctx, revisions, revision);
    return NULL;
}

static int compare_paths(const void *a, const void *b)
{
    const hd_revision *const *one = a;
    const hd_revision *const *other = b;

    return strcmp((*one)->path, (*other)->path);
}

/* The graph of the imported files alone, read back from where they are now. */
static hd_error *read_files(struct proof *proof)
{
    hd_revisions revisions = {0};

    proof->reversible = true;
    for (size_t i = 0; i < proof->import->steps.count; i++)
        HD_TRY(read_file(proof, proof->import->steps.items[i]->revision.path, &revisions));
    qsort(revisions.items, revisions.count, sizeof(*revisions.items), compare_paths);
    return hd_graph_build(proof->ctx, revisions.items, revisions.count, &proof->graph);
}

static hd_error *upgrade(struct proof *proof, const hd_scratch_db *db)
{
    const hd_strings nothing = {0};
    hd_movement *movement = NULL;

    HD_TRY(hd_movement_upgrade(proof->ctx, proof->graph, &nothing, "heads", &movement));
    HD_TRY(hd_scratch_run(db, movement, NULL));
    proof->heads = movement->rows_after;
    proof->ret->upgraded = movement->steps.count;
    return NULL;
}

static hd_error *downgrade(struct proof *proof, const hd_scratch_db *db)
{
    hd_movement *movement = NULL;

    HD_TRY(hd_movement_downgrade(proof->ctx, proof->graph, &proof->heads, "base", &movement));
    HD_TRY(hd_scratch_run(db, movement, NULL));
    proof->ret->downgraded = movement->steps.count;
    return NULL;
}

static hd_error *dump(struct proof *proof, const hd_scratch_db *db, char **ret)
{
    const char *table = proof->import->version_table;
    const char *const left_out[] = {table == NULL ? "alembic_version" : table, NULL};

    return hd_scratch_dump(proof->ctx, proof->server, db, left_out, ret);
}

/* ---- Alembic ---- */

static hd_error *alembic_on(const struct proof *proof, const hd_scratch_db *db,
                            const char *direction)
{
    HD_SCRATCH(scratch);
    const hd_target target = hd_scratch_target(proof->server, db);
    hd_strings environment = {0};

    HD_TRY(hd_conninfo_environment(scratch, &target, &environment));
    hd_vec_push(scratch, &environment, NULL);
    const struct hd_alembic alembic = {.loop = proof->loop,
                                       .interpreter = proof->import->interpreter,
                                       .ini = proof->import->source,
                                       .section = proof->section,
                                       .environment = environment.items};
    return hd_error_wrap(hd_alembic_move(&alembic, direction),
                         "while Alembic itself ran \"%s\" on a scratch database", direction);
}

/* Alembic on one database, our files on the other, in the same direction; then the comparison. */
static hd_error *compare(struct proof *proof, const hd_scratch_db *ours,
                         const hd_scratch_db *theirs, hd_direction direction)
{
    bool up = direction == HD_UPGRADE;
    char *expected = NULL;
    char *found = NULL;

    HD_TRY(alembic_on(proof, theirs, up ? "upgrade" : "downgrade"));
    HD_TRY(dump(proof, theirs, &expected));
    HD_TRY(up ? upgrade(proof, ours) : downgrade(proof, ours));
    HD_TRY(dump(proof, ours, &found));
    proof->ret->compared = up ? "what Alembic makes of an empty database"
                              : "what Alembic makes of an empty database, up and down";
    proof->ret->difference = hd_scratch_difference(proof->ctx, expected, found);
    return NULL;
}

/* Both go up, and, where nothing is irreversible, both come down again. */
static hd_error *prove_alembic(struct proof *proof, const hd_scratch_db *ours)
{
    hd_scratch_db theirs = {0};

    HD_TRY(hd_scratch_make(proof->server, &theirs));
    HD_TRY(compare(proof, ours, &theirs, HD_UPGRADE));
    if (!proof->reversible || proof->ret->difference != NULL)
        return NULL;
    return compare(proof, ours, &theirs, HD_DOWNGRADE);
}

/* ---- the others ---- */

static hd_error *prove_alone(struct proof *proof, const hd_scratch_db *db)
{
    char *first = NULL;
    char *second = NULL;

    HD_TRY(upgrade(proof, db));
    if (!proof->reversible)
        return NULL;
    HD_TRY(dump(proof, db, &first));
    HD_TRY(downgrade(proof, db));
    HD_TRY(upgrade(proof, db));
    HD_TRY(dump(proof, db, &second));
    proof->ret->compared = "that of the first time, after all the way down and up again";
    proof->ret->difference = hd_scratch_difference(proof->ctx, first, second);
    return NULL;
}

static hd_error *prove(struct proof *proof)
{
    hd_scratch_db ours = {0};

    HD_TRY(read_files(proof));
    HD_TRY(hd_scratch_make(proof->server, &ours));
    return proof->import->interpreter != NULL ? prove_alembic(proof, &ours)
                                              : prove_alone(proof, &ours);
}

hd_error *hd_import_prove(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                          const hd_import *import, const char *section, hd_import_proof *ret)
{
    struct proof proof = {
        .ctx = ctx, .loop = loop, .import = import, .section = section, .ret = ret};

    *ret = (hd_import_proof){0};
    HD_TRY(hd_scratch_connect(ctx, loop, config, "import", &proof.server));
    hd_error *err = prove(&proof);
    hd_error *left = hd_scratch_drop_all(proof.server);
    if (err == NULL)
        return left;
    hd_error_free(left);
    return err;
}
