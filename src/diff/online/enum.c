/* New values of an enum are there before anything uses them. */
#include "diff/online/recipe.h"

bool hd_recipe_enum_value(struct hd_stager *stager, const struct hd_group *group)
{
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];

    if (strcmp(old->identity, new->identity) != 0)
        return false;
    for (size_t i = 0; i < group->count; i++)
        hd_stage(stager, group, HD_PHASE_BEFORE, group->steps[i].mode, "%s", group->steps[i].sql);
    return true;
}
