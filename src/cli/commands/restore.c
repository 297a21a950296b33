#include "cli/backup.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "care/backup/counting.h"
#include "care/backup/naming.h"
#include "care/backup/swap.h"
#include "care/backup/transfer.h"
#include "cli/swap.h"
#include "cli/talk.h"
#include "migrate/session.h"

static const hd_option option_as = {
    .name = "as", .value = "NAME", .help = "name of the new database; it must not exist"};
static const hd_option option_swap = {
    .name = "swap", .help = "then put it in the place of the project's database, which is kept"};
static const hd_option option_table = {
    .name = "table",
    .letter = 't',
    .value = "PATTERN",
    .help = "the definitions of all, but only the rows of these tables",
    .repeats = true};
static const hd_option option_no_owner = {.name = "no-owner",
                                          .help = "everything belongs to who restores; no grants"};
static const hd_option option_create_roles = {
    .name = "create-missing-roles", .help = "make roles that the server lacks, without login"};

static const hd_option option_into = {
    .name = "into",
    .value = "NEW",
    .help = "with --table of one table: its rows as a new table of the project's database"};
static const hd_option option_merge = {
    .name = "merge-missing",
    .help = "with --table of one table: rows whose primary key is missing in the project's "
            "database are added"};

static bool is_file(const char *name)
{
    return name != NULL && (hd_text_ends(name, ".sql") || hd_text_ends(name, ".sql.gz") ||
                            hd_text_ends(name, ".gz"));
}

static bool is_transfer(const hd_app *app)
{
    return hd_value(app, "into") != NULL || hd_flag(app, "merge-missing");
}

static hd_error *transfer_options_check(const hd_app *app, const hd_restore_request *request)
{
    if (!is_transfer(app))
        return NULL;
    if (hd_value(app, "into") != NULL && hd_flag(app, "merge-missing"))
        return hd_error_new(HD_USAGE, "--into and --merge-missing exclude each other");
    if (request->as != NULL || hd_flag(app, "swap"))
        return hd_error_hint(
            hd_error_new(HD_USAGE, "--into and --merge-missing exclude --as and --swap"),
            "The rows go to the project's database, and what was restored beside it is dropped.");
    if (request->tables.count != 1)
        return hd_error_new(HD_USAGE, "--into and --merge-missing are for one --table");
    return NULL;
}

static hd_error *read_request(TALLOC_CTX *ctx, hd_app *app, const hd_talk *talk,
                              hd_restore_request *request)
{
    bool file = is_file(hd_argument(app, 0));

    HD_TRY(hd_app_restore_request(ctx, app, talk, request));
    request->as = hd_value(app, "as");
    request->tables = *hd_values(app, "table");
    request->no_owner = hd_flag(app, "no-owner");
    request->create_roles = hd_flag(app, "create-missing-roles");
    HD_TRY(transfer_options_check(app, request));
    if (request->as != NULL && hd_flag(app, "swap"))
        return hd_error_new(HD_USAGE, "--as and --swap exclude each other");
    if (request->tables.count > 0 && hd_flag(app, "swap"))
        return hd_error_new(HD_USAGE,
                            "--table and --swap exclude each other: the rest would be empty");
    if (file && (request->tables.count > 0 || request->no_owner || request->create_roles))
        return hd_error_new(HD_USAGE, "--table, --no-owner and --create-missing-roles are not for "
                                      "SQL files");
    return NULL;
}

static void print_result(const hd_app *app, const hd_restored *restored, const char *name,
                         const char *before)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    if (app->json) {
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "database", name);
        hd_json_put_string(&json, "before", before);
        hd_json_put_int(&json, "tables", (int64_t)restored->tables);
        hd_json_put_int(&json, "rows", restored->rows);
        hd_json_put_int(&json, "duration_ms", restored->duration_ms);
        hd_json_put_strings(&json, "notes", &restored->notes);
        hd_json_end(&json);
        fputs(out->data, stdout);
        return;
    }
    for (size_t i = 0; i < restored->notes.count; i++)
        hd_remark(app, "%s", restored->notes.items[i]);
    if (restored->tables > 0)
        hd_say(app, "%zu table%s with %" PRId64 " rows %s as the backup says, after %s",
               restored->tables, restored->tables == 1 ? "" : "s", restored->rows,
               restored->tables == 1 ? "is" : "are",
               hd_duration_text(scratch, (uint64_t)restored->duration_ms));
    else if (is_file(hd_argument(app, 0)))
        hd_say(app, "restored without an error, after %s; a file has no manifest to compare with",
               hd_duration_text(scratch, (uint64_t)restored->duration_ms));
    if (hd_flag(app, "timing"))
        hd_say(app, "filled after %s, compared and named in %s",
               hd_duration_text(scratch, (uint64_t)restored->restore_ms),
               hd_duration_text(scratch, (uint64_t)(restored->duration_ms - restored->restore_ms)));
    printf("%s\n", name);
}

static void print_moved(const hd_app *app, const hd_restored *restored)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    if (app->json) {
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "table", restored->name);
        hd_json_put_int(&json, "rows", restored->rows);
        hd_json_put_int(&json, "duration_ms", restored->duration_ms);
        hd_json_end(&json);
        fputs(out->data, stdout);
        return;
    }
    hd_say(app, "%" PRId64 " row%s %s", restored->rows, restored->rows == 1 ? "" : "s",
           hd_flag(app, "merge-missing") ? "were missing, and added" : "written");
    printf("%s\n", restored->name);
}

struct moving {
    hd_transfer transfer;
    int64_t rows;
};

static hd_error *move_rows(const hd_target *side, void *arg)
{
    struct moving *moving = arg;

    moving->transfer.from = side;
    return hd_transfer_rows(&moving->transfer, &moving->rows);
}

static hd_error *one_table(const hd_restore_request *request, const hd_stored *stored,
                           hd_transfer *transfer)
{
    const hd_manifest *manifest = stored->manifest;

    for (size_t i = 0; i < manifest->tables.count; i++) {
        const hd_manifest_table *table = &manifest->tables.items[i];
        if (!hd_counting_wants(&request->tables, table))
            continue;
        if (transfer->name != NULL)
            return hd_error_hint(
                hd_error_new(HD_USAGE, "--table names several tables, \"%s.%s\" and \"%s.%s\"",
                             transfer->schema, transfer->name, table->schema, table->name),
                "--into and --merge-missing are for one; write it as schema.name.");
        transfer->schema = table->schema;
        transfer->name = table->name;
    }
    return transfer->name != NULL ? NULL
                                  : hd_error_new(HD_MISSING, "the backup has no table \"%s\"",
                                                 request->tables.items[0]);
}

/* The rows of one table go to the project's database; the restored one goes again. */
static hd_error *transfer(TALLOC_CTX *ctx, hd_app *app, const hd_stored *stored,
                          hd_restore_request *request, hd_restored *restored)
{
    HD_SCRATCH(scratch);
    hd_target to = {0};
    hd_conn *conn = NULL;
    struct moving moving = {.transfer = {.loop = app->loop,
                                         .to = &to,
                                         .bin_dir = request->bin_dir,
                                         .folder = request->folder,
                                         .into = hd_value(app, "into"),
                                         .stop = request->stop}};

    HD_TRY(hd_session_target(scratch, app->loop, app->config, app->command->name, &to));
    HD_TRY(one_table(request, stored, &moving.transfer));
    /* Another environment's database is refused. */
    HD_TRY(hd_session_open_target(scratch, app->loop, app->config, &to, &conn));
    TALLOC_FREE(conn);
    HD_TRY(hd_transfer_check(&moving.transfer));
    request->drop = true;
    request->then = move_rows;
    request->then_arg = &moving;
    HD_TRY(hd_restore(ctx, app->loop, stored, request, restored));
    HD_TRY(hd_app_restore_verdict(restored, stored->name));
    restored->rows = moving.rows;
    restored->name = moving.transfer.into != NULL
                         ? moving.transfer.into
                         : hd_printf(ctx, "%s.%s", moving.transfer.schema, moving.transfer.name);
    return NULL;
}

static hd_error *do_restore(TALLOC_CTX *ctx, hd_app *app, hd_restore_request *request,
                            const char **what, hd_restored *restored)
{
    hd_stored stored = {0};
    const char *name = hd_argument(app, 0);

    if (is_file(name)) {
        *what = name;
        return hd_restore_file(ctx, app->loop, name, request, restored);
    }
    HD_TRY(hd_store_find(ctx, request->folder, name, request->database, &stored));
    if (hd_flag(app, "swap") && !stored.manifest->whole)
        return hd_error_hint(
            hd_error_new(HD_REFUSED, "backup \"%s\" is only a part of a database", stored.name),
            "Restore it beside the others, without --swap, and copy what you need.");
    *what = stored.name;
    if (is_transfer(app))
        return transfer(ctx, app, &stored, request, restored);
    HD_TRY(hd_restore(ctx, app->loop, &stored, request, restored));
    return hd_app_restore_verdict(restored, stored.name);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_restore_request request = {0};
    hd_restored restored = {0};
    const char *what = NULL;
    const char *before = NULL;

    HD_TRY(read_request(scratch, app, &talk, &request));
    request.swap = hd_flag(app, "swap");
    if (request.swap)
        HD_TRY(hd_app_swap_check(app, &request));
    else if (request.database == NULL)
        request.database = "restored";
    HD_TRY(do_restore(scratch, app, &request, &what, &restored));
    const char *name = restored.name;
    if (request.swap) {
        HD_TRY(hd_error_hint(hd_stop_check(request.stop, NULL),
                             "What was restored stays as database \"%s\".", restored.name));
        HD_TRY(hd_error_hint(hd_app_swap(scratch, app, &request, restored.name,
                                         hd_printf(scratch, "\"%s\"", what), "before", &before),
                             "What was restored stays as database \"%s\".", restored.name));
        name = request.database;
    }
    if (is_transfer(app))
        print_moved(app, &restored);
    else
        print_result(app, &restored, name, before);
    return NULL;
}

const hd_cli_command hd_command_restore = {
    .name = "restore",
    .group = "Operate",
    .summary = "Restore a backup beside the database, compare it, and swap it in on demand",
    .text =
        "The backup is read and compared with its digests, restored into a new database, and that "
        "is "
        "compared with what was counted when the backup was made: rows and their hashes, "
        "sequences, "
        "large objects, every definition. Only then does the database get its name. No existing "
        "database is ever restored over.\n\n"
        "With --swap the new database takes the name of the project's one, in one transaction of "
        "two "
        "renames. The old one is kept; \"howdah restore undo\" swaps back. Owner, settings and "
        "grants "
        "of the database go along. Sessions stand in the way of a rename: they are shown, and "
        "ended "
        "when you say so or with --terminate.\n\n"
        "Single tables come back by --table with --merge-missing or --into: the backup is restored "
        "and compared beside the database, the rows of the table are copied in one transaction, "
        "and what was restored is dropped. Keys to other tables are checked by the server, and "
        "triggers run.\n\n"
        "BACKUP may be a file that pg_dump wrote as text, .sql or .sql.gz: it is restored the same "
        "way, up to its first error, and then there is nothing to compare it with.",
    .positionals =
        (const hd_positional[]){
            {"[BACKUP|FILE]", "name, path, or .sql or .sql.gz file; the newest of the database"},
            {0}},
    .options = (const hd_option *const[]){&option_as, &option_swap, &option_table, &option_into,
                                          &option_merge, &hd_option_backup_jobs, &option_no_owner,
                                          &option_create_roles, &hd_option_terminate,
                                          &hd_option_swap_yes, &hd_option_from, &hd_option_json,
                                          NULL},
    .examples = (const char *const[]){"howdah restore --as shop_yesterday",
                                      "howdah restore shop_20260131T120000Z --swap",
                                      "howdah restore -t public.users --as rescue",
                                      "howdah restore -t public.users --merge-missing",
                                      "howdah restore backup.sql.gz --as copy", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
