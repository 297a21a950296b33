/* Rules, without those that make a view. */
#include "diff/listing.h"

static void alter(hd_buf *out, const hd_change *change)
{
    hd_change_enabled(out, change, "RULE");
}

const hd_rule hd_rule_rule = {
    .in_place = (const char *const[]){"enabled", NULL},
    .alter = alter,
    .afterwards = hd_listing_replace,
};
