#include "migrate/lint/rule.h"

static bool is_concurrent(const PgQuery__ReindexStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_params; i++)
        if (stmt->params[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM &&
            strcmp(stmt->params[i]->def_elem->defname, "concurrently") == 0)
            return true;
    return false;
}

static bool is_idle(hd_lint_at *at, const PgQuery__ReindexStmt *stmt)
{
    if (stmt->relation == NULL)
        return false;
    const hd_lint_relation *table = hd_lint_catalog_indexed(
        at->options->catalog, stmt->relation->schemaname, stmt->relation->relname);
    return hd_lint_is_idle(at, stmt->relation) ||
           hd_lint_did(at, HD_LINT_CREATED_INDEX, NULL, stmt->relation->relname) ||
           (table != NULL && hd_lint_is_idle_name(at, table->schema, table->name));
}

/* The word that CONCURRENTLY stands behind; NULL where it may not stand. */
static const char *word_of(PgQuery__ReindexObjectType kind)
{
    static const struct {
        PgQuery__ReindexObjectType kind;
        const char *word;
    } words[] = {
        {PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX, "index"},
        {PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_TABLE, "table"},
        {PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA, "schema"},
        {PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_DATABASE, "database"},
    };

    for (size_t i = 0; i < HD_COUNT(words); i++)
        if (words[i].kind == kind)
            return words[i].word;
    return NULL;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ReindexStmt *stmt = (const PgQuery__ReindexStmt *)tree;

    if (is_concurrent(stmt) || is_idle(at, stmt))
        return;
    const char *word = word_of(stmt->kind);
    hd_lint_finding *finding = hd_lint_find(at, -1, "writes wait until %s is built anew",
                                            stmt->relation == NULL ? "each index"
                                                                   : stmt->relation->relname);
    if (word != NULL)
        hd_lint_fix_insert(at, finding, word, "CONCURRENTLY");
}

const hd_lint_rule hd_lint_rule_reindex_blocks = {
    .id = "reindex-blocks",
    .severity = HD_LINT_ERROR,
    .title = "REINDEX without CONCURRENTLY",
    .reason = "Writes to the table wait until the index is built, and so do reads that would use "
              "the index.",
    .safe = "REINDEX ... CONCURRENTLY. Howdah runs it outside of the revision's transaction and "
            "removes what an interrupted one leaves behind.",
    .node = "ReindexStmt",
    .check = check,
    .fixable = true,
};
