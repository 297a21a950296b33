#include "cli/swap.h"

#include <time.h>

#include "care/backup/naming.h"
#include "care/backup/swap.h"
#include "care/journal.h"
#include "migrate/session.h"
#include "parse/quote.h"

#define NO_DATABASE "3D000"

const hd_option hd_option_terminate = {.name = "terminate",
                                       .help = "with a swap: end the sessions of the database"};
const hd_option hd_option_swap_yes = {.name = "yes", .letter = 'y', .help = "do not ask"};

static hd_error *connect_admin(TALLOC_CTX *ctx, hd_app *app, const hd_restore_request *request,
                               hd_conn **ret)
{
    return hd_restore_admin(ctx, app->loop, &request->target, request->database, ret);
}

/* The mark of the database is looked at by connecting to it; it may be the one that was lost. */
static hd_error *mark_check(hd_app *app, const hd_restore_request *request)
{
    HD_SCRATCH(scratch);
    hd_target target = request->target;
    hd_conn *conn = NULL;

    target.dbname = request->database;
    hd_error *err = hd_session_open_target(scratch, app->loop, app->config, &target, &conn);
    if (err != NULL && strcmp(err->sqlstate, NO_DATABASE) == 0) {
        hd_error_free(err);
        return NULL;
    }
    return err;
}

hd_error *hd_app_swap_check(hd_app *app, const hd_restore_request *request)
{
    HD_SCRATCH(scratch);
    hd_swap_state state = {0};
    hd_conn *admin = NULL;

    if (request->database == NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "the settings name no database to swap"),
                             "Name it in the URL, or with the setting database.");
    if (!hd_flag(app, "yes") && request->talk->ask == NULL)
        return hd_error_hint(hd_error_new(HD_REFUSED, "nobody can be asked, and nothing was done"),
                             "Scripts say --yes.");
    HD_TRY(mark_check(app, request));
    HD_TRY(connect_admin(scratch, app, request, &admin));
    return hd_swap_look(scratch, admin, request->database, &state);
}

/* Both questions, or their flags. */
static hd_error *confirm(const hd_app *app, const hd_restore_request *request, const char *fresh,
                         const hd_swap_state *state, bool *terminate)
{
    HD_SCRATCH(scratch);
    const hd_talk *talk = request->talk;

    *terminate = hd_flag(app, "terminate");
    if (hd_flag(app, "yes") || !state->there)
        return NULL;
    for (size_t i = 0; i < state->sessions.count; i++)
        hd_say(app, "%s", state->sessions.items[i]);
    const char *question = hd_printf(scratch, "Put \"%s\" in the place of \"%s\" (%s)%s?", fresh,
                                     request->database, hd_backup_size(scratch, state->bytes),
                                     state->sessions.count == 0
                                         ? ""
                                         : hd_printf(scratch, ", and end its %zu session%s",
                                                     state->sessions.count,
                                                     state->sessions.count == 1 ? "" : "s"));
    if (talk->ask_name == NULL || !talk->ask_name(question, request->database, talk->arg))
        return hd_error_new(HD_REFUSED, "nothing was renamed");
    *terminate = true;
    return NULL;
}

static bool is_undone(const char *what)
{
    return strcmp(what, "undone") == 0;
}

/* What was done cannot fail any more: the restored database tells it where it has a journal. */
static void record(hd_app *app, const hd_restore_request *request, const char *action,
                   const char *from, const char *aside)
{
    HD_SCRATCH(scratch);
    hd_target target = request->target;
    hd_conn *conn = NULL;
    const char *what = aside == NULL ? hd_printf(scratch, "%s, where there was no database", from)
                                     : hd_printf(scratch, "%s, in the place of what is now \"%s\"",
                                                 from, aside);

    target.dbname = request->database;
    target.search_path = NULL;
    hd_error *err = hd_conn_open(scratch, app->loop, &target, &conn);
    if (err == NULL)
        err = hd_care_record_swap(conn, action, request->database, what);
    if (err != NULL)
        hd_warn(app, "the swap is done, but not in the journal: %s", err->message);
    hd_error_free(err);
}

static void say_kept(const hd_app *app, const char *what, const char *aside, int64_t bytes)
{
    HD_SCRATCH(scratch);

    hd_say(app, "The database that was there is now \"%s\", and takes %s until somebody drops it.",
           aside, hd_backup_size(scratch, bytes));
    hd_say(app, "%s; \"howdah restore prune\" drops what has been aside for a week.",
           is_undone(what) ? "It keeps what was written since the swap"
                           : "\"howdah restore undo\" puts it back");
}

hd_error *hd_app_swap(TALLOC_CTX *ctx, hd_app *app, const hd_restore_request *request,
                      const char *fresh, const char *from, const char *what, const char **aside)
{
    HD_SCRATCH(scratch);
    hd_swap_state state = {0};
    hd_conn *admin = NULL;
    bool terminate = false;
    const char *name = hd_side_name(scratch, request->database, what, time(NULL));

    HD_TRY(connect_admin(scratch, app, request, &admin));
    HD_TRY(hd_swap_look(scratch, admin, request->database, &state));
    HD_TRY(confirm(app, request, fresh, &state, &terminate));
    if (state.there)
        HD_TRY(hd_swap_carry(admin, request->database, fresh));
    HD_TRY(hd_swap_do(admin, request->database, fresh, name, terminate));
    *aside = state.there ? hd_strdup(ctx, name) : NULL;
    record(app, request, is_undone(what) ? "undo" : "swap", from, *aside);
    if (state.there && !app->json)
        say_kept(app, what, name, state.bytes);
    return NULL;
}
