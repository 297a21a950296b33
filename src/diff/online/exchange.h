/* One column takes the place of another one, with all that uses it: for type.c, uses.c, fill.c and
 * refusal.c. */
#pragma once

#include "diff/online/recipe.h"

/*
 * Why types of columns that are heavy (explain.h) do not change by way of second columns for a
 * table (of the new side), as the end of a sentence; NULL: they do. Memory of the plan.
 */
const char *hd_exchange_refusal(const struct hd_stager *stager, const hd_fact *table);

/*
 * A trigger or rule of the table (of the old side) that an UPDATE of a column added by this plan
 * sets off; NULL: there is none.
 *
 *   only_special  only one that session_replication_role = replica does not keep still
 */
const hd_fact *hd_fill_sets_off(const hd_fact *table, bool only_special);

/* A trigger that keeps two columns in step; an earlier run has left it. */
bool hd_fill_is_ours(const hd_fact *trigger);

/* Whether it is a primary key or a unique constraint. */
bool hd_uses_is_key(const hd_fact *fact);

/*
 * Builds the indexes of the group's column for the second one; those of several columns that
 * change with the last of them.
 *
 *   ret  for each of the column's users the name of its index; NULL: it has none (yet)
 */
void hd_uses_build(struct hd_stager *stager, const struct hd_group *group, hd_strings *ret);

/* What is to be done, in this order, while nobody else can: names that the first column has ... */
void hd_uses_give_way(struct hd_stager *stager, const struct hd_group *group);

/* ... when the second one has the name, and the first one is still there ... */
void hd_uses_take_sequence(struct hd_stager *stager, const struct hd_group *group);

/* ... and when the first one has gone with all that it had. */
void hd_uses_stage(struct hd_stager *stager, const struct hd_group *group,
                   const hd_strings *indexes);
