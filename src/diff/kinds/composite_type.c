/*
 * Composite types. Attributes are dropped and added in place; a column of the type keeps its
 * rows. Where an attribute gets another type while columns use it, or the order changes, the
 * type is set aside and the columns go over.
 */
#include "base/text.h"
#include "diff/rule.h"
#include "parse/quote.h"

static const hd_fact *attribute_at(const hd_fact *type, int64_t position)
{
    for (size_t i = 0; i < type->child_count; i++)
        if (type->children[i]->kind == &hd_kind_attribute &&
            hd_fact_int(type->children[i], "position", 0) == position)
            return type->children[i];
    return NULL;
}

static const hd_fact *counterpart(const hd_fact *type, const hd_fact *attribute)
{
    return hd_fact_child(type, &hd_kind_attribute, attribute->name);
}

bool hd_composite_has_columns(const hd_fact *type)
{
    for (size_t i = 0; i < type->user_count; i++)
        if (type->users[i]->kind == &hd_kind_column || type->users[i]->kind == &hd_kind_table)
            return true;
    return false;
}

static bool retyped(const hd_fact *old, const hd_fact *new)
{
    return !hd_text_equal(hd_fact_text(old, "type"), hd_fact_text(new, "type")) ||
           !hd_text_equal(hd_fact_text(old, "collation"), hd_fact_text(new, "collation"));
}

/* In place if what is kept comes first, in the old order. */
static hd_verdict judge(const hd_change *change)
{
    int64_t last = 0;
    int64_t kept_count = 0;
    const hd_fact *attribute = NULL;

    for (int64_t i = 1; (attribute = attribute_at(change->old, i)) != NULL; i++) {
        const hd_fact *kept = counterpart(change->new, attribute);
        if (kept == NULL)
            continue;
        int64_t position = hd_fact_int(kept, "position", 0);
        if (position < last || (retyped(attribute, kept) && hd_composite_has_columns(change->old)))
            return HD_REPLACE;
        last = position;
        kept_count++;
    }
    return last == kept_count ? HD_ALTER : HD_REPLACE;
}

static void definition_print(hd_buf *out, const hd_fact *attribute)
{
    const char *collation = hd_fact_text(attribute, "collation");

    hd_buf_add(out, hd_fact_text(attribute, "type"));
    if (collation != NULL)
        hd_buf_addf(out, " COLLATE %s", collation);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *type = change->new->identity;
    const hd_fact *attribute = NULL;

    for (int64_t i = 1; (attribute = attribute_at(change->old, i)) != NULL; i++)
        if (counterpart(change->new, attribute) == NULL)
            hd_buf_addf(out, "ALTER TYPE %s DROP ATTRIBUTE %s;\n", type,
                        hd_sql_ident(scratch, attribute->name));
    for (int64_t i = 1; (attribute = attribute_at(change->new, i)) != NULL; i++) {
        const hd_fact *old = counterpart(change->old, attribute);
        if (old != NULL && !retyped(old, attribute) && !hd_diff_made(change->diff, attribute))
            continue;
        hd_buf_addf(out, "ALTER TYPE %s %s ATTRIBUTE %s %s", type, old == NULL ? "ADD" : "ALTER",
                    hd_sql_ident(scratch, attribute->name), old == NULL ? "" : "TYPE ");
        definition_print(out, attribute);
        hd_buf_add(out, ";\n");
    }
}

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    hd_buf_addf(out, "ALTER TYPE %s RENAME TO %s;\n", change->old->identity, name);
}

const hd_rule hd_rule_composite_type = {
    .whole = true,
    .judge = judge,
    .alter = alter,
    .set_aside = set_aside,
};
