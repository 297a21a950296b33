#include "declare/models.h"

#include "base/text.h"
#include "catalog/read.h"
#include "config/url.h"
#include "declare/cache.h"
#include "declare/hints.h"
#include "declare/internal.h"
#include "sql.h"

/* Everything that is known before a server is asked. */
struct load {
    hd_declared_list statements;
    hd_hints hints;
    hd_base_model base;
    size_t *order;
};

static hd_error *prepare(struct load *load, const hd_models_request *request,
                         const hd_declared_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        HD_TRY(hd_declared_split(load, &files->items[i], &load->statements));
    for (size_t i = 0; i < files->count; i++)
        HD_TRY(hd_hints_find(load, &files->items[i], &load->statements, &load->hints));
    HD_TRY(hd_base_model_apply(load, &load->statements, request->actor, &load->base));
    hd_declared_order(load, &load->statements, &load->order);
    return NULL;
}

/* ---- on a scratch database ---- */

static hd_error *template_drop(hd_conn *conn, const hd_base_model *base)
{
    const char *sql = hd_base_model_after(base);

    if (sql == NULL)
        return NULL;
    return hd_error_hint(hd_exec(conn, sql),
                         "howdah.base_model is a template and in no database: tables can be LIKE "
                         "it, nothing else can use it, and nothing else can be in schema howdah.");
}

static hd_error *resolve(hd_conn *conn, const struct load *load, hd_models *models)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    if (load->hints.count == 0)
        return NULL;
    HD_TRY(hd_query(scratch, conn, "SELECT pg_catalog.current_schema()", 0, NULL, &rows));
    return hd_hints_resolve(models, &load->hints, models->snapshot, hd_rows_text(rows, 0, 0),
                            &models->renames);
}

static hd_error *run(hd_conn *conn, struct load *load, bool make_roles, hd_models *models)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const char *before = hd_base_model_before(&load->base);

    if (before != NULL)
        HD_TRY(hd_exec(conn, before));
    HD_TRY(hd_query(scratch, conn, "SELECT current_user", 0, NULL, &rows));
    models->owner = hd_rows_copy(models, rows, 0, 0);
    HD_TRY(hd_declared_run(conn, &load->statements, load->order, make_roles));
    if (hd_conn_server_version(conn) >= 180000)
        HD_TRY(hd_exec(conn, hd_sql_declare_not_null_names));
    HD_TRY(template_drop(conn, &load->base));
    HD_TRY(hd_snapshot_read(models, conn, &models->snapshot));
    return resolve(conn, load, models);
}

/* Whatever happens, the scratch database goes. */
static hd_error *run_on_scratch(const hd_models_request *request, struct load *load,
                                hd_models *models)
{
    HD_SCRATCH(scratch);
    hd_scratch_server *server = NULL;
    hd_scratch_db db = {0};

    HD_TRY(request->server(scratch, request->server_arg, &server));
    hd_error *err = hd_scratch_make(server, &db);
    if (err == NULL)
        err = run(db.conn, load, hd_scratch_is_embedded(server), models);
    hd_error *drop_err = hd_scratch_drop_all(server);
    if (err == NULL)
        return drop_err;
    hd_error_free(drop_err);
    return err;
}

/* ---- from a database ---- */

static hd_error *read_database(const hd_models_request *request, hd_models *models)
{
    HD_SCRATCH(scratch);
    hd_url url = {0};
    hd_conn *conn = NULL;

    HD_TRY(hd_url_reduce(scratch, request->source, &url));
    const hd_target target = {.conninfo = url.conninfo == NULL ? "" : url.conninfo,
                              .application_name = "howdah models"};
    HD_TRY(hd_conn_open(scratch, request->loop, &target, &conn));
    return hd_snapshot_read(models, conn, &models->snapshot);
}

/* What the result depends on. */
static char *key_of(TALLOC_CTX *ctx, const hd_models_request *request,
                    const hd_declared_files *files)
{
    HD_SCRATCH(scratch);
    hd_strings texts = {0};

    hd_vec_push(scratch, &texts, request->actor);
    hd_vec_push(scratch, &texts, request->place);
    hd_vec_push(scratch, &texts, hd_printf(scratch, "%d", request->server_version / 10000));
    for (size_t i = 0; i < files->count; i++)
        hd_vec_push(scratch, &texts, files->items[i].text);
    return hd_cache_key(ctx, "models", &texts);
}

static hd_error *read_texts(const hd_models_request *request, hd_models **models)
{
    HD_SCRATCH(scratch);
    struct load *load = hd_new(scratch, struct load);
    hd_declared_files files = {0};
    hd_strings paths = {0};
    const char *key = NULL;

    HD_TRY(hd_source_read(load, request->loop, request->source, request->folder, &files));
    if (request->cache != NULL) {
        for (size_t i = 0; i < files.count; i++)
            hd_vec_push(load, &paths, files.items[i].path);
        key = key_of(load, request, &files);
        hd_models *kept = hd_cache_find(talloc_parent(*models), request->cache, key, &paths);
        if (kept != NULL) {
            *models = kept;
            return NULL;
        }
    }
    HD_TRY(prepare(load, request, &files));
    HD_TRY(run_on_scratch(request, load, *models));
    if (key != NULL)
        hd_cache_keep(request->cache, key, *models, &paths);
    return NULL;
}

hd_error *hd_models_load(TALLOC_CTX *ctx, const hd_models_request *request, hd_models **ret)
{
    HD_SCRATCH(scratch);
    hd_models *models = hd_new(scratch, hd_models);

    if (hd_models_kind_of(request->source) == HD_MODELS_DATABASE)
        HD_TRY(read_database(request, models));
    else
        HD_TRY(read_texts(request, &models));
    *ret = talloc_steal(ctx, models);
    return NULL;
}
