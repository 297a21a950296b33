/*
 * The session that makes the databases holds an advisory lock for each of them. A scratch
 * database whose lock is free has lost its process, so whoever comes next drops it.
 */
#include "migrate/scratch.h"

#include "base/hash.h"
#include "base/text.h"
#include "migrate/body.h"
#include "migrate/plan.h"
#include "migrate/session.h"
#include "parse/quote.h"
#include "parse/split.h"
#include "sql.h"

struct hd_scratch_server {
    uv_loop_t *loop;
    const hd_config *config;
    hd_target target;
    hd_conn *admin;
    HD_VEC(hd_scratch_db) made;
};

static const char insufficient_privilege[] = "42501";

/* ---- server ---- */

/* The server of scratch_url, or that of the project. */
static hd_error *find_target(hd_scratch_server *server, const char *command)
{
    const char *url = hd_config_get(server->config, "scratch_url");

    if (url == NULL)
        return hd_session_target(server, server->loop, server->config, command, &server->target);
    server->target = (hd_target){
        .conninfo = url,
        .application_name = hd_printf(server, "howdah %s", command),
        .search_path = hd_config_get(server->config, "search_path"),
        .connect_budget_ms = (unsigned)hd_config_get_ms(server->config, "connect_budget"),
    };
    return NULL;
}

/* Without the environment mark: the project's database itself is not touched. */
static hd_error *connect_admin(hd_scratch_server *server)
{
    if (hd_config_get(server->config, "scratch_url") != NULL)
        return hd_conn_open(server, server->loop, &server->target, &server->admin);
    return hd_session_connect(server, server->loop, server->config, &server->target,
                              &server->admin);
}

static hd_error *drop(const hd_scratch_server *server, const char *name)
{
    HD_SCRATCH(scratch);

    return hd_exec(server->admin, hd_printf(scratch, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                                            hd_sql_ident(scratch, name)));
}

static hd_error *drop_orphans(const hd_scratch_server *server)
{
    HD_SCRATCH(scratch);
    hd_rows *orphans = NULL;

    HD_TRY(hd_query(scratch, server->admin, hd_sql_migrate_scratch_orphans, 0, NULL, &orphans));
    for (size_t i = 0; i < hd_rows_count(orphans); i++)
        HD_TRY(drop(server, hd_rows_text(orphans, i, 0)));
    return NULL;
}

hd_error *hd_scratch_connect(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                             const char *command, hd_scratch_server **ret)
{
    HD_SCRATCH(scratch);
    hd_scratch_server *server = hd_new(scratch, hd_scratch_server);

    server->loop = loop;
    server->config = config;
    HD_TRY(find_target(server, command));
    HD_TRY(connect_admin(server));
    HD_TRY(hd_error_wrap(drop_orphans(server), "while dropping scratch databases left behind"));
    *ret = talloc_steal(ctx, server);
    return NULL;
}

/* ---- databases ---- */

static hd_error *create(hd_scratch_server *server, const char **name)
{
    HD_SCRATCH(scratch);
    const char *unique = hd_printf(scratch, "%.8s", hd_uuid_new(scratch));
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, server->admin, hd_sql_migrate_scratch_make, 1, &unique, &rows));
    hd_error *err = hd_exec(server->admin, hd_rows_text(rows, 0, 1));
    if (err != NULL && strcmp(err->sqlstate, insufficient_privilege) == 0)
        return hd_error_hint(err,
                             "Give the role the right (ALTER ROLE %s CREATEDB), or name another "
                             "server with the setting scratch_url.",
                             hd_sql_ident(scratch, hd_conn_user(server->admin)));
    if (err == NULL)
        *name = hd_strdup(server, hd_rows_text(rows, 0, 0));
    return err;
}

hd_error *hd_scratch_make(hd_scratch_server *server, hd_scratch_db *ret)
{
    hd_target target = server->target;
    hd_scratch_db db = {0};

    HD_TRY(hd_error_wrap(create(server, &db.name), "while making a scratch database"));
    hd_vec_push(server, &server->made, db);
    target.dbname = db.name;
    HD_TRY(hd_conn_open(server, server->loop, &target, &db.conn));
    server->made.items[server->made.count - 1] = db;
    *ret = db;
    return NULL;
}

hd_target hd_scratch_target(const hd_scratch_server *server, const hd_scratch_db *db)
{
    hd_target target = server->target;

    target.dbname = db->name;
    return target;
}

hd_error *hd_scratch_drop_all(hd_scratch_server *server)
{
    hd_error *first = NULL;

    for (size_t i = 0; server != NULL && i < server->made.count; i++) {
        talloc_free(server->made.items[i].conn);
        hd_error *err = drop(server, server->made.items[i].name);
        if (first == NULL)
            first = hd_error_wrap(err, "while dropping scratch database \"%s\"",
                                  server->made.items[i].name);
        else
            hd_error_free(err);
    }
    talloc_free(server);
    return first;
}

/* ---- running ---- */

static hd_error *run_part(hd_conn *conn, const hd_part *part)
{
    const hd_body *body = part->body;
    bool transaction = part->mode == HD_PART_TRANSACTION;

    if (transaction)
        HD_TRY(hd_exec(conn, "BEGIN"));
    for (size_t i = part->first; i < part->first + part->count; i++) {
        const hd_body_statement *statement = &body->statements.items[i];
        hd_error *err = hd_exec(conn, statement->sql);
        if (err != NULL) {
            size_t within = err->sql_position == 0
                                ? 0
                                : hd_sql_offset(statement->sql, err->sql_position);
            return hd_error_place(err, body->revision->path, body->text,
                                  statement->offset + within);
        }
    }
    return transaction ? hd_exec(conn, "COMMIT") : NULL;
}

static hd_error *load_body(TALLOC_CTX *ctx, const hd_step *step, const hd_scratch_file *instead,
                           hd_body **ret)
{
    const hd_revision *revision = step->node->revision;

    if (instead == NULL || instead->revision != revision)
        return hd_body_load(ctx, revision, step->direction, ret);
    return hd_body_parse(ctx, revision, instead->text, strlen(instead->text), step->direction, ret);
}

static hd_error *run_step(hd_conn *conn, const hd_step *step, const hd_scratch_file *instead)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;
    hd_parts parts = {0};

    HD_TRY(load_body(scratch, step, instead, &body));
    HD_TRY(hd_plan_step(scratch, step, body, 0, HD_TRANSACTION_EACH, &parts));
    for (size_t i = 0; i < parts.count; i++)
        HD_TRY(run_part(conn, &parts.items[i]));
    return hd_exec(conn, hd_conn_restore_sql(conn));
}

hd_error *hd_scratch_run(const hd_scratch_db *db, const hd_movement *movement,
                         const hd_scratch_file *instead)
{
    for (size_t i = 0; i < movement->steps.count; i++) {
        const hd_step *step = &movement->steps.items[i];
        HD_TRY(hd_error_wrap(run_step(db->conn, step, instead),
                             "while running %s of revision %s on a "
                             "scratch database",
                             step->direction == HD_UPGRADE ? "upgrade" : "downgrade",
                             step->node->revision->id));
    }
    return NULL;
}

/* The embedded server has its own programs; another one is dumped by those of bin_dir or PATH. */
static hd_error *programs_folder(TALLOC_CTX *ctx, const hd_scratch_server *server, const char **ret)
{
    const hd_embedded_settings settings = hd_session_embedded(ctx, server->config);
    hd_embedded_state state = {0};

    *ret = settings.bin_dir;
    if (hd_config_get(server->config, "scratch_url") != NULL ||
        hd_config_get(server->config, "url") != NULL)
        return NULL;
    HD_TRY(hd_embedded_look(ctx, server->loop, &settings, &state));
    *ret = state.programs;
    return NULL;
}

hd_error *hd_scratch_dump(TALLOC_CTX *ctx, hd_scratch_server *server, const hd_scratch_db *db,
                          const char *const left_out[], char **ret)
{
    HD_SCRATCH(scratch);
    const hd_target target = hd_scratch_target(server, db);
    const char *folder = NULL;

    HD_TRY(programs_folder(scratch, server, &folder));
    return hd_scratch_dump_target(ctx, server->loop, &target, folder, left_out, ret);
}
