/*
 * The session that makes the databases holds an advisory lock for each of them. A scratch
 * database whose lock is free has lost its process, so whoever comes next drops it.
 */
#include "pg/scratch.h"

#include "base/hash.h"
#include "parse/quote.h"
#include "sql.h"

struct hd_scratch_server {
    uv_loop_t *loop;
    hd_target target;
    const char *programs;
    hd_conn *admin;
    bool embedded;
    HD_VEC(hd_scratch_db) made;
};

#define NO_PRIVILEGE "42501"

static hd_error *drop(const hd_scratch_server *server, const char *name)
{
    HD_SCRATCH(scratch);

    return hd_exec(server->admin, hd_printf(scratch, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                                            hd_sql_ident(scratch, name)));
}

static hd_error *drop_made(hd_scratch_server *server)
{
    hd_error *first = NULL;

    for (size_t i = 0; i < server->made.count; i++) {
        talloc_free(server->made.items[i].conn);
        hd_error *err = drop(server, server->made.items[i].name);
        if (first == NULL)
            first = hd_error_wrap(err, "while dropping scratch database \"%s\"",
                                  server->made.items[i].name);
        else
            hd_error_free(err);
    }
    server->made.count = 0;
    return first;
}

static int server_destroy(hd_scratch_server *server)
{
    hd_error_free(drop_made(server));
    return 0;
}

static hd_error *drop_orphans(const hd_scratch_server *server)
{
    HD_SCRATCH(scratch);
    hd_rows *orphans = NULL;

    HD_TRY(hd_query(scratch, server->admin, hd_sql_pg_scratch_orphans, 0, NULL, &orphans));
    for (size_t i = 0; i < hd_rows_count(orphans); i++)
        HD_TRY(drop(server, hd_rows_text(orphans, i, 0)));
    return NULL;
}

static hd_error *may_make(hd_conn *conn, bool *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_pg_scratch_right, 0, NULL, &rows));
    *ret = hd_rows_count(rows) == 1 && hd_rows_bool(rows, 0, 0);
    return NULL;
}

static hd_error *open_embedded(hd_scratch_server *server, const hd_embedded_settings *settings)
{
    hd_embedded_state state = {0};

    /* The role of another server is nobody here. */
    server->embedded = true;
    server->target.role = NULL;
    server->target.dbname = "postgres";
    HD_TRY(hd_embedded_open(server, server->loop, settings, &server->target, &server->admin));
    HD_TRY(hd_embedded_look(server, server->loop, settings, &state));
    server->programs = state.programs;
    return hd_embedded_conninfo(server, settings, &server->target.conninfo);
}

/* What the user would rather hear than why the second choice has failed, too. */
static hd_error *no_right_error(hd_conn *conn, hd_error *second)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_new(HD_DATABASE, "role \"%s\" may not make databases on %s",
                                 hd_conn_user(conn), hd_conn_host(conn));

    err = hd_error_detail(err, "The embedded PostgreSQL cannot be used instead: %s.",
                          second->message);
    hd_error_free(second);
    return hd_error_hint(err,
                         "Give the role the right (ALTER ROLE %s CREATEDB), or name another server "
                         "with the setting scratch_url.",
                         hd_sql_ident(scratch, hd_conn_user(conn)));
}

static hd_error *open_admin(hd_scratch_server *server, const hd_embedded_settings *embedded)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    bool may = false;

    if (server->target.conninfo == NULL)
        return open_embedded(server, embedded);
    HD_TRY(hd_conn_open(scratch, server->loop, &server->target, &conn));
    HD_TRY(may_make(conn, &may));
    /* Without another server the attempt to make one will say what is missing. */
    if (may || embedded == NULL) {
        server->admin = talloc_steal(server, conn);
        return NULL;
    }
    hd_error *err = open_embedded(server, embedded);
    if (err != NULL)
        return no_right_error(conn, err);
    if (embedded->say != NULL)
        embedded->say(hd_printf(scratch,
                                "role \"%s\" may not make databases: scratch databases are made "
                                "on the embedded PostgreSQL",
                                hd_conn_user(conn)),
                      embedded->say_arg);
    return NULL;
}

static const char *copied(TALLOC_CTX *ctx, const char *text)
{
    return text == NULL ? NULL : hd_strdup(ctx, text);
}

hd_error *hd_scratch_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_scratch_place *place,
                          hd_scratch_server **ret)
{
    HD_SCRATCH(scratch);
    hd_scratch_server *server = hd_new(scratch, hd_scratch_server);

    server->loop = loop;
    server->target = place->target;
    server->target.conninfo = copied(server, place->target.conninfo);
    server->target.dbname = copied(server, place->target.dbname);
    server->target.application_name = copied(server, place->target.application_name);
    server->target.search_path = copied(server, place->target.search_path);
    server->target.role = copied(server, place->target.role);
    server->programs = copied(server, place->programs);
    HD_TRY(open_admin(server, place->embedded));
    HD_TRY(hd_error_wrap(drop_orphans(server), "while dropping scratch databases left behind"));
    talloc_set_destructor(server, server_destroy);
    *ret = talloc_steal(ctx, server);
    return NULL;
}

static hd_error *create(hd_scratch_server *server, const char **name)
{
    HD_SCRATCH(scratch);
    const char *unique = hd_printf(scratch, "%.8s", hd_uuid_new(scratch));
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, server->admin, hd_sql_pg_scratch_make, 1, &unique, &rows));
    hd_error *err = hd_exec(server->admin, hd_rows_text(rows, 0, 1));
    if (err != NULL && strcmp(err->sqlstate, NO_PRIVILEGE) == 0)
        return hd_error_hint(err,
                             "Give the role the right (ALTER ROLE %s CREATEDB), or name another "
                             "server with the setting scratch_url.",
                             hd_sql_ident(scratch, hd_conn_user(server->admin)));
    if (err == NULL)
        *name = hd_strdup(server, hd_rows_text(rows, 0, 0));
    return err;
}

hd_target hd_scratch_target(const hd_scratch_server *server, const hd_scratch_db *db)
{
    hd_target target = server->target;

    target.dbname = db->name;
    return target;
}

const char *hd_scratch_programs(const hd_scratch_server *server)
{
    return server->programs;
}

bool hd_scratch_is_embedded(const hd_scratch_server *server)
{
    return server->embedded;
}

hd_error *hd_scratch_make(hd_scratch_server *server, hd_scratch_db *ret)
{
    hd_scratch_db db = {.ours = server->embedded};

    HD_TRY(hd_error_wrap(create(server, &db.name), "while making a scratch database"));
    hd_vec_push(server, &server->made, db);
    const hd_target target = hd_scratch_target(server, &db);
    HD_TRY(hd_conn_open(server, server->loop, &target, &db.conn));
    server->made.items[server->made.count - 1] = db;
    *ret = db;
    return NULL;
}

hd_error *hd_scratch_drop_all(hd_scratch_server *server)
{
    hd_error *err = server == NULL ? NULL : drop_made(server);

    talloc_free(server);
    return err;
}
