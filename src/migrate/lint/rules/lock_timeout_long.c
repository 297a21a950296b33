#include "base/clock.h"
#include "migrate/lint/rule.h"

/* The value of SET lock_timeout in milliseconds; false when it is another parameter, or no time. */
static bool value_of(const hd_tree *tree, uint64_t *ret)
{
    const PgQuery__VariableSetStmt *stmt = (const PgQuery__VariableSetStmt *)tree;
    const PgQuery__Node *arg = stmt->n_args == 1 ? stmt->args[0] : NULL;

    if (strcmp(stmt->name, "lock_timeout") != 0 || arg == NULL ||
        arg->node_case != PG_QUERY__NODE__NODE_A_CONST)
        return false;
    const PgQuery__AConst *constant = arg->a_const;
    if (constant->val_case == PG_QUERY__A__CONST__VAL_IVAL) {
        *ret = (uint64_t)(constant->ival->ival < 0 ? 0 : constant->ival->ival);
        return true;
    }
    if (constant->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return false;
    hd_error *err = hd_duration_parse(constant->sval->sval, ret);
    hd_error_free(err);
    return err == NULL;
}

/* The option of a revision's section; said at its first statement. */
static bool option_of(const hd_lint_at *at, uint64_t *ret)
{
    if (at->index != 0 || at->part->lock_timeout == NULL)
        return false;
    hd_error *err = hd_duration_parse(at->part->lock_timeout, ret);
    hd_error_free(err);
    return err == NULL;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    uint64_t ms = 0;
    bool given = hd_tree_is(tree, "VariableSetStmt") ? value_of(tree, &ms) || option_of(at, &ms)
                                                     : option_of(at, &ms);

    if (given && ms > at->options->lock_timeout_ms)
        hd_lint_find(at, -1, "everybody who uses the table may have to wait %llu s",
                     (unsigned long long)ms / 1000);
}

const hd_lint_rule hd_lint_rule_lock_timeout_long = {
    .id = "lock-timeout-long",
    .severity = HD_LINT_WARNING,
    .title = "lock_timeout above what is bearable",
    .reason = "For as long as a statement waits for its lock, everybody who comes after it waits "
              "too: this is how long the service stands still.",
    .safe = "A few seconds, and trying again: howdah does so by itself (settings lock_timeout and "
            "lock_budget). The limit is the setting lint.lock_timeout.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
