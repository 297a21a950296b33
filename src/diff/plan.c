#include "diff/plan.h"

#include "catalog/ddl.h"
#include "diff/aside.h"
#include "diff/leftover.h"
#include "diff/rebuild.h"
#include "diff/rule.h"
#include "parse/classify.h"
#include "parse/quote.h"
#include "parse/split.h"

struct planner {
    const hd_diff *diff;
    struct hd_ddl ddl;
    hd_plan *plan;
    size_t capacity;
};

bool hd_step_is_comment(const hd_plan_step *step)
{
    return strncmp(step->sql, "--", 2) == 0;
}

bool hd_step_makes_routine(const hd_plan_step *step)
{
    const hd_kind *kind = step->action.fact->kind;

    return (kind == &hd_kind_function || kind == &hd_kind_procedure) &&
           strncmp(step->sql, "CREATE ", strlen("CREATE ")) == 0;
}

/* The mode that a statement needs by itself. */
static hd_step_mode mode_of(const char *sql)
{
    HD_SCRATCH(scratch);

    if (strncmp(sql, "--", 2) == 0)
        return HD_STEP_JOINED;
    hd_sql_special special = hd_sql_classify(scratch, sql, strlen(sql))->special;
    if (special == HD_SQL_ADD_ENUM_VALUE)
        return HD_STEP_OWN;
    return special == HD_SQL_ORDINARY ? HD_STEP_JOINED : HD_STEP_ALONE;
}

static bool is_folded(const struct hd_ddl *ddl, const hd_fact *fact)
{
    return hd_schedule_is_folded(ddl->arg, fact);
}

/* The NOT NULL of the table that is aside has the name meanwhile; before 18 it has none. */
static bool says_name(const struct hd_ddl *ddl, const hd_fact *column)
{
    const hd_diff *diff = ddl->arg;
    const hd_fact *table = diff->old_of[column->parent->index];

    return diff->server_version >= 180000 && table != NULL && diff->aside[table->index];
}

static void drop_print(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *old = change->old;
    const hd_rule *rule = hd_rule_of(old->kind);

    if (rule->drop != NULL) {
        rule->drop(out, change);
    } else if (change->diff->aside[old->index]) {
        hd_buf_addf(out, "DROP %s %s;\n", old->kind->noun,
                    hd_aside_identity(scratch, change->diff, old->schema, old->name));
    } else if (old->kind->noun == NULL) {
        hd_buf_addf(out, "-- howdah cannot drop %s %s\n", old->kind->name, old->identity);
    } else {
        hd_buf_add(out, "DROP ");
        hd_ddl_reference(out, old);
        hd_buf_add(out, ";\n");
    }
}

/* What hangs on something that people have to make or drop by hand is theirs, too. */
static bool is_left_to_people(const hd_diff *diff, const hd_action *action)
{
    const hd_fact *parent = action->fact->parent;

    if (parent == NULL || parent->kind != &hd_kind_subscription)
        return false;
    return action->role == HD_ROLE_DROP ? hd_diff_gone(diff, parent) : hd_diff_made(diff, parent);
}

static void action_print(hd_buf *out, const struct planner *planner, const hd_action *action)
{
    HD_SCRATCH(scratch);
    const hd_diff *diff = planner->diff;
    bool old_side = hd_role_is_old(action->role);
    const hd_rule *rule = hd_rule_of(action->fact->kind);
    hd_change change = {
        .diff = diff,
        .old = old_side ? action->fact : diff->old_of[action->fact->index],
        .new = old_side ? diff->new_of[action->fact->index] : action->fact,
    };

    if (is_left_to_people(diff, action))
        return;
    switch (action->role) {
    case HD_ROLE_ASIDE:
        rule->set_aside(out, &change,
                        hd_aside_name(scratch, diff, action->fact->schema, action->fact->name));
        break;
    case HD_ROLE_HOLLOW:
        hd_ddl_stand_in(out, action->fact);
        break;
    case HD_ROLE_DROP:
        drop_print(out, &change);
        break;
    case HD_ROLE_STAND_IN:
        hd_ddl_stand_in(out, action->fact);
        break;
    case HD_ROLE_CREATE:
        if (rule->create != NULL)
            rule->create(out, &change, &planner->ddl);
        else
            (void)hd_ddl_create(out, action->fact, &planner->ddl);
        hd_leftover_print(out, diff, action->fact);
        break;
    case HD_ROLE_ALTER:
        rule->alter(out, &change);
        break;
    case HD_ROLE_FILL:
        rule->fill(out, &change);
        break;
    case HD_ROLE_COUNT:
        break;
    }
}

static void step_add(struct planner *planner, const hd_action *action, const char *sql, size_t len)
{
    hd_plan *plan = planner->plan;

    if (plan->count == planner->capacity)
        plan->steps = hd_vec_grow(plan, plan->steps, sizeof(*plan->steps), plan->count,
                                  &planner->capacity);
    char *copy = hd_strndup(plan, sql, len);
    const char *remark = hd_rebuild_remark(plan->diff, action, copy);
    plan->steps[plan->count++] = (hd_plan_step){
        .action = *action,
        .sql = copy,
        .mode = mode_of(copy),
        .remark = remark != NULL ? remark : hd_column_remark(plan->diff, action, copy),
    };
}

static hd_error *action_add(struct planner *planner, const hd_action *action)
{
    HD_SCRATCH(scratch);
    hd_buf *sql = hd_buf_new(scratch);
    hd_sql_items items = {0};

    action_print(sql, planner, action);
    if (sql->len == 0)
        return NULL;
    HD_TRY(hd_sql_split(scratch, sql->data, 0, sql->len, &items));
    for (size_t i = 0; i < items.count; i++)
        step_add(planner, action, sql->data + items.items[i].start,
                 items.items[i].end - items.items[i].start);
    if (items.count == 0) /* a comment, about what people have to do */
        step_add(planner, action, sql->data, sql->len - 1);
    return NULL;
}

hd_error *hd_plan_make(TALLOC_CTX *ctx, const hd_diff *diff, const hd_plan_options *options,
                       hd_plan **ret)
{
    HD_SCRATCH(scratch);
    hd_schedule *schedule = NULL;
    struct planner planner = {
        .diff = diff,
        .ddl = {.no_owner = options->no_owner,
                .is_folded = is_folded,
                .says_name = says_name,
                .arg = diff},
        .plan = hd_new(scratch, hd_plan),
    };

    planner.plan->diff = diff;
    if (!hd_diff_is_empty(diff)) {
        HD_TRY(hd_schedule_make(scratch, diff, &schedule));
        for (size_t i = 0; i < schedule->count; i++)
            HD_TRY(action_add(&planner, &schedule->actions[i]));
    }
    *ret = talloc_steal(ctx, planner.plan);
    return NULL;
}
