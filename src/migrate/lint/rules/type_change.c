#include "parse/type_change.h"
#include "base/text.h"
#include "migrate/lint/rule.h"

/* The change of one column at hand. */
struct change {
    const PgQuery__AlterTableCmd *cmd;
    const PgQuery__ColumnDef *to;
    const char *type; /* as it is shown */
    const hd_lint_relation *table;
    const hd_lint_column *from;
};

static bool is_utc(const hd_lint_at *at)
{
    const char *zone = hd_lint_setting(at, "timezone");

    if (zone == NULL && at->options->catalog != NULL)
        zone = at->options->catalog->time_zone;
    return zone != NULL && hd_time_zone_is_utc(zone);
}

/* Operator classes of arrays do not know domains over them. */
static bool wraps_array(const struct change *change, const char *stored)
{
    bool was = strcmp(change->from->type, change->from->stored) != 0;
    bool is = strcmp(change->type, stored) != 0;

    return hd_text_ends(stored, "[]") && was != is;
}

/* The dearest of the ways from type to type: the casts of USING, then the type itself. */
static hd_type_change cost_of(hd_lint_at *at, const struct change *change)
{
    HD_SCRATCH(scratch);
    hd_lint_casts casts = {0};
    const char *from = change->from->stored;
    hd_type_change worst = HD_TYPE_KEEPS;

    if (change->to->raw_default != NULL &&
        !hd_lint_casts_of(scratch, change->to->raw_default, change->cmd->name, &casts))
        return HD_TYPE_REWRITES;
    for (size_t i = casts.count + 1; i > 0; i--) {
        const char *to = hd_lint_stored_type(at,
                                             i == 1 ? change->to->type_name : casts.items[i - 2]);
        hd_type_change one = to == NULL ? HD_TYPE_REWRITES
                                        : hd_type_change_of(from, to, is_utc(at));
        worst = one < worst ? one : worst;
        from = to == NULL ? from : to;
    }
    bool collates = change->from->collated || change->to->coll_clause != NULL;
    return worst == HD_TYPE_KEEPS && (collates || wraps_array(change, from)) ? HD_TYPE_REINDEXES
                                                                             : worst;
}

/* The server does not look into expressions and conditions: it builds such indexes anew. */
static void find_indexes(hd_lint_at *at, const struct change *change, hd_type_change cost)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    for (size_t i = 0; i < change->table->indexes.count; i++) {
        const hd_lint_index *index = &change->table->indexes.items[i];
        bool built = index->partial || index->computed ||
                     (cost == HD_TYPE_REINDEXES &&
                      hd_lint_lists_column(index->columns, change->cmd->name));
        if (built && hd_lint_lists_column(index->uses, change->cmd->name))
            hd_vec_push(scratch, &names, index->name);
    }
    if (names.count > 0)
        hd_lint_find(at, -1, "%s of %s%s %s built anew, while nobody else can use it",
                     hd_text_join(hd_lint_memory(at), &names, ", "), hd_lint_name(at, at->table),
                     hd_lint_size(at, at->table), names.count == 1 ? "is" : "are");
}

static void find_checks(hd_lint_at *at, const struct change *change)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    for (size_t i = 0; i < change->table->constraints.count; i++) {
        const hd_lint_constraint *constraint = &change->table->constraints.items[i];
        if (constraint->type == 'c' && constraint->valid &&
            hd_lint_lists_column(constraint->columns, change->cmd->name))
            hd_vec_push(scratch, &names, constraint->name);
    }
    if (names.count > 0)
        hd_lint_find(at, -1, "all rows of %s%s are read to verify %s, while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table),
                     hd_text_join(hd_lint_memory(at), &names, ", "));
}

/* What it comes from is not known: without a rewrite it may be all the same. */
static void find_unknown(hd_lint_at *at, const struct change *change)
{
    const char *type = hd_lint_stored_type(at, change->to->type_name);
    const char *sources = type == NULL || change->to->raw_default != NULL
                              ? NULL
                              : hd_type_change_sources(type);

    if (sources == NULL)
        hd_lint_find(at, -1, "%s is written anew to make %s %s, while nobody else can use it",
                     hd_lint_name(at, at->table), change->cmd->name, change->type);
    else
        hd_lint_find(at, -1,
                     "%s is written anew to make %s %s, while nobody else can use it, unless it is "
                     "%s now, which is not known here",
                     hd_lint_name(at, at->table), change->cmd->name, change->type, sources);
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype != HD_AT(AlterColumnType) || !hd_lint_alters_table(at) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF || hd_lint_is_idle(at, at->table))
        return;
    struct change change = {.cmd = cmd, .to = cmd->def->column_def};
    change.type = hd_lint_type_text(hd_lint_memory(at), change.to->type_name);
    change.table = hd_lint_known(at, at->table);
    change.from = hd_lint_relation_column(change.table, cmd->name);
    if (change.from == NULL) {
        find_unknown(at, &change);
        return;
    }
    hd_type_change cost = cost_of(at, &change);
    if (cost == HD_TYPE_REWRITES)
        hd_lint_find(at, -1, "%s%s is written anew to make %s %s, while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table), cmd->name,
                     change.type);
    else if (strcmp(change.from->type, change.type) != 0 || cost == HD_TYPE_REINDEXES) {
        find_indexes(at, &change, cost);
        find_checks(at, &change);
    }
}

const hd_lint_rule hd_lint_rule_type_change = {
    .id = "type-change",
    .severity = HD_LINT_ERROR,
    .title = "change of a column's type that writes the table or its indexes anew",
    .reason = "The table and all its indexes are written anew while it is locked against reads and "
              "writes, and clients may rely on the old type. Where the rows may stay, indexes of "
              "another kind, with an expression or with a condition are still built anew, and "
              "CHECK constraints of the column are verified for each row.",
    .safe = "Add a column of the new type, keep it in step with a trigger, fill it in batches, and "
            "swap the two by rename in one short transaction. Longer varchar, varchar to text, a "
            "higher precision of numeric, a domain without constraints need none of that: with a "
            "database at hand they are not found. Drop a CHECK before, and add it NOT VALID and "
            "validate it after.",
    .node = "AlterTableCmd",
    .check = check,
};
