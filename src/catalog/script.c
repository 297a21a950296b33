#include "base/text.h"
#include "catalog/ddl.h"
#include "catalog/order.h"
#include "parse/quote.h"

/* A shell of a type; a view's columns from nowhere, so that others can name them. */
void hd_ddl_stand_in(hd_buf *out, const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    const char *separator = " ";

    if (fact->kind != &hd_kind_view) {
        hd_buf_addf(out, "CREATE TYPE %s;\n", fact->identity);
        return;
    }
    hd_buf_addf(out, "CREATE OR REPLACE VIEW %s AS\n SELECT", fact->identity);
    for (int64_t position = 1;; position++) {
        const hd_fact *column = NULL;
        for (size_t i = 0; i < fact->child_count && column == NULL; i++)
            if (fact->children[i]->kind == &hd_kind_column &&
                hd_fact_int(fact->children[i], "position", 0) == position)
                column = fact->children[i];
        if (column == NULL)
            break;
        const char *collation = hd_fact_text(column, "collation");
        hd_buf_addf(out, "%sNULL::%s%s%s AS %s", separator, hd_fact_text(column, "type"),
                    collation == NULL ? "" : " COLLATE ", collation == NULL ? "" : collation,
                    hd_sql_ident(scratch, column->name));
        separator = ",\n    ";
    }
    hd_buf_add(out, ";\n");
}

static bool is_folded(const struct hd_ddl *ddl, const hd_fact *fact)
{
    const hd_order *order = ddl->arg;

    return order->folded[fact->index];
}

hd_error *hd_ddl_script_make(TALLOC_CTX *ctx, const hd_snapshot *snapshot, bool no_owner,
                             hd_ddl_script *ret)
{
    HD_SCRATCH(scratch);
    hd_order *order = NULL;

    HD_TRY(hd_order_make(scratch, snapshot, &order));
    struct hd_ddl ddl = {.no_owner = no_owner, .is_folded = is_folded, .arg = order};
    hd_ddl_unit *units = hd_new_array(ctx, hd_ddl_unit, order->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < order->count; i++) {
        hd_buf *sql = hd_buf_new(scratch);
        hd_ddl_unit unit = {.fact = order->items[i].fact};
        if (order->items[i].stand_in)
            hd_ddl_stand_in(sql, unit.fact);
        else
            unit.incomplete = !hd_ddl_create(sql, unit.fact, &ddl);
        if (sql->len > 0) {
            unit.sql = hd_buf_take(units, sql);
            units[count++] = unit;
        }
        talloc_free(sql);
    }
    *ret = (hd_ddl_script){
        .units = units,
        .count = count,
        .without_public = hd_snapshot_find(snapshot, &hd_kind_schema, "public") == NULL,
    };
    return NULL;
}
