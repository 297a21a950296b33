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

const hd_fact *hd_attached_below(const hd_fact *index, const hd_fact *partition)
{
    HD_SCRATCH(scratch);
    const char *name = index_name(scratch, index);

    for (size_t i = 0; i < partition->child_count; i++) {
        const hd_fact *child = partition->children[i];
        if ((child->kind == &hd_kind_index || child->kind == &hd_kind_constraint) &&
            hd_text_equal(hd_fact_text(child, "attached_to"), name))
            return child;
    }
    return NULL;
}

static bool has_index(const hd_fact *fact)
{
    static const char *const types[] = {"primary key", "unique", "exclusion"};

    for (size_t i = 0; fact->kind == &hd_kind_constraint && i < HD_COUNT(types); i++)
        if (hd_text_equal(hd_fact_text(fact, "type"), types[i]))
            return true;
    return fact->kind == &hd_kind_index;
}

bool hd_lacks_attached(const hd_fact *index)
{
    const hd_fact *table = index->parent;

    if (!has_index(index) || table->kind != &hd_kind_table ||
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
