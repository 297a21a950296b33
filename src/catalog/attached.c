#include "catalog/attached.h"

#include "base/text.h"
#include "parse/quote.h"

/* "public.i": an index has no schema of its own when a constraint keeps it. */
static char *index_name(TALLOC_CTX *ctx, const hd_fact *index)
{
    return hd_sql_qualified(ctx, index->parent->schema, index->name);
}

/* Foreign tables have no indexes. */
static bool is_partition(const hd_fact *user, const hd_fact *table)
{
    return user->kind == &hd_kind_attachment && user->parent != table &&
           user->parent->kind == &hd_kind_table;
}

bool hd_has_index(const hd_fact *constraint)
{
    const char *type = hd_fact_text(constraint, "type");

    return !hd_text_equal(type, "check") && !hd_text_equal(type, "foreign key");
}

static bool is_index(const hd_fact *fact)
{
    return fact->kind == &hd_kind_index ||
           (fact->kind == &hd_kind_constraint && hd_has_index(fact));
}

static const hd_fact *index_called(const hd_fact *table, const char *name)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < table->child_count; i++)
        if (is_index(table->children[i]) &&
            strcmp(index_name(scratch, table->children[i]), name) == 0)
            return table->children[i];
    return NULL;
}

const hd_fact *hd_attached_above(const hd_fact *fact)
{
    const char *name = hd_fact_text(fact, "attached_to");
    const hd_fact *link = hd_fact_child(fact->parent, &hd_kind_attachment, NULL);
    const hd_fact *above = NULL;

    for (size_t i = 0; name != NULL && link != NULL && i < link->edge_count && above == NULL; i++)
        above = index_called(link->edges[i].to, name);
    return above;
}

const hd_fact *hd_attached_below(const hd_fact *index, const hd_fact *partition)
{
    HD_SCRATCH(scratch);
    const char *name = index_name(scratch, index);

    for (size_t i = 0; i < partition->child_count; i++) {
        const hd_fact *child = partition->children[i];
        if (is_index(child) && hd_text_equal(hd_fact_text(child, "attached_to"), name))
            return child;
    }
    return NULL;
}

bool hd_lacks_attached(const hd_fact *index)
{
    const hd_fact *table = index->parent;

    if (!is_index(index) || table->kind != &hd_kind_table ||
        hd_fact_text(table, "partition_key") == NULL)
        return false;
    for (size_t i = 0; i < table->user_count; i++) {
        if (!is_partition(table->users[i], table))
            continue;
        const hd_fact *below = hd_attached_below(index, table->users[i]->parent);
        if (below == NULL || hd_lacks_attached(below))
            return true;
    }
    return false;
}

void hd_print_attached(hd_buf *out, const hd_fact *index)
{
    HD_SCRATCH(scratch);
    const hd_fact *table = index->parent;

    if (!hd_lacks_attached(index))
        return;
    for (size_t i = 0; i < table->user_count; i++) {
        const hd_fact *child = is_partition(table->users[i], table)
                                   ? hd_attached_below(index, table->users[i]->parent)
                                   : NULL;
        if (child != NULL)
            hd_buf_addf(out, "ALTER INDEX %s ATTACH PARTITION %s;\n", index_name(scratch, index),
                        index_name(scratch, child));
    }
}
