#include "cli/project.h"

#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "migrate/files/body.h"
#include "migrate/files/hooks.h"
#include "migrate/journal/version_table.h"
#include "migrate/session.h"
#include "proc/process.h"

const hd_option hd_option_message = {"message", 'm', "TEXT", "what the revision does", false};
const hd_option hd_option_branch_label = {"branch-label", 0, "LABEL", "name the branch", true};
const hd_option hd_option_rev_id = {"rev-id", 0, "ID", "the id, instead of a random one", false};
const hd_option hd_option_splice = {"splice", 0, NULL, "follow a revision that is not a head",
                                    false};

static void remark(hd_app *app, const hd_project *project)
{
    for (size_t i = 0; i < project->remarks.count; i++)
        hd_remark(app, "%s", project->remarks.items[i]);
}

hd_error *hd_app_project(TALLOC_CTX *ctx, hd_app *app, const hd_strings *rows, hd_project **ret)
{
    HD_TRY(hd_project_load(ctx, app->config, rows, ret));
    remark(app, *ret);
    return NULL;
}

static hd_error *read_rows(TALLOC_CTX *ctx, hd_app *app, const hd_target *target, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_version_table *table = hd_version_table_of(scratch, app->config);
    hd_conn *conn = NULL;

    HD_TRY(hd_session_open_target(scratch, hd_app_loop(app), app->config, target, &conn));
    return hd_version_table_peek(ctx, conn, table, ret);
}

hd_error *hd_app_rows(TALLOC_CTX *ctx, hd_app *app, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};

    HD_TRY(hd_session_target(scratch, hd_app_loop(app), app->config, app->command->name, &target));
    return read_rows(ctx, app, &target, ret);
}

hd_error *hd_app_rows_and_project(TALLOC_CTX *ctx, hd_app *app, hd_strings *rows, hd_project **ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};
    hd_project_reading *reading = hd_project_begin(scratch, app->config);

    HD_TRY(hd_session_target(scratch, hd_app_loop(app), app->config, app->command->name, &target));
    hd_meanwhile(reading, hd_app_loop(app), hd_project_step, reading);
    HD_TRY(read_rows(ctx, app, &target, rows));
    HD_TRY(hd_project_finish(ctx, reading, rows, ret));
    remark(app, *ret);
    return NULL;
}

static hd_error *embedded_is_made(hd_app *app, bool *ret)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, app->config);
    hd_embedded_state state = {0};

    HD_TRY(hd_embedded_look(scratch, hd_app_loop(app), &settings, &state));
    *ret = state.made;
    return NULL;
}

/* What could not be asked is no error. */
static hd_error *remark_unreachable(hd_app *app, hd_error *err)
{
    if (err == NULL || (err->code != HD_DATABASE && err->code != HD_MISSING))
        return err;
    hd_remark(app, "what the database has applied is not known: %s", err->message);
    hd_error_free(err);
    return NULL;
}

hd_error *hd_app_connect_if_reachable(TALLOC_CTX *ctx, hd_app *app, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};
    bool made = true;

    *ret = NULL;
    if (hd_config_get(app->config, "url") == NULL)
        HD_TRY(embedded_is_made(app, &made));
    if (!made)
        return NULL;
    hd_error *err = hd_session_target(scratch, hd_app_loop(app), app->config, app->command->name,
                                      &target);
    target.connect_budget_ms = 0;
    if (err == NULL)
        err = hd_session_open_target(ctx, hd_app_loop(app), app->config, &target, ret);
    return remark_unreachable(app, err);
}

hd_error *hd_app_rows_if_reachable(TALLOC_CTX *ctx, hd_app *app, hd_strings *ret, bool *known)
{
    HD_SCRATCH(scratch);
    hd_version_table *table = hd_version_table_of(scratch, app->config);
    hd_conn *conn = NULL;

    *known = false;
    HD_TRY(hd_app_connect_if_reachable(scratch, app, &conn));
    if (conn == NULL)
        return NULL;
    hd_error *err = hd_version_table_peek(ctx, conn, table, ret);
    *known = err == NULL;
    return remark_unreachable(app, err);
}

void hd_app_status(const hd_app *app, const char *verb, const char *path, bool done)
{
    if (!app->quiet && !app->json)
        printf("%s %s ...  %s\n", verb, path, done ? "done" : "FAILED");
}

/* ---- hooks ---- */

static hd_error *hook_run(hd_app *app, const hd_hook *hook)
{
    HD_SCRATCH(scratch);
    hd_strings argv = {0};
    hd_process_result result = {0};

    for (size_t i = 0; i < hook->argv.count; i++)
        hd_vec_push(scratch, &argv, hook->argv.items[i]);
    hd_vec_push(scratch, &argv, NULL);
    hd_process process = {.argv = argv.items, .folder = hook->folder, .terminal = true};
    if (!app->quiet && !app->json)
        printf("Running post write hook '%s' ...\n", hook->name);
    /* The hook writes to the same place. */
    fflush(stdout);
    HD_TRY(hd_process_run(scratch, hd_app_loop(app), &process, &result));
    HD_TRY(hd_process_check(&process, &result));
    if (!app->quiet && !app->json)
        puts("  done");
    return NULL;
}

/* A hook may have changed the file; better told now than by the next command. */
static hd_error *file_check(const char *path)
{
    enum { MAX_FILE_BYTES = 256 << 20 };
    HD_SCRATCH(scratch);
    hd_revision *revision = NULL;
    hd_body *body = NULL;
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, MAX_FILE_BYTES, &text, &len));
    HD_TRY(hd_revision_parse(scratch, path, text, len, &revision, NULL));
    return hd_body_parse(scratch, revision, text, len, HD_UPGRADE, &body);
}

static hd_error *hooks_run(hd_app *app, const char *path)
{
    HD_SCRATCH(scratch);
    hd_hooks hooks = {0};

    HD_TRY(hd_hooks_load(scratch, app->config, path, &hooks));
    for (size_t i = 0; i < hooks.count; i++) {
        hd_error *err = hook_run(app, &hooks.items[i]);
        if (err != NULL)
            return hd_error_hint(
                hd_error_wrap(err, "while running post write hook \"%s\"", hooks.items[i].name),
                "The file \"%s\" has been written and stays.", path);
    }
    return hooks.count == 0
               ? NULL
               : hd_error_wrap(file_check(path), "while reading what the post write hooks left");
}

/* ---- new files ---- */

static void print_json(const hd_new_file *file)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "revision", file->revision.id);
    hd_json_put_strings(&json, "down", &file->revision.down);
    hd_json_put_string(&json, "path", file->revision.path);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

hd_error *hd_app_write_revision(hd_app *app, const hd_new_file *file)
{
    const char *path = file->revision.path;

    hd_error *err = hd_file_write(path, file->text, strlen(file->text));
    hd_app_status(app, "Generating", path, err == NULL);
    if (err != NULL)
        return err;
    if (app->json)
        print_json(file);
    return hooks_run(app, path);
}

/* ---- editor ---- */

static bool in_path(const char *program)
{
    HD_SCRATCH(scratch);
    const char *path = getenv("PATH");
    hd_strings folders = {0};

    hd_text_split(scratch, path == NULL ? "/usr/bin:/bin" : path, ":", &folders);
    for (size_t i = 0; i < folders.count; i++)
        if (access(hd_path_join(scratch, folders.items[i], program), X_OK) == 0)
            return true;
    return false;
}

static hd_error *find_editor(const char **ret)
{
    static const char *const variables[] = {"EDITOR", "VISUAL"};
    static const char *const programs[] = {"sensible-editor", "editor", "nano", "vim", "code"};

    for (size_t i = 0; i < HD_COUNT(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && *value != '\0') {
            *ret = value;
            return NULL;
        }
    }
    for (size_t i = 0; i < HD_COUNT(programs); i++)
        if (in_path(programs[i])) {
            *ret = programs[i];
            return NULL;
        }
    return hd_error_hint(hd_error_new(HD_MISSING, "no editor was found"),
                         "Set the environment variable EDITOR to one.");
}

hd_error *hd_app_edit(hd_app *app, const char *path)
{
    HD_SCRATCH(scratch);
    hd_process_result result = {0};
    const char *editor = NULL;
    hd_strings argv = {0};

    HD_TRY(find_editor(&editor));
    /* "code --wait" is a common value. */
    HD_TRY(hd_process_words(scratch, editor, &argv));
    if (argv.count == 0)
        return hd_error_new(HD_USAGE, "EDITOR names no program");
    hd_vec_push(scratch, &argv, path);
    hd_vec_push(scratch, &argv, NULL);
    hd_process process = {.argv = argv.items, .terminal = true};
    fflush(stdout);
    HD_TRY(hd_process_run(scratch, hd_app_loop(app), &process, &result));
    return hd_process_check(&process, &result);
}
