/*
 * Views. CREATE OR REPLACE can add columns at the end; any other change of columns needs a new
 * view, and new views of whatever reads it.
 */
#include "base/text.h"
#include "catalog/ddl.h"
#include "diff/listing.h"
#include "diff/rule.h"

static bool columns_stay(const hd_change *change)
{
    const hd_fact *old = NULL;

    for (int64_t i = 1; (old = hd_column_at(change->old, i)) != NULL; i++) {
        const hd_fact *new = hd_column_at(change->new, i);
        if (new == NULL || strcmp(old->name, new->name) != 0 ||
            !hd_text_equal(hd_fact_text(old, "type"), hd_fact_text(new, "type")) ||
            !hd_text_equal(hd_fact_text(old, "collation"), hd_fact_text(new, "collation")))
            return false;
    }
    return true;
}

static hd_verdict judge(const hd_change *change)
{
    return columns_stay(change) ? HD_ALTER : HD_REPLACE;
}

/* Options that are not named by CREATE OR REPLACE are reset by it. */
static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const struct hd_ddl ddl = {0};

    if (hd_change_differs(change, "definition") || hd_listing_moves(change))
        (void)hd_ddl_create(out, change->new, &ddl);
    else
        hd_change_storage(out, change, "options", hd_alter_prefix(scratch, change->new, false), "");
}

static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    return hd_change_differs(change, "definition") &&
                   change->diff->old_verdict[lost->index] == HD_DROP
               ? judge(change)
               : HD_REPLACE;
}

const hd_rule hd_rule_view = {
    .whole = true,
    .judge = judge,
    .alter = alter,
    .on_loss = on_loss,
    .afterwards = hd_listing_alter,
};
