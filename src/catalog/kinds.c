#include "catalog/kinds.h"

#include "base/text.h"

#define HD_KIND_POINTER(name) [HD_KIND_##name] = &hd_kind_##name,
const hd_kind *const hd_kinds[] = {HD_KINDS(HD_KIND_POINTER)};
#undef HD_KIND_POINTER
const size_t hd_kind_count = HD_COUNT(hd_kinds);

const hd_kind *hd_kind_find(const char *name)
{
    for (size_t i = 0; i < hd_kind_count; i++)
        if (strcmp(hd_kinds[i]->name, name) == 0)
            return hd_kinds[i];
    return NULL;
}

const char *hd_kind_sql(const hd_kind *kind, int server_version)
{
    const char *sql = NULL;

    for (size_t i = 0; i < HD_COUNT(kind->queries) && kind->queries[i].sql != NULL; i++)
        if (kind->queries[i].since <= server_version)
            sql = kind->queries[i].sql;
    return sql;
}

bool hd_kind_takes_parent(const hd_kind *kind, const hd_fact *parent)
{
    if (parent == NULL)
        return !kind->needs_parent;
    if (kind->parents == NULL)
        return kind->needs_parent || parent->kind == &hd_kind_schema;
    for (size_t i = 0; kind->parents[i] != NULL; i++)
        if (kind->parents[i] == parent->kind)
            return true;
    return false;
}

bool hd_is_foreign_key(const hd_fact *fact)
{
    return fact->kind == &hd_kind_constraint &&
           hd_text_equal(hd_fact_text(fact, "type"), "foreign key");
}
