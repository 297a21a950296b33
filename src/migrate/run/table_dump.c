#include "migrate/run/table_dump.h"
hd_error *hd_table_dump(uv_loop_t *loop, hd_conn *conn, const hd_config *config,
                        const hd_strings *tables, const char *run_id, const hd_talk *talk)
{
    (void)loop;
    (void)conn;
    (void)config;
    (void)tables;
    (void)run_id;
    (void)talk;
    return hd_error_new(HD_INTERNAL, "not yet");
}
