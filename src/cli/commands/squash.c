#include "migrate/rewrite/squash.h"

#include "base/json.h"
#include "cli/project.h"

static const hd_option opt_from_schema = {
    "from-schema", 0, NULL, "write the schema as pg_dump does instead of joining the files", false};
static const hd_option opt_no_prove = {"no-prove", 0, NULL,
                                       "do not compare both ways on scratch databases", false};

static hd_error *ask_server(hd_app *app, hd_squash *squash, hd_scratch_server *server)
{
    if (hd_flag(app, "from-schema"))
        HD_TRY(hd_squash_from_schema(squash, server));
    if (hd_flag(app, "no-prove"))
        return NULL;
    HD_TRY(hd_squash_prove(squash, server));
    hd_say(app, "Proved on two scratch databases: the schema is the same.");
    return NULL;
}

/* Whatever happens, the scratch databases go. */
static hd_error *with_server(hd_app *app, hd_squash *squash)
{
    hd_scratch_server *server = NULL;

    hd_error *err = hd_scratch_connect(app, hd_app_loop(app), app->config, app->command->name,
                                       &server);
    if (err != NULL && err->hint == NULL)
        err = hd_error_hint(err, "Without a database --no-prove joins the files and compares "
                                 "nothing.");
    if (err == NULL)
        err = ask_server(app, squash, server);
    hd_error *drop_err = hd_scratch_drop_all(server);
    if (err == NULL)
        return drop_err;
    hd_error_free(drop_err);
    return err;
}

static void print_json(const hd_app *app, const hd_squash *squash, const char *folder)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "revision", squash->baseline.id);
    hd_json_put_string(&json, "path", squash->baseline.path);
    hd_json_put_strings(&json, "replaces", &squash->baseline.replaces);
    hd_json_put_string(&json, "originals", folder);
    hd_json_put_bool(&json, "proved", !hd_flag(app, "no-prove"));
    hd_json_put_strings(&json, "remarks", &squash->remarks);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    bool from_schema = hd_flag(app, "from-schema");
    hd_project *project = NULL;
    hd_squash *squash = NULL;

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    HD_TRY(
        hd_squash_plan(scratch, project, hd_argument(app, 0), hd_value(app, "message"), &squash));
    if (!from_schema)
        HD_TRY(hd_squash_join(squash));
    if (from_schema || !hd_flag(app, "no-prove"))
        HD_TRY(with_server(app, squash));
    HD_TRY(hd_squash_write(squash));
    const char *folder = hd_project_squashed_folder(scratch, project, squash->baseline.id);
    if (app->json)
        print_json(app, squash, folder);
    for (size_t i = 0; !app->json && i < squash->remarks.count; i++)
        hd_remark(app, "%s", squash->remarks.items[i]);
    hd_app_status(app, "Generating", squash->baseline.path, true);
    hd_app_status(app, "Moving the original files to", folder, true);
    return NULL;
}

const hd_cli_command hd_command_squash = {
    .name = "squash",
    .group = "Revisions",
    .summary = "Make one revision file of a line of them",
    .text =
        "The new file has the id of the newest revision and the statements of all, so databases "
        "beyond the range notice nothing. The original files are kept in the folder "
        "squashed/ of the migrations: a database that is inside the range is taken through "
        "them.\n\n"
        "Before anything is written, the originals and the new file are run on two scratch "
        "databases, up and down, and the schemas are compared.",
    .positionals = (const hd_positional[]){{"RANGE", "OLDEST:NEWEST, both included; \":NEWEST\" "
                                                     "begins at the base"},
                                           {0}},
    .options = (const hd_option *const[]){&hd_option_message, &opt_from_schema, &opt_no_prove,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah squash :27c6a30d7c24 -m \"baseline of 2026\"",
                                      "howdah squash --from-schema :head", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
