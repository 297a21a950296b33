#include "diff/likeness.h"

#include <stdlib.h>

#include "base/text.h"

enum { LIKE_ENOUGH = 50, EQUAL = 100 };

static bool is_asked_for(const hd_fact *fact)
{
    static const hd_kind *const kinds[] = {
        &hd_kind_schema,
        &hd_kind_table,
        &hd_kind_column,
        &hd_kind_view,
        &hd_kind_enum_type,
        &hd_kind_enum_value,
        &hd_kind_domain,
        &hd_kind_sequence,
        &hd_kind_function,
        &hd_kind_composite_type,
        &hd_kind_materialized_view,
    };

    for (size_t i = 0; i < HD_COUNT(kinds); i++)
        if (kinds[i] == fact->kind)
            return true;
    return false;
}

static bool same_place(const hd_fact *old, const hd_fact *new)
{
    if (old->kind != new->kind)
        return false;
    if (old->parent == NULL || new->parent == NULL)
        return old->parent == new->parent;
    return strcmp(old->parent->identity, new->parent->identity) == 0;
}

static bool same_values(const hd_fact *old, const hd_fact *new)
{
    for (size_t i = 0; i < old->kind->attribute_count; i++)
        if (!hd_attribute_same(&old->kind->attributes[i], old->values[i], new->values[i]))
            return false;
    return true;
}

/* How many per cent of what hangs on them both have. */
static int children_score(const hd_fact *old, const hd_fact *new)
{
    size_t common = 0;
    size_t all = 0;

    for (size_t i = 0; i < old->child_count; i++) {
        const hd_fact *child = old->children[i];
        if (child->kind->fold != HD_FOLD_ALWAYS)
            continue;
        const hd_fact *other = hd_fact_child(new, child->kind, child->name);
        all++;
        common += other != NULL && same_values(child, other);
    }
    for (size_t i = 0; i < new->child_count; i++)
        all += new->children[i]->kind->fold ==
               HD_FOLD_ALWAYS &&hd_fact_child(old, new->children[i]->kind,
                                              new->children[i]->name) == NULL;
    return all == 0 ? 0 : (int)(EQUAL * common / all);
}

static int score_of(const hd_fact *old, const hd_fact *new)
{
    if (old->kind == &hd_kind_enum_value)
        return hd_fact_int(old, "position", 0) == hd_fact_int(new, "position", 0) ? EQUAL : 0;
    if (old->kind == &hd_kind_column) {
        if (same_values(old, new))
            return EQUAL;
        return hd_text_equal(hd_fact_text(old, "type"), hd_fact_text(new, "type")) ? LIKE_ENOUGH
                                                                                   : 0;
    }
    int score = children_score(old, new);
    if (score == 0 && old->kind->attribute_count > 0 && same_values(old, new) &&
        old->kind != &hd_kind_table)
        return EQUAL;
    return score;
}

static int likest_first(const void *a, const void *b)
{
    const hd_likeness *left = a;
    const hd_likeness *right = b;

    if (left->score != right->score)
        return right->score - left->score;
    int order = hd_fact_compare(left->new, right->new);
    return order != 0 ? order : hd_fact_compare(left->old, right->old);
}

hd_likenesses hd_likenesses_find(TALLOC_CTX *ctx, const hd_differences *differences)
{
    hd_likenesses found = {0};

    for (size_t i = 0; i < differences->count; i++) {
        const hd_fact *old = differences->items[i].old;
        if (old == NULL || differences->items[i].new != NULL || !is_asked_for(old))
            continue;
        for (size_t j = 0; j < differences->count; j++) {
            const hd_fact *new = differences->items[j].new;
            if (new == NULL || differences->items[j].old != NULL || !same_place(old, new))
                continue;
            int score = score_of(old, new);
            if (score >= LIKE_ENOUGH)
                hd_vec_push(ctx, &found, (hd_likeness){old, new, score, false});
        }
    }
    if (found.count > 0)
        qsort(found.items, found.count, sizeof(hd_likeness), likest_first);
    return found;
}
