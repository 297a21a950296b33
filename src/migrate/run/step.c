#include "migrate/run/internal.h"

#include "base/text.h"
#include "parse/split.h"

#define INVALID_TRANSACTION_TERMINATION "2D000"

static const char *const direction_verbs[] = {
    [HD_UPGRADE] = "upgrade", [HD_DOWNGRADE] = "downgrade", [HD_STAMP] = "stamp_revision"};

/* "Running upgrade a, b -> c, message": the very line of Alembic's log. */
void hd_run_announce(hd_run_state *run, const hd_part *part)
{
    HD_SCRATCH(scratch);
    const hd_step *step = part->step;
    size_t number = (size_t)(step - run->movement->steps.items) + 1;

    if (run->announced >= number)
        return;
    run->announced = number;
    hd_talk_say(run->talk, HD_TALK_STEP, "Running %s %s -> %s%s%s",
                direction_verbs[step->direction], hd_text_join(scratch, &step->from, ", "),
                hd_text_join(scratch, &step->to, ", "), step->node == NULL ? "" : ", ",
                step->node == NULL ? "" : step->node->revision->message);
    if (part->body != NULL && part->first > 0)
        hd_talk_say(run->talk, HD_TALK_NOTE, "going on at statement %zu of %zu", part->first + 1,
                    part->body->statements.count);
}

void hd_run_add_row_changes(TALLOC_CTX *ctx, const hd_run_state *run, const hd_part *part,
                            hd_commands *ret)
{
    for (size_t i = 0; i < part->step->changes.count; i++) {
        const hd_row_change *change = &part->step->changes.items[i];
        hd_statement statement = hd_version_table_change(ctx, run->table, change);
        if (change->from != NULL && change->to != NULL)
            statement = hd_run_prepared(run, HD_PREPARED_MOVE, statement);
        hd_vec_push(ctx, ret, statement);
    }
}

/* CALL or DO that commits inside: PostgreSQL's own words do not say what to do. */
static hd_error *hint_at_no_transaction(hd_error *err)
{
    if (err->hint != NULL || strcmp(err->sqlstate, INVALID_TRANSACTION_TERMINATION) != 0)
        return err;
    return hd_error_hint(err, "Code that commits cannot run in a transaction: write "
                              "\"-- howdah: upgrade no-transaction\" above the section.");
}

hd_error *hd_run_place(hd_error *err, const hd_part *part, size_t index)
{
    if (err == NULL || part->body == NULL)
        return err;
    const hd_body *body = part->body;

    err = hint_at_no_transaction(err);
    if (index < part->count) {
        const hd_body_statement *statement = &body->statements.items[part->first + index];
        size_t within = err->sql_position == 0 ? 0
                                               : hd_sql_offset(statement->sql, err->sql_position);
        size_t offset = statement->offset + within;
        err = hd_error_place(err, body->revision->path, body->text, offset);
    }
    return hd_error_wrap(err, "while running %s of revision %s", direction_verbs[body->direction],
                         body->revision->id);
}

const hd_unfinished *hd_run_unfinished(const hd_run_state *run, const hd_part *part)
{
    for (size_t i = run->unfinished.count; i > 0; i--) {
        const hd_unfinished *step = &run->unfinished.items[i - 1];
        if (strcmp(step->revision, part->body->revision->id) == 0 &&
            strcmp(step->direction, direction_verbs[part->body->direction]) == 0 &&
            step->first_statement == part->first && strcmp(step->state, "intent") == 0)
            return step;
    }
    return NULL;
}

void hd_run_count_done(hd_run_state *run, const hd_part *part)
{
    hd_run_result *result = run->options->result;

    if (!part->completes)
        return;
    run->done++;
    hd_run_expect(run, part->step);
    if (result != NULL && part->step->node != NULL)
        hd_vec_push(result, &result->revisions, hd_strdup(result, part->step->node->revision->id));
}

/* What ends a part whose statement has run outside of the transaction of its record. */
static hd_error *finish_once(hd_run_state *run, const hd_part *part, const char *attempt_id)
{
    HD_SCRATCH(scratch);
    hd_commands commands = {0};
    size_t failed = 0;
    const size_t fence = 1;

    hd_vec_push(scratch, &commands, (hd_statement){"BEGIN", 0, NULL});
    if (part->completes)
        hd_run_add_fence(scratch, run, &commands);
    size_t mark = commands.count;
    hd_vec_push(scratch, &commands, hd_journal_mark(scratch, attempt_id, "done", NULL));
    if (part->completes)
        hd_run_add_row_changes(scratch, run, part, &commands);
    hd_vec_push(scratch, &commands, (hd_statement){"COMMIT", 0, NULL});
    run->in_doubt = attempt_id;
    hd_error *err = hd_pipeline(scratch, run->conn, commands.items, commands.count, NULL, &failed);
    if (err == NULL || hd_conn_is_open(run->conn))
        run->in_doubt = NULL;
    else
        run->in_doubt = hd_strdup(run, attempt_id);
    if (err != NULL && hd_conn_in_transaction(run->conn))
        hd_error_free(hd_exec(run->conn, "ROLLBACK")); /* the first error is the one to tell */
    return err != NULL && failed < mark ? hd_run_explain_fence(run, failed - fence, err) : err;
}

/* Its own retries: those around it would run the statement once more. */
hd_error *hd_run_finish_part(hd_run_state *run, const hd_part *part, const char *attempt_id)
{
    hd_retry retry = hd_retry_begin(run);

    for (;;) {
        hd_error *err = finish_once(run, part, attempt_id);
        if (err == NULL)
            break;
        HD_TRY(hd_retry_after(run, &retry, err));
    }
    hd_run_count_done(run, part);
    return NULL;
}
