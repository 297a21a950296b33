#include "migrate/lint/rule.h"

static void say(hd_lint_at *at, const hd_lint_relation *relation, const hd_lint_constraint *key)
{
    HD_SCRATCH(scratch);
    const hd_sql_lock lock = {HD_LOCK_ACCESS_EXCLUSIVE, key->referenced, NULL};
    hd_sql_name referenced = {0};

    if (key->type != 'f' || !hd_lint_lock_name(scratch, &lock, &referenced) ||
        strcmp(referenced.name, relation->name) == 0 ||
        hd_lint_is_idle_name(at, referenced.schema, referenced.name))
        return;
    hd_lint_find(at, -1, "%s is locked against reads and writes too, as %s references it",
                 key->referenced, key->name);
}

static void look_altered(hd_lint_at *at, const PgQuery__AlterTableStmt *stmt)
{
    const hd_lint_relation *known = hd_lint_known(at, stmt->relation);

    for (size_t i = 0; i < stmt->n_cmds; i++) {
        const PgQuery__Node *node = stmt->cmds[i];
        if (node->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_CMD ||
            node->alter_table_cmd->subtype != HD_AT(DropConstraint))
            continue;
        const hd_lint_constraint *key = hd_lint_relation_constraint(known,
                                                                    node->alter_table_cmd->name);
        if (key != NULL)
            say(at, known, key);
    }
}

static void look_dropped(hd_lint_at *at, const PgQuery__DropStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_objects; i++) {
        hd_lint_words words = hd_lint_words_of(stmt->objects[i], 0);
        const hd_lint_relation *known = hd_lint_known_name(at, words.schema, words.name);
        for (size_t k = 0; known != NULL && k < known->constraints.count; k++)
            say(at, known, &known->constraints.items[k]);
    }
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    if (hd_tree_is(tree, "AlterTableStmt"))
        look_altered(at, (const PgQuery__AlterTableStmt *)tree);
    else if (hd_tree_is(tree, "DropStmt") &&
             ((const PgQuery__DropStmt *)tree)->remove_type == HD_OBJECT(TABLE))
        look_dropped(at, (const PgQuery__DropStmt *)tree);
}

const hd_lint_rule hd_lint_rule_second_table_locked = {
    .id = "second-table-locked",
    .severity = HD_LINT_WARNING,
    .title = "a foreign key goes, and the table that it references is locked too",
    .reason = "Dropping a foreign key, or a table that has one, locks the referenced table against "
              "reads and writes: often the busiest of all.",
    .safe = "Drop the foreign key in a revision of its own, before the table.",
    .node = HD_LINT_STATEMENT,
    .check = check,
    .catalog = true,
};
