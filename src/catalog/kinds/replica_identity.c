/* What tables log of the old row, where it is not the primary key. */
#include "base/text.h"
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("identity"),
    HD_TEXT("index"),
};

static const hd_kind *const parents[] = {&hd_kind_table, NULL};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const char *identity = hd_fact_text(fact, "identity");

    (void)ddl;
    hd_buf_addf(out, "ALTER TABLE %s REPLICA IDENTITY ", fact->parent->identity);
    if (hd_text_equal(identity, "index"))
        hd_buf_addf(out, "USING INDEX %s;\n", hd_fact_text(fact, "index"));
    else
        hd_buf_addf(out, "%s;\n", hd_text_equal(identity, "full") ? "FULL" : "NOTHING");
}

const hd_kind hd_kind_replica_identity = {
    .id = HD_KIND_replica_identity,
    .name = "replica_identity",
    .tier = 1,
    .naming = HD_NAMING_PARENT,
    .parent_class = 1259,
    .needs_parent = true,
    .parents = parents,
    .nameless = true,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_replica_identity}},
    .create = create,
};
