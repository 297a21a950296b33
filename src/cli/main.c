/*
 * The edge of the program: parses the line, loads the configuration, runs the
 * command, and reports its error once, with the exit status of its kind.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/help.h"
#include "cli/registry.h"
#include "cli/report.h"
#include "config/secret.h"

/* A file or socket that is opened later must not become standard output by accident. */
static void occupy_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
            (void)open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

static bool may_color(int fd)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(fd) && (no_color == NULL || *no_color == '\0') && !hd_text_equal(term, "dumb");
}

static hd_app *app_new(TALLOC_CTX *ctx, int argc, char *const argv[])
{
    hd_app *app = hd_new(ctx, hd_app);
    bool alembic = argc > 0 && strcmp(hd_path_name(argv[0]), "alembic") == 0;

    app->program = alembic ? "alembic" : "howdah";
    app->commands = &hd_all_commands;
    app->color_out = may_color(STDOUT_FILENO);
    app->color_err = may_color(STDERR_FILENO);
    /* Looked for before parsing, so that an error in the line itself is JSON as well. */
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        app->json = app->json || strcmp(argv[i], "--json") == 0;
    return app;
}

static const char *global_value(const hd_app *app, const hd_option *option)
{
    const hd_given *given = hd_arguments_find(app->arguments, option);

    return given == NULL ? NULL : given->value;
}

static bool global_flag(const hd_app *app, const hd_option *option)
{
    return hd_arguments_find(app->arguments, option) != NULL;
}

/* "ps" shows every user the command line of every process, but not what is overwritten there. */
static void hide_passwords(const hd_app *app, int argc, char *argv[])
{
    bool any = false;

    for (int i = 1; i < argc; i++)
        any = hd_secret_hide(argv[i]) || any;
    if (any)
        hd_remark(app, "a password on the command line can be seen by others until it is "
                       "overwritten, as it was now; better places are HOWDAH_URL and ~/.pgpass");
}

static void take_globals(hd_app *app)
{
    app->quiet = global_flag(app, &hd_global_quiet);
    app->verbose = global_flag(app, &hd_global_raiseerr) || global_flag(app, &hd_global_verbose);
    app->json = app->json || hd_arguments_find(app->arguments, &hd_option_json) != NULL;
    if (global_flag(app, &hd_global_no_color))
        app->color_out = app->color_err = false;
    if (global_flag(app, &hd_global_x))
        hd_remark(app, "\"-x\" is accepted for Alembic's sake and not used");
}

/* Alembic takes an ini file and a pyproject.toml beside each other; the last ini file counts. */
static const char *config_path(const hd_app *app)
{
    const char *path = global_value(app, &hd_global_config);

    for (size_t i = 0; i < app->arguments->given.count; i++) {
        const hd_given *given = &app->arguments->given.items[i];
        if (given->option == &hd_global_config && !hd_text_ends(given->value, ".toml"))
            path = given->value;
    }
    return path;
}

static hd_error *load_config(hd_app *app)
{
    const hd_config_request request = {
        .path = config_path(app),
        .section = global_value(app, &hd_global_name),
        .env = global_value(app, &hd_global_env),
        .url = global_value(app, &hd_global_url),
        .quiet = app->quiet,
    };

    if (app->command->needs == HD_NEEDS_NOTHING)
        return NULL;
    HD_TRY(hd_config_load(app, &request, &app->config));
    const hd_strings *remarks = hd_config_remarks(app->config);
    for (size_t i = 0; i < remarks->count; i++)
        hd_remark(app, "%s", remarks->items[i]);
    if (app->command->needs == HD_NEEDS_PROJECT && hd_config_file(app->config) == NULL)
        return hd_error_hint(
            hd_error_new(HD_MISSING, "no howdah.ini or alembic.ini in this folder or one above it"),
            "Start a project with \"howdah init\", or name the file with \"--config FILE\".");
    return NULL;
}

static void print_help(const hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    if (app->arguments->group != NULL)
        hd_help_group(out, &hd_doc_text, app->commands, app->arguments->group);
    else if (app->arguments->command == NULL)
        hd_help_overview(out, &hd_doc_text, app->commands);
    else
        hd_help_command(out, &hd_doc_text, app->arguments->command);
    fputs(out->data, stdout);
}

static hd_error *no_command(const hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    if (!app->json) {
        hd_help_short(out, app->commands);
        fputs(out->data, stderr);
    }
    return hd_error_new(HD_USAGE, "no command given");
}

static hd_error *app_run(hd_app *app, int argc, char *argv[])
{
    HD_TRY(hd_arguments_parse(app, app->commands, argc, argv, &app->arguments));
    take_globals(app);
    hide_passwords(app, argc, argv);
    if (global_flag(app, &hd_global_help)) {
        print_help(app);
        return NULL;
    }
    if (global_flag(app, &hd_global_version)) {
        puts("howdah " HOWDAH_VERSION);
        return NULL;
    }
    app->command = app->arguments->command;
    if (app->command == NULL)
        return no_command(app);
    HD_TRY(load_config(app));
    return app->command->run(app);
}

static void report(const hd_app *app, const hd_error *err)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_report_style style = {.color = app->color_err, .verbose = app->verbose};

    if (app->json)
        hd_report_json(out, err, style);
    else
        hd_report_text(out, err, style);
    fwrite(out->data, 1, out->len, stderr);
}

/* Whether the reader of standard output has gone away. */
static bool stdout_is_broken_pipe(void)
{
    struct pollfd poller = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return poll(&poller, 1, 0) == 1 && (poller.revents & POLLERR) != 0;
}

/*
 * SIGPIPE is ignored while a command runs, so that "howdah upgrade head | head -1"
 * does not kill a migration; at the end the program goes the way that others go.
 */
static hd_error *finish_output(void)
{
    bool failed = ferror(stdout) != 0;

    errno = 0;
    if (fflush(stdout) == 0 && !failed)
        return NULL;
    int reason = errno;
    if (reason == EPIPE || stdout_is_broken_pipe()) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    /* An earlier write failed, and its reason is lost: the same is asked for once more. */
    if (reason == 0 && write(STDOUT_FILENO, "\n", 1) < 0)
        reason = errno;
    if (reason == 0)
        return hd_error_new(HD_IO, "could not write to standard output");
    return hd_error_new(HD_IO, "could not write to standard output: %s", strerror(reason));
}

/* --timing; on stderr, where it is in nobody's way. */
static void say_time(const hd_app *app, uint64_t began_ms)
{
    HD_SCRATCH(scratch);

    if (app->arguments != NULL && global_flag(app, &hd_global_timing))
        fprintf(stderr, "howdah: took %s\n", hd_duration_text(scratch, hd_clock_ms() - began_ms));
}

int main(int argc, char *argv[])
{
    HD_SCRATCH(scratch);
    int status = 0;
    uint64_t began_ms = hd_clock_ms();

    occupy_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    hd_app *app = app_new(scratch, argc, argv);
    hd_error *err = app_run(app, argc, argv);
    if (err == NULL)
        err = finish_output();
    else
        fflush(stdout);
    status = app->exit_status;
    if (err != NULL) {
        status = hd_code_exit_status(err->code);
        report(app, err);
        hd_error_free(err);
    }
    say_time(app, began_ms);
    return status;
}
