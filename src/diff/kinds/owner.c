/* Owners. There always is one, so nothing is done when a side does not say. */
#include "base/text.h"
#include "catalog/ddl.h"
#include "diff/rule.h"

/* Which column it belongs to; its owner is that of the table, and follows it. */
static const hd_fact *owned_by(const hd_fact *sequence)
{
    return sequence->kind == &hd_kind_sequence ? hd_fact_child(sequence, &hd_kind_owned_by, NULL)
                                               : NULL;
}

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};
    const hd_fact *link = owned_by(change->new->parent);

    if (link != NULL && change->diff->new_verdict[link->index] == HD_SAME)
        return;
    (void)hd_ddl_create(out, change->new, &ddl);
}

/* What is made anew stays with its owner where the new side means none. */
static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    bool is_meant = !hd_text_equal(hd_fact_text(change->new, "role"),
                                   change->diff->options.to_owner);
    bool is_kept = change->old != NULL && !hd_text_equal(hd_fact_text(change->old, "role"),
                                                         change->diff->options.from_owner);

    if (is_meant || is_kept)
        (void)hd_ddl_create(out, is_meant ? change->new : change->old, ddl);
}

static void drop(hd_buf *out, const hd_change *change)
{
    (void)out;
    (void)change;
}

const hd_rule hd_rule_owner = {
    .in_place = (const char *const[]){"role", NULL},
    .alter = alter,
    .create = create,
    .drop = drop,
};
