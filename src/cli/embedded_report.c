#include "cli/embedded_report.h"

#include "base/json.h"
#include "migrate/session.h"

static const char *state_word(const hd_embedded_state *state)
{
    if (state->running)
        return "running";
    return state->made ? "stopped" : "not made yet";
}

static void print_json(const hd_embedded_state *state)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_bool(&json, "made", state->made);
    hd_json_put_bool(&json, "running", state->running);
    hd_json_key(&json, "pid");
    if (state->running)
        hd_json_int(&json, state->pid);
    else
        hd_json_null(&json);
    hd_json_key(&json, "version");
    if (state->made)
        hd_json_int(&json, state->major);
    else
        hd_json_null(&json);
    hd_json_put_string(&json, "data", state->data);
    hd_json_put_string(&json, "socket", state->socket);
    hd_json_put_string(&json, "log", state->log);
    hd_json_put_string(&json, "programs", state->programs);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static void print_lines(const hd_embedded_state *state)
{
    printf("state:    %s\n", state_word(state));
    if (state->running)
        printf("pid:      %d\n", state->pid);
    if (state->made)
        printf("version:  PostgreSQL %d\n", state->major);
    if (state->data != NULL)
        printf("data:     %s\n", state->data);
    if (state->socket != NULL)
        printf("socket:   %s\n", state->socket);
    printf("log:      %s\n", state->log);
    printf("programs: %s\n", state->programs == NULL ? "not found" : state->programs);
}

hd_error *hd_embedded_report(hd_app *app)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, app->config);
    hd_embedded_state state = {0};

    HD_TRY(hd_embedded_look(scratch, hd_app_loop(app), &settings, &state));
    if (hd_flag(app, "json"))
        print_json(&state);
    else
        print_lines(&state);
    return NULL;
}
