/*
 * Functions. CREATE OR REPLACE takes another body and other properties; another result, other
 * names of arguments or a default less need a new function.
 */
#include "diff/kinds/routine.h"
#include "diff/listing.h"

const hd_rule hd_rule_function = {
    .judge = hd_routine_judge,
    .alter = hd_routine_alter,
    .on_loss = hd_routine_on_loss,
    .afterwards = hd_listing_alter,
};
