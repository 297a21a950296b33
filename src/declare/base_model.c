/* The template of tables: docs/models.md, "The base model". */
#include "declare/internal.h"

#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

static const char *const actor_columns[] = {"created_by", "updated_by"};

static bool is_template(const char *schema, const char *name)
{
    return hd_text_equal(schema, "howdah") && hd_text_equal(name, "base_model");
}

/* The column's LIKE element; NULL when the table is not LIKE the template. */
static const hd_element *like_of(const hd_declared *statement)
{
    const hd_elements *elements = &statement->makes.elements;

    for (size_t i = 0; i < elements->count; i++)
        if (elements->items[i].kind == HD_ELEMENT_LIKE &&
            is_template(elements->items[i].like.schema, elements->items[i].like.name))
            return &elements->items[i];
    return NULL;
}

static bool has_column(const hd_declared *statement, const char *column)
{
    const hd_elements *elements = &statement->makes.elements;

    for (size_t i = 0; i < elements->count; i++)
        if (elements->items[i].kind == HD_ELEMENT_COLUMN &&
            hd_text_equal(elements->items[i].name, column))
            return true;
    return false;
}

/* ALTER TABLE table ... FOREIGN KEY (column) ... */
static bool alters_key(TALLOC_CTX *ctx, const hd_declared *statement, const hd_definition *table,
                       const char *column)
{
    hd_cursor cursor = hd_cursor_at(statement->file->text, statement->start, statement->end);

    if (!statement->adds_key || !hd_text_equal(statement->makes.parent.name, table->name))
        return false;
    for (; !hd_cursor_at_end(&cursor); hd_cursor_step(&cursor)) {
        hd_cursor ahead = cursor;
        if (hd_cursor_accept(&ahead, "foreign key") && hd_cursor_accept_symbol(&ahead, "(") &&
            hd_text_equal(hd_cursor_ident(ctx, &ahead), column) && hd_cursor_on_symbol(&ahead, ")"))
            return true;
    }
    return false;
}

/* Whether the models say themselves what the column refers to. */
static bool has_key(TALLOC_CTX *ctx, const hd_declared_list *statements, size_t table,
                    const char *column)
{
    const hd_declared *statement = &statements->items[table];

    for (size_t i = 0; i < statement->keys.count; i++)
        if (hd_text_equal(statement->keys.items[i].column, column))
            return true;
    for (size_t i = 0; i < statements->count; i++)
        if (alters_key(ctx, &statements->items[i], &statement->makes, column))
            return true;
    return false;
}

static void add_keys(TALLOC_CTX *ctx, hd_declared_list *statements, size_t table,
                     const hd_declared *template, const hd_sql_name *actor)
{
    hd_declared *statement = &statements->items[table];
    const hd_element *like = like_of(statement);

    for (size_t i = 0; like != NULL && i < HD_COUNT(actor_columns); i++) {
        const char *column = actor_columns[i];
        if ((template != NULL && !has_column(template, column)) ||
            has_key(ctx, statements, table, column))
            continue;
        hd_foreign_key key = {.start = like->start,
                              .end = like->start,
                              .verbatim = like->start,
                              .head = "ADD ",
                              .column = column,
                              .target = *actor};
        key.added = hd_printf(ctx, "FOREIGN KEY (%s) REFERENCES %s", column,
                              hd_sql_qualified(ctx, actor->schema, actor->name));
        hd_vec_push(ctx, &statement->keys, key);
    }
}

static hd_error *actor_check(const hd_declared_list *statements, const hd_sql_name *actor,
                             const char *setting)
{
    for (size_t i = 0; i < statements->count; i++) {
        const hd_definition *makes = &statements->items[i].makes;
        if (makes->kind == &hd_kind_table && hd_text_equal(makes->name, actor->name))
            return NULL;
    }
    return hd_error_hint(
        hd_error_new(HD_CONFIG, "the models make no table \"%s\", which models.actor names",
                     setting),
        "It is the table that created_by and updated_by of the base model refer to.");
}

static hd_error *actor_read(TALLOC_CTX *ctx, const char *setting, hd_sql_name *ret)
{
    hd_cursor cursor = hd_cursor_at(setting, 0, strlen(setting));

    if (hd_cursor_name(ctx, &cursor, ret) && hd_cursor_at_end(&cursor))
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_CONFIG, "invalid value \"%s\" of setting \"models.actor\"", setting),
        "Write the name of a table: users, or app.users.");
}

static bool mentions_template(const hd_declared *statement)
{
    static const char name[] = "base_model";

    return memmem(statement->file->text + statement->start, statement->end - statement->start, name,
                  sizeof(name) - 1) != NULL;
}

hd_error *hd_base_model_apply(TALLOC_CTX *ctx, hd_declared_list *statements, const char *actor,
                              hd_base_model *ret)
{
    const hd_declared *template = NULL;
    hd_sql_name name = {0};

    *ret = (hd_base_model){0};
    for (size_t i = 0; i < statements->count; i++) {
        const hd_declared *statement = &statements->items[i];
        if (is_template(statement->makes.schema, statement->makes.name))
            template = statement;
        ret->used = ret->used || mentions_template(statement);
    }
    ret->own = template != NULL;
    if (!ret->used || actor == NULL || *actor == '\0')
        return NULL;
    HD_TRY(actor_read(ctx, actor, &name));
    HD_TRY(actor_check(statements, &name, actor));
    for (size_t i = 0; i < statements->count; i++)
        add_keys(ctx, statements, i, template, &name);
    return NULL;
}

const char *hd_base_model_before(const hd_base_model *base)
{
    if (!base->used)
        return NULL;
    return base->own ? "CREATE SCHEMA howdah" : hd_sql_declare_base_model;
}

const char *hd_base_model_after(const hd_base_model *base)
{
    return base->used ? "DROP TABLE howdah.base_model; DROP SCHEMA howdah" : NULL;
}
