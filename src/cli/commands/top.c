#include "tui/top.h"

#include <signal.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/doctor.h"
#include "cli/pager.h"
#include "cli/show_report.h"

enum { USUAL_INTERVAL_MS = 2000, LEAST_INTERVAL_MS = 250, PLAIN_COLUMNS = 160 };

static const hd_option option_interval = {
    .name = "interval",
    .value = "TIME",
    .help = "how often to refresh: 2s, 500ms; with --once, between two looks, for rates"};
static const hd_option option_once = {.name = "once", .help = "print one screen and end"};
static const hd_option option_view = {
    .name = "view",
    .value = "NAME",
    .help = "sessions, tables, indexes, queries, io, replication or progress",
    .choices = "sessions tables indexes queries io replication progress"};
static const hd_option option_filter = {
    .name = "filter", .value = "WORDS", .help = "show only rows that match, as key / does"};
static const hd_option option_idle = {.name = "idle",
                                      .help = "with idle sessions and the server's own processes"};

static hd_error *read_interval(const hd_app *app, uint64_t *ret)
{
    const char *text = hd_value(app, "interval");

    *ret = USUAL_INTERVAL_MS;
    if (text == NULL)
        return NULL;
    /* A bare number is seconds, as in all programs of this kind. */
    char *end = NULL;
    double seconds = strtod(text, &end);
    if (end != text && *end == '\0' && seconds > 0 && seconds < 86400)
        *ret = (uint64_t)(seconds * 1000);
    else
        HD_TRY(hd_duration_parse(text, ret));
    if (*ret < LEAST_INTERVAL_MS)
        return hd_error_hint(hd_error_new(HD_USAGE, "invalid interval \"%s\"", text),
                             "It is %d ms or more: 2s, 500ms.", LEAST_INTERVAL_MS);
    return NULL;
}

static hd_error *read_view(const hd_app *app, size_t *ret)
{
    HD_SCRATCH(scratch);
    const char *name = hd_value(app, "view");
    hd_strings names = {0};

    *ret = 0;
    for (size_t i = 0; i < hd_view_count; i++) {
        hd_vec_push(scratch, &names, hd_views[i].name);
        if (name != NULL && strcmp(hd_views[i].name, name) == 0) {
            *ret = i;
            return NULL;
        }
    }
    if (name == NULL)
        return NULL;
    return hd_error_hint(hd_error_new(HD_USAGE, "there is no view \"%s\"", name),
                         "The views are %s.", hd_text_join(scratch, &names, ", "));
}

static hd_error *load_report(TALLOC_CTX *ctx, const hd_app *app, const hd_report_library *library,
                             const char *name, const hd_report **ret)
{
    hd_report *report = NULL;

    HD_TRY(hd_report_find(ctx, library, name, &report));
    if (report == NULL)
        return hd_error_new(HD_INTERNAL, "there is no report \"%s\"", name);
    HD_TRY(hd_app_set_thresholds(app, report));
    *ret = report;
    return NULL;
}

static hd_error *load_reports(TALLOC_CTX *ctx, const hd_app *app, hd_rules *rules,
                              const hd_report **views)
{
    hd_report_library *library = NULL;

    HD_TRY(hd_app_reports(ctx, app, &library));
    for (size_t i = 0; i < HD_RULE_COUNT; i++)
        HD_TRY(load_report(ctx, app, library, hd_rule_reports[i], &rules->reports[i]));
    for (size_t i = 0; i < hd_view_count; i++)
        if (hd_views[i].report != NULL)
            HD_TRY(load_report(ctx, app, library, hd_views[i].report, &views[i]));
    return NULL;
}

/* The first of them that is set counts; source: POSIX, "Internationalization Variables". */
static bool shows_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < HD_COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            return strcasestr(value, "utf-8") != NULL || strcasestr(value, "utf8") != NULL;
    }
    return false;
}

static hd_error *print_once(hd_app *app, const hd_top_settings *settings)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    size_t columns = hd_terminal_columns();

    HD_TRY(hd_top_once(settings, app->json, hd_value(app, "interval") != NULL,
                       columns == 0 ? PLAIN_COLUMNS : columns, out));
    fputs(out->data, stdout);
    return NULL;
}

/* Ended by a signal, the program ends the way that signal ends programs. */
static void pass_on(int number)
{
    if (number == 0)
        return;
    fflush(stdout);
    signal(number, SIG_DFL);
    raise(number);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_rules rules = {0};
    const hd_report **views = hd_new_array(scratch, const hd_report *, hd_view_count);
    hd_top_settings settings = {
        .config = app->config,
        .rules = &rules,
        .reports = views,
        .filter = hd_value(app, "filter") == NULL ? "" : hd_value(app, "filter"),
        .idle = hd_flag(app, "idle"),
        .color = app->color_out,
        .ascii = !shows_utf8(),
    };
    int ended_by = 0;
    char *word = NULL;

    HD_TRY(read_interval(app, &settings.interval_ms));
    HD_TRY(read_view(app, &settings.view));
    HD_TRY(load_reports(scratch, app, &rules, views));
    settings.loop = hd_app_loop(app);
    if (hd_flag(app, "once"))
        return print_once(app, &settings);
    if (app->json)
        return hd_error_hint(hd_error_new(HD_USAGE, "--json needs --once"),
                             "\"howdah top --once --json\" prints one screen as JSON.");
    HD_TRY(hd_top_run(scratch, &settings, &ended_by, &word));
    if (word != NULL)
        hd_say(app, "%s", word);
    pass_on(ended_by);
    return NULL;
}

const hd_cli_command hd_command_top = {
    .name = "top",
    .group = "Inspect",
    .summary = "Watch the server live, and stop who hurts others",
    .text = "One screen: connections, load and risks of the server, with the thresholds of "
            "\"howdah doctor\"; the sessions, those that wait for locks under those that block "
            "them; and other views. Keys are at the bottom of the screen; \"?\" explains all of "
            "them. A session is cancelled or terminated after a question, and only if it is "
            "still the same.\n\n"
            "When the server cannot be reached the last screen stays, with its age, and it is "
            "tried again.",
    .options = (const hd_option *const[]){&option_interval, &option_once, &hd_option_json,
                                          &option_view, &option_filter, &option_idle, NULL},
    .examples = (const char *const[]){"howdah top", "howdah top --view queries --interval 5s",
                                      "howdah top --filter 'user=app -wait=Client'",
                                      "howdah top --once --json", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
