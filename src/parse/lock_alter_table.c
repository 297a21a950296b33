#include "parse/locks_impl.h"

/* ---- columns and constraints ---- */

/*
 * Functions that a default may call without a rewrite of the table, because they
 * are not volatile. A function that is not here is taken for volatile, which is
 * what CREATE FUNCTION makes of it by default.
 */
static const char *const stable_functions[] = {
    "age",
    "array_fill",
    "array_to_string",
    "ceil",
    "chr",
    "concat",
    "concat_ws",
    "current_database",
    "current_schema",
    "current_setting",
    "date_bin",
    "date_part",
    "date_trunc",
    "daterange",
    "decode",
    "encode",
    "extract",
    "floor",
    "format",
    "int4range",
    "int8range",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "left",
    "length",
    "lower",
    "lpad",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "now",
    "numrange",
    "pg_backend_pid",
    "power",
    "repeat",
    "replace",
    "right",
    "round",
    "rpad",
    "sha256",
    "statement_timestamp",
    "string_to_array",
    "substring",
    "timezone",
    "to_char",
    "to_date",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsvector",
    "transaction_timestamp",
    "trim",
    "tsrange",
    "tstzrange",
    "upper",
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *)b);
}

static bool is_stable_call(const PgQuery__FuncCall *call)
{
    const PgQuery__Node *last = call->n_funcname == 0 ? NULL : call->funcname[call->n_funcname - 1];

    if (last == NULL || last->node_case != PG_QUERY__NODE__NODE_STRING)
        return false;
    return bsearch(last->string->sval, stable_functions, HD_COUNT(stable_functions),
                   sizeof(*stable_functions), compare_names) != NULL;
}

static bool find_volatile(const hd_tree *tree, void *arg)
{
    bool *found = arg;

    if (hd_tree_is(tree, "FuncCall") && !is_stable_call((const PgQuery__FuncCall *)tree))
        *found = true;
    return !*found;
}

bool hd_sql_is_volatile(const PgQuery__Node *expression)
{
    const hd_tree *tree = hd_tree_of_node(expression);
    bool found = false;

    if (tree != NULL)
        hd_tree_walk(tree, find_volatile, &found);
    return found;
}

static void lock_constraint(const PgQuery__Constraint *constraint, bool existing,
                            hd_sql_impact *impact)
{
    /* NOT VALID, or an index that is there already. */
    bool without_rows = !existing || constraint->skip_validation || *constraint->indexname != '\0';

    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        hd_lock_add_relation(impact, HD_LOCK_SHARE_ROW_EXCLUSIVE, constraint->pktable, NULL);
        impact->scans |= !without_rows;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
        impact->scans |= !without_rows;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        impact->rewrites |= existing && hd_sql_is_volatile(constraint->raw_expr);
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        impact->rewrites |= existing;
        break;
    case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_NOT_DEFERRABLE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED:
    case PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_IMMEDIATE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_TYPE_UNDEFINED:
    case _PG_QUERY__CONSTR_TYPE_IS_INT_SIZE:
        break;
    }
}

static bool is_serial(const PgQuery__TypeName *type)
{
    static const char *const serials[] = {"serial",  "bigserial", "smallserial",
                                          "serial4", "serial8",   "serial2"};

    if (type == NULL || type->n_names != 1 ||
        type->names[0]->node_case != PG_QUERY__NODE__NODE_STRING)
        return false;
    for (size_t i = 0; i < HD_COUNT(serials); i++)
        if (strcmp(type->names[0]->string->sval, serials[i]) == 0)
            return true;
    return false;
}

/*
 * What a new column lets PostgreSQL leave out: without default it is NULL everywhere, so no
 * foreign key needs a look; with one it is NULL nowhere.
 */
static bool needs_no_look(const PgQuery__Constraint *constraint, bool has_default)
{
    return (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN && !has_default) ||
           (constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL && has_default);
}

static void lock_column(const PgQuery__ColumnDef *column, bool existing, hd_sql_impact *impact)
{
    bool has_default = false;

    for (size_t i = 0; i < column->n_constraints; i++)
        if (column->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
            has_default |= column->constraints[i]->constraint->contype ==
                           PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT;
    for (size_t i = 0; i < column->n_constraints; i++) {
        const PgQuery__Node *node = column->constraints[i];
        if (node->node_case != PG_QUERY__NODE__NODE_CONSTRAINT)
            continue;
        lock_constraint(node->constraint, existing && !needs_no_look(node->constraint, has_default),
                        impact);
    }
    impact->rewrites |= existing && is_serial(column->type_name);
}

void hd_lock_table_element(const PgQuery__Node *node, bool existing, hd_sql_impact *impact)
{
    if (node->node_case == PG_QUERY__NODE__NODE_CONSTRAINT)
        lock_constraint(node->constraint, existing, impact);
    else if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_DEF)
        lock_column(node->column_def, existing, impact);
}

/* ---- actions of ALTER TABLE ---- */

#define AT(name) PG_QUERY__ALTER_TABLE_TYPE__AT_##name

/* Actions with another lock than ACCESS EXCLUSIVE, or that read or rewrite the table. */
static const struct action {
    PgQuery__AlterTableType subtype;
    hd_lock_mode mode;
    bool scans;
    bool rewrites;
} actions[] = {
    {AT(SetStatistics), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(SetOptions), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(ResetOptions), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(ClusterOn), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(DropCluster), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(SetRelOptions), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(ResetRelOptions), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(ReplaceRelOptions), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(ValidateConstraint), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, true, false},
    {AT(AttachPartition), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, true, false},
    {AT(DetachPartitionFinalize), HD_LOCK_SHARE_UPDATE_EXCLUSIVE, false, false},
    {AT(EnableTrig), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(EnableAlwaysTrig), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(EnableReplicaTrig), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(EnableTrigAll), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(EnableTrigUser), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(DisableTrig), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(DisableTrigAll), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(DisableTrigUser), HD_LOCK_SHARE_ROW_EXCLUSIVE, false, false},
    {AT(SetNotNull), HD_LOCK_ACCESS_EXCLUSIVE, true, false},
    {AT(AlterColumnType), HD_LOCK_ACCESS_EXCLUSIVE, true, true},
    {AT(SetLogged), HD_LOCK_ACCESS_EXCLUSIVE, true, true},
    {AT(SetUnLogged), HD_LOCK_ACCESS_EXCLUSIVE, true, true},
    {AT(SetAccessMethod), HD_LOCK_ACCESS_EXCLUSIVE, true, true},
    {AT(SetTableSpace), HD_LOCK_ACCESS_EXCLUSIVE, true, true},
};

/* Options of a table that need the strongest lock. Source: reloptions.c. */
static bool is_strong_option(const PgQuery__Node *node)
{
    static const char *const strong[] = {"user_catalog_table", "security_barrier",
                                         "security_invoker",   "check_option",
                                         "fastupdate",         "buffering"};

    if (node->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
        return false;
    for (size_t i = 0; i < HD_COUNT(strong); i++)
        if (strcmp(node->def_elem->defname, strong[i]) == 0)
            return true;
    return false;
}

static bool has_strong_option(const PgQuery__Node *def)
{
    if (def == NULL || def->node_case != PG_QUERY__NODE__NODE_LIST)
        return false;
    for (size_t i = 0; i < def->list->n_items; i++)
        if (is_strong_option(def->list->items[i]))
            return true;
    return false;
}

static hd_lock_mode mode_of_def(const PgQuery__AlterTableCmd *cmd, hd_lock_mode mode)
{
    const PgQuery__Node *def = cmd->def;
    bool foreign_key = def != NULL && def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
                       def->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN;
    bool concurrent = def != NULL && def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD &&
                      def->partition_cmd->concurrent;

    if (foreign_key)
        return HD_LOCK_SHARE_ROW_EXCLUSIVE;
    if (concurrent)
        return HD_LOCK_SHARE_UPDATE_EXCLUSIVE;
    return has_strong_option(def) ? HD_LOCK_ACCESS_EXCLUSIVE : mode;
}

/* Locks the table of a command, and says what its row says. */
static void lock_action(const PgQuery__AlterTableCmd *cmd, const PgQuery__RangeVar *table,
                        hd_sql_impact *impact)
{
    struct action row = {.subtype = cmd->subtype, .mode = HD_LOCK_ACCESS_EXCLUSIVE};

    for (size_t i = 0; i < HD_COUNT(actions); i++)
        if (actions[i].subtype == cmd->subtype)
            row = actions[i];
    hd_lock_add_relation(impact, mode_of_def(cmd, row.mode), table, NULL);
    impact->scans |= row.scans;
    impact->rewrites |= row.rewrites;
}

static void lock_partition(const PgQuery__AlterTableCmd *cmd, const PgQuery__RangeVar *parent,
                           bool is_table, hd_sql_impact *impact)
{
    const PgQuery__PartitionCmd *def = cmd->def->partition_cmd;

    hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE, def->name, NULL);
    bool concurrent = def->concurrent || cmd->subtype == AT(DetachPartitionFinalize);
    if (is_table && !concurrent)
        hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE, parent, "its default partition");
}

/* Other relations than the altered one. */
static void lock_others(const PgQuery__AlterTableCmd *cmd, const PgQuery__AlterTableStmt *stmt,
                        hd_sql_impact *impact)
{
    const PgQuery__Node *def = cmd->def;
    bool is_table = stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE;

    if (cmd->subtype == AT(ValidateConstraint))
        hd_lock_add_relation(impact, HD_LOCK_ROW_SHARE, stmt->relation,
                             "table that its foreign key references");
    else if (cmd->subtype == AT(DropConstraint))
        hd_lock_add_relation(impact, HD_LOCK_ACCESS_EXCLUSIVE, stmt->relation,
                             "table that its foreign key references");
    if (def == NULL)
        return;
    if (def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD)
        lock_partition(cmd, stmt->relation, is_table, impact);
    else if (cmd->subtype == AT(AddInherit) && def->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        hd_lock_add_relation(impact, HD_LOCK_SHARE_UPDATE_EXCLUSIVE, def->range_var, NULL);
    else if (cmd->subtype == AT(AddColumn) || cmd->subtype == AT(AddConstraint))
        hd_lock_table_element(def, is_table, impact);
}

void hd_lock_alter_table(const hd_tree *tree, hd_sql_impact *impact)
{
    const PgQuery__AlterTableStmt *stmt = (const PgQuery__AlterTableStmt *)tree;

    if (stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
        return; /* a composite type: no table may use it, or CASCADE alters them as well */
    for (size_t i = 0; i < stmt->n_cmds; i++) {
        if (stmt->cmds[i]->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_CMD)
            continue;
        const PgQuery__AlterTableCmd *cmd = stmt->cmds[i]->alter_table_cmd;
        lock_action(cmd, stmt->relation, impact);
        lock_others(cmd, stmt, impact);
    }
}
