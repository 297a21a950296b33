/*
 * Times in a plan are means of a loop, and contain those of the children. A node's own time
 * is what is left of the product when the products of its children are taken off. Two things need
 * care: under a Gather the loops are processes that work side by side, so that the product is
 * divided by their number; and an InitPlan or CTE runs inside of whoever reads it first, not of
 * the node that it hangs below.
 */
#include "tune/plan.h"

#include "base/buf.h"
#include "base/text.h"
#include <jansson.h>

enum { MAX_DEPTH = 400, UNKNOWN = -1 };

struct reader {
    bool too_deep;
};

/* ---- values ---- */

static const char *text_of(TALLOC_CTX *ctx, const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? NULL : hd_strdup(ctx, text);
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : UNKNOWN;
}

static void texts_of(TALLOC_CTX *ctx, const json_t *object, const char *key, hd_strings *ret)
{
    const json_t *array = json_object_get(object, key);

    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *text = json_string_value(json_array_get(array, i));
        if (text != NULL)
            hd_vec_push(ctx, ret, hd_strdup(ctx, text));
    }
}

/* ---- nodes ---- */

static void read_texts(hd_plan_node *node, const json_t *json)
{
    const struct {
        const char *key;
        const char **into;
    } texts[] = {
        {"Strategy", &node->strategy},       {"Join Type", &node->join_type},
        {"Operation", &node->operation},     {"Schema", &node->schema},
        {"Relation Name", &node->relation},  {"Alias", &node->alias},
        {"Index Name", &node->index},        {"CTE Name", &node->cte},
        {"Function Name", &node->function},  {"Parent Relationship", &node->relationship},
        {"Subplan Name", &node->subplan},    {"Filter", &node->filter},
        {"Index Cond", &node->index_cond},   {"Recheck Cond", &node->recheck_cond},
        {"Hash Cond", &node->hash_cond},     {"Merge Cond", &node->merge_cond},
        {"Join Filter", &node->join_filter}, {"One-Time Filter", &node->one_time_filter},
        {"Order By", &node->order_by},       {"Sort Method", &node->sort_method},
    };

    for (size_t i = 0; i < HD_COUNT(texts); i++)
        *texts[i].into = text_of(node, json, texts[i].key);
    const char *type = text_of(node, json, "Node Type");
    node->type = type == NULL ? "?" : type;
    texts_of(node, json, "Sort Key", &node->sort_keys);
    texts_of(node, json, "Group Key", &node->group_keys);
}

static void read_numbers(hd_plan_node *node, const json_t *json)
{
    const struct {
        const char *key;
        double *into;
    } numbers[] = {
        {"Startup Cost", &node->startup_cost},
        {"Total Cost", &node->total_cost},
        {"Plan Rows", &node->plan_rows},
        {"Actual Loops", &node->loops},
        {"Actual Rows", &node->rows},
        {"Actual Total Time", &node->total_ms},
        {"Rows Removed by Filter", &node->removed_by_filter},
        {"Rows Removed by Join Filter", &node->removed_by_join},
        {"Rows Removed by Index Recheck", &node->removed_by_recheck},
        {"Heap Fetches", &node->heap_fetches},
        {"Lossy Heap Blocks", &node->lossy_blocks},
        {"Sort Space Used", &node->sort_kb},
        {"Hash Batches", &node->hash_batches},
        {"Original Hash Batches", &node->hash_batches_planned},
        {"Peak Memory Usage", &node->peak_kb},
        {"Disk Usage", &node->disk_kb},
        {"Workers Planned", &node->workers_planned},
        {"Workers Launched", &node->workers_launched},
        {"Shared Read Blocks", &node->shared_read},
        {"Shared Hit Blocks", &node->shared_hit},
        {"Temp Read Blocks", &node->temp_read},
        {"Temp Written Blocks", &node->temp_written},
    };

    for (size_t i = 0; i < HD_COUNT(numbers); i++)
        *numbers[i].into = number_of(json, numbers[i].key);
    node->executed = node->loops >= 0;
    node->sort_on_disk = hd_text_equal(json_string_value(json_object_get(json, "Sort Space Type")),
                                       "Disk");
    if (node->hash_batches < 0)
        node->hash_batches = number_of(json, "HashAgg Batches");
}

static hd_plan_node *node_read(struct reader *reader, TALLOC_CTX *ctx, const json_t *json,
                               hd_plan_node *parent, unsigned depth)
{
    hd_plan_node *node = hd_new(ctx, hd_plan_node);
    const json_t *plans = json_object_get(json, "Plans");

    node->parent = parent;
    read_texts(node, json);
    read_numbers(node, json);
    if (depth >= MAX_DEPTH) {
        reader->too_deep = true;
        return node;
    }
    for (size_t i = 0; i < json_array_size(plans); i++)
        hd_vec_push(node, &node->children,
                    node_read(reader, node, json_array_get(plans, i), node, depth + 1));
    return node;
}

/* ---- what follows ---- */

static bool is_init(const hd_plan_node *node)
{
    return hd_text_equal(node->relationship, "InitPlan");
}

static bool is_type(const hd_plan_node *node, const char *type)
{
    return strcmp(node->type, type) == 0;
}

/* A node that needs all rows of its child before it gives the first. */
static bool is_blocking(const hd_plan_node *node)
{
    return is_type(node, "Sort") || is_type(node, "Hash") ||
           (is_type(node, "Aggregate") && !hd_text_equal(node->strategy, "Sorted")) ||
           is_type(node, "Materialize") || is_type(node, "ModifyTable");
}

/* Whether a child may be left before its end, by its parent or because its parent may be. */
static bool child_is_cut_short(const hd_plan_node *parent, const hd_plan_node *child)
{
    bool inner = hd_text_equal(child->relationship, "Inner");

    if (is_type(parent, "Limit") || is_type(parent, "Merge Join"))
        return true;
    if (hd_text_equal(child->relationship, "SubPlan") || is_init(child))
        return true; /* EXISTS takes one row */
    if (inner && (hd_text_equal(parent->join_type, "Semi") ||
                  hd_text_equal(parent->join_type, "Anti") || is_type(parent, "Nested Loop")))
        return !is_type(child, "Hash");
    return parent->cut_short && !is_blocking(parent);
}

static void derive(hd_plan_node *node)
{
    const hd_plan_node *parent = node->parent;

    node->processes = parent == NULL ? 1 : parent->processes;
    if (parent != NULL && (is_type(parent, "Gather") || is_type(parent, "Gather Merge")) &&
        !is_init(node))
        node->processes = node->loops > 1 ? node->loops : 1;
    if (is_init(node))
        node->processes = 1;
    node->cut_short = parent != NULL && child_is_cut_short(parent, node);
    if (node->executed) {
        node->all_rows = node->rows * node->loops;
        node->all_ms = node->total_ms * node->loops / node->processes;
        node->self_ms = node->all_ms;
    }
    for (size_t i = 0; i < node->children.count; i++)
        derive(node->children.items[i]);
}

/* The number after the "$" or "InitPlan " in "InitPlan 1 (returns $0)" is what readers name. */
static bool reads(const hd_plan_node *node, const hd_plan_node *init)
{
    const char *const texts[] = {node->filter,         node->index_cond, node->recheck_cond,
                                 node->hash_cond,      node->merge_cond, node->join_filter,
                                 node->one_time_filter};
    const char *dollar = strchr(init->subplan, '$');
    HD_SCRATCH(scratch);

    if (hd_text_starts(init->subplan, "CTE "))
        return node->cte != NULL && strcmp(node->cte, init->subplan + strlen("CTE ")) == 0;
    const char *name = dollar == NULL ? hd_printf(scratch, "(%s)", init->subplan)
                                      : hd_strndup(scratch, dollar, strcspn(dollar, ",)"));
    for (size_t i = 0; i < HD_COUNT(texts); i++) {
        const char *found = texts[i] == NULL ? NULL : strstr(texts[i], name);
        if (found != NULL && !(found[strlen(name)] >= '0' && found[strlen(name)] <= '9'))
            return true;
    }
    return false;
}

/* The deepest first reader below node; NULL when none is seen. */
static hd_plan_node *find_reader(hd_plan_node *node, const hd_plan_node *init)
{
    for (size_t i = 0; i < node->children.count; i++) {
        hd_plan_node *child = node->children.items[i];
        hd_plan_node *found = child == init ? NULL : find_reader(child, init);
        if (found != NULL)
            return found;
    }
    return reads(node, init) ? node : NULL;
}

static void take_off(hd_plan_node *node)
{
    for (size_t i = 0; i < node->children.count; i++) {
        hd_plan_node *child = node->children.items[i];
        hd_plan_node *payer = node;
        take_off(child);
        if (is_init(child) && child->subplan != NULL) {
            hd_plan_node *reader = find_reader(node, child);
            payer = reader == NULL ? node : reader;
        }
        payer->self_ms -= child->all_ms;
    }
}

static void clamp(const hd_plan_node *node)
{
    for (size_t i = 0; i < node->children.count; i++) {
        hd_plan_node *child = node->children.items[i];
        clamp(child);
        /* Clocks of parallel processes, and rounding, leave a little less than nothing. */
        child->self_ms = hd_plan_greater(child->self_ms, 0);
    }
}

/* ---- the whole ---- */

static void read_triggers(hd_plan *plan, const json_t *json)
{
    const json_t *triggers = json_object_get(json, "Triggers");

    for (size_t i = 0; i < json_array_size(triggers); i++) {
        const json_t *item = json_array_get(triggers, i);
        hd_vec_push(plan, &plan->triggers,
                    (hd_plan_trigger){.name = text_of(plan, item, "Trigger Name"),
                                      .constraint = text_of(plan, item, "Constraint Name"),
                                      .relation = text_of(plan, item, "Relation"),
                                      .ms = number_of(item, "Time"),
                                      .calls = number_of(item, "Calls")});
    }
}

static double jit_ms_of(const json_t *json)
{
    const json_t *timing = json_object_get(json_object_get(json, "JIT"), "Timing");

    return timing == NULL ? UNKNOWN : number_of(timing, "Total");
}

static hd_error *no_plan(const char *why)
{
    return hd_error_detail(hd_error_new(HD_DATABASE, "the server's plan cannot be read"), "%s.",
                           why);
}

static hd_error *plan_read(TALLOC_CTX *ctx, const json_t *top, hd_plan **ret)
{
    HD_SCRATCH(scratch);
    hd_plan *plan = hd_new(scratch, hd_plan);
    struct reader reader = {0};
    const json_t *first = json_array_get(top, 0);
    const json_t *root = json_object_get(first, "Plan");

    if (!json_is_object(root))
        return no_plan("It has no node");
    plan->root = node_read(&reader, plan, root, NULL, 0);
    if (reader.too_deep)
        return no_plan("It is too deep");
    derive(plan->root);
    take_off(plan->root);
    clamp(plan->root);
    plan->root->self_ms = hd_plan_greater(plan->root->self_ms, 0);
    plan->executed = plan->root->executed;
    plan->planning_ms = number_of(first, "Planning Time");
    plan->execution_ms = number_of(first, "Execution Time");
    plan->jit_ms = jit_ms_of(first);
    read_triggers(plan, first);
    *ret = talloc_steal(ctx, plan);
    return NULL;
}

hd_error *hd_plan_parse(TALLOC_CTX *ctx, const char *text, size_t len, hd_plan **ret)
{
    json_error_t problem = {0};
    json_t *top = json_loadb(text, len, 0, &problem);

    if (top == NULL)
        return no_plan(problem.text);
    hd_error *err = plan_read(ctx, top, ret);
    json_decref(top);
    return err;
}

void hd_plan_walk(const hd_plan_node *root, hd_plan_visit_fn *visit, void *arg)
{
    visit(root, arg);
    for (size_t i = 0; i < root->children.count; i++)
        hd_plan_walk(root->children.items[i], visit, arg);
}

/* ---- words ---- */

static const char *verb_of(const hd_plan_node *node)
{
    if (is_type(node, "ModifyTable"))
        return node->operation == NULL ? "Modify" : node->operation;
    if (!is_type(node, "Aggregate"))
        return node->type;
    if (hd_text_equal(node->strategy, "Hashed"))
        return "HashAggregate";
    return hd_text_equal(node->strategy, "Sorted") ? "GroupAggregate" : "Aggregate";
}

char *hd_plan_node_title(TALLOC_CTX *ctx, const hd_plan_node *node)
{
    hd_buf *out = hd_buf_new(ctx);

    if (node->subplan != NULL)
        hd_buf_addf(out, "%s: ", node->subplan);
    if (is_type(node, "Hash Join") && node->join_type != NULL)
        hd_buf_addf(out, "Hash %s%sJoin",
                    strcmp(node->join_type, "Inner") == 0 ? "" : node->join_type,
                    strcmp(node->join_type, "Inner") == 0 ? "" : " ");
    else
        hd_buf_add(out, verb_of(node));
    if (!is_type(node, "Hash Join") && node->join_type != NULL &&
        strcmp(node->join_type, "Inner") != 0)
        hd_buf_addf(out, " (%s)", node->join_type);
    if (node->index != NULL)
        hd_buf_addf(out, " using %s", node->index);
    if (node->relation != NULL)
        hd_buf_addf(out, " on %s%s%s", node->schema == NULL ? "" : node->schema,
                    node->schema == NULL ? "" : ".", node->relation);
    else if (node->cte != NULL || node->function != NULL)
        hd_buf_addf(out, " on %s", node->cte != NULL ? node->cte : node->function);
    if (node->alias != NULL && !hd_text_equal(node->alias, node->relation))
        hd_buf_addf(out, " %s", node->alias);
    return out->data;
}

static void look_for_writes(const hd_plan_node *node, void *arg)
{
    if (is_type(node, "ModifyTable") || is_type(node, "LockRows"))
        *(bool *)arg = true;
}

bool hd_plan_writes(const hd_plan *plan)
{
    bool writes = false;

    hd_plan_walk(plan->root, look_for_writes, &writes);
    return writes;
}
