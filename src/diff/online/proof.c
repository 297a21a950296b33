/*
 * What all rows have to be looked at for: CHECK, FOREIGN KEY and NOT NULL. They are said to hold
 * for new rows first, which takes a moment, and proved for old ones while others read and
 * write. The two never share a transaction: the lock of the first would be held during the second.
 */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/online/recipe.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* Versions of the server from which on a foreign key of a partitioned table can be NOT VALID, and
 * validating a constraint of a domain lets others write. */
enum { NOT_VALID_ON_PARTITIONED = 180000, WEAK_LOCK_OF_DOMAINS = 180000 };

static bool is_proof(const hd_fact *fact)
{
    return hd_is_constraint(fact, "check") || hd_is_constraint(fact, "foreign key");
}

/* A foreign key of a partitioned table could not be NOT VALID before. */
static bool can_be_not_valid(const struct hd_stager *stager, const hd_fact *new)
{
    return hd_is_constraint(new, "check") || !hd_is_partitioned(new->parent) ||
           stager->diff->server_version >= NOT_VALID_ON_PARTITIONED;
}

/* Validation is put off, unless the table is linked to another one, for which it counts. */
static hd_plan_step *validation_stage(struct hd_stager *stager, const struct hd_group *group,
                                      hd_phase phase, const char *alter, const char *name)
{
    HD_SCRATCH(scratch);

    return hd_stage(stager, group, phase, HD_STEP_OWN, "%s VALIDATE CONSTRAINT %s", alter,
                    hd_sql_ident(scratch, name));
}

/* One of the name goes later: nothing can be made before. */
static bool is_taken_before(const struct hd_stager *stager, const hd_fact *new)
{
    const hd_fact *table = stager->diff->old_of[new->parent->index];

    return table != NULL && hd_fact_child(table, new->kind, new->name) != NULL;
}

bool hd_recipe_proof_create(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    bool linked = hd_gets_linked(stager->diff, new);

    if (!is_proof(new) || new->parent->kind != &hd_kind_table || hd_is_fresh(stager->diff, new) ||
        hd_fact_bool(new, "not_valid") || hd_fact_bool(new, "not_enforced") ||
        (linked && (!hd_is_settled(stager, new) || is_taken_before(stager, new))))
        return false;
    if (!can_be_not_valid(stager, new) && hd_stage_partitions_keys(stager, group)) {
        hd_stage_rest(stager, group, 1);
        return true;
    }
    if (!can_be_not_valid(stager, new)) {
        hd_stage_plain(stager, group, 0,
                       "reads all rows while others cannot write: before version 18 a foreign key "
                       "of a partitioned table cannot be NOT VALID");
        hd_stage_rest(stager, group, 1);
        return true;
    }
    hd_stage(stager, group, linked ? HD_PHASE_BEFORE : HD_PHASE_MAIN, HD_STEP_JOINED,
             "%s NOT VALID", group->steps[0].sql);
    hd_stage_rest(stager, group, 1);
    validation_stage(stager, group, linked ? HD_PHASE_BEFORE : HD_PHASE_AFTER,
                     hd_alter_prefix(scratch, new->parent, false), new->name);
    return true;
}

static bool is_validation(const char *sql)
{
    return strstr(sql, " VALIDATE CONSTRAINT ") != NULL;
}

bool hd_recipe_proof_alter(struct hd_stager *stager, const struct hd_group *group)
{
    if (!is_proof(group->action.fact) || hd_gets_linked(stager->diff, group->action.fact))
        return false;
    for (size_t i = 0; i < group->count; i++)
        if (is_validation(group->steps[i].sql))
            hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_OWN, "%s", group->steps[i].sql);
        else
            hd_stage_plain(stager, group, i, NULL);
    return true;
}

bool hd_recipe_domain_check(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;

    if (group->action.role == HD_ROLE_ALTER && !is_validation(group->steps[0].sql))
        return false;
    if (hd_diff_made(stager->diff, new->parent) ||
        (group->action.role == HD_ROLE_CREATE && hd_fact_bool(new, "not_valid")))
        return false;
    if (group->action.role == HD_ROLE_CREATE) {
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s NOT VALID", group->steps[0].sql);
        hd_stage_rest(stager, group, 1);
    }
    hd_plan_step *step = validation_stage(
        stager, group, HD_PHASE_AFTER, hd_printf(scratch, "ALTER DOMAIN %s", new->parent->identity),
        new->name);
    if (stager->diff->server_version < WEAK_LOCK_OF_DOMAINS)
        step->remark = "reads all rows that use the domain while others cannot write them: before "
                       "version 18 the server knows no other way";
    return true;
}

/* ---- NOT NULL ---- */

void hd_stage_proof(struct hd_stager *stager, const struct hd_group *group, hd_phase phase,
                    const char *alter, const char *name, const char *check)
{
    HD_SCRATCH(scratch);

    hd_stage(stager, group, phase, HD_STEP_JOINED, "%s ADD CONSTRAINT %s %s NOT VALID", alter,
             hd_sql_ident(scratch, name), check);
    validation_stage(stager, group, phase, alter, name);
}

/* "ALTER TABLE t ADD CONSTRAINT n NOT NULL c", of version 18. */
static bool is_named(const char *sql)
{
    return strstr(sql, " ADD CONSTRAINT ") != NULL && strstr(sql, " NOT NULL ") != NULL;
}

/* A table that has left by then keeps the CHECK that it got from the one above. */
static void proof_drop_below(struct hd_stager *stager, const struct hd_group *group,
                             const hd_fact *table, const char *name)
{
    HD_SCRATCH(scratch);
    const hd_diff *diff = stager->diff;

    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *link = table->users[i];
        if (!hd_is_link(link) || link->parent == table || !hd_diff_gone(diff, link) ||
            hd_diff_gone(diff, link->parent))
            continue;
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s DROP CONSTRAINT IF EXISTS %s",
                 hd_alter_prefix(scratch, diff->new_of[link->parent->index], false),
                 hd_sql_ident(scratch, name));
    }
}

static void not_null_stage(struct hd_stager *stager, const struct hd_group *group, size_t number)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];
    const char *name = hd_not_null_proof_invent(stager, new);
    const char *check = hd_printf(scratch, "CHECK (%s IS NOT NULL)%s",
                                  hd_sql_ident(scratch, old->name),
                                  hd_not_null_is_alone(new) ? " NO INHERIT" : "");

    hd_stage_proof(stager, group, HD_PHASE_BEFORE, hd_alter_prefix(scratch, old->parent, false),
                   name, check);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s", group->steps[number].sql)->proven =
        true;
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s DROP CONSTRAINT %s",
             hd_alter_prefix(scratch, new->parent, false), hd_sql_ident(scratch, name));
    proof_drop_below(stager, group, old->parent, name);
}

static void named_stage(struct hd_stager *stager, const struct hd_group *group, size_t number)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;

    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s NOT VALID",
             group->steps[number].sql);
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_OWN, "%s VALIDATE CONSTRAINT %s",
             hd_alter_prefix(scratch, new->parent, false), hd_not_null_name(scratch, new));
}

bool hd_recipe_not_null(struct hd_stager *stager, const struct hd_group *group)
{
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];

    if (new->parent->kind != &hd_kind_table || hd_is_fresh(stager->diff, new) ||
        group->place != HD_PHASE_MAIN || hd_fact_bool(new, "not_null_not_valid") ||
        (hd_fact_bool(old, "not_null") && !hd_fact_bool(old, "not_null_not_valid")))
        return false;
    for (size_t i = 0; i < group->count; i++) {
        struct hd_group one = {group->action, &group->steps[i], 1, group->place};
        if (hd_text_ends(group->steps[i].sql, " SET NOT NULL") &&
            hd_is_same_type(stager->diff, new))
            not_null_stage(stager, group, i);
        else if (is_named(group->steps[i].sql) && !hd_gets_linked(stager->diff, new))
            named_stage(stager, group, i);
        else if (is_validation(group->steps[i].sql))
            hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_OWN, "%s", group->steps[i].sql);
        else
            hd_stage_rest(stager, &one, 0);
    }
    return true;
}
