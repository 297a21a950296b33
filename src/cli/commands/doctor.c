#include "cli/doctor.h"
#include "base/clock.h"
#include "cli/pager.h"

/* Exit statuses that monitoring systems expect of a plugin. */
enum { PLUGIN_WARNING = 1, PLUGIN_CRITICAL = 2, PLUGIN_UNKNOWN = 3 };

static const hd_option option_only = {
    .name = "only",
    .value = "GROUP",
    .help = "only this group of reports, or \"project\"",
    .choices = "objects sizes activity indexes vacuum queries server replication security project"};
static const hd_option option_plugin = {
    .name = "plugin", .help = "one line and exit status 0, 1, 2 or 3, as monitoring plugins have"};

static hd_error *check_group(const char *only)
{
    for (size_t i = 0; only != NULL && i < hd_report_group_count; i++)
        if (strcmp(hd_report_groups[i].key, only) == 0)
            return NULL;
    return only == NULL ? NULL
                        : hd_error_hint(hd_error_new(HD_USAGE, "there is no group \"%s\"", only),
                                        "objects, sizes, activity, indexes, vacuum, queries, "
                                        "server, replication, security or project");
}

static hd_error *run_plugin(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_diagnosis diagnosis = {0};
    hd_buf *out = hd_buf_new(scratch);
    uint64_t start = hd_clock_ms();

    hd_error *err = hd_app_diagnose(scratch, app, hd_value(app, "only"), &diagnosis);
    if (err != NULL) {
        printf("HOWDAH UNKNOWN - %.*s\n", (int)strcspn(err->message, "|\n"), err->message);
        hd_error_free(err);
        app->exit_status = PLUGIN_UNKNOWN;
        return NULL;
    }
    hd_findings_print_plugin(out, &diagnosis.findings, hd_clock_ms() - start);
    fputs(out->data, stdout);
    if (hd_findings_count(&diagnosis.findings, HD_LEVEL_CRITICAL) > 0)
        app->exit_status = PLUGIN_CRITICAL;
    else if (diagnosis.findings.count > 0)
        app->exit_status = PLUGIN_WARNING;
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_diagnosis diagnosis = {0};
    hd_buf *out = hd_buf_new(scratch);

    HD_TRY(check_group(hd_value(app, "only")));
    if (hd_flag(app, "plugin"))
        return run_plugin(app);
    HD_TRY(hd_app_diagnose(scratch, app, hd_value(app, "only"), &diagnosis));
    if (app->json)
        hd_findings_print_json(out, &diagnosis.findings, &diagnosis.notes);
    else
        hd_findings_print(out, &diagnosis.findings, &diagnosis.notes, app->color_out);
    hd_page(out->data);
    app->exit_status = diagnosis.findings.count > 0 ? hd_code_exit_status(HD_DIFFERENT) : 0;
    return NULL;
}

const hd_cli_command hd_command_doctor = {
    .name = "doctor",
    .group = "Inspect",
    .summary = "Look for what is wrong with the database and the project",
    .text =
        "Runs every report that judges its rows (\"howdah show NAME --explain\" tells how) and, in "
        "a project, looks at its revisions: several heads, unapplied ones, files that were edited "
        "or deleted after they were applied, messages that say nothing, a database that was "
        "changed by hand, models that no revision makes. Exit status 1 when "
        "something was found.\n\n"
        "Section [thresholds] of howdah.ini replaces bounds: \"REPORT.COLUMN = WARNING CRITICAL\", "
        "such as \"connections.used = 70 90\". Section [silences] leaves findings out until a "
        "day, for a reason: \"RULE/SUBJECT = 2027-01-31 why\".",
    .options = (const hd_option *const[]){&hd_option_json, &option_only, &option_plugin, NULL},
    .examples = (const char *const[]){"howdah doctor", "howdah doctor --only vacuum",
                                      "howdah --env production doctor --plugin", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
