#include "tune/explain.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/pager.h"
#include "migrate/session.h"
#include "parse/split.h"
#include "pg/interrupt.h"
#include "tune/print.h"

enum { MAX_FILE_BYTES = 16 << 20, STANDARD_TIMEOUT_MS = 60000 };

static const hd_option option_analyze = {
    "analyze", 0, NULL, "run it, and show times and rows; what it writes is rolled back", false};
static const hd_option option_file = {"file", 'f', "FILE", "the statements of a file (-: stdin)",
                                      false};
static const hd_option option_param = {"param", 'p', "VALUE",
                                       "value of $1, of $2 with the next one, and so on", true};
static const hd_option option_timeout = {"timeout", 0, "TIME",
                                         "most time that the statement may take (1min)", false};

/* Where the statements come from, for messages. */
struct source {
    const char *path;
    const char *text;
};

static hd_error *read_source(TALLOC_CTX *ctx, const hd_app *app, struct source *ret)
{
    const char *file = hd_value(app, "file");
    const char *sql = hd_argument(app, 0);
    char *text = NULL;

    if ((file == NULL) == (sql == NULL))
        return hd_error_hint(hd_error_new(HD_USAGE, file == NULL
                                                        ? "no statement is given"
                                                        : "a statement and a file are given"),
                             "howdah explain 'SELECT ...', or howdah explain -f FILE");
    *ret = (struct source){"SQL", sql};
    if (file == NULL)
        return NULL;
    HD_TRY(hd_file_read(ctx, strcmp(file, "-") == 0 ? "/dev/stdin" : file, MAX_FILE_BYTES, &text,
                        NULL));
    *ret = (struct source){strcmp(file, "-") == 0 ? "standard input" : file, text};
    return NULL;
}

static hd_error *split(TALLOC_CTX *ctx, const struct source *source, hd_sql_items *ret)
{
    hd_sql_items all = {0};
    hd_error *err = hd_sql_split(ctx, source->text, 0, strlen(source->text), &all);

    if (err != NULL)
        return hd_error_place(err, source->path, source->text,
                              hd_sql_offset(source->text, err->sql_position));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].kind == HD_SQL_STATEMENT)
            hd_vec_push(ctx, ret, all.items[i]);
    if (ret->count == 0)
        return hd_error_new(HD_USAGE, "there is no statement in it");
    return NULL;
}

/* ---- printing ---- */

static void say_mode(hd_app *app, const hd_explanation *explanation)
{
    if (explanation->generic)
        hd_say(app, "the plan for any values of the parameters; --param VALUE shows the one for a "
                    "value");
    if (explanation->rolled_back)
        hd_say(app, "the statement was run and rolled back; what does not belong to a transaction "
                    "stays: numbers taken from sequences, and what functions and triggers did "
                    "outside of this database (dblink, files)");
}

static void finding_json(hd_json *json, const hd_plan_finding *finding)
{
    HD_SCRATCH(scratch);

    hd_json_begin(json, '{');
    hd_json_put_string(json, "kind", hd_plan_finding_name(finding->kind));
    hd_json_put_string(json, "node",
                       finding->node == NULL ? NULL : hd_plan_node_title(scratch, finding->node));
    hd_json_put_string(json, "text", finding->text);
    hd_json_put_string(json, "hint", finding->hint);
    hd_json_end(json);
}

static void explanation_json(hd_json *json, const char *sql, const hd_explanation *explanation,
                             const hd_plan_findings *findings)
{
    hd_json_begin(json, '{');
    hd_json_put_string(json, "sql", sql);
    hd_json_put_bool(json, "generic", explanation->generic);
    hd_json_put_bool(json, "rolled_back", explanation->rolled_back);
    hd_json_key(json, "explain");
    hd_json_raw(json, explanation->json);
    hd_json_key(json, "findings");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < findings->count; i++)
        finding_json(json, &findings->items[i]);
    hd_json_end(json);
    hd_json_end(json);
}

/* ---- one after the other ---- */

struct work {
    hd_app *app;
    hd_conn *conn;
    const struct source *source;
    hd_explain_request request;
    bool several;
    hd_buf *out;
    hd_json json;
};

static hd_error *explain_one(struct work *work, const hd_sql_item *item)
{
    HD_SCRATCH(scratch);
    const char *sql = hd_strndup(scratch, work->source->text + item->start,
                                 item->end - item->start);
    hd_explanation *explanation = NULL;
    hd_plan_findings findings = {0};

    work->request.sql = sql;
    hd_error *err = hd_explain(scratch, work->conn, &work->request, &explanation);
    if (err != NULL && (err->sql_position > 0 || work->several))
        err = hd_error_place(
            err, work->source->path, work->source->text,
            item->start + (err->sql_position == 0 ? 0 : hd_sql_offset(sql, err->sql_position)));
    HD_TRY(err);
    hd_plan_advise(scratch, explanation->plan, &findings);
    if (work->app->json) {
        explanation_json(&work->json, sql, explanation, &findings);
        return NULL;
    }
    say_mode(work->app, explanation);
    if (work->several)
        hd_buf_addf(work->out, "%s%s\n\n", work->out->len == 0 ? "" : "\n\n", sql);
    hd_plan_print(work->out, explanation->plan, &findings);
    return NULL;
}

static void on_interrupt(void *arg)
{
    hd_conn_cancel(arg);
}

static hd_error *run_all(struct work *work, const hd_sql_items *items)
{
    HD_SCRATCH(scratch);
    hd_interrupt *interrupt = hd_interrupt_new(scratch, hd_app_loop(work->app), on_interrupt,
                                               work->conn);

    if (work->app->json)
        hd_json_begin(&work->json, '[');
    for (size_t i = 0; i < items->count; i++) {
        hd_error *err = explain_one(work, &items->items[i]);
        if (err != NULL && interrupt->came)
            err->code = HD_CANCELLED;
        if (err != NULL && !work->app->json)
            hd_page(work->out->data); /* those before it */
        HD_TRY(err);
    }
    if (work->app->json)
        hd_json_end(&work->json);
    hd_page(work->out->data);
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    struct source source = {0};
    hd_sql_items items = {0};
    struct work work = {.app = app,
                        .source = &source,
                        .out = hd_buf_new(scratch),
                        .request = {.values = hd_values(app, "param"),
                                    .analyze = hd_flag(app, "analyze"),
                                    .timeout_ms = STANDARD_TIMEOUT_MS}};

    HD_TRY(read_source(scratch, app, &source));
    HD_TRY(split(scratch, &source, &items));
    if (hd_value(app, "timeout") != NULL)
        HD_TRY(hd_duration_parse(hd_value(app, "timeout"), &work.request.timeout_ms));
    work.json = hd_json_into(work.out);
    work.several = items.count > 1;
    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "explain", &work.conn));
    return run_all(&work, &items);
}

const hd_cli_command hd_command_explain = {
    .name = "explain",
    .group = "Inspect",
    .summary = "Show how the server runs a statement, and what is wrong with that",
    .text =
        "Without --analyze the statement is planned, not run. Parameters ($1) need no values then: "
        "the plan for any of them is shown.\n\n"
        "With --analyze it is run, and each node shows its time (with and without its children), "
        "rows and loops; below stand wrong estimates, memory that did not do, rows that were read "
        "in vain, and what helps. It runs in a read-only transaction; one that writes runs in a "
        "transaction that is rolled back, and that is said. Locks last until then, triggers fire, "
        "numbers of sequences are used up.\n\n"
        "Several statements of a file are explained one by one, each for itself. --json has the "
        "server's own JSON of each, with the findings beside it.",
    .positionals = (const hd_positional[]){{"[SQL]", "the statement, or several"}, {0}},
    .options = (const hd_option *const[]){&option_analyze, &option_file, &option_param,
                                          &option_timeout, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah explain 'SELECT * FROM users WHERE email = $1'",
                                      "howdah explain --analyze -f query.sql",
                                      "howdah explain --analyze 'DELETE FROM users WHERE id = $1' "
                                      "-p 7",
                                      NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
