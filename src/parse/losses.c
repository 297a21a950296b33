#include "parse/losses.h"

#include "base/buf.h"
#include "base/text.h"
#include "parse/quote.h"

enum { MAX_DO_DEPTH = 3 }; /* strings in strings in a DO body */

/* ---- wording ---- */

static const char *shown(hd_sql_facts *facts, const hd_sql_name *name)
{
    return name->schema == NULL ? name->name : hd_printf(facts, "%s.%s", name->schema, name->name);
}

static void add_loss(hd_sql_facts *facts, const char *phrase)
{
    hd_vec_push(facts, &facts->losses, phrase);
}

static void add_table(hd_sql_facts *facts, const hd_sql_name *name)
{
    const char *table = hd_sql_qualified(facts, name->schema, name->name);

    if (!hd_strings_contain(&facts->lost_tables, table))
        hd_vec_push(facts, &facts->lost_tables, table);
}

/* ---- DROP ---- */

enum lost_thing { LOST_TABLE, LOST_SCHEMA, LOST_OTHER };

/*
 * Which DROP loses data: always, or only with CASCADE, because without it PostgreSQL
 * drops nothing that is in use (a type) or not empty (a schema).
 */
static const struct {
    const char *words;
    const char *phrase; /* what is said before the name */
    enum lost_thing thing;
    bool only_cascade;
} drops[] = {
    {"table", "drops table", LOST_TABLE, false},
    {"materialized view", "drops materialized view", LOST_TABLE, false},
    {"sequence", "drops sequence", LOST_TABLE, false},
    {"schema", "drops schema", LOST_SCHEMA, true},
    {"type", "drops type", LOST_OTHER, true},
    {"domain", "drops domain", LOST_OTHER, true},
    {"extension", "drops extension", LOST_OTHER, true},
    {"database", "drops database", LOST_OTHER, false},
    {"owned by", "drops everything owned by", LOST_OTHER, false},
    {"column", "drops column", LOST_OTHER, false}, /* in a string of DO: "... DROP COLUMN x" */
};

static void add_drop(hd_sql_facts *facts, size_t row, const hd_sql_name *name, bool cascade)
{
    bool known = name->name != NULL; /* else made at run time, inside DO */

    add_loss(facts,
             hd_printf(facts, "%s \"%s\"%s", drops[row].phrase, known ? shown(facts, name) : "...",
                       cascade ? " and everything that depends on it" : ""));
    if (known && drops[row].thing == LOST_TABLE)
        add_table(facts, name);
    else if (known && drops[row].thing == LOST_SCHEMA)
        hd_vec_push(facts, &facts->lost_schemas, hd_sql_ident(facts, name->name));
    facts->loses_more |= cascade || !known || drops[row].thing == LOST_OTHER;
}

static void losses_of_drop_row(hd_cursor *cursor, hd_sql_facts *facts, size_t row)
{
    HD_SCRATCH(scratch);
    HD_VEC(hd_sql_name) names = {0};

    hd_cursor_accept(cursor, "if exists");
    do {
        hd_sql_name name = {0};
        if (!hd_cursor_name(facts, cursor, &name))
            name = (hd_sql_name){0};
        hd_vec_push(scratch, &names, name);
    } while (hd_cursor_accept_symbol(cursor, ","));
    bool cascade = hd_cursor_on(cursor, "cascade");
    if (drops[row].only_cascade && !cascade)
        return;
    for (size_t i = 0; i < names.count; i++)
        add_drop(facts, row, &names.items[i], cascade);
}

void hd_losses_of_drop(hd_cursor *cursor, hd_sql_facts *facts)
{
    for (size_t i = 0; i < HD_COUNT(drops); i++)
        if (hd_cursor_accept(cursor, drops[i].words)) {
            losses_of_drop_row(cursor, facts, i);
            return;
        }
}

/* ---- TRUNCATE and DELETE ---- */

void hd_losses_of_truncate(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name name;

    hd_cursor_accept(cursor, "table");
    do {
        hd_cursor_accept(cursor, "only");
        if (!hd_cursor_name(facts, cursor, &name))
            break;
        hd_cursor_accept_symbol(cursor, "*");
        add_loss(facts, hd_printf(facts, "empties table \"%s\"", shown(facts, &name)));
        add_table(facts, &name);
    } while (hd_cursor_accept_symbol(cursor, ","));
    hd_cursor_accept(cursor, "restart identity");
    hd_cursor_accept(cursor, "continue identity");
    if (hd_cursor_on(cursor, "cascade")) {
        add_loss(facts, "empties all tables that reference it (CASCADE)");
        facts->loses_more = true;
    }
}

/* A DELETE that has had no WHERE so far, at its depth of parentheses. */
struct open_delete {
    hd_sql_name name;
    size_t depth;
};

typedef HD_VEC(struct open_delete) open_deletes;

/* All that are open at this depth or below end here without a WHERE. */
static void close_deletes(hd_sql_facts *facts, open_deletes *open, size_t depth)
{
    while (open->count > 0 && open->items[open->count - 1].depth >= depth) {
        const hd_sql_name *name = &open->items[--open->count].name;
        add_loss(facts, hd_printf(facts, "deletes all rows of table \"%s\"", shown(facts, name)));
        add_table(facts, name);
    }
}

static bool take_delete(hd_cursor *cursor, hd_sql_facts *facts, open_deletes *open, size_t depth)
{
    struct open_delete one = {.depth = depth};

    if (!hd_cursor_accept(cursor, "delete from"))
        return false;
    hd_cursor_accept(cursor, "only");
    if (hd_cursor_name(facts, cursor, &one.name))
        hd_vec_push(facts, open, one);
    return true;
}

void hd_losses_of_deletes(hd_cursor *cursor, hd_sql_facts *facts)
{
    open_deletes open = {0};
    size_t depth = 0;

    while (!hd_cursor_at_end(cursor)) {
        if (take_delete(cursor, facts, &open, depth))
            continue;
        if (hd_cursor_on_symbol(cursor, "("))
            depth++;
        else if (hd_cursor_on_symbol(cursor, ")") && depth > 0)
            close_deletes(facts, &open, depth--);
        else if (hd_cursor_on(cursor, "where") && open.count > 0 &&
                 open.items[open.count - 1].depth == depth)
            open.count--;
        hd_cursor_step(cursor);
    }
    close_deletes(facts, &open, 0);
    talloc_free(open.items);
}

/* ---- ALTER ... TYPE ---- */

/*
 * Types that cannot hold every value of the types that people usually change from.
 * A type that is not here (text, bigint, timestamptz, jsonb, an enum ...) holds them, or
 * PostgreSQL refuses the change; with a length or precision, the rows marked so are
 * narrow too.
 */
static const struct {
    const char *name;
    bool only_with_length;
} narrow_types[] = {
    {"smallint", false},
    {"int2", false},
    {"integer", false},
    {"int", false},
    {"int4", false},
    {"real", false},
    {"float4", false},
    {"float", true},
    {"numeric", true},
    {"decimal", true},
    {"dec", true},
    {"money", false},
    {"varchar", true},
    {"character varying", true},
    {"char varying", true},
    {"nchar varying", true},
    {"national character varying", true},
    {"national char varying", true},
    {"char", false},
    {"character", false},
    {"nchar", false},
    {"national character", false},
    {"national char", false},
    {"bpchar", true},
    {"name", false},
    {"bit", false},
    {"bit varying", true},
    {"varbit", true},
    {"boolean", false},
    {"bool", false},
    {"date", false},
    {"time", false},
    {"timetz", false},
    {"time without time zone", false},
    {"time with time zone", false},
    {"timestamp", false},
    {"timestamp without time zone", false},
    {"timestamptz", true},
    {"timestamp with time zone", true},
    {"interval", true},
};

static bool is_narrow(const char *type, bool has_length)
{
    if (hd_text_starts(type, "pg_catalog."))
        type += strlen("pg_catalog.");
    for (size_t i = 0; i < HD_COUNT(narrow_types); i++)
        if (strcmp(type, narrow_types[i].name) == 0)
            return has_length || !narrow_types[i].only_with_length;
    return false;
}

/* A type as read: its words in lower case, and as it is written. */
struct type_text {
    const char *base;
    bool has_length;
    const char *written;
};

static bool type_goes_on(const hd_cursor *cursor)
{
    return !hd_cursor_at_end(cursor) && !hd_cursor_on_symbol(cursor, ",") &&
           !hd_cursor_on_symbol(cursor, ")") && !hd_cursor_on_symbol(cursor, "::") &&
           !hd_cursor_on(cursor, "collate") && !hd_cursor_on(cursor, "using");
}

static struct type_text read_type(TALLOC_CTX *ctx, hd_cursor *cursor)
{
    hd_buf *base = hd_buf_new(ctx);
    bool has_length = false;
    size_t start = cursor->token.start;
    size_t end = start;

    while (type_goes_on(cursor)) {
        const char *word = hd_cursor_on_symbol(cursor, ".") ? NULL : hd_cursor_ident(ctx, cursor);
        if (word != NULL) {
            bool glued = base->len == 0 || base->data[base->len - 1] == '.';
            hd_buf_addf(base, "%s%s", glued ? "" : " ", word);
        } else if (hd_cursor_accept_symbol(cursor, "."))
            hd_buf_add_char(base, '.');
        else {
            has_length |= hd_cursor_on_symbol(cursor, "(");
            hd_cursor_step_group(cursor);
        }
        end = cursor->token.start;
    }
    char *written = hd_text_trim(ctx, cursor->lexer.text + start, end - start);
    return (struct type_text){base->data, has_length, written};
}

/*
 * Whether the expression of USING only casts the column ("c::text::mood",
 * "CAST(c AS mood)"): such a cast fails where it cannot keep the value, unless it has a
 * length. Anything else may compute whatever it likes.
 */
static bool only_casts(TALLOC_CTX *ctx, hd_cursor cursor, const char *column)
{
    size_t depth = 0;

    while (hd_cursor_accept_symbol(&cursor, "(") ||
           (hd_cursor_accept(&cursor, "cast") && hd_cursor_accept_symbol(&cursor, "(")))
        depth++;
    const char *first = hd_cursor_ident(ctx, &cursor);
    if (first == NULL || strcmp(first, column) != 0)
        return false;
    while (!hd_cursor_at_end(&cursor) && !hd_cursor_on_symbol(&cursor, ",")) {
        if (depth > 0 && hd_cursor_accept_symbol(&cursor, ")"))
            depth--;
        else if (hd_cursor_accept_symbol(&cursor, "::") || hd_cursor_accept(&cursor, "as")) {
            struct type_text type = read_type(ctx, &cursor);
            if (is_narrow(type.base, type.has_length))
                return false;
        } else
            return false;
    }
    return depth == 0;
}

static void losses_of_type(hd_cursor *cursor, hd_sql_facts *facts, const hd_sql_name *table,
                           const char *column)
{
    HD_SCRATCH(scratch);
    struct type_text type = read_type(scratch, cursor);
    const char *loss = NULL;

    while (type_goes_on(cursor) || hd_cursor_on(cursor, "collate")) /* COLLATE name */
        hd_cursor_step(cursor);
    if (is_narrow(type.base, type.has_length))
        loss = "which may not hold its values";
    else if (hd_cursor_accept(cursor, "using") && !only_casts(scratch, *cursor, column))
        loss = "by an expression that may not keep its values";
    if (loss == NULL)
        return;
    add_loss(facts, hd_printf(facts, "changes column \"%s\" of table \"%s\" to %s, %s", column,
                              shown(facts, table), type.written, loss));
    add_table(facts, table);
}

/* ---- ALTER ---- */

static void losses_of_drop_column(hd_cursor *cursor, hd_sql_facts *facts, const hd_sql_name *table,
                                  const char *what)
{
    hd_cursor_accept(cursor, "if exists");
    const char *column = hd_cursor_ident(facts, cursor);
    bool cascade = hd_cursor_on(cursor, "cascade");

    if (column == NULL)
        column = "...";
    add_loss(facts, hd_printf(facts, "drops %s \"%s\" of %s \"%s\"%s", what, column,
                              strcmp(what, "column") == 0 ? "table" : "type", shown(facts, table),
                              cascade ? " and everything that depends on it" : ""));
    if (strcmp(what, "column") == 0)
        add_table(facts, table);
    else
        facts->loses_more = true; /* the tables that use the type are not named */
}

static void losses_of_action(hd_cursor *cursor, hd_sql_facts *facts, const hd_sql_name *table)
{
    if (hd_cursor_accept(cursor, "drop")) {
        if (!hd_cursor_on(cursor, "constraint")) {
            hd_cursor_accept(cursor, "column");
            losses_of_drop_column(cursor, facts, table, "column");
        }
    } else if (hd_cursor_accept(cursor, "alter") && !hd_cursor_on(cursor, "constraint")) {
        hd_cursor_accept(cursor, "column");
        const char *column = hd_cursor_ident(facts, cursor);
        if (column != NULL &&
            (hd_cursor_accept(cursor, "set data type") || hd_cursor_accept(cursor, "type")))
            losses_of_type(cursor, facts, table, column);
    }
}

static void losses_of_alter_table(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name table;

    hd_cursor_accept(cursor, "if exists");
    hd_cursor_accept(cursor, "only");
    if (!hd_cursor_name(facts, cursor, &table))
        return;
    hd_cursor_accept_symbol(cursor, "*");
    do
        losses_of_action(cursor, facts, &table);
    while (hd_cursor_to_comma(cursor) && hd_cursor_accept_symbol(cursor, ","));
}

static void losses_of_alter_type(hd_cursor *cursor, hd_sql_facts *facts)
{
    hd_sql_name type;

    if (!hd_cursor_name(facts, cursor, &type))
        return;
    do
        if (hd_cursor_accept(cursor, "drop attribute"))
            losses_of_drop_column(cursor, facts, &type, "attribute");
    while (hd_cursor_to_comma(cursor) && hd_cursor_accept_symbol(cursor, ","));
}

void hd_losses_of_alter(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (hd_cursor_accept(cursor, "table"))
        losses_of_alter_table(cursor, facts);
    else if (hd_cursor_accept(cursor, "type"))
        losses_of_alter_type(cursor, facts);
}

/* ---- DO ---- */

/* The statement that begins here, if it is one that loses data; the cursor moves on. */
static bool losses_of_inner(hd_cursor *cursor, hd_sql_facts *facts)
{
    if (hd_cursor_accept(cursor, "drop"))
        hd_losses_of_drop(cursor, facts);
    else if (hd_cursor_accept(cursor, "truncate"))
        hd_losses_of_truncate(cursor, facts);
    else if (hd_cursor_accept(cursor, "alter"))
        hd_losses_of_alter(cursor, facts);
    else if (hd_cursor_on(cursor, "delete"))
        hd_losses_of_deletes(cursor, facts);
    else
        return false;
    return true;
}

/* Looks for such statements anywhere in code, and in the strings that EXECUTE may run. */
static void losses_of_code(TALLOC_CTX *ctx, const char *code, hd_sql_facts *facts, int depth)
{
    hd_cursor cursor = hd_cursor_at(code, 0, strlen(code));

    while (cursor.token.kind != HD_TOKEN_END) {
        const char *text = hd_cursor_string(ctx, &cursor);
        if (text == NULL && !losses_of_inner(&cursor, facts))
            hd_cursor_step(&cursor);
        else if (text != NULL && depth < MAX_DO_DEPTH)
            losses_of_code(ctx, text, facts, depth + 1);
    }
}

void hd_losses_of_do(hd_cursor *cursor, hd_sql_facts *facts)
{
    HD_SCRATCH(scratch);
    size_t before = facts->losses.count;

    while (!hd_cursor_at_end(cursor)) {
        const char *body = hd_cursor_string(scratch, cursor);
        if (body != NULL)
            losses_of_code(scratch, body, facts, 1);
        else
            hd_cursor_step(cursor);
    }
    /* Names in a body may be made at run time or be under an IF. */
    for (size_t i = before; i < facts->losses.count; i++)
        facts->losses.items[i] = hd_printf(facts, "%s (inside DO)", facts->losses.items[i]);
    facts->loses_more |= facts->losses.count > before;
}
