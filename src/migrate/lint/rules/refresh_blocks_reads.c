#include "migrate/lint/rule.h"

/* A unique index of columns, of all rows. */
static bool has_key(const hd_lint_relation *relation)
{
    for (size_t i = 0; relation != NULL && i < relation->indexes.count; i++) {
        const hd_lint_index *index = &relation->indexes.items[i];
        if (index->unique && index->valid && !index->partial && *index->columns != '\0' &&
            *index->columns != ',' && strstr(index->columns, ",,") == NULL)
            return true;
    }
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__RefreshMatViewStmt *stmt = (const PgQuery__RefreshMatViewStmt *)tree;

    if (stmt->concurrent || stmt->skip_data || hd_lint_is_idle(at, stmt->relation))
        return;
    hd_lint_finding *finding = hd_lint_find(at, -1, "nobody can read %s%s until its query has run",
                                            hd_lint_name(at, stmt->relation),
                                            hd_lint_size(at, stmt->relation));
    if (has_key(hd_lint_known(at, stmt->relation)))
        hd_lint_fix_insert(at, finding, "view", "CONCURRENTLY");
}

const hd_lint_rule hd_lint_rule_refresh_blocks_reads = {
    .id = "refresh-blocks-reads",
    .severity = HD_LINT_WARNING,
    .title = "REFRESH MATERIALIZED VIEW without CONCURRENTLY",
    .reason = "Nobody can read the view until its query has run.",
    .safe = "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.",
    .node = "RefreshMatViewStmt",
    .check = check,
    .fixable = true,
};
