#include "diff/difference.h"

#include "base/text.h"
#include "base/utf8.h"
#include "catalog/build.h"
#include "diff/rule.h"

/* ---- finding ---- */

static bool is_listed(const char *const *names, const char *name)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool attribute_differs(const hd_difference *difference, size_t place)
{
    const hd_attribute *attribute = &difference->new->kind->attributes[place];

    return !is_listed(hd_rule_of(difference->new->kind)->implied, attribute->name) &&
           !hd_attribute_same(attribute, difference->old->values[place],
                              difference->new->values[place]);
}

static bool differs(const hd_difference *difference)
{
    if (strcmp(difference->old->identity, difference->new->identity) != 0)
        return true;
    for (size_t i = 0; i < difference->new->kind->attribute_count; i++)
        if (attribute_differs(difference, i))
            return true;
    return false;
}

/* What the server makes or drops with something else. */
static bool is_implied(const hd_diff *diff, const hd_fact *fact, bool of_old_side)
{
    const hd_fact *above = NULL;

    if (fact->kind == &hd_kind_trigger)
        return hd_fact_bool(fact, "cloned");
    if (fact->kind == &hd_kind_column) {
        if (fact->parent->kind == &hd_kind_view || fact->parent->kind == &hd_kind_materialized_view)
            return true;
        above = hd_change_above(diff, fact, of_old_side);
    }
    return above != NULL &&
           (of_old_side ? diff->new_of[above->index] : diff->old_of[above->index]) == NULL;
}

static bool is_alone(const hd_diff *diff, const hd_fact *fact, bool of_old_side)
{
    const hd_fact **partners = of_old_side ? diff->new_of : diff->old_of;
    const hd_verdict *verdicts = of_old_side ? diff->old_verdict : diff->new_verdict;

    if (partners[fact->index] != NULL || verdicts[fact->index] == HD_SAME)
        return false;
    if (fact->parent != NULL && fact->parent->kind != &hd_kind_schema &&
        partners[fact->parent->index] == NULL)
        return false;
    if (fact->kind == &hd_kind_owner && fact->parent != NULL &&
        partners[fact->parent->index] == NULL)
        return false;
    return !is_implied(diff, fact, of_old_side);
}

hd_differences hd_differences_find(TALLOC_CTX *ctx, const hd_diff *diff)
{
    hd_differences found = {0};
    size_t i = 0;
    size_t j = 0;

    while (i < diff->from->count || j < diff->to->count) {
        const hd_fact *old = i < diff->from->count ? diff->from->facts[i] : NULL;
        const hd_fact *new = j < diff->to->count ? diff->to->facts[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : hd_fact_compare(old, new);
        i += order <= 0;
        j += order >= 0;
        if (order <= 0 && is_alone(diff, old, true))
            hd_vec_push(ctx, &found, (hd_difference){old, NULL});
        if (order < 0)
            continue;
        hd_difference difference = {diff->old_of[new->index], new};
        if (is_alone(diff, new, false) ||
            (difference.old != NULL && diff->new_verdict[new->index] != HD_SAME &&
             differs(&difference)))
            hd_vec_push(ctx, &found, difference);
    }
    return found;
}

/* ---- printing ---- */

char hd_difference_sign(const hd_difference *difference)
{
    return difference->old == NULL ? '+' : difference->new == NULL ? '-' : '~';
}

/* A value on one line, cut where it is long. */
static void value_print(hd_buf *out, const char *value)
{
    enum { LONGEST = 60 };
    HD_SCRATCH(scratch);
    hd_buf *line = hd_buf_new(scratch);

    for (const char *c = value; c != NULL && *c != '\0'; c++) {
        bool blank = strchr(" \n\t\r", *c) != NULL;
        if (!blank || (line->len > 0 && line->data[line->len - 1] != ' '))
            hd_buf_add_char(line, blank ? ' ' : *c);
    }
    if (line->len > LONGEST) {
        size_t end = LONGEST;
        while (end > 0 && ((unsigned char)line->data[end] & 0xc0) == 0x80)
            end--;
        hd_buf_truncate(line, end);
        hd_buf_add(line, "...");
    }
    hd_utf8_add_safe(out, value == NULL ? "none" : line->data);
}

static void words_add(hd_buf *out, const char *name)
{
    for (; *name != '\0'; name++)
        hd_buf_add_char(out, *name == '_' ? ' ' : *name);
}

static void attribute_print(hd_buf *out, const hd_difference *difference, size_t place)
{
    const hd_attribute *attribute = &difference->new->kind->attributes[place];

    words_add(out, attribute->name);
    if (attribute->type == HD_ATTRIBUTE_BOOL) {
        hd_buf_add(out, difference->new->values[place] == NULL ? ": no" : ": yes");
        return;
    }
    if (strcmp(attribute->name, "definition") == 0) {
        hd_buf_add(out, " changed");
        return;
    }
    hd_buf_add(out, ": ");
    value_print(out, difference->old->values[place]);
    hd_buf_add(out, " -> ");
    value_print(out, difference->new->values[place]);
}

void hd_difference_print(hd_buf *out, const hd_difference *difference)
{
    const hd_fact *fact = difference->new != NULL ? difference->new : difference->old;
    const char *separator = "  ";

    words_add(out, fact->kind->name);
    hd_buf_add_char(out, ' ');
    hd_utf8_add_safe(out, fact->identity);
    if (difference->old == NULL || difference->new == NULL)
        return;
    if (strcmp(difference->old->identity, fact->identity) != 0) {
        hd_buf_add(out, "  renamed from ");
        hd_utf8_add_safe(out, difference->old->identity);
        separator = ", ";
    }
    for (size_t i = 0; i < fact->kind->attribute_count; i++)
        if (attribute_differs(difference, i)) {
            hd_buf_add(out, separator);
            attribute_print(out, difference, i);
            separator = ", ";
        }
}

static void value_json(hd_json *json, const char *key, const hd_attribute *attribute,
                       const char *value)
{
    HD_SCRATCH(scratch);
    hd_strings items = {0};

    hd_json_key(json, key);
    if (attribute->type == HD_ATTRIBUTE_BOOL)
        hd_json_bool(json, value != NULL);
    else if (value == NULL || attribute->type == HD_ATTRIBUTE_TEXT)
        hd_json_string(json, value);
    else if (attribute->type == HD_ATTRIBUTE_INT)
        hd_json_number(json, value);
    else if (hd_array_parse(scratch, value, &items)) {
        hd_json_begin(json, '[');
        for (size_t i = 0; i < items.count; i++)
            hd_json_string(json, items.items[i]);
        hd_json_end(json);
    } else
        hd_json_string(json, value);
}

void hd_difference_json(hd_json *json, const hd_difference *difference)
{
    const hd_fact *fact = difference->new != NULL ? difference->new : difference->old;
    bool both = difference->old != NULL && difference->new != NULL;

    hd_json_begin(json, '{');
    hd_json_put_string(json, "change",
                       both                      ? "alter"
                       : difference->old == NULL ? "create"
                                                 : "drop");
    hd_json_put_string(json, "kind", fact->kind->name);
    hd_json_put_string(json, "identity", fact->identity);
    if (both && strcmp(difference->old->identity, fact->identity) != 0)
        hd_json_put_string(json, "old_identity", difference->old->identity);
    hd_json_key(json, "attributes");
    hd_json_begin(json, '[');
    for (size_t i = 0; both && i < fact->kind->attribute_count; i++) {
        if (!attribute_differs(difference, i))
            continue;
        hd_json_begin(json, '{');
        hd_json_put_string(json, "name", fact->kind->attributes[i].name);
        value_json(json, "old", &fact->kind->attributes[i], difference->old->values[i]);
        value_json(json, "new", &fact->kind->attributes[i], difference->new->values[i]);
        hd_json_end(json);
    }
    hd_json_end(json);
    hd_json_end(json);
}
