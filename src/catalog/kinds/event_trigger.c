/* Event triggers. */
#include "base/text.h"
#include "catalog/print.h"
#include "parse/quote.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_NEEDED_TEXT("event"),
    HD_LIST("tags"),
    HD_NEEDED_TEXT("function"),
    HD_TEXT("enabled"),
};

static void create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);
    hd_strings tags = hd_fact_list(scratch, fact, "tags");
    const char *enabled = hd_fact_text(fact, "enabled");

    (void)ddl;
    hd_buf_addf(out, "CREATE EVENT TRIGGER %s ON %s", fact->identity, hd_fact_text(fact, "event"));
    for (size_t i = 0; i < tags.count; i++)
        hd_buf_addf(out, "%s%s", i == 0 ? " WHEN TAG IN (" : ", ",
                    hd_sql_literal(scratch, tags.items[i]));
    hd_buf_addf(out, "%s EXECUTE FUNCTION %s();\n", tags.count > 0 ? ")" : "",
                hd_fact_text(fact, "function"));
    if (enabled != NULL)
        hd_buf_addf(out, "ALTER EVENT TRIGGER %s %s;\n", fact->identity,
                    hd_text_equal(enabled, "disabled")  ? "DISABLE"
                    : hd_text_equal(enabled, "replica") ? "ENABLE REPLICA"
                                                        : "ENABLE ALWAYS");
}

const hd_kind hd_kind_event_trigger = {
    .id = HD_KIND_event_trigger,
    .name = "event_trigger",
    .tier = 2,
    .naming = HD_NAMING_GLOBAL,
    .classid = 3466,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_event_trigger}},
    .noun = "EVENT TRIGGER",
    .create = create,
    .phase = 4,
};
