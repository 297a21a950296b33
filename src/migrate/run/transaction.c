#include "migrate/run/internal.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/hash.h"
#include "base/text.h"

#define DIVISION_BY_ZERO "22012" /* what a row change raises when it does not hit one row */

/* What is sent for one part, and which of it are the statements of the file. */
struct script {
    hd_commands commands;
    size_t fence;           /* index of the fence around the version table, up to fence_end */
    size_t fence_end;       /* 0: none */
    size_t first_statement; /* index of the part's first statement in commands */
    size_t first_change;    /* index of the first change of the version table */
};

/* Where a part stands among those that share its transaction. */
struct place {
    bool begins;
    bool commits;
    bool moves_rows; /* one of them completes its revision */
};

static void add(TALLOC_CTX *ctx, struct script *script, const char *sql)
{
    hd_vec_push(ctx, &script->commands, (hd_statement){sql, 0, NULL});
}

static void add_begin(TALLOC_CTX *ctx, struct script *script, const hd_run_state *run,
                      const hd_part *part, const struct place *place)
{
    add(ctx, script, "BEGIN");
    if (place->moves_rows) {
        script->fence = script->commands.count;
        hd_run_add_fence(ctx, run, &script->commands);
        script->fence_end = script->commands.count;
    }
    if (run->options->purge && part->body == NULL)
        add(ctx, script, hd_printf(ctx, "DELETE FROM %s", run->table->sql_name));
}

static struct script script_for(TALLOC_CTX *ctx, const hd_run_state *run, const hd_part *part,
                                const char *attempt_id, const struct place *place)
{
    struct script script = {0};

    if (place->begins)
        add_begin(ctx, &script, run, part, place);
    if (part->body != NULL)
        hd_run_add_limits(ctx, part->body, &script.commands);
    script.first_statement = script.commands.count;
    for (size_t i = part->first; i < part->first + part->count; i++)
        add(ctx, &script, part->body->statements.items[i].sql);
    /* Functions and triggers change settings, too, without a word of it in the file. */
    if (part->body != NULL)
        hd_run_add_restore(ctx, run, &script.commands);
    if (part->body != NULL)
        hd_vec_push(ctx, &script.commands,
                    hd_run_prepared(run, HD_PREPARED_STEP,
                                    hd_journal_step(ctx, run->journal, part, attempt_id, "done")));
    else
        hd_vec_push(ctx, &script.commands,
                    hd_journal_stamp(ctx, run->journal, attempt_id,
                                     hd_text_join(ctx, &part->step->to, ", ")));
    script.first_change = script.commands.count;
    if (part->completes)
        hd_run_add_row_changes(ctx, run, part, &script.commands);
    if (place->commits)
        add(ctx, &script, "COMMIT");
    return script;
}

/* Alembic's words for a version table that somebody else has changed meanwhile. */
static hd_error *row_mismatch(const hd_run_state *run, const hd_part *part, size_t index,
                              hd_error *err)
{
    if (index >= part->step->changes.count || strcmp(err->sqlstate, DIVISION_BY_ZERO) != 0)
        return err;
    const hd_row_change *change = &part->step->changes.items[index];

    hd_error_free(err);
    err = change->to != NULL
              ? hd_error_new(HD_CONFLICT,
                             "Online migration expected to match one row when updating '%s' to "
                             "'%s' in '%s'; none or several found",
                             change->from, change->to, run->table->name)
              : hd_error_new(HD_CONFLICT,
                             "Online migration expected to match one row when deleting '%s' in "
                             "'%s'; none or several found",
                             change->from, run->table->name);
    return hd_error_hint(err, "Another program has changed the version table; everything of this "
                              "transaction was rolled back.");
}

static hd_error *explain(hd_run_state *run, const hd_part *part, const struct script *script,
                         size_t failed, hd_error *err)
{
    if (failed >= script->fence && failed < script->fence_end)
        err = hd_run_explain_fence(run, failed - script->fence, err);
    if (failed >= script->first_change)
        err = row_mismatch(run, part, failed - script->first_change, err);
    /* What is no statement of the file points past its last one: no place, only context. */
    size_t index = failed < script->first_statement ? SIZE_MAX : failed - script->first_statement;
    return hd_run_place(err, part, index);
}

static hd_error *send_commands(hd_run_state *run, const struct script *script, size_t first,
                               size_t end, size_t *failed)
{
    HD_SCRATCH(scratch);
    size_t index = end - first;

    if (first == end)
        return NULL;
    hd_error *err = hd_pipeline(scratch, run->conn, script->commands.items + first, end - first,
                                NULL, &index);
    if (err != NULL) /* not one's own failure stays none */
        *failed = index == end - first ? script->commands.count : first + index;
    return err;
}

/* A round trip for each statement of the file: a server answers many at once when all are done. */
static hd_error *send_timed(hd_run_state *run, const hd_part *part, const struct script *script,
                            size_t *failed)
{
    size_t first = script->first_statement;

    HD_TRY(send_commands(run, script, 0, first, failed));
    for (size_t i = 0; i < part->count; i++) {
        uint64_t began_ms = hd_clock_ms();
        HD_TRY(send_commands(run, script, first + i, first + i + 1, failed));
        hd_run_say_time(run, part, i, began_ms);
    }
    return send_commands(run, script, first + part->count, script->commands.count, failed);
}

/* All of it in one round trip, unless times are wanted. */
static hd_error *send_part(hd_run_state *run, const hd_part *part, const struct script *script,
                           const char *in_doubt, size_t *failed)
{
    run->in_doubt = in_doubt;
    hd_error *err = run->options->timing
                        ? send_timed(run, part, script, failed)
                        : send_commands(run, script, 0, script->commands.count, failed);
    if (err == NULL || hd_conn_is_open(run->conn))
        run->in_doubt = NULL;
    return err;
}

static hd_error *run_part(hd_run_state *run, const hd_part *part, const struct place *place)
{
    HD_SCRATCH(scratch);
    const char *attempt_id = hd_uuid_new(scratch);
    struct script script = script_for(scratch, run, part, attempt_id, place);
    size_t failed = script.commands.count;

    hd_run_announce(run, part);
    hd_fault_point("part");
    hd_error *err = send_part(run, part, &script, place->commits ? attempt_id : NULL, &failed);
    if (run->in_doubt != NULL)
        run->in_doubt = hd_strdup(run, attempt_id);
    return err == NULL ? NULL : explain(run, part, &script, failed, err);
}

static hd_error *run_parts(hd_run_state *run, const hd_part *parts, size_t count)
{
    struct place place = {0};

    for (size_t i = 0; i < count; i++)
        place.moves_rows = place.moves_rows || parts[i].completes;
    for (size_t i = 0; i < count; i++) {
        place.begins = i == 0;
        place.commits = i + 1 == count;
        HD_TRY(run_part(run, &parts[i], &place));
    }
    return NULL;
}

hd_error *hd_run_transaction(hd_run_state *run, const hd_part *parts, size_t count)
{
    hd_retry retry = hd_retry_begin(run);

    for (;;) {
        hd_watch_begin(run->watch, hd_conn_backend_pid(run->conn));
        hd_error *err = run_parts(run, parts, count);
        hd_watch_end(run->watch);
        if (err == NULL)
            break;
        if (hd_conn_is_open(run->conn) && hd_conn_in_transaction(run->conn))
            hd_error_free(hd_exec(run->conn, "ROLLBACK")); /* the first error is the one to tell */
        HD_TRY(hd_retry_after(run, &retry, err));
    }
    for (size_t i = 0; i < count; i++)
        hd_run_count_done(run, &parts[i]);
    return NULL;
}
