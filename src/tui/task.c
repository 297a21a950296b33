#include "tui/task.h"

#include "pg/conn.h"

/* A root of its own: libuv keeps the request until its callback has run. */
struct work {
    uv_work_t request;
    uv_loop_t loop;
    hd_task_fn *run;
    void *job;
    hd_error *err;
    bool over;
    bool *wake;
};

struct hd_task {
    uv_loop_t *loop; /* of the screen */
    struct work *work;
};

static void in_thread(uv_work_t *request)
{
    struct work *work = request->data;

    if (uv_loop_init(&work->loop) != 0) {
        work->err = hd_error_new(HD_IO, "no event loop can be made");
        return;
    }
    work->err = work->run(work->job, &work->loop);
    hd_loop_close(&work->loop);
}

static void on_done(uv_work_t *request, int status)
{
    struct work *work = request->data;

    (void)status;
    work->over = true;
    *work->wake = true;
}

static int task_free(hd_task *task)
{
    if (!task->work->over)
        hd_wait(task->loop, &task->work->over);
    hd_error_free(task->work->err);
    talloc_free(task->work);
    return 0;
}

hd_task *hd_task_start(TALLOC_CTX *ctx, uv_loop_t *loop, hd_task_fn *run, void *job, bool *wake)
{
    hd_task *task = hd_new(ctx, hd_task);
    struct work *work = hd_new(NULL, struct work);

    *work = (struct work){.run = run, .job = talloc_steal(work, job), .wake = wake};
    work->request.data = work;
    task->loop = loop;
    task->work = work;
    if (uv_queue_work(loop, &work->request, in_thread, on_done) != 0) {
        work->err = hd_error_new(HD_IO, "no thread can be started");
        work->over = *wake = true;
    }
    talloc_set_destructor(task, task_free);
    return task;
}

bool hd_task_is_over(const hd_task *task)
{
    return task->work->over;
}

hd_error *hd_task_finish(hd_task *task, void **ret_job)
{
    hd_error *err = NULL;

    if (!task->work->over)
        hd_wait(task->loop, &task->work->over);
    err = task->work->err;
    task->work->err = NULL;
    *ret_job = task->work->job;
    return err;
}
