#include "diff/online/bound.h"

#include "base/text.h"
#include "base/vec.h"
#include "parse/quote.h"

/* Behind a string or quoted name that begins here. */
static const char *skip_quoted(const char *text)
{
    char quote = *text;

    for (text++; *text != '\0'; text++)
        if (*text == quote && *++text != quote)
            return text;
    return text;
}

/* The items of "(a, b, ...", up to the closing parenthesis. */
static const char *items_split(TALLOC_CTX *ctx, const char *text, hd_strings *ret)
{
    int depth = 0;
    const char *start = ++text;

    while (*text != '\0') {
        if (*text == '\'' || *text == '"') {
            text = skip_quoted(text);
            continue;
        }
        if (depth == 0 && (*text == ',' || *text == ')')) {
            hd_vec_push(ctx, ret, hd_text_trim(ctx, start, (size_t)(text - start)));
            start = text + 1;
            if (*text == ')')
                return text + 1;
        }
        depth += *text == '(' || *text == '[';
        depth -= *text == ')' || *text == ']';
        text++;
    }
    return text;
}

struct key {
    const char *text;
    const char *type; /* NULL: an expression */
};

typedef HD_VEC(struct key) key_list;

/* The column that the text names. */
static const hd_fact *column_called(const hd_fact *table, const char *text)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column &&
            strcmp(hd_sql_ident(scratch, table->children[i]->name), text) == 0)
            return table->children[i];
    return NULL;
}

/* Columns with a collation or operator class of their own are not read here. */
static bool keys_read(TALLOC_CTX *ctx, const hd_fact *table, key_list *ret)
{
    hd_strings items = {0};
    const char *key = hd_fact_text(table, "partition_key");

    (void)items_split(ctx, strchr(key, '('), &items);
    for (size_t i = 0; i < items.count; i++) {
        const hd_fact *column = column_called(table, items.items[i]);
        if (column == NULL && !hd_text_ends(items.items[i], ")"))
            return false;
        hd_vec_push(
            ctx, ret,
            (struct key){items.items[i], column == NULL ? NULL : hd_fact_text(column, "type")});
    }
    return ret->count > 0;
}

static bool is_endless(const char *value)
{
    return strcmp(value, "MINVALUE") == 0 || strcmp(value, "MAXVALUE") == 0;
}

static char *value_print(TALLOC_CTX *ctx, const struct key *key, const char *value)
{
    return key->type == NULL ? hd_strdup(ctx, value)
                             : hd_printf(ctx, "CAST(%s AS %s)", value, key->type);
}

/* ---- lists ---- */

static void list_values_print(hd_buf *out, const struct key *key, const hd_strings *values)
{
    HD_SCRATCH(scratch);
    const char *separator = "";

    if (values->count == 1) {
        hd_buf_addf(out, "(%s = %s)", key->text, value_print(scratch, key, values->items[0]));
        return;
    }
    hd_buf_addf(out, "(%s = ANY (ARRAY[", key->text);
    for (size_t i = 0; i < values->count; i++) {
        hd_buf_addf(out, "%s%s", separator, value_print(scratch, key, values->items[i]));
        separator = ", ";
    }
    hd_buf_add(out, "]))");
}

static bool list_print(hd_buf *out, const key_list *keys, const char *bound)
{
    HD_SCRATCH(scratch);
    hd_strings items = {0};
    hd_strings values = {0};
    const struct key *key = &keys->items[0];

    (void)items_split(scratch, strchr(bound, '('), &items);
    for (size_t i = 0; i < items.count; i++)
        if (strcmp(items.items[i], "NULL") != 0)
            hd_vec_push(scratch, &values, items.items[i]);
    bool takes_null = values.count < items.count;
    hd_buf_addf(out, "(%s IS %sNULL)", key->text, takes_null ? "" : "NOT ");
    if (values.count == 0)
        return true;
    hd_buf_add(out, takes_null ? " OR " : " AND ");
    list_values_print(out, key, &values);
    return true;
}

/* ---- ranges ---- */

/* "((a > 1) OR ((a = 1) AND (b >= 2)))" of keys from number first on. */
static void limit_print(hd_buf *out, const key_list *keys, const hd_strings *values, size_t first,
                        bool lower)
{
    HD_SCRATCH(scratch);
    const struct key *key = &keys->items[first];
    const char *value = value_print(scratch, key, values->items[first]);

    if (first + 1 == keys->count) {
        hd_buf_addf(out, "(%s %s %s)", key->text, lower ? ">=" : "<", value);
        return;
    }
    hd_buf_addf(out, "((%s %s %s) OR ((%s = %s) AND ", key->text, lower ? ">" : "<", value,
                key->text, value);
    limit_print(out, keys, values, first + 1, lower);
    hd_buf_add(out, "))");
}

/* Keys of which both limits say the same come first, as the server has it. */
static void limits_print(hd_buf *out, const key_list *keys, const hd_strings *from,
                         const hd_strings *to)
{
    HD_SCRATCH(scratch);
    size_t first = 0;

    for (; first + 1 < keys->count && strcmp(from->items[first], to->items[first]) == 0; first++)
        hd_buf_addf(out, " AND (%s = %s)", keys->items[first].text,
                    value_print(scratch, &keys->items[first], from->items[first]));
    if (!is_endless(from->items[first])) {
        hd_buf_add(out, " AND ");
        limit_print(out, keys, from, first, true);
    }
    if (!is_endless(to->items[first])) {
        hd_buf_add(out, " AND ");
        limit_print(out, keys, to, first, false);
    }
}

static bool range_print(hd_buf *out, const key_list *keys, const char *bound)
{
    HD_SCRATCH(scratch);
    hd_strings from = {0};
    hd_strings to = {0};
    const char *rest = items_split(scratch, strchr(bound, '('), &from);

    if (strchr(rest, '(') != NULL)
        (void)items_split(scratch, strchr(rest, '('), &to);
    if (from.count != keys->count || to.count != keys->count)
        return false;
    for (size_t i = 0; i < keys->count && keys->count > 1; i++)
        if (is_endless(from.items[i]) || is_endless(to.items[i]))
            return false;
    for (size_t i = 0; i < keys->count; i++)
        hd_buf_addf(out, "%s(%s IS NOT NULL)", i == 0 ? "" : " AND ", keys->items[i].text);
    limits_print(out, keys, &from, &to);
    return true;
}

bool hd_bound_print(hd_buf *out, const hd_fact *parent, const char *bound)
{
    HD_SCRATCH(scratch);
    const char *key = hd_fact_text(parent, "partition_key");
    key_list keys = {0};

    if (key == NULL || !keys_read(scratch, parent, &keys))
        return false;
    if (hd_text_starts(key, "LIST") && hd_text_starts(bound, "FOR VALUES IN ("))
        return list_print(out, &keys, bound);
    if (hd_text_starts(key, "RANGE") && hd_text_starts(bound, "FOR VALUES FROM ("))
        return range_print(out, &keys, bound);
    return false;
}
