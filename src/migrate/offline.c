#include "migrate/offline.h"

#include "base/text.h"
#include "migrate/journal/half_done.h"
#include "parse/locks.h"

/* One script under way: whether a BEGIN is open, and where the next statement goes. */
struct script {
    const hd_version_table *table;
    hd_transaction_mode mode;
    hd_buf *out;
    bool open;
};

static void begin(struct script *script)
{
    if (!script->open && script->mode != HD_TRANSACTION_NONE) {
        hd_buf_add(script->out, "BEGIN;\n\n");
        script->open = true;
    }
}

static void commit(struct script *script)
{
    if (script->open)
        hd_buf_add(script->out, "COMMIT;\n\n");
    script->open = false;
}

static void add_statement(struct script *script, const char *sql)
{
    /* A line end before the semicolon where a comment would swallow it. */
    const char *last_line = strrchr(sql, '\n');
    bool ends_in_comment = strstr(last_line == NULL ? sql : last_line, "--") != NULL;

    hd_buf_addf(script->out, "%s%s;\n\n", sql, ends_in_comment ? "\n" : "");
}

static void add_part(struct script *script, const hd_part *part)
{
    if (part->mode == HD_PART_TRANSACTION)
        begin(script);
    else
        commit(script);
    for (size_t i = part->first; i < part->first + part->count; i++)
        add_statement(script, part->body->statements.items[i].sql);
    if (part->must_commit)
        commit(script);
}

static void add_row_changes(struct script *script, const hd_step *step)
{
    HD_SCRATCH(scratch);

    begin(script);
    for (size_t i = 0; i < step->changes.count; i++)
        add_statement(script, hd_version_table_change_script(scratch, script->table,
                                                             &step->changes.items[i]));
}

/* unfinished is NULL when no database is asked. */
static hd_error *plan_step(TALLOC_CTX *ctx, const hd_step *step, hd_transaction_mode mode,
                           const hd_unfinished_list *unfinished, hd_parts *ret)
{
    hd_body *body = NULL;
    size_t done = 0;

    if (step->node != NULL)
        HD_TRY(hd_body_load_to_run(ctx, step->node->revision, step->direction, &body));
    if (body != NULL && unfinished != NULL)
        HD_TRY(hd_half_done_count(unfinished, body, &done));
    return hd_plan_step(ctx, step, body, done, mode, ret);
}

/* Whether one of them leaves settings or role changed for the statements behind it. */
static bool changes_session(const hd_parts *parts)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < parts->count; i++)
        for (size_t k = 0; k < parts->items[i].count; k++) {
            const hd_part *part = &parts->items[i];
            const char *sql = part->body->statements.items[part->first + k].sql;
            const hd_sql_facts *facts = hd_sql_classify(scratch, sql, strlen(sql));
            if (strncmp(facts->tag, "SET", strlen("SET")) == 0 ||
                strcasestr(sql, "set_config") != NULL)
                return true;
        }
    return false;
}

static hd_error *add_step(struct script *script, const hd_step *step)
{
    HD_SCRATCH(scratch);
    hd_parts parts = {0};

    HD_TRY(plan_step(scratch, step, script->mode, NULL, &parts));
    if (parts.items[0].mode == HD_PART_TRANSACTION)
        begin(script);
    hd_buf_addf(script->out, "-- %s\n\n", hd_step_text(scratch, step));
    for (size_t i = 0; i < parts.count; i++)
        add_part(script, &parts.items[i]);
    if (changes_session(&parts)) /* as the runner does it between revisions */
        hd_buf_add(script->out, "RESET ALL;\n\nRESET ROLE;\n\n");
    add_row_changes(script, step);
    if (script->mode == HD_TRANSACTION_EACH)
        commit(script);
    return NULL;
}

/* The version table, made where it is missing, wide enough for these ids. */
static void add_version_table(struct script *script, const hd_movement *movement, bool creates)
{
    HD_SCRATCH(scratch);
    bool widens = hd_movement_longest_id(movement) > HD_VERSION_TABLE_WIDTH;

    if (!creates && !widens)
        return;
    begin(script);
    if (creates)
        add_statement(script, hd_version_table_create_sql(scratch, script->table, false));
    if (widens)
        add_statement(script, hd_version_table_widen_sql(scratch, script->table));
    if (script->mode == HD_TRANSACTION_EACH)
        commit(script);
}

hd_error *hd_offline_script(const hd_movement *movement, const hd_version_table *table,
                            hd_transaction_mode mode, bool creates_table, hd_buf *ret)
{
    struct script script = {.table = table, .mode = mode, .out = ret};

    add_version_table(&script, movement, creates_table);
    for (size_t i = 0; i < movement->steps.count; i++)
        HD_TRY(add_step(&script, &movement->steps.items[i]));
    commit(&script);
    return NULL;
}

/* "ACCESS EXCLUSIVE on users; rewrites the table" */
static char *describe_impact(TALLOC_CTX *ctx, const char *sql, const hd_sql_facts *facts)
{
    HD_SCRATCH(scratch);
    const hd_sql_impact *impact = hd_sql_impact_of(scratch, sql, strlen(sql));
    hd_strings parts = {0};

    for (size_t i = 0; i < impact->locks.count; i++)
        hd_vec_push(scratch, &parts, hd_sql_lock_text(scratch, &impact->locks.items[i]));
    if (impact->opaque)
        hd_vec_push(scratch, &parts, "runs code whose locks cannot be told");
    if (impact->rewrites)
        hd_vec_push(scratch, &parts, "rewrites the table");
    else if (impact->scans)
        hd_vec_push(scratch, &parts, "reads the whole table");
    for (size_t i = 0; i < facts->losses.count; i++)
        hd_vec_push(scratch, &parts, hd_printf(scratch, "LOSES DATA: %s", facts->losses.items[i]));
    return hd_text_join(ctx, &parts, "; ");
}

static void dry_run_statement(const hd_part *part, size_t index, hd_buf *out)
{
    HD_SCRATCH(scratch);
    const hd_body_statement *statement = &part->body->statements.items[index];
    const hd_sql_facts *facts = hd_sql_classify(scratch, statement->sql, strlen(statement->sql));
    const char *impact = describe_impact(scratch, statement->sql, facts);

    hd_buf_addf(out, "%s;\n", statement->sql);
    if (part->mode == HD_PART_AUTOCOMMIT)
        hd_buf_add(out, "--   outside any transaction\n");
    if (statement->batch != NULL)
        hd_buf_addf(out, "--   in batches of %lld by %s\n", (long long)statement->batch->size,
                    statement->batch->key);
    if (*impact != '\0')
        hd_buf_addf(out, "--   %s\n", impact);
    hd_buf_add_char(out, '\n');
}

hd_error *hd_offline_dry_run(const hd_movement *movement, const hd_version_table *table,
                             hd_transaction_mode mode, const hd_unfinished_list *unfinished,
                             hd_buf *ret)
{
    for (size_t i = 0; i < movement->steps.count; i++) {
        HD_SCRATCH(scratch);
        const hd_step *step = &movement->steps.items[i];
        hd_parts parts = {0};

        HD_TRY(plan_step(scratch, step, mode, unfinished, &parts));
        hd_buf_addf(ret, "-- %s\n\n", hd_step_text(scratch, step));
        for (size_t k = 0; k < parts.count; k++)
            for (size_t s = 0; s < parts.items[k].count; s++)
                dry_run_statement(&parts.items[k], parts.items[k].first + s, ret);
        for (size_t k = 0; k < step->changes.count; k++)
            hd_buf_addf(ret, "%s;\n",
                        hd_version_table_change_script(scratch, table, &step->changes.items[k]));
        hd_buf_add_char(ret, '\n');
    }
    return NULL;
}

static void json_statement(const hd_part *part, size_t index, hd_json *json)
{
    HD_SCRATCH(scratch);
    const char *sql = part->body->statements.items[index].sql;
    const hd_sql_facts *facts = hd_sql_classify(scratch, sql, strlen(sql));
    const hd_sql_impact *impact = hd_sql_impact_of(scratch, sql, strlen(sql));

    hd_json_begin(json, '{');
    hd_json_put_string(json, "sql", sql);
    hd_json_put_string(json, "mode", hd_part_mode_name(part->mode));
    hd_json_key(json, "locks");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < impact->locks.count; i++) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "mode", hd_lock_mode_name(impact->locks.items[i].mode));
        hd_json_put_string(json, "relation", impact->locks.items[i].relation);
        hd_json_put_string(json, "role", impact->locks.items[i].role);
        hd_json_end(json);
    }
    hd_json_end(json);
    hd_json_put_bool(json, "scans", impact->scans);
    hd_json_put_bool(json, "rewrites", impact->rewrites);
    hd_json_put_strings(json, "losses", &facts->losses);
    hd_json_end(json);
}

hd_error *hd_offline_dry_run_json(const hd_movement *movement, hd_transaction_mode mode,
                                  const hd_unfinished_list *unfinished, hd_json *ret)
{
    hd_json_begin(ret, '[');
    for (size_t i = 0; i < movement->steps.count; i++) {
        HD_SCRATCH(scratch);
        const hd_step *step = &movement->steps.items[i];
        hd_parts parts = {0};

        HD_TRY(plan_step(scratch, step, mode, unfinished, &parts));
        hd_json_begin(ret, '{');
        hd_json_put_string(ret, "revision", step->node == NULL ? NULL : step->node->revision->id);
        hd_json_put_strings(ret, "from", &step->from);
        hd_json_put_strings(ret, "to", &step->to);
        hd_json_key(ret, "statements");
        hd_json_begin(ret, '[');
        for (size_t k = 0; k < parts.count; k++)
            for (size_t s = 0; s < parts.items[k].count; s++)
                json_statement(&parts.items[k], parts.items[k].first + s, ret);
        hd_json_end(ret);
        hd_json_end(ret);
    }
    hd_json_end(ret);
    return NULL;
}
