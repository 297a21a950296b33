#include "care/stop.h"

static void on_interrupt(void *arg)
{
    hd_stop *stop = arg;

    stop->asked = true;
    stop->abort = true;
    hd_talk_say(stop->talk, HD_TALK_NOTE, "stopping; once more stops at once");
    for (size_t i = 0; i < stop->conns.count; i++)
        if (hd_conn_is_open(stop->conns.items[i]))
            hd_conn_cancel(stop->conns.items[i]);
}

hd_stop *hd_stop_new(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_talk *talk)
{
    hd_stop *stop = hd_new(ctx, hd_stop);

    stop->talk = talk;
    (void)hd_interrupt_new(stop, loop, on_interrupt, stop);
    return stop;
}

hd_error *hd_stop_check(const hd_stop *stop, hd_error *err)
{
    if (!stop->asked)
        return err;
    hd_error_free(err);
    return hd_error_new(HD_CANCELLED, "interrupted");
}
