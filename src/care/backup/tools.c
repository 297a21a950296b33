#include "care/backup/tools.h"

#include "base/text.h"
#include "pg/conninfo.h"
#include "proc/process.h"

/* Sets a variable, or gives the one that is there another value. */
static void variable_set(TALLOC_CTX *ctx, hd_strings *variables, const char *name,
                         const char *value, bool append)
{
    const char *mark = hd_printf(ctx, "%s=", name);

    for (size_t i = 0; i < variables->count; i++)
        if (hd_text_starts(variables->items[i], mark)) {
            variables->items[i] = append ? hd_printf(ctx, "%s %s", variables->items[i], value)
                                         : hd_printf(ctx, "%s%s", mark, value);
            return;
        }
    hd_vec_push(ctx, variables, hd_printf(ctx, "%s%s", mark, value));
}

static hd_error *run(TALLOC_CTX *ctx, const hd_tools *tools, const hd_strings *words,
                     const hd_target *target, const char *application, hd_process_result *result)
{
    HD_SCRATCH(scratch);
    hd_strings argv = {0};
    hd_strings variables = {0};

    for (size_t i = 0; i < words->count; i++)
        hd_vec_push(scratch, &argv, words->items[i]);
    hd_vec_push(scratch, &argv, NULL);
    /* Passwords go by environment: command lines can be seen by everybody. */
    if (target != NULL)
        HD_TRY(hd_conninfo_environment(scratch, target, &variables));
    if (application != NULL)
        variable_set(scratch, &variables, "PGAPPNAME", application, false);
    if (target != NULL && tools->options != NULL)
        variable_set(scratch, &variables, "PGOPTIONS", tools->options, true);
    hd_vec_push(scratch, &variables, NULL);
    const hd_process process = {
        .argv = argv.items, .environment = variables.items, .stop = tools->abort};
    hd_error *err = hd_process_run(ctx, tools->loop, &process, result);
    if (err == NULL)
        err = hd_process_check(&process, result);
    return hd_stop_check(tools->stop, err);
}

hd_error *hd_tools_run(const hd_tools *tools, const char *program, const hd_strings *arguments,
                       const hd_target *target, const char *application)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    hd_process_result result = {0};

    hd_vec_push(scratch, &words, hd_program_path(scratch, tools->programs.folder, program));
    for (size_t i = 0; i < arguments->count; i++)
        hd_vec_push(scratch, &words, arguments->items[i]);
    return run(scratch, tools, &words, target, application, &result);
}

hd_error *hd_tools_shell(TALLOC_CTX *ctx, const hd_tools *tools, const char *command,
                         const char *const arguments[], size_t count, const hd_target *target,
                         char **ret)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    hd_process_result result = {0};

    hd_vec_push(scratch, &words, "/bin/sh");
    hd_vec_push(scratch, &words, "-c");
    hd_vec_push(scratch, &words, command);
    hd_vec_push(scratch, &words, "sh");
    for (size_t i = 0; i < count; i++)
        hd_vec_push(scratch, &words, arguments[i]);
    HD_TRY(run(scratch, tools, &words, target, NULL, &result));
    if (ret != NULL)
        *ret = hd_text_trim(ctx, result.out, result.out_len);
    return NULL;
}

hd_error *hd_tools_version(TALLOC_CTX *ctx, const hd_tools *tools, const char *program,
                           const char **ret)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    hd_process_result result = {0};

    hd_vec_push(scratch, &words, hd_program_path(scratch, tools->programs.folder, program));
    hd_vec_push(scratch, &words, "--version");
    HD_TRY(run(scratch, tools, &words, NULL, NULL, &result));
    const char *number = strstr(result.out, ") ");
    number = number == NULL ? result.out : number + 2;
    *ret = hd_strndup(ctx, number, strcspn(number, " \n"));
    return NULL;
}

hd_error *hd_tools_filter(const hd_tools *tools, const char *command, const char *from,
                          const char *to)
{
    HD_SCRATCH(scratch);
    const char *arguments[] = {from, to};
    const char *line = hd_printf(scratch, "{ %s\n} <\"$1\" >\"$2\"", command);

    return hd_error_wrap(
        hd_tools_shell(scratch, tools, line, arguments, HD_COUNT(arguments), NULL, NULL),
        "while running \"%s\"", command);
}
