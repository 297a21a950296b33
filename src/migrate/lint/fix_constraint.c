/* Fixes that take a constraint apart: an index or NOT VALID first, the rest after. */
#include "base/buf.h"
#include "migrate/lint/rule.h"
#include "parse/quote.h"

/* The server would read the table for what it does not know to be there. */
static void add_not_null(hd_lint_at *at, const char *head, const PgQuery__Constraint *constraint,
                         hd_buf *text)
{
    HD_SCRATCH(scratch);
    const hd_lint_relation *known = hd_lint_known(at, at->table);

    for (size_t i = 0; i < constraint->n_keys; i++) {
        const char *name = hd_lint_string(constraint->keys[i]);
        const hd_lint_column *column = hd_lint_relation_column(known, name);
        if (column == NULL || !column->not_null)
            hd_buf_addf(text, "%sALTER COLUMN %s SET NOT NULL;\n", head,
                        hd_sql_ident(scratch, name));
    }
}

static void add_index(hd_lint_at *at, const PgQuery__Constraint *constraint, const char *name,
                      hd_buf *text)
{
    hd_buf_addf(text, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)", name,
                hd_lint_name(at, at->table),
                hd_lint_columns(at, constraint->keys, constraint->n_keys));
    if (constraint->n_including > 0)
        hd_buf_addf(text, " INCLUDE (%s)",
                    hd_lint_columns(at, constraint->including, constraint->n_including));
    hd_buf_add(text, constraint->nulls_not_distinct ? " NULLS NOT DISTINCT;\n" : ";\n");
}

/* Only tables that are there and have no partitions can take an index; options would get lost. */
static bool fits(const hd_lint_at *at, const PgQuery__Constraint *constraint)
{
    return !at->alter->missing_ok && constraint->n_options == 0 &&
           *constraint->indexspace == '\0' && !hd_lint_is_partitioned(at, at->table);
}

void hd_lint_fix_key(hd_lint_at *at, hd_lint_finding *finding,
                     const PgQuery__Constraint *constraint)
{
    HD_SCRATCH(scratch);
    bool primary = constraint->contype == HD_CONSTR(PRIMARY);
    hd_buf *text = hd_buf_new(scratch);
    const char *head = hd_lint_alter_head(at);

    if (!fits(at, constraint) || head == NULL || hd_lint_fix_splits(at, finding))
        return;
    const char *made = primary ? hd_lint_make_name(at, NULL, 0, "pkey")
                               : hd_lint_make_name(at, constraint->keys, constraint->n_keys, "key");
    const char *name = hd_sql_ident(scratch,
                                    *constraint->conname != '\0' ? constraint->conname : made);
    if (primary)
        add_not_null(at, head, constraint, text);
    add_index(at, constraint, name, text);
    hd_buf_addf(text, "%sADD CONSTRAINT %s %s USING INDEX %s%s%s", head, name,
                primary ? "PRIMARY KEY" : "UNIQUE", name,
                constraint->deferrable ? " DEFERRABLE" : "",
                constraint->initdeferred ? " INITIALLY DEFERRED" : "");
    hd_lint_fix_statement(at, finding, text->data, false);
    hd_lint_fix_assumes(at, finding, at->table->schemaname, at->table->relname);
}

void hd_lint_fix_not_valid(hd_lint_at *at, hd_lint_finding *finding,
                           const PgQuery__Constraint *constraint, const char *name)
{
    HD_SCRATCH(scratch);
    bool foreign = constraint->contype == HD_CONSTR(FOREIGN);
    bool old = at->options->catalog == NULL || at->options->catalog->server_version < 180000;
    const char *head = hd_lint_alter_head(at);

    /* Foreign keys of partitioned tables can be NOT VALID since 18 only. */
    if ((foreign && old && hd_lint_is_partitioned(at, at->table)) || head == NULL ||
        hd_lint_fix_splits(at, finding))
        return;
    const char *action = hd_lint_alter_action(at);
    hd_cursor cursor = hd_cursor_at(action, 0, strlen(action));
    bool named = *constraint->conname != '\0';
    if (!hd_cursor_accept(&cursor, "add"))
        return;
    const char *quoted = hd_sql_ident(scratch, named ? constraint->conname : name);
    char *text = hd_printf(scratch, "%sADD %s%s NOT VALID;\n%sVALIDATE CONSTRAINT %s", head,
                           named ? "" : hd_printf(scratch, "CONSTRAINT %s ", quoted),
                           action + cursor.token.start, head, quoted);
    hd_lint_fix_statement(at, finding, text, true);
    if (foreign && old)
        hd_lint_fix_assumes(at, finding, at->table->schemaname, at->table->relname);
}
