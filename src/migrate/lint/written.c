/* What scripts say of tables, for where no database tells it. */
#include "base/text.h"
#include "migrate/lint/rule.h"

static hd_lint_written_table *find(const hd_lint_written *written, const char *schema,
                                   const char *name)
{
    for (size_t i = written->count; i > 0; i--) {
        hd_lint_written_table *table = &written->items[i - 1];
        if (strcmp(table->name, name) == 0 &&
            (*schema == '\0' || *table->schema == '\0' || strcmp(table->schema, schema) == 0))
            return table;
    }
    return NULL;
}

struct writing {
    TALLOC_CTX *ctx;
    hd_lint_written *written;
};

static void add(const struct writing *writing, const char *schema, const char *name, char kind)
{
    hd_lint_written_table table = {.schema = hd_strdup(writing->ctx, schema),
                                   .name = hd_strdup(writing->ctx, name),
                                   .kind = kind};

    hd_vec_push(writing->ctx, writing->written, table);
}

static void mark_default(const struct writing *writing, const PgQuery__RangeVar *parent)
{
    hd_lint_written_table *table = find(writing->written, parent->schemaname, parent->relname);

    if (table != NULL)
        table->has_default_partition = true;
}

static void take_table(const struct writing *writing, const PgQuery__CreateStmt *stmt)
{
    const PgQuery__RangeVar *name = stmt->relation;

    add(writing, name->schemaname, name->relname, stmt->partspec != NULL ? 'p' : 'r');
    if (stmt->partbound != NULL && stmt->partbound->is_default && stmt->n_inh_relations == 1 &&
        stmt->inh_relations[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
        mark_default(writing, stmt->inh_relations[0]->range_var);
}

static void take_attachment(const struct writing *writing, const PgQuery__AlterTableStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_cmds; i++) {
        const PgQuery__AlterTableCmd *cmd = stmt->cmds[i]->node_case ==
                                                    PG_QUERY__NODE__NODE_ALTER_TABLE_CMD
                                                ? stmt->cmds[i]->alter_table_cmd
                                                : NULL;
        if (cmd != NULL && cmd->subtype == HD_AT(AttachPartition) && cmd->def != NULL &&
            cmd->def->node_case == PG_QUERY__NODE__NODE_PARTITION_CMD &&
            cmd->def->partition_cmd->bound != NULL && cmd->def->partition_cmd->bound->is_default)
            mark_default(writing, stmt->relation);
    }
}

/* An index is of the kind of its table. */
static void take_index(const struct writing *writing, const PgQuery__IndexStmt *stmt)
{
    const PgQuery__RangeVar *on = stmt->relation;
    const hd_lint_written_table *table = find(writing->written, on->schemaname, on->relname);

    if (table != NULL && *stmt->idxname != '\0')
        add(writing, on->schemaname, stmt->idxname, table->kind == 'p' ? 'I' : 'i');
}

static void take_rename(const struct writing *writing, const PgQuery__RenameStmt *stmt)
{
    const hd_lint_written_table *table = stmt->relation == NULL
                                             ? NULL
                                             : find(writing->written, stmt->relation->schemaname,
                                                    stmt->relation->relname);

    if (table != NULL &&
        (stmt->rename_type == HD_OBJECT(TABLE) || stmt->rename_type == HD_OBJECT(INDEX)))
        add(writing, table->schema, stmt->newname, table->kind);
}

static void take(const hd_tree *tree, void *arg)
{
    const struct writing *writing = arg;

    if (hd_tree_is(tree, "CreateStmt"))
        take_table(writing, (const PgQuery__CreateStmt *)tree);
    else if (hd_tree_is(tree, "AlterTableStmt"))
        take_attachment(writing, (const PgQuery__AlterTableStmt *)tree);
    else if (hd_tree_is(tree, "IndexStmt"))
        take_index(writing, (const PgQuery__IndexStmt *)tree);
    else if (hd_tree_is(tree, "RenameStmt"))
        take_rename(writing, (const PgQuery__RenameStmt *)tree);
}

void hd_lint_written_add(TALLOC_CTX *ctx, const hd_lint_script *script, hd_lint_written *ret)
{
    struct writing writing = {ctx, ret};

    for (size_t i = 0; i < script->parts.count; i++) {
        const hd_lint_part *part = &script->parts.items[i];
        for (size_t k = 0; part->section != HD_LINT_DOWNGRADE && k < part->statements.count; k++) {
            const char *sql = part->statements.items[k].sql;
            hd_tree_fault fault;
            hd_tree_parse_or_say(sql, strlen(sql), take, &writing, &fault);
        }
    }
}

/* ---- asking ---- */

char hd_lint_kind_of(const hd_lint_at *at, const char *schema, const char *name)
{
    const hd_lint_relation *known = hd_lint_known_name(at, schema, name);
    const hd_lint_written_table *table = at->options->written == NULL
                                             ? NULL
                                             : find(at->options->written, schema, name);

    return known != NULL ? known->kind : table != NULL ? table->kind : '?';
}

bool hd_lint_is_partitioned(const hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    return hd_lint_kind_of(at, relation->schemaname, relation->relname) == 'p';
}

bool hd_lint_has_default_partition(const hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    const hd_lint_relation *known = hd_lint_known(at, relation);
    const hd_lint_written_table *table = at->options->written == NULL
                                             ? NULL
                                             : find(at->options->written, relation->schemaname,
                                                    relation->relname);

    return known != NULL ? known->has_default_partition
                         : table != NULL && table->has_default_partition;
}
