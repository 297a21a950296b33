/* Orders that no dependency says: names that must be free, tables that are linked. */
#include <stdlib.h>

#include "base/text.h"
#include "diff/schedule_impl.h"
#include "parse/quote.h"

/* ---- names ---- */

struct claim {
    const char *key;
    size_t node;
    bool takes; /* or gives it free */
};

typedef HD_VEC(struct claim) claim_list;

/* A table has one primary key, whatever its name. */
static char *primary_key_of(TALLOC_CTX *ctx, const hd_fact *fact)
{
    if (!hd_is_constraint(fact, "primary key"))
        return NULL;
    return hd_printf(ctx, "primary key %s", fact->parent->identity);
}

/*
 * Relations and types share names; so do functions, procedures and aggregates, of which another
 * one of the name could be called by mistake. NULL: nothing else can be in its place.
 */
static char *key_of(TALLOC_CTX *ctx, const hd_fact *fact)
{
    const hd_fact *column = fact->parent;

    if (fact->kind == &hd_kind_constraint)
        return hd_has_index(fact) ? hd_sql_qualified(ctx, fact->parent->schema, fact->name) : NULL;
    if (fact->kind == &hd_kind_identity) {
        const char *sequence = hd_fact_text(fact, "sequence");
        return sequence != NULL ? hd_strdup(ctx, sequence)
                                : hd_sql_qualified(ctx, column->parent->schema,
                                                   hd_printf(ctx, "%s_%s_seq", column->parent->name,
                                                             column->name));
    }
    if (fact->kind->naming != HD_NAMING_SCHEMA)
        return NULL;
    if (fact->kind->classid == hd_kind_function.classid)
        return hd_printf(ctx, "function %s.%s", fact->schema, fact->name);
    if (fact->kind->classid == hd_kind_table.classid ||
        fact->kind->classid == hd_kind_enum_type.classid)
        return hd_strdup(ctx, fact->identity);
    return NULL;
}

/* The type of its ranges of ranges, which comes with it. */
static const char *multirange_of(const hd_fact *fact)
{
    return fact->kind == &hd_kind_range_type ? hd_fact_text(fact, "multirange") : NULL;
}

static void claim_add(TALLOC_CTX *ctx, claim_list *claims, const hd_fact *fact, size_t node,
                      bool takes)
{
    const char *keys[] = {key_of(ctx, fact), primary_key_of(ctx, fact), multirange_of(fact)};

    for (size_t i = 0; node != HD_NO_NODE && i < HD_COUNT(keys); i++)
        if (keys[i] != NULL)
            hd_vec_push(ctx, claims, (struct claim){keys[i], node, takes});
}

static int claim_order(const void *a, const void *b)
{
    const struct claim *left = a;
    const struct claim *right = b;
    int order = strcmp(left->key, right->key);

    return order != 0 ? order : left->takes - right->takes;
}

static void claims_collect(TALLOC_CTX *ctx, const struct hd_scheduler *scheduler,
                           claim_list *claims)
{
    const hd_diff *diff = scheduler->diff;

    for (size_t i = 0; i < diff->from->count; i++) {
        const hd_fact *old = diff->from->facts[i];
        const hd_fact *new = diff->new_of[i];
        bool renamed = new != NULL &&strcmp(old->identity, new->identity) != 0;
        claim_add(ctx, claims, old,
                  renamed ? hd_node_alter(scheduler, new) : hd_node_release(scheduler, old), false);
    }
    for (size_t i = 0; i < diff->to->count; i++) {
        const hd_fact *new = diff->to->facts[i];
        const hd_fact *old = diff->old_of[i];
        bool renamed = old != NULL && strcmp(old->identity, new->identity) != 0;
        claim_add(ctx, claims, new,
                  renamed ? hd_node_alter(scheduler, new) : hd_node_create(scheduler, new), true);
    }
}

void hd_links_of_names(struct hd_scheduler *scheduler)
{
    HD_SCRATCH(scratch);
    claim_list claims = {0};

    claims_collect(scratch, scheduler, &claims);
    if (claims.count > 0)
        qsort(claims.items, claims.count, sizeof(struct claim), claim_order);
    for (size_t i = 0; i < claims.count; i++)
        for (size_t j = i + 1;
             j < claims.count && strcmp(claims.items[i].key, claims.items[j].key) == 0; j++)
            if (!claims.items[i].takes && claims.items[j].takes)
                hd_node_link(scheduler, claims.items[j].node, claims.items[i].node);
}

/* ---- tables ---- */

/* What has to agree in two linked tables, and so not what some of them are not to have. */
static bool is_structure(const hd_fact *fact)
{
    return (fact->kind == &hd_kind_column || fact->kind == &hd_kind_constraint ||
            fact->kind == &hd_kind_index) &&
           !hd_is_foreign_key(fact) && !hd_lacks_attached(fact);
}

static bool is_column(const hd_fact *fact)
{
    return fact->kind == &hd_kind_column;
}

/* All changes of such parts of a table of either side come before node, or after it. */
static void parts_link(struct hd_scheduler *scheduler, const hd_fact *old, const hd_fact *new,
                       size_t node, bool before, bool (*is_meant)(const hd_fact *part))
{
    size_t table = new == NULL ? HD_NO_NODE : hd_node_alter(scheduler, new);

    hd_node_link(scheduler, before ? node : table, before ? table : node);
    if (old != NULL && hd_diff_gone(scheduler->diff, old))
        old = NULL; /* the new one is another table */
    for (size_t i = 0; old != NULL && i < old->child_count; i++)
        if (is_meant(old->children[i])) {
            size_t drop = hd_node_drop(scheduler, old->children[i]);
            hd_node_link(scheduler, before ? node : drop, before ? drop : node);
        }
    for (size_t i = 0; new != NULL &&i < new->child_count; i++)
        if (is_meant(new->children[i])) {
            size_t create = hd_node_create(scheduler, new->children[i]);
            size_t alter = hd_node_alter(scheduler, new->children[i]);
            hd_node_link(scheduler, before ? node : create, before ? create : node);
            hd_node_link(scheduler, before ? node : alter, before ? alter : node);
        }
}

static void structure_link(struct hd_scheduler *scheduler, const hd_fact *old, const hd_fact *new,
                           size_t node, bool before)
{
    parts_link(scheduler, old, new, node, before, is_structure);
}

static void leave_first(struct hd_scheduler *scheduler, const hd_fact *link, size_t node);

/* What is done at any height goes down to what is linked below. */
static void heights_link(struct hd_scheduler *scheduler, const hd_fact *table, size_t node)
{
    for (size_t i = 0; i < table->child_count; i++)
        if (hd_is_link(table->children[i]))
            leave_first(scheduler, table->children[i], node);
}

/*
 * What goes may have keys that are in the way of those above, and uses of columns there, at any
 * height.
 */
static void leave_first(struct hd_scheduler *scheduler, const hd_fact *link, size_t node)
{
    const hd_diff *diff = scheduler->diff;

    for (size_t i = 0; i < link->edge_count; i++) {
        const hd_fact *above = link->edges[i].to;
        if (hd_diff_gone(diff, above))
            continue;
        structure_link(scheduler, above, diff->new_of[above->index], node, false);
        heights_link(scheduler, above, node);
    }
}

static void link_of_old(struct hd_scheduler *scheduler, const hd_fact *link)
{
    const hd_diff *diff = scheduler->diff;
    const hd_fact *table = link->parent;
    size_t node = hd_node_drop(scheduler, link);

    if (node == HD_NO_NODE)
        return;
    if (hd_diff_gone(diff, table)) {
        if (!diff->aside[table->index] || scheduler->diff->apart[link->index])
            leave_first(scheduler, link, node);
        return;
    }
    structure_link(scheduler, table, diff->new_of[table->index], node, false);
    for (size_t i = 0; i < link->edge_count; i++) {
        const hd_fact *above = link->edges[i].to;
        structure_link(scheduler, above, diff->new_of[above->index], node, false);
        heights_link(scheduler, above, node);
    }
}

/* The bounds of a new partition may be those of old ones, of the same table. */
static void bounds_link(struct hd_scheduler *scheduler, const hd_fact *above, size_t node)
{
    const hd_fact *old = scheduler->diff->old_of[above->index];

    if (old == NULL || hd_diff_gone(scheduler->diff, old))
        return;
    for (size_t i = 0; i < old->user_count; i++)
        if (old->users[i]->kind == &hd_kind_attachment)
            hd_node_link(scheduler, node, hd_node_drop(scheduler, old->users[i]));
}

/* An index of a partitioned partition is taken only when it is valid: with those below. */
static void structure_below(struct hd_scheduler *scheduler, const hd_fact *new, size_t node)
{
    for (size_t i = 0; i < new->user_count; i++) {
        const hd_fact *link = new->users[i];
        if (link->kind != &hd_kind_attachment || link->parent == new)
            continue;
        structure_link(scheduler, scheduler->diff->old_of[link->parent->index], link->parent, node,
                       true);
        structure_below(scheduler, link->parent, node);
    }
}

/* A table that is made with INHERITS takes the defaults that it finds above. */
static void defaults_first(struct hd_scheduler *scheduler, const hd_fact *old, size_t node)
{
    if (old == NULL || hd_diff_gone(scheduler->diff, old))
        return;
    for (size_t i = 0; i < old->child_count; i++)
        for (size_t j = 0; j < old->children[i]->child_count; j++)
            if (old->children[i]->children[j]->kind == &hd_kind_default)
                hd_node_link(scheduler, node,
                             hd_node_drop(scheduler, old->children[i]->children[j]));
}

static void link_of_new(struct hd_scheduler *scheduler, const hd_fact *link)
{
    const hd_diff *diff = scheduler->diff;
    size_t node = hd_node_create(scheduler, link);

    if (node == HD_NO_NODE)
        return;
    if (node != hd_node_create(scheduler, link->parent)) /* INHERITS is a part of it */
        structure_link(scheduler, diff->old_of[link->parent->index], link->parent, node, true);
    if (link->kind == &hd_kind_attachment)
        structure_below(scheduler, link->parent, node);
    for (size_t i = 0; i < link->edge_count; i++) {
        const hd_fact *above = link->edges[i].to;
        structure_link(scheduler, diff->old_of[above->index], above, node, true);
        if (link->kind == &hd_kind_inherit)
            defaults_first(scheduler, diff->old_of[above->index], node);
        if (link->kind == &hd_kind_attachment)
            bounds_link(scheduler, above, node);
    }
}

/* What needs the index needs it valid: with all those of the partitions. */
static void validity_link(struct hd_scheduler *scheduler, const hd_fact *index,
                          const hd_fact *above)
{
    for (size_t i = 0; i < above->user_count; i++) {
        const hd_fact *user = above->users[i];
        if (user == index || user->kind == &hd_kind_index || user->kind == &hd_kind_attachment)
            continue;
        hd_node_link(scheduler, hd_node_create(scheduler, user), hd_node_create(scheduler, index));
        hd_node_link(scheduler, hd_node_create(scheduler, user), hd_node_alter(scheduler, index));
    }
}

/*
 * A partition's index is attached to that of the partitioned table, which is made without the
 * partitions' (ON ONLY). A constraint cannot be made so: it finds what the partitions have.
 */
static void partition_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_fact *above = new->kind == &hd_kind_index || new->kind == &hd_kind_constraint
                               ? hd_attached_above(new)
                               : NULL;

    if (above == NULL)
        return;
    size_t upper = hd_node_create(scheduler, above);
    if (above->kind == &hd_kind_constraint || hd_lacks_attached(above)) {
        hd_node_link(scheduler, upper, hd_node_create(scheduler, new));
        hd_node_link(scheduler, upper, hd_node_alter(scheduler, new));
        return;
    }
    hd_node_link(scheduler, hd_node_create(scheduler, new), upper);
    hd_node_link(scheduler, hd_node_alter(scheduler, new), upper);
    validity_link(scheduler, new, above);
}

/* What a table has from above changes after it; what only it has comes after the drop above. */
static void above_first(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_fact *above = new->kind == &hd_kind_column
                               ? hd_change_above(scheduler->diff, new, false)
                               : NULL;

    if (above == NULL)
        return;
    const hd_change change = {scheduler->diff, scheduler->diff->old_of[new->index], new};
    size_t nodes[] = {hd_node_alter(scheduler, above), hd_node_alter(scheduler, new)};
    bool leads = hd_column_leads(&change);
    hd_node_link(scheduler, nodes[leads ? 0 : 1], nodes[leads ? 1 : 0]);
    /* What a table has by itself is made before it comes from above, too. */
    if (hd_fact_bool(new, "inherited"))
        hd_node_link(scheduler, hd_node_create(scheduler, new), hd_node_create(scheduler, above));
    else
        hd_node_link(scheduler, hd_node_create(scheduler, above), hd_node_create(scheduler, new));
    /* What is there already has to be of the type before it is the one from above. */
    hd_node_link(scheduler, hd_node_create(scheduler, above), hd_node_alter(scheduler, new));
}

static void old_above_first(struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_fact *above = old->kind == &hd_kind_column || old->kind == &hd_kind_constraint
                               ? hd_change_above(scheduler->diff, old, true)
                               : NULL;

    if (above != NULL && hd_diff_gone(scheduler->diff, above) &&
        !hd_diff_gone(scheduler->diff, old->parent)) {
        hd_node_link(scheduler, hd_node_drop(scheduler, old), hd_node_drop(scheduler, above));
        if (old->kind == &hd_kind_column)
            hd_node_link(scheduler, hd_node_alter(scheduler, scheduler->diff->new_of[old->index]),
                         hd_node_drop(scheduler, above));
    }
}

/* What uses a column, or hangs on it, goes before something is done to that column above. */
static void users_first(struct hd_scheduler *scheduler, const hd_fact *old, size_t node)
{
    for (size_t i = 0; i < old->user_count; i++)
        hd_node_link(scheduler, node, hd_node_end_of_use(scheduler, old->users[i], old));
    for (size_t i = 0; i < old->child_count; i++)
        if (!hd_diff_gone(scheduler->diff, old))
            hd_node_link(scheduler, node, hd_node_drop(scheduler, old->children[i]));
}

/* The server does to a table below what is done above. */
static void users_below_first(struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_diff *diff = scheduler->diff;
    const hd_fact *above = old;

    if (old->kind != &hd_kind_column)
        return;
    while ((above = hd_change_above(diff, above, true)) != NULL)
        users_first(scheduler, old,
                    hd_diff_gone(diff, above)
                        ? hd_node_drop(scheduler, above)
                        : hd_node_alter(scheduler, diff->new_of[above->index]));
}

/* An index that goes with the one it is attached to is gone when that one is. */
static void attached_link(struct hd_scheduler *scheduler, const hd_fact *old)
{
    if ((old->kind == &hd_kind_index || old->kind == &hd_kind_constraint) &&
        hd_goes_with_above(scheduler->diff, old))
        hd_node_link(scheduler, hd_node_drop(scheduler, old),
                     hd_node_drop(scheduler, hd_attached_above(old)));
}

/* A column is an identity or has a default. */
static void sibling_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_kind *other = new->kind == &hd_kind_identity  ? &hd_kind_default
                           : new->kind == &hd_kind_default ? &hd_kind_identity
                                                           : NULL;
    const hd_fact *column = other == NULL ? NULL : scheduler->diff->old_of[new->parent->index];
    const hd_fact *sibling = column == NULL ? NULL : hd_fact_child(column, other, NULL);

    if (sibling != NULL)
        hd_node_link(scheduler, hd_node_create(scheduler, new), hd_node_drop(scheduler, sibling));
}

/* A table cannot be written anew once its rows are in a column. */
static void record_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    if (new->kind != &hd_kind_column &&new->kind != &hd_kind_attribute)
        return;
    for (size_t i = 0; i < new->edge_count; i++) {
        const hd_fact *needed = new->edges[i].to;
        if (needed->kind != &hd_kind_table || needed == new->parent)
            continue;
        const hd_fact *old = scheduler->diff->old_of[needed->index];
        parts_link(scheduler, old, needed, hd_node_alter(scheduler, new), true, is_column);
        parts_link(scheduler, old, needed, hd_node_create(scheduler, new), true, is_column);
    }
}

/* Nobody sees rows that a policy would hide. */
static void policy_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    if (new->kind == &hd_kind_policy && hd_fact_bool(new->parent, "row_security"))
        hd_node_link(scheduler, hd_node_alter(scheduler, new->parent),
                     hd_node_create(scheduler, new));
}

/* A foreign key to a partitioned table holds each of its partitions. */
static void reference_link(struct hd_scheduler *scheduler, const hd_fact *attachment)
{
    const hd_snapshot *from = scheduler->diff->from;
    size_t node = hd_node_drop(scheduler, attachment);

    for (size_t i = 0; node != HD_NO_NODE && i < from->count; i++)
        if (hd_is_foreign_key(from->facts[i]) &&
            hd_text_equal(hd_fact_text(from->facts[i], "foreign_table"),
                          hd_fact_text(attachment, "partition_of")))
            hd_node_link(scheduler, node, hd_node_drop(scheduler, from->facts[i]));
}

/* A logged table cannot refer to an unlogged one. */
static void logged_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_diff *diff = scheduler->diff;
    const hd_fact *table = hd_is_foreign_key(new)
                               ? hd_snapshot_find(diff->to, &hd_kind_table,
                                                  hd_fact_text(new, "foreign_table"))
                               : NULL;
    size_t referring = hd_node_alter(scheduler, table == NULL ? NULL : new->parent);
    size_t referred = hd_node_alter(scheduler, table);

    if (referring == HD_NO_NODE || referred == HD_NO_NODE || referring == referred)
        return;
    if (hd_fact_bool(new->parent, "unlogged"))
        hd_node_link(scheduler, referred, referring);
    else
        hd_node_link(scheduler, referring, referred);
}

/* It would use a key that goes, if that is still there. */
static void key_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_diff *diff = scheduler->diff;
    size_t node = hd_is_foreign_key(new) ? hd_node_create(scheduler, new) : HD_NO_NODE;
    const hd_fact *table = node == HD_NO_NODE
                               ? NULL
                               : hd_snapshot_find(diff->from, &hd_kind_table,
                                                  hd_fact_text(new, "foreign_table"));

    for (size_t i = 0; table != NULL && i < table->child_count; i++) {
        const hd_fact *key = table->children[i];
        if ((key->kind == &hd_kind_constraint && hd_has_index(key)) ||
            (key->kind == &hd_kind_index && hd_fact_bool(key, "is_unique")))
            hd_node_link(scheduler, node, hd_node_drop(scheduler, key));
    }
}

/* Rows that it refers to come with the partitions. */
static void partitions_first(struct hd_scheduler *scheduler, const hd_fact *key,
                             const hd_fact *table)
{
    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *link = table->users[i];
        if (link->kind != &hd_kind_attachment || link->parent == table)
            continue;
        hd_node_link(scheduler, hd_node_create(scheduler, key), hd_node_create(scheduler, link));
        partitions_first(scheduler, key, link->parent);
    }
}

static void reference_first(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_fact *table = hd_is_foreign_key(new) && hd_diff_made(scheduler->diff, new)
                               ? hd_snapshot_find(scheduler->diff->to, &hd_kind_table,
                                                  hd_fact_text(new, "foreign_table"))
                               : NULL;

    if (table != NULL)
        partitions_first(scheduler, new, table);
}

/* REVOKE on a table revokes from its columns, too. */
static void privilege_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_diff *diff = scheduler->diff;
    bool of_column = new->kind == &hd_kind_privilege &&new->parent->kind == &hd_kind_column;
    const hd_fact *table = of_column ? diff->old_of[new->parent->parent->index] : NULL;
    const hd_fact *revoked = table == NULL ? NULL
                                           : hd_fact_child(table, &hd_kind_privilege, new->name);

    if (revoked == NULL)
        return;
    size_t nodes[] = {hd_node_drop(scheduler, revoked),
                      hd_node_alter(scheduler, diff->new_of[revoked->index])};
    for (size_t i = 0; i < HD_COUNT(nodes); i++) {
        hd_node_link(scheduler, hd_node_create(scheduler, new), nodes[i]);
        hd_node_link(scheduler, hd_node_alter(scheduler, new), nodes[i]);
    }
}

void hd_links_of_tables(struct hd_scheduler *scheduler)
{
    const hd_diff *diff = scheduler->diff;

    for (size_t i = 0; i < diff->from->count; i++) {
        const hd_fact *old = diff->from->facts[i];
        if (old->kind == &hd_kind_attachment)
            reference_link(scheduler, old);
        if (hd_is_link(old))
            link_of_old(scheduler, old);
        else
            old_above_first(scheduler, old);
        users_below_first(scheduler, old);
        attached_link(scheduler, old);
    }
    for (size_t i = 0; i < diff->to->count; i++) {
        const hd_fact *new = diff->to->facts[i];
        if (hd_is_link(new))
            link_of_new(scheduler, new);
        partition_link(scheduler, new);
        above_first(scheduler, new);
        sibling_link(scheduler, new);
        record_link(scheduler, new);
        policy_link(scheduler, new);
        privilege_link(scheduler, new);
        key_link(scheduler, new);
        logged_link(scheduler, new);
        reference_first(scheduler, new);
    }
}
