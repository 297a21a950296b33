#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "migrate/session.h"
#include "parse/split.h"
#include "tune/suggest.h"

enum { TIMEOUT_MS = 60000 };

static const hd_option option_param = {"param", 'p', "VALUE",
                                       "value of $1, of $2 with the next one, and so on", true};

static void print_json(const hd_suggestions *suggestions)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_bool(&json, "proved", suggestions->proved);
    hd_json_key(&json, "cost");
    hd_json_number(&json, hd_printf(scratch, "%.2f", suggestions->cost));
    hd_json_key(&json, "suggestions");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < suggestions->items.count; i++) {
        const hd_suggestion *item = &suggestions->items.items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "sql", item->sql);
        hd_json_put_string(&json, "for", item->why);
        hd_json_key(&json, "cost");
        if (item->cost < 0)
            hd_json_null(&json);
        else
            hd_json_number(&json, hd_printf(scratch, "%.2f", item->cost));
        hd_json_put_int(&json, "table_size", item->table_bytes);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static void print_text(const hd_app *app, const hd_suggestions *suggestions)
{
    for (size_t i = 0; i < suggestions->items.count; i++) {
        const hd_suggestion *item = &suggestions->items.items[i];
        printf("%s;\n", item->sql);
        if (suggestions->proved)
            printf("  -- for the %s: the statement would cost %.0f instead of %.0f\n", item->why,
                   item->cost, suggestions->cost);
        else
            printf("  -- for the %s: not proved\n", item->why);
    }
    if (suggestions->items.count == 0)
        hd_say(app, suggestions->proved ? "no index that could be thought of makes it cheaper"
                                        : "no index comes to mind that is not there already");
    else if (!suggestions->proved)
        hd_say(app, "these fit the statement's conditions; whether the planner would use them is "
                    "not known: with the extension hypopg (package postgresql-NN-hypopg, CREATE "
                    "EXTENSION hypopg) it is asked");
}

static hd_error *one_statement(TALLOC_CTX *ctx, const char *text, const char **ret)
{
    HD_SCRATCH(scratch);
    hd_sql_items items = {0};
    hd_error *err = hd_sql_split(scratch, text, 0, strlen(text), &items);

    if (err != NULL)
        return hd_error_place(err, "SQL", text, hd_sql_offset(text, err->sql_position));
    if (items.count != 1 || items.items[0].kind != HD_SQL_STATEMENT)
        return hd_error_new(HD_USAGE, "one statement is wanted, and there are %zu", items.count);
    *ret = hd_strndup(ctx, text + items.items[0].start, items.items[0].end - items.items[0].start);
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_explain_request request = {.values = hd_values(app, "param"), .timeout_ms = TIMEOUT_MS};
    hd_suggestions *suggestions = NULL;
    hd_conn *conn = NULL;

    HD_TRY(one_statement(scratch, hd_argument(app, 0), &request.sql));
    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "indexes suggest", &conn));
    hd_error *err = hd_suggest(scratch, conn, &request, &suggestions);
    if (err != NULL && err->sql_position > 0)
        err = hd_error_place(err, "SQL", request.sql,
                             hd_sql_offset(request.sql, err->sql_position));
    HD_TRY(err);
    if (app->json)
        print_json(suggestions);
    else
        print_text(app, suggestions);
    return NULL;
}

const hd_cli_command hd_command_indexes_suggest = {
    .name = "indexes suggest",
    .group = "Inspect",
    .summary = "Look for an index that would make a statement cheaper",
    .text = "Columns that the statement's plan filters, joins and sorts by are tried as indexes, "
            "those left out that exist or begin one that exists. Where the extension hypopg is "
            "installed the planner is asked with each of them, and only those remain that it would "
            "use for a gain of a tenth or more; elsewhere they are shown as not proved. Nothing is "
            "made or run. Conditions with OR, functions or LIKE are not looked at.",
    .positionals = (const hd_positional[]){{"SQL", "one statement"}, {0}},
    .options = (const hd_option *const[]){&option_param, &hd_option_json, NULL},
    .examples =
        (const char *const[]){"howdah indexes suggest 'SELECT * FROM users WHERE email = $1'",
                              NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
