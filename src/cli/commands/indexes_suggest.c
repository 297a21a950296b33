#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "migrate/session.h"
#include "parse/split.h"
#include "tune/suggest.h"

enum { TIMEOUT_MS = 60000 };

static const hd_option option_param = {"param", 'p', "VALUE",
                                       "value of $1, of $2 with the next one, and so on", true};

/* Why there is no cost; NULL when there is one. */
static const char *not_proved_why(TALLOC_CTX *ctx, const hd_suggestions *suggestions,
                                  const hd_suggestion *item)
{
    if (item->cost >= 0)
        return NULL;
    if (!suggestions->proved)
        return "the extension hypopg is not installed";
    return hd_printf(ctx, "hypopg %s",
                     item->unproved != NULL ? item->unproved : "was not asked about it");
}

static void put_suggestion(hd_json *json, const hd_suggestions *suggestions,
                           const hd_suggestion *item)
{
    HD_SCRATCH(scratch);

    hd_json_begin(json, '{');
    hd_json_put_strings(json, "statements", &item->statements);
    hd_json_put_string(json, "for", item->why);
    hd_json_key(json, "cost");
    if (item->cost < 0)
        hd_json_null(json);
    else
        hd_json_number(json, hd_printf(scratch, "%.2f", item->cost));
    hd_json_put_string(json, "not_proved", not_proved_why(scratch, suggestions, item));
    hd_json_put_int(json, "table_size", item->table_bytes);
    hd_json_put_strings(json, "notes", &item->notes);
    hd_json_end(json);
}

static void put_refusal(hd_json *json, const hd_refusal *refusal)
{
    hd_json_begin(json, '{');
    hd_json_put_string(json, "table", refusal->table);
    hd_json_put_string(json, "expression", refusal->text);
    hd_json_put_string(json, "reason", refusal->why);
    hd_json_end(json);
}

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
    for (size_t i = 0; i < suggestions->items.count; i++)
        put_suggestion(&json, suggestions, &suggestions->items.items[i]);
    hd_json_end(&json);
    hd_json_key(&json, "refused");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < suggestions->refused.count; i++)
        put_refusal(&json, &suggestions->refused.items[i]);
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

/* As EXPLAIN writes it when it is small. */
static const char *cost_text(TALLOC_CTX *ctx, double cost)
{
    return hd_printf(ctx, cost < 10 ? "%.2f" : "%.0f", cost);
}

static void print_one(const hd_suggestions *suggestions, size_t place)
{
    HD_SCRATCH(scratch);
    const hd_suggestion *item = &suggestions->items.items[place];
    double before = place == 0 ? suggestions->cost : suggestions->items.items[place - 1].cost;

    for (size_t i = 0; i < item->statements.count; i++)
        printf("%s;\n", item->statements.items[i]);
    if (item->cost >= 0)
        printf("  -- for the %s: the statement would cost %s instead of %s%s\n", item->why,
               cost_text(scratch, item->cost), cost_text(scratch, before),
               place == 0 ? "" : ", beside what stands above");
    else
        printf("  -- for the %s: not proved, as %s\n", item->why,
               not_proved_why(scratch, suggestions, item));
    for (size_t i = 0; i < item->notes.count; i++)
        printf("  -- %s\n", item->notes.items[i]);
}

static void print_text(const hd_app *app, const hd_suggestions *suggestions)
{
    for (size_t i = 0; i < suggestions->items.count; i++)
        print_one(suggestions, i);
    for (size_t i = 0; i < suggestions->refused.count; i++)
        printf("-- no index for %s of %s: %s\n", suggestions->refused.items[i].text,
               suggestions->refused.items[i].table, suggestions->refused.items[i].why);
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
    .text = "What the statement's plan filters, joins and sorts by is tried as indexes: equality "
            "first, then a range or the order; expressions such as lower(email), LIKE 'abc%', each "
            "arm of an OR, and partial indexes where a condition such as deleted_at IS NULL stands "
            "beside; LIKE '%abc%' and ILIKE by trigrams. What an index serves already is left out. "
            "Where the extension hypopg is installed the planner is asked with each of them, and "
            "only those remain that it would use for a gain of a tenth or more; elsewhere they are "
            "shown as not proved. Nothing is made or run.",
    .positionals = (const hd_positional[]){{"SQL", "one statement"}, {0}},
    .options = (const hd_option *const[]){&option_param, &hd_option_json, NULL},
    .examples =
        (const char *const[]){"howdah indexes suggest 'SELECT * FROM users WHERE email = $1'",
                              NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
