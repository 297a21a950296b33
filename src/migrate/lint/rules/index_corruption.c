#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    hd_sql_special special = at->statement->facts->special;
    int version = at->options->catalog->server_version;

    if ((special == HD_SQL_CREATE_INDEX_CONCURRENTLY || special == HD_SQL_REINDEX_CONCURRENTLY) &&
        version >= 140000 && version < 140004)
        hd_lint_find(at, -1, "the server is 14.%d", version % 10000);
}

const hd_lint_rule hd_lint_rule_index_corruption = {
    .id = "index-corruption",
    .severity = HD_LINT_WARNING,
    .title = "concurrent index build on a server that may break the index",
    .reason = "PostgreSQL 14.0 to 14.3 can leave rows out of an index that is built concurrently.",
    .safe = "Update the server to 14.4 or later first, and REINDEX what was built before.",
    .node = HD_LINT_STATEMENT,
    .check = check,
    .catalog = true,
};
