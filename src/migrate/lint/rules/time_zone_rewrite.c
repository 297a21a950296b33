#include "migrate/lint/rule.h"

/* USING that computes something, AT TIME ZONE say, leaves nothing to the session. */
static bool computes(const PgQuery__ColumnDef *to, const char *column)
{
    HD_SCRATCH(scratch);
    hd_lint_casts casts = {0};

    return to->raw_default != NULL && !hd_lint_casts_of(scratch, to->raw_default, column, &casts);
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype != HD_AT(AlterColumnType) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF || hd_lint_is_new(at, at->table))
        return;
    const PgQuery__ColumnDef *to = cmd->def->column_def;
    bool with_zone = hd_lint_type_is(to->type_name, "timestamptz");
    const hd_lint_column *from = hd_lint_relation_column(hd_lint_known(at, at->table), cmd->name);
    if ((!with_zone && !hd_lint_type_is(to->type_name, "timestamp")) || computes(to, cmd->name) ||
        hd_lint_setting(at, "timezone") != NULL ||
        (from != NULL &&
         strstr(from->stored, with_zone ? "without time zone" : "with time zone") == NULL))
        return;
    hd_lint_find(at, -1, "what becomes of %s depends on the TimeZone of who runs this", cmd->name);
}

const hd_lint_rule hd_lint_rule_time_zone_rewrite = {
    .id = "time-zone-rewrite",
    .severity = HD_LINT_WARNING,
    .title = "timestamp turned into timestamptz, or back",
    .reason =
        "The values are read as times of the session's TimeZone: run by somebody else, the same "
        "migration gives other moments. The table is not written anew only when TimeZone is UTC.",
    .safe = "Say what is meant: ALTER COLUMN c TYPE timestamptz USING c AT TIME ZONE 'UTC'; or SET "
            "LOCAL timezone = 'UTC' before it, which also spares the rewrite.",
    .node = "AlterTableCmd",
    .check = check,
};
