/*
 * What uses a column that a second one takes the place of. Indexes and keys are built for the
 * second one beforehand; CHECK constraints are said anew when it has the name, and proved later.
 * Foreign keys and views are dropped and made by their own actions.
 */
#include "catalog/print.h"
#include "diff/aside.h"
#include "diff/explain.h"
#include "diff/online/exchange.h"
#include "diff/rule.h"
#include "parse/lex.h"
#include "parse/quote.h"

enum { NAMED_NOT_NULL = 180000 };

bool hd_uses_is_key(const hd_fact *fact)
{
    return hd_is_constraint(fact, "primary key") || hd_is_constraint(fact, "unique");
}

/* ---- indexes of the second column ---- */

/* Whether the token at hand can be a column's name, by what stands before and behind it. */
static bool may_be_column(const hd_lexer *lexer, const hd_token *before, const hd_token *behind)
{
    static const char *const others[] = {".", "::"};

    for (size_t i = 0; i < HD_COUNT(others); i++)
        if (hd_token_is_symbol(lexer, before, others[i]))
            return false;
    return !hd_token_is(lexer, before, "collate") && !hd_token_is_symbol(lexer, behind, "(") &&
           !hd_token_is_symbol(lexer, behind, ".");
}

/* The definition of an index, as the server writes it, with another column in a column's place. */
static char *with_column(TALLOC_CTX *ctx, const char *definition, const char *from, const char *to)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const char *quoted = hd_sql_ident(scratch, from);
    hd_lexer lexer = hd_lex(definition, strlen(definition));
    hd_token before = {0};
    hd_token token = hd_lex_next(&lexer);
    bool named = false; /* the index is: columns can follow */
    size_t copied = 0;

    while (token.kind != HD_TOKEN_END) {
        hd_token behind = hd_lex_next(&lexer);
        if (named && hd_token_is_name(&lexer, &token, quoted) &&
            may_be_column(&lexer, &before, &behind)) {
            hd_buf_add_n(out, definition + copied, token.start - copied);
            hd_sql_add_ident(out, to);
            copied = token.start + token.len;
        }
        named = named || hd_token_is(&lexer, &token, "on");
        before = token;
        token = behind;
    }
    hd_buf_add(out, definition + copied);
    return hd_buf_take(ctx, out);
}

static const char *definition_of(TALLOC_CTX *ctx, const hd_fact *use)
{
    if (use->kind == &hd_kind_index)
        return hd_fact_text(use, "definition");
    return hd_uses_is_key(use) ? hd_key_index(ctx, use) : NULL;
}

/* The definition with the second columns; NULL: not all that it needs are there yet. */
static const char *second_definition(TALLOC_CTX *ctx, const struct hd_stager *stager,
                                     const hd_fact *use)
{
    const char *definition = definition_of(ctx, use);

    for (size_t i = 0; definition != NULL && i < use->edge_count; i++) {
        const hd_fact *column = use->edges[i].to;
        const char *second = stager->seconds[column->index];
        if (second != NULL)
            definition = with_column(ctx, definition, column->name, second);
        else if (hd_column_is_heavy(stager->diff, column))
            definition = NULL;
    }
    return definition;
}

void hd_uses_build(struct hd_stager *stager, const struct hd_group *group, hd_strings *ret)
{
    const hd_fact *column = group->action.fact;

    for (size_t i = 0; i < column->user_count; i++) {
        HD_SCRATCH(scratch);
        const hd_fact *use = column->users[i];
        const char *definition = second_definition(scratch, stager, use);
        const char *name = NULL;

        if (definition != NULL && stager->diff->new_verdict[use->index] == HD_SAME) {
            name = hd_name_invent(stager, column->parent->schema, use->name, "new");
            hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_ALONE, "%s",
                     hd_concurrent_index(scratch, definition, name));
        }
        hd_vec_push(stager, ret, name);
    }
}

/* ---- what is said anew ---- */

static void fact_stage(struct hd_stager *stager, const struct hd_group *group, const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    const struct hd_ddl ddl = {0};
    hd_buf *sql = hd_buf_new(scratch);

    (void)hd_ddl_create(sql, fact, &ddl);
    hd_stage_statements(stager, group, HD_PHASE_MAIN, sql->data);
}

/* Comments of indexes and constraints. */
static void children_stage(struct hd_stager *stager, const struct hd_group *group,
                           const hd_fact *fact)
{
    for (size_t i = 0; i < fact->child_count; i++)
        if (!hd_diff_made(stager->diff, fact->children[i]))
            fact_stage(stager, group, fact->children[i]);
}

/* The number goes on where the former sequence, which goes with the former column, has stopped. */
static void identity_stage(struct hd_stager *stager, const struct hd_group *group,
                           const hd_fact *identity)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = identity->parent;
    const char *schema = column->parent->schema;
    const char *sequence = hd_identity_sequence(scratch, identity);
    const char *former = hd_name_invent(
        stager, schema, hd_printf(scratch, "%s_%s_seq", column->parent->name, column->name), "old");
    const hd_change change = {stager->diff, NULL, identity};
    hd_buf *sql = hd_buf_new(scratch);

    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "ALTER SEQUENCE %s RENAME TO %s",
             sequence, hd_sql_ident(scratch, former));
    hd_rule_of(identity->kind)->create(sql, &change, NULL);
    hd_stage_statements(stager, group, HD_PHASE_MAIN, sql->data);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED,
             "SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s",
             hd_sql_literal(scratch, sequence), hd_sql_qualified(scratch, schema, former));
}

void hd_uses_take_sequence(struct hd_stager *stager, const struct hd_group *group)
{
    const hd_fact *column = group->action.fact;
    const hd_fact *identity = hd_fact_child(column, &hd_kind_identity, NULL);

    if (identity != NULL && !hd_diff_made(stager->diff, identity))
        identity_stage(stager, group, identity);
    for (size_t i = 0; i < column->user_count; i++)
        if (column->users[i]->kind == &hd_kind_owned_by &&
            !hd_diff_made(stager->diff, column->users[i]))
            fact_stage(stager, group, column->users[i]);
}

static void constraint_stage(struct hd_stager *stager, const struct hd_group *group,
                             const hd_fact *check)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, check->parent, false);
    const char *name = hd_sql_ident(scratch, check->name);

    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s ADD CONSTRAINT %s %s NOT VALID",
             alter, name, hd_fact_text(check, "definition"));
    hd_stage(stager, group, HD_PHASE_AFTER, HD_STEP_OWN, "%s VALIDATE CONSTRAINT %s", alter, name);
}

static void use_stage(struct hd_stager *stager, const struct hd_group *group, const hd_fact *use,
                      const char *index)
{
    HD_SCRATCH(scratch);

    if (index != NULL && use->kind == &hd_kind_index)
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "ALTER INDEX %s RENAME TO %s",
                 hd_sql_qualified(scratch, use->schema, index), hd_sql_ident(scratch, use->name));
    else if (index != NULL)
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s",
                 hd_key_using_index(scratch, use, index))
            ->proven = true;
    else
        constraint_stage(stager, group, use);
    children_stage(stager, group, use);
}

void hd_uses_stage(struct hd_stager *stager, const struct hd_group *group,
                   const hd_strings *indexes)
{
    const hd_diff *diff = stager->diff;
    const hd_fact *column = group->action.fact;

    for (size_t i = 0; i < column->child_count; i++)
        if (column->children[i]->kind != &hd_kind_identity &&
            !hd_diff_made(diff, column->children[i]))
            fact_stage(stager, group, column->children[i]);
    for (size_t i = 0; i < column->user_count; i++) {
        const hd_fact *use = column->users[i];
        bool check = hd_is_constraint(use, "check") && diff->new_verdict[use->index] == HD_SAME;
        if (indexes->items[i] != NULL || check)
            use_stage(stager, group, use, indexes->items[i]);
    }
}

/* From version 18 on its NOT NULL has a name, which the second column's is to get. */
void hd_uses_give_way(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *old = stager->diff->old_of[group->action.fact->index];

    if (stager->diff->server_version >= NAMED_NOT_NULL && hd_fact_bool(old, "not_null"))
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s RENAME CONSTRAINT %s TO %s",
                 hd_alter_prefix(scratch, old->parent, false), hd_not_null_name(scratch, old),
                 hd_sql_ident(scratch,
                              hd_constraint_name_invent(stager, group->action.fact->parent,
                                                        hd_printf(scratch, "%s_old", old->name))));
}
