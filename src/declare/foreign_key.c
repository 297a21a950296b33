/*
 * Foreign keys inside CREATE TABLE. One whose table comes later is taken out ("hoisted") and made
 * by ALTER TABLE ... ADD behind all tables, with its name and options as they are written, so
 * that PostgreSQL gives it the name that it would have given.
 *
 * What is taken out is replaced by blanks: places in the statement stay places in the file.
 */
#include "declare/internal.h"

#include "base/buf.h"
#include "parse/quote.h"

/* ---- finding ---- */

/* What may follow REFERENCES table (columns). Source: gram.y, ColConstraintElem and onwards. */
static bool accept_option(hd_cursor *cursor)
{
    static const char *const plain[] = {
        "match full",          "match partial",  "match simple",
        "deferrable",          "not deferrable", "initially deferred",
        "initially immediate", "enforced",       "not enforced"};
    static const char *const actions[] = {"no action", "restrict", "cascade", "set null",
                                          "set default"};

    for (size_t i = 0; i < HD_COUNT(plain); i++)
        if (hd_cursor_accept(cursor, plain[i]))
            return true;
    if (!hd_cursor_accept(cursor, "on delete") && !hd_cursor_accept(cursor, "on update"))
        return false;
    for (size_t i = 0; i < HD_COUNT(actions); i++)
        if (hd_cursor_accept(cursor, actions[i]))
            break;
    if (hd_cursor_on_symbol(cursor, "("))
        hd_cursor_step_group(cursor);
    return true;
}

/* The cursor is on REFERENCES and ends behind its options. */
static void references_read(TALLOC_CTX *ctx, hd_cursor *cursor, hd_sql_name *target)
{
    hd_cursor_step(cursor);
    (void)hd_cursor_name(ctx, cursor, target);
    if (hd_cursor_on_symbol(cursor, "("))
        hd_cursor_step_group(cursor);
    while (accept_option(cursor))
        ;
}

static void column_keys(TALLOC_CTX *ctx, hd_declared *statement, size_t place)
{
    const hd_element *element = &statement->makes.elements.items[place];
    hd_cursor cursor = hd_cursor_at(statement->file->text, element->start, element->end);
    const char *column = hd_sql_ident(ctx, element->name);

    hd_cursor_step(&cursor);
    while (!hd_cursor_at_end(&cursor)) {
        const char *name = NULL;
        hd_foreign_key key = {
            .element = place, .start = cursor.token.start, .column = element->name};
        if (hd_cursor_accept(&cursor, "constraint"))
            name = hd_cursor_ident(ctx, &cursor);
        if (!hd_cursor_on(&cursor, "references")) {
            if (name == NULL)
                hd_cursor_step_group(&cursor);
            continue;
        }
        key.verbatim = cursor.token.start;
        references_read(ctx, &cursor, &key.target);
        key.end = cursor.token.kind == HD_TOKEN_END ? element->end : cursor.token.start;
        key.head = hd_printf(ctx, "ADD %s%s%sFOREIGN KEY (%s) ", name == NULL ? "" : "CONSTRAINT ",
                             name == NULL ? "" : hd_sql_ident(ctx, name), name == NULL ? "" : " ",
                             column);
        hd_vec_push(ctx, &statement->keys, key);
    }
}

/* The column of FOREIGN KEY (column); NULL when there are several. */
static const char *only_column(TALLOC_CTX *ctx, hd_cursor cursor)
{
    const char *column = NULL;

    if (!hd_cursor_accept(&cursor, "foreign key") || !hd_cursor_accept_symbol(&cursor, "("))
        return NULL;
    column = hd_cursor_ident(ctx, &cursor);
    return hd_cursor_on_symbol(&cursor, ")") ? column : NULL;
}

static void table_key(TALLOC_CTX *ctx, hd_declared *statement, size_t place)
{
    const hd_element *element = &statement->makes.elements.items[place];
    hd_cursor cursor = hd_cursor_at(statement->file->text, element->start, element->end);
    hd_foreign_key key = {.element = place,
                          .start = element->start,
                          .end = element->end,
                          .verbatim = element->start,
                          .head = "ADD ",
                          .whole = true};

    if (hd_cursor_accept(&cursor, "constraint"))
        (void)hd_cursor_ident(ctx, &cursor);
    key.column = only_column(ctx, cursor);
    while (!hd_cursor_at_end(&cursor) && !hd_cursor_on(&cursor, "references"))
        hd_cursor_step_group(&cursor);
    if (hd_cursor_at_end(&cursor))
        return;
    references_read(ctx, &cursor, &key.target);
    hd_vec_push(ctx, &statement->keys, key);
}

void hd_foreign_keys_find(TALLOC_CTX *ctx, hd_declared *statement)
{
    const hd_elements *elements = &statement->makes.elements;

    for (size_t i = 0; i < elements->count; i++)
        if (elements->items[i].kind == HD_ELEMENT_COLUMN && elements->items[i].name != NULL)
            column_keys(ctx, statement, i);
        else if (elements->items[i].foreign_key)
            table_key(ctx, statement, i);
}

/* ---- composing ---- */

static void blank(char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (text[i] != '\n' && text[i] != '\r')
            text[i] = ' ';
}

static bool is_taken_out(const hd_declared *statement, size_t element)
{
    for (size_t i = 0; i < statement->keys.count; i++) {
        const hd_foreign_key *key = &statement->keys.items[i];
        if (key->element == element && key->whole && key->hoisted)
            return true;
    }
    return false;
}

/* A comma stays when an element stays before it and another one somewhere behind it. */
static void blank_hoisted(const hd_declared *statement, char *sql)
{
    const hd_elements *elements = &statement->makes.elements;
    bool more = false;

    for (size_t i = 0; i < statement->keys.count; i++) {
        const hd_foreign_key *key = &statement->keys.items[i];
        if (key->hoisted && key->added == NULL)
            blank(sql, key->start - statement->start, key->end - statement->start);
    }
    for (size_t i = elements->count; i > 0; i--) {
        bool stays = !is_taken_out(statement, i - 1);
        size_t comma = elements->items[i - 1].end - statement->start;
        if (i < elements->count && !(stays && more))
            blank(sql, comma, comma + 1);
        more = more || stays;
    }
}

hd_composed hd_declared_compose(TALLOC_CTX *ctx, const hd_declared *statement)
{
    HD_SCRATCH(scratch);
    const size_t len = statement->end - statement->start;
    char *copy = hd_strndup(scratch, statement->file->text + statement->start, len);
    hd_buf *sql = hd_buf_new(scratch);
    hd_composed composed = {.statement = statement,
                            .origin = statement->start,
                            .gap = len,
                            .fallback = statement->start};

    blank_hoisted(statement, copy);
    hd_buf_add_n(sql, copy, len);
    for (size_t i = 0; i < statement->keys.count; i++) {
        const hd_foreign_key *key = &statement->keys.items[i];
        if (key->added == NULL || key->hoisted)
            continue;
        if (composed.added == 0) {
            composed.gap = statement->makes.close - statement->start;
            hd_buf_truncate(sql, composed.gap);
        }
        const size_t before = sql->len;
        hd_buf_addf(sql, ", %s", key->added);
        composed.added += sql->len - before;
        composed.fallback = key->start;
    }
    if (composed.added > 0)
        hd_buf_add_n(sql, copy + composed.gap, len - composed.gap);
    composed.sql = hd_buf_take(ctx, sql);
    return composed;
}

hd_composed hd_foreign_key_compose(TALLOC_CTX *ctx, const hd_declared *statement,
                                   const hd_foreign_key *key)
{
    HD_SCRATCH(scratch);
    const char *table = hd_sql_qualified(scratch, statement->makes.schema, statement->makes.name);
    hd_buf *sql = hd_buf_new(scratch);
    hd_composed composed = {
        .statement = statement, .origin = key->verbatim, .fallback = key->start};

    hd_buf_addf(sql, "ALTER TABLE %s %s", table, key->head);
    composed.head = sql->len;
    if (key->added != NULL)
        hd_buf_add(sql, key->added);
    else
        hd_buf_add_n(sql, statement->file->text + key->verbatim, key->end - key->verbatim);
    composed.gap = sql->len;
    if (key->added != NULL)
        composed.head = sql->len;
    composed.sql = hd_buf_take(ctx, sql);
    return composed;
}

size_t hd_composed_offset(const hd_composed *composed, size_t offset)
{
    if (offset < composed->head)
        return composed->fallback;
    offset -= composed->head;
    if (offset < composed->gap)
        return composed->origin + offset;
    if (offset < composed->gap + composed->added)
        return composed->fallback;
    return composed->origin + offset - composed->added;
}
