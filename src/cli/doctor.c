#include "cli/doctor.h"

#include <strings.h>
#include <time.h>

#include "base/text.h"
#include "cli/doctor_backup.h"
#include "cli/doctor_drift.h"
#include "cli/show_report.h"
#include "migrate/journal/repair.h"
#include "migrate/session.h"
#include "migrate/verify.h"

enum { LEAST_MESSAGE = 4 };

/* ---- thresholds and silences ---- */

hd_error *hd_app_set_thresholds(const hd_app *app, hd_report *report)
{
    HD_SCRATCH(scratch);
    hd_config_pairs pairs = {0};
    size_t len = strlen(report->name);

    HD_TRY(hd_config_section(scratch, app->config, "thresholds", &pairs));
    for (size_t i = 0; i < pairs.count; i++) {
        const hd_config_pair *pair = &pairs.items[i];
        if (strncmp(pair->key, report->name, len) != 0 || pair->key[len] != '.')
            continue;
        HD_TRY(hd_error_wrap(hd_report_set_bounds(report, pair->key + len + 1, pair->value),
                             "in %s, \"%s\"", pair->source, pair->key));
    }
    return NULL;
}

/* "RULE" or "RULE/SUBJECT" */
static bool is_meant(const char *key, const hd_finding *finding)
{
    size_t len = strlen(finding->rule);

    if (strncmp(key, finding->rule, len) != 0)
        return false;
    return key[len] == '\0' || (key[len] == '/' && hd_text_equal(key + len + 1, finding->subject));
}

static hd_error *silence_end(const hd_config_pair *pair, time_t *ret)
{
    struct tm date = {0};
    const char *rest = strptime(pair->value, "%Y-%m-%d", &date);

    if (rest == NULL || *rest != ' ' || rest[strspn(rest, " ")] == '\0')
        return hd_error_hint(hd_error_new(HD_CONFIG, "silence \"%s\" (%s) has no end or no reason",
                                          pair->key, pair->source),
                             "Write \"%s = 2027-01-31 why it is all right until then\".",
                             pair->key);
    date.tm_mday++; /* the day itself is silent */
    date.tm_isdst = -1;
    *ret = mktime(&date);
    return NULL;
}

static hd_error *drop_silenced(TALLOC_CTX *ctx, const hd_app *app, hd_diagnosis *diagnosis)
{
    HD_SCRATCH(scratch);
    hd_config_pairs pairs = {0};

    HD_TRY(hd_config_section(scratch, app->config, "silences", &pairs));
    for (size_t i = 0; i < pairs.count; i++) {
        const hd_config_pair *pair = &pairs.items[i];
        size_t kept = 0;
        time_t end = 0;
        HD_TRY(silence_end(pair, &end));
        if (end <= time(NULL)) {
            hd_vec_push(ctx, &diagnosis->notes,
                        hd_printf(ctx, "silence \"%s\" (%s) has expired", pair->key, pair->source));
            continue;
        }
        for (size_t k = 0; k < diagnosis->findings.count; k++)
            if (!is_meant(pair->key, &diagnosis->findings.items[k]))
                diagnosis->findings.items[kept++] = diagnosis->findings.items[k];
        diagnosis->findings.count = kept;
    }
    return NULL;
}

/* A name that nothing has is a slip of the pen, and would go on doing nothing without a word. */
static hd_error *tell_unknown(TALLOC_CTX *ctx, const hd_app *app, const char *section,
                              char end_of_name, hd_diagnosis *diagnosis)
{
    static const char *const project_rules[] = {
        "backup-age", "backup-copy", "backup-drill", "changed-files", "drift",
        "messages",   "models",      "no-mark",      "several-heads", "shared-database",
        "unapplied",  "unfinished",  "unverified"};
    HD_SCRATCH(scratch);
    const char separators[] = {end_of_name, '\0'};
    hd_report_library *library = NULL;
    hd_config_pairs pairs = {0};

    HD_TRY(hd_app_reports(scratch, app, &library));
    HD_TRY(hd_config_section(scratch, app->config, section, &pairs));
    for (size_t i = 0; i < pairs.count; i++) {
        const hd_config_pair *pair = &pairs.items[i];
        const char *name = hd_strndup(scratch, pair->key, strcspn(pair->key, separators));
        hd_report *report = NULL;
        bool known = false;
        for (size_t k = 0; end_of_name == '/' && k < HD_COUNT(project_rules); k++)
            known = known || strcmp(project_rules[k], name) == 0;
        if (!known)
            HD_TRY(hd_report_find(scratch, library, name, &report));
        if (!known && report == NULL)
            hd_vec_push(ctx, &diagnosis->notes,
                        hd_printf(ctx, "[%s] \"%s\" (%s): there is no %s \"%s\"", section,
                                  pair->key, pair->source, end_of_name == '/' ? "rule" : "report",
                                  name));
    }
    return NULL;
}

/* ---- reports ---- */

static void add_note(TALLOC_CTX *ctx, hd_diagnosis *diagnosis, const char *text)
{
    if (!hd_strings_contain(&diagnosis->notes, text))
        hd_vec_push(ctx, &diagnosis->notes, hd_strdup(ctx, text));
}

/* What several reports lack stands once, with the names of them all. */
static void add_report_note(TALLOC_CTX *ctx, hd_diagnosis *diagnosis, const char *report,
                            const hd_report_note *note)
{
    HD_SCRATCH(scratch);
    const char *own = hd_printf(scratch, "%s: ", report);
    const char *text = hd_text_starts(note->text, own) ? note->text + strlen(own) : note->text;
    const char *end = hd_printf(scratch, ": %s%s%s", text, note->how == NULL ? "" : "; ",
                                note->how == NULL ? "" : note->how);

    for (size_t i = 0; i < diagnosis->notes.count; i++) {
        const char *there = diagnosis->notes.items[i];
        if (hd_text_ends(there, end)) {
            diagnosis->notes.items[i] = hd_printf(
                ctx, "%.*s, %s%s", (int)(strlen(there) - strlen(end)), there, report, end);
            return;
        }
    }
    hd_vec_push(ctx, &diagnosis->notes, hd_printf(ctx, "%s%s", report, end));
}

/* One report that fails does not keep the others from being told. */
static hd_error *judge_report(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                              hd_diagnosis *diagnosis)
{
    HD_SCRATCH(scratch);
    const char **params = hd_new_array(scratch, const char *, report->params.count + 1);
    hd_report_result *result = NULL;

    for (size_t i = 0; i < report->params.count; i++)
        params[i] = report->params.items[i].standard;
    hd_error *err = hd_report_run(scratch, conn, report, params, &result);
    if (err != NULL && !hd_conn_is_open(conn))
        return err;
    if (err != NULL) {
        add_note(ctx, diagnosis, hd_printf(scratch, "%s: %s", report->name, err->message));
        hd_error_free(err);
        return NULL;
    }
    hd_findings_add(ctx, result, &diagnosis->findings);
    for (size_t i = 0; i < result->notes.count; i++)
        add_report_note(ctx, diagnosis, report->name, &result->notes.items[i]);
    return NULL;
}

static hd_error *judge_reports(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn, const char *only,
                               hd_diagnosis *diagnosis)
{
    HD_SCRATCH(scratch);
    hd_report_library *library = NULL;
    hd_reports all = {0};

    HD_TRY(hd_app_reports(scratch, app, &library));
    HD_TRY(hd_report_list(scratch, library, &all));
    for (size_t i = 0; i < all.count; i++) {
        hd_report *report = all.items[i];
        if (report->rules.count == 0 || report->heavy ||
            (only != NULL && strcmp(only, report->group) != 0))
            continue;
        HD_TRY(hd_app_set_thresholds(app, report));
        HD_TRY(judge_report(ctx, conn, report, diagnosis));
    }
    return NULL;
}

/* ---- the project ---- */

static void add_project(TALLOC_CTX *ctx, hd_diagnosis *diagnosis, const hd_finding *given)
{
    hd_finding finding = *given;

    finding.group = "project";
    hd_vec_push(ctx, &diagnosis->findings, finding);
}

static void judge_files(TALLOC_CTX *ctx, const hd_repair *repair, hd_diagnosis *diagnosis)
{
    for (size_t i = 0; i < repair->drifts.count; i++)
        add_project(ctx, diagnosis,
                    &(hd_finding){.level = HD_LEVEL_CRITICAL,
                                  .rule = "changed-files",
                                  .subject = hd_strdup(ctx, repair->drifts.items[i].revision),
                                  .title = "a file is not what was applied",
                                  .evidence = hd_strdup(ctx, repair->drifts.items[i].text),
                                  .advice = "A new database gets another schema than this one has. "
                                            "\"howdah repair\" shows the choices."});
    for (size_t i = 0; i < repair->unfinished.count; i++)
        add_project(ctx, diagnosis,
                    &(hd_finding){.level = HD_LEVEL_CRITICAL,
                                  .rule = "unfinished",
                                  .subject = hd_strdup(ctx, repair->unfinished.items[i].revision),
                                  .title = "a revision was begun and not finished",
                                  .evidence = hd_printf(ctx, "its %s is %s",
                                                        repair->unfinished.items[i].direction,
                                                        repair->unfinished.items[i].state),
                                  .advice = "\"howdah repair\" shows the choices."});
}

static void judge_heads(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                        hd_diagnosis *diagnosis)
{
    hd_strings heads = {0};
    hd_strings missing = {0};

    for (size_t i = 0; i < graph->heads.count; i++) {
        const hd_node *node = graph->heads.items[i];
        if (!node->is_head)
            continue;
        hd_vec_push(ctx, &heads, hd_strdup(ctx, node->revision->id));
        if (!hd_strings_contain(rows, node->revision->id))
            hd_vec_push(ctx, &missing, hd_strdup(ctx, node->revision->id));
    }
    if (heads.count > 1)
        add_project(ctx, diagnosis,
                    &(hd_finding){.level = HD_LEVEL_WARNING,
                                  .rule = "several-heads",
                                  .title = "the revisions end in several heads",
                                  .evidence = hd_text_join(ctx, &heads, ", "),
                                  .advice = "\"howdah merge heads\" joins them, \"howdah rebase\" "
                                            "puts one after another."});
    if (missing.count > 0)
        add_project(
            ctx, diagnosis,
            &(hd_finding){.level = HD_LEVEL_WARNING,
                          .rule = "unapplied",
                          .title = "revisions are not applied",
                          .evidence = hd_text_join(ctx, &missing, ", "),
                          .advice = "\"howdah upgrade heads --dry-run\" shows what is to do."});
}

/* Words that tell nobody what a revision does. */
static bool is_meaningless(const char *message)
{
    static const char *const words[] = {"wip",  "fix",    "test",  "update", "changes",   "change",
                                        "misc", "update", "fixes", "temp",   "migration", "stuff"};

    if (message == NULL || strlen(message) < LEAST_MESSAGE)
        return true;
    for (size_t i = 0; i < HD_COUNT(words); i++)
        if (strcasecmp(message, words[i]) == 0)
            return true;
    return false;
}

static void judge_messages(TALLOC_CTX *ctx, const hd_graph *graph, hd_diagnosis *diagnosis)
{
    hd_strings ids = {0};

    for (size_t i = 0; i < graph->nodes.count; i++)
        if (is_meaningless(graph->nodes.items[i]->revision->message))
            hd_vec_push(ctx, &ids, hd_strdup(ctx, graph->nodes.items[i]->revision->id));
    if (ids.count > 0)
        add_project(ctx, diagnosis,
                    &(hd_finding){.level = HD_LEVEL_WARNING,
                                  .rule = "messages",
                                  .title = "revisions whose message says nothing",
                                  .evidence = hd_text_join(ctx, &ids, ", "),
                                  .advice = "Write into the first line of the file what it does: "
                                            "history and journal show it."});
}

/* What is applied has been tried by that. */
static hd_error *judge_verified(TALLOC_CTX *ctx, const hd_project *project, const hd_strings *rows,
                                hd_diagnosis *diagnosis)
{
    hd_strings heads = {0};
    bool known = false;

    for (size_t i = 0; i < project->graph->heads.count; i++) {
        const hd_node *node = project->graph->heads.items[i];
        if (node->is_head && !hd_strings_contain(rows, node->revision->id))
            hd_vec_push(ctx, &heads, hd_strdup(ctx, node->revision->id));
    }
    if (heads.count == 0)
        return NULL;
    HD_TRY(hd_verify_is_known(project, &known));
    if (!known)
        add_project(
            ctx, diagnosis,
            &(hd_finding){.level = HD_LEVEL_WARNING,
                          .rule = "unverified",
                          .title = "revisions that are to be applied were not verified",
                          .evidence = hd_text_join(ctx, &heads, ", "),
                          .advice = "\"howdah verify\" tries them up, down and up again on a "
                                    "scratch database."});
    return NULL;
}

static hd_error *judge_revisions(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn,
                                 hd_diagnosis *diagnosis)
{
    HD_SCRATCH(scratch);
    hd_repair *repair = NULL;
    hd_project *project = NULL;

    HD_TRY(hd_repair_look(scratch, conn, app->config, &repair));
    judge_files(ctx, repair, diagnosis);
    HD_TRY(hd_project_load(scratch, app->config, &repair->rows, &project));
    judge_heads(ctx, project->graph, &repair->rows, diagnosis);
    judge_messages(ctx, project->graph, diagnosis);
    return judge_verified(ctx, project, &repair->rows, diagnosis);
}

/* ---- environments ---- */

/* The database that the file names for an environment, as it is written; NULL: none. */
static hd_error *environment_url(TALLOC_CTX *ctx, const hd_app *app, const char *name,
                                 const char **ret)
{
    HD_SCRATCH(scratch);
    hd_config_pairs pairs = {0};

    HD_TRY(hd_config_section(scratch, app->config, hd_printf(scratch, "env %s", name), &pairs));
    for (size_t i = 0; i < pairs.count; i++)
        if (strcmp(pairs.items[i].key, "url") == 0)
            *ret = hd_strdup(ctx, pairs.items[i].value);
    return NULL;
}

static void judge_shared(TALLOC_CTX *ctx, const hd_strings *names, const hd_strings *urls,
                         hd_diagnosis *diagnosis)
{
    for (size_t i = 0; i < names->count; i++)
        for (size_t k = 0; k < i; k++)
            if (urls->items[i] != NULL && hd_text_equal(urls->items[i], urls->items[k]))
                add_project(ctx, diagnosis,
                            &(hd_finding){.level = HD_LEVEL_CRITICAL,
                                          .rule = "shared-database",
                                          .subject = hd_printf(ctx, "%s %s", names->items[k],
                                                               names->items[i]),
                                          .title = "two environments work on one database",
                                          .evidence = "their sections have the same url",
                                          .advice = "What is meant for one of them hits the other. "
                                                    "Give each a database of its own."});
}

static hd_error *judge_environments(TALLOC_CTX *ctx, const hd_app *app, const hd_conn *conn,
                                    hd_diagnosis *diagnosis)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};
    hd_strings urls = {0};

    hd_config_environments(scratch, app->config, &names);
    for (size_t i = 0; i < names.count; i++) {
        const char *url = NULL;
        HD_TRY(environment_url(scratch, app, names.items[i], &url));
        hd_vec_push(scratch, &urls, url);
    }
    judge_shared(ctx, &names, &urls, diagnosis);
    if (names.count > 1 && hd_conn_environment(conn) == NULL)
        add_project(ctx, diagnosis,
                    &(hd_finding){
                        .level = HD_LEVEL_WARNING,
                        .rule = "no-mark",
                        .subject = hd_strdup(ctx, hd_conn_dbname(conn)),
                        .title = "the database is marked with no environment",
                        .evidence = hd_printf(ctx, "the project has %zu environments", names.count),
                        .advice = "Nothing keeps a command for another environment away. "
                                  "\"howdah environment NAME\" marks it."});
    return NULL;
}

/* What cannot be looked at does not keep the rest from being told. */
static hd_error *noted(TALLOC_CTX *ctx, hd_conn *conn, const char *what, hd_error *err,
                       hd_diagnosis *diagnosis)
{
    HD_SCRATCH(scratch);

    if (err == NULL || !hd_conn_is_open(conn))
        return err;
    add_note(ctx, diagnosis, hd_printf(scratch, "the project's %s: %s", what, err->message));
    hd_error_free(err);
    return NULL;
}

static hd_error *judge_project(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn, hd_diagnosis *diagnosis)
{
    HD_TRY(noted(ctx, conn, "revisions", judge_revisions(ctx, app, conn, diagnosis), diagnosis));
    HD_TRY(noted(ctx, conn, "schema", hd_app_judge_drift(ctx, app, diagnosis), diagnosis));
    HD_TRY(
        noted(ctx, conn, "environments", judge_environments(ctx, app, conn, diagnosis), diagnosis));
    return noted(ctx, conn, "backups", hd_app_judge_backups(ctx, app, conn, diagnosis), diagnosis);
}

hd_error *hd_app_diagnose(TALLOC_CTX *ctx, hd_app *app, const char *only, hd_diagnosis *ret)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    bool project = hd_config_file(app->config) != NULL;

    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "doctor", &conn));
    HD_TRY(hd_conn_check_version(conn));
    HD_TRY(judge_reports(ctx, app, conn, only, ret));
    if (project && (only == NULL || strcmp(only, "project") == 0))
        HD_TRY(judge_project(ctx, app, conn, ret));
    HD_TRY(drop_silenced(ctx, app, ret));
    HD_TRY(tell_unknown(ctx, app, "silences", '/', ret));
    HD_TRY(tell_unknown(ctx, app, "thresholds", '.', ret));
    hd_findings_sort(&ret->findings);
    return NULL;
}
