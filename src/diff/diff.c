#include "diff/diff.h"

#include "base/text.h"
#include "diff/closure.h"
#include "diff/rebuild.h"
#include "diff/rule.h"

/* ---- pairs ---- */

static void pair_set(hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    diff->new_of[old->index] = new;
    diff->old_of[new->index] = old;
}

/* Both lists are sorted alike. */
static void pairs_find(hd_diff *diff)
{
    size_t i = 0;
    size_t j = 0;

    while (i < diff->from->count && j < diff->to->count) {
        const hd_fact *old = diff->from->facts[i];
        const hd_fact *new = diff->to->facts[j];
        int order = hd_fact_compare(old, new);
        if (order == 0)
            pair_set(diff, old, new);
        i += order <= 0;
        j += order >= 0;
    }
}

/* "CREATE INDEX name ON": the definition without the name. */
static const char *index_shape(TALLOC_CTX *ctx, const hd_fact *index)
{
    const char *definition = hd_fact_text(index, "definition");
    const char *on = strstr(definition, " ON ");

    if (on == NULL)
        return definition;
    return hd_printf(ctx, "%s%s", hd_fact_bool(index, "is_unique") ? "UNIQUE" : "", on);
}

static bool equal_but_for_name(const hd_fact *a, const hd_fact *b)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < a->kind->attribute_count; i++) {
        bool index = a->kind == &hd_kind_index &&
                     strcmp(a->kind->attributes[i].name, "definition") == 0;
        if (!index && !hd_attribute_same(&a->kind->attributes[i], a->values[i], b->values[i]))
            return false;
    }
    return a->kind != &hd_kind_index ||
           hd_text_equal(index_shape(scratch, a), index_shape(scratch, b));
}

/*
 * An index or constraint that is gone, with an equal one of another name on the same
 * table: building it anew would give the same, so it is renamed.
 */
static void renamed_find(hd_diff *diff, const hd_fact *new)
{
    const hd_fact *table = new->parent == NULL ? NULL : diff->old_of[new->parent->index];

    for (size_t i = 0; table != NULL && i < table->child_count; i++) {
        const hd_fact *old = table->children[i];
        if (old->kind == new->kind &&
            diff->new_of[old->index] == NULL &&equal_but_for_name(old, new)) {
            pair_set(diff, old, new);
            return;
        }
    }
}

static void renamed_pairs_find(hd_diff *diff)
{
    for (size_t i = 0; i < diff->to->count; i++) {
        const hd_fact *new = diff->to->facts[i];
        if (diff->old_of[i] == NULL &&
            (new->kind == &hd_kind_index || new->kind == &hd_kind_constraint))
            renamed_find(diff, new);
    }
}

/* ---- verdicts ---- */

/* Whether the parts of the two, which have no verdict of their own, are equal. */
static bool parts_equal(const hd_fact *old, const hd_fact *new)
{
    size_t count = 0;
    size_t parts = 0;

    for (size_t i = 0; i < new->child_count; i++)
        count += hd_is_part(new->children[i]);
    for (size_t i = 0; i < old->child_count; i++) {
        const hd_fact *part = old->children[i];
        if (!hd_is_part(part))
            continue;
        parts++;
        const hd_fact *other = hd_fact_child(new, part->kind, part->name);
        if (other == NULL || other->hash != part->hash)
            return false;
    }
    return parts == count;
}

static bool parent_changed(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    if (old->parent == NULL || new->parent == NULL)
        return old->parent != new->parent;
    return diff->new_of[old->parent->index] != new->parent;
}

static hd_verdict judge_pair(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    const hd_rule *rule = hd_rule_of(new->kind);
    hd_change change = {diff, old, new};

    if (parent_changed(diff, old, new))
        return HD_REPLACE;
    if (strcmp(old->identity, new->identity) != 0)
        return HD_ALTER; /* it is renamed */
    if (old->hash == new->hash && (!rule->whole || parts_equal(old, new)))
        return HD_SAME;
    return rule->judge != NULL ? rule->judge(&change) : hd_change_judge(&change, rule);
}

/* Who owns a thing that both sides have counts only where both say so. */
static void owners_settle(hd_diff *diff)
{
    for (size_t i = 0; i < diff->from->count; i++) {
        const hd_fact *old = diff->from->facts[i];
        const hd_fact *new = diff->new_of[i];
        if (old->kind != &hd_kind_owner || diff->new_of[old->parent->index] == NULL)
            continue;
        bool meant = new != NULL &&
                     !hd_text_equal(hd_fact_text(old, "role"), diff->options.from_owner) &&
                     !hd_text_equal(hd_fact_text(new, "role"), diff->options.to_owner);
        if (!meant)
            diff->old_verdict[i] = HD_SAME;
        if (!meant && new != NULL)
            diff->new_verdict[new->index] = HD_SAME;
    }
    for (size_t i = 0; i < diff->to->count; i++) {
        const hd_fact *new = diff->to->facts[i];
        if (new->kind == &hd_kind_owner && diff->old_of[i] == NULL &&
            diff->old_of[new->parent->index] != NULL)
            diff->new_verdict[i] = HD_SAME;
    }
}

static void verdicts_find(hd_diff *diff)
{
    for (size_t i = 0; i < diff->from->count; i++)
        if (diff->new_of[i] == NULL)
            diff->old_verdict[i] = HD_DROP;
    for (size_t i = 0; i < diff->to->count; i++) {
        const hd_fact *new = diff->to->facts[i];
        const hd_fact *old = diff->old_of[i];
        hd_verdict verdict = old == NULL ? HD_CREATE : judge_pair(diff, old, new);
        diff->new_verdict[i] = verdict;
        if (old != NULL)
            diff->old_verdict[old->index] = verdict;
    }
}

/* Parts of a fact that is kept need no verdict: their parent's statement is about them. */
static void parts_settle(hd_diff *diff)
{
    for (size_t i = 0; i < diff->from->count; i++)
        if (hd_is_part(diff->from->facts[i]) && !hd_diff_gone(diff, diff->from->facts[i]->parent) &&
            diff->old_verdict[i] != HD_DROP)
            diff->old_verdict[i] = HD_SAME;
    for (size_t i = 0; i < diff->to->count; i++)
        if (hd_is_part(diff->to->facts[i]) && !hd_diff_made(diff, diff->to->facts[i]->parent) &&
            diff->new_verdict[i] != HD_CREATE)
            diff->new_verdict[i] = HD_SAME;
}

hd_error *hd_diff_make(TALLOC_CTX *ctx, const hd_snapshot *from, const hd_snapshot *to,
                       const hd_diff_options *options, hd_diff **ret)
{
    hd_diff *diff = hd_new(ctx, hd_diff);

    diff->options = *options;
    diff->from = from;
    diff->to = to;
    diff->server_version = from->server_version;
    diff->new_of = hd_new_array(diff, const hd_fact *, from->count + 1);
    diff->old_of = hd_new_array(diff, const hd_fact *, to->count + 1);
    diff->old_verdict = hd_new_array(diff, hd_verdict, from->count + 1);
    diff->new_verdict = hd_new_array(diff, hd_verdict, to->count + 1);
    diff->aside = hd_new_array(diff, bool, from->count + 1);
    diff->routed = hd_new_array(diff, bool, from->count + 1);
    diff->apart = hd_new_array(diff, bool, from->count + 1);
    *ret = diff;
    if (from->hash == to->hash)
        return NULL;
    pairs_find(diff);
    renamed_pairs_find(diff);
    verdicts_find(diff);
    parts_settle(diff);
    owners_settle(diff);
    hd_rebuild_judge(diff);
    hd_closure_make(diff);
    hd_error *err = hd_order_make(diff, to, &diff->order);
    if (err != NULL)
        TALLOC_FREE(diff);
    *ret = diff;
    return err;
}

bool hd_diff_is_empty(const hd_diff *diff)
{
    if (diff->from->hash == diff->to->hash)
        return true;
    for (size_t i = 0; i < diff->from->count; i++)
        if (diff->old_verdict[i] != HD_SAME)
            return false;
    for (size_t i = 0; i < diff->to->count; i++)
        if (diff->new_verdict[i] != HD_SAME)
            return false;
    return true;
}
