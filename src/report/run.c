#include "report/run.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "parse/quote.h"
#include "report/facts.h"
#include "sql.h"

enum { LOCK_TRIES = 3, MAX_KEYS = 100, MS_PER_S = 1000 };

#define LOCK_NOT_AVAILABLE "55P03"
#define QUERY_CANCELED     "57014"
#define NO_PRIVILEGE       "42501"
#define NOT_LOADED         "55000"

struct run {
    hd_report_result *result; /* owner of all that goes into it */
    hd_conn *conn;
    const struct report_facts *facts;
    const char *about; /* the key of "each" that is asked about, or NULL */
};

static void add_note(struct run *run, const char *text, const char *how)
{
    for (size_t i = 0; i < run->result->notes.count; i++)
        if (strcmp(run->result->notes.items[i].text, text) == 0)
            return;
    hd_vec_push(run->result, &run->result->notes,
                (hd_report_note){hd_strdup(run->result, text),
                                 how == NULL ? NULL : hd_strdup(run->result, how), true});
}

/* ---- one question ---- */

static hd_error *ask(TALLOC_CTX *ctx, hd_conn *conn, const hd_statement *question, hd_rows **ret)
{
    HD_SCRATCH(scratch);
    hd_statement statements[] = {
        {.sql = "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"},
        {.sql = hd_sql_engine_settings},
        *question,
        {.sql = "COMMIT"},
    };
    hd_rows *rows[HD_COUNT(statements)] = {NULL};
    size_t failed = 0;

    hd_error *err = hd_pipeline(scratch, conn, statements, HD_COUNT(statements), rows, &failed);
    if (err != NULL && hd_conn_is_open(conn) && hd_conn_in_transaction(conn))
        hd_error_free(hd_exec(conn, "ROLLBACK"));
    if (err == NULL)
        *ret = talloc_steal(ctx, rows[2]);
    return err;
}

/* What is locked now, of what the pattern matches; NULL when nothing is, or nobody knows. */
static const char *locked_names(TALLOC_CTX *ctx, struct run *run, const char *pattern)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const hd_statement question = {.sql = hd_sql_engine_locked, .nparams = 1, .params = &pattern};

    hd_error *err = ask(scratch, run->conn, &question, &rows);
    const char *names = err == NULL ? hd_rows_copy(ctx, rows, 0, 0) : NULL;
    hd_error_free(err);
    return names;
}

/* Who is waited for is told by the locks that are there now. */
static void note_lock(struct run *run, const char *what)
{
    HD_SCRATCH(scratch);
    const char *names = locked_names(scratch, run, NULL);

    add_note(run,
             names == NULL ? hd_printf(scratch, "%s: waits behind a lock and was left out", what)
                           : hd_printf(scratch, "%s: waits behind a lock on %s and was left out",
                                       what, names),
             "See who holds it with \"howdah show locks\", and try again.");
}

/* Whether it is the rows of some table that the role may not read; pg_monitor does not help. */
static bool reads_rows(const struct run *run, const hd_error *err)
{
    return run->about != NULL && strstr(err->message, " function ") == NULL;
}

/* What a report can go on without becomes a note; anything else stays an error. */
static hd_error *forgive(struct run *run, const char *what, hd_error *err)
{
    HD_SCRATCH(scratch);
    const char *user = hd_sql_ident(scratch, hd_conn_user(run->conn));

    if (strcmp(err->sqlstate, LOCK_NOT_AVAILABLE) == 0)
        note_lock(run, what);
    else if (strcmp(err->sqlstate, QUERY_CANCELED) == 0)
        add_note(run, hd_printf(scratch, "%s: took longer than 5 s and was left out", what),
                 "Narrow it down with a pattern.");
    else if (strcmp(err->sqlstate, NO_PRIVILEGE) == 0)
        add_note(run, hd_printf(scratch, "%s: %s", what, err->message),
                 reads_rows(run, err)
                     ? hd_printf(scratch,
                                 "GRANT pg_read_all_data TO %s; -- or SELECT on the table alone",
                                 user)
                     : hd_printf(scratch, "GRANT pg_monitor TO %s;", user));
    else if (strcmp(err->sqlstate, NOT_LOADED) == 0)
        add_note(run, hd_printf(scratch, "%s: %s", what, err->message), err->hint);
    else
        return err;
    hd_error_free(err);
    return NULL;
}

static const char *choose_sql(const hd_report_section *section, const hd_conn *conn,
                              const struct report_facts *facts)
{
    const char *sql = section->sql;
    int server = hd_conn_server_version(conn) / 10000 * 1000;

    for (size_t i = 0; i < section->variants.count; i++) {
        const hd_report_variant *variant = &section->variants.items[i];
        int version = variant->extension == NULL
                          ? server
                          : report_facts_extension(facts, variant->extension).version;
        if (version >= variant->version)
            sql = variant->sql;
    }
    return sql;
}

static hd_error *check_columns(const hd_report *report, const hd_report_section *section,
                               const hd_rows *rows)
{
    size_t count = section->columns.count;
    bool same = hd_rows_columns(rows) == count;

    for (size_t i = 0; i < count && same; i++)
        same = strcmp(hd_rows_name(rows, i), section->columns.items[i].name) == 0;
    if (same)
        return NULL;
    return hd_error_hint(hd_error_new(HD_CONFIG,
                                      "the columns of report \"%s\" are not those of its header",
                                      report->name),
                         "Name the columns of its SELECT as the header does, in the same order.");
}

/* *ret is NULL when there is a note in the place of rows. */
static hd_error *ask_section(struct run *run, const hd_report_section *section, size_t nparams,
                             const char *const params[], hd_rows **ret)
{
    HD_SCRATCH(scratch);
    const hd_report *report = run->result->report;
    const char *part = *section->title == '\0' ? report->name : section->title;
    const char *what = run->about == NULL ? part : hd_printf(scratch, "%s, %s", run->about, part);
    const char *sql = report_facts_fill(scratch, run->facts,
                                        choose_sql(section, run->conn, run->facts));
    const hd_statement question = {.sql = sql, .nparams = nparams, .params = params};
    hd_error *err = NULL;

    *ret = NULL;
    for (int i = 0; i < LOCK_TRIES; i++) {
        err = ask(run->result, run->conn, &question, ret);
        if (err == NULL)
            return check_columns(report, section, *ret);
        /* The lock that stood in the way is now among those that the SQL goes around. */
        if (strcmp(err->sqlstate, LOCK_NOT_AVAILABLE) != 0 || i + 1 == LOCK_TRIES)
            break;
        hd_error_free(err);
    }
    return hd_error_wrap(forgive(run, what, err), "while running report \"%s\"", report->name);
}

/* ---- rows ---- */

static bool bound_holds(enum hd_unit unit, char op, const char *bound, const char *value)
{
    double number = strtod(value, NULL);
    double limit = 0;

    if (op == '=')
        return strcmp(bound, value) == 0;
    if (!hd_report_number(bound, &limit))
        return false;
    /* Bounds of durations are in seconds. */
    if (unit == HD_UNIT_MS)
        number /= MS_PER_S;
    return op == '>' ? number >= limit : number <= limit;
}

static bool rule_holds(const hd_report *report, const hd_report_rule *rule, enum hd_level level,
                       const char *const values[])
{
    bool any = false;

    for (size_t i = 0; i < rule->bounds.count; i++) {
        const hd_report_bound *bound = &rule->bounds.items[i];
        const char *limit = level == HD_LEVEL_CRITICAL ? bound->critical : bound->warning;
        const char *value = values[bound->column];
        enum hd_unit unit = report->sections.items[0].columns.items[bound->column].unit;
        if (limit == NULL || value == NULL || !bound_holds(unit, bound->op, limit, value))
            return false;
        any = true;
    }
    return any;
}

enum hd_level hd_report_judge(const hd_report *report, const char *const values[])
{
    enum hd_level worst = HD_LEVEL_OK;

    for (size_t i = 0; i < report->rules.count; i++) {
        const hd_report_rule *rule = &report->rules.items[i];
        if (rule_holds(report, rule, HD_LEVEL_CRITICAL, values))
            return HD_LEVEL_CRITICAL;
        if (rule_holds(report, rule, HD_LEVEL_WARNING, values))
            worst = HD_LEVEL_WARNING;
    }
    return worst;
}

static void add_rows(struct run *run, hd_report_table *table, const hd_rows *rows, bool judged)
{
    size_t columns = hd_rows_columns(rows);

    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_report_row row = {.values = hd_new_array(run->result, const char *, columns)};
        for (size_t k = 0; k < columns; k++)
            row.values[k] = hd_rows_text(rows, i, k);
        if (judged)
            row.level = hd_report_judge(run->result->report, row.values);
        hd_vec_push(run->result, &table->rows, row);
    }
}

/* ---- the whole report ---- */

static hd_error *run_sections(struct run *run, const char *const params[])
{
    const hd_report *report = run->result->report;

    for (size_t i = 0; i < report->sections.count; i++) {
        hd_report_table table = {.section = &report->sections.items[i]};
        hd_rows *rows = NULL;
        HD_TRY(ask_section(run, table.section, report->params.count, params, &rows));
        if (rows != NULL)
            add_rows(run, &table, rows, i == 0);
        hd_vec_push(run->result, &run->result->tables, table);
    }
    return NULL;
}

/* With one section after "each", the rows of all keys come into one table. */
static hd_error *run_key(struct run *run, const char *key, const char *title)
{
    const hd_report *report = run->result->report;
    bool merge = report->sections.count == 2;

    for (size_t i = 1; i < report->sections.count; i++) {
        hd_report_table fresh = {.section = &report->sections.items[i], .title = title};
        hd_rows *rows = NULL;
        HD_TRY(ask_section(run, fresh.section, 1, &key, &rows));
        if (!merge || run->result->tables.count == 0) {
            fresh.title = merge ? NULL : title;
            hd_vec_push(run->result, &run->result->tables, fresh);
        }
        if (rows != NULL)
            add_rows(run, &run->result->tables.items[run->result->tables.count - 1], rows, false);
    }
    return NULL;
}

static hd_error *run_each(struct run *run, const char *const params[])
{
    HD_SCRATCH(scratch);
    const hd_report *report = run->result->report;
    hd_rows *keys = NULL;

    HD_TRY(ask_section(run, &report->sections.items[0], report->params.count, params, &keys));
    size_t count = keys == NULL ? 0 : hd_rows_count(keys);
    for (size_t i = 0; i < count && i < MAX_KEYS; i++) {
        run->about = hd_rows_text(keys, i, 1);
        HD_TRY(run_key(run, hd_rows_text(keys, i, 0), run->about));
    }
    run->about = NULL;
    if (count > MAX_KEYS)
        add_note(run, hd_printf(scratch, "only the first %d of %zu are shown", MAX_KEYS, count),
                 "Narrow it down with a pattern.");
    return NULL;
}

/* What a report did not ask of locked tables, so as not to wait, would else look like nothing. */
static void note_locked(struct run *run, const char *const params[])
{
    HD_SCRATCH(scratch);
    const hd_report *report = run->result->report;
    bool by_pattern = report->params.count > 0 &&
                      strcmp(report->params.items[0].name, "pattern") == 0;

    if (!report->around_locks)
        return;
    const char *names = locked_names(scratch, run, by_pattern ? params[0] : NULL);
    if (names != NULL)
        add_note(run,
                 hd_printf(scratch,
                           "%s: locked, so that what would wait for the lock is estimated or left "
                           "out",
                           names),
                 "See who holds it with \"howdah show locks\", and try again.");
}

/* Notes on needs that are not met; false when one of them must be. */
static bool check_needs(struct run *run)
{
    HD_SCRATCH(scratch);
    const hd_report *report = run->result->report;
    bool can_run = true;

    for (size_t i = 0; i < report->needs.count; i++) {
        const hd_report_need *need = &report->needs.items[i];
        const char *how = NULL;
        const char *text = report_facts_lack(scratch, run->facts, need, run->conn, &how);
        if (text == NULL)
            continue;
        add_note(run, text, how);
        run->result->notes.items[run->result->notes.count - 1].missing = need->required;
        can_run = can_run && !need->required;
    }
    return can_run;
}

hd_error *hd_report_run(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                        const char *const params[], hd_report_result **ret)
{
    HD_SCRATCH(scratch);
    hd_report_result *result = hd_new(scratch, hd_report_result);
    struct report_facts facts = {0};
    struct run run = {.result = result, .conn = conn, .facts = &facts};
    uint64_t start = hd_clock_ms();

    HD_TRY(hd_conn_check_version(conn));
    result->report = report;
    HD_TRY(report_facts_read(scratch, conn, report, &facts));
    if (check_needs(&run)) {
        HD_TRY(report->each ? run_each(&run, params) : run_sections(&run, params));
        note_locked(&run, params);
    }
    result->took_ms = hd_clock_ms() - start;
    *ret = talloc_steal(ctx, result);
    return NULL;
}

hd_error *hd_report_statement(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                              hd_report_note *lack, const char **ret)
{
    HD_SCRATCH(scratch);
    struct report_facts facts = {0};
    bool asks = false;

    *ret = NULL;
    HD_TRY(hd_conn_check_version(conn));
    *lack = (hd_report_note){0};
    for (size_t i = 0; i < report->needs.count; i++)
        asks = asks || report->needs.items[i].required;
    if (asks)
        HD_TRY(report_facts_read(scratch, conn, report, &facts));
    for (size_t i = 0; i < report->needs.count && asks; i++) {
        const hd_report_need *need = &report->needs.items[i];
        if (need->required && lack->text == NULL)
            lack->text = report_facts_lack(ctx, &facts, need, conn, &lack->how);
    }
    if (lack->text == NULL)
        *ret = hd_strdup(ctx,
                         report_facts_fill(scratch, &facts,
                                           choose_sql(&report->sections.items[0], conn, &facts)));
    return NULL;
}

char *hd_report_pattern(TALLOC_CTX *ctx, const char *pattern)
{
    if (pattern == NULL)
        return NULL;
    hd_buf *out = hd_buf_new(ctx);
    bool quoted = false;

    hd_buf_add(out, strchr(pattern, '.') == NULL ? "^(.*\\.)?" : "^");
    for (const char *p = pattern; *p != '\0'; p++) {
        if (*p == '"' && quoted && p[1] == '"')
            hd_buf_add_char(out, *p++); /* written twice, it is one of the name */
        else if (*p == '"')
            quoted = !quoted;
        else if (*p == '*' && !quoted)
            hd_buf_add(out, ".*");
        else if (*p == '?' && !quoted)
            hd_buf_add_char(out, '.');
        else if (strchr(".[](){}^$|+*?\\", *p) != NULL)
            hd_buf_addf(out, "\\%c", *p);
        else
            hd_buf_add_char(out, !quoted && *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p);
    }
    hd_buf_add_char(out, '$');
    char *text = hd_buf_take(ctx, out);
    talloc_free(out);
    return text;
}
