/* Attributes of composite types are altered with their type. */
#include "diff/rule.h"

static bool disturbs(const hd_change *change)
{
    return hd_change_differs(change, "type") || hd_change_differs(change, "collation");
}

const hd_rule hd_rule_attribute = {
    .in_place = (const char *const[]){"type", "collation", "position", NULL},
    .disturbs = disturbs,
};
