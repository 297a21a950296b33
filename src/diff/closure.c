#include "diff/closure.h"

#include "base/text.h"
#include "diff/listing.h"
#include "diff/rebuild.h"
#include "diff/rule.h"

/*
 * Whatever goes away or is changed in a way that the server refuses while it is used takes
 * those with it that use it; each of them that the new side has too is replaced, or altered
 * where that ends the use.
 */
struct closure {
    hd_diff *diff;
    HD_VEC(const hd_fact *) work; /* facts of the old side that are gone, or disturbed */
};

static void made_mark(hd_diff *diff, const hd_fact *new)
{
    if (!hd_diff_made(diff, new))
        diff->new_verdict[new->index] = diff->old_of[new->index] == NULL ? HD_CREATE : HD_REPLACE;
    for (size_t i = 0; i < new->child_count; i++)
        made_mark(diff, new->children[i]);
}

/* The fact and what hangs on it; where the new side has it, it is made again. */
static void gone_mark(struct closure *closure, const hd_fact *old)
{
    hd_diff *diff = closure->diff;
    const hd_fact *new = diff->new_of[old->index];

    diff->old_verdict[old->index] = new == NULL ? HD_DROP : HD_REPLACE;
    if (new != NULL && !hd_diff_made(diff, new))
        made_mark(diff, new);
    hd_vec_push(closure, &closure->work, old);
    for (size_t i = 0; i < old->child_count; i++)
        gone_mark(closure, old->children[i]);
}

static bool is_disturbed(const hd_diff *diff, const hd_fact *old)
{
    hd_change change = {diff, old, diff->new_of[old->index]};
    const hd_rule *rule = hd_rule_of(old->kind);

    return diff->old_verdict[old->index] == HD_ALTER && rule->disturbs != NULL &&
           rule->disturbs(&change);
}

static void altered_mark(struct closure *closure, const hd_fact *old)
{
    hd_diff *diff = closure->diff;

    if (diff->old_verdict[old->index] == HD_ALTER)
        return;
    diff->old_verdict[old->index] = HD_ALTER;
    diff->new_verdict[diff->new_of[old->index]->index] = HD_ALTER;
}

/* A type or collation that a column goes over from. */
static bool is_left_by_column(const hd_fact *user, const hd_fact *lost)
{
    return user->kind == &hd_kind_column && hd_rule_of(lost->kind)->set_aside != NULL;
}

/* A column that cannot go over by itself: of a key, of rows in other columns, of a view. */
static bool is_bound(const hd_fact *user, const hd_fact *lost)
{
    if (user->kind != &hd_kind_column)
        return false;
    return hd_rebuild_is_key(user) ||
           (is_left_by_column(user, lost) &&
            (hd_column_is_of_view(user) || hd_rebuild_is_stored(user->parent)));
}

/* Whether the new side has something of its name, so that the name must be free early. */
static bool comes_back(const hd_diff *diff, const hd_fact *lost)
{
    for (size_t i = 0; i < hd_kind_count; i++)
        if (hd_kinds[i]->classid == lost->kind->classid &&
            hd_kinds[i]->naming == HD_NAMING_SCHEMA &&
            hd_snapshot_find(diff->to, hd_kinds[i], lost->identity) != NULL)
            return true;
    return false;
}

/* A new function of its name comes, so that calls have to wait until the old one is gone. */
static bool is_overloaded(const hd_diff *diff, const hd_fact *lost)
{
    if (lost->kind->classid != hd_kind_function.classid)
        return false;
    for (size_t i = 0; i < diff->to->count; i++) {
        const hd_fact *new = diff->to->facts[i];
        if (new->kind->classid == lost->kind->classid && hd_diff_made(diff, new) &&
            hd_text_equal(new->schema, lost->schema) && hd_text_equal(new->name, lost->name))
            return true;
    }
    return false;
}

/* Places of columns change when it is gone; until then the new text would mean others. */
static bool is_listed(const hd_fact *user, const hd_fact *lost)
{
    return lost->kind == &hd_kind_column && hd_lists_columns(user, lost->parent);
}

/* An attribute gets the new type; the server refuses that while columns are of its own type. */
static void attribute_settle(struct closure *closure, const hd_fact *user, const hd_fact *lost)
{
    hd_diff *diff = closure->diff;
    const hd_fact *type = user->parent;

    if (diff->new_of[user->index] == NULL || hd_diff_gone(diff, type))
        return;
    if (comes_back(diff, lost))
        diff->aside[lost->index] = hd_rule_of(lost->kind)->set_aside != NULL;
    if (hd_composite_has_columns(type)) {
        gone_mark(closure, type);
        return;
    }
    altered_mark(closure, type);
    gone_mark(closure, user);
}

static void user_settle(struct closure *closure, const hd_fact *user, const hd_fact *lost)
{
    hd_diff *diff = closure->diff;
    const hd_rule *rule = hd_rule_of(user->kind);
    hd_change change = {diff, user, diff->new_of[user->index]};

    if (hd_diff_gone(diff, user))
        return;
    if (user->kind == &hd_kind_table && lost->kind == &hd_kind_table)
        return; /* what links them goes */
    if (user->kind == &hd_kind_attribute && hd_diff_gone(diff, lost)) {
        attribute_settle(closure, user, lost);
        return;
    }
    if (!hd_diff_gone(diff, lost)) { /* it is disturbed */
        if (rule->endures == NULL || !rule->endures(&change, lost))
            gone_mark(closure, user);
        return;
    }
    if (is_overloaded(diff, lost) || is_listed(user, lost) || rule->on_loss == NULL ||
        rule->on_loss(&change, lost) == HD_REPLACE) {
        gone_mark(closure, user);
        return;
    }
    if (is_left_by_column(user, lost) && comes_back(diff, lost))
        diff->aside[lost->index] = true;
    if (is_bound(user, lost)) {
        gone_mark(closure, user->parent);
        return;
    }
    altered_mark(closure, user);
    hd_vec_push(closure, &closure->work, user);
}

/*
 * With an index of a partitioned table go those of the partitions that are attached to it, except
 * that a partition's constraint does not go with what is no constraint above: the partition is
 * detached meanwhile.
 */
static void partition_settle(struct closure *closure, const hd_fact *index, const hd_fact *link)
{
    for (size_t i = 0; i < link->parent->child_count; i++) {
        const hd_fact *child = link->parent->children[i];
        if ((child->kind != &hd_kind_index && child->kind != &hd_kind_constraint) ||
            hd_attached_above(child) != index)
            continue;
        if (child->kind == index->kind && !hd_diff_gone(closure->diff, child))
            gone_mark(closure, child);
        else if (child->kind != index->kind && !hd_diff_gone(closure->diff, link))
            gone_mark(closure, link);
    }
}

/*
 * What is attached cannot be dropped alone: the partition is detached meanwhile, unless it would
 * get the same again when it comes back.
 */
static void attached_settle(struct closure *closure, const hd_fact *index)
{
    const hd_fact *above = hd_attached_above(index);
    const hd_fact *link = hd_fact_child(index->parent, &hd_kind_attachment, NULL);

    if (above == NULL || hd_diff_gone(closure->diff, above) || hd_diff_gone(closure->diff, link))
        return;
    hd_change change = {closure->diff, above, closure->diff->new_of[above->index]};
    gone_mark(closure, hd_loses_attached(&change) ? above : link);
}

static void partitions_settle(struct closure *closure, const hd_fact *index)
{
    const hd_fact *table = index->parent;

    if ((index->kind != &hd_kind_index && index->kind != &hd_kind_constraint) ||
        table->kind != &hd_kind_table || !hd_diff_gone(closure->diff, index) ||
        hd_diff_gone(closure->diff, table))
        return;
    attached_settle(closure, index);
    if (hd_fact_text(table, "partition_key") == NULL)
        return;
    for (size_t i = 0; i < table->user_count; i++)
        if (table->users[i]->kind == &hd_kind_attachment)
            partition_settle(closure, index, table->users[i]);
}

/* Parts of what uses something: a column's table need not go, an index's columns ... */
static void users_settle(struct closure *closure, const hd_fact *fact)
{
    if (!hd_diff_gone(closure->diff, fact) && !is_disturbed(closure->diff, fact))
        return;
    for (size_t i = 0; i < fact->user_count; i++)
        user_settle(closure, fact->users[i], fact);
    partitions_settle(closure, fact);
    /* The default of a column whose type changes has to be of the new type. */
    for (size_t i = 0; i < fact->child_count; i++)
        if (!hd_diff_gone(closure->diff, fact->children[i]) &&
            fact->children[i]->kind == &hd_kind_default)
            gone_mark(closure, fact->children[i]);
}

static void work_off(struct closure *closure)
{
    while (closure->work.count > 0)
        users_settle(closure, closure->work.items[--closure->work.count]);
}

/* True when it is more than it was. */
static bool afterwards_settle(struct closure *closure, const hd_fact *old)
{
    hd_diff *diff = closure->diff;
    hd_change change = {diff, old, diff->new_of[old->index]};
    const hd_rule *rule = hd_rule_of(old->kind);

    if (rule->afterwards == NULL || change.new == NULL || hd_diff_gone(diff, old))
        return false;
    hd_verdict verdict = rule->afterwards(&change);
    if (verdict == HD_SAME || verdict == diff->old_verdict[old->index])
        return false;
    if (verdict == HD_REPLACE) {
        gone_mark(closure, old);
        return true;
    }
    altered_mark(closure, old);
    hd_vec_push(closure, &closure->work, old);
    return true;
}

static void all_settle(struct closure *closure)
{
    const hd_snapshot *from = closure->diff->from;
    bool more = true;

    while (more) {
        work_off(closure);
        more = false;
        for (size_t i = 0; i < from->count; i++)
            more |= afterwards_settle(closure, from->facts[i]);
    }
}

/* ---- rows ---- */

/* What the old table needs as long as it is aside, if something of the name comes. */
static void needs_set_aside(hd_diff *diff, const hd_fact *fact)
{
    for (size_t i = 0; i < fact->edge_count; i++) {
        const hd_fact *needed = fact->edges[i].to;
        if (hd_diff_gone(diff, needed) && hd_rule_of(needed->kind)->set_aside != NULL &&
            needed->kind != &hd_kind_table && comes_back(diff, needed))
            diff->aside[needed->index] = true;
    }
}

static void table_set_aside(hd_diff *diff, const hd_fact *old)
{
    diff->aside[old->index] = true;
    needs_set_aside(diff, old);
    for (size_t i = 0; i < old->child_count; i++)
        if (old->children[i]->kind == &hd_kind_column)
            needs_set_aside(diff, old->children[i]);
}

/* Whether a partition was found whose rows go to the new table above. */
static bool partition_route(struct closure *closure, const hd_fact *link)
{
    hd_diff *diff = closure->diff;
    const hd_fact *partition = link->parent;

    if (diff->routed[partition->index] || !hd_rebuild_takes(diff, link))
        return false;
    diff->routed[partition->index] = true;
    if (!hd_diff_gone(diff, partition))
        gone_mark(closure, partition);
    return true;
}

static bool rows_settle(struct closure *closure)
{
    const hd_snapshot *from = closure->diff->from;
    bool found = false;

    for (size_t i = 0; i < from->count; i++)
        if (from->facts[i]->kind == &hd_kind_attachment)
            found |= partition_route(closure, from->facts[i]);
        else if (hd_rebuild_loses_place(closure->diff, from->facts[i])) {
            gone_mark(closure, from->facts[i]->parent);
            found = true;
        }
    for (size_t i = 0; i < from->count && !found; i++)
        if (closure->diff->routed[i] || hd_rebuild_keeps(closure->diff, from->facts[i]))
            table_set_aside(closure->diff, from->facts[i]);
    return found;
}

void hd_closure_make(hd_diff *diff)
{
    struct closure *closure = hd_new(NULL, struct closure);

    closure->diff = diff;
    for (size_t i = 0; i < diff->from->count; i++)
        if (diff->old_verdict[i] == HD_REPLACE)
            gone_mark(closure, diff->from->facts[i]);
        else if (diff->old_verdict[i] != HD_SAME)
            hd_vec_push(closure, &closure->work, diff->from->facts[i]);
    do
        all_settle(closure);
    while (rows_settle(closure));
    talloc_free(closure);
}
