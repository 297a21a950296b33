/*
 * A type that rewrites the table, by way of a second column: a trigger keeps it in step while
 * the rows that are there are brought over in batches; then it takes the first one's place, with
 * what uses it (uses.c).
 */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/explain.h"
#include "diff/kinds/cast.h"
#include "diff/online/exchange.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* ---- what the second column is made with ---- */

static bool publishes(const hd_fact *member, const hd_fact *table)
{
    HD_SCRATCH(scratch);

    if (member->kind == &hd_kind_publication)
        return hd_fact_bool(member, "all_tables");
    if (member->kind == &hd_kind_publication_table)
        return hd_text_equal(member->name, table->identity) &&
               hd_fact_list(scratch, member, "columns").count == 0;
    return member->kind == &hd_kind_publication_schema && table->schema != NULL &&
           hd_text_equal(member->name, table->schema);
}

/* A subscriber stops at a column that it does not have. */
static const char *publication_remark(const struct hd_stager *stager, const hd_fact *table,
                                      const char *name)
{
    const hd_snapshot *from = stager->diff->from;

    for (size_t i = 0; i < from->count; i++)
        if (publishes(from->facts[i], table))
            return hd_printf(stager->plan,
                             "the table is published: subscribers have to have a column \"%s\" "
                             "before this",
                             name);
    return NULL;
}

/* The value of the old column for an assignment to the new one, which refuses what does not fit. */
static char *converted(TALLOC_CTX *ctx, const hd_fact *old, const hd_fact *new, const char *value)
{
    HD_SCRATCH(scratch);
    static const char using[] = " USING ";
    hd_buf *out = hd_buf_new(scratch);

    hd_cast_print(out, value, hd_fact_text(old, "type"), hd_fact_text(new, "type"), false);
    return hd_strdup(ctx, hd_text_starts(out->data, using) ? out->data + strlen(using) : value);
}

/* Types whose values are read and written the same way whatever the settings of a session are. */
static bool is_indifferent(const char *type)
{
    static const char *const names[] = {"smallint", "integer", "bigint", "numeric",   "oid",
                                        "boolean",  "uuid",    "text",   "character", "\"char\"",
                                        "name",     "bpchar",  "json",   "jsonb",     "inet",
                                        "cidr",     "macaddr", "bit"};

    for (size_t i = 0; i < HD_COUNT(names); i++) {
        size_t len = strlen(names[i]);
        if (hd_text_starts(type, names[i]) &&
            (type[len] == '\0' || type[len] == '(' || hd_text_starts(type + len, " varying")))
            return true;
    }
    return false;
}

/*
 * All who write are to get what the plain statement would have made of it, whatever time zone
 * they are in.
 */
static const char *settings_of(const hd_fact *old, const hd_fact *new)
{
    if (is_indifferent(hd_fact_text(old, "type")) && is_indifferent(hd_fact_text(new, "type")))
        return "";
    return " SET TimeZone FROM CURRENT SET DateStyle FROM CURRENT SET IntervalStyle FROM CURRENT"
           " SET extra_float_digits FROM CURRENT SET bytea_output FROM CURRENT"
           " SET lc_monetary FROM CURRENT SET search_path FROM CURRENT";
}

static void rest_stage(struct hd_stager *stager, const struct hd_group *group, const char *name)
{
    HD_SCRATCH(scratch);
    hd_buf *sql = hd_buf_new(scratch);
    hd_fact bare = hd_bare_fact(scratch, group->action.fact, name);

    hd_print_column_rest(sql, &bare, hd_alter_prefix(scratch, bare.parent, false));
    hd_stage_statements(stager, group, HD_PHASE_BEFORE, sql->data);
}

static void keep_in_step(struct hd_stager *stager, const struct hd_group *group, const char *name,
                         const char *function, const char *trigger)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];
    const char *value = hd_printf(scratch, "NEW.%s", hd_sql_ident(scratch, new->name));

    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED, "%s",
             hd_bare_column(scratch, new, name))
        ->remark = publication_remark(stager, old->parent, name);
    rest_stage(stager, group, name);
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED,
             "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql%s AS $howdah$\n"
             "BEGIN\n"
             "    NEW.%s := %s;\n"
             "    RETURN NEW;\n"
             "END\n"
             "$howdah$",
             function, settings_of(old, new), hd_sql_ident(scratch, name),
             converted(scratch, old, new, value));
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED,
             "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s()",
             trigger, new->parent->identity, function);
    /* Also for rows that come by replication. */
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED, "%s ENABLE ALWAYS TRIGGER %s",
             hd_alter_prefix(scratch, new->parent, false), trigger);
}

/* That no row was left out: by policies, by what triggers or rules made of the UPDATE. */
static const char *proof_of(TALLOC_CTX *ctx, const hd_fact *new, const char *name)
{
    HD_SCRATCH(scratch);
    const char *to = hd_sql_ident(scratch, name);

    if (hd_fact_bool(new, "not_null"))
        return hd_printf(ctx, "CHECK (%s IS NOT NULL)", to);
    return hd_printf(ctx, "CHECK (%s IS NOT NULL OR %s IS NULL)", to,
                     hd_sql_ident(scratch, new->name));
}

static void bring_over(struct hd_stager *stager, const struct hd_group *group, const char *name,
                       const char *check)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];
    const char *from = hd_sql_ident(scratch, new->name);
    const char *to = hd_sql_ident(scratch, name);

    hd_plan_step *fill = hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_OWN,
                                  "UPDATE %s SET %s = %s WHERE %s IS NULL AND %s IS NOT NULL",
                                  new->parent->identity, to, converted(scratch, old, new, from), to,
                                  from);
    fill->batch = hd_batch_key(stager->plan, stager, new->parent);
    fill->quiet = hd_fill_sets_off(old->parent, false) != NULL;
    hd_stage_proof(stager, group, HD_PHASE_BEFORE, hd_alter_prefix(scratch, new->parent, false),
                   check, proof_of(scratch, new, name));
}

/* From here on others have to wait, but there is nothing left that takes long. */
static void take_place(struct hd_stager *stager, const struct hd_group *group, const char *name,
                       const char *check, const hd_strings *indexes)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const char *alter = hd_alter_prefix(scratch, new->parent, false);
    const char *column = hd_sql_ident(scratch, new->name);
    const char *former = hd_sql_ident(scratch,
                                      hd_column_name_invent(stager, new->parent, new->name, "old"));

    hd_uses_give_way(stager, group);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s RENAME COLUMN %s TO %s", alter,
             column, former);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s RENAME COLUMN %s TO %s", alter,
             hd_sql_ident(scratch, name), column);
    if (hd_fact_bool(new, "not_null"))
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s ALTER COLUMN %s SET NOT NULL",
                 alter, column)
            ->proven = true;
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s DROP CONSTRAINT %s", alter,
             hd_sql_ident(scratch, check));
    hd_uses_take_sequence(stager, group);
    hd_plan_step *drop = hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s DROP COLUMN %s",
                                  alter, former);
    drop->remark = "its values are in the second column, which becomes the table's last one";
    drop->moved = true;
    hd_uses_stage(stager, group, indexes);
}

static const char *refusal_of(const struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = group->action.fact->parent;
    const char *key = hd_batch_key(scratch, stager, table);

    if (stager->options->renames)
        return "something is renamed before, which functions called by triggers may not know yet; "
               "rename in a revision of its own";
    if (group->place != HD_PHASE_MAIN)
        return "it needs what is made late";
    const char *words = hd_exchange_refusal(stager, table);
    if (words == NULL && hd_fill_sets_off(stager->diff->old_of[table->index], false) != NULL &&
        (*key == '\0' || strchr(key, ' ') != NULL)) /* a blank cannot be written in a file */
        words = "the table has triggers for UPDATE, and no key to fill it by in batches";
    return words;
}

bool hd_recipe_type_change(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *table = new->parent;
    hd_strings indexes = {0};

    if (!stager->options->types || !hd_column_is_heavy(stager->diff, new))
        return false;
    stager->refusal = refusal_of(stager, group);
    if (stager->refusal != NULL)
        return false;
    const char *stem = hd_printf(scratch, "zz_%s_%s", table->name, new->name);
    const char *bare = hd_column_name_invent(stager, table, stem, "sync");
    const char *name = hd_column_name_invent(stager, table, new->name, "new");
    const char *check = hd_constraint_name_invent(stager, table, name);
    const char *trigger = hd_sql_ident(scratch, bare);
    const char *function = hd_sql_qualified(scratch, table->schema, bare);
    stager->seconds[new->index] = name;
    keep_in_step(stager, group, name, function, trigger);
    bring_over(stager, group, name, check);
    hd_uses_build(stager, group, &indexes);
    /* What is known of the values goes with the column, so that plans stay what they are. */
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_OWN, "ANALYZE %s", table->identity);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "DROP TRIGGER %s ON %s", trigger,
             table->identity);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "DROP FUNCTION %s()", function);
    take_place(stager, group, name, check, &indexes);
    return true;
}
