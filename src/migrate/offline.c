#include "migrate/offline.h"

#include "parse/classify.h"

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
    for (size_t i = part->first; i < part->first + part->count; i++) {
        const hd_body_statement *statement = &part->body->statements.items[i];
        bool quiet = statement->batch != NULL && statement->batch->triggers_off;
        if (quiet)
            add_statement(script, "SET session_replication_role = replica");
        add_statement(script, statement->sql);
        if (quiet)
            add_statement(script, "RESET session_replication_role");
    }
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

static hd_error *plan_step(TALLOC_CTX *ctx, const hd_step *step, hd_transaction_mode mode,
                           hd_parts *ret)
{
    hd_body *body = NULL;

    if (step->node != NULL)
        HD_TRY(hd_body_load_to_run(ctx, step->node->revision, step->direction, &body));
    return hd_plan_step(ctx, step, body, 0, mode, ret);
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

    HD_TRY(plan_step(scratch, step, script->mode, &parts));
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
