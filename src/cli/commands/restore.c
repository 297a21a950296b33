#include "cli/backup.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/swap.h"
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

static bool is_file(const char *name)
{
    return name != NULL && (hd_text_ends(name, ".sql") || hd_text_ends(name, ".sql.gz") ||
                            hd_text_ends(name, ".gz"));
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

static hd_error *do_restore(TALLOC_CTX *ctx, hd_app *app, const hd_restore_request *request,
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
    if (hd_flag(app, "swap"))
        HD_TRY(hd_app_swap_check(app, &request));
    else if (request.database == NULL)
        request.database = "restored";
    HD_TRY(do_restore(scratch, app, &request, &what, &restored));
    const char *name = restored.name;
    if (hd_flag(app, "swap")) {
        HD_TRY(hd_error_hint(hd_stop_check(request.stop, NULL),
                             "What was restored stays as database \"%s\".", restored.name));
        HD_TRY(hd_error_hint(hd_app_swap(scratch, app, &request, restored.name,
                                         hd_printf(scratch, "\"%s\"", what), "before", &before),
                             "What was restored stays as database \"%s\".", restored.name));
        name = request.database;
    }
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
        "BACKUP may be a file that pg_dump wrote as text, .sql or .sql.gz: it is restored the same "
        "way, up to its first error, and then there is nothing to compare it with.",
    .positionals =
        (const hd_positional[]){
            {"[BACKUP]", "name, path, or .sql or .sql.gz file; the newest of the database"}, {0}},
    .options = (const hd_option *const[]){&option_as, &option_swap, &option_table,
                                          &hd_option_backup_jobs, &option_no_owner,
                                          &option_create_roles, &hd_option_terminate,
                                          &hd_option_swap_yes, &hd_option_from, &hd_option_json,
                                          NULL},
    .examples = (const char *const[]){"howdah restore --as shop_yesterday",
                                      "howdah restore shop_20260131T120000Z --swap",
                                      "howdah restore -t public.users --as rescue",
                                      "howdah restore backup.sql.gz --as copy", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
