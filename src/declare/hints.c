/*
 * A hint is about what stands behind it: a statement, or an element of CREATE TABLE or CREATE
 * TYPE; with code before it on its line it is about that.
 */
#include "declare/hints.h"

#include <strings.h>

#include "base/text.h"

static const char words[] = "renamed from";

/* ---- one comment ---- */

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* What follows "renamed from:" in a comment; NULL when it is no hint. */
static const char *old_text(TALLOC_CTX *ctx, const char *text, const hd_token *comment)
{
    const bool block = text[comment->start] == '/';
    const size_t len = comment->len - (block ? 4 : 2);
    const char *inner = hd_text_trim(ctx, text + comment->start + 2, len);

    if (strncasecmp(inner, words, strlen(words)) != 0)
        return NULL;
    inner = skip_blanks(inner + strlen(words));
    return *inner == ':' ? skip_blanks(inner + 1) : NULL;
}

static bool old_read(TALLOC_CTX *ctx, const char *text, hd_hint *hint)
{
    hd_cursor cursor = hd_cursor_at(text, 0, strlen(text));

    if (*text == '\0')
        return false;
    if (hint->kind == &hd_kind_enum_value) {
        const char *value = hd_cursor_string(ctx, &cursor);
        hint->old.name = value == NULL ? text : value;
        return value == NULL || hd_cursor_at_end(&cursor);
    }
    if (!hd_cursor_name(ctx, &cursor, &hint->old))
        return false;
    if (hd_cursor_on_symbol(&cursor, "(")) /* arguments of a function, or a remark */
        hd_cursor_step_group(&cursor);
    if (hint->parent.name != NULL)
        hint->old.schema = NULL;
    return hd_cursor_at_end(&cursor);
}

/* ---- what it is about ---- */

/* Whether code stands before it on its line. */
static bool is_trailing(const char *text, size_t offset)
{
    while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t'))
        offset--;
    return offset > 0 && text[offset - 1] != '\n' && text[offset - 1] != '\r';
}

static bool same_line(const char *text, size_t from, size_t to)
{
    return memchr(text + from, '\n', to - from) == NULL;
}

static bool about_statement(const hd_declared *statement, hd_hint *hint)
{
    hint->kind = statement->makes.kind;
    hint->now = (hd_sql_name){statement->makes.schema, statement->makes.name};
    hint->parent = statement->makes.parent;
    hint->settings = statement->settings;
    return hint->kind != NULL;
}

static bool about_element(const hd_declared *statement, const hd_element *element, hd_hint *hint)
{
    const bool in_type = statement->makes.kind == &hd_kind_composite_type;

    switch (element->kind) {
    case HD_ELEMENT_COLUMN:
        hint->kind = in_type ? &hd_kind_attribute : &hd_kind_column;
        break;
    case HD_ELEMENT_CONSTRAINT:
        hint->kind = &hd_kind_constraint;
        break;
    case HD_ELEMENT_VALUE:
        hint->kind = &hd_kind_enum_value;
        break;
    case HD_ELEMENT_LIKE:
        return false;
    }
    hint->now.name = element->name;
    hint->parent = (hd_sql_name){statement->makes.schema, statement->makes.name};
    hint->settings = statement->settings;
    return element->name != NULL;
}

static bool about_inside(const hd_declared *statement, hd_hint *hint)
{
    const hd_definition *makes = &statement->makes;
    size_t behind = 0;

    if (makes->close == 0 || hint->offset < makes->open || hint->offset > makes->close)
        return about_statement(statement, hint);
    while (behind < makes->elements.count && makes->elements.items[behind].start < hint->offset)
        behind++;
    if (is_trailing(statement->file->text, hint->offset))
        return behind == 0 ? about_statement(statement, hint)
                           : about_element(statement, &makes->elements.items[behind - 1], hint);
    return behind < makes->elements.count &&
           about_element(statement, &makes->elements.items[behind], hint);
}

/* next: the first statement of the file, among count, that ends behind the hint. */
static bool about(const hd_declared *statements, size_t count, size_t next, hd_hint *hint)
{
    const char *text = hint->file->text;

    if (next < count && statements[next].start < hint->offset)
        return about_inside(&statements[next], hint);
    if (next > 0 && is_trailing(text, hint->offset) &&
        same_line(text, statements[next - 1].end, hint->offset))
        return about_statement(&statements[next - 1], hint);
    return next < count && about_statement(&statements[next], hint);
}

/* ---- files ---- */

static hd_error *failure(const hd_hint *hint, const char *message)
{
    return hd_error_hint(
        hd_error_place(hd_error_new(HD_CONFIG, "%s", message), hint->file->path, hint->file->text,
                       hint->offset),
        "\"-- renamed from: NAME\" stands above the statement that makes the thing, or above or "
        "behind the column, constraint or value.");
}

static hd_error *take(TALLOC_CTX *ctx, const hd_declared *statements, size_t count, size_t next,
                      hd_hint hint, const char *old, hd_hints *ret)
{
    if (!about(statements, count, next, &hint))
        return failure(&hint, "nothing that has a name stands where it says \"renamed from\"");
    if (!old_read(ctx, old, &hint))
        return failure(&hint, "\"renamed from:\" is not followed by just a name");
    hd_vec_push(ctx, ret, hint);
    return NULL;
}

hd_error *hd_hints_find(TALLOC_CTX *ctx, const hd_declared_file *file,
                        const hd_declared_list *statements, hd_hints *ret)
{
    hd_lexer lexer = hd_lex(file->text, file->len);
    size_t first = 0;
    size_t next = 0;

    if (strcasestr(file->text, words) == NULL)
        return NULL;
    while (first < statements->count && statements->items[first].file != file)
        first++;
    const hd_declared *own = first < statements->count ? &statements->items[first] : NULL;
    size_t count = 0;
    while (first + count < statements->count && own[count].file == file)
        count++;
    for (hd_token token = hd_lex_next(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next(&lexer)) {
        const char *old = token.kind == HD_TOKEN_COMMENT ? old_text(ctx, file->text, &token) : NULL;
        if (old == NULL)
            continue;
        while (next < count && own[next].end <= token.start)
            next++;
        HD_TRY(
            take(ctx, own, count, next, (hd_hint){.file = file, .offset = token.start}, old, ret));
    }
    return NULL;
}

/* ---- facts ---- */

static const char *schema_above(const hd_fact *fact)
{
    while (fact != NULL && fact->schema == NULL)
        fact = fact->parent;
    return fact == NULL ? NULL : fact->schema;
}

/* The schema of what is made, or of what it is a part of; NULL: it is in none. */
static const char *schema_of(const hd_hint *hint, const char *otherwise)
{
    const char *written = hint->parent.name != NULL ? hint->parent.schema : hint->now.schema;

    if (written != NULL)
        return written;
    for (const hd_declared_settings *setting = hint->settings; setting != NULL;
         setting = setting->before)
        if (setting->schema != NULL)
            return setting->schema;
    return otherwise;
}

static bool is_meant(const hd_hint *hint, const hd_fact *fact, const char *schema)
{
    if (fact->kind != hint->kind || !hd_text_equal(fact->name, hint->now.name))
        return false;
    if (hint->parent.name != NULL &&
        (fact->parent == NULL || !hd_text_equal(fact->parent->name, hint->parent.name)))
        return false;
    const char *in = schema_above(fact);
    return fact->kind == &hd_kind_schema || in == NULL || schema == NULL || strcmp(in, schema) == 0;
}

hd_error *hd_hints_resolve(TALLOC_CTX *ctx, const hd_hints *hints, const hd_snapshot *snapshot,
                           const char *schema, hd_renames *ret)
{
    for (size_t i = 0; i < hints->count; i++) {
        const hd_hint *hint = &hints->items[i];
        const size_t before = ret->count;
        const char *in = schema_of(hint, schema);
        for (size_t j = 0; j < snapshot->count; j++) {
            if (!is_meant(hint, snapshot->facts[j], in))
                continue;
            const hd_rename rename = {
                .fact = snapshot->facts[j],
                .old_schema = hint->old.schema == NULL ? NULL : hd_strdup(ctx, hint->old.schema),
                .old_name = hd_strdup(ctx, hint->old.name),
                .path = hd_strdup(ctx, hint->file->path),
                .line = hd_text_line(hint->file->text, hint->offset),
            };
            hd_vec_push(ctx, ret, rename);
        }
        if (ret->count == before)
            return failure(hint, "what this renames is not in the models");
    }
    return NULL;
}
