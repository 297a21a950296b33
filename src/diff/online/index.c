/*
 * Indexes are built CONCURRENTLY: before the rest when all that they need is there, else after it.
 * An index that takes the place of another one gets its name when it is ready, and the other
 * one goes in the end. Invalid indexes that a failed build leaves are the printer's business.
 */
#include "base/text.h"
#include "diff/online/recipe.h"
#include "diff/rebuild.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* Behind an identifier as the server writes it. */
static const char *skip_ident(const char *text)
{
    if (*text != '"')
        return text + strcspn(text, " .(");
    for (text++; *text != '\0'; text++)
        if (*text == '"' && *++text != '"')
            return text;
    return text;
}

char *hd_concurrent_index(TALLOC_CTX *ctx, const char *definition, const char *name)
{
    HD_SCRATCH(scratch);
    static const char *const verbs[] = {"CREATE UNIQUE INDEX ", "CREATE INDEX "};

    for (size_t i = 0; i < HD_COUNT(verbs); i++)
        if (hd_text_starts(definition, verbs[i]))
            return hd_printf(ctx, "%sCONCURRENTLY %s%s", verbs[i], hd_sql_ident(scratch, name),
                             skip_ident(definition + strlen(verbs[i])));
    return NULL;
}

bool hd_stage_index(struct hd_stager *stager, const struct hd_group *group, const char *definition,
                    const char *name, const char **ret)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const char *schema = hd_relation_of(new)->schema;
    hd_phase phase = HD_PHASE_AFTER;

    if (group->place == HD_PHASE_MAIN && hd_is_settled(stager, new))
        phase = HD_PHASE_BEFORE;
    else if (hd_gets_linked(stager->diff, new))
        return false;
    *ret = name;
    if (phase == HD_PHASE_BEFORE && hd_name_is_taken_before(stager, schema, name))
        *ret = hd_name_invent(stager, schema, name, "new");
    const char *sql = hd_concurrent_index(scratch, definition, *ret);
    if (sql == NULL)
        return false;
    stager->later[new->index] |= phase == HD_PHASE_AFTER;
    hd_stage(stager, group, phase, HD_STEP_ALONE, "%s", sql);
    return true;
}

/* That of a partitioned table has no rows; the others are attached to it when they are ready. */
static bool without_rows_create(struct hd_stager *stager, const struct hd_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        hd_stage(stager, group, HD_PHASE_MAIN, group->steps[i].mode, "%s", group->steps[i].sql)
            ->proven = true;
    return true;
}

bool hd_recipe_index_create(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const char *name = NULL;
    struct hd_group rest = *group;

    if (hd_is_partitioned(new->parent) && !hd_is_fresh(stager->diff, new))
        return without_rows_create(stager, group);
    if (hd_is_fresh(stager->diff, new) ||
        !hd_stage_index(stager, group, group->steps[0].sql, new->name, &name))
        return false;
    if (stager->later[new->index])
        rest.place = HD_PHASE_AFTER;
    if (strcmp(name, new->name) != 0)
        hd_stage(stager, &rest, HD_PHASE_MAIN, HD_STEP_JOINED, "ALTER INDEX %s RENAME TO %s",
                 hd_sql_qualified(scratch, new->schema, name), hd_sql_ident(scratch, new->name));
    for (size_t i = 1; i < group->count; i++) {
        bool attaches = strstr(group->steps[i].sql, " ATTACH PARTITION ") != NULL;
        struct hd_group one = {rest.action, &group->steps[i], 1, rest.place};
        if (attaches)
            hd_stage(stager, &rest, HD_PHASE_MAIN, HD_STEP_JOINED, "%s", group->steps[i].sql)
                ->proven = true;
        else
            hd_stage_rest(stager, &one, 0);
    }
    return true;
}

static bool makes_key(const hd_diff *diff, const hd_fact *table)
{
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_constraint && hd_has_index(table->children[i]) &&
            hd_diff_made(diff, table->children[i]))
            return true;
    return false;
}

/* A table that becomes a partition, or a new key above, takes what is like an index of above. */
static bool may_be_attached(const hd_diff *diff, const hd_fact *table)
{
    for (const hd_fact *above = hd_table_above(table); above != NULL;
         table = above, above = hd_table_above(table))
        if (hd_diff_made(diff, hd_fact_child(table, &hd_kind_attachment, NULL)) ||
            makes_key(diff, above))
            return true;
    return false;
}

/* Whether nothing that it is built on goes away or changes while it is still there. */
static bool can_wait(const struct hd_stager *stager, const hd_fact *old)
{
    const hd_diff *diff = stager->diff;
    const hd_fact *table = diff->new_of[old->parent->index];

    if (table == NULL || strcmp(table->identity, old->parent->identity) != 0 ||
        may_be_attached(diff, table))
        return false;
    for (size_t i = 0; i < old->edge_count; i++) {
        const hd_fact *new = diff->new_of[old->edges[i].to->index];
        if (new == NULL || !hd_is_steady(diff, new))
            return false;
    }
    return true;
}

bool hd_recipe_index_drop(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *old = group->action.fact;
    const char *name = old->name;

    if (hd_is_partitioned(old->parent) || hd_fact_text(old, "attached_to") != NULL ||
        hd_diff_gone(stager->diff, old->parent) || !can_wait(stager, old))
        return false;
    if (hd_name_is_taken_after(stager, old->schema, old->name)) {
        name = hd_name_invent(stager, old->schema, old->name, "old");
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "ALTER INDEX %s RENAME TO %s",
                 old->identity, hd_sql_ident(scratch, name));
    }
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_ALONE, "DROP INDEX CONCURRENTLY %s",
             hd_sql_qualified(scratch, old->schema, name));
    return true;
}
