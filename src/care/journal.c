#include "care/journal.h"

#include <pwd.h>
#include <unistd.h>

#include "base/json.h"
#include "sql.h"

enum { HOST_BYTES = 256 };

static char *as_json(TALLOC_CTX *ctx, const hd_care_sessions *sessions)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '[');
    for (size_t i = 0; i < sessions->count; i++) {
        const hd_care_session *session = &sessions->items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "pid", session->pid);
        hd_json_put_string(&json, "backend_start", session->started);
        hd_json_put_string(&json, "database", session->database);
        hd_json_put_string(&json, "role", session->user);
        hd_json_put_string(&json, "application", session->application);
        hd_json_put_string(&json, "client", session->client);
        hd_json_put_string(&json, "state", session->state);
        hd_json_put_string(&json, "query", session->query);
        hd_json_put_string(&json, "outcome", hd_care_outcome_name(session->outcome));
        hd_json_end(&json);
    }
    hd_json_end(&json);
    return hd_buf_take(ctx, out);
}

static hd_error *record(hd_conn *conn, const char *action, const char *json)
{
    HD_SCRATCH(scratch);
    hd_rows *place = NULL;
    char host[HOST_BYTES] = "";
    const struct passwd *user = getpwuid(getuid());

    HD_TRY(hd_query(scratch, conn, hd_sql_care_act_place, 0, NULL, &place));
    if (!hd_rows_bool(place, 0, 0))
        return NULL;
    if (!hd_rows_bool(place, 0, 1))
        HD_TRY(hd_exec(conn, hd_sql_care_act_create));
    const char *const params[] = {action, user == NULL ? NULL : user->pw_name,
                                  gethostname(host, sizeof(host) - 1) == 0 ? host : NULL, json};
    return hd_query(scratch, conn, hd_sql_care_act_record, HD_COUNT(params), params, NULL);
}

hd_error *hd_care_record(hd_conn *conn, hd_care_act act, const hd_care_sessions *sessions)
{
    HD_SCRATCH(scratch);

    return record(conn, hd_care_act_name(act), as_json(scratch, sessions));
}

hd_error *hd_care_record_swap(hd_conn *conn, const char *action, const char *database,
                              const char *what)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '[');
    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "database", database);
    hd_json_put_string(&json, "outcome", what);
    hd_json_end(&json);
    hd_json_end(&json);
    return record(conn, action, out->data);
}
