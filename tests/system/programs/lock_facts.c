/*
 * Prints what howdah says about the locks of a statement, as JSON, so that test_locks.py
 * can compare it with what a server does: lock_facts STATEMENT.
 */
#include "base/json.h"
#include "parse/locks.h"

int main(int argc, char *argv[])
{
    HD_SCRATCH(scratch);

    if (argc != 2)
        return 64;
    hd_sql_impact *impact = hd_sql_impact_of(scratch, argv[1], strlen(argv[1]));
    hd_buf *buf = hd_buf_new(scratch);
    hd_json json = hd_json_into(buf);

    hd_json_begin(&json, '{');
    hd_json_put_bool(&json, "rewrites", impact->rewrites);
    hd_json_put_bool(&json, "parsed", impact->parsed);
    hd_json_key(&json, "locks");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < impact->locks.count; i++) {
        const hd_sql_lock *lock = &impact->locks.items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "mode", hd_lock_mode_name(lock->mode));
        hd_json_put_string(&json, "relation", lock->relation);
        hd_json_put_string(&json, "role", lock->role);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(buf->data, stdout);
    return 0;
}
