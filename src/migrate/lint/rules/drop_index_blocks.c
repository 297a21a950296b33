#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__DropStmt *stmt = (const PgQuery__DropStmt *)tree;

    const hd_lint_catalog *catalog = at->options->catalog;

    for (size_t i = 0;
         stmt->remove_type == HD_OBJECT(INDEX) && !stmt->concurrent && i < stmt->n_objects; i++) {
        hd_lint_words words = hd_lint_words_of(stmt->objects[i], 0);
        const hd_lint_relation *table = hd_lint_catalog_indexed(catalog, words.schema, words.name);
        if (hd_lint_did_to(at, HD_LINT_CREATED_INDEX, NULL, NULL, words.name) ||
            (table != NULL && hd_lint_is_idle_name(at, table->schema, table->name)))
            continue;
        hd_lint_finding *finding = hd_lint_find(
            at, -1, "dropping %s locks its table against reads and writes", words.name);
        char kind = hd_lint_kind_of(at, words.schema, words.name);
        if (stmt->n_objects == 1 && stmt->behavior != PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE &&
            (kind == '?' || kind == 'i')) {
            hd_lint_fix_insert(at, finding, "index", "CONCURRENTLY");
            hd_lint_fix_assumes(at, finding, words.schema, words.name);
        }
    }
}

const hd_lint_rule hd_lint_rule_drop_index_blocks = {
    .id = "drop-index-blocks",
    .severity = HD_LINT_ERROR,
    .title = "DROP INDEX without CONCURRENTLY",
    .reason = "It waits for everybody who uses the table, in mode ACCESS EXCLUSIVE, and everybody "
              "who comes later waits behind it.",
    .safe =
        "DROP INDEX CONCURRENTLY, one index a statement. The index of a constraint goes with ALTER "
        "TABLE ... DROP CONSTRAINT; that of a partitioned table cannot be dropped concurrently.",
    .node = "DropStmt",
    .check = check,
    .fixable = true,
};
