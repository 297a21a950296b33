#include "diff/rebuild.h"

#include "base/text.h"
#include "diff/aside.h"
#include "diff/rule.h"
#include "parse/lex.h"
#include "parse/quote.h"

/* The first version that knows no UNLOGGED partitioned tables. */
enum { NO_UNLOGGED = 180000 };

const hd_fact *hd_table_above(const hd_fact *table)
{
    const hd_fact *link = hd_fact_child(table, &hd_kind_attachment, NULL);

    for (size_t i = 0; link != NULL && i < link->edge_count; i++)
        if (link->edges[i].to->kind == &hd_kind_table)
            return link->edges[i].to;
    return NULL;
}

static const char *key_of(const hd_fact *table)
{
    return table->kind == &hd_kind_table ? hd_fact_text(table, "partition_key") : NULL;
}

/* A function of the name counts, too: that costs no more than a table made anew. */
bool hd_rebuild_is_key(const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const char *key = key_of(column->parent);
    const char *name = hd_sql_ident(scratch, column->name);

    if (key == NULL || (key = strchr(key, '(')) == NULL)
        return false;
    hd_lexer lexer = hd_lex(key, strlen(key));
    for (hd_token token = hd_lex_next_code(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next_code(&lexer))
        if (hd_token_is_name(&lexer, &token, name))
            return true;
    return false;
}

/* ---- tables of types ---- */

const hd_fact *hd_type_of_table(const hd_fact *table)
{
    for (size_t i = 0; table->kind == &hd_kind_table && i < table->edge_count; i++)
        if (table->edges[i].to->kind == &hd_kind_composite_type)
            return table->edges[i].to;
    return NULL;
}

static bool is_altered(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    return old != NULL && new != NULL && diff->old_verdict[old->index] == HD_ALTER;
}

bool hd_rebuild_leaves_type(const hd_diff *diff, const hd_fact *old)
{
    const hd_fact *type = hd_type_of_table(old);
    const hd_fact *new = diff->new_of[old->index];

    return type != NULL && is_altered(diff, old, new) &&
           (diff->old_verdict[type->index] != HD_SAME ||
            hd_type_of_table(new) != diff->new_of[type->index]);
}

bool hd_rebuild_joins_type(const hd_diff *diff, const hd_fact *new)
{
    const hd_fact *old = diff->old_of[new->index];

    return hd_type_of_table(new) != NULL && is_altered(diff, old, new) &&
           (hd_type_of_table(old) == NULL || hd_rebuild_leaves_type(diff, old));
}

bool hd_rebuild_follows(const hd_diff *diff, const hd_fact *old)
{
    const hd_fact *column = NULL;
    int64_t count = 0;

    for (int64_t i = 1; (column = hd_column_at(old, i)) != NULL; i++) {
        const hd_fact *new = diff->new_of[column->index];
        if (new != NULL && hd_fact_int(new, "position", 0) != ++count)
            return false;
    }
    return true;
}

/* ---- what is rebuilt ---- */

static bool differs(const hd_fact *old, const hd_fact *new, const char *attribute)
{
    return !hd_text_equal(hd_fact_text(old, attribute), hd_fact_text(new, attribute));
}

static bool loses_type(const hd_diff *diff, const hd_fact *column)
{
    for (size_t i = 0; i < column->edge_count; i++)
        if (hd_diff_gone(diff, column->edges[i].to) &&
            hd_rule_of(column->edges[i].to->kind)->set_aside != NULL)
            return true;
    return false;
}

/* The column of the key is of another type, or of another one of the same name. */
static bool is_retyped(const hd_diff *diff, const hd_fact *column)
{
    const hd_fact *new = diff->new_of[column->index];

    return new == NULL || differs(column, new, "type") || differs(column, new, "collation") ||
           loses_type(diff, column);
}

static bool any_key_column(const hd_diff *diff, const hd_fact *table,
                           bool (*test)(const hd_diff *diff, const hd_fact *column))
{
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *column = table->children[i];
        if (column->kind == &hd_kind_column && hd_rebuild_is_key(column) && test(diff, column))
            return true;
    }
    return false;
}

static bool is_unreachable(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    bool can_be = diff->server_version < NO_UNLOGGED || !hd_fact_bool(new, "unlogged");

    return any_key_column(diff, old, is_retyped) || (can_be && differs(old, new, "unlogged"));
}

/* Its columns change with those of its type. */
static void typed_judge(hd_diff *diff, const hd_fact *old)
{
    const hd_fact *type = hd_type_of_table(old);
    const hd_fact *new = diff->new_of[old->index];

    if (type != NULL && new != NULL && diff->old_verdict[type->index] == HD_ALTER &&
        diff->old_verdict[old->index] == HD_SAME)
        diff->old_verdict[old->index] = diff->new_verdict[new->index] = HD_ALTER;
}

/* ---- rows of it in columns of others ---- */

bool hd_rebuild_is_stored(const hd_fact *fact)
{
    for (size_t i = 0; i < fact->user_count; i++) {
        const hd_fact *user = fact->users[i];
        if (user->kind == &hd_kind_column && user->parent->kind != &hd_kind_view)
            return true;
        if ((user->kind == &hd_kind_attribute && hd_rebuild_is_stored(user->parent)) ||
            (user->kind == &hd_kind_domain && hd_rebuild_is_stored(user)))
            return true;
    }
    return false;
}

/* A column that is added with values in it: the server has to write them. */
static bool comes_filled(const hd_diff *diff, const hd_fact *column)
{
    if (column->kind != &hd_kind_column || diff->old_of[column->index] != NULL)
        return false;
    for (size_t i = 0; i < column->edge_count; i++)
        if (column->edges[i].to->kind == &hd_kind_domain)
            return true;
    return hd_fact_text(column, "generated") != NULL ||
           hd_fact_child(column, &hd_kind_default, NULL) != NULL ||
           hd_fact_child(column, &hd_kind_identity, NULL) != NULL;
}

/* What makes the server write rows anew, it refuses while columns have such rows in them. */
static bool is_held_by_rows(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    if (old->kind != &hd_kind_table || !hd_rebuild_is_stored(old))
        return false;
    for (size_t i = 0; i < new->child_count; i++)
        if (comes_filled(diff, new->children[i]))
            return true;
    for (size_t i = 0; i < old->child_count; i++) {
        const hd_fact *column = old->children[i];
        if (column->kind == &hd_kind_column && diff->new_of[column->index] != NULL &&
            is_retyped(diff, column))
            return true;
    }
    return differs(old, new, "unlogged") || differs(old, new, "access_method");
}

/* ---- inheritance ---- */

/* A column of that name in a table that the table inherits from, on both sides. */
static bool stays_above(const hd_diff *diff, const hd_fact *column)
{
    const hd_fact *table = column->parent;

    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *link = table->children[i];
        if (link->kind != &hd_kind_inherit || diff->new_of[link->index] == NULL)
            continue;
        for (size_t j = 0; j < link->edge_count; j++) {
            const hd_fact *above = hd_fact_child(link->edges[j].to, &hd_kind_column, column->name);
            if (above != NULL && diff->new_of[above->index] != NULL)
                return true;
        }
    }
    return false;
}

static bool is_kept(const hd_verdict *verdicts, const hd_fact *table)
{
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *child = table->children[i];
        if ((child->kind == &hd_kind_column || child->kind == &hd_kind_constraint ||
             child->kind == &hd_kind_index) &&
            verdicts[child->index] != HD_SAME)
            return false;
    }
    return true;
}

bool hd_rebuild_can_move(const hd_diff *diff, const hd_fact *old)
{
    return is_kept(diff->old_verdict, old) && is_kept(diff->new_verdict, diff->new_of[old->index]);
}

/*
 * Whether the column is the table's own on one side, and only inherited on the other. Leaving the
 * table above makes it the table's own; nothing takes that back.
 */
static bool is_owned_otherwise(const hd_diff *diff, const hd_fact *column)
{
    const hd_fact *new = diff->new_of[column->index];
    bool inherited = hd_fact_bool(column, "inherited");

    if (new == NULL)
        return false;
    if (inherited && hd_fact_bool(new, "inherited"))
        return !stays_above(diff, column) && !hd_rebuild_can_move(diff, column->parent);
    if (!inherited && !hd_fact_bool(new, "inherited"))
        return false;
    return !inherited || stays_above(diff, column);
}

/*
 * Whether a table gets a column that it is only to inherit from a table that it did not inherit
 * from: to inherit, it must have the column, which is its own then.
 */
static bool comes_with_link(const hd_diff *diff, const hd_fact *column)
{
    const hd_fact *table = column->parent;

    if (diff->old_of[column->index] != NULL || !hd_fact_bool(column, "inherited"))
        return false;
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *link = table->children[i];
        if (link->kind != &hd_kind_inherit || diff->old_of[link->index] == NULL)
            continue;
        for (size_t j = 0; j < link->edge_count; j++)
            if (hd_fact_child(link->edges[j].to, &hd_kind_column, column->name) != NULL)
                return false;
    }
    return true;
}

static bool inherits_otherwise(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    if (hd_fact_bool(old, "is_partition") || hd_fact_bool(new, "is_partition"))
        return false;
    for (size_t i = 0; i < new->child_count; i++)
        if (new->children[i]->kind == &hd_kind_column && comes_with_link(diff, new->children[i]))
            return true;
    for (size_t i = 0; i < old->child_count; i++)
        if (old->children[i]->kind == &hd_kind_column && is_owned_otherwise(diff, old->children[i]))
            return true;
    return false;
}

bool hd_rebuild_loses_place(const hd_diff *diff, const hd_fact *link)
{
    const hd_fact *table = link->parent;

    if (link->kind != &hd_kind_inherit || table->kind != &hd_kind_table ||
        diff->old_verdict[link->index] != HD_REPLACE || hd_diff_gone(diff, table))
        return false;
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column &&
            hd_fact_bool(table->children[i], "inherited"))
            return true;
    return false;
}

static bool is_plain(const hd_fact *fact)
{
    return fact->kind == &hd_kind_table && key_of(fact) == NULL;
}

void hd_rebuild_judge(hd_diff *diff)
{
    for (size_t i = 0; i < diff->from->count; i++) {
        const hd_fact *old = diff->from->facts[i];
        const hd_fact *new = diff->new_of[i];
        typed_judge(diff, old);
        if (new != NULL && is_plain(old) && is_plain(new) && inherits_otherwise(diff, old, new))
            diff->old_verdict[i] = diff->new_verdict[new->index] = HD_REPLACE;
        if (new != NULL && is_held_by_rows(diff, old, new))
            diff->old_verdict[i] = diff->new_verdict[new->index] = HD_REPLACE;
        if (new == NULL || key_of(old) == NULL || key_of(new) == NULL || hd_diff_gone(diff, old))
            continue;
        if (is_unreachable(diff, old, new))
            diff->old_verdict[i] = diff->new_verdict[new->index] = HD_REPLACE;
    }
}

/* ---- rows ---- */

static bool has_same_key(const hd_diff *diff, const hd_fact *old, const hd_fact *new)
{
    return hd_text_equal(key_of(old), key_of(new)) && !any_key_column(diff, old, is_retyped);
}

/* The order in which ranges count is another one. */
static bool is_reordered(const hd_diff *diff, const hd_fact *column)
{
    return differs(column, diff->new_of[column->index], "collation") || loses_type(diff, column);
}

static bool stays_integer(const hd_diff *diff, const hd_fact *column)
{
    static const char *const integers[] = {"smallint", "integer", "bigint"};
    const hd_fact *sides[] = {column, diff->new_of[column->index]};
    size_t count = 0;

    for (size_t i = 0; i < HD_COUNT(sides); i++)
        for (size_t j = 0; j < HD_COUNT(integers); j++)
            count += hd_text_equal(hd_fact_text(sides[i], "type"), integers[j]);
    return count == HD_COUNT(sides);
}

static bool is_no_integer(const hd_diff *diff, const hd_fact *column)
{
    return is_retyped(diff, column) && !stays_integer(diff, column);
}

static const char *skip_quotes(const char *text)
{
    return text + strspn(text, "'");
}

/* "FROM (1)" and "FROM ('1')": the server writes an integer one way, a bigint the other. */
static bool equal_but_for_quotes(const char *a, const char *b)
{
    for (a = skip_quotes(a), b = skip_quotes(b); *a != '\0' && *a == *b;)
        a = skip_quotes(a + 1), b = skip_quotes(b + 1);
    return *a == *b;
}

static bool is_same_bound(const hd_diff *diff, const hd_fact *link, const hd_fact *again)
{
    const hd_fact *table = hd_table_above(link->parent);

    if (!differs(link, again, "bound"))
        return true;
    return !any_key_column(diff, table, is_no_integer) &&
           equal_but_for_quotes(hd_fact_text(link, "bound"), hd_fact_text(again, "bound"));
}

/* What fits in no other partition may be other rows from now on. */
static bool is_rest(const hd_diff *diff, const hd_fact *link)
{
    return hd_text_equal(hd_fact_text(link, "bound"), "DEFAULT") &&
           any_key_column(diff, hd_table_above(link->parent), is_no_integer);
}

/* Whether the rows are still those of the bound, by which the partition is attached again. */
static bool keeps_bound(const hd_diff *diff, const hd_fact *link, const hd_fact *again)
{
    const hd_fact *old = hd_table_above(link->parent);
    const hd_fact *new = diff->new_of[old->index];

    if (has_same_key(diff, old, new))
        return true;
    if (!hd_text_equal(key_of(old), key_of(new)) || !is_same_bound(diff, link, again) ||
        hd_text_starts(key_of(old), "HASH") || is_rest(diff, link))
        return false;
    return !hd_text_starts(key_of(old), "RANGE") || !any_key_column(diff, old, is_reordered);
}

bool hd_rebuild_takes(const hd_diff *diff, const hd_fact *link)
{
    const hd_fact *old = hd_table_above(link->parent);
    const hd_fact *new = old == NULL ? NULL : diff->new_of[old->index];
    const hd_fact *kept = diff->new_of[link->parent->index];
    const hd_fact *again = kept == NULL ? NULL : hd_fact_child(kept, &hd_kind_attachment, NULL);

    if (old == NULL || link->parent->kind != &hd_kind_table ||
        (diff->old_verdict[old->index] != HD_REPLACE && !diff->routed[old->index]))
        return false;
    if (kept != NULL && (again == NULL || new == NULL || hd_table_above(kept) != new))
        return false; /* it stands by itself, or goes elsewhere, with its rows */
    if (diff->routed[old->index])
        return true;
    return kept == NULL ? !has_same_key(diff, old, new) : !keeps_bound(diff, link, again);
}

static bool has_identity(const hd_fact *table)
{
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column &&
            hd_fact_child(table->children[i], &hd_kind_identity, NULL) != NULL)
            return true;
    return false;
}

static bool has_rows(const hd_diff *diff, const hd_fact *old)
{
    if (key_of(old) == NULL)
        return true;
    for (size_t i = 0; i < old->user_count; i++)
        if (old->users[i]->kind == &hd_kind_attachment &&
            diff->routed[old->users[i]->parent->index])
            return true;
    return false;
}

bool hd_rebuild_keeps(const hd_diff *diff, const hd_fact *old)
{
    return old->kind == &hd_kind_table && diff->old_verdict[old->index] == HD_REPLACE &&
           (has_identity(old) || has_rows(diff, old));
}

bool hd_rebuild_leaves_rows(const hd_diff *diff, const hd_fact *old)
{
    return old->kind == &hd_kind_table && !diff->routed[old->index] && !hd_rebuild_keeps(diff, old);
}

bool hd_rebuild_copies(const hd_diff *diff, const hd_fact *old)
{
    return hd_rebuild_keeps(diff, old) && diff->aside[old->index] && !diff->routed[old->index] &&
           has_rows(diff, old);
}

bool hd_rebuild_leaves_aside(const hd_diff *diff, const hd_fact *link, const hd_fact *above)
{
    return hd_is_link(link) && above->kind == &hd_kind_table && diff->aside[above->index] &&
           !diff->routed[above->index] && diff->new_of[above->index] == NULL &&
           !hd_diff_gone(diff, link->parent);
}

const char *hd_rebuild_name_above(TALLOC_CTX *ctx, const hd_change *change, const char *name)
{
    const hd_fact *link = change->old;

    for (size_t i = 0; i < link->edge_count; i++) {
        const hd_fact *above = link->edges[i].to;
        if (hd_rebuild_leaves_aside(change->diff, link, above))
            return hd_aside_identity(ctx, change->diff, above->schema, above->name);
    }
    return name;
}

const char *hd_rebuild_remark(const hd_diff *diff, const hd_action *action, const char *sql)
{
    const hd_fact *old = action->role == HD_ROLE_FILL && action->fact->kind == &hd_kind_table
                             ? diff->old_of[action->fact->index]
                             : NULL;

    if (old == NULL || !hd_text_starts(sql, "INSERT "))
        return NULL;
    return key_of(action->fact) != NULL
               ? "copies all rows while others cannot use the table; fails, and nothing is lost, "
                 "when a row fits in no partition"
           : inherits_otherwise(diff, old, action->fact)
               ? "copies all rows while others cannot use the table: it has a column of its own "
                 "that it is only to inherit, or the other way round"
               : "copies all rows while others cannot use the table";
}
