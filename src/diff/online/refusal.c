/*
 * Why a second column cannot take the place of one whose type changes. What is said here stands
 * in the file above the plain statement, so that people know what to change for the other way.
 */
#include <stdarg.h>

#include "base/text.h"
#include "diff/explain.h"
#include "diff/online/exchange.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* A text attribute or flag that stands in the way, and what it means. */
struct obstacle {
    const char *attribute;
    const char *words;
};

static const char *obstacle_find(const hd_fact *fact, const struct obstacle obstacles[],
                                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (hd_fact_text(fact, obstacles[i].attribute) != NULL)
            return obstacles[i].words;
    return NULL;
}

static const char *said(const struct hd_stager *stager, const char *fmt, ...) HD_PRINTF(2, 3);

static const char *said(const struct hd_stager *stager, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    const char *text = talloc_vasprintf(stager->plan, fmt, args);
    va_end(args);
    return text;
}

/* ---- the column ---- */

/* What the second column could not be made with. */
static const char *column_obstacle(const hd_fact *column)
{
    static const struct obstacle obstacles[] = {
        {"generated", "it is generated"},
        {"inherited", "it is inherited"},
        {"not_null_name", "its NOT NULL has a name of its own"},
        {"not_null_not_valid", "its NOT NULL is not valid"},
        {"not_null_no_inherit", "its NOT NULL is NO INHERIT"},
        {"not_null_comment", "its NOT NULL has a comment"},
    };

    return obstacle_find(column, obstacles, HD_COUNT(obstacles));
}

static bool is_type_with_rows(const hd_fact *type)
{
    return type->kind == &hd_kind_composite_type || type->kind == &hd_kind_table;
}

static bool has_constraints(const hd_fact *domain)
{
    return domain->kind == &hd_kind_domain &&
           (hd_fact_bool(domain, "not_null") ||
            hd_fact_child(domain, &hd_kind_domain_constraint, NULL) != NULL);
}

static const char *type_refusal(const struct hd_stager *stager, const hd_fact *old,
                                const hd_fact *new)
{
    for (size_t i = 0; i < old->edge_count; i++) {
        const hd_fact *needed = old->edges[i].to;
        if (hd_diff_gone(stager->diff, needed))
            return said(stager, "%s %s is made anew", needed->kind->name, needed->identity);
        if (is_type_with_rows(needed))
            return said(stager, "it has values of %s %s", needed->kind->name, needed->identity);
    }
    for (size_t i = 0; i < new->edge_count; i++) {
        const hd_fact *needed = new->edges[i].to;
        if (!hd_is_steady(stager->diff, needed))
            return said(stager, "%s %s is not there before", needed->kind->name, needed->identity);
        if (has_constraints(needed))
            return said(stager,
                        "domain %s has constraints, so that adding a column writes all rows",
                        needed->identity);
    }
    return NULL;
}

/* ---- the table ---- */

/* Tables that others inherit from, or that are parts of others, have columns of their own. */
static const char *table_obstacle(const hd_fact *table)
{
    if (hd_is_partitioned(table))
        return "the table is partitioned";
    if (hd_fact_child(table, &hd_kind_attachment, NULL) != NULL)
        return "the table is a partition";
    if (hd_fact_child(table, &hd_kind_inherit, NULL) != NULL)
        return "the table inherits from another one";
    if (hd_fact_bool(table, "force_row_security"))
        return "row security is forced, and may hide rows from the filling";
    if (hd_fact_text(table, "of_type") != NULL)
        return "the table is of a composite type";
    for (size_t i = 0; i < table->user_count; i++)
        if (table->users[i]->kind == &hd_kind_inherit)
            return "another table inherits from it";
    return NULL;
}

/* Triggers fire in the order of their names: the one that keeps the columns in step has to be the
 * last to see the value. */
static const char *triggers_refusal(const struct hd_stager *stager, const hd_fact *table)
{
    const hd_fact *special = hd_fill_sets_off(table, true);

    if (special != NULL)
        return said(stager, "%s %s would take the filling for a change of each row: it is %s",
                    special->kind->name, special->name,
                    hd_text_equal(hd_fact_text(special, "enabled"), "always") ? "ENABLE ALWAYS"
                                                                              : "ENABLE REPLICA");
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *trigger = table->children[i];
        if (trigger->kind == &hd_kind_trigger && strcmp(trigger->name, "zz_") >= 0 &&
            !hd_fill_is_ours(trigger))
            return said(stager, "trigger %s fires after one that would keep two columns in step",
                        trigger->name);
    }
    return NULL;
}

/* ---- what uses the column ---- */

/* Of what it is built on: what does not stay as it is, and gets no second column. */
static const hd_fact *unsteady(const hd_diff *diff, const hd_fact *use)
{
    for (size_t i = 0; i < use->edge_count; i++) {
        const hd_fact *needed = use->edges[i].to;
        bool exchanged = needed->parent == use->parent && hd_column_is_heavy(diff, needed);
        if (!exchanged && !hd_is_steady(diff, needed))
            return needed;
    }
    return NULL;
}

/* Foreign keys that rest on a key are dropped before, and made afterwards; a replica identity is
 * not. */
static const hd_fact *user_that_stays(const hd_diff *diff, const hd_fact *old)
{
    for (size_t i = 0; i < old->user_count; i++)
        if (!hd_diff_gone(diff, old->users[i]))
            return old->users[i];
    return NULL;
}

static const char *index_obstacle(const hd_fact *index)
{
    static const struct obstacle obstacles[] = {
        {"invalid", "is not valid"},
        {"attached_to", "is part of another one"},
        {"tablespace", "is in a tablespace"},
        {"clustered", "is clustered on"},
        {"statistics", "has statistics of its own"},
    };

    return obstacle_find(index, obstacles, HD_COUNT(obstacles));
}

static const char *constraint_obstacle(const hd_fact *constraint)
{
    HD_SCRATCH(scratch);
    static const struct obstacle obstacles[] = {
        {"not_valid", "is not valid"},
        {"not_enforced", "is not enforced"},
        {"attached_to", "is part of another one"},
        {"clustered", "is clustered on"},
        {"index_comment", "has a comment on its index"},
        {"inherited", "is inherited"},
    };
    const char *words = obstacle_find(constraint, obstacles, HD_COUNT(obstacles));

    if (words != NULL || hd_is_constraint(constraint, "check"))
        return words;
    if (!hd_uses_is_key(constraint) || hd_key_index(scratch, constraint) == NULL)
        return "cannot be built beforehand";
    if (hd_fact_bool(constraint, "deferrable"))
        return "is deferrable, and the index of a second column would not be";
    return NULL;
}

static const char *built_refusal(const struct hd_stager *stager, const hd_fact *use,
                                 const char *obstacle)
{
    const hd_fact *changing = unsteady(stager->diff, use);
    const hd_fact *user = user_that_stays(stager->diff, stager->diff->old_of[use->index]);

    if (obstacle != NULL)
        return said(stager, "%s %s %s", use->kind->name, use->identity, obstacle);
    if (hd_is_constraint(use, "check"))
        return NULL;
    if (changing != NULL)
        return said(stager, "%s %s is also built on %s %s, which changes, too", use->kind->name,
                    use->identity, changing->kind->name, changing->identity);
    if (user != NULL)
        return said(stager, "%s %s is what %s %s rests on", use->kind->name, use->identity,
                    user->kind->name, user->identity);
    return NULL;
}

/* What can be said of the second column in the end as it was of the first one. */
static bool is_said_anew(const hd_diff *diff, const hd_fact *use)
{
    if (use->kind == &hd_kind_identity)
        return hd_text_equal(hd_fact_text(use, "sequence"),
                             hd_fact_text(diff->old_of[use->index], "sequence"));
    return use->kind == &hd_kind_owned_by || use->kind == &hd_kind_default ||
           use->kind == &hd_kind_comment || use->kind == &hd_kind_privilege ||
           use->kind == &hd_kind_security_label;
}

static const char *use_refusal(const struct hd_stager *stager, const hd_fact *old_use,
                               const hd_fact *column)
{
    const hd_diff *diff = stager->diff;
    const hd_fact *use = diff->new_of[old_use->index];

    if (hd_diff_gone(diff, old_use)) {
        bool stored = old_use->kind == &hd_kind_column && use != NULL &&
                      hd_text_equal(hd_fact_text(use, "generated"), "stored");
        return stored ? said(stager, "generated column %s writes all rows anyway", use->identity)
                      : NULL;
    }
    if (use != NULL && is_said_anew(diff, use))
        return NULL;
    bool stays = use != NULL && diff->new_verdict[use->index] == HD_SAME &&
                 use->parent == column->parent;
    if (stays && use->kind == &hd_kind_index)
        return built_refusal(stager, use, index_obstacle(use));
    if (stays && use->kind == &hd_kind_constraint)
        return built_refusal(stager, use, constraint_obstacle(use));
    return said(stager, "%s %s cannot be brought over", old_use->kind->name, old_use->identity);
}

static const char *uses_refusal(const struct hd_stager *stager, const hd_fact *old,
                                const hd_fact *new)
{
    const char *words = NULL;

    for (size_t i = 0; i < old->user_count && words == NULL; i++)
        words = use_refusal(stager, old->users[i], new);
    for (size_t i = 0; i < old->child_count && words == NULL; i++)
        words = use_refusal(stager, old->children[i], new);
    return words;
}

/* ---- all together ---- */

static const char *column_refusal(const struct hd_stager *stager, const hd_fact *new)
{
    const hd_fact *old = stager->diff->old_of[new->index];
    const char *words = column_obstacle(old);

    if (words == NULL)
        words = column_obstacle(new);
    if (words == NULL)
        words = type_refusal(stager, old, new);
    return words != NULL ? words : uses_refusal(stager, old, new);
}

/* One column that is written anew under lock is reason enough for all: the rows are, too. */
const char *hd_exchange_refusal(const struct hd_stager *stager, const hd_fact *table)
{
    const hd_fact *old = stager->diff->old_of[table->index];
    const char *words = table_obstacle(old);

    if (words == NULL)
        words = table_obstacle(table);
    if (words == NULL && !hd_is_steady(stager->diff, table))
        words = "the table is made anew";
    if (words == NULL)
        words = triggers_refusal(stager, old);
    for (size_t i = 0; i < table->child_count && words == NULL; i++) {
        const hd_fact *column = table->children[i];
        if (!hd_column_is_heavy(stager->diff, column))
            continue;
        words = column_refusal(stager, column);
        if (words != NULL)
            words = said(stager, "of column %s, %s", hd_sql_ident(stager->plan, column->name),
                         words);
    }
    return words;
}
