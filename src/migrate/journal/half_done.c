#include "migrate/journal/half_done.h"

#include "base/text.h"
#include "migrate/plan.h"

static const char *const direction_names[] = {
    [HD_UPGRADE] = "upgrade", [HD_DOWNGRADE] = "downgrade", [HD_STAMP] = "stamp"};

static bool is_of(const hd_unfinished *step, const char *revision, hd_direction direction)
{
    return strcmp(step->revision, revision) == 0 && strcmp(step->state, "failed") != 0 &&
           strcmp(step->direction, direction_names[direction]) == 0;
}

static hd_error *error_edited(const hd_body *body, const hd_unfinished *step)
{
    hd_error *err = hd_error_new(HD_CONFLICT,
                                 "revision %s is half applied, and statements that have "
                                 "run were edited since (statement %zu)",
                                 body->revision->id, step->first_statement + 1);

    err = hd_error_hint(err, "Put the old text back and run again, or see \"howdah repair\".");
    return hd_error_place(err, body->revision->path, NULL, 0);
}

hd_error *hd_half_done_count(const hd_unfinished_list *unfinished, const hd_body *body, size_t *ret)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < unfinished->count; i++) {
        const hd_unfinished *step = &unfinished->items[i];
        size_t end = step->first_statement + step->statement_count;

        if (!is_of(step, body->revision->id, body->direction))
            continue;
        const char *now = end > body->statements.count
                              ? ""
                              : hd_plan_sha256(scratch, body, step->first_statement,
                                               step->statement_count);
        if (!hd_text_equal(now, step->sql_sha256))
            return error_edited(body, step);
        if (strcmp(step->state, "done") == 0 && step->first_statement == *ret)
            *ret = end;
    }
    return NULL;
}

/* "b-1" is what stands before b: the target of a downgrade that undoes b. */
static hd_error *error_half_done(const hd_unfinished *step)
{
    hd_error *err = hd_error_new(
        HD_CONFLICT, "the %s of revision %s is half done (since %s, by %s)", step->direction,
        step->revision, step->started, step->who == NULL ? "?" : step->who);

    return hd_error_hint(
        err, "Finish it with \"howdah %s %s%s\", or see \"howdah repair\" for other ways.",
        step->direction, step->revision, strcmp(step->direction, "downgrade") == 0 ? "-1" : "");
}

hd_error *hd_half_done_check(const hd_unfinished_list *unfinished, const hd_movement *movement,
                             hd_direction direction)
{
    for (size_t i = 0; i < unfinished->count; i++) {
        const hd_unfinished *step = &unfinished->items[i];
        bool finished = strcmp(step->state, "failed") == 0;

        for (size_t j = 0; j < movement->steps.count && !finished; j++) {
            const hd_node *node = movement->steps.items[j].node;
            finished = node != NULL && is_of(step, node->revision->id, direction);
        }
        if (!finished)
            return error_half_done(step);
    }
    return NULL;
}
