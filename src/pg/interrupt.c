#include "pg/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include "pg/conn.h"

/* What ends work in good order: Ctrl-C, a service manager, a terminal that went away. */
static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};

static void on_signal(uv_signal_t *handle, int number)
{
    hd_interrupt *interrupt = handle->data;

    (void)number;
    if (interrupt->came)
        _exit(hd_code_exit_status(HD_CANCELLED));
    interrupt->came = true;
    interrupt->awake = true;
    interrupt->stop(interrupt->arg);
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

static int interrupt_destroy(hd_interrupt *interrupt)
{
    for (size_t i = 0; i < HD_COUNT(stopping); i++)
        uv_close((uv_handle_t *)interrupt->signals[i], on_closed);
    return 0;
}

static uv_signal_t *signal_start(hd_interrupt *interrupt, int number)
{
    uv_signal_t *handle = hd_new(NULL, uv_signal_t);

    uv_signal_init(interrupt->loop, handle);
    handle->data = interrupt;
    uv_signal_start(handle, on_signal, number);
    uv_unref((uv_handle_t *)handle);
    return handle;
}

hd_interrupt *hd_interrupt_new(TALLOC_CTX *ctx, uv_loop_t *loop, void (*stop)(void *arg), void *arg)
{
    hd_interrupt *interrupt = hd_new(ctx, hd_interrupt);

    _Static_assert(HD_COUNT(stopping) == HD_COUNT(interrupt->signals), "a handle for each signal");
    interrupt->loop = loop;
    interrupt->stop = stop;
    interrupt->arg = arg;
    for (size_t i = 0; i < HD_COUNT(stopping); i++)
        interrupt->signals[i] = signal_start(interrupt, stopping[i]);
    talloc_set_destructor(interrupt, interrupt_destroy);
    return interrupt;
}

static void on_pause_over(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

void hd_interrupt_pause(hd_interrupt *interrupt, uint64_t ms)
{
    uv_timer_t *timer = hd_new(NULL, uv_timer_t);

    interrupt->awake = interrupt->came;
    uv_timer_init(interrupt->loop, timer);
    timer->data = &interrupt->awake;
    uv_timer_start(timer, on_pause_over, ms, 0);
    hd_wait(interrupt->loop, &interrupt->awake);
    uv_close((uv_handle_t *)timer, on_closed);
}
