#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__CreateDomainStmt *stmt = (const PgQuery__CreateDomainStmt *)tree;

    for (size_t i = 0; i < stmt->n_constraints; i++)
        if (stmt->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
            (stmt->constraints[i]->constraint->contype == HD_CONSTR(CHECK) ||
             stmt->constraints[i]->constraint->contype == HD_CONSTR(NOTNULL)))
            hd_lint_find(at, stmt->constraints[i]->constraint->location,
                         "this constraint will be hard to change");
}

const hd_lint_rule hd_lint_rule_domain_with_constraint = {
    .id = "domain-with-constraint",
    .severity = HD_LINT_NOTE,
    .title = "domain with a constraint",
    .reason = "A constraint of a domain can be changed only by reading every table that uses it, "
              "and a column of such a domain cannot be added without reading the table.",
    .safe = "Put the CHECK on the tables.",
    .node = "CreateDomainStmt",
    .check = check,
};
