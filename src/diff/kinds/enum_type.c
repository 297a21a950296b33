/*
 * Enum types. New values are added in their places. Values that go, or change places, need a
 * new type: the old one is set aside, and the columns go over.
 */
#include "base/text.h"
#include "diff/rule.h"
#include "parse/quote.h"

static const hd_fact *value_at(const hd_fact *type, int64_t position)
{
    for (size_t i = 0; i < type->child_count; i++)
        if (type->children[i]->kind == &hd_kind_enum_value &&
            hd_fact_int(type->children[i], "position", 0) == position)
            return type->children[i];
    return NULL;
}

static bool has_value(const hd_fact *type, const hd_fact *value)
{
    return hd_fact_child(type, &hd_kind_enum_value, value->name) != NULL;
}

/* Whether the old values are all there, in the same order. */
static hd_verdict judge(const hd_change *change)
{
    int64_t last = 0;
    const hd_fact *value = NULL;

    for (int64_t i = 1; (value = value_at(change->old, i)) != NULL; i++) {
        const hd_fact *kept = hd_fact_child(change->new, &hd_kind_enum_value, value->name);
        if (kept == NULL || hd_fact_int(kept, "position", 0) <= last)
            return HD_REPLACE;
        last = hd_fact_int(kept, "position", 0);
    }
    return HD_ALTER;
}

/* A value is put before the old one that follows it, if there is one. */
static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *value = NULL;

    for (int64_t i = 1; (value = value_at(change->new, i)) != NULL; i++) {
        if (has_value(change->old, value))
            continue;
        const hd_fact *next = value_at(change->new, i + 1);
        for (int64_t j = i + 1; next != NULL && !has_value(change->old, next); j++)
            next = value_at(change->new, j + 1);
        hd_buf_addf(out, "ALTER TYPE %s ADD VALUE %s", change->new->identity,
                    hd_sql_literal(scratch, value->name));
        if (next != NULL)
            hd_buf_addf(out, " BEFORE %s", hd_sql_literal(scratch, next->name));
        hd_buf_add(out, ";\n");
    }
}

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    hd_buf_addf(out, "ALTER TYPE %s RENAME TO %s;\n", change->old->identity, name);
}

const hd_rule hd_rule_enum_type = {
    .whole = true,
    .judge = judge,
    .alter = alter,
    .set_aside = set_aside,
};
