/*
 * What waits for the server beside the refreshes: acts on sessions, and plans. One at a time, on a
 * connection of its own; keys and refreshes go on meanwhile.
 */
#include "tui/plan.h"
#include "tui/top_impl.h"

enum { MARGIN = 6 };

/* Of a task: its own talloc root, which only its thread touches while it runs. */
struct top_job {
    const hd_config *config;
    hd_care_act act;
    hd_doomed_list doomed;
    const char *outcome;
    hd_session session; /* whose plan */
    hd_strings lines;
};

static hd_error *act_work(void *arg, uv_loop_t *loop)
{
    struct top_job *job = arg;

    return hd_act_do(job, loop, job->config, job->act, &job->doomed, &job->outcome);
}

static hd_error *plan_work(void *arg, uv_loop_t *loop)
{
    struct top_job *job = arg;

    return hd_plan_lines(job, loop, job->config, &job->session, &job->lines);
}

static void start(struct top *top, hd_task_fn *work, struct top_job *job, const char *waiting)
{
    job->config = top->settings->config;
    top->acts = work == act_work;
    top->waiting = waiting;
    top->task = hd_task_start(top->model, top->settings->loop, work, job, &top->wake);
}

bool hd_top_is_busy(struct top *top)
{
    if (top->task != NULL)
        hd_top_say(top, true, "not yet: %s", top->waiting);
    return top->task != NULL;
}

void hd_top_start_act(struct top *top, hd_care_act act)
{
    struct top_job *job = hd_new(NULL, struct top_job);

    job->act = act;
    for (size_t i = 0; i < top->doomed.count; i++)
        hd_vec_push(job, &job->doomed, top->doomed.items[i]);
    top->model->tags.count = 0;
    start(top, act_work, job,
          hd_printf(top->model, "%s: waiting for the outcome ...", hd_care_act_name(act)));
}

void hd_top_start_plan(struct top *top, const hd_session *session)
{
    struct top_job *job = hd_new(NULL, struct top_job);

    job->session = (hd_session){
        .pid = session->pid,
        .user = hd_strdup(job, session->user),
        .database = hd_strdup(job, session->database),
        .query = hd_strdup(job, session->query),
    };
    start(top, plan_work, job, "explaining ...");
}

static void show_plan(struct top *top, const struct top_job *job)
{
    size_t rows = 0;
    size_t columns = 0;

    hd_terminal_size(top->terminal, &rows, &columns);
    hd_top_open_panel(top, PANEL_PLAN);
    top->panel->title = hd_printf(top->panel, "Plan of %d, not executed", job->session.pid);
    top->panel->keys = "Up Down scroll   any other key: back";
    for (size_t i = 0; i < job->lines.count; i++)
        hd_panel_add(top->panel, top->panel, job->lines.items[i],
                     columns > MARGIN ? columns - MARGIN : 1);
}

/* What it came to, as a line; NULL for a plan that is there. */
static const char *outcome(TALLOC_CTX *ctx, const struct top_job *job, const hd_error *err)
{
    const char *hint = err == NULL || err->hint == NULL ? "" : err->hint;

    if (err == NULL)
        return job->outcome == NULL ? NULL : hd_strdup(ctx, job->outcome);
    return hd_printf(ctx, "%s%s%s%s", job->session.pid != 0 ? "no plan: " : "", err->message,
                     *hint == '\0' ? "" : "  ", hint);
}

/* What came of the task, which ends with it; NULL for a plan. */
static const char *finish(TALLOC_CTX *ctx, struct top *top, bool *failed)
{
    void *job = NULL;
    hd_error *err = hd_task_finish(top->task, &job);
    const char *text = outcome(ctx, job, err);

    if (text == NULL && top->panel == NULL) /* nothing that somebody looks at is taken away */
        show_plan(top, job);
    *failed = err != NULL;
    hd_error_free(err);
    TALLOC_FREE(top->task);
    return text;
}

void hd_top_take_task(struct top *top)
{
    HD_SCRATCH(scratch);
    bool failed = false;

    if (top->task == NULL || !hd_task_is_over(top->task))
        return;
    const char *text = finish(scratch, top, &failed);
    if (text != NULL)
        hd_top_say(top, failed, "%s", text);
    top->word = top->leaving ? top->message : NULL;
    top->quit = top->quit || top->leaving;
    hd_top_refresh(top);
}

void hd_top_leave(struct top *top)
{
    top->quit = top->task == NULL || top->leaving || !top->acts;
    if (!top->quit)
        top->waiting = hd_printf(top->model, "%s  then leaving", top->waiting);
    top->leaving = true;
}

char *hd_top_last_word(TALLOC_CTX *ctx, struct top *top)
{
    bool failed = false;

    if (top->task != NULL && top->acts)
        return hd_strdup(ctx, finish(ctx, top, &failed));
    TALLOC_FREE(top->task);
    return top->word == NULL ? NULL : hd_strdup(ctx, top->word);
}
