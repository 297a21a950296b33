#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__CreateStmt *stmt = (const PgQuery__CreateStmt *)tree;

    if (*stmt->relation->schemaname == '\0' && *stmt->relation->relpersistence != 't')
        hd_lint_find(at, stmt->relation->location, "the search_path decides where %s goes",
                     stmt->relation->relname);
}

const hd_lint_rule hd_lint_rule_name_without_schema = {
    .id = "name-without-schema",
    .severity = HD_LINT_OFF,
    .title = "table created without naming its schema",
    .reason = "Where it goes depends on the search_path of who runs it.",
    .safe =
        "CREATE TABLE schema.name; or the setting search_path, which every session of howdah gets.",
    .node = "CreateStmt",
    .check = check,
};
