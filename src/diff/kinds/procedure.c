/* Procedures; as functions. */
#include "diff/kinds/routine.h"
#include "diff/listing.h"

const hd_rule hd_rule_procedure = {
    .judge = hd_routine_judge,
    .alter = hd_routine_alter,
    .on_loss = hd_routine_on_loss,
    .afterwards = hd_listing_alter,
};
