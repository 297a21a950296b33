#include "tui/act.h"

#include <inttypes.h>

#include "base/text.h"
#include "care/journal.h"
#include "migrate/session.h"

enum { WAIT_MS = 5000, MOST_SHOWN = 8, MARGIN = 8 };

void hd_act_choose(TALLOC_CTX *ctx, const hd_model *model, hd_doomed_list *ret)
{
    const hd_session *selected = hd_model_selected(model);

    for (size_t i = 0; i < model->tags.count; i++) {
        const hd_session *session = hd_model_find(model, model->tags.items[i]);
        if (session != NULL)
            hd_vec_push(ctx, ret, (hd_doomed){model->tags.items[i], session->query_us});
    }
    if (ret->count == 0 && selected != NULL && selected->pid != 0)
        hd_vec_push(ctx, ret, (hd_doomed){{selected->pid, selected->start_us}, selected->query_us});
}

/* ---- the question ---- */

static void ask_about(TALLOC_CTX *ctx, const hd_session *session, size_t columns, hd_panel *panel)
{
    const char *frees = session->blocks == 0
                            ? ""
                            : hd_printf(ctx, "  frees %zu waiter%s", session->blocks,
                                        session->blocks == 1 ? "" : "s");

    hd_panel_add(ctx, panel,
                 hd_printf(ctx, "%d  %s@%s  %s  %s %s%s", session->pid, session->user,
                           session->database, session->application, session->state_text,
                           hd_show_age(ctx, hd_session_age(session)), frees),
                 columns);
    if (*session->query != '\0') {
        hd_panel line = {0};
        hd_panel_add(ctx, &line, session->query, columns > 2 ? columns - 2 : 1);
        for (size_t i = 0; i < line.lines.count && i < 2; i++)
            hd_vec_push(ctx, &panel->lines, hd_printf(ctx, "  %s", line.lines.items[i]));
    }
}

static void explain(TALLOC_CTX *ctx, hd_care_act act, bool runs, size_t columns, hd_panel *panel)
{
    hd_panel_add(ctx, panel, " ", columns);
    if (act == HD_CARE_TERMINATE)
        hd_panel_add(ctx, panel, "Its transaction is rolled back. The client sees an error 57P01.",
                     columns);
    if (!runs)
        hd_panel_add(ctx, panel, "Cancel has no effect: it runs no statement.", columns);
    else if (act == HD_CARE_TERMINATE)
        hd_panel_add(ctx, panel, "Cancel is milder: the statement ends, the session stays.",
                     columns);
    else
        hd_panel_add(ctx, panel,
                     "The statement ends with error 57014; the session stays, its transaction "
                     "has failed.",
                     columns);
    hd_panel_add(ctx, panel,
                 hd_printf(ctx, "SELECT pg_%s_backend(pid), if it is still the same session%s.",
                           act == HD_CARE_TERMINATE ? "terminate" : "cancel",
                           act == HD_CARE_TERMINATE ? "" : " and statement"),
                 columns);
}

bool hd_act_ask(TALLOC_CTX *ctx, const hd_model *model, const hd_doomed_list *doomed,
                hd_care_act act, size_t columns, hd_panel *panel)
{
    bool runs = false;

    columns = columns > MARGIN + 1 ? columns - MARGIN : 1;
    for (size_t i = 0; i < doomed->count; i++) {
        const hd_session *session = hd_model_find(model, doomed->items[i].identity);
        if (session == NULL)
            continue;
        runs = runs || session->state == HD_STATE_ACTIVE || !hd_session_is_client(session);
        if (i < MOST_SHOWN)
            ask_about(ctx, session, columns, panel);
    }
    if (doomed->count > MOST_SHOWN)
        hd_panel_add(ctx, panel, hd_printf(ctx, "... and %zu more", doomed->count - MOST_SHOWN),
                     columns);
    explain(ctx, act, runs, columns, panel);
    panel->warns = true;
    panel->title = act == HD_CARE_TERMINATE
                       ? hd_printf(ctx, "Terminate %zu session%s", doomed->count,
                                   doomed->count == 1 ? "" : "s")
                       : hd_printf(ctx, "Cancel %zu statement%s", doomed->count,
                                   doomed->count == 1 ? "" : "s");
    panel->keys = !runs                      ? "[t] terminate   [Esc] back"
                  : act == HD_CARE_TERMINATE ? "[t] terminate   [c] cancel instead   [Esc] back"
                                             : "[c] cancel   [t] terminate instead   [Esc] back";
    return runs;
}

/* ---- the deed ---- */

static const hd_doomed *doomed_find(const hd_doomed_list *doomed, const char *pid)
{
    for (size_t i = 0; i < doomed->count; i++) {
        int64_t number = 0;
        if (hd_text_to_int(pid, &number) && number == doomed->items[i].identity.pid)
            return &doomed->items[i];
    }
    return NULL;
}

static bool is_same(const hd_care_session *session, const hd_doomed *doomed, hd_care_act act)
{
    int64_t start_us = 0;
    int64_t query_us = 0;

    /* Who may not see the start will be refused by the server's rules anyway. */
    if (session->start_us != NULL && hd_text_to_int(session->start_us, &start_us) &&
        start_us != doomed->identity.start_us)
        return false;
    if (act == HD_CARE_CANCEL && session->query_us != NULL &&
        hd_text_to_int(session->query_us, &query_us))
        return query_us == doomed->query_us;
    return true;
}

/* What the screen showed and what is there now may differ: those are left alone. */
static void spare_changed(const hd_doomed_list *doomed, hd_care_act act, hd_care_sessions *sessions)
{
    for (size_t i = 0; i < sessions->count; i++) {
        const hd_doomed *entry = doomed_find(doomed, sessions->items[i].pid);
        if (entry == NULL || !is_same(&sessions->items[i], entry, act))
            sessions->items[i].outcome = HD_CARE_CHANGED;
    }
}

static const char *tell(TALLOC_CTX *ctx, hd_care_act act, const hd_care_sessions *sessions,
                        size_t wanted)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_addf(out, "%s: ", hd_care_act_name(act));
    for (size_t i = 0; i < sessions->count; i++) {
        const hd_care_session *session = &sessions->items[i];
        hd_buf_addf(out, "%s%s %s", i == 0 ? "" : ", ", session->pid,
                    hd_care_outcome_name(session->outcome));
        if (session->refusal != NULL)
            hd_buf_addf(out, " (%s)", session->refusal->reason);
    }
    if (sessions->count < wanted)
        hd_buf_addf(out, "%s%zu gone meanwhile", sessions->count == 0 ? "" : ", ",
                    wanted - sessions->count);
    return out->data;
}

static hd_error *open_for_act(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                              hd_care_act act, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};

    /* Without the project's role, which may have fewer rights than the login. */
    HD_TRY(hd_session_target(scratch, loop, config, hd_care_act_name(act), &target));
    target.role = NULL;
    target.connect_budget_ms = 0;
    return hd_session_open_target(ctx, loop, config, &target, ret);
}

hd_error *hd_act_do(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config, hd_care_act act,
                    const hd_doomed_list *doomed, const char **ret)
{
    HD_SCRATCH(scratch);
    hd_strings pids = {0};
    const hd_care_choice choice = {.act = act, .pids = &pids};
    hd_care_sessions sessions = {0};
    hd_conn *conn = NULL;
    bool interrupted = false; /* Ctrl-C is a key here */

    for (size_t i = 0; i < doomed->count; i++)
        hd_vec_push(scratch, &pids, hd_printf(scratch, "%d", doomed->items[i].identity.pid));
    HD_TRY(open_for_act(scratch, loop, config, act, &conn));
    HD_TRY(hd_care_find(scratch, conn, &choice, &sessions));
    spare_changed(doomed, act, &sessions);
    HD_TRY(hd_care_do(conn, &choice, &sessions, WAIT_MS, &interrupted));
    *ret = tell(ctx, act, &sessions, doomed->count);
    /* The journal is a record, not a condition. */
    hd_error *err = hd_care_record(conn, act, &sessions);
    if (err != NULL)
        *ret = hd_printf(ctx, "%s; the journal could not be written: %s", *ret, err->message);
    hd_error_free(err);
    return NULL;
}
