/* Inheritance: rows stay where they are. */
#include "diff/rebuild.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* Before version 18 it may lack the NOT NULL of the one above, but not come without. */
static bool is_to_lack_not_null(const hd_fact *column, const hd_fact *above)
{
    const hd_fact *same = hd_fact_child(above, &hd_kind_column, column->name);

    return column->kind == &hd_kind_column && !hd_fact_bool(column, "not_null") && same != NULL &&
           hd_fact_bool(same, "not_null") && !hd_fact_bool(same, "not_null_no_inherit");
}

static void not_null_print(hd_buf *out, const hd_fact *link, const char *verb)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = link->parent;

    for (size_t i = 0; i < link->edge_count; i++)
        for (size_t j = 0; j < table->child_count; j++)
            if (is_to_lack_not_null(table->children[j], link->edges[i].to))
                hd_buf_addf(out, "%s ALTER COLUMN %s %s NOT NULL;\n",
                            hd_alter_prefix(scratch, table, true),
                            hd_sql_ident(scratch, table->children[j]->name), verb);
}

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    not_null_print(out, change->new, "SET");
    hd_buf_addf(out, "%s INHERIT %s;\n", hd_alter_prefix(scratch, change->new->parent, false),
                change->new->name);
    not_null_print(out, change->new, "DROP");
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "%s NO INHERIT %s;\n", hd_alter_prefix(scratch, change->old->parent, false),
                hd_rebuild_name_above(scratch, change, change->old->name));
}

const hd_rule hd_rule_inherit = {.create = create, .drop = drop};
