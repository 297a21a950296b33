/*
 * Reads the head of a statement by its key words. A whole grammar would be slower than the
 * server is in running the statement, and it would be of one version of PostgreSQL; what is not
 * understood here only makes the order of the statements less good.
 */
#include "declare/internal.h"

/* Words that may stand between CREATE and what is made. */
static const char *const modifiers[] = {"or replace", "global",     "local",   "temp",
                                        "temporary",  "unlogged",   "unique",  "recursive",
                                        "trusted",    "procedural", "default", "constraint"};

/* What is made, and where its table stands. */
enum parent { PARENT_NONE, PARENT_ON, PARENT_TO };
static const struct {
    const char *words;
    const hd_kind *kind;
    enum parent parent;
} makers[] = {
    {"schema", &hd_kind_schema, PARENT_NONE},
    {"extension", &hd_kind_extension, PARENT_NONE},
    {"table", &hd_kind_table, PARENT_NONE},
    {"foreign table", &hd_kind_foreign_table, PARENT_NONE},
    {"foreign data wrapper", &hd_kind_foreign_data_wrapper, PARENT_NONE},
    {"server", &hd_kind_server, PARENT_NONE},
    {"materialized view", &hd_kind_materialized_view, PARENT_NONE},
    {"view", &hd_kind_view, PARENT_NONE},
    {"sequence", &hd_kind_sequence, PARENT_NONE},
    {"type", &hd_kind_base_type, PARENT_NONE},
    {"domain", &hd_kind_domain, PARENT_NONE},
    {"function", &hd_kind_function, PARENT_NONE},
    {"procedure", &hd_kind_procedure, PARENT_NONE},
    {"aggregate", &hd_kind_aggregate, PARENT_NONE},
    {"collation", &hd_kind_collation, PARENT_NONE},
    {"conversion", &hd_kind_conversion, PARENT_NONE},
    {"language", &hd_kind_language, PARENT_NONE},
    {"access method", &hd_kind_access_method, PARENT_NONE},
    {"operator class", &hd_kind_operator_class, PARENT_NONE},
    {"operator family", &hd_kind_operator_family, PARENT_NONE},
    {"text search configuration", &hd_kind_text_search_configuration, PARENT_NONE},
    {"text search dictionary", &hd_kind_text_search_dictionary, PARENT_NONE},
    {"text search parser", &hd_kind_text_search_parser, PARENT_NONE},
    {"text search template", &hd_kind_text_search_template, PARENT_NONE},
    {"publication", &hd_kind_publication, PARENT_NONE},
    {"subscription", &hd_kind_subscription, PARENT_NONE},
    {"event trigger", &hd_kind_event_trigger, PARENT_NONE},
    {"statistics", &hd_kind_statistics, PARENT_NONE},
    {"index concurrently", &hd_kind_index, PARENT_ON},
    {"index", &hd_kind_index, PARENT_ON},
    {"trigger", &hd_kind_trigger, PARENT_ON},
    {"policy", &hd_kind_policy, PARENT_ON},
    {"rule", &hd_kind_rule, PARENT_TO},
};

static bool skip_modifier(hd_cursor *cursor)
{
    for (size_t i = 0; i < HD_COUNT(modifiers); i++)
        if (hd_cursor_accept(cursor, modifiers[i]))
            return true;
    return false;
}

/* Steps to the word outside of parentheses, and over it. */
static bool step_behind(hd_cursor *cursor, const char *word)
{
    while (!hd_cursor_at_end(cursor)) {
        if (hd_cursor_accept(cursor, word))
            return true;
        hd_cursor_step_group(cursor);
    }
    return false;
}

/* ---- elements ---- */

static bool begins_constraint(const hd_cursor *cursor)
{
    static const char *const words[] = {"primary key", "unique",        "check",     "foreign key",
                                        "not null",    "exclude using", "constraint"};
    hd_cursor ahead = *cursor;

    for (size_t i = 0; i < HD_COUNT(words); i++)
        if (hd_cursor_accept(&ahead, words[i]))
            return true;
    /* "exclude" alone may be a column. */
    return hd_cursor_accept(&ahead, "exclude") && hd_cursor_on_symbol(&ahead, "(");
}

static void constraint_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_element *element)
{
    element->kind = HD_ELEMENT_CONSTRAINT;
    if (hd_cursor_accept(cursor, "constraint"))
        element->name = hd_cursor_ident(ctx, cursor);
    element->foreign_key = hd_cursor_accept(cursor, "foreign key");
}

/* The cursor is on the element's first token and ends on the comma or parenthesis behind it. */
static hd_element element_read(TALLOC_CTX *ctx, hd_cursor *cursor)
{
    hd_element element = {.start = cursor->token.start};

    if (hd_cursor_accept(cursor, "like")) {
        element.kind = HD_ELEMENT_LIKE;
        (void)hd_cursor_name(ctx, cursor, &element.like);
    } else if (begins_constraint(cursor))
        constraint_read(ctx, cursor, &element);
    else if (cursor->token.kind == HD_TOKEN_STRING) {
        element.kind = HD_ELEMENT_VALUE;
        element.name = hd_cursor_string(ctx, cursor);
    } else
        element.name = hd_cursor_ident(ctx, cursor);
    while (!hd_cursor_at_end(cursor) && !hd_cursor_on_symbol(cursor, ",") &&
           !hd_cursor_on_symbol(cursor, ")"))
        hd_cursor_step_group(cursor);
    element.end = cursor->token.start;
    return element;
}

/* The cursor is on the opening parenthesis. Without a closing one there are no elements. */
static void elements_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_definition *makes)
{
    size_t open = cursor->token.start;

    hd_cursor_step(cursor);
    while (!hd_cursor_at_end(cursor) && !hd_cursor_on_symbol(cursor, ")")) {
        hd_vec_push(ctx, &makes->elements, element_read(ctx, cursor));
        (void)hd_cursor_accept_symbol(cursor, ",");
    }
    if (hd_cursor_on_symbol(cursor, ")")) {
        makes->open = open;
        makes->close = cursor->token.start;
    } else
        makes->elements.count = 0;
}

/* ---- definitions ---- */

static void table_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_definition *makes)
{
    hd_sql_name other = {0};

    if (hd_cursor_accept(cursor, "partition of") || hd_cursor_accept(cursor, "of"))
        (void)hd_cursor_name(ctx, cursor, &other);
    if (hd_cursor_on_symbol(cursor, "("))
        elements_read(ctx, cursor, makes);
}

static void type_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_definition *makes)
{
    if (!hd_cursor_accept(cursor, "as"))
        return;
    if (hd_cursor_accept(cursor, "enum"))
        makes->kind = &hd_kind_enum_type;
    else if (hd_cursor_accept(cursor, "range"))
        makes->kind = &hd_kind_range_type;
    else
        makes->kind = &hd_kind_composite_type;
    if (makes->kind != &hd_kind_range_type && hd_cursor_on_symbol(cursor, "("))
        elements_read(ctx, cursor, makes);
}

static void name_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_definition *makes)
{
    hd_sql_name name = {0};
    hd_cursor ahead = *cursor;

    if (makes->kind == &hd_kind_schema && hd_cursor_accept(&ahead, "authorization")) {
        makes->name = hd_cursor_ident(ctx, &ahead);
        return;
    }
    if (makes->kind == &hd_kind_index && hd_cursor_on(cursor, "on"))
        return; /* the server makes the name */
    if (!hd_cursor_name(ctx, cursor, &name))
        return;
    makes->schema = name.schema;
    makes->name = name.name;
}

static void create_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_definition *makes)
{
    size_t i = 0;

    while (skip_modifier(cursor))
        ;
    while (i < HD_COUNT(makers) && !hd_cursor_accept(cursor, makers[i].words))
        i++;
    if (i == HD_COUNT(makers))
        return;
    makes->kind = makers[i].kind;
    makes->if_not_exists = hd_cursor_accept(cursor, "if not exists");
    name_read(ctx, cursor, makes);
    if (makes->kind == &hd_kind_table || makes->kind == &hd_kind_foreign_table)
        table_read(ctx, cursor, makes);
    else if (makes->kind == &hd_kind_base_type)
        type_read(ctx, cursor, makes);
    else if (makers[i].parent != PARENT_NONE &&
             step_behind(cursor, makers[i].parent == PARENT_ON ? "on" : "to")) {
        (void)hd_cursor_accept(cursor, "only");
        (void)hd_cursor_name(ctx, cursor, &makes->parent);
    }
}

/* ALTER TABLE t, or DOMAIN d, ADD CONSTRAINT name ... as the first thing it does. */
static void alter_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_definition *makes)
{
    bool of_domain = hd_cursor_accept(cursor, "domain");

    if (!of_domain && !hd_cursor_accept(cursor, "table"))
        return;
    (void)hd_cursor_accept(cursor, "if exists");
    (void)hd_cursor_accept(cursor, "only");
    if (!hd_cursor_name(ctx, cursor, &makes->parent) || !hd_cursor_accept(cursor, "add constraint"))
        return;
    makes->kind = of_domain ? &hd_kind_domain_constraint : &hd_kind_constraint;
    makes->name = hd_cursor_ident(ctx, cursor);
}

hd_definition hd_definition_parse(TALLOC_CTX *ctx, const char *text, size_t start, size_t end)
{
    hd_cursor cursor = hd_cursor_at(text, start, end);
    hd_definition makes = {0};

    if (hd_cursor_accept(&cursor, "create"))
        create_read(ctx, &cursor, &makes);
    else if (hd_cursor_accept(&cursor, "alter"))
        alter_read(ctx, &cursor, &makes);
    if (makes.name == NULL)
        makes.kind = NULL;
    return makes;
}
