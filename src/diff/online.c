#include "diff/online.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/text.h"
#include "catalog/needs.h"
#include "diff/explain.h"
#include "diff/online/recipe.h"
#include "diff/rule.h"
#include "diff/together.h"
#include "parse/quote.h"
#include "parse/split.h"

/* ---- questions ---- */

const hd_fact *hd_relation_of(const hd_fact *fact)
{
    while (fact != NULL && fact->kind != &hd_kind_table && fact->kind != &hd_kind_materialized_view)
        fact = fact->parent;
    return fact;
}

bool hd_is_fresh(const hd_diff *diff, const hd_fact *new)
{
    const hd_fact *relation = hd_relation_of(new);

    return relation != NULL && hd_diff_made(diff, relation);
}

bool hd_is_same_type(const hd_diff *diff, const hd_fact *new)
{
    const hd_fact *old = diff->old_of[new->index];
    static const char *const attributes[] = {"type", "collation", "generated", "expression"};

    for (size_t i = 0; i < HD_COUNT(attributes); i++)
        if (!hd_text_equal(hd_fact_text(old, attributes[i]), hd_fact_text(new, attributes[i])))
            return false;
    for (size_t i = 0; i < old->edge_count; i++) /* a type that is made anew has the same name */
        if (hd_diff_gone(diff, old->edges[i].to))
            return false;
    return true;
}

bool hd_is_steady(const hd_diff *diff, const hd_fact *new)
{
    const hd_fact *old = diff->old_of[new->index];
    hd_verdict verdict = diff->new_verdict[new->index];

    if (old == NULL || strcmp(old->identity, new->identity) != 0)
        return false;
    if (verdict == HD_ALTER)
        return new->kind == &hd_kind_table || new->kind == &hd_kind_enum_type ||
               new->kind == &hd_kind_schema ||
               (new->kind == &hd_kind_column &&hd_is_same_type(diff, new));
    return verdict == HD_SAME;
}

struct asking {
    const struct hd_stager *stager;
    const hd_fact *fact;
    bool answer;
};

static void need_settled(const hd_fact *needed, void *arg)
{
    struct asking *asking = arg;

    asking->answer &= hd_is_steady(asking->stager->diff, needed);
}

bool hd_is_settled(const struct hd_stager *stager, const hd_fact *new)
{
    struct asking asking = {stager, new, true};

    hd_fact_needs(new, need_settled, &asking);
    return asking.answer;
}

bool hd_gets_linked(const hd_diff *diff, const hd_fact *new)
{
    const hd_fact *table = hd_relation_of(new);

    for (size_t i = 0; table != NULL && i < table->child_count; i++) {
        const hd_fact *child = table->children[i];
        if ((child->kind == &hd_kind_attachment || child->kind == &hd_kind_inherit) &&
            hd_diff_made(diff, child))
            return true;
    }
    return false;
}

bool hd_is_partitioned(const hd_fact *table)
{
    return table->kind == &hd_kind_table && hd_fact_text(table, "partition_key") != NULL;
}

/* ---- names ---- */

static bool names_a_relation(const hd_fact *fact)
{
    if (fact->kind == &hd_kind_constraint)
        return hd_has_index(fact);
    return fact->kind->naming == HD_NAMING_SCHEMA && fact->kind->classid == hd_kind_table.classid;
}

static int name_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *name_key(TALLOC_CTX *ctx, const char *schema, const char *name)
{
    return hd_printf(ctx, "%s.%s", schema == NULL ? "" : schema, name);
}

static void names_collect(struct hd_stager *stager, const hd_snapshot *side, hd_strings *ret)
{
    if (ret->count > 0)
        return;
    for (size_t i = 0; i < side->count; i++) {
        const hd_fact *fact = side->facts[i];
        const char *schema = fact->kind == &hd_kind_constraint ? fact->parent->schema
                                                               : fact->schema;
        if (names_a_relation(fact))
            hd_vec_push(stager, ret, name_key(stager, schema, fact->name));
    }
    if (ret->count > 0)
        qsort(ret->items, ret->count, sizeof(char *), name_order);
}

static bool is_listed(const hd_strings *sorted, const char *schema, const char *name)
{
    HD_SCRATCH(scratch);
    const char *key = name_key(scratch, schema, name);

    return sorted->count > 0 &&
           bsearch(&key, sorted->items, sorted->count, sizeof(char *), name_order) != NULL;
}

bool hd_name_is_taken_before(struct hd_stager *stager, const char *schema, const char *name)
{
    names_collect(stager, stager->diff->from, &stager->before);
    return is_listed(&stager->before, schema, name);
}

bool hd_name_is_taken_after(struct hd_stager *stager, const char *schema, const char *name)
{
    names_collect(stager, stager->diff->to, &stager->after);
    return is_listed(&stager->after, schema, name);
}

static bool is_free(struct hd_stager *stager, const char *schema, const char *name)
{
    HD_SCRATCH(scratch);

    return !hd_name_is_taken_before(stager, schema, name) &&
           !hd_name_is_taken_after(stager, schema, name) &&
           !hd_strings_contain(&stager->invented, name_key(scratch, schema, name));
}

static char *suffix_print(TALLOC_CTX *ctx, const char *suffix, int number)
{
    return number == 0 ? hd_printf(ctx, "_howdah_%s", suffix)
                       : hd_printf(ctx, "_howdah_%s%d", suffix, number);
}

char *hd_name_invent(struct hd_stager *stager, const char *schema, const char *name,
                     const char *suffix)
{
    for (int number = 0;; number++) {
        HD_SCRATCH(scratch);
        char *invented = hd_sql_name_join(stager, name, suffix_print(scratch, suffix, number));
        if (!is_free(stager, schema, invented))
            continue;
        hd_vec_push(stager, &stager->invented, name_key(stager, schema, invented));
        return invented;
    }
}

/* A sync trigger and its function have one name; functions are looked for in all schemas. */
static bool is_used_at(const hd_snapshot *side, const hd_fact *table, const char *name)
{
    if (table != NULL && (hd_fact_child(table, &hd_kind_column, name) != NULL ||
                          hd_fact_child(table, &hd_kind_trigger, name) != NULL))
        return true;
    for (size_t i = 0; i < side->count; i++)
        if (side->facts[i]->kind == &hd_kind_function && strcmp(side->facts[i]->name, name) == 0)
            return true;
    return false;
}

char *hd_column_name_invent(struct hd_stager *stager, const hd_fact *table, const char *name,
                            const char *suffix)
{
    const hd_diff *diff = stager->diff;

    for (;;) {
        char *invented = hd_name_invent(stager, table->schema, name, suffix);
        if (!is_used_at(diff->to, table, invented) &&
            !is_used_at(diff->from, diff->old_of[table->index], invented))
            return invented;
    }
}

char *hd_constraint_name_invent(struct hd_stager *stager, const hd_fact *table, const char *name)
{
    const hd_fact *old = stager->diff->old_of[table->index];

    for (int number = 0;; number++) {
        HD_SCRATCH(scratch);
        char *invented = hd_sql_name_join(stager, name, suffix_print(scratch, "check", number));
        char *key = name_key(stager, table->identity, invented);
        if (hd_fact_child(table, &hd_kind_constraint, invented) != NULL ||
            (old != NULL && hd_fact_child(old, &hd_kind_constraint, invented) != NULL) ||
            hd_strings_contain(&stager->invented, key))
            continue;
        hd_vec_push(stager, &stager->invented, key);
        return invented;
    }
}

static bool is_below(const hd_fact *table)
{
    for (size_t i = 0; table != NULL && i < table->child_count; i++)
        if (hd_is_link(table->children[i]))
            return true;
    return false;
}

/* A CHECK of a table above is one of those below: theirs have other names. */
char *hd_not_null_proof_invent(struct hd_stager *stager, const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = column->parent;
    const char *name = hd_printf(scratch, "%s_not_null", column->name);

    if (is_below(table) || is_below(stager->diff->old_of[table->index]))
        name = hd_printf(scratch, "%s_%s", table->name, name);
    return hd_constraint_name_invent(stager, table, name);
}

/* ---- results ---- */

static hd_plan_step *step_add(struct hd_stager *stager, hd_phase phase, hd_plan_step step)
{
    hd_plan_steps *steps = &stager->phases[phase];

    hd_vec_push(stager, steps, step);
    return &steps->items[steps->count - 1];
}

hd_plan_step *hd_stage(struct hd_stager *stager, const struct hd_group *group, hd_phase phase,
                       hd_step_mode mode, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    hd_plan_step step = {
        .action = group->action,
        .sql = talloc_vasprintf(stager->plan, fmt, args),
        .mode = mode,
    };
    va_end(args);
    /* What waits for something made late cannot come early. */
    return step_add(stager, group->place == HD_PHASE_AFTER ? HD_PHASE_AFTER : phase, step);
}

void hd_stage_statements(struct hd_stager *stager, const struct hd_group *group, hd_phase phase,
                         const char *sql)
{
    HD_SCRATCH(scratch);
    hd_sql_items items = {0};
    hd_error *err = hd_sql_split(scratch, sql, 0, strlen(sql), &items);

    for (size_t i = 0; i < items.count; i++)
        hd_stage(stager, group, phase, HD_STEP_JOINED, "%.*s",
                 (int)(items.items[i].end - items.items[i].start), sql + items.items[i].start);
    hd_error_free(err); /* of our own statements: none */
}

void hd_stage_plain(struct hd_stager *stager, const struct hd_group *group, size_t number,
                    const char *remark)
{
    hd_plan_step step = group->steps[number];

    step.sql = hd_strdup(stager->plan, step.sql);
    if (remark != NULL)
        step.remark = remark;
    step_add(stager, group->place, step);
}

/* What a statement does that nothing here has a better way for. */
static const char *remark_of(const struct hd_stager *stager, const hd_plan_step *step)
{
    HD_SCRATCH(scratch);
    hd_sql_impact *impact = hd_step_cost_of(scratch, stager->plan, step)->impact;
    const hd_sql_lock *worst = NULL;

    for (size_t i = 0; i < impact->locks.count; i++)
        if (worst == NULL || impact->locks.items[i].mode > worst->mode)
            worst = &impact->locks.items[i];
    if (worst == NULL || !hd_lock_mode_blocks_writes(worst->mode) ||
        (!impact->scans && !impact->rewrites))
        return NULL;
    bool refused = impact->rewrites && stager->refusal != NULL;
    return hd_printf(stager->plan, "%s while it holds %s%s%s",
                     impact->rewrites ? "writes all rows anew" : "reads all rows",
                     hd_sql_lock_text(scratch, worst), refused ? "; not by --online-types: " : "",
                     refused ? stager->refusal : "");
}

/* Whether statements about it can read or write all rows of a table. */
static bool is_weighty(const hd_diff *diff, const hd_action *action)
{
    static const hd_kind *const kinds[] = {&hd_kind_table,      &hd_kind_column,
                                           &hd_kind_constraint, &hd_kind_index,
                                           &hd_kind_attachment, &hd_kind_materialized_view};

    if (hd_role_is_old(action->role) || action->role == HD_ROLE_FILL ||
        hd_is_fresh(diff, action->fact))
        return false;
    for (size_t i = 0; i < HD_COUNT(kinds); i++)
        if (kinds[i] == action->fact->kind)
            return true;
    return false;
}

void hd_stage_rest(struct hd_stager *stager, const struct hd_group *group, size_t first)
{
    bool weighty = is_weighty(stager->diff, &group->action);

    for (size_t i = first; i < group->count; i++)
        hd_stage_plain(stager, group, i, weighty ? remark_of(stager, &group->steps[i]) : NULL);
}

/* ---- the pass ---- */

static const struct recipe {
    hd_role role;
    const hd_kind *kind;
    hd_recipe_fn *apply;
} recipes[] = {
    {HD_ROLE_CREATE, &hd_kind_index, hd_recipe_view_index},
    {HD_ROLE_CREATE, &hd_kind_index, hd_recipe_index_create},
    {HD_ROLE_DROP, &hd_kind_index, hd_recipe_index_drop},
    {HD_ROLE_CREATE, &hd_kind_constraint, hd_recipe_key_create},
    {HD_ROLE_CREATE, &hd_kind_constraint, hd_recipe_proof_create},
    {HD_ROLE_ALTER, &hd_kind_constraint, hd_recipe_proof_alter},
    {HD_ROLE_CREATE, &hd_kind_column, hd_recipe_column_create},
    {HD_ROLE_ALTER, &hd_kind_column, hd_recipe_type_change},
    {HD_ROLE_ALTER, &hd_kind_column, hd_recipe_not_null},
    {HD_ROLE_CREATE, &hd_kind_attachment, hd_recipe_attach},
    {HD_ROLE_DROP, &hd_kind_attachment, hd_recipe_detach},
    {HD_ROLE_CREATE, &hd_kind_materialized_view, hd_recipe_view_create},
    {HD_ROLE_FILL, &hd_kind_materialized_view, hd_recipe_view_fill},
    {HD_ROLE_ALTER, &hd_kind_enum_type, hd_recipe_enum_value},
    {HD_ROLE_CREATE, &hd_kind_domain_constraint, hd_recipe_domain_check},
    {HD_ROLE_ALTER, &hd_kind_domain_constraint, hd_recipe_domain_check},
};

static void need_later(const hd_fact *needed, void *arg)
{
    struct asking *asking = arg;

    asking->answer |= needed != asking->fact && asking->stager->later[needed->index];
}

/* What needs something that is made late is made late itself. */
static hd_phase place_of(struct hd_stager *stager, const hd_action *action)
{
    struct asking asking = {stager, action->fact, false};

    if (hd_role_is_old(action->role) || action->role == HD_ROLE_STAND_IN)
        return HD_PHASE_MAIN;
    hd_fact_needs(action->fact, need_later, &asking);
    stager->later[action->fact->index] |= asking.answer;
    return stager->later[action->fact->index] ? HD_PHASE_AFTER : HD_PHASE_MAIN;
}

static void group_stage(struct hd_stager *stager, const struct hd_group *group)
{
    stager->refusal = NULL;
    for (size_t i = 0; i < HD_COUNT(recipes); i++)
        if (recipes[i].role == group->action.role && recipes[i].kind == group->action.fact->kind &&
            recipes[i].apply(stager, group))
            return;
    hd_stage_rest(stager, group, 0);
}

static size_t group_end(const hd_plan *plan, size_t first)
{
    const hd_action *action = &plan->steps[first].action;
    size_t end = first + 1;

    while (end < plan->count && plan->steps[end].action.role == action->role &&
           plan->steps[end].action.fact == action->fact)
        end++;
    return end;
}

static hd_plan *plan_stage(TALLOC_CTX *ctx, const hd_plan *plain, const hd_online_options *options)
{
    HD_SCRATCH(scratch);
    hd_plan *plan = hd_new(ctx, hd_plan);
    struct hd_stager *stager = hd_new(scratch, struct hd_stager);
    hd_plan_steps all = {0};

    plan->diff = plain->diff;
    plan->online = true;
    stager->plan = plan;
    stager->diff = plain->diff;
    stager->options = options;
    stager->later = hd_new_array(stager, bool, plain->diff->to->count + 1);
    stager->twins = hd_new_array(stager, const char *, plain->diff->to->count + 1);
    stager->seconds = hd_new_array(stager, const char *, plain->diff->to->count + 1);
    for (size_t i = 0, end = 0; i < plain->count; i = end) {
        end = group_end(plain, i);
        struct hd_group group = {plain->steps[i].action, &plain->steps[i], end - i, HD_PHASE_MAIN};
        group.place = place_of(stager, &group.action);
        group_stage(stager, &group);
    }
    for (size_t phase = 0; phase < HD_PHASE_COUNT; phase++)
        for (size_t i = 0; i < stager->phases[phase].count; i++)
            hd_vec_push(plan, &all, stager->phases[phase].items[i]);
    plan->steps = all.items;
    plan->count = all.count;
    return plan;
}

hd_error *hd_online_make(TALLOC_CTX *ctx, const hd_diff *diff, const hd_plan_options *plain,
                         const hd_online_options *options, hd_plan **ret)
{
    hd_plan *plan = NULL;

    HD_TRY(hd_plan_make(ctx, diff, plain, &plan));
    if (!options->off)
        plan = plan_stage(ctx, plan, options);
    hd_together_join(plan);
    *ret = plan;
    return NULL;
}
