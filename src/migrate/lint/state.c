/* Deeds are kept in order, each with a hash, so that looking through thousands is cheap. */
#include "base/text.h"
#include "migrate/lint/frame.h"

struct deed {
    hd_lint_deed what;
    uint32_t hash; /* of relation and name, not of the schema */
    size_t transaction;
    size_t index;
    const char *schema; /* "" when none was written */
    const char *relation;
    const char *name;
    const char *value;
};

struct hd_lint_state {
    HD_VEC(struct deed) deeds;
};

hd_lint_state *hd_lint_state_new(TALLOC_CTX *ctx)
{
    return hd_new(ctx, hd_lint_state);
}

static uint32_t hash_of(const char *relation, const char *name)
{
    uint32_t hash = 2166136261U;

    for (const char *c = relation; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    hash = (hash ^ 1) * 16777619U;
    for (const char *c = name; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    return hash;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void keep(hd_lint_state *state, const struct deed *deed)
{
    struct deed kept = *deed;

    kept.schema = hd_strdup(state, or_empty(deed->schema));
    kept.relation = hd_strdup(state, or_empty(deed->relation));
    kept.name = hd_strdup(state, or_empty(deed->name));
    kept.value = deed->value == NULL ? NULL : hd_strdup(state, deed->value);
    kept.hash = hash_of(kept.relation, kept.name);
    hd_vec_push(state, &state->deeds, kept);
}

/* A schema that was left out may be any. */
static const struct deed *find(const hd_lint_state *state, hd_lint_deed what, const char *schema,
                               const char *relation, const char *name)
{
    uint32_t hash = hash_of(relation, name);

    for (size_t i = state->deeds.count; i > 0; i--) {
        const struct deed *deed = &state->deeds.items[i - 1];
        if (deed->what == what && deed->hash == hash && strcmp(deed->relation, relation) == 0 &&
            strcmp(deed->name, name) == 0 &&
            (*schema == '\0' || *deed->schema == '\0' || strcmp(deed->schema, schema) == 0))
            return deed;
    }
    return NULL;
}

bool hd_lint_did_to(const hd_lint_at *at, hd_lint_deed deed, const char *schema,
                    const char *relation, const char *name)
{
    return find(at->state, deed, or_empty(schema), or_empty(relation), or_empty(name)) != NULL;
}

bool hd_lint_did(const hd_lint_at *at, hd_lint_deed deed, const PgQuery__RangeVar *relation,
                 const char *name)
{
    return relation == NULL
               ? hd_lint_did_to(at, deed, NULL, NULL, name)
               : hd_lint_did_to(at, deed, relation->schemaname, relation->relname, name);
}

bool hd_lint_did_in(const hd_lint_at *at, hd_lint_deed deed, const PgQuery__RangeVar *relation,
                    const char *name, size_t *ret)
{
    const struct deed *found = find(at->state, deed, or_empty(relation->schemaname),
                                    or_empty(relation->relname), or_empty(name));

    if (found == NULL)
        return false;
    *ret = found->transaction;
    return true;
}

const char *hd_lint_value(const hd_lint_at *at, hd_lint_deed deed, const char *name)
{
    const struct deed *found = find(at->state, deed, "", "", name);

    return found == NULL ? NULL : found->value;
}

const char *hd_lint_setting(const hd_lint_at *at, const char *name)
{
    return hd_lint_value(at, HD_LINT_SET, name);
}

bool hd_lint_did_any(const hd_lint_at *at, hd_lint_deed deed, const PgQuery__RangeVar *relation)
{
    for (size_t i = 0; i < at->state->deeds.count; i++)
        if (at->state->deeds.items[i].what == deed &&
            strcmp(at->state->deeds.items[i].relation, relation->relname) == 0)
            return true;
    return false;
}

void hd_lint_each(const hd_lint_at *at, hd_lint_deed deed, hd_lint_done_fn *each, void *arg)
{
    for (size_t i = 0; i < at->state->deeds.count; i++) {
        const struct deed *found = &at->state->deeds.items[i];
        const hd_lint_done done = {found->schema, found->relation, found->name, found->index,
                                   found->transaction};
        if (found->what == deed)
            each(&done, arg);
    }
}

/* ---- what statements do ---- */

struct noting {
    hd_lint_state *state;
    size_t index;
    size_t transaction;
    const PgQuery__RangeVar *table;
};

static void did(struct noting *noting, hd_lint_deed what, const PgQuery__RangeVar *relation,
                const char *name)
{
    struct deed deed = {
        .what = what, .index = noting->index, .transaction = noting->transaction, .name = name};

    if (relation != NULL) {
        deed.schema = relation->schemaname;
        deed.relation = relation->relname;
    }
    keep(noting->state, &deed);
}

/* Constraints that bring an index, and those that want one. */
static void note_keys(struct noting *noting, const PgQuery__Constraint *constraint)
{
    if ((constraint->contype == HD_CONSTR(UNIQUE) || constraint->contype == HD_CONSTR(PRIMARY)) &&
        constraint->n_keys > 0)
        did(noting, HD_LINT_INDEXED, noting->table, hd_lint_string(constraint->keys[0]));
    else if (constraint->contype == HD_CONSTR(FOREIGN) && constraint->n_fk_attrs > 0)
        did(noting, HD_LINT_FOREIGN_KEY, noting->table, hd_lint_string(constraint->fk_attrs[0]));
}

static void note_column(struct noting *noting, const PgQuery__ColumnDef *column)
{
    if (hd_lint_column_constraint(column, HD_CONSTR(UNIQUE)) != NULL ||
        hd_lint_column_constraint(column, HD_CONSTR(PRIMARY)) != NULL)
        did(noting, HD_LINT_INDEXED, noting->table, column->colname);
    if (hd_lint_column_constraint(column, HD_CONSTR(FOREIGN)) != NULL)
        did(noting, HD_LINT_FOREIGN_KEY, noting->table, column->colname);
}

static void note_elements(struct noting *noting, const PgQuery__CreateStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_table_elts; i++)
        if (stmt->table_elts[i]->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
            note_column(noting, stmt->table_elts[i]->column_def);
        else if (stmt->table_elts[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            note_keys(noting, stmt->table_elts[i]->constraint);
}

static void note_index(struct noting *noting, const PgQuery__IndexStmt *stmt)
{
    did(noting, HD_LINT_CREATED_INDEX, NULL, stmt->idxname);
    if (stmt->n_index_params > 0 &&
        stmt->index_params[0]->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM)
        did(noting, HD_LINT_INDEXED, stmt->relation, stmt->index_params[0]->index_elem->name);
}

static void note_constraint(struct noting *noting, const PgQuery__Constraint *constraint)
{
    const char *column = hd_lint_check_column(constraint);

    note_keys(noting, constraint);
    if (*constraint->conname != '\0')
        did(noting, HD_LINT_ADDED, noting->table, constraint->conname);
    if (*constraint->conname != '\0' && constraint->skip_validation)
        did(noting, HD_LINT_NOT_VALID, noting->table, constraint->conname);
    if (*constraint->conname != '\0' && constraint->skip_validation && column != NULL) {
        struct deed deed = {.what = HD_LINT_PROVES,
                            .index = noting->index,
                            .transaction = noting->transaction,
                            .schema = noting->table->schemaname,
                            .relation = noting->table->relname,
                            .name = constraint->conname,
                            .value = column};
        keep(noting->state, &deed);
    } else if (column != NULL)
        did(noting, HD_LINT_PROVES, noting->table, column);
}

/* VALIDATE of CHECK (column IS NOT NULL): from now on it proves that. */
static void note_validated(struct noting *noting, const char *constraint)
{
    const struct deed *found = find(noting->state, HD_LINT_PROVES, noting->table->schemaname,
                                    noting->table->relname, constraint);

    did(noting, HD_LINT_VALIDATED, noting->table, constraint);
    if (found != NULL && found->value != NULL) {
        const char *column = found->value;
        did(noting, HD_LINT_PROVES, noting->table, column);
    }
}

static void note_added(struct noting *noting, const PgQuery__ColumnDef *column)
{
    did(noting, HD_LINT_ADDED_COLUMN, noting->table, column->colname);
    note_column(noting, column);
}

static void note_command(struct noting *noting, const PgQuery__AlterTableCmd *cmd)
{
    const PgQuery__Node *def = cmd->def;

    if (cmd->subtype == HD_AT(AddColumn) && def != NULL &&
        def->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
        note_added(noting, def->column_def);
    else if (cmd->subtype == HD_AT(AddConstraint) && def != NULL &&
             def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
        note_constraint(noting, def->constraint);
    else if (cmd->subtype == HD_AT(ValidateConstraint))
        note_validated(noting, cmd->name);
}

static void note_set(struct noting *noting, const PgQuery__VariableSetStmt *stmt)
{
    struct deed deed = {.what = HD_LINT_SET,
                        .index = noting->index,
                        .transaction = noting->transaction,
                        .name = stmt->name};
    HD_SCRATCH(scratch);
    const PgQuery__Node *arg = stmt->n_args == 1 ? stmt->args[0] : NULL;

    deed.value = "";
    if (arg != NULL && arg->node_case == PG_QUERY__NODE__NODE_A_CONST) {
        const PgQuery__AConst *constant = arg->a_const;
        if (constant->val_case == PG_QUERY__A__CONST__VAL_SVAL)
            deed.value = constant->sval->sval;
        else if (constant->val_case == PG_QUERY__A__CONST__VAL_IVAL)
            deed.value = hd_printf(scratch, "%d", constant->ival->ival);
    }
    keep(noting->state, &deed);
}

static void note_rename(struct noting *noting, const PgQuery__RenameStmt *stmt)
{
    if (stmt->rename_type != HD_OBJECT(TABLE) || stmt->relation == NULL ||
        find(noting->state, HD_LINT_CREATED, stmt->relation->schemaname, stmt->relation->relname,
             "") == NULL)
        return;
    struct deed deed = {.what = HD_LINT_CREATED,
                        .index = noting->index,
                        .transaction = noting->transaction,
                        .schema = stmt->relation->schemaname,
                        .relation = stmt->newname};
    keep(noting->state, &deed);
}

static bool note(const hd_tree *tree, void *arg)
{
    struct noting *noting = arg;

    if (hd_tree_is(tree, "CreateStmt")) {
        const PgQuery__CreateStmt *stmt = (const PgQuery__CreateStmt *)tree;
        noting->table = stmt->relation;
        if (!stmt->if_not_exists)
            did(noting, HD_LINT_CREATED, stmt->relation, NULL);
        note_elements(noting, stmt);
    } else if (hd_tree_is(tree, "CreateTableAsStmt"))
        did(noting, HD_LINT_CREATED, ((const PgQuery__CreateTableAsStmt *)tree)->into->rel, NULL);
    else if (hd_tree_is(tree, "AlterTableStmt"))
        noting->table = ((const PgQuery__AlterTableStmt *)tree)->relation;
    else if (hd_tree_is(tree, "AlterTableCmd"))
        note_command(noting, (const PgQuery__AlterTableCmd *)tree);
    else if (hd_tree_is(tree, "IndexStmt"))
        note_index(noting, (const PgQuery__IndexStmt *)tree);
    else if (hd_tree_is(tree, "CreateTrigStmt"))
        did(noting, HD_LINT_ADDED, ((const PgQuery__CreateTrigStmt *)tree)->relation,
            ((const PgQuery__CreateTrigStmt *)tree)->trigname);
    else if (hd_tree_is(tree, "RenameStmt"))
        note_rename(noting, (const PgQuery__RenameStmt *)tree);
    else if (hd_tree_is(tree, "VariableSetStmt"))
        note_set(noting, (const PgQuery__VariableSetStmt *)tree);
    return hd_tree_is(tree, "Node") || hd_tree_is(tree, "CreateSchemaStmt") ||
           hd_tree_is(tree, "AlterTableStmt");
}

static bool has_constraint(const PgQuery__CreateDomainStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_constraints; i++)
        if (stmt->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
            (stmt->constraints[i]->constraint->contype == HD_CONSTR(CHECK) ||
             stmt->constraints[i]->constraint->contype == HD_CONSTR(NOTNULL)))
            return true;
    return false;
}

static void note_domain(struct noting *noting, const PgQuery__CreateDomainStmt *stmt,
                        const char *name)
{
    HD_SCRATCH(scratch);
    struct deed deed = {.what = HD_LINT_DOMAIN_OVER,
                        .index = noting->index,
                        .transaction = noting->transaction,
                        .name = name,
                        .value = hd_lint_type_text(scratch, stmt->type_name)};

    keep(noting->state, &deed);
    if (has_constraint(stmt))
        did(noting, HD_LINT_CREATED_DOMAIN, NULL, name);
}

static void note_domain_change(struct noting *noting, const PgQuery__AlterDomainStmt *stmt)
{
    bool constrains = *stmt->subtype == 'C' || *stmt->subtype == 'O';

    if (constrains)
        did(noting, HD_LINT_CREATED_DOMAIN, NULL,
            hd_lint_words_in(stmt->type_name, stmt->n_type_name, 0).name);
}

static void note_type(struct noting *noting, const hd_tree *tree)
{
    hd_lint_words words = {"", ""};

    if (hd_tree_is(tree, "CreateEnumStmt")) {
        const PgQuery__CreateEnumStmt *stmt = (const PgQuery__CreateEnumStmt *)tree;
        words = hd_lint_words_in(stmt->type_name, stmt->n_type_name, 0);
    } else if (hd_tree_is(tree, "CreateDomainStmt")) {
        const PgQuery__CreateDomainStmt *stmt = (const PgQuery__CreateDomainStmt *)tree;
        words = hd_lint_words_in(stmt->domainname, stmt->n_domainname, 0);
        note_domain(noting, stmt, words.name);
    } else if (hd_tree_is(tree, "AlterDomainStmt"))
        note_domain_change(noting, (const PgQuery__AlterDomainStmt *)tree);
    if (*words.name != '\0')
        did(noting, HD_LINT_CREATED_TYPE, NULL, words.name);
}

void hd_lint_state_lock(hd_lint_state *state, hd_lint_deed what, const hd_sql_name *name,
                        size_t index, size_t transaction)
{
    struct deed deed = {.what = what, .index = index, .transaction = transaction};

    if (name != NULL) {
        deed.schema = name->schema;
        deed.relation = name->name;
    }
    keep(state, &deed);
}

void hd_lint_state_note(hd_lint_state *state, const hd_tree *statement, size_t index,
                        size_t transaction)
{
    struct noting noting = {.state = state, .index = index, .transaction = transaction};

    hd_tree_walk(statement, note, &noting);
    note_type(&noting, statement);
}
