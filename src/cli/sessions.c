#include "cli/sessions.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "care/journal.h"
#include "care/room.h"
#include "cli/talk.h"
#include "migrate/session.h"

enum { DEFAULT_WAIT_MS = 10000 };

static const hd_option option_idle_for = {
    "idle-for", 0, "TIME", "sessions that have been idle for so long: 10m, 2h", false};
static const hd_option option_idle_in_transaction_for = {
    "idle-in-transaction-for", 0, "TIME", "sessions idle in an open transaction for so long",
    false};
static const hd_option option_blocking = {
    "blocking", 0, NULL, "sessions that block others and wait for nobody themselves", false};
static const hd_option option_user = {"user", 0, "ROLE", "sessions of the role", false};
static const hd_option option_database = {"database", 0, "NAME", "sessions in the database", false};
static const hd_option option_application = {
    "application", 0, "NAME", "sessions whose application_name is exactly this", false};
static const hd_option option_query = {
    "query", 0, "REGEX", "sessions whose statement, or open transaction's last one, matches",
    false};
static const hd_option option_yes = {"yes", 'y', NULL, "do not ask", false};
static const hd_option option_dry_run = {"dry-run", 0, NULL, "show the sessions and do nothing",
                                         false};
static const hd_option option_force = {"force", 0, NULL, "sessions of other howdah commands, too",
                                       false};
static const hd_option option_wait = {
    "wait", 0, "TIME", "how long to wait for the end of the sessions or statements (10s)", false};

#define COMMON                                                                                     \
    &option_blocking, &option_user, &option_database, &option_application, &option_query,          \
        &option_yes, &option_dry_run, &option_force, &option_wait, &hd_option_json, NULL

const hd_option *const hd_cancel_options[] = {COMMON};
const hd_option *const hd_terminate_options[] = {&option_idle_for, &option_idle_in_transaction_for,
                                                 COMMON};
const hd_positional hd_session_positionals[] = {
    {"[PID]...", "process ids, as \"howdah show activity\" prints them"}, {0}};

/* ---- the choice ---- */

static hd_error *duration(TALLOC_CTX *ctx, const hd_app *app, const char *option, const char **ret)
{
    uint64_t ms = 0;

    if (hd_value(app, option) == NULL)
        return NULL;
    HD_TRY(hd_value_ms(app, option, &ms));
    *ret = hd_printf(ctx, "%" PRIu64, ms);
    return NULL;
}

static hd_error *check_pids(const hd_strings *pids)
{
    for (size_t i = 0; i < pids->count; i++) {
        int64_t pid = 0;
        if (!hd_text_to_int(pids->items[i], &pid) || pid <= 0 || pid > INT32_MAX)
            return hd_error_hint(
                hd_error_new(HD_USAGE, "\"%s\" is not a process id", pids->items[i]),
                "\"howdah show activity\" shows the sessions and their pids.");
    }
    return NULL;
}

static hd_error *choice_read(TALLOC_CTX *ctx, const hd_app *app, hd_care_act act,
                             hd_care_choice *ret)
{
    *ret = (hd_care_choice){
        .act = act,
        .pids = hd_positionals(app),
        .blocking = hd_flag(app, "blocking"),
        .user = hd_value(app, "user"),
        .database = hd_value(app, "database"),
        .application = hd_value(app, "application"),
        .query = hd_value(app, "query"),
        .force = hd_flag(app, "force"),
    };
    HD_TRY(check_pids(ret->pids));
    if (act == HD_CARE_TERMINATE) {
        HD_TRY(duration(ctx, app, "idle-for", &ret->idle_ms));
        HD_TRY(duration(ctx, app, "idle-in-transaction-for", &ret->idle_in_transaction_ms));
    }
    if (ret->idle_ms != NULL && ret->idle_in_transaction_ms != NULL)
        return hd_error_new(HD_USAGE,
                            "--idle-for and --idle-in-transaction-for exclude each other");
    if (ret->pids->count == 0 && !ret->blocking && ret->user == NULL && ret->database == NULL &&
        ret->application == NULL && ret->query == NULL && ret->idle_ms == NULL &&
        ret->idle_in_transaction_ms == NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "no session is chosen"),
                             "Name pids, or say which sessions: --blocking, --user, --database, "
                             "--application, --query%s.",
                             act == HD_CARE_TERMINATE ? ", --idle-for, --idle-in-transaction-for"
                                                      : "");
    return NULL;
}

/* ---- the connection ---- */

/*
 * One try, because who acts on sessions wants an answer now; and without the project's
 * role, which may have fewer rights than the login.
 */
static hd_error *connect_now(TALLOC_CTX *ctx, hd_app *app, hd_care_act act, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};
    hd_care_room room = {0};
    hd_conn *conn = NULL;

    HD_TRY(
        hd_session_target(scratch, hd_app_loop(app), app->config, hd_care_act_name(act), &target));
    target.role = NULL;
    target.connect_budget_ms = 0;
    HD_TRY(hd_session_open_target(scratch, hd_app_loop(app), app->config, &target, &conn));
    HD_TRY(hd_care_look_room(conn, &room));
    if (hd_care_room_reserved(&room))
        hd_remark(app,
                  "the server is full: this connection uses a reserved slot (%" PRId64
                  " of %" PRId64 " connections, %" PRId64 " reserved)",
                  room.used, room.total, room.reserved);
    *ret = talloc_steal(ctx, conn);
    return NULL;
}

/* ---- talking ---- */

static bool is_among(const hd_care_sessions *sessions, const char *pid)
{
    for (size_t i = 0; i < sessions->count; i++)
        if (strcmp(sessions->items[i].pid, pid) == 0)
            return true;
    return false;
}

static hd_error *warn_missing(hd_app *app, const hd_care_choice *choice,
                              const hd_care_sessions *sessions)
{
    if (choice->pids->count == 0 && sessions->count == 0)
        hd_say(app, "no session matches%s%s",
               choice->act == HD_CARE_CANCEL ? " that runs a statement: idle ones are ended by "
                                               "\"howdah terminate\""
                                             : "",
               choice->blocking ? " (a prepared transaction that blocks has none: \"howdah show "
                                  "prepared\")"
                                : "");
    if (choice->pids->count > 0 && sessions->count == 0)
        return hd_error_hint(hd_error_new(HD_MISSING, "no such session"),
                             "It may have ended, or does not match all that is asked for; "
                             "\"howdah show activity\" shows the sessions.");
    for (size_t i = 0; i < choice->pids->count; i++)
        if (!is_among(sessions, choice->pids->items[i]))
            hd_warn(app, "no such session: %s", choice->pids->items[i]);
    return NULL;
}

static size_t count_outcome(const hd_care_sessions *sessions, hd_care_outcome outcome)
{
    size_t count = 0;

    for (size_t i = 0; i < sessions->count; i++)
        count += sessions->items[i].outcome == outcome ? 1 : 0;
    return count;
}

static void say_outcomes(const hd_app *app, const hd_care_sessions *sessions)
{
    for (size_t i = 0; i < sessions->count; i++) {
        const hd_care_session *session = &sessions->items[i];
        if (session->outcome == HD_CARE_CHOSEN)
            continue;
        if (!app->json)
            printf("%s: %s%s%s\n", session->pid, hd_care_outcome_name(session->outcome),
                   session->refusal == NULL ? "" : ", ",
                   session->refusal == NULL ? "" : session->refusal->reason);
    }
}

static hd_error *confirm(hd_app *app, hd_care_act act, size_t count)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    const char *verb = act == HD_CARE_CANCEL ? "Cancel the statement" : "Terminate the session";

    if (hd_flag(app, "yes"))
        return NULL;
    fflush(stdout);
    if (talk.ask != NULL) {
        const char *question = count == 1 ? hd_printf(scratch, "%s?", verb)
                                          : hd_printf(scratch, "%ss (%zu)?", verb, count);
        if (talk.ask(question, talk.arg))
            return NULL;
        return hd_error_new(HD_REFUSED, "nothing was done");
    }
    return hd_error_hint(hd_error_new(HD_REFUSED, "nobody can be asked, and nothing was done"),
                         "Look with --dry-run, then say --yes.");
}

/* ---- the end ---- */

static hd_error *unhappy(hd_code code, const hd_care_sessions *sessions, hd_care_outcome outcome,
                         hd_care_act act)
{
    const char *hint = "Wait for it, or terminate the session.";

    for (size_t i = 0; i < sessions->count; i++)
        if (sessions->items[i].outcome == outcome && sessions->items[i].refusal != NULL)
            hint = sessions->items[i].refusal->hint;
    if (outcome == HD_CARE_STILL_THERE && act == HD_CARE_TERMINATE)
        hint = "It ends as soon as the server gets to it: \"howdah show activity\" shows what it "
               "waits for; --wait waits longer.";
    return hd_error_hint(hd_error_new(code, "%zu of %zu sessions: %s",
                                      count_outcome(sessions, outcome), sessions->count,
                                      hd_care_outcome_name(outcome)),
                         "%s", hint);
}

/* Who was named, by pid or as the root of a queue, must not be left alone silently. */
static hd_error *verdict(const hd_care_choice *choice, const hd_care_sessions *sessions)
{
    bool named = choice->pids->count > 0 || choice->blocking;

    if (count_outcome(sessions, HD_CARE_NOT_ALLOWED) > 0)
        return unhappy(HD_DATABASE, sessions, HD_CARE_NOT_ALLOWED, choice->act);
    if (named && count_outcome(sessions, HD_CARE_REFUSED) > 0)
        return unhappy(HD_REFUSED, sessions, HD_CARE_REFUSED, choice->act);
    if (count_outcome(sessions, HD_CARE_STILL_THERE) > 0)
        return unhappy(HD_BUSY, sessions, HD_CARE_STILL_THERE, choice->act);
    return NULL;
}

/* The journal is a record, not a condition: a full disk must not keep anybody from acting. */
static void record(hd_app *app, hd_conn *conn, hd_care_act act, const hd_care_sessions *sessions)
{
    hd_error *err = hd_care_record(conn, act, sessions);

    if (err != NULL)
        hd_warn(app, "the journal could not be written: %s", err->message);
    hd_error_free(err);
}

hd_error *hd_app_act(hd_app *app, hd_care_act act)
{
    HD_SCRATCH(scratch);
    hd_care_choice choice = {0};
    hd_care_sessions sessions = {0};
    hd_conn *conn = NULL;
    uint64_t wait_ms = DEFAULT_WAIT_MS;
    bool dry_run = hd_flag(app, "dry-run");
    bool interrupted = false;

    HD_TRY(choice_read(scratch, app, act, &choice));
    if (hd_value(app, "wait") != NULL)
        HD_TRY(hd_duration_parse(hd_value(app, "wait"), &wait_ms));
    HD_TRY(connect_now(scratch, app, act, &conn));
    HD_TRY(hd_care_find(scratch, conn, &choice, &sessions));
    HD_TRY(warn_missing(app, &choice, &sessions));
    if (!app->json && sessions.count > 0)
        hd_sessions_print(&sessions);
    size_t count = count_outcome(&sessions, HD_CARE_CHOSEN);
    if (!dry_run && count > 0) {
        HD_TRY(confirm(app, act, count));
        HD_TRY(hd_care_do(conn, &choice, &sessions, wait_ms, &interrupted));
    }
    if (!dry_run && sessions.count > 0)
        record(app, conn, act, &sessions);
    if (app->json)
        hd_sessions_json(&sessions, act, dry_run);
    say_outcomes(app, &sessions);
    if (interrupted)
        return hd_error_new(HD_CANCELLED, "interrupted while waiting for the sessions to end");
    return dry_run ? NULL : verdict(&choice, &sessions);
}
