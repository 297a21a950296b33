#include "migrate/verify_rows.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/text.h"
#include "parse/quote.h"

enum { BEFORE, AFTER, BACK, AGAIN };

/* ---- reading ---- */

enum { CELLS_OF_TABLE = 1, CELLS_OF_COLUMN = 3 };

/* Names as they are; none for a table without a primary key. */
static hd_strings key_of(TALLOC_CTX *ctx, const hd_fact *table)
{
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_constraint &&
            hd_text_equal(hd_fact_text(table->children[i], "type"), "primary key"))
            return hd_fact_list(ctx, table->children[i], "columns");
    return (hd_strings){0};
}

/* The key's columns, each with a comma behind it: what follows is the value. */
static char *key_sql(TALLOC_CTX *ctx, const hd_strings *key)
{
    HD_SCRATCH(scratch);
    hd_buf *sql = hd_buf_new(scratch);

    for (size_t i = 0; i < key->count; i++) {
        hd_sql_add_ident(sql, key->items[i]);
        hd_buf_add(sql, ", ");
    }
    return hd_buf_take(ctx, sql);
}

/* One array, since a table may have more columns than a result. */
static char *table_sql(TALLOC_CTX *ctx, const hd_fact *table, hd_table_rows *rows)
{
    HD_SCRATCH(scratch);
    hd_buf *sql = hd_buf_new(scratch);
    const hd_strings key = key_of(scratch, table);
    const char *key_columns = key_sql(scratch, &key);

    hd_buf_add(sql, "SELECT pg_catalog.unnest(ARRAY[pg_catalog.count(*)::text");
    for (size_t i = 0; i < table->child_count; i++) {
        if (table->children[i]->kind != &hd_kind_column)
            continue;
        const char *name = hd_sql_ident(ctx, table->children[i]->name);
        hd_buf_addf(sql,
                    ", pg_catalog.count(%s)::text, pg_catalog.sum(pg_catalog.hashtextextended("
                    "%s::text COLLATE \"C\", 0)::numeric)::text"
                    ", pg_catalog.sum(pg_catalog.hashtextextended("
                    "ROW(%s%s)::text COLLATE \"C\", 0)::numeric)::text",
                    name, name, key_columns, name);
        hd_column_rows column = {.name = name,
                                 .in_key = hd_strings_contain(&key, table->children[i]->name)};
        hd_vec_push(ctx, &rows->columns, column);
    }
    hd_buf_addf(sql, "]) FROM %s", table->identity);
    return hd_buf_take(ctx, sql);
}

static void fill(TALLOC_CTX *ctx, const hd_rows *result, hd_table_rows *rows)
{
    rows->count = hd_rows_int(result, 0, 0);
    for (size_t i = 0; i < rows->columns.count; i++) {
        hd_column_rows *column = &rows->columns.items[i];
        size_t cell = CELLS_OF_TABLE + CELLS_OF_COLUMN * i;

        column->count = hd_rows_int(result, cell, 0);
        column->sum = hd_rows_copy(ctx, result, cell + 1, 0);
        column->keyed_sum = hd_rows_copy(ctx, result, cell + 2, 0);
    }
}

hd_error *hd_rows_facts_read(TALLOC_CTX *ctx, hd_conn *conn, const hd_snapshot *snapshot,
                             hd_rows_facts *ret)
{
    HD_SCRATCH(scratch);
    HD_VEC(hd_statement) statements = {0};
    hd_rows_facts facts = {0};

    for (size_t i = 0; i < snapshot->count; i++) {
        const hd_fact *fact = snapshot->facts[i];
        if (fact->kind != &hd_kind_table)
            continue;
        hd_table_rows rows = {.identity = hd_strdup(ctx, fact->identity)};
        hd_vec_push(scratch, &statements, (hd_statement){.sql = table_sql(ctx, fact, &rows)});
        hd_vec_push(ctx, &facts, rows);
    }
    hd_rows **results = hd_new_array(scratch, hd_rows *, statements.count + 1);
    if (statements.count > 0)
        HD_TRY(hd_pipeline(scratch, conn, statements.items, statements.count, results, NULL));
    for (size_t i = 0; i < facts.count; i++)
        fill(ctx, results[i], &facts.items[i]);
    *ret = facts;
    return NULL;
}

/* ---- comparing ---- */

static const hd_table_rows *find_table(const hd_rows_facts *facts, const char *identity)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].identity, identity) == 0)
            return &facts->items[i];
    return NULL;
}

static const hd_column_rows *find_column(const hd_table_rows *table, const char *name)
{
    for (size_t i = 0; table != NULL && i < table->columns.count; i++)
        if (strcmp(table->columns.items[i].name, name) == 0)
            return &table->columns.items[i];
    return NULL;
}

/* Whether rows can be told by their keys: those that a revision makes up differ each time. */
static bool same_keys(const hd_table_rows *a, const hd_table_rows *b)
{
    for (size_t i = 0; i < a->columns.count; i++) {
        const hd_column_rows *first = &a->columns.items[i];
        const hd_column_rows *second = find_column(b, first->name);
        if (first->in_key && (second == NULL || !hd_text_equal(first->sum, second->sum)))
            return false;
    }
    return true;
}

static bool same_values(const hd_column_rows *a, const hd_column_rows *b, bool by_key)
{
    return a->count == b->count && hd_text_equal(a->sum, b->sum) &&
           (!by_key || hd_text_equal(a->keyed_sum, b->keyed_sum));
}

/* The second upgrade must give what the first one gave, as far as it can. */
static void compare_again(TALLOC_CTX *ctx, const hd_rows_facts stops[4], const hd_table_rows *after,
                          hd_strings *problems, hd_strings *losses)
{
    const hd_table_rows *again = find_table(&stops[AGAIN], after->identity);
    const hd_table_rows *back = find_table(&stops[BACK], after->identity);

    if (again == NULL)
        return; /* the schema differs, which is told */
    if (back == NULL && again->count < after->count)
        hd_vec_push(ctx, losses,
                    hd_printf(ctx, "%s: of %" PRId64 " rows %" PRId64 " go with the table",
                              after->identity, after->count, after->count - again->count));
    if (back == NULL)
        return;
    if (again->count != after->count)
        hd_vec_push(ctx, problems,
                    hd_printf(ctx,
                              "%s: %" PRId64 " rows after the upgrade, %" PRId64
                              " when it was undone and done again",
                              after->identity, after->count, again->count));
    bool by_key = same_keys(after, again);
    for (size_t i = 0; i < after->columns.count; i++) {
        const hd_column_rows *first = &after->columns.items[i];
        const hd_column_rows *second = find_column(again, first->name);
        if (second == NULL || same_values(first, second, by_key) || again->count != after->count)
            continue;
        if (find_column(back, first->name) != NULL)
            hd_vec_push(ctx, problems,
                        hd_printf(ctx,
                                  "%s.%s: other values when the upgrade was undone and done again",
                                  after->identity, first->name));
        else if (second->count < first->count)
            hd_vec_push(ctx, losses,
                        hd_printf(ctx,
                                  "%s.%s: of %" PRId64 " values %" PRId64 " go with the column",
                                  after->identity, first->name, first->count,
                                  first->count - second->count));
    }
}

/* What the downgrade does not bring back. */
static void compare_back(TALLOC_CTX *ctx, const hd_table_rows *before, const hd_table_rows *back,
                         hd_strings *losses)
{
    if (back == NULL)
        return;
    if (before->count != back->count) {
        hd_vec_push(ctx, losses,
                    hd_printf(ctx,
                              "%s: %" PRId64 " rows before the upgrade, %" PRId64
                              " when it was undone",
                              before->identity, before->count, back->count));
        return;
    }
    bool by_key = same_keys(before, back);
    for (size_t i = 0; i < before->columns.count; i++) {
        const hd_column_rows *first = &before->columns.items[i];
        const hd_column_rows *second = find_column(back, first->name);
        if (second != NULL && !same_values(first, second, by_key))
            hd_vec_push(ctx, losses,
                        hd_printf(ctx,
                                  "%s.%s: not the values of before when the upgrade was undone",
                                  before->identity, first->name));
    }
}

void hd_rows_facts_compare(TALLOC_CTX *ctx, const hd_rows_facts stops[4], hd_strings *problems,
                           hd_strings *losses)
{
    for (size_t i = 0; i < stops[BEFORE].count; i++) {
        const hd_table_rows *before = &stops[BEFORE].items[i];
        compare_back(ctx, before, find_table(&stops[BACK], before->identity), losses);
    }
    for (size_t i = 0; i < stops[AFTER].count; i++)
        compare_again(ctx, stops, &stops[AFTER].items[i], problems, losses);
}
