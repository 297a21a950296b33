/* Subscriptions: their connections are secret, so differences are told and left to people. */
#include "diff/rule.h"

static void tell(hd_buf *out, const hd_change *change)
{
    const hd_fact *fact = change->new == NULL ? change->old : change->new;

    hd_buf_addf(out, "-- howdah cannot change subscription %s; do it by hand\n", fact->identity);
}

const hd_rule hd_rule_subscription = {
    .in_place = (const char *const[]){"slot", "publications", "enabled", NULL},
    .alter = tell,
    .drop = tell,
};
