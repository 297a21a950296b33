#include "care/stop.h"

#include <signal.h>
#include <unistd.h>

static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};

struct signals {
    uv_signal_t *handles[HD_COUNT(stopping)];
};

static void on_signal(uv_signal_t *handle, int number)
{
    hd_stop *stop = handle->data;

    (void)number;
    if (stop->asked)
        _exit(hd_code_exit_status(HD_CANCELLED));
    stop->asked = true;
    stop->abort = true;
    hd_talk_say(stop->talk, HD_TALK_NOTE, "stopping; once more stops at once");
    for (size_t i = 0; i < stop->conns.count; i++)
        if (hd_conn_is_open(stop->conns.items[i]))
            hd_conn_cancel(stop->conns.items[i]);
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

static int signals_close(struct signals *signals)
{
    for (size_t i = 0; i < HD_COUNT(stopping); i++)
        uv_close((uv_handle_t *)signals->handles[i], on_closed);
    return 0;
}

hd_stop *hd_stop_new(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_talk *talk)
{
    hd_stop *stop = hd_new(ctx, hd_stop);
    struct signals *signals = hd_new(stop, struct signals);

    stop->talk = talk;
    stop->signals = signals;
    for (size_t i = 0; i < HD_COUNT(stopping); i++) {
        uv_signal_t *handle = hd_new(NULL, uv_signal_t);
        uv_signal_init(loop, handle);
        handle->data = stop;
        uv_signal_start(handle, on_signal, stopping[i]);
        uv_unref((uv_handle_t *)handle);
        signals->handles[i] = handle;
    }
    talloc_set_destructor(signals, signals_close);
    return stop;
}

hd_error *hd_stop_check(const hd_stop *stop, hd_error *err)
{
    if (!stop->asked)
        return err;
    hd_error_free(err);
    return hd_error_new(HD_CANCELLED, "interrupted");
}
