/*
 * The tree is walked from the top; a row of the table says what a kind of
 * statement locks, and whether what is inside it runs too (a query in
 * EXPLAIN) or does not (the query of a view, the actions of a rule).
 */
#include "parse/locks.h"

#include "base/text.h"
#include "parse/locks_impl.h"
#include "parse/quote.h"

static const char *const mode_names[] = {
    [HD_LOCK_NONE] = "none",
    [HD_LOCK_ACCESS_SHARE] = "ACCESS SHARE",
    [HD_LOCK_ROW_SHARE] = "ROW SHARE",
    [HD_LOCK_ROW_EXCLUSIVE] = "ROW EXCLUSIVE",
    [HD_LOCK_SHARE_UPDATE_EXCLUSIVE] = "SHARE UPDATE EXCLUSIVE",
    [HD_LOCK_SHARE] = "SHARE",
    [HD_LOCK_SHARE_ROW_EXCLUSIVE] = "SHARE ROW EXCLUSIVE",
    [HD_LOCK_EXCLUSIVE] = "EXCLUSIVE",
    [HD_LOCK_ACCESS_EXCLUSIVE] = "ACCESS EXCLUSIVE",
};

const char *hd_lock_mode_name(hd_lock_mode mode)
{
    return mode_names[mode];
}

bool hd_lock_mode_blocks_reads(hd_lock_mode mode)
{
    return mode == HD_LOCK_ACCESS_EXCLUSIVE;
}

bool hd_lock_mode_blocks_writes(hd_lock_mode mode)
{
    return mode >= HD_LOCK_SHARE;
}

char *hd_sql_lock_text(TALLOC_CTX *ctx, const hd_sql_lock *lock)
{
    const char *mode = hd_lock_mode_name(lock->mode);

    if (lock->relation == NULL)
        return hd_printf(ctx, "%s on %s", mode, lock->role);
    if (lock->role == NULL)
        return hd_printf(ctx, "%s on %s", mode, lock->relation);
    return hd_printf(ctx, "%s on %s (%s)", mode, lock->relation, lock->role);
}

void hd_lock_add(hd_sql_impact *impact, hd_lock_mode mode, const char *relation, const char *role)
{
    for (size_t i = 0; i < impact->locks.count; i++) {
        hd_sql_lock *lock = &impact->locks.items[i];
        if (hd_text_equal(lock->relation, relation) && hd_text_equal(lock->role, role)) {
            lock->mode = mode > lock->mode ? mode : lock->mode;
            return;
        }
    }
    const char *kept = relation == NULL ? NULL : hd_strdup(impact, relation);
    hd_vec_push(impact, &impact->locks, (hd_sql_lock){mode, kept, role});
}

void hd_lock_add_relation(hd_sql_impact *impact, hd_lock_mode mode,
                          const PgQuery__RangeVar *relation, const char *role)
{
    HD_SCRATCH(scratch);

    if (relation != NULL)
        hd_lock_add(impact, mode,
                    hd_sql_qualified(scratch, relation->schemaname, relation->relname), role);
}

/* ---- small helpers ---- */

static void lock_relations(PgQuery__Node *const nodes[], size_t count, hd_lock_mode mode,
                           hd_sql_impact *impact)
{
    for (size_t i = 0; i < count; i++)
        if (nodes[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
            hd_lock_add_relation(impact, mode, nodes[i]->range_var, NULL);
}

static const char *string_of(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

/*
 * The relation that a list of strings names ("schema", "table"), less the last
 * few of them ("column"); NULL when the list is too short.
 */
static const char *listed_name(TALLOC_CTX *ctx, const PgQuery__Node *node, size_t less)
{
    if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_LIST || node->list->n_items <= less)
        return NULL;
    size_t count = node->list->n_items - less;
    const char *schema = count < 2 ? NULL : string_of(node->list->items[count - 2]);
    return hd_sql_qualified(ctx, schema, string_of(node->list->items[count - 1]));
}

static bool has_option(PgQuery__Node *const options[], size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM ||
            strcmp(options[i]->def_elem->defname, name) != 0)
            continue;
        const PgQuery__Node *value = options[i]->def_elem->arg;
        const char *text = value != NULL && value->node_case == PG_QUERY__NODE__NODE_STRING
                               ? value->string->sval
                               : "true";
        return strcasecmp(text, "false") != 0 && strcasecmp(text, "off") != 0;
    }
    return false;
}

/* ---- tables, views, indexes ---- */

static void lock_create(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__CreateStmt *stmt = (const PgQuery__CreateStmt *)tree;
    bool is_partition = stmt->partbound != NULL;

    lock_relations(stmt->inh_relations, stmt->n_inh_relations,
                   is_partition ? HD_LOCK_ACCESS_EXCLUSIVE : HD_LOCK_SHARE_UPDATE_EXCLUSIVE,
                   impact);
    if (is_partition && stmt->n_inh_relations == 1 &&
        stmt->inh_relations[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR) {
        hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE, stmt->inh_relations[0]->range_var,
                             "its default partition");
        impact->scans = true;
    }
    for (size_t i = 0; i < stmt->n_table_elts; i++)
        hd_lock_table_element(stmt->table_elts[i], false, impact);
}

static void lock_index(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__IndexStmt *stmt = (const PgQuery__IndexStmt *)tree;

    hd_lock_add_relation(impact, stmt->concurrent ? HD_LOCK_SHARE_UPDATE_EXCLUSIVE : HD_LOCK_SHARE,
                         stmt->relation, NULL);
    impact->scans = true;
}

static void lock_view(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__ViewStmt *stmt = (const PgQuery__ViewStmt *)tree;

    if (stmt->replace)
        hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE, stmt->view, NULL);
}

static void lock_rule(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE,
                         ((const PgQuery__RuleStmt *)tree)->relation, NULL);
}

static void lock_trigger(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_SHARE_ROW_EXCLUSIVE,
                         ((const PgQuery__CreateTrigStmt *)tree)->relation, NULL);
}

static void lock_create_policy(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE,
                         ((const PgQuery__CreatePolicyStmt *)tree)->table, NULL);
}

static void lock_alter_policy(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE,
                         ((const PgQuery__AlterPolicyStmt *)tree)->table, NULL);
}

static void lock_statistics(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__CreateStatsStmt *stmt = (const PgQuery__CreateStatsStmt *)tree;

    lock_relations(stmt->relations, stmt->n_relations, HD_LOCK_SHARE_UPDATE_EXCLUSIVE, impact);
}

static void lock_rename(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__RenameStmt *stmt = (const PgQuery__RenameStmt *)tree;
    bool index = stmt->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX;

    hd_lock_add_relation(impact, index ? HD_LOCK_SHARE_UPDATE_EXCLUSIVE : HD_LOCK_ACCESS_EXCLUSIVE,
                         stmt->relation, NULL);
}

static void lock_set_schema(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE,
                         ((const PgQuery__AlterObjectSchemaStmt *)tree)->relation, NULL);
}

static void lock_sequence(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_SHARE_ROW_EXCLUSIVE,
                         ((const PgQuery__AlterSeqStmt *)tree)->sequence, NULL);
}

/* C adds a constraint, V validates one, O is SET NOT NULL. */
static void lock_domain(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__AlterDomainStmt *stmt = (const PgQuery__AlterDomainStmt *)tree;

    if (*stmt->subtype == '\0' || strchr("CVO", *stmt->subtype) == NULL)
        return;
    bool not_valid = stmt->def != NULL && stmt->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
                     stmt->def->constraint->skip_validation;
    if (not_valid)
        return;
    hd_lock_add(impact, HD_LOCK_SHARE, NULL, "all tables that use the domain");
    impact->scans = true;
}

static void lock_move_all(const hd_tree *tree, hd_sql_impact *impact)
{
    (void)tree;
    hd_lock_add(impact, HD_LOCK_ACCESS_EXCLUSIVE, NULL, "all such relations of the tablespace");
    impact->scans = impact->rewrites = true;
}

/* ---- DROP, TRUNCATE, comments ---- */

/*
 * How an object of DROP, COMMENT or SECURITY LABEL leads to what is locked: less
 * is how many of its names come after the relation's; role is for what is locked
 * besides, or instead when the object is no relation.
 */
static const struct object_row {
    PgQuery__ObjectType type;
    size_t less;
    bool is_relation;
    const char *role;
} object_rows[] = {
    {PG_QUERY__OBJECT_TYPE__OBJECT_TABLE, 0, true, "tables that its foreign keys reference"},
    {PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE, 0, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_VIEW, 0, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW, 0, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE, 0, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_INDEX, 0, true, "table of the index"},
    {PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN, 1, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT, 1, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER, 1, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_RULE, 1, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_POLICY, 1, true, NULL},
    {PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT, 0, false, "table of the statistics"},
};

static const struct object_row *object_row_of(PgQuery__ObjectType type)
{
    for (size_t i = 0; i < HD_COUNT(object_rows); i++)
        if (object_rows[i].type == type)
            return &object_rows[i];
    return NULL;
}

static void lock_dropped(const PgQuery__DropStmt *stmt, const struct object_row *row,
                         const PgQuery__Node *object, hd_sql_impact *impact)
{
    HD_SCRATCH(scratch);
    bool gentle = stmt->concurrent || !row->is_relation;
    hd_lock_mode mode = gentle ? HD_LOCK_SHARE_UPDATE_EXCLUSIVE : HD_LOCK_ACCESS_EXCLUSIVE;
    const char *name = listed_name(scratch, object, row->less);

    if (name == NULL)
        return;
    if (row->is_relation)
        hd_lock_add(impact, mode, name, NULL);
    if (row->role != NULL)
        hd_lock_add(impact, mode, name, row->role);
}

static void lock_drop(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__DropStmt *stmt = (const PgQuery__DropStmt *)tree;
    const struct object_row *row = object_row_of(stmt->remove_type);
    bool cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;

    for (size_t i = 0; row != NULL && i < stmt->n_objects; i++)
        lock_dropped(stmt, row, stmt->objects[i], impact);
    if (cascade)
        hd_lock_add(impact, HD_LOCK_ACCESS_EXCLUSIVE, NULL, "everything that depends on it");
}

static void lock_drop_owned(const hd_tree *tree, hd_sql_impact *impact)
{
    (void)tree;
    hd_lock_add(impact, HD_LOCK_ACCESS_EXCLUSIVE, NULL, "everything that the role owns");
}

static void lock_commented(PgQuery__ObjectType type, const PgQuery__Node *object,
                           hd_sql_impact *impact)
{
    HD_SCRATCH(scratch);
    const struct object_row *row = object_row_of(type);
    /* The table of a constraint, trigger, rule or policy is only read. */
    bool locks = row != NULL && row->is_relation &&
                 (row->less == 0 || type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN);
    const char *name = locks ? listed_name(scratch, object, row->less) : NULL;

    if (name != NULL)
        hd_lock_add(impact, HD_LOCK_SHARE_UPDATE_EXCLUSIVE, name, NULL);
}

static void lock_comment(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__CommentStmt *stmt = (const PgQuery__CommentStmt *)tree;

    lock_commented(stmt->objtype, stmt->object, impact);
}

static void lock_label(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__SecLabelStmt *stmt = (const PgQuery__SecLabelStmt *)tree;

    lock_commented(stmt->objtype, stmt->object, impact);
}

static void lock_truncate(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__TruncateStmt *stmt = (const PgQuery__TruncateStmt *)tree;

    lock_relations(stmt->relations, stmt->n_relations, HD_LOCK_ACCESS_EXCLUSIVE, impact);
    if (stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE)
        hd_lock_add(impact, HD_LOCK_ACCESS_EXCLUSIVE, NULL, "all tables that reference it");
}

/* ---- maintenance ---- */

static void lock_refresh(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__RefreshMatViewStmt *stmt = (const PgQuery__RefreshMatViewStmt *)tree;

    hd_lock_add_relation(impact, stmt->concurrent ? HD_LOCK_EXCLUSIVE : HD_LOCK_ACCESS_EXCLUSIVE,
                         stmt->relation, NULL);
    impact->scans |= !stmt->skip_data;
    impact->rewrites |= !stmt->skip_data && !stmt->concurrent;
}

static void lock_cluster(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__ClusterStmt *stmt = (const PgQuery__ClusterStmt *)tree;

    if (stmt->relation == NULL)
        hd_lock_add(impact, HD_LOCK_ACCESS_EXCLUSIVE, NULL, "all clustered tables, one by one");
    hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE, stmt->relation, NULL);
    impact->scans = impact->rewrites = true;
}

static void lock_reindex(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__ReindexStmt *stmt = (const PgQuery__ReindexStmt *)tree;
    bool concurrent = has_option(stmt->params, stmt->n_params, "concurrently");
    bool index = stmt->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_INDEX;
    hd_lock_mode on_table = concurrent ? HD_LOCK_SHARE_UPDATE_EXCLUSIVE : HD_LOCK_SHARE;
    hd_lock_mode on_index = concurrent ? HD_LOCK_SHARE_UPDATE_EXCLUSIVE : HD_LOCK_ACCESS_EXCLUSIVE;

    if (stmt->relation == NULL) {
        hd_lock_add(impact, on_table, NULL, "all its tables, one by one");
        hd_lock_add(impact, on_index, NULL, "all their indexes, one by one");
    }
    hd_lock_add_relation(impact, on_table, stmt->relation, index ? "table of the index" : NULL);
    hd_lock_add_relation(impact, on_index, stmt->relation, index ? NULL : "its indexes");
    impact->scans = true;
}

/* VACUUM and ANALYZE. */
static void lock_vacuum(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__VacuumStmt *stmt = (const PgQuery__VacuumStmt *)tree;
    bool full = has_option(stmt->options, stmt->n_options, "full");
    hd_lock_mode mode = full ? HD_LOCK_ACCESS_EXCLUSIVE : HD_LOCK_SHARE_UPDATE_EXCLUSIVE;

    if (stmt->n_rels == 0)
        hd_lock_add(impact, mode, NULL, "all tables, one by one");
    for (size_t i = 0; i < stmt->n_rels; i++)
        if (stmt->rels[i]->node_case == PG_QUERY__NODE__NODE_VACUUM_RELATION)
            hd_lock_add_relation(impact, mode, stmt->rels[i]->vacuum_relation->relation, NULL);
    impact->scans |= stmt->is_vacuumcmd;
    impact->rewrites |= full;
}

static void lock_lock(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__LockStmt *stmt = (const PgQuery__LockStmt *)tree;

    /* The server numbers its lock modes from 1 in the order of our enum. */
    if (stmt->mode >= HD_LOCK_ROW_SHARE && stmt->mode <= HD_LOCK_ACCESS_EXCLUSIVE)
        lock_relations(stmt->relations, stmt->n_relations, (hd_lock_mode)stmt->mode, impact);
}

/* ---- data ---- */

static void lock_insert(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ROW_EXCLUSIVE,
                         ((const PgQuery__InsertStmt *)tree)->relation, NULL);
}

static void lock_update(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ROW_EXCLUSIVE,
                         ((const PgQuery__UpdateStmt *)tree)->relation, NULL);
}

static void lock_delete(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ROW_EXCLUSIVE,
                         ((const PgQuery__DeleteStmt *)tree)->relation, NULL);
}

static void lock_merge(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_ROW_EXCLUSIVE,
                         ((const PgQuery__MergeStmt *)tree)->relation, NULL);
}

static void lock_copy(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__CopyStmt *stmt = (const PgQuery__CopyStmt *)tree;

    if (stmt->is_from)
        hd_lock_add_relation(impact, HD_LOCK_ROW_EXCLUSIVE, stmt->relation, NULL);
}

/* One FROM list of a SELECT ... FOR UPDATE, and what its OF names. */
struct locking {
    const PgQuery__SelectStmt *select;
    const PgQuery__LockingClause *clause;
    hd_sql_impact *impact;
};

static bool is_cte(const PgQuery__SelectStmt *select, const PgQuery__RangeVar *relation)
{
    for (size_t i = 0; select->with_clause != NULL && i < select->with_clause->n_ctes; i++) {
        const PgQuery__Node *node = select->with_clause->ctes[i];
        if (node->node_case == PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR &&
            *relation->schemaname == '\0' &&
            strcmp(node->common_table_expr->ctename, relation->relname) == 0)
            return true;
    }
    return false;
}

static bool is_meant(const PgQuery__LockingClause *clause, const PgQuery__RangeVar *relation)
{
    const char *known_as = relation->alias != NULL ? relation->alias->aliasname : relation->relname;

    for (size_t i = 0; i < clause->n_locked_rels; i++)
        if (clause->locked_rels[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR &&
            strcmp(clause->locked_rels[i]->range_var->relname, known_as) == 0)
            return true;
    return clause->n_locked_rels == 0;
}

static bool lock_from_item(const hd_tree *tree, void *arg)
{
    const struct locking *locking = arg;

    if (hd_tree_is(tree, "RangeVar")) {
        const PgQuery__RangeVar *relation = (const PgQuery__RangeVar *)tree;
        if (!is_cte(locking->select, relation) && is_meant(locking->clause, relation))
            hd_lock_add_relation(locking->impact, HD_LOCK_ROW_SHARE, relation, NULL);
        return false;
    }
    return hd_tree_is(tree, "JoinExpr") || hd_tree_is(tree, "Node");
}

static void lock_select(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__SelectStmt *stmt = (const PgQuery__SelectStmt *)tree;

    for (size_t i = 0; i < stmt->n_locking_clause; i++) {
        if (stmt->locking_clause[i]->node_case != PG_QUERY__NODE__NODE_LOCKING_CLAUSE)
            continue;
        struct locking locking = {stmt, stmt->locking_clause[i]->locking_clause, impact};
        for (size_t j = 0; j < stmt->n_from_clause; j++)
            hd_tree_walk(&stmt->from_clause[j]->base, lock_from_item, &locking);
    }
}

static void lock_published(const hd_tree *tree, hd_sql_impact *impact)
{
    hd_lock_add_relation(impact, HD_LOCK_SHARE_UPDATE_EXCLUSIVE,
                         ((const PgQuery__PublicationTable *)tree)->relation, NULL);
}

static void lock_opaque(const hd_tree *tree, hd_sql_impact *impact)
{
    (void)tree;
    impact->opaque = true;
}

/* ---- the table ---- */

/* inside: whether what is in the statement runs as well. Kinds that are not here lock nothing. */
static const struct statement_row {
    const char *short_name;
    void (*lock)(const hd_tree *tree, hd_sql_impact *impact);
    bool inside;
} statement_rows[] = {
    {"AlterDomainStmt", lock_domain, false},
    {"AlterObjectSchemaStmt", lock_set_schema, false},
    {"AlterPolicyStmt", lock_alter_policy, false},
    {"AlterSeqStmt", lock_sequence, false},
    {"AlterTableMoveAllStmt", lock_move_all, false},
    {"AlterTableStmt", hd_lock_alter_table, false},
    {"CallStmt", lock_opaque, false},
    {"ClusterStmt", lock_cluster, false},
    {"CommentStmt", lock_comment, false},
    {"CopyStmt", lock_copy, true},
    {"CreateFunctionStmt", NULL, false},
    {"CreatePolicyStmt", lock_create_policy, false},
    {"CreateStatsStmt", lock_statistics, false},
    {"CreateStmt", lock_create, false},
    {"CreateTrigStmt", lock_trigger, false},
    {"DeleteStmt", lock_delete, true},
    {"DoStmt", lock_opaque, false},
    {"DropOwnedStmt", lock_drop_owned, false},
    {"DropStmt", lock_drop, false},
    {"IndexStmt", lock_index, false},
    {"InsertStmt", lock_insert, true},
    {"LockStmt", lock_lock, false},
    {"MergeStmt", lock_merge, true},
    {"PrepareStmt", NULL, false},
    {"PublicationTable", lock_published, false},
    {"RefreshMatViewStmt", lock_refresh, false},
    {"ReindexStmt", lock_reindex, false},
    {"RenameStmt", lock_rename, false},
    {"RuleStmt", lock_rule, false},
    {"SecLabelStmt", lock_label, false},
    {"SelectStmt", lock_select, true},
    {"TruncateStmt", lock_truncate, false},
    {"UpdateStmt", lock_update, true},
    {"VacuumStmt", lock_vacuum, false},
    {"ViewStmt", lock_view, false},
};

static int compare_row(const void *name, const void *row)
{
    return strcmp(name, ((const struct statement_row *)row)->short_name);
}

static bool lock_tree(const hd_tree *tree, void *arg)
{
    hd_sql_impact *impact = arg;
    const struct statement_row *row = bsearch(tree->descriptor->short_name, statement_rows,
                                              HD_COUNT(statement_rows), sizeof(*statement_rows),
                                              compare_row);

    if (row != NULL && row->lock != NULL)
        row->lock(tree, impact);
    return row == NULL || row->inside;
}

static void lock_statement(const hd_tree *statement, void *arg)
{
    hd_tree_walk(statement, lock_tree, arg);
}

hd_sql_impact *hd_sql_impact_of_tree(TALLOC_CTX *ctx, const hd_tree *statement)
{
    hd_sql_impact *impact = hd_new(ctx, hd_sql_impact);

    impact->parsed = true;
    lock_statement(statement, impact);
    return impact;
}

hd_sql_impact *hd_sql_impact_of(TALLOC_CTX *ctx, const char *text, size_t len)
{
    hd_sql_impact *impact = hd_new(ctx, hd_sql_impact);

    impact->parsed = hd_tree_parse(text, len, lock_statement, impact);
    if (!impact->parsed)
        hd_lock_by_words(text, len, impact);
    return impact;
}
