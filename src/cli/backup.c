#include "cli/backup.h"

#include <inttypes.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/offsite.h"
#include "migrate/session.h"
#include "pg/conninfo.h"

enum { MAX_JOBS = 64 };

const hd_option hd_option_to = {
    .name = "to", .value = "DIR", .help = "folder of the backups instead of backup.folder"};
const hd_option hd_option_from = {
    .name = "from", .value = "DIR", .help = "folder of the backups instead of backup.folder"};
const hd_option hd_option_backup_jobs = {
    .name = "jobs", .letter = 'j', .value = "N", .help = "tables at once instead of backup.jobs"};

const char *hd_app_backup_folder(TALLOC_CTX *ctx, const hd_app *app, const char *option)
{
    HD_SCRATCH(scratch);
    const char *given = option == NULL ? NULL : hd_value(app, option);

    if (given != NULL)
        return hd_path_absolute(ctx, given);
    return hd_path_absolute(ctx, hd_path_join(scratch, hd_config_folder(app->config),
                                              hd_config_get(app->config, "backup.folder")));
}

hd_error *hd_app_backup_jobs(const hd_app *app, int64_t *ret)
{
    const char *given = hd_value(app, "jobs");

    *ret = hd_config_get_int(app->config, "backup.jobs");
    if (given != NULL && !hd_text_to_int(given, ret))
        return hd_error_new(HD_USAGE, "\"%s\" is not a number of jobs", given);
    if (*ret < 1 || *ret > MAX_JOBS)
        return hd_error_new(HD_USAGE, "jobs must be from 1 to %d", MAX_JOBS);
    return NULL;
}

static const char *path_setting(TALLOC_CTX *ctx, const hd_app *app, const char *name)
{
    HD_SCRATCH(scratch);
    const char *path = hd_config_get(app->config, name);

    if (path == NULL)
        return NULL;
    return hd_path_absolute(ctx, hd_path_join(scratch, hd_config_folder(app->config), path));
}

const char *hd_app_bin_dir(TALLOC_CTX *ctx, const hd_app *app)
{
    return path_setting(ctx, app, "bin_dir");
}

const char *hd_app_sign_key(TALLOC_CTX *ctx, const hd_app *app)
{
    return path_setting(ctx, app, "backup.sign_key");
}

hd_error *hd_app_assertions(TALLOC_CTX *ctx, const hd_app *app, hd_assertions *ret)
{
    HD_SCRATCH(scratch);
    const char *path = path_setting(scratch, app, "backup.assertions");

    return path == NULL ? NULL : hd_assertions_load(ctx, path, ret);
}

hd_error *hd_app_backup_copy(const hd_app *app, const hd_stored *stored, const hd_talk *talk,
                             hd_stop *stop)
{
    const hd_offsite_commands commands = {
        .copy = hd_config_get(app->config, "backup.offsite"),
        .read = hd_config_get(app->config, "backup.offsite_read"),
    };

    if (commands.copy == NULL)
        return NULL;
    hd_error *err = hd_offsite_copy(app->loop, stored, &commands, talk, stop);
    if (err == NULL || err->hint != NULL)
        return err;
    return hd_error_hint(err,
                         "The backup itself is proved and stays; \"howdah backup copy %s\", "
                         "and the next backup, try again.",
                         stored->name);
}

const char *hd_app_database_name(TALLOC_CTX *ctx, const hd_app *app)
{
    const char *name = hd_config_database(app->config);
    const char *url = hd_config_get(app->config, "url");

    if (name != NULL)
        return name;
    name = url == NULL ? NULL : hd_conninfo_value(ctx, url, "dbname");
    return name != NULL ? name : getenv("PGDATABASE");
}

hd_error *hd_app_restore_request(TALLOC_CTX *ctx, hd_app *app, const hd_talk *talk,
                                 hd_restore_request *ret)
{
    *ret = (hd_restore_request){
        .folder = hd_app_backup_folder(ctx, app, "from"),
        .bin_dir = hd_app_bin_dir(ctx, app),
        .database = hd_app_database_name(ctx, app),
        .decrypt = hd_config_get(app->config, "backup.decrypt"),
        .sign_key = hd_app_sign_key(ctx, app),
        .talk = talk,
        .stop = hd_stop_new(ctx, hd_app_loop(app), talk),
    };
    HD_TRY(hd_app_backup_jobs(app, &ret->jobs));
    HD_TRY(hd_session_target(ctx, hd_app_loop(app), app->config, app->command->name, &ret->target));
    ret->target.role = NULL; /* owners are given by the dump, for which the login has the right */
    ret->target.stop = &ret->stop->asked;
    return NULL;
}

hd_error *hd_app_restore_verdict(const hd_restored *restored, const char *name)
{
    HD_SCRATCH(scratch);

    if (restored->differences.count == 0 && restored->untrue.count > 0)
        return hd_error_hint(
            hd_error_detail(
                hd_error_new(HD_DIFFERENT, "\"%s\" was restored, but %zu assertion%s do%s not hold",
                             name, restored->untrue.count, restored->untrue.count == 1 ? "" : "s",
                             restored->untrue.count == 1 ? "es" : ""),
                "%s.", hd_text_join(scratch, &restored->untrue, "; ")),
            "Rows and definitions are as the manifest says: look at what was backed up.");
    if (restored->differences.count == 0)
        return NULL;
    return hd_error_hint(
        hd_error_detail(hd_error_new(HD_DIFFERENT,
                                     "what was restored from \"%s\" is not what its manifest says",
                                     name),
                        "%s.", hd_text_join(scratch, &restored->differences, "; ")),
        "The restored database was dropped; no other was touched.");
}

void hd_app_backup_json(hd_json *json, const hd_stored *stored)
{
    const hd_manifest *manifest = stored->manifest;
    const hd_drill *proof = hd_stored_proof(stored);

    hd_json_put_string(json, "name", stored->name);
    hd_json_put_string(json, "path", stored->path);
    hd_json_put_string(json, "problem", stored->problem);
    if (manifest == NULL)
        return;
    hd_json_put_string(json, "database", manifest->database);
    hd_json_put_string(json, "created_at", manifest->created_at);
    hd_json_put_string(json, "form", hd_backup_form_name(manifest->form));
    hd_json_put_bool(json, "whole", manifest->whole);
    hd_json_put_bool(json, "encrypted", manifest->encrypted);
    hd_json_put_int(json, "bytes", hd_manifest_file_bytes(manifest));
    hd_json_put_int(json, "tables", (int64_t)manifest->tables.count);
    hd_json_put_int(json, "rows", hd_manifest_rows(manifest));
    hd_json_put_int(json, "duration_ms", manifest->duration_ms);
    hd_json_put_string(json, "proved_by", manifest->proved_by);
    hd_json_put_strings(json, "heads", &manifest->heads);
    hd_json_put_string(json, "copied_at", hd_stored_is_copied(stored) ? stored->offsite.at : NULL);
    hd_json_put_string(json, "copy_problem", stored->offsite.problem);
    hd_json_put_string(json, "drilled_at", proof == NULL ? NULL : proof->at);
    if (proof != NULL)
        hd_json_put_int(json, "drill_ms", proof->duration_ms);
}

hd_error *hd_app_drill(TALLOC_CTX *ctx, hd_app *app, const hd_stored *stored,
                       hd_restore_request *request, bool record, hd_restored *ret)
{
    HD_SCRATCH(scratch);

    request->drop = true;
    request->database = stored->manifest->database;
    hd_error *err = hd_restore(ctx, hd_app_loop(app), stored, request, ret);
    if (err == NULL)
        err = hd_app_restore_verdict(ret, stored->name);
    hd_drill drill = {
        .at = hd_backup_time_print(scratch, time(NULL)),
        .equal = err == NULL,
        .duration_ms = ret->duration_ms,
        .server_version = ret->server_version,
        .difference = err == NULL           ? NULL
                      : err->detail == NULL ? err->message
                                            : err->detail,
    };
    /* An interrupted drill says nothing about the backup. */
    if (record && (err == NULL || err->code != HD_CANCELLED)) {
        hd_error *failed = hd_store_add_drill(stored->path, &drill);
        if (err == NULL)
            err = failed;
        else
            hd_error_free(failed);
    }
    return err;
}
