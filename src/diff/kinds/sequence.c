/* Sequences. They keep where they stand. */
#include "diff/rebuild.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_buf *clauses = hd_buf_new(scratch);

    hd_change_position(out, change, change->new->identity);
    if (hd_change_differs(change, "type"))
        hd_buf_addf(clauses, " AS %s", hd_fact_text(change->new, "type"));
    hd_change_sequence(clauses, change, "");
    if (clauses->len > 0)
        hd_buf_addf(out, "ALTER SEQUENCE %s%s;\n", change->new->identity, clauses->data);
    if (hd_change_differs(change, "unlogged"))
        hd_buf_addf(out, "ALTER SEQUENCE %s SET %s;\n", change->new->identity,
                    hd_fact_bool(change->new, "unlogged") ? "UNLOGGED" : "LOGGED");
}

static const hd_fact *owner_of(const hd_fact *sequence)
{
    const hd_fact *link = hd_fact_child(sequence, &hd_kind_owned_by, NULL);

    for (size_t i = 0; link != NULL && i < link->edge_count; i++)
        if (link->edges[i].to->kind == &hd_kind_column)
            return link->edges[i].to;
    return NULL;
}

/* One that is new goes on from the rows of the column that it numbers. */
static void fill(hd_buf *out, const hd_change *change)
{
    const hd_fact *column = owner_of(change->new);

    if (column == NULL)
        return;
    const hd_fact *table = change->diff->old_of[column->parent->index];
    bool copied = table != NULL && hd_rebuild_copies(change->diff, table);
    if (hd_diff_made(change->diff, column) && !copied)
        return;
    hd_change_resume(out, change->new, change->new->identity, column);
}

const hd_rule hd_rule_sequence = {
    .in_place = (const char *const[]){"type", "start", "increment", "minimum", "maximum", "cache",
                                      "cycle", "unlogged", NULL},
    .alter = alter,
    .fill = fill,
};
