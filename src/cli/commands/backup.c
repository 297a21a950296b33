#include "cli/backup.h"

#include <inttypes.h>

#include "base/clock.h"
#include "care/backup/backup.h"
#include "care/backup/naming.h"
#include "cli/talk.h"
#include "migrate/journal/version_table.h"
#include "migrate/session.h"

static const hd_option option_table = {
    .name = "table",
    .letter = 't',
    .value = "PATTERN",
    .help = "only tables, views, sequences of that name; * and ? "
            "match, partitions come along",
    .repeats = true};
static const hd_option option_schema = {.name = "schema",
                                        .letter = 'n',
                                        .value = "PATTERN",
                                        .help = "only what is in these schemas",
                                        .repeats = true};
static const hd_option option_plain = {
    .name = "plain", .help = "SQL text for psql instead of an archive for pg_restore"};
static const hd_option option_gzip = {.name = "gzip", .help = "with --plain: compressed"};
static const hd_option option_prove = {
    .name = "prove",
    .value = "HOW",
    .help = "read: every block is read back (default); restore: restored for a test as well",
    .choices = "read restore"};
static const hd_option option_no_checksums = {
    .name = "no-checksums",
    .help = "count rows without hashing them: less work, weaker comparison"};
static const hd_option option_force = {.name = "force", .help = "though the disk seems too small"};

static hd_error *read_form(const hd_app *app, hd_backup_request *request)
{
    bool plain = hd_flag(app, "plain");

    if (hd_flag(app, "gzip") && !plain)
        return hd_error_hint(hd_error_new(HD_USAGE, "--gzip is for --plain"),
                             "Archives are always compressed.");
    if (plain)
        request->form = hd_flag(app, "gzip") ? HD_BACKUP_PLAIN_GZIP : HD_BACKUP_PLAIN;
    else /* an encrypted folder would take one run of the command for each of its files */
        request->form = request->encrypt == NULL ? HD_BACKUP_DIRECTORY : HD_BACKUP_CUSTOM;
    return NULL;
}

struct proof {
    hd_app *app;
    hd_restore_request request;
};

static hd_error *prove(const hd_stored *stored, void *arg)
{
    HD_SCRATCH(scratch);
    struct proof *proof = arg;
    hd_restored restored = {0};

    return hd_app_drill(scratch, proof->app, stored, &proof->request, false, &restored);
}

static hd_error *read_proof(TALLOC_CTX *ctx, hd_app *app, hd_backup_request *request)
{
    const char *how = hd_value(app, "prove");

    if (how == NULL || strcmp(how, "read") == 0)
        return NULL;
    if (strcmp(how, "restore") != 0)
        return hd_error_new(HD_USAGE, "unknown way to prove a backup \"%s\": read or restore", how);
    struct proof *proof = hd_new(ctx, struct proof);
    proof->app = app;
    proof->request = (hd_restore_request){
        .target = request->target,
        .folder = request->folder,
        .bin_dir = request->bin_dir,
        .decrypt = request->decrypt,
        .sign_key = request->sign_key,
        .jobs = request->jobs,
        .talk = request->talk,
        .stop = request->stop,
    };
    proof->request.target.role = NULL;
    HD_TRY(hd_app_assertions(proof, app, &proof->request.assertions));
    request->prove = prove;
    request->prove_arg = proof;
    return NULL;
}

static hd_error *read_request(TALLOC_CTX *ctx, hd_app *app, const hd_talk *talk,
                              hd_backup_request *request)
{
    *request = (hd_backup_request){
        .folder = hd_app_backup_folder(ctx, app, "to"),
        .bin_dir = hd_app_bin_dir(ctx, app),
        .tables = *hd_values(app, "table"),
        .schemas = *hd_values(app, "schema"),
        .checksums = !hd_flag(app, "no-checksums"),
        .force = hd_flag(app, "force"),
        .lock_wait_ms = hd_config_get_ms(app->config, "backup.lock_wait"),
        .encrypt = hd_config_get(app->config, "backup.encrypt"),
        .decrypt = hd_config_get(app->config, "backup.decrypt"),
        .sign_key = hd_app_sign_key(ctx, app),
        .version_table = hd_version_table_of(ctx, app->config)->sql_name,
        .talk = talk,
        .stop = hd_stop_new(ctx, hd_app_loop(app), talk),
    };
    HD_TRY(read_form(app, request));
    HD_TRY(hd_app_backup_jobs(app, &request->jobs));
    HD_TRY(hd_session_target(ctx, hd_app_loop(app), app->config, "backup", &request->target));
    request->target.stop = &request->stop->asked;
    return read_proof(ctx, app, request);
}

static void print_result(const hd_app *app, const hd_stored *stored)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);
    const hd_manifest *manifest = stored->manifest;

    if (app->json) {
        hd_json_begin(&json, '{');
        hd_app_backup_json(&json, stored);
        hd_json_end(&json);
        fputs(out->data, stdout);
        return;
    }
    printf("%s\n", stored->path);
    hd_say(app, "%zu table%s, %" PRId64 " rows, %s in %s; proved by %s", manifest->tables.count,
           manifest->tables.count == 1 ? "" : "s", hd_manifest_rows(manifest),
           hd_backup_size(scratch, hd_manifest_file_bytes(manifest)),
           hd_duration_text(scratch, (uint64_t)manifest->duration_ms),
           strcmp(manifest->proved_by, "read") == 0 ? "reading all of it" : "restoring it");
}

/* What could not be copied when it was made. */
static hd_error *copy_again(const hd_app *app, const hd_stored *made,
                            const hd_backup_request *request)
{
    HD_SCRATCH(scratch);
    hd_stored_list all = {0};

    HD_TRY(hd_store_list(scratch, request->folder, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].manifest != NULL && all.items[i].offsite.problem != NULL &&
            strcmp(all.items[i].name, made->name) != 0)
            HD_TRY(hd_app_backup_copy(app, &all.items[i], request->talk, request->stop));
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_backup_request request = {0};
    hd_conn *conn = NULL;
    hd_stored stored = {0};

    HD_TRY(read_request(scratch, app, &talk, &request));
    /* A look first: it starts the embedded server, and refuses another environment's database. */
    HD_TRY(hd_session_open_target(scratch, app->loop, app->config, &request.target, &conn));
    TALLOC_FREE(conn);
    HD_TRY(hd_backup_make(scratch, app->loop, &request, &stored));
    hd_error *err = hd_app_backup_copy(app, &stored, &talk, request.stop);
    if (err == NULL)
        err = copy_again(app, &stored, &request);
    hd_error *reread = hd_store_find(scratch, request.folder, stored.name, NULL, &stored);
    print_result(app, &stored);
    if (err == NULL)
        return reread;
    hd_error_free(reread);
    return err;
}

const hd_cli_command hd_command_backup = {
    .name = "backup",
    .group = "Operate",
    .summary = "Dump the database, and prove that the dump is good",
    .text =
        "pg_dump writes into a folder that is called NAME.partial until everything in it was read "
        "back, so whatever bears a final name is whole; exit status 0 means proved. In the same "
        "snapshot the rows of every table are counted and hashed: manifest.json has the numbers, "
        "against which a restored database is compared.\n\n"
        "With backup.encrypt and backup.decrypt set, every file goes through these commands, and "
        "back, before the clear one is removed.\n\n"
        "With backup.offsite set, the proved backup is copied elsewhere by that command; when that "
        "fails the backup stays, and the status is 74. The next backup tries again.\n\n"
        "A schema change that holds a table is named; the backup waits for it as long as "
        "backup.lock_wait says.",
    .options = (const hd_option *const[]){&option_table, &option_schema, &hd_option_to,
                                          &hd_option_backup_jobs, &option_plain, &option_gzip,
                                          &option_prove, &option_no_checksums, &option_force,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah backup", "howdah backup --to /mnt/backups --jobs 4",
                                      "howdah backup -t users -t 'public.order*'",
                                      "howdah backup --plain --gzip",
                                      "howdah backup --prove restore", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
