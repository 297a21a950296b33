/* One column takes the place of another one, with all that uses it: for type.c and uses.c. */
#pragma once

#include "diff/online/recipe.h"

/* Whether all that uses the column (of the new side) goes anyway or can be brought over. */
bool hd_uses_follow(const struct hd_stager *stager, const hd_fact *new);

/*
 * Builds the indexes of the group's column for the second one, which is called name.
 *
 *   ret  for each of the column's users the name of its index; NULL: it has none
 */
void hd_uses_build(struct hd_stager *stager, const struct hd_group *group, const char *name,
                   hd_strings *ret);

/* What is to be done, in this order, while nobody else can: names that the first column has ... */
void hd_uses_give_way(struct hd_stager *stager, const struct hd_group *group);

/* ... when the second one has the name, and the first one is still there ... */
void hd_uses_take_sequence(struct hd_stager *stager, const struct hd_group *group);

/* ... and when the first one has gone with all that it had. */
void hd_uses_stage(struct hd_stager *stager, const struct hd_group *group,
                   const hd_strings *indexes);
