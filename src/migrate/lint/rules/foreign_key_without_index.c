#include "migrate/lint/rule.h"

static bool has_index(const hd_lint_relation *relation, const char *column)
{
    size_t len = strlen(column);

    for (size_t i = 0; relation != NULL && i < relation->indexes.count; i++) {
        const char *columns = relation->indexes.items[i].columns;
        if (!relation->indexes.items[i].partial && strncmp(columns, column, len) == 0 &&
            (columns[len] == ',' || columns[len] == '\0'))
            return true;
    }
    return false;
}

static void look(const hd_lint_done *done, void *arg)
{
    hd_lint_at there = *(hd_lint_at *)arg;
    const hd_lint_relation *known = hd_lint_known_name(&there, done->schema, done->relation);
    bool made_here = hd_lint_did_to(&there, HD_LINT_CREATED, done->schema, done->relation, NULL);

    /* Of a table that is neither made here nor in a database nothing is known. */
    if ((!made_here && known == NULL) || has_index(known, done->name) ||
        hd_lint_did_to(&there, HD_LINT_INDEXED, done->schema, done->relation, done->name))
        return;
    there.index = done->index;
    there.statement = &there.part->statements.items[done->index];
    hd_lint_find(&there, -1, "no index of %s begins with %s", done->relation, done->name);
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    hd_lint_each(at, HD_LINT_FOREIGN_KEY, look, at);
}

const hd_lint_rule hd_lint_rule_foreign_key_without_index = {
    .id = "foreign-key-without-index",
    .severity = HD_LINT_WARNING,
    .title = "foreign key whose columns no index begins with",
    .reason = "Each DELETE and each change of a key in the referenced table reads the whole "
              "referencing table.",
    .safe = "CREATE INDEX CONCURRENTLY on the referencing columns, before the foreign key.",
    .node = HD_LINT_END,
    .check = check,
};
