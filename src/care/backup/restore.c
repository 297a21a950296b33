/*
 *   files read -> server, programs, roles -> howdah_restoring_... made -> filled (and counted)
 *   -> compared, ANALYZE -> renamed (or dropped)
 *
 * The session that makes the database holds an advisory lock for its name. One whose lock is free
 * has lost its process and is dropped by the next restore.
 */
#include "care/backup/restore.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "care/backup/analysis.h"
#include "care/backup/compare.h"
#include "care/backup/internal.h"
#include "care/backup/naming.h"
#include "care/backup/restore_impl.h"
#include "care/backup/sign.h"
#include "parse/quote.h"
#include "pg/cluster.h"
#include "sql.h"

enum { VERSION_PER_MAJOR = 10000, SHORT_ID = 8, MOST_LOOKS = 20, LOOK_AGAIN_MS = 5 };

hd_error *hd_restore_admin(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                           const char *not_in, hd_conn **ret)
{
    static const char *const databases[] = {"postgres", "template1"};
    hd_error *first = NULL;

    for (size_t i = 0; i < HD_COUNT(databases); i++) {
        hd_target admin = *target;
        if (hd_text_equal(databases[i], not_in))
            continue;
        admin.dbname = databases[i];
        admin.search_path = NULL;
        hd_error *err = hd_conn_open(ctx, loop, &admin, ret);
        if (err == NULL) {
            hd_error_free(first);
            return NULL;
        }
        if (first == NULL)
            first = err;
        else
            hd_error_free(err);
    }
    return first;
}

/* ---- before ---- */

static hd_error *check_finish(const hd_restore_run *restore, hd_digest *digest)
{
    HD_SCRATCH(scratch);
    hd_strings wrong = {0};

    HD_TRY(hd_store_check_finish(scratch, digest, &wrong));
    if (wrong.count == 0)
        return NULL;
    return hd_error_hint(
        hd_error_detail(hd_error_new(HD_IO, "backup \"%s\" is damaged", restore->stored->name),
                        "%s.", hd_text_join(scratch, &wrong, "; ")),
        "Nothing was restored. Use another one: \"howdah backup list\".");
}

static hd_digest *check_start(hd_restore_run *restore, hd_check_part part)
{
    hd_stop *stop = restore->request->stop;

    return hd_store_check_start(restore, restore->loop, restore->stored, part, stop, &stop->abort);
}

/*
 * What is run as SQL is read before; the rows are read while they are restored, and damage ends
 * pg_restore.
 */
static hd_error *check_files(hd_restore_run *restore)
{
    hd_talk_say(restore->request->talk, HD_TALK_LIVE, "reading the backup");
    HD_TRY(check_finish(restore, check_start(restore, HD_CHECK_SQL)));
    hd_talk_say(restore->request->talk, HD_TALK_LIVE, "%s", "");
    restore->rows = check_start(restore, HD_CHECK_ROWS);
    return NULL;
}

/* Damage is the reason for what pg_restore says. */
static hd_error *fill(hd_restore_run *restore)
{
    hd_error *filled = hd_restore_fill(restore);
    hd_error *damaged = restore->rows == NULL || (filled != NULL && filled->code == HD_CANCELLED)
                            ? NULL
                            : check_finish(restore, restore->rows);

    if (damaged == NULL)
        return filled;
    hd_error_free(filled);
    return damaged;
}

static hd_error *create_roles(const hd_restore_run *restore, const hd_rows *missing)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < hd_rows_count(missing); i++) {
        const char *name = hd_rows_text(missing, i, 0);
        HD_TRY(hd_exec(restore->admin,
                       hd_printf(scratch, "CREATE ROLE %s NOLOGIN", hd_sql_ident(scratch, name))));
        hd_talk_say(restore->request->talk, HD_TALK_NOTE, "made role \"%s\", which cannot log in",
                    name);
    }
    return NULL;
}

static hd_error *check_roles(const hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    const hd_manifest *manifest = restore->stored->manifest;
    const char *params[] = {hd_sql_array(scratch, manifest->roles.items, manifest->roles.count)};
    hd_strings names = {0};
    hd_rows *rows = NULL;

    if (restore->request->no_owner)
        return NULL;
    HD_TRY(hd_query(scratch, restore->admin, hd_sql_care_restore_roles, 1, params, &rows));
    if (hd_rows_count(rows) == 0)
        return NULL;
    if (restore->request->create_roles)
        return create_roles(restore, rows);
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(scratch, &names, hd_rows_text(rows, i, 0));
    return hd_error_hint(
        hd_error_new(HD_MISSING, "the server lacks roles that the backup needs: %s",
                     hd_text_join(scratch, &names, ", ")),
        "roles.sql in the backup makes them; --create-missing-roles makes them without login; "
        "--no-owner restores without owners and grants.");
}

static hd_error *check_server(hd_restore_run *restore)
{
    const hd_manifest *manifest = restore->stored == NULL ? NULL : restore->stored->manifest;
    int server = hd_conn_server_version(restore->admin) / VERSION_PER_MAJOR;
    int least = server;

    if (manifest != NULL) {
        int source = (int)(manifest->server_version / VERSION_PER_MAJOR);
        int made_by = (int)strtol(manifest->pg_dump, NULL, 10);
        if (server < source)
            return hd_error_hint(
                hd_error_new(HD_CONFLICT, "the backup is of PostgreSQL %d, and the server is %d",
                             source, server),
                "Restore it on a server of version %d or later.", source);
        least = made_by > server ? made_by : server;
    }
    return hd_clients_find(restore, restore->loop, restore->request->bin_dir, least,
                           &restore->tools.programs);
}

static hd_error *check_name(const hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    const char *params[] = {restore->request->as};
    hd_rows *rows = NULL;

    if (params[0] == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, restore->admin, hd_sql_care_swap_look, 1, params, &rows));
    if (!hd_rows_bool(rows, 0, 0))
        return NULL;
    return hd_error_hint(hd_error_new(HD_CONFLICT, "database \"%s\" exists", params[0]),
                         "Nothing is ever restored over a database. Name another one with --as, or "
                         "leave it out and use --swap.");
}

/* ---- decrypting ---- */

static hd_error *decrypt_file(hd_restore_run *restore, const char *name, const char **ret)
{
    HD_SCRATCH(scratch);
    const char *sealed = hd_path_join(scratch, restore->stored->path,
                                      hd_printf(scratch, "%s.enc", name));
    const char *clear = hd_path_join(restore, restore->decrypted, name);

    HD_TRY(hd_tools_filter(&restore->tools, restore->request->decrypt, sealed, clear));
    *ret = clear;
    return NULL;
}

static hd_error *decrypt(hd_restore_run *restore)
{
    char *folder = hd_path_join(restore, restore->request->folder, HD_BACKUP_CLEAR "XXXXXX");
    hd_store_lock *lock = NULL;

    if (restore->request->decrypt == NULL)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "backup \"%s\" is encrypted", restore->stored->name),
            "Set backup.decrypt to the command that decrypts it.");
    HD_TRY(hd_dir_make(restore->request->folder));
    if (mkdtemp(folder) == NULL)
        return hd_file_error("make folder", folder);
    restore->decrypted = folder;
    HD_TRY(hd_store_lock_path(restore, folder, false, &lock));
    HD_TRY(decrypt_file(restore, hd_backup_data_name(restore->form), &restore->data));
    if (restore->stored->manifest->whole)
        return decrypt_file(restore, "schema.json", &restore->schema_path);
    return NULL;
}

static hd_error *locate(hd_restore_run *restore)
{
    const hd_stored *stored = restore->stored;

    restore->form = stored->manifest->form;
    if (stored->manifest->encrypted)
        return decrypt(restore);
    restore->data = hd_path_join(restore, stored->path, hd_backup_data_name(restore->form));
    if (stored->manifest->whole)
        restore->schema_path = hd_path_join(restore, stored->path, "schema.json");
    return NULL;
}

/* ---- the database ---- */

static hd_error *side_drop(hd_conn *admin, const char *name)
{
    HD_SCRATCH(scratch);

    return hd_error_wrap(
        hd_exec(admin, hd_printf(scratch, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                                 hd_sql_ident(scratch, name))),
        "while dropping database \"%s\"", name);
}

static hd_error *drop_orphans(const hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, restore->admin, hd_sql_care_restore_orphans, 0, NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        HD_TRY(side_drop(restore->admin, hd_rows_text(rows, i, 0)));
        hd_talk_say(restore->request->talk, HD_TALK_NOTE,
                    "dropped database \"%s\", left behind by a restore that died",
                    hd_rows_text(rows, i, 0));
    }
    return NULL;
}

static const char *make_sql(TALLOC_CTX *ctx, const char *name, const hd_manifest *manifest)
{
    HD_SCRATCH(scratch);
    hd_buf *sql = hd_buf_new(scratch);

    hd_buf_addf(sql, "CREATE DATABASE %s TEMPLATE template0", hd_sql_ident(scratch, name));
    if (manifest != NULL)
        hd_buf_addf(sql, " ENCODING %s LC_COLLATE %s LC_CTYPE %s",
                    hd_sql_literal(scratch, manifest->encoding),
                    hd_sql_literal(scratch, manifest->collate),
                    hd_sql_literal(scratch, manifest->ctype));
    if (manifest != NULL && manifest->locale != NULL && strcmp(manifest->provider, "i") == 0)
        hd_buf_addf(sql, " LOCALE_PROVIDER icu ICU_LOCALE %s",
                    hd_sql_literal(scratch, manifest->locale));
    if (manifest != NULL && manifest->locale != NULL && strcmp(manifest->provider, "b") == 0)
        hd_buf_addf(sql, " LOCALE_PROVIDER builtin BUILTIN_LOCALE %s",
                    hd_sql_literal(scratch, manifest->locale));
    return hd_buf_take(ctx, sql);
}

static hd_error *side_make(hd_restore_run *restore)
{
    HD_SCRATCH(scratch);
    const char *unique = hd_printf(scratch, "%.*s", SHORT_ID, hd_uuid_new(scratch));
    const hd_manifest *manifest = restore->stored == NULL ? NULL : restore->stored->manifest;
    hd_rows *rows = NULL;

    HD_TRY(drop_orphans(restore));
    HD_TRY(hd_query(scratch, restore->admin, hd_sql_care_restore_make, 1, &unique, &rows));
    const char *name = hd_rows_copy(restore, rows, 0, 0);
    hd_error *err = hd_exec(restore->admin, make_sql(scratch, name, manifest));
    if (err != NULL && strcmp(err->sqlstate, "42501") == 0)
        err = hd_error_hint(err, "Give the role the right: ALTER ROLE %s CREATEDB.",
                            hd_sql_ident(scratch, hd_conn_user(restore->admin)));
    HD_TRY(hd_error_wrap(err, "while making a database to restore into"));
    restore->side = name;
    restore->target = restore->request->target;
    restore->target.dbname = name;
    restore->target.search_path = NULL;
    return NULL;
}

static hd_error *check_wanted(const hd_restore_run *restore)
{
    const hd_manifest *manifest = restore->stored->manifest;

    for (size_t i = 0; i < restore->request->tables.count; i++) {
        const hd_strings one = {.items = &restore->request->tables.items[i], .count = 1};
        bool found = false;
        for (size_t k = 0; k < manifest->tables.count; k++)
            found = found || hd_counting_wants(&one, &manifest->tables.items[k]);
        if (!found)
            return hd_error_hint(
                hd_error_new(HD_MISSING, "the backup has no table \"%s\"", one.items[0]),
                "Write it as schema.name; partitions are tables of their own.");
    }
    return NULL;
}

/* ---- after ---- */

static hd_error *compare(TALLOC_CTX *ctx, const hd_restore_run *restore, hd_counting *counting,
                         hd_restored *ret)
{
    const hd_restore_request *request = restore->request;
    const hd_compare question = {
        .loop = restore->loop,
        .target = &restore->target,
        .stored = restore->stored,
        .schema_path = request->tables.count == 0 ? restore->schema_path : NULL,
        .tables = &request->tables,
        .counting = counting,
        .no_owner = request->no_owner,
        .stop = request->stop,
    };

    if (restore->stored == NULL)
        return NULL;
    hd_talk_say(request->talk, HD_TALK_LIVE, "comparing with the manifest");
    HD_TRY(hd_compare_run(ctx, &question, ret));
    hd_talk_say(request->talk, HD_TALK_LIVE, "%s", "");
    return NULL;
}

/* ANALYZE goes on beside the comparison: both read everything, and neither minds the other. */
static hd_error *analyze_and_compare(TALLOC_CTX *ctx, hd_restore_run *restore,
                                     hd_counting *counting, hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_restore_request *request = restore->request;
    hd_analysis *analysis = NULL;

    HD_TRY(hd_analysis_start(scratch, restore->loop, &restore->target, request->jobs, request->swap,
                             request->stop, &analysis));
    HD_TRY(compare(ctx, restore, counting, ret));
    return hd_stop_check(request->stop, hd_analysis_finish(analysis));
}

static hd_error *counting_start(TALLOC_CTX *ctx, const hd_restore_run *restore, hd_counting **ret)
{
    const hd_restore_request *request = restore->request;
    const hd_counting_request question = {
        .loop = restore->loop,
        .target = &restore->target,
        .manifest = restore->stored == NULL ? NULL : restore->stored->manifest,
        .tables = &request->tables,
        .jobs = request->jobs,
        .stop = request->stop,
    };

    return question.manifest == NULL ? NULL : hd_counting_start(ctx, &question, ret);
}

/* They leave a moment after we let them go, and renaming would look again only after 100 ms. */
static hd_error *sessions_wait(const hd_restore_run *restore)
{
    for (int i = 0; i < MOST_LOOKS; i++) {
        HD_SCRATCH(scratch);
        hd_rows *rows = NULL;
        HD_TRY(
            hd_query(scratch, restore->admin, hd_sql_care_swap_sessions, 1, &restore->side, &rows));
        if (hd_rows_count(rows) == 0)
            return NULL;
        hd_pause(restore->loop, LOOK_AGAIN_MS);
    }
    return NULL;
}

/* The name is given when all is good; the one that looks like an answer is never a half. */
static hd_error *give_name(TALLOC_CTX *ctx, hd_restore_run *restore, hd_restored *ret)
{
    HD_SCRATCH(scratch);
    const hd_restore_request *request = restore->request;
    const char *name = request->as != NULL
                           ? request->as
                           : hd_side_name(scratch, request->database, "restore", time(NULL));

    hd_fault_point("restore-compared");
    HD_TRY(sessions_wait(restore));
    HD_TRY(hd_exec(restore->admin,
                   hd_printf(scratch, "ALTER DATABASE %s RENAME TO %s",
                             hd_sql_ident(scratch, restore->side), hd_sql_ident(scratch, name))));
    hd_fault_point("restore-named");
    restore->side = NULL;
    ret->name = hd_strdup(ctx, name);
    return NULL;
}

/* Its sessions in the database end with it: they would be in the way of a rename. */
static hd_error *fill_and_compare(TALLOC_CTX *ctx, hd_restore_run *restore, hd_restored *ret)
{
    HD_SCRATCH(scratch);
    hd_counting *counting = NULL;

    HD_TRY(counting_start(scratch, restore, &counting));
    HD_TRY(fill(restore));
    if (hd_restore_lacks_keys(restore) && restore->request->then == NULL)
        hd_vec_push(ctx, &ret->notes,
                    hd_printf(ctx, "foreign keys were left out%s: not all tables have their rows",
                              restore->request->tables.count == 0
                                  ? ""
                                  : ", and materialized views not filled"));
    ret->restore_ms = (int64_t)(hd_clock_ms() - restore->began_ms);
    hd_fault_point("restore-filled");
    HD_TRY(analyze_and_compare(ctx, restore, counting, ret));
    if (restore->request->then != NULL && ret->differences.count == 0)
        HD_TRY(restore->request->then(&restore->target, restore->request->then_arg));
    if (restore->request->assertions.count == 0 || ret->differences.count > 0)
        return NULL;
    hd_talk_say(restore->request->talk, HD_TALK_LIVE, "asking the assertions");
    return hd_assertions_run(ctx, restore->loop, &restore->target, &restore->request->assertions,
                             restore->request->stop, &ret->untrue);
}

static hd_error *make_and_name(TALLOC_CTX *ctx, hd_restore_run *restore, hd_restored *ret)
{
    HD_TRY(side_make(restore));
    hd_fault_point("restore-made");
    HD_TRY(fill_and_compare(ctx, restore, ret));
    if (restore->request->drop || ret->differences.count > 0)
        return NULL;
    return give_name(ctx, restore, ret);
}

/* What was made and got no name goes, whatever happened. */
static hd_error *run(TALLOC_CTX *ctx, hd_restore_run *restore, hd_restored *ret)
{
    hd_stop *stop = restore->request->stop;
    hd_error *err = make_and_name(ctx, restore, ret);

    hd_talk_say(restore->request->talk, HD_TALK_LIVE, "%s", "");
    stop->conns.count = 0;
    if (restore->side != NULL) {
        hd_error *dropped = side_drop(restore->admin, restore->side);
        if (err == NULL)
            err = dropped;
        else
            hd_error_free(dropped);
    }
    ret->server_version = hd_conn_server_version(restore->admin);
    ret->duration_ms = (int64_t)(hd_clock_ms() - restore->began_ms);
    return err;
}

static void begin(hd_restore_run *restore, uv_loop_t *loop, const hd_restore_request *request)
{
    restore->loop = loop;
    restore->request = request;
    restore->began_ms = hd_clock_ms();
    restore->application = hd_printf(restore, "howdah restore %ld", (long)getpid());
    restore->tools = (hd_tools){
        .loop = loop, .abort = &request->stop->abort, .stop = request->stop};
}

static hd_error *restore_backup(TALLOC_CTX *ctx, hd_restore_run *restore, hd_restored *ret)
{
    const hd_restore_request *request = restore->request;

    HD_TRY(check_wanted(restore));
    HD_TRY(hd_restore_admin(restore, restore->loop, &request->target, NULL, &restore->admin));
    HD_TRY(check_name(restore));
    HD_TRY(check_server(restore));
    HD_TRY(check_roles(restore));
    HD_TRY(check_files(restore));
    HD_TRY(locate(restore));
    return run(ctx, restore, ret);
}

hd_error *hd_restore(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_stored *stored,
                     const hd_restore_request *request, hd_restored *ret)
{
    HD_SCRATCH(scratch);
    hd_restore_run *restore = hd_new(scratch, hd_restore_run);
    hd_store_lock *lock = NULL;

    begin(restore, loop, request);
    restore->stored = stored;
    /* So that no prune takes it away under our hands. */
    HD_TRY(hd_store_lock_path(scratch, hd_path_join(scratch, stored->path, "manifest.json"), true,
                              &lock));
    HD_TRY(hd_sign_verify(stored, request->sign_key));
    if (request->tables.count > 0 && stored->manifest->form >= HD_BACKUP_PLAIN)
        return hd_error_new(HD_USAGE, "single tables cannot be restored from a plain backup");
    if (request->no_owner && stored->manifest->form >= HD_BACKUP_PLAIN)
        return hd_error_new(HD_USAGE, "a plain backup cannot be restored without its owners");
    hd_error *err = restore_backup(ctx, restore, ret);
    if (restore->decrypted != NULL)
        hd_error_free(hd_folder_remove(restore->decrypted));
    return err == NULL ? NULL : hd_stop_check(request->stop, err);
}

hd_error *hd_restore_file(TALLOC_CTX *ctx, uv_loop_t *loop, const char *path,
                          const hd_restore_request *request, hd_restored *ret)
{
    HD_SCRATCH(scratch);
    hd_restore_run *restore = hd_new(scratch, hd_restore_run);

    begin(restore, loop, request);
    if (!hd_file_exists(path))
        return hd_error_new(HD_MISSING, "file \"%s\" does not exist", path);
    restore->data = hd_path_absolute(restore, path);
    restore->form = hd_text_ends(path, ".gz") ? HD_BACKUP_PLAIN_GZIP : HD_BACKUP_PLAIN;
    HD_TRY(hd_restore_admin(restore, loop, &request->target, NULL, &restore->admin));
    HD_TRY(check_name(restore));
    HD_TRY(check_server(restore));
    return hd_stop_check(request->stop, run(ctx, restore, ret));
}
