/* What rules ask: of trees, of the catalog, of the script so far. */
#include "base/text.h"
#include "migrate/lint/frame.h"
#include "parse/quote.h"

enum { MAX_NAME_BYTES = 63 };

/* Reading, and writing a table anew, as a server with ordinary disks does it. */
static const double BYTES_A_SECOND = 100e6;

TALLOC_CTX *hd_lint_memory(hd_lint_at *at)
{
    return at->frame->ctx;
}

/* ---- what is known ---- */

const hd_lint_relation *hd_lint_known_name(const hd_lint_at *at, const char *schema,
                                           const char *name)
{
    return hd_lint_catalog_find(at->options->catalog, schema, name);
}

const hd_lint_relation *hd_lint_known(const hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    return relation == NULL ? NULL
                            : hd_lint_known_name(at, relation->schemaname, relation->relname);
}

static char *bytes_text(TALLOC_CTX *ctx, int64_t bytes)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
    double amount = (double)bytes;
    size_t unit = 0;

    for (; amount >= 1000 && unit + 1 < HD_COUNT(units); unit++)
        amount /= 1024;
    return unit == 0 ? hd_printf(ctx, "%.0f bytes", amount)
                     : hd_printf(ctx, "%.*f %s", amount < 10 ? 1 : 0, amount, units[unit]);
}

bool hd_lint_is_new(const hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    return relation != NULL &&
           (*relation->relpersistence == 't' || hd_lint_did(at, HD_LINT_CREATED, relation, NULL));
}

bool hd_lint_is_idle_name(hd_lint_at *at, const char *schema, const char *name)
{
    const hd_lint_relation *known = hd_lint_known_name(at, schema, name);

    if (hd_lint_did_to(at, HD_LINT_CREATED, schema, name, NULL))
        return true;
    if (known == NULL || !at->options->trust_sizes || known->bytes > at->options->small_bytes ||
        strchr("rpm", known->kind) == NULL)
        return false;
    char *text = hd_printf(at->frame->ctx, "%s (%s)", name,
                           bytes_text(at->frame->ctx, known->bytes));
    if (at->frame->spared != NULL && !hd_strings_contain(at->frame->spared, text))
        hd_vec_push(at->frame->ctx, at->frame->spared, text);
    return true;
}

bool hd_lint_is_idle(hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    return relation != NULL && (hd_lint_is_new(at, relation) ||
                                hd_lint_is_idle_name(at, relation->schemaname, relation->relname));
}

const char *hd_lint_size(hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    const hd_lint_relation *known = hd_lint_known(at, relation);

    if (known == NULL || !at->options->trust_sizes || known->bytes == 0)
        return "";
    double seconds = (double)known->bytes / BYTES_A_SECOND;
    const char *bytes = bytes_text(at->frame->ctx, known->bytes);
    return seconds < 1 ? hd_printf(at->frame->ctx, " (%s)", bytes)
                       : hd_printf(at->frame->ctx, " (%s, about %.0f s)", bytes, seconds);
}

bool hd_lint_lock_name(TALLOC_CTX *ctx, const hd_sql_lock *lock, hd_sql_name *ret)
{
    if (lock->relation == NULL)
        return false;
    hd_cursor cursor = hd_cursor_at(lock->relation, 0, strlen(lock->relation));
    return hd_cursor_name(ctx, &cursor, ret);
}

static bool is_busy(hd_lint_at *at, const hd_sql_lock *lock)
{
    HD_SCRATCH(scratch);
    hd_sql_name name = {0};

    /* What only a role tells ("its indexes") goes with a relation that is looked at itself. */
    return lock->role == NULL && hd_lint_lock_name(scratch, lock, &name) &&
           !hd_lint_is_idle_name(at, name.schema, name.name);
}

/* Views and sequences are locked shortly, by few; a materialized view is a table of rows. */
static bool is_light(const hd_lint_at *at)
{
    const char *tag = at->statement->facts->tag;

    return strstr(tag, "MATERIALIZED") == NULL &&
           (hd_text_ends(tag, " VIEW") || hd_text_ends(tag, " SEQUENCE"));
}

bool hd_lint_lock_waits(hd_lint_at *at, const hd_sql_lock *lock)
{
    return hd_lock_mode_blocks_reads(lock->mode) && !is_light(at) && is_busy(at, lock);
}

bool hd_lint_blocks(hd_lint_at *at)
{
    for (size_t i = 0; i < at->impact->locks.count; i++)
        if (hd_lock_mode_blocks_writes(at->impact->locks.items[i].mode) &&
            is_busy(at, &at->impact->locks.items[i]))
            return true;
    return false;
}

bool hd_lint_sets_later(const hd_lint_at *at, const char *parameter)
{
    for (size_t i = at->index + 1; i < at->part->statements.count; i++) {
        const char *sql = at->part->statements.items[i].sql;
        hd_cursor cursor = hd_cursor_at(sql, 0, strlen(sql));
        if (!hd_cursor_accept(&cursor, "set"))
            continue;
        if (!hd_cursor_accept(&cursor, "local"))
            hd_cursor_accept(&cursor, "session");
        if (hd_cursor_on(&cursor, parameter))
            return true;
    }
    return false;
}

/* ---- reading trees ---- */

const char *hd_lint_name(hd_lint_at *at, const PgQuery__RangeVar *relation)
{
    return relation == NULL
               ? ""
               : hd_sql_qualified(at->frame->ctx, relation->schemaname, relation->relname);
}

const char *hd_lint_string(const PgQuery__Node *node)
{
    return node != NULL && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

hd_lint_words hd_lint_words_in(PgQuery__Node *const nodes[], size_t count, size_t less)
{
    if (count <= less)
        return (hd_lint_words){"", ""};
    count -= less;
    return (hd_lint_words){count < 2 ? "" : hd_lint_string(nodes[count - 2]),
                           hd_lint_string(nodes[count - 1])};
}

hd_lint_words hd_lint_words_of(const PgQuery__Node *node, size_t less)
{
    if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_LIST)
        return (hd_lint_words){"", less == 0 ? hd_lint_string(node) : ""};
    return hd_lint_words_in(node->list->items, node->list->n_items, less);
}

bool hd_lint_type_is(const PgQuery__TypeName *type, const char *name)
{
    return type != NULL && type->n_names > 0 &&
           strcmp(hd_lint_string(type->names[type->n_names - 1]), name) == 0;
}

const PgQuery__Constraint *hd_lint_column_constraint(const PgQuery__ColumnDef *column,
                                                     PgQuery__ConstrType type)
{
    for (size_t i = 0; i < column->n_constraints; i++)
        if (column->constraints[i]->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
            column->constraints[i]->constraint->contype == type)
            return column->constraints[i]->constraint;
    return NULL;
}

const PgQuery__Constraint *hd_lint_added(const hd_tree *command, PgQuery__ConstrType type)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)command;

    if (cmd->subtype != HD_AT(AddConstraint) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_CONSTRAINT ||
        cmd->def->constraint->contype != type)
        return NULL;
    return cmd->def->constraint;
}

const PgQuery__ColumnDef *hd_lint_added_column(const hd_tree *command)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)command;

    if (cmd->subtype != HD_AT(AddColumn) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
        return NULL;
    return cmd->def->column_def;
}

bool hd_lint_alters_table(const hd_lint_at *at)
{
    return at->alter != NULL && at->alter->objtype == HD_OBJECT(TABLE);
}

const char *hd_lint_columns(hd_lint_at *at, PgQuery__Node *const nodes[], size_t count)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    for (size_t i = 0; i < count; i++)
        hd_vec_push(scratch, &names, hd_sql_ident(scratch, hd_lint_string(nodes[i])));
    return hd_text_join(at->frame->ctx, &names, ", ");
}

const char *hd_lint_check_column(const PgQuery__Constraint *constraint)
{
    const PgQuery__Node *expression = constraint->raw_expr;

    if (constraint->contype != HD_CONSTR(CHECK) || expression == NULL ||
        expression->node_case != PG_QUERY__NODE__NODE_NULL_TEST ||
        expression->null_test->nulltesttype != PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL)
        return NULL;
    const PgQuery__Node *arg = expression->null_test->arg;
    if (arg == NULL || arg->node_case != PG_QUERY__NODE__NODE_COLUMN_REF ||
        arg->column_ref->n_fields == 0)
        return NULL;
    return hd_lint_string(arg->column_ref->fields[arg->column_ref->n_fields - 1]);
}

const char *hd_lint_make_name(hd_lint_at *at, PgQuery__Node *const columns[], size_t count,
                              const char *suffix)
{
    HD_SCRATCH(scratch);
    hd_strings parts = {0};

    hd_vec_push(scratch, &parts, at->table->relname);
    for (size_t i = 0; i < count; i++)
        hd_vec_push(scratch, &parts, hd_lint_string(columns[i]));
    char *name = hd_text_join(scratch, &parts, "_");
    size_t room = MAX_NAME_BYTES - 1 - strlen(suffix);
    if (strlen(name) > room) {
        while (room > 0 && ((unsigned char)name[room] & 0xC0) == 0x80)
            room--;
        name[room] = '\0';
    }
    return hd_printf(at->frame->ctx, "%s_%s", name, suffix);
}
