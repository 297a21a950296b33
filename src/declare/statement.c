/*
 * From a file's text to its statements: what defines something is kept, settings are attached to
 * what follows them, everything else is refused.
 */
#include "base/text.h"
#include "declare/internal.h"
#include "parse/classify.h"
#include "parse/split.h"

static hd_error *at(hd_error *err, const hd_declared_file *file, size_t offset)
{
    return hd_error_place(err, file->path, file->text, offset);
}

/* ---- lines of psql ---- */

/*
 * pg_dump puts \restrict KEY first and \unrestrict KEY last, which say nothing about the schema.
 * They are made blank in a copy, so that all places stay as they are.
 */
static const char *without_restrict(TALLOC_CTX *ctx, const hd_declared_file *file)
{
    char *copy = NULL;
    hd_lexer lexer = hd_lex(file->text, file->len);

    if (strstr(file->text, "\\restrict ") == NULL && strstr(file->text, "\\unrestrict ") == NULL)
        return file->text;
    copy = hd_strndup(ctx, file->text, file->len);
    for (hd_token token = hd_lex_next_code(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next_code(&lexer)) {
        char *line = copy + token.start;
        bool begins_line = token.start == 0 || line[-1] == '\n';
        if (!begins_line ||
            !(hd_text_starts(line, "\\restrict ") || hd_text_starts(line, "\\unrestrict ")))
            continue;
        size_t len = strcspn(line, "\r\n");
        memset(line, ' ', len);
        lexer.at = token.start + len;
    }
    return copy;
}

static hd_error *split(TALLOC_CTX *ctx, const hd_declared_file *file, hd_sql_items *items)
{
    HD_SCRATCH(scratch);
    const char *text = without_restrict(scratch, file);

    hd_error *err = hd_sql_split(ctx, text, 0, file->len, items);
    if (err == NULL)
        return NULL;
    size_t offset = hd_sql_offset(file->text, err->sql_position);
    if (hd_text_starts(err->message, "COPY"))
        err = hd_error_hint(err, "Models hold definitions, not rows: leave the data out "
                                 "(pg_dump --schema-only).");
    return at(err, file, offset);
}

/* ---- what is refused ---- */

static const char no_rows[] = "Models hold definitions, not rows: put rows into a migration, or "
                              "leave them out (pg_dump --schema-only).";
static const char no_transactions[] = "Statements are run in whatever order they can run, so "
                                      "transactions mean nothing here: take it out.";
static const char no_cluster[] = "It concerns the whole server and not one database: models cannot "
                                 "hold it.";
static const char no_maintenance[] = "Models hold definitions only: CREATE, ALTER, COMMENT, GRANT "
                                     "and the like.";
static const char no_subscription[] = "Making it would reach out to the publisher: write WITH "
                                      "(connect = false).";

static const struct {
    const char *words;
    const char *hint; /* NULL: it is taken */
} rules[] = {
    {"create database", no_cluster},
    {"create tablespace", no_cluster},
    {"create role", no_cluster},
    {"create user mapping", NULL},
    {"create user", no_cluster},
    {"create group", no_cluster},
    {"create", NULL},
    {"alter database", no_cluster},
    {"alter tablespace", no_cluster},
    {"alter role", no_cluster},
    {"alter user mapping", NULL},
    {"alter user", no_cluster},
    {"alter group", no_cluster},
    {"alter system", no_cluster},
    {"alter subscription", no_cluster},
    {"alter", NULL},
    {"drop database", no_cluster},
    {"drop tablespace", no_cluster},
    {"drop role", no_cluster},
    {"drop user mapping", NULL},
    {"drop user", no_cluster},
    {"drop group", no_cluster},
    {"drop owned", no_cluster},
    {"drop subscription", no_cluster},
    {"drop", NULL},
    {"comment on database", no_cluster},
    {"comment on role", no_cluster},
    {"comment on tablespace", no_cluster},
    {"comment", NULL},
    {"security label", NULL},
    {"grant", NULL},
    {"revoke", NULL},
    {"do", NULL},
    {"begin", no_transactions},
    {"start", no_transactions},
    {"commit", no_transactions},
    {"end", no_transactions},
    {"rollback", no_transactions},
    {"abort", no_transactions},
    {"savepoint", no_transactions},
    {"release", no_transactions},
    {"prepare transaction", no_transactions},
    {"set transaction", no_transactions},
    {"set local", no_transactions},
    {"set constraints", no_transactions},
    {"set role", no_cluster},
    {"set session authorization", no_cluster},
    {"insert", no_rows},
    {"update", no_rows},
    {"delete", no_rows},
    {"merge", no_rows},
    {"copy", no_rows},
    {"truncate", no_rows},
    {"select", no_rows},
    {"values", no_rows},
    {"with", no_rows},
    {"call", no_rows},
    {"execute", no_rows},
    {"", no_maintenance},
};

/* GRANT a TO b, and what is granted on things of the whole server. */
static bool grants_in_cluster(hd_cursor cursor)
{
    static const char *const global[] = {"database", "tablespace", "parameter"};

    while (!hd_cursor_at_end(&cursor) && !hd_cursor_on(&cursor, "on"))
        hd_cursor_step_group(&cursor);
    if (!hd_cursor_accept(&cursor, "on"))
        return true;
    for (size_t i = 0; i < HD_COUNT(global); i++)
        if (hd_cursor_on(&cursor, global[i]))
            return true;
    return false;
}

/* Whether the option "connect = false" is in the statement. */
static bool stays_here(hd_cursor cursor)
{
    for (; !hd_cursor_at_end(&cursor); hd_cursor_step(&cursor)) {
        hd_cursor ahead = cursor;
        if (hd_cursor_accept(&ahead, "connect") && hd_cursor_accept_symbol(&ahead, "=") &&
            hd_cursor_on(&ahead, "false"))
            return true;
    }
    return false;
}

static const char *reason_against(const hd_declared_file *file, const hd_sql_item *item)
{
    const hd_cursor cursor = hd_cursor_at(file->text, item->start, item->end);
    hd_cursor ahead = cursor;
    size_t i = 0;

    while (!hd_cursor_accept(&ahead, rules[i].words)) /* the last row accepts everything */
        i++;
    if (rules[i].hint != NULL)
        return rules[i].hint;
    if ((hd_cursor_on(&cursor, "grant") || hd_cursor_on(&cursor, "revoke")) &&
        grants_in_cluster(cursor))
        return no_cluster;
    ahead = cursor;
    if (hd_cursor_accept(&ahead, "create subscription") && !stays_here(ahead))
        return no_subscription;
    return NULL;
}

static hd_error *check(const hd_declared_file *file, const hd_sql_item *item)
{
    HD_SCRATCH(scratch);
    const char *reason = reason_against(file, item);

    if (reason == NULL)
        return NULL;
    const hd_sql_facts *facts = hd_sql_classify(scratch, file->text + item->start,
                                                item->end - item->start);
    return at(hd_error_hint(hd_error_new(HD_CONFIG, "%s cannot be in models",
                                         *facts->tag == '\0' ? "this" : facts->tag),
                            "%s", reason),
              file, item->start);
}

/* ---- settings ---- */

/* Settings of a dump that say nothing about the schema, some of which older servers lack. */
static const char *const idle_settings[] = {
    "statement_timeout",     "lock_timeout",        "idle_in_transaction_session_timeout",
    "client_encoding",       "row_security",        "client_min_messages",
    "check_function_bodies", "transaction_timeout",
};

static bool is_idle(const char *name)
{
    for (size_t i = 0; i < HD_COUNT(idle_settings); i++)
        if (strcasecmp(name, idle_settings[i]) == 0)
            return true;
    return false;
}

/* SET name = value, RESET name, SELECT set_config('name', 'value', false). */
static bool setting_read(TALLOC_CTX *ctx, hd_cursor cursor, const char **name, const char **value)
{
    *value = NULL;
    if (hd_cursor_accept(&cursor, "select")) {
        hd_sql_name function = {0};
        if (!hd_cursor_name(ctx, &cursor, &function) || strcmp(function.name, "set_config") != 0 ||
            !hd_cursor_accept_symbol(&cursor, "("))
            return false;
        *name = hd_cursor_string(ctx, &cursor);
        if (*name != NULL && hd_cursor_accept_symbol(&cursor, ","))
            *value = hd_cursor_string(ctx, &cursor);
        return *value != NULL && hd_cursor_accept_symbol(&cursor, ",") &&
               hd_cursor_accept(&cursor, "false") && hd_cursor_accept_symbol(&cursor, ")") &&
               hd_cursor_at_end(&cursor);
    }
    if (!hd_cursor_accept(&cursor, "reset")) {
        if (!hd_cursor_accept(&cursor, "set"))
            return false;
        (void)hd_cursor_accept(&cursor, "session");
    }
    *name = hd_cursor_ident(ctx, &cursor);
    if (*name != NULL &&
        (hd_cursor_accept(&cursor, "to") || hd_cursor_accept_symbol(&cursor, "="))) {
        *value = hd_cursor_string(ctx, &cursor);
        if (*value == NULL)
            *value = hd_cursor_ident(ctx, &cursor);
    }
    return *name != NULL;
}

/* The first schema of a search_path that is one; NULL: none. */
static const char *first_schema(TALLOC_CTX *ctx, const char *path)
{
    hd_cursor cursor = hd_cursor_at(path, 0, strlen(path));
    const char *name = hd_cursor_ident(ctx, &cursor);

    return name == NULL || *name == '$' ? NULL : name;
}

/*
 * Whether the statement is a setting; then what holds behind it is in *settings.
 */
static bool take_setting(TALLOC_CTX *ctx, const hd_declared_file *file, const hd_sql_item *item,
                         const hd_declared_settings **settings)
{
    const hd_cursor cursor = hd_cursor_at(file->text, item->start, item->end);
    hd_cursor ahead = cursor;
    const char *name = NULL;
    const char *value = NULL;

    if (hd_cursor_accept(&ahead, "set local") || hd_cursor_accept(&ahead, "set role") ||
        hd_cursor_accept(&ahead, "set transaction") ||
        hd_cursor_accept(&ahead, "set constraints") ||
        hd_cursor_accept(&ahead, "set session authorization") ||
        !setting_read(ctx, cursor, &name, &value))
        return false;
    if (is_idle(name))
        return true;
    hd_declared_settings *added = hd_new(ctx, hd_declared_settings);
    *added = (hd_declared_settings){*settings, file, item->start, item->end, NULL};
    if (strcasecmp(name, "search_path") == 0 && value != NULL)
        added->schema = first_schema(ctx, value);
    *settings = added;
    return true;
}

/* ---- statements ---- */

static bool has_foreign_key(const hd_declared_file *file, const hd_sql_item *item)
{
    hd_cursor cursor = hd_cursor_at(file->text, item->start, item->end);

    if (!hd_cursor_accept(&cursor, "alter table"))
        return false;
    for (; !hd_cursor_at_end(&cursor); hd_cursor_step_group(&cursor))
        if (hd_cursor_on(&cursor, "references"))
            return true;
    return false;
}

static hd_declared statement_of(TALLOC_CTX *ctx, const hd_declared_file *file,
                                const hd_sql_item *item, const hd_declared_settings *settings)
{
    HD_SCRATCH(scratch);
    const size_t len = item->end - item->start;
    hd_declared statement = {.file = file,
                             .start = item->start,
                             .end = item->end,
                             .settings = settings,
                             .makes = hd_definition_parse(ctx, file->text, item->start, item->end)};

    statement.alone = hd_sql_classify(scratch, file->text + item->start, len)->special !=
                      HD_SQL_ORDINARY;
    statement.last = statement.makes.kind == &hd_kind_event_trigger;
    statement.adds_key = has_foreign_key(file, item);
    if (statement.makes.kind == &hd_kind_table)
        hd_foreign_keys_find(ctx, &statement);
    return statement;
}

hd_error *hd_declared_split(TALLOC_CTX *ctx, const hd_declared_file *file, hd_declared_list *ret)
{
    HD_SCRATCH(scratch);
    hd_sql_items items = {0};
    const hd_declared_settings *settings = NULL;

    HD_TRY(split(scratch, file, &items));
    for (size_t i = 0; i < items.count; i++) {
        const hd_sql_item *item = &items.items[i];
        if (item->kind != HD_SQL_STATEMENT || take_setting(ctx, file, item, &settings))
            continue;
        HD_TRY(check(file, item));
        hd_vec_push(ctx, ret, statement_of(ctx, file, item, settings));
    }
    return NULL;
}
