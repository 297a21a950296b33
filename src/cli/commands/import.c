#include "migrate/import/import.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/report.h"
#include "migrate/files/project.h"
#include "migrate/import/prove.h"

static const hd_option opt_to = {
    "to", 0, "FOLDER", "where the files go; the project's first version location otherwise", false};
static const hd_option opt_dry_run = {"dry-run", 0, NULL,
                                      "write nothing, say what would be written", false};
static const hd_option opt_no_prove = {"no-prove", 0, NULL,
                                       "do not try the files on a scratch database", false};
static const hd_option opt_alembic = {"alembic", 0, "PROGRAM",
                                      "the project's alembic, or the Python that has it", false};
static const hd_option opt_section = {"section", 0, "SECTION",
                                      "section of alembic.ini; \"alembic\" otherwise", false};

/* What is done, and how it ends. */
struct import_run {
    hd_app *app;
    hd_import *import;
    size_t written;
    size_t unfinished;
    bool proved; /* the proof was made, whatever came out */
    hd_import_proof proof;
};

static hd_error *find_folders(TALLOC_CTX *ctx, hd_app *app, hd_strings *ret)
{
    const char *to = hd_value(app, "to");
    hd_project *project = NULL;

    if (to != NULL) {
        hd_vec_push(ctx, ret, hd_path_absolute(ctx, to));
        return NULL;
    }
    hd_error *err = hd_project_load(ctx, app->config, NULL, &project);
    if (err != NULL)
        return hd_error_hint(
            hd_error_wrap(err, "while looking for the project's version location"),
            "\"howdah init\" starts a project here; or name the folder for the files with --to.");
    *ret = project->version_locations;
    return NULL;
}

/* ---- text ---- */

static const char *state_of(const hd_app *app, const hd_import_step *step)
{
    if (step->kept)
        return "kept";
    return hd_flag(app, "dry-run") ? "planned" : "written";
}

static void print_problem(const struct import_run *run, const hd_import_step *step,
                          const char *direction, const hd_error *problem)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    if (problem == NULL)
        return;
    hd_error shown = *problem;
    shown.message = hd_printf(scratch, "%s of revision \"%s\" cannot be expressed: %s", direction,
                              step->revision.id, problem->message);
    hd_report_text(buf, &shown, (hd_report_style){.color = run->app->color_err});
    fflush(stdout);
    fputs(buf->data, stderr);
}

static hd_error *write_step(struct import_run *run, const hd_import_step *step)
{
    const hd_app *app = run->app;

    if (!step->kept && !hd_flag(app, "dry-run")) {
        HD_TRY(hd_import_write(run->import, step));
        run->written++;
    }
    if (!app->json && !app->quiet)
        printf("%s %s\n",
               step->kept                ? "Keeping"
               : hd_flag(app, "dry-run") ? "Would write"
                                         : "Writing",
               step->revision.path);
    return NULL;
}

/* Kept files with problems were finished by hand, unless they are still as they were written. */
static bool needs_hand(const hd_import_step *step)
{
    return hd_import_is_unfinished(step);
}

static void print_problems(const struct import_run *run)
{
    for (size_t i = 0; i < run->import->steps.count; i++) {
        const hd_import_step *step = run->import->steps.items[i];
        if (!needs_hand(step))
            continue;
        print_problem(run, step, "upgrade", step->upgrade.problem);
        print_problem(run, step, "downgrade", step->downgrade.problem);
    }
}

static void print_proof(const struct import_run *run)
{
    const hd_import_proof *proof = &run->proof;

    if (run->app->quiet || !run->proved)
        return;
    printf("Proved on a scratch database: %zu revision%s up", proof->upgraded,
           proof->upgraded == 1 ? "" : "s");
    if (proof->downgraded > 0)
        printf(", %zu down", proof->downgraded);
    if (proof->compared != NULL && proof->difference == NULL)
        printf("; the schema is %s", proof->compared);
    puts(".");
}

/* ---- JSON ---- */

static void put_problem(hd_json *json, const char *key, const hd_error *problem)
{
    hd_json_key(json, key);
    if (problem == NULL) {
        hd_json_null(json);
        return;
    }
    hd_json_begin(json, '{');
    hd_json_put_string(json, "message", problem->message);
    hd_json_put_string(json, "path", problem->place == NULL ? NULL : problem->place->path);
    hd_json_put_int(json, "line", problem->place == NULL ? 0 : (int64_t)problem->place->line);
    hd_json_end(json);
}

static void put_step(hd_json *json, const struct import_run *run, const hd_import_step *step)
{
    hd_json_begin(json, '{');
    hd_json_put_string(json, "revision", step->revision.id);
    hd_json_put_string(json, "source", step->source);
    hd_json_put_string(json, "path", step->revision.path);
    hd_json_put_string(json, "state", state_of(run->app, step));
    hd_json_put_bool(json, "unfinished", needs_hand(step));
    put_problem(json, "upgrade_problem", step->upgrade.problem);
    put_problem(json, "downgrade_problem", step->downgrade.problem);
    hd_json_put_string(json, "irreversible", step->downgrade.irreversible);
    hd_json_end(json);
}

static void put_proof(hd_json *json, const struct import_run *run)
{
    hd_json_key(json, "proof");
    if (!run->proved) {
        hd_json_null(json);
        return;
    }
    hd_json_begin(json, '{');
    hd_json_put_int(json, "upgraded", (int64_t)run->proof.upgraded);
    hd_json_put_int(json, "downgraded", (int64_t)run->proof.downgraded);
    hd_json_put_string(json, "compared", run->proof.compared);
    hd_json_put_string(json, "difference", run->proof.difference);
    hd_json_end(json);
}

static void print_json(const struct import_run *run)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "from", run->import->kind->name);
    hd_json_put_string(&json, "source", run->import->source);
    hd_json_put_strings(&json, "remarks", &run->import->remarks);
    put_proof(&json, run);
    hd_json_key(&json, "revisions");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < run->import->steps.count; i++)
        put_step(&json, run, run->import->steps.items[i]);
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

/* ---- running ---- */

static hd_error *prove(struct import_run *run)
{
    hd_app *app = run->app;

    if (hd_flag(app, "no-prove") || hd_flag(app, "dry-run") || run->unfinished > 0)
        return NULL;
    HD_TRY(hd_import_prove(run->import, hd_app_loop(app), app->config, run->import,
                           hd_value(app, "section"), &run->proof));
    run->proved = true;
    return NULL;
}

/* The version table that Alembic uses must be the one that howdah looks at. */
static void remark_version_table(const struct import_run *run)
{
    HD_SCRATCH(scratch);
    const char *theirs = run->import->version_table;
    const char *schema = hd_config_get(run->app->config, "version_table_schema");
    const char *name = hd_config_get(run->app->config, "version_table");
    const char *ours = schema == NULL ? name : hd_printf(scratch, "%s.%s", schema, name);

    if (theirs != NULL && strcmp(theirs, ours) != 0)
        hd_remark(run->app,
                  "env.py keeps its revisions in the table %s: set version_table (and "
                  "version_table_schema) to that",
                  theirs);
}

static hd_error *outcome(const struct import_run *run)
{
    size_t total = run->import->steps.count;

    if (run->unfinished > 0)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "%zu of %zu revisions could not be taken over completely",
                         run->unfinished, total),
            "Their files say what is missing, and stop an upgrade until it is written. Write it, "
            "then run the same command again: it keeps what is there and proves the result.");
    if (run->proved && run->proof.difference != NULL)
        return hd_error_hint(
            hd_error_detail(hd_error_new(HD_DIFFERENT, "the schema is not %s", run->proof.compared),
                            "%s", run->proof.difference),
            "Lines with \"-\" are as they should be, those with \"+\" what the new files make of "
            "it.");
    return NULL;
}

static void count_unfinished(struct import_run *run)
{
    for (size_t i = 0; i < run->import->steps.count; i++)
        run->unfinished += needs_hand(run->import->steps.items[i]);
}

static void print_end(const struct import_run *run, bool failed)
{
    const hd_app *app = run->app;

    for (size_t i = 0; i < run->import->remarks.count; i++)
        hd_remark(app, "%s", run->import->remarks.items[i]);
    remark_version_table(run);
    print_problems(run);
    if (app->json) {
        print_json(run);
        return;
    }
    print_proof(run);
    if (!app->quiet && !failed && run->unfinished == 0 && !hd_flag(app, "dry-run"))
        printf("%s\n", run->import->kind->advice);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    struct import_run run = {.app = app};
    hd_strings folders = {0};
    const hd_import_request request = {.folder = hd_argument(app, 1),
                                       .alembic = hd_value(app, "alembic"),
                                       .section = hd_value(app, "section"),
                                       .loop = hd_app_loop(app)};

    HD_TRY(hd_import_load(scratch, hd_argument(app, 0), &request, &run.import));
    HD_TRY(find_folders(scratch, app, &folders));
    HD_TRY(hd_import_place(run.import, &folders));
    for (size_t i = 0; i < run.import->steps.count; i++)
        HD_TRY(write_step(&run, run.import->steps.items[i]));
    count_unfinished(&run);
    hd_error *err = prove(&run);
    if (err == NULL)
        err = outcome(&run);
    print_end(&run, err != NULL);
    return err;
}

static const hd_positional positionals[] = {
    {"KIND", "alembic, dbmate, flyway, golang-migrate or sqitch",
     .choices = "alembic dbmate flyway golang-migrate sqitch"},
    {"FOLDER", "of the other tool's project or of its migrations; alembic.ini itself will do"},
    {0}};

const hd_cli_command hd_command_import = {
    .name = "import",
    .group = "Project",
    .summary = "Turn the migrations of another tool into revision files",
    .text = "Ids, parents, labels, dependencies, messages and dates are kept. Alembic itself is "
            "asked for the SQL of each of its revisions, both directions; the other tools have "
            "theirs in files. A revision that cannot be expressed (one that looks at the data "
            "before it decides, for example) is reported, and its file stops an upgrade until its "
            "statements are written.\n\n"
            "Then the result is proved on a scratch database: for Alembic, its own upgrade and "
            "that of the new files must give the same schema.\n\n"
            "Files that are there already are kept, so the command can be run again.",
    .positionals = positionals,
    .options = (const hd_option *const[]){&opt_to, &opt_dry_run, &opt_no_prove, &opt_alembic,
                                          &opt_section, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah import alembic .",
                                      "howdah import dbmate . --to migrations/versions",
                                      "howdah import flyway ../app --dry-run", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
