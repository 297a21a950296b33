/*
 * Two things have this verb: reports on a database, and, as in Alembic, one revision. A word that
 * is the name of a report is that; anything else is a revision.
 */
#include "base/text.h"
#include "cli/doctor.h"
#include "cli/listing.h"
#include "cli/project.h"
#include "cli/show_report.h"
#include "migrate/graph/resolve.h"

static hd_error *show_revision(hd_app *app, const char *name)
{
    HD_SCRATCH(scratch);
    hd_strings rows = {0};
    const hd_strings *known = NULL;
    hd_project *project = NULL;
    hd_listing listing = {.verbose = true};

    if (strcmp(name, "current") == 0) {
        HD_TRY(hd_app_rows(scratch, app, &rows));
        known = &rows;
    }
    HD_TRY(hd_app_project(scratch, app, known, &project));
    HD_TRY(hd_resolve(scratch, project->graph, known, name, &listing.nodes));
    hd_app_list(app, &listing);
    return NULL;
}

/* The report whose name is nearly that; NULL when there is none. */
static const char *nearest_report(TALLOC_CTX *ctx, const hd_report_library *library,
                                  const char *name)
{
    hd_reports all = {0};
    hd_strings names = {0};

    hd_error *err = hd_report_list(ctx, library, &all);
    hd_error_free(err);
    for (size_t i = 0; i < all.count; i++)
        hd_vec_push(ctx, &names, all.items[i]->name);
    return hd_text_nearest(name, names.items, names.count);
}

/* A hint that there is already knows more about the revision. */
static hd_error *neither(hd_error *err, const hd_report_library *library, const char *name)
{
    HD_SCRATCH(scratch);
    const char *nearest = nearest_report(scratch, library, name);

    if (nearest == NULL && err->hint != NULL)
        return err;
    if (nearest == NULL)
        return hd_error_hint(err, "It is no report either: \"howdah show\" lists all.");
    return hd_error_hint(err, "Did you mean the report \"%s\"? \"howdah show\" lists all reports.",
                         nearest);
}

static hd_error *no_report(const hd_report_library *library, const char *name)
{
    HD_SCRATCH(scratch);
    hd_error *err = hd_error_new(HD_MISSING, "there is no report \"%s\"", name);

    return nearest_report(scratch, library, name) != NULL
               ? neither(err, library, name)
               : hd_error_hint(err, "\"howdah show\" lists all reports.");
}

static bool has_report_options(const hd_app *app)
{
    static const char *const values[] = {"sort", "limit", "watch"};
    static const char *const flags[] = {"csv", "markdown", "expanded", "all-databases", "explain"};
    bool any = hd_values(app, "param")->count > 0 || hd_argument(app, 1) != NULL;

    for (size_t i = 0; i < HD_COUNT(values); i++)
        any = any || hd_value(app, values[i]) != NULL;
    for (size_t i = 0; i < HD_COUNT(flags); i++)
        any = any || hd_flag(app, flags[i]);
    return any;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *name = hd_argument(app, 0);
    hd_report_library *library = NULL;
    hd_report *report = NULL;

    HD_TRY(hd_app_reports(scratch, app, &library));
    if (name == NULL)
        return hd_app_list_reports(app, library);
    HD_TRY(hd_report_find(scratch, library, name, &report));
    if (report != NULL) {
        HD_TRY(hd_app_set_thresholds(app, report));
        return hd_app_show_report(app, report);
    }
    if (has_report_options(app) || hd_config_file(app->config) == NULL)
        return no_report(library, name);
    hd_error *err = show_revision(app, name);
    return err != NULL && err->code == HD_MISSING ? neither(err, library, name) : err;
}

const hd_cli_command hd_command_show = {
    .name = "show",
    .group = "Inspect",
    .summary = "Show a report on the database, or all about one revision",
    .text = "Without arguments it lists all reports. A report reads the catalogs and statistics "
            "in a read-only transaction that waits 50 ms for a lock and runs 5 s; what it may "
            "not see or would have to wait for is left out and said. The reports of the project "
            "are files in its folder \"reports\".\n\n"
            "PATTERN is a name, with schema or without, in which * and ? stand for other "
            "characters, as in psql.\n\n"
            "A name that is no report is a revision: an id or its beginning, a label, head, "
            "heads, base, LABEL@head, current. Only \"current\" asks the database.",
    .positionals = (const hd_positional[]){{"[REPORT|REVISION]", "a report, or a revision"},
                                           {"[PATTERN]",
                                            "what the report shows: \"users\", \"public.*\""},
                                           {0}},
    .options = (const hd_option *const[]){&hd_option_json, &hd_option_csv, &hd_option_markdown,
                                          &hd_option_expanded, &hd_option_sort, &hd_option_limit,
                                          &hd_option_watch, &hd_option_all_databases,
                                          &hd_option_explain, &hd_option_param, NULL},
    .examples = (const char *const[]){"howdah show", "howdah show tables",
                                      "howdah show describe users", "howdah show locks --watch 2",
                                      "howdah show unused-indexes --explain",
                                      "howdah show sizes --sort total --limit 10 --json",
                                      "howdah show head", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
