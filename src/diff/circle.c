/*
 * Things that use each other and go. The server drops nothing that is used, so that circles are
 * opened first; howdah never says CASCADE, which would take along what somebody else has made
 * meanwhile.
 *
 * A view and a function of its row type: the view becomes one of the same columns that reads
 * nothing; then nothing but the function uses the other. Where the two come to use each other,
 * the function is made of the view as it was. A base type and its functions go in one
 * statement: base_type.c.
 *
 * Columns of one table that get other types, each by what needs the other: they do not get them in
 * one statement.
 *
 * A type gets a value, one table of it goes and one comes, and a view that reads the one reads the
 * other then: what goes still uses the type when that is altered.
 *
 * A table goes, and one comes whose indexes have the names of the old one's; a view reads the one,
 * and then the other: the old table, with its indexes, gives its names away first.
 */
#include "diff/schedule_impl.h"

size_t hd_node_hollow(const struct hd_scheduler *scheduler, const hd_fact *old)
{
    return scheduler->hollow[old->index] ? HD_ROLE_HOLLOW * scheduler->span + old->index
                                         : HD_NO_NODE;
}

/* A hollow view still has its columns, and is where it was. */
static bool keeps_hollow(const hd_fact *needed)
{
    return needed->kind == &hd_kind_schema || needed->kind == &hd_kind_extension ||
           needed->kind == &hd_kind_collation || needed->kind->classid == hd_kind_enum_type.classid;
}

size_t hd_node_end_of_use(const struct hd_scheduler *scheduler, const hd_fact *old,
                          const hd_fact *needed)
{
    size_t hollow = hd_node_hollow(scheduler, old);

    return hollow != HD_NO_NODE && !keeps_hollow(needed) ? hollow : hd_node_drop(scheduler, old);
}

bool hd_circle_hollow(struct hd_scheduler *scheduler)
{
    const hd_snapshot *from = scheduler->diff->from;
    bool any = false;

    for (size_t i = 0; i < from->count; i++) {
        const hd_fact *old = from->facts[i];
        size_t node = hd_node_drop(scheduler, old);
        if (old->kind == &hd_kind_view && node != HD_NO_NODE && scheduler->core[node] &&
            !scheduler->hollow[i])
            any = scheduler->hollow[i] = true;
    }
    return any;
}

bool hd_circle_aside(struct hd_scheduler *scheduler)
{
    const hd_diff *diff = scheduler->diff;
    bool any = false;

    for (size_t i = 0; i < diff->from->count; i++) {
        const hd_fact *old = diff->from->facts[i];
        size_t node = hd_node_drop(scheduler, old);
        if (old->kind == &hd_kind_table && node != HD_NO_NODE && scheduler->core[node] &&
            !diff->aside[i])
            any = diff->aside[i] = true;
    }
    return any;
}

bool hd_circle_part(struct hd_scheduler *scheduler)
{
    const hd_snapshot *to = scheduler->diff->to;
    bool any = false;

    for (size_t i = 0; i < to->count; i++) {
        const hd_fact *lead = scheduler->leads[i];
        if (lead == NULL || lead == to->facts[i] ||
            !scheduler->core[hd_node_alter(scheduler, lead)])
            continue;
        scheduler->leads[i] = to->facts[i];
        any = true;
    }
    return any;
}

bool hd_circle_ease(struct hd_scheduler *scheduler)
{
    const hd_snapshot *to = scheduler->diff->to;
    bool any = false;

    for (size_t i = 0; i < to->count; i++) {
        size_t node = hd_node_alter(scheduler, to->facts[i]);
        if (to->facts[i]->kind == &hd_kind_view && node != HD_NO_NODE && scheduler->core[node] &&
            !scheduler->eased[i])
            any = scheduler->eased[i] = true;
    }
    return any;
}

bool hd_circle_bear(struct hd_scheduler *scheduler)
{
    const hd_snapshot *to = scheduler->diff->to;
    bool any = false;

    for (size_t i = 0; i < to->count; i++) {
        size_t node = hd_node_alter(scheduler, to->facts[i]);
        if (node != HD_NO_NODE && scheduler->core[node] && !scheduler->patient[i])
            any = scheduler->patient[i] = true;
    }
    return any;
}

bool hd_waits_for_alter(const struct hd_scheduler *scheduler, const hd_fact *fact,
                        const hd_fact *needed)
{
    return fact->kind->classid != hd_kind_function.classid || !scheduler->eased[needed->index];
}
