/* Columns. Their rows stay wherever the server can bring them over. */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/kinds/cast.h"
#include "diff/rule.h"
#include "parse/quote.h"

bool hd_column_is_of_view(const hd_fact *column)
{
    return column->parent->kind == &hd_kind_view ||
           column->parent->kind == &hd_kind_materialized_view;
}

/* A type or collation that it has on the old side and that goes away. */
static bool leaves_something(const hd_change *change)
{
    for (size_t i = 0; i < change->old->edge_count; i++) {
        const hd_fact *needed = change->old->edges[i].to;
        if (hd_diff_gone(change->diff, needed) && hd_rule_of(needed->kind)->set_aside != NULL)
            return true;
    }
    return false;
}

static bool retyped(const hd_change *change)
{
    return hd_change_differs(change, "type") || hd_change_differs(change, "collation") ||
           leaves_something(change);
}

/* The server does it here when it does it to the table above. */
static bool is_done_above(const hd_change *change, bool (*done)(const hd_change *change))
{
    const hd_fact *above = hd_change_above(change->diff, change->new, false);

    if (above == NULL || change->diff->new_verdict[above->index] != HD_ALTER)
        return false;
    hd_change upper = {change->diff, change->diff->old_of[above->index], above};
    return done(&upper);
}

static bool expression_changes(const hd_change *change)
{
    return hd_change_differs(change, "expression");
}

/* What comes from above has the name from there, and cannot get another one. */
static bool not_null_is_named_otherwise(const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *above = hd_change_above(change->diff, change->new, false);

    return above != NULL &&
           strcmp(hd_not_null_name(scratch, above), hd_not_null_name(scratch, change->new)) != 0;
}

/*
 * From version 18 on a table below can have a NOT NULL of its own beside the one from above: it is
 * made before that, which then joins it, and is dropped after it.
 */
static bool not_null_is_own(const hd_change *change)
{
    bool made = hd_fact_bool(change->new, "not_null");
    const hd_fact *fact = made ? change->new : change->old;

    return change->diff->server_version >= 180000 && hd_fact_bool(fact, "not_null") &&
           (!hd_fact_bool(fact, "not_null_inherited") ||
            (made && not_null_is_named_otherwise(change)));
}

bool hd_column_leads(const hd_change *change)
{
    return change->old != NULL && not_null_is_own(change) &&
           !hd_fact_bool(change->old, "not_null") && !retyped(change) &&
           !hd_change_differs(change, "expression");
}

/* Done to the table above, and to no other. */
static bool not_null_stays_above(const hd_change *change)
{
    const hd_fact *above = hd_change_above(change->diff, change->new, false);

    return above != NULL && hd_fact_bool(above, "not_null") && hd_not_null_is_alone(above);
}

static bool not_null_changes(const hd_change *change)
{
    return hd_change_differs(change, "not_null") || hd_change_differs(change, "not_null_name") ||
           hd_change_differs(change, "not_null_not_valid") ||
           hd_change_differs(change, "not_null_no_inherit");
}

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = change->new;

    if (hd_column_is_of_view(column))
        return;
    const hd_fact *above = hd_change_above(change->diff, column, false);
    const char *alter = hd_alter_prefix(scratch, column->parent, false);
    if (above == NULL || !hd_diff_made(change->diff, above) || !hd_fact_bool(column, "inherited")) {
        hd_buf_addf(out, "%s ADD COLUMN ", alter);
        hd_print_column(out, column, ddl);
        hd_buf_add(out, ";\n");
    }
    hd_print_column_rest(out, column, hd_alter_prefix(scratch, column->parent, true));
}

const char *hd_column_remark(const hd_diff *diff, const hd_action *action, const char *sql)
{
    const hd_fact *column = action->fact;

    if (action->role != HD_ROLE_CREATE || column->kind != &hd_kind_column ||
        column->parent->kind != &hd_kind_table || hd_diff_made(diff, column->parent) ||
        !hd_fact_bool(column, "not_null") || hd_fact_text(column, "generated") != NULL ||
        hd_fact_child(column, &hd_kind_default, NULL) != NULL ||
        hd_fact_child(column, &hd_kind_identity, NULL) != NULL ||
        strstr(sql, " ADD COLUMN ") == NULL)
        return NULL;
    return "fails when the table has rows: NOT NULL, and no default";
}

/* Below it stays a column of its own where the table there still has it. */
static bool stays_below(const hd_change *change)
{
    const hd_fact *table = change->old->parent;

    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *link = table->users[i];
        const hd_fact *below = link->parent == NULL || link->parent->kind != table->kind
                                   ? NULL
                                   : hd_fact_child(link->parent, &hd_kind_column,
                                                   change->old->name);
        if (link->kind == &hd_kind_inherit && below != NULL && !hd_diff_gone(change->diff, link) &&
            !hd_diff_gone(change->diff, below))
            return true;
    }
    return false;
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = change->old;
    const hd_fact *above = hd_change_above(change->diff, column, true);

    if (hd_column_is_of_view(column) ||
        (above != NULL && hd_diff_gone(change->diff, above) && hd_fact_bool(column, "inherited")))
        return;
    hd_buf_addf(out, "%s DROP COLUMN %s;\n",
                hd_alter_prefix(scratch, column->parent, stays_below(change)),
                hd_sql_ident(scratch, column->name));
}

/* The composite type, or the table, whose rows the column has. */
static const hd_fact *record_type(const hd_fact *column)
{
    for (size_t i = 0; i < column->edge_count; i++)
        if (column->edges[i].to->kind == &hd_kind_composite_type ||
            column->edges[i].to->kind == &hd_kind_table)
            return column->edges[i].to;
    return NULL;
}

/* Rows, or arrays of them, of a type that is another one from now on. */
static bool is_record(const hd_change *change, const char *suffix)
{
    HD_SCRATCH(scratch);
    const hd_fact *old = record_type(change->old);
    const hd_fact *new = record_type(change->new);

    return old != NULL && new != NULL &&
           change->diff->new_of[old->index] == new &&hd_diff_gone(change->diff, old) &&
           hd_text_equal(hd_fact_text(change->new, "type"),
                         hd_printf(scratch, "%s%s", new->identity, suffix)) &&
           hd_text_equal(hd_fact_text(change->old, "type"),
                         hd_printf(scratch, "%s%s", old->identity, suffix));
}

static bool records_go_over(const hd_change *change)
{
    return change->new->parent->kind == &hd_kind_table &&is_record(change, "[]");
}

bool hd_column_gets_type(const hd_change *change)
{
    return retyped(change) && !is_done_above(change, retyped) && !records_go_over(change);
}

static void using_print(hd_buf *out, const hd_change *change, const char *name)
{
    if (is_record(change, ""))
        hd_cast_record_print(out, name, record_type(change->new));
    else if (is_record(change, "[]"))
        hd_buf_addf(out, " USING pg_temp.howdah_records(pg_catalog.to_jsonb(%s))", name);
    else
        hd_cast_print(out, name, hd_fact_text(change->old, "type"),
                      hd_fact_text(change->new, "type"), leaves_something(change));
}

const hd_fact *hd_column_at(const hd_fact *table, int64_t position)
{
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column &&
            hd_fact_int(table->children[i], "position", 0) == position)
            return table->children[i];
    return NULL;
}

/* Unlike ALTER TABLE, a query takes arrays apart by itself. */
void hd_column_value(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    static const char using[] = " USING ";
    const char *name = hd_sql_ident(scratch, change->old->name);
    hd_buf *clause = hd_buf_new(scratch);

    if (is_record(change, "[]")) {
        hd_cast_records_print(out, name, record_type(change->new));
        return;
    }
    using_print(clause, change, name);
    hd_buf_add(out, hd_text_starts(clause->data, using) ? clause->data + strlen(using) : name);
}

/* The server takes no USING for what is computed. */
static bool is_cast_by_hand(const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_buf *clause = hd_buf_new(scratch);

    if (hd_fact_text(change->new, "generated") != NULL && retyped(change))
        using_print(clause, change, hd_sql_ident(scratch, change->new->name));
    return clause->len > 0;
}

/*
 * What was computed can become a plain column, but a plain one not computed; from version 17 on
 * the expression can be another.
 */
static hd_verdict judge(const hd_change *change)
{
    const char *old = hd_fact_text(change->old, "generated");
    const char *new = hd_fact_text(change->new, "generated");

    if (hd_column_is_of_view(change->new))
        return hd_change_judge(change, &hd_rule_column);
    if (old == NULL && new != NULL)
        return HD_REPLACE;
    if (old != NULL && new != NULL && !hd_text_equal(old, new))
        return HD_REPLACE;
    if (old != NULL && new == NULL && hd_text_equal(old, "virtual"))
        return HD_REPLACE;
    if (new != NULL && expression_changes(change) && change->diff->server_version < 170000)
        return HD_REPLACE;
    return is_cast_by_hand(change) ? HD_REPLACE : hd_change_judge(change, &hd_rule_column);
}

static void type_alter(hd_buf *out, const hd_change *change, const char *alter)
{
    HD_SCRATCH(scratch);
    const char *collation = hd_fact_text(change->new, "collation");
    const char *name = hd_sql_ident(scratch, change->new->name);
    const char *type = hd_fact_text(change->new, "type");

    if (records_go_over(change))
        hd_cast_records_function(out, record_type(change->new));
    hd_buf_addf(out, "%s ALTER COLUMN %s TYPE %s", alter, name, type);
    if (collation != NULL)
        hd_buf_addf(out, " COLLATE %s", collation);
    /* What is computed is computed anew. */
    if (change->new->parent->kind == &hd_kind_table &&
        hd_fact_text(change->new, "generated") == NULL)
        using_print(out, change, name);
    hd_buf_add(out, ";\n");
    if (records_go_over(change))
        hd_buf_add(out, "DROP FUNCTION pg_temp.howdah_records(jsonb);\n");
}

/* Whether it is NOT NULL on both sides, by a constraint that has another name. */
static bool not_null_is_renamed(const hd_change *change)
{
    return hd_fact_bool(change->old, "not_null") && hd_fact_bool(change->new, "not_null") &&
           hd_change_differs(change, "not_null_name") &&
           !hd_change_differs(change, "not_null_no_inherit") &&
           !hd_change_differs(change, "not_null_not_valid");
}

/* Whether it was there without proof, and is to be proved. */
static bool not_null_is_proved(const hd_change *change)
{
    return hd_fact_bool(change->old, "not_null_not_valid") &&
           hd_fact_bool(change->new, "not_null") &&
           !hd_fact_bool(change->new, "not_null_not_valid") &&
           !hd_change_differs(change, "not_null_name") &&
           !hd_change_differs(change, "not_null_no_inherit");
}

/* What it is has to go before it is made anew. */
static bool not_null_goes(const hd_change *change)
{
    return hd_fact_bool(change->old, "not_null") &&
           (!hd_fact_bool(change->new, "not_null") || hd_change_differs(change, "not_null_name") ||
            hd_change_differs(change, "not_null_no_inherit") ||
            (hd_fact_bool(change->new, "not_null_not_valid") &&
             !hd_fact_bool(change->old, "not_null_not_valid")));
}

bool hd_not_null_is_alone(const hd_fact *column)
{
    const hd_fact *table = column->parent;

    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *link = table->users[i];
        if (link->kind != &hd_kind_inherit || link->parent == table)
            continue;
        const hd_fact *below = hd_fact_child(link->parent, &hd_kind_column, column->name);
        if (below != NULL && (!hd_fact_bool(below, "not_null") || hd_not_null_is_alone(below)))
            return true;
    }
    return false;
}

static void not_null_add(hd_buf *out, const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, column->parent, hd_not_null_is_alone(column));
    const char *name = hd_sql_ident(scratch, column->name);
    bool without_proof = hd_fact_bool(column, "not_null_not_valid");
    bool stays = hd_fact_bool(column, "not_null_no_inherit");

    if (!hd_not_null_is_named(column) && !without_proof && !stays) {
        hd_buf_addf(out, "%s ALTER COLUMN %s SET NOT NULL;\n", alter, name);
        return;
    }
    hd_buf_addf(out, "%s ADD ", alter);
    if (hd_not_null_is_named(column))
        hd_buf_addf(out, "CONSTRAINT %s ", hd_not_null_name(scratch, column));
    hd_buf_addf(out, "NOT NULL %s%s%s;\n", name, stays ? " NO INHERIT" : "",
                without_proof ? " NOT VALID" : "");
}

/* Version 18 gives names to NOT NULL and lets them be without proof. */
static void not_null_alter(hd_buf *out, const hd_change *change, const char *alter)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = change->new;
    const char *name = hd_sql_ident(scratch, new->name);

    if (not_null_is_renamed(change)) {
        hd_buf_addf(out, "%s RENAME CONSTRAINT %s TO %s;\n", alter,
                    hd_not_null_name(scratch, change->old), hd_not_null_name(scratch, new));
        return;
    }
    if (not_null_is_proved(change)) {
        hd_buf_addf(out, "%s VALIDATE CONSTRAINT %s;\n", alter, hd_not_null_name(scratch, new));
        return;
    }
    if (not_null_goes(change))
        hd_buf_addf(out, "%s ALTER COLUMN %s DROP NOT NULL;\n", alter, name);
    if (hd_fact_bool(new, "not_null"))
        not_null_add(out, new);
}

/* Tables below lose it with the one above; from version 18 on only what they have not by
 * themselves. */
static void not_null_keep_below(hd_buf *out, const hd_change *change)
{
    const hd_diff *diff = change->diff;
    const hd_fact *table = change->new->parent;

    if (hd_fact_bool(change->new, "not_null"))
        return;
    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *link = table->users[i];
        if (!hd_is_link(link) || link->parent == table || diff->new_verdict[link->index] != HD_SAME)
            continue;
        const hd_fact *below = hd_fact_child(link->parent, &hd_kind_column, change->new->name);
        const hd_fact *old = below == NULL ? NULL : diff->old_of[below->index];
        if (old == NULL || !hd_fact_bool(old, "not_null") ||
            (diff->server_version >= 180000 && !hd_fact_bool(old, "not_null_inherited")))
            continue;
        if (hd_fact_bool(below, "not_null"))
            not_null_add(out, below);
        else
            not_null_keep_below(out, &(hd_change){diff, old, below});
    }
}

/* It goes with the constraint that is made anew. */
static bool not_null_comment_changes(const hd_change *change)
{
    if (!hd_fact_bool(change->new, "not_null"))
        return false;
    return hd_change_differs(change, "not_null_comment") ||
           (hd_fact_text(change->new, "not_null_comment") != NULL && not_null_goes(change) &&
            !not_null_is_renamed(change) && !not_null_is_proved(change));
}

static void expression_alter(hd_buf *out, const hd_change *change, const char *alter)
{
    HD_SCRATCH(scratch);
    const char *name = hd_sql_ident(scratch, change->new->name);
    const char *expression = hd_fact_text(change->new, "expression");

    if (expression == NULL)
        hd_buf_addf(out, "%s ALTER COLUMN %s DROP EXPRESSION;\n", alter, name);
    else
        hd_buf_addf(out, "%s ALTER COLUMN %s SET EXPRESSION AS (%s);\n", alter, name, expression);
}

/* With another type come its own storage and no compression. */
static bool is_to_say(const hd_change *change, const char *attribute)
{
    return retyped(change) ? hd_fact_text(change->new, attribute) != NULL
                           : hd_change_differs(change, attribute);
}

/* What is per table, so that a table below has its own. */
static void rest_alter(hd_buf *out, const hd_change *change, const char *alter)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = change->new;
    const char *column = hd_printf(scratch, "%s ALTER COLUMN %s", alter,
                                   hd_sql_ident(scratch, new->name));
    const char *storage = hd_fact_text(new, "storage");
    const char *compression = hd_fact_text(new, "compression");
    hd_buf *options = hd_buf_new(scratch);

    if (is_to_say(change, "storage"))
        hd_buf_addf(out, "%s SET STORAGE %s;\n", column,
                    storage != NULL ? storage : hd_cast_storage(hd_fact_text(new, "type")));
    if (is_to_say(change, "compression"))
        hd_buf_addf(out, "%s SET COMPRESSION %s;\n", column,
                    compression == NULL ? "default" : compression);
    if (hd_change_differs(change, "statistics"))
        hd_buf_addf(out, "%s SET STATISTICS %lld;\n", column,
                    (long long)hd_fact_int(new, "statistics", -1));
    hd_change_storage(out, change, "options", column, "");
    if (hd_change_options(options, change, "fdw_options"))
        hd_buf_addf(out, "%s%s;\n", column, options->data);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, change->new->parent, false);

    if (expression_changes(change) && !is_done_above(change, expression_changes))
        expression_alter(out, change, alter);
    if (retyped(change) && !is_done_above(change, retyped))
        type_alter(out, change, alter);
    if (not_null_changes(change) && (not_null_is_own(change) || not_null_stays_above(change) ||
                                     !is_done_above(change, not_null_changes))) {
        not_null_alter(out, change, alter);
        not_null_keep_below(out, change);
    }
    if (not_null_comment_changes(change))
        hd_print_not_null_comment(out, change->new);
    rest_alter(out, change, hd_alter_prefix(scratch, change->new->parent, true));
}

static bool disturbs(const hd_change *change)
{
    return retyped(change) || expression_changes(change);
}

/* It goes over to the new type; a generated column is computed anew. */
static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    (void)lost;
    return hd_fact_text(change->old, "generated") != NULL ? HD_REPLACE : HD_ALTER;
}

static bool endures(const hd_change *change, const hd_fact *disturbed)
{
    (void)disturbed;
    return hd_fact_text(change->old, "generated") == NULL;
}

const hd_rule hd_rule_column = {
    .in_place = (const char *const[]){"type", "collation", "not_null", "not_null_name",
                                      "not_null_not_valid", "not_null_no_inherit",
                                      "not_null_comment", "generated", "expression", "storage",
                                      "compression", "statistics", "options", "fdw_options", NULL},
    .implied = (const char *const[]){"inherited", "not_null_inherited", NULL},
    .judge = judge,
    .alter = alter,
    .create = create,
    .drop = drop,
    .disturbs = disturbs,
    .endures = endures,
    .on_loss = on_loss,
};
