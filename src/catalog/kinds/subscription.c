/* Subscriptions. Their connection strings hold passwords and are not read. */
#include "catalog/kinds.h"
#include "sql.h"

static const hd_attribute attributes[] = {
    HD_TEXT("slot"),
    HD_LIST("publications"),
    HD_BOOL("enabled"),
};

const hd_kind hd_kind_subscription = {
    .id = HD_KIND_subscription,
    .name = "subscription",
    .tier = 3,
    .naming = HD_NAMING_GLOBAL,
    .classid = 6100,
    .attributes = attributes,
    .attribute_count = HD_COUNT(attributes),
    .queries = {{0, hd_sql_catalog_subscription}},
    .noun = "SUBSCRIPTION",
    .phase = 2,
};
