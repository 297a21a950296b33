/* Sequences, without those of identity columns. */
#include "base/text.h"
#include "catalog/print.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("type"), HD_INT("start"), HD_INT("increment"), HD_INT("minimum"),
    HD_INT("maximum"),      HD_INT("cache"), HD_BOOL("cycle"),    HD_BOOL("unlogged"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    const char *type = hd_fact_text(fact, "type");

    (void)ddl;
    hd_buf_addf(out, "CREATE %sSEQUENCE %s", hd_fact_bool(fact, "unlogged") ? "UNLOGGED " : "",
                fact->identity);
    if (!hd_text_equal(type, "bigint"))
        hd_buf_addf(out, " AS %s", type);
    hd_print_sequence(out, fact);
    hd_buf_add(out, ";\n");
}

const hd_kind hd_kind_sequence = {
    .id = HD_KIND_sequence,
    .name = "sequence",
    .tier = 1,
    .naming = HD_NAMING_SCHEMA,
    .classid = 1259,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_sequence}},
    .noun = "SEQUENCE",
    .create = create,
};
