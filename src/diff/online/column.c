/*
 * A new column with a value of its own for each row is added empty, filled in many short
 * transactions, and then proved to be NOT NULL, instead of writing the table anew under lock.
 */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/online/exchange.h"
#include "diff/rule.h"
#include "parse/locks.h"
#include "parse/quote.h"

/* Whether rows that are there get different values, which only an UPDATE can give them. */
static bool is_volatile(const hd_fact *column, const char *value)
{
    HD_SCRATCH(scratch);
    const char *sql = hd_printf(scratch, "ALTER TABLE t ADD COLUMN c %s DEFAULT %s",
                                hd_fact_text(column, "type"), value);

    return hd_sql_impact_of(scratch, sql, strlen(sql))->rewrites;
}

hd_fact hd_bare_fact(TALLOC_CTX *ctx, const hd_fact *column, const char *name)
{
    static const char *const left_out[] = {"not_null", "not_null_name", "not_null_no_inherit"};
    hd_fact bare = *column;
    const char **values = hd_new_array(ctx, const char *, column->kind->attribute_count);

    memcpy(values, column->values, column->kind->attribute_count * sizeof(*values));
    for (size_t i = 0; i < HD_COUNT(left_out); i++)
        values[hd_attribute_place(column->kind, left_out[i])] = NULL;
    bare.name = name;
    bare.values = values;
    bare.child_count = 0;
    return bare;
}

char *hd_bare_column(TALLOC_CTX *ctx, const hd_fact *column, const char *name)
{
    HD_SCRATCH(scratch);
    const struct hd_ddl ddl = {0};
    hd_buf *out = hd_buf_new(scratch);
    hd_fact bare = hd_bare_fact(scratch, column, name);

    hd_buf_addf(out, "%s ADD COLUMN ", hd_alter_prefix(scratch, column->parent, false));
    hd_print_column(out, &bare, &ddl);
    return hd_buf_take(ctx, out);
}

/* The column that leads a key in which it cannot be NULL. */
static const hd_fact *leading_column(const struct hd_stager *stager, const hd_fact *key)
{
    HD_SCRATCH(scratch);

    if (!hd_is_constraint(key, "primary key") && !hd_is_constraint(key, "unique"))
        return NULL;
    hd_strings columns = hd_fact_list(scratch, key, "columns");
    if (columns.count == 0 || !hd_is_steady(stager->diff, key))
        return NULL;
    const hd_fact *column = hd_fact_child(key->parent, &hd_kind_column, columns.items[0]);
    const hd_fact *old = column == NULL ? NULL : stager->diff->old_of[column->index];
    return old != NULL && hd_fact_bool(old, "not_null") && hd_fact_bool(column, "not_null") ? column
                                                                                            : NULL;
}

char *hd_batch_key(TALLOC_CTX *ctx, const struct hd_stager *stager, const hd_fact *table)
{
    static const char *const types[] = {"primary key", "unique"};

    for (size_t type = 0; type < HD_COUNT(types); type++)
        for (size_t i = 0; i < table->child_count; i++) {
            const hd_fact *key = table->children[i];
            const hd_fact *column = leading_column(stager, key);
            if (column != NULL && hd_is_constraint(key, types[type]))
                return hd_sql_ident(ctx, column->name);
        }
    return hd_strdup(ctx, "");
}

static const char *fill_remark(const struct hd_stager *stager, const hd_fact *table)
{
    const hd_fact *old = stager->diff->old_of[table->index];
    const hd_fact *fact = old == NULL ? NULL : hd_fill_sets_off(old, false);

    if (fact == NULL)
        return NULL;
    return hd_printf(
        stager->plan,
        "sets off %s %s; in a revision, triggers=off in the line of the batch keeps it "
        "still",
        fact->kind->name, fact->name);
}

static void fill_stage(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = group->action.fact;
    const char *name = hd_sql_ident(scratch, column->name);

    hd_plan_step *fill = hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_OWN,
                                  "UPDATE %s SET %s = DEFAULT WHERE %s IS NULL",
                                  column->parent->identity, name, name);
    fill->batch = hd_batch_key(stager->plan, stager, column->parent);
    fill->remark = fill_remark(stager, column->parent);
}

/* The comment on the constraint, which comes when that is there. */
static bool is_about_not_null(const hd_plan_step *step)
{
    return hd_text_starts(step->sql, "COMMENT ON CONSTRAINT ");
}

static void not_null_stage(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = group->action.fact;
    const char *alter = hd_alter_prefix(scratch, column->parent, false);
    const char *name = hd_sql_ident(scratch, column->name);
    const char *named = hd_fact_text(column, "not_null_name");
    const char *proof = hd_not_null_proof_invent(stager, column);
    hd_buf *statement = hd_buf_new(scratch);

    if (named != NULL)
        hd_buf_addf(statement, "%s ADD CONSTRAINT %s NOT NULL %s%s", alter,
                    hd_sql_ident(scratch, named), name,
                    hd_fact_bool(column, "not_null_no_inherit") ? " NO INHERIT" : "");
    else
        hd_buf_addf(statement, "%s ALTER COLUMN %s SET NOT NULL", alter, name);
    hd_stage_proof(stager, group, HD_PHASE_AFTER, alter, proof,
                   hd_printf(scratch, "CHECK (%s IS NOT NULL)", name));
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED, "%s", statement->data)->proven = true;
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED, "%s DROP CONSTRAINT %s", alter,
             hd_sql_ident(scratch, proof));
    for (size_t i = 0; i < group->count; i++)
        if (is_about_not_null(&group->steps[i]))
            hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED, "%s", group->steps[i].sql);
}

/* ---- identity ---- */

/* A sequence of its own gives the numbers until all rows have one. */
static const char *numbers_begin(struct hd_stager *stager, const struct hd_group *group,
                                 const hd_fact *identity)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = identity->parent;
    const hd_fact *table = column->parent;
    const char *sequence = hd_sql_qualified(
        stager, table->schema,
        hd_name_invent(stager, table->schema,
                       hd_printf(scratch, "%s_%s", table->name, column->name), "seq"));
    hd_buf *clauses = hd_buf_new(scratch);

    hd_print_sequence(clauses, identity);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "CREATE SEQUENCE %s AS %s%s", sequence,
             hd_fact_text(identity, "type"), clauses->data);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED,
             "%s ALTER COLUMN %s SET DEFAULT pg_catalog.nextval(%s)",
             hd_alter_prefix(scratch, table, false), hd_sql_ident(scratch, column->name),
             hd_sql_literal(scratch, sequence));
    return sequence;
}

/* The identity goes on where the sequence is, all in one transaction. */
static void numbers_end(struct hd_stager *stager, const struct hd_group *group,
                        const hd_fact *identity, const char *sequence)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = identity->parent;
    hd_buf *generated = hd_buf_new(scratch);
    const char *prefix = hd_printf(scratch, "%s ALTER COLUMN %s",
                                   hd_alter_prefix(scratch, column->parent, false),
                                   hd_sql_ident(scratch, column->name));

    hd_print_identity(generated, identity);
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED, "%s DROP DEFAULT", prefix);
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED, "%s ADD %s", prefix, generated->data);
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED,
             "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(%s, %s)::regclass, "
             "last_value, is_called) FROM %s",
             hd_sql_literal(scratch, column->parent->identity),
             hd_sql_literal(scratch, column->name), sequence);
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_JOINED, "DROP SEQUENCE %s", sequence);
}

/* ---- */

static const char *reason_to_rewrite(const hd_fact *column)
{
    if (hd_text_equal(hd_fact_text(column, "generated"), "stored"))
        return "writes all rows anew while nobody can use the table: a generated column cannot be "
               "filled later";
    for (size_t i = 0; i < column->edge_count; i++) {
        const hd_fact *domain = column->edges[i].to;
        if (domain->kind == &hd_kind_domain &&
            (hd_fact_bool(domain, "not_null") ||
             hd_fact_child(domain, &hd_kind_domain_constraint, NULL) != NULL))
            return "writes all rows anew while nobody can use the table: the domain has "
                   "constraints; a CHECK of the table would do without";
    }
    return NULL;
}

static void plain_stage(struct hd_stager *stager, const struct hd_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        hd_stage_plain(
            stager, group, i,
            i > 0 || group->steps[i].remark != NULL ? NULL : reason_to_rewrite(group->action.fact));
}

bool hd_recipe_column_create(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = group->action.fact;
    const hd_fact *value = hd_fact_child(column, &hd_kind_default, NULL);
    const hd_fact *identity = hd_fact_child(column, &hd_kind_identity, NULL);
    const char *sequence = NULL;

    if (column->parent->kind != &hd_kind_table || hd_is_fresh(stager->diff, column) ||
        strstr(group->steps[0].sql, " ADD COLUMN ") == NULL)
        return false;
    if (identity == NULL &&
        (value == NULL || !is_volatile(column, hd_fact_text(value, "expression")))) {
        plain_stage(stager, group);
        return true;
    }
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s",
             hd_bare_column(scratch, column, column->name));
    if (identity != NULL)
        sequence = numbers_begin(stager, group, identity);
    else if (hd_schedule_is_folded(stager->diff, value))
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s ALTER COLUMN %s SET DEFAULT %s",
                 hd_alter_prefix(scratch, column->parent, false),
                 hd_sql_ident(scratch, column->name), hd_fact_text(value, "expression"));
    for (size_t i = 1; i < group->count; i++)
        if (!is_about_not_null(&group->steps[i]))
            hd_stage_plain(stager, group, i, NULL);
    fill_stage(stager, group);
    if (hd_fact_bool(column, "not_null") && !hd_fact_bool(column, "not_null_not_valid"))
        not_null_stage(stager, group);
    if (identity != NULL)
        numbers_end(stager, group, identity, sequence);
    return true;
}
