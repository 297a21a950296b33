/*
 * Partitions. A table is proved to have only rows of its bound before it is attached, and the
 * default partition to have none of them, so that neither is read under lock; one that goes
 * is detached CONCURRENTLY.
 */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/online/bound.h"
#include "diff/online/recipe.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* The table that an attachment attaches to. */
static const hd_fact *parent_of(const hd_fact *attachment)
{
    for (size_t i = 0; i < attachment->edge_count; i++)
        if (attachment->edges[i].to->kind == &hd_kind_table)
            return attachment->edges[i].to;
    return NULL;
}

static const hd_fact *default_partition_of(const hd_fact *parent)
{
    for (size_t i = 0; i < parent->user_count; i++) {
        const hd_fact *user = parent->users[i];
        if (user->kind == &hd_kind_attachment && parent_of(user) == parent &&
            hd_text_equal(hd_fact_text(user, "bound"), "DEFAULT"))
            return user->parent;
    }
    return NULL;
}

/* What the rows of the partition have to be, for the table above and those above it. */
static bool condition_print(hd_buf *out, const hd_fact *attachment)
{
    const char *separator = "";

    while (attachment != NULL) {
        const hd_fact *parent = parent_of(attachment);
        hd_buf_add(out, separator);
        if (parent == NULL || !hd_bound_print(out, parent, hd_fact_text(attachment, "bound")))
            return false;
        separator = " AND ";
        attachment = hd_fact_child(parent, &hd_kind_attachment, NULL);
    }
    return true;
}

/* Whether its columns are there from the beginning, and stay as they are. */
static bool has_steady_columns(const hd_diff *diff, const hd_fact *table)
{
    if (table == NULL || table->kind != &hd_kind_table || !hd_is_steady(diff, table))
        return false;
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column && !hd_is_steady(diff, table->children[i]))
            return false;
    return true;
}

/* Adds the proof; NULL when it is not possible or there are no rows, else the way to end it. */
static const char *proof_stage(struct hd_stager *stager, const struct hd_group *group,
                               const hd_fact *table, const char *condition)
{
    if (condition == NULL || !has_steady_columns(stager->diff, table))
        return NULL;
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, table, false);
    const char *name = hd_constraint_name_invent(stager, table, table->name);
    hd_stage_proof(stager, group, HD_PHASE_BEFORE, alter, name,
                   hd_printf(scratch, "CHECK (%s)", condition));
    return hd_printf(stager, "%s DROP CONSTRAINT %s", alter, hd_sql_ident(scratch, name));
}

static const char unproven[] = "reads all rows of the partition, or of the default one, while "
                               "others cannot use them: its bound cannot be proved beforehand";

bool hd_recipe_attach(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *attachment = group->action.fact;
    const hd_fact *parent = parent_of(attachment);
    const hd_fact *table = attachment->parent;
    hd_buf *condition = hd_buf_new(scratch);

    if (parent == NULL)
        return false;
    const hd_fact *rest = default_partition_of(parent);
    bool fresh = hd_is_fresh(stager->diff, attachment);
    bool alone = rest == NULL || rest == table || hd_is_fresh(stager->diff, rest);
    if (fresh && alone)
        return false;
    bool known = condition_print(condition, attachment);
    const char *ends[2] = {NULL, NULL};
    if (known && !fresh)
        ends[0] = proof_stage(stager, group, table, condition->data);
    hd_buf_truncate(condition, 0);
    known = known && hd_bound_print(condition, parent, hd_fact_text(attachment, "bound"));
    if (known && !alone)
        ends[1] = proof_stage(stager, group, rest, hd_printf(scratch, "NOT (%s)", condition->data));
    bool proven = (fresh || ends[0] != NULL) && (alone || ends[1] != NULL);
    hd_plan_step *step = hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s",
                                  group->steps[0].sql);
    step->proven = proven;
    step->remark = proven ? NULL : unproven;
    for (size_t i = 0; i < HD_COUNT(ends); i++)
        if (ends[i] != NULL)
            hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s", ends[i]);
    hd_stage_rest(stager, group, 1);
    return true;
}

/* The server leaves the bound behind as a CHECK with a name of its own choice. */
static void bound_check_drop(struct hd_stager *stager, const struct hd_group *group,
                             const hd_fact *table)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    for (size_t i = 0; i < table->child_count; i++)
        if (hd_is_constraint(table->children[i], "check"))
            hd_vec_push(scratch, &names, table->children[i]->name);
    const char *known = hd_sql_literal(scratch, hd_sql_array(scratch, names.items, names.count));
    const char *identity = hd_sql_literal(scratch, table->identity);
    hd_stage(
        stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED,
        "DO $howdah$\n"
        "DECLARE\n"
        "    bound_check name;\n"
        "BEGIN\n"
        "    FOR bound_check IN SELECT conname FROM pg_catalog.pg_constraint\n"
        "        WHERE conrelid = %s::regclass AND contype = 'c'\n"
        "          AND conname <> ALL (%s::name[]) AND conname NOT LIKE '%%\\_howdah\\_check%%'\n"
        "    LOOP\n"
        "        EXECUTE pg_catalog.format('ALTER TABLE %%s DROP CONSTRAINT %%I', %s, "
        "bound_check);\n"
        "    END LOOP;\n"
        "END\n"
        "$howdah$",
        identity, known, identity)
        ->remark = "drops the CHECK that DETACH PARTITION CONCURRENTLY leaves";
}

bool hd_recipe_detach(struct hd_stager *stager, const struct hd_group *group)
{
    const hd_diff *diff = stager->diff;
    const hd_fact *old = group->action.fact;
    const hd_fact *parent = parent_of(old);
    const hd_fact *kept = diff->new_of[old->parent->index];
    const hd_fact *kept_parent = parent == NULL ? NULL : diff->new_of[parent->index];

    if (group->count != 1 || diff->old_verdict[old->index] != HD_DROP || kept == NULL ||
        kept_parent == NULL || !hd_is_steady(diff, kept) || !hd_is_steady(diff, kept_parent) ||
        default_partition_of(parent) != NULL)
        return false;
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_ALONE, "%s CONCURRENTLY", group->steps[0].sql);
    bound_check_drop(stager, group, old->parent);
    return true;
}

/* ---- foreign keys of partitioned tables ---- */

/* Calls use for each partition that has rows; false as soon as it is. */
static bool leaves_walk(const hd_diff *diff, const hd_fact *table, int depth,
                        bool (*use)(const hd_fact *leaf, void *arg), void *arg)
{
    enum { DEEPEST = 32 };

    for (size_t i = 0; i < table->user_count && depth < DEEPEST; i++) {
        const hd_fact *user = table->users[i];
        if (user->kind != &hd_kind_attachment || parent_of(user) != table ||
            hd_is_fresh(diff, user))
            continue;
        if (hd_is_partitioned(user->parent) ? !leaves_walk(diff, user->parent, depth + 1, use, arg)
                                            : !use(user->parent, arg))
            return false;
    }
    return depth < DEEPEST;
}

struct key_staging {
    struct hd_stager *stager;
    const struct hd_group *group;
};

static bool can_have_key(const hd_fact *leaf, void *arg)
{
    const struct key_staging *staging = arg;
    const hd_fact *attachment = hd_fact_child(leaf, &hd_kind_attachment, NULL);

    return has_steady_columns(staging->stager->diff, leaf) &&
           hd_is_steady(staging->stager->diff, attachment) &&
           hd_fact_child(leaf, &hd_kind_constraint, staging->group->action.fact->name) == NULL;
}

static bool key_stage(const hd_fact *leaf, void *arg)
{
    const struct key_staging *staging = arg;
    HD_SCRATCH(scratch);
    const hd_fact *key = staging->group->action.fact;
    hd_buf *definition = hd_buf_new(scratch);
    const char *alter = hd_printf(scratch, "ALTER TABLE %s", leaf->identity);

    hd_print_constraint(definition, key);
    hd_stage(staging->stager, staging->group, HD_PHASE_BEFORE, HD_STEP_JOINED,
             "%s ADD %s NOT VALID", alter, definition->data);
    hd_stage(staging->stager, staging->group, HD_PHASE_BEFORE, HD_STEP_OWN,
             "%s VALIDATE CONSTRAINT %s", alter, hd_sql_ident(scratch, key->name));
    return true;
}

bool hd_stage_partitions_keys(struct hd_stager *stager, const struct hd_group *group)
{
    const hd_fact *key = group->action.fact;
    struct key_staging staging = {stager, group};

    if (group->place != HD_PHASE_MAIN || stager->diff->old_of[key->index] != NULL ||
        !hd_is_settled(stager, key) ||
        !leaves_walk(stager->diff, key->parent, 0, can_have_key, &staging))
        return false;
    (void)leaves_walk(stager->diff, key->parent, 0, key_stage, &staging);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s", group->steps[0].sql)->proven =
        true;
    return true;
}
