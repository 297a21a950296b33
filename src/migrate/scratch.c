#include "migrate/scratch.h"

#include "migrate/files/body.h"
#include "migrate/plan.h"
#include "migrate/session.h"
#include "parse/split.h"
#include "pg/role.h"

hd_error *hd_scratch_connect(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                             const char *command, hd_scratch_server **ret)
{
    HD_SCRATCH(scratch);
    const char *url = hd_config_get(config, "scratch_url");
    const hd_embedded_settings embedded = hd_session_embedded(scratch, config);
    hd_scratch_place place = {.embedded = url == NULL ? &embedded : NULL,
                              .programs = embedded.bin_dir};

    /* The target of the project without a look at its mark: its database is not touched. */
    HD_TRY(hd_session_target(scratch, loop, config, command, &place.target));
    if (url != NULL) {
        place.target.conninfo = url;
        place.target.dbname = NULL;
        place.target.role = NULL;
    } else if (hd_config_get(config, "url") == NULL)
        place.target.conninfo = NULL;
    return hd_scratch_open(ctx, loop, &place, ret);
}

/* ---- running ---- */

static hd_error *run_statement(hd_conn *conn, const hd_body *body, size_t place)
{
    const hd_body_statement *statement = &body->statements.items[place];
    hd_error *err = hd_exec(conn, statement->sql);

    if (err == NULL)
        return NULL;
    size_t within = err->sql_position == 0 ? 0 : hd_sql_offset(statement->sql, err->sql_position);
    return hd_error_place(err, body->revision->path, body->text, statement->offset + within);
}

static hd_error *run_part(hd_conn *conn, const hd_part *part)
{
    bool transaction = part->mode == HD_PART_TRANSACTION;

    if (transaction)
        HD_TRY(hd_exec(conn, "BEGIN"));
    for (size_t i = part->first; i < part->first + part->count; i++)
        HD_TRY(run_statement(conn, part->body, i));
    return transaction ? hd_exec(conn, "COMMIT") : NULL;
}

/* Roles belong to the server of the project's database: another one lacks them. */
static hd_error *run_part_with_roles(const hd_scratch_db *db, const hd_part *part)
{
    hd_error *err = run_part(db->conn, part);

    while (err != NULL && db->ours) {
        HD_SCRATCH(scratch);
        if (hd_role_missing(scratch, err) == NULL)
            return err;
        if (hd_conn_in_transaction(db->conn))
            hd_error_free(hd_exec(db->conn, "ROLLBACK"));
        if (!hd_role_make(db->conn, err))
            return err;
        hd_error_free(err);
        err = run_part(db->conn, part);
    }
    return err;
}

static hd_error *load_body(TALLOC_CTX *ctx, const hd_step *step, const hd_scratch_file *instead,
                           hd_body **ret)
{
    const hd_revision *revision = step->node->revision;

    if (instead == NULL || instead->revision != revision)
        return hd_body_load(ctx, revision, step->direction, ret);
    return hd_body_parse(ctx, revision, instead->text, strlen(instead->text), step->direction, ret);
}

static hd_error *run_step(const hd_scratch_db *db, const hd_step *step,
                          const hd_scratch_file *instead)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;
    hd_parts parts = {0};

    HD_TRY(load_body(scratch, step, instead, &body));
    HD_TRY(hd_plan_step(scratch, step, body, 0, HD_TRANSACTION_EACH, &parts));
    for (size_t i = 0; i < parts.count; i++)
        HD_TRY(run_part_with_roles(db, &parts.items[i]));
    return hd_exec(db->conn, hd_conn_restore_sql(db->conn));
}

/* Schema, table, column, object or function that is not there (PostgreSQL's table of SQLSTATEs). */
static bool is_undefined(const hd_error *err)
{
    static const char *const states[] = {"3F000", "42P01", "42703", "42704", "42883"};

    for (size_t i = 0; i < HD_COUNT(states); i++)
        if (strcmp(err->sqlstate, states[i]) == 0)
            return true;
    return false;
}

/* A schema that is older than its migrations shows here first. */
static hd_error *explain(hd_error *err, const hd_step *step)
{
    bool up = step->direction == HD_UPGRADE;

    if (err != NULL && up && err->hint == NULL && is_undefined(err))
        err = hd_error_hint(err, "The revisions are run from an empty database on: what was there "
                                 "before them needs a first one that makes it.");
    return hd_error_wrap(err, "while running %s of revision %s on a scratch database",
                         up ? "upgrade" : "downgrade", step->node->revision->id);
}

hd_error *hd_scratch_run(const hd_scratch_db *db, const hd_movement *movement,
                         const hd_scratch_file *instead)
{
    for (size_t i = 0; i < movement->steps.count; i++) {
        const hd_step *step = &movement->steps.items[i];
        HD_TRY(explain(run_step(db, step, instead), step));
    }
    return NULL;
}

hd_error *hd_scratch_dump(TALLOC_CTX *ctx, hd_scratch_server *server, const hd_scratch_db *db,
                          const char *const left_out[], char **ret)
{
    const hd_target target = hd_scratch_target(server, db);

    return hd_scratch_dump_target(ctx, hd_conn_loop(db->conn), &target, hd_scratch_programs(server),
                                  left_out, ret);
}
