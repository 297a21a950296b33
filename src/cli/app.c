#include "cli/command.h"

#include <assert.h>
#include <stdarg.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/report.h"
#include "pg/conn.h"

const hd_option hd_option_json = {"json", 0, NULL, "print the result as JSON", false};
const hd_option hd_option_sql = {
    "sql", 0, NULL, "print the SQL instead of running it; no database is asked", false};
const hd_option hd_option_verbose = {"verbose", 'v', NULL, "show more of each revision", false};

static int loop_free(uv_loop_t *loop)
{
    hd_loop_close(loop);
    return 0;
}

uv_loop_t *hd_app_loop(hd_app *app)
{
    if (app->loop == NULL) {
        uv_loop_t *loop = hd_new(app, uv_loop_t);
        if (uv_loop_init(loop) != 0)
            hd_oom(__func__); /* the kernel gives no more file descriptors or memory */
        talloc_set_destructor(loop, loop_free);
        app->loop = loop;
    }
    return app->loop;
}

static bool table_has(const hd_option *const *table, const char *name)
{
    for (; table != NULL && *table != NULL; table++)
        if (strcmp((*table)->name, name) == 0)
            return true;
    return false;
}

/* The last one given under that name. */
static const hd_given *find_given(const hd_app *app, const char *name)
{
    assert(table_has(app->command->options, name) || table_has(hd_globals, name));
    for (size_t i = app->arguments->given.count; i > 0; i--)
        if (strcmp(app->arguments->given.items[i - 1].option->name, name) == 0)
            return &app->arguments->given.items[i - 1];
    return NULL;
}

bool hd_flag(const hd_app *app, const char *option)
{
    return find_given(app, option) != NULL;
}

const char *hd_value(const hd_app *app, const char *option)
{
    const hd_given *given = find_given(app, option);

    return given == NULL ? NULL : given->value;
}

hd_error *hd_value_ms(const hd_app *app, const char *option, uint64_t *ret)
{
    const char *value = hd_value(app, option);
    uint64_t ms = 0;

    if (value == NULL)
        return NULL;
    HD_TRY(hd_duration_parse(value, &ms));
    if (ms > 0 && strspn(value, "0123456789. ") == strlen(value))
        return hd_error_hint(hd_error_new(HD_USAGE, "\"--%s %s\" has no unit", option, value),
                             "Write 10s, 10min, 2h or 30d.");
    *ret = ms;
    return NULL;
}

const hd_strings *hd_values(const hd_app *app, const char *option)
{
    hd_strings *values = hd_new(app->arguments, hd_strings);

    (void)find_given(app, option);
    for (size_t i = 0; i < app->arguments->given.count; i++)
        if (strcmp(app->arguments->given.items[i].option->name, option) == 0)
            hd_vec_push(values, values, app->arguments->given.items[i].value);
    return values;
}

const hd_strings *hd_positionals(const hd_app *app)
{
    return &app->arguments->positionals;
}

const char *hd_argument(const hd_app *app, size_t index)
{
    const hd_strings *all = hd_positionals(app);

    return index < all->count ? all->items[index] : NULL;
}

HD_PRINTF(2, 0) static void talk(const char *prefix, const char *fmt, va_list args)
{
    HD_SCRATCH(scratch);
    char *text = hd_nonnull(talloc_vasprintf(scratch, fmt, args), __func__);
    char *line = hd_printf(scratch, "%s%s\n", prefix, hd_report_safe(scratch, text));

    /* What was printed before must not come after this when both go to one place. */
    fflush(stdout);
    fputs(line, stderr);
}

void hd_say(const hd_app *app, const char *fmt, ...)
{
    va_list args;

    if (app->quiet)
        return;
    va_start(args, fmt);
    talk("", fmt, args);
    va_end(args);
}

void hd_remark(const hd_app *app, const char *fmt, ...)
{
    va_list args;

    if (app->quiet)
        return;
    va_start(args, fmt);
    talk("howdah: remark: ", fmt, args);
    va_end(args);
}

void hd_warn(const hd_app *app, const char *fmt, ...)
{
    va_list args;

    (void)app;
    va_start(args, fmt);
    talk("howdah: warning: ", fmt, args);
    va_end(args);
}
