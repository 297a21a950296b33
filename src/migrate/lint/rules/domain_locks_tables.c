#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterDomainStmt *stmt = (const PgQuery__AlterDomainStmt *)tree;
    bool adds = strcmp(stmt->subtype, "C") == 0 && stmt->def != NULL &&
                stmt->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
                !stmt->def->constraint->skip_validation;
    const char *name = hd_lint_words_in(stmt->type_name, stmt->n_type_name, 0).name;

    if ((adds || strcmp(stmt->subtype, "O") == 0) &&
        !hd_lint_did_to(at, HD_LINT_CREATED_TYPE, NULL, NULL, name))
        hd_lint_find(at, -1,
                     "writes to every table that uses %s wait until all of them have been read",
                     name);
}

const hd_lint_rule hd_lint_rule_domain_locks_tables = {
    .id = "domain-locks-tables",
    .severity = HD_LINT_WARNING,
    .title = "constraint added to a domain",
    .reason = "Every table with a column of the domain is read while writes to it wait.",
    .safe = "ALTER DOMAIN ... ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT; instead of "
            "SET NOT NULL, a CHECK (VALUE IS NOT NULL).",
    .node = "AlterDomainStmt",
    .check = check,
};
