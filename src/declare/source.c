#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"
#include "declare/internal.h"
#include "proc/process.h"

enum { MAX_FILE_BYTES = 64 << 20, MAX_DEPTH = 32 };

static const char command_word[] = "command:";

hd_models_kind hd_models_kind_of(const char *source)
{
    if (hd_text_starts(source, command_word))
        return HD_MODELS_COMMAND;
    return strstr(source, "://") != NULL || strchr(source, '=') != NULL ? HD_MODELS_DATABASE
                                                                        : HD_MODELS_FILES;
}

static hd_error *add_text(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                          hd_declared_files *ret)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";

    if (memchr(text, '\0', len) != NULL)
        return hd_error_place(hd_error_new(HD_CONFIG, "this is no text: it holds a NUL byte"), path,
                              NULL, 0);
    if (hd_text_starts(text, byte_order_mark)) {
        text += strlen(byte_order_mark);
        len -= strlen(byte_order_mark);
    }
    for (size_t at = 0; at < len; at += hd_utf8_length(text + at))
        if (hd_utf8_length(text + at) == 0)
            return hd_error_hint(
                hd_error_place(hd_error_new(HD_CONFIG, "models must be UTF-8"), path, text, at),
                "Save the file in UTF-8.");
    hd_vec_push(ctx, ret, (hd_declared_file){hd_strdup(ctx, path), text, len});
    return NULL;
}

/* ---- files ---- */

/* The path as people in the working folder would write it. */
static const char *shown_path(TALLOC_CTX *ctx, const char *path)
{
    HD_SCRATCH(scratch);
    const char *absolute = hd_path_absolute(scratch, path);
    const char *here = hd_printf(scratch, "%s/", hd_path_absolute(scratch, "."));

    return hd_strdup(ctx, hd_text_starts(absolute, here) ? absolute + strlen(here) : absolute);
}

static hd_error *add_file(TALLOC_CTX *ctx, const char *path, hd_declared_files *ret)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(ctx, path, MAX_FILE_BYTES, &text, &len));
    return add_text(ctx, shown_path(scratch, path), text, len, ret);
}

/* Depth is limited: a link may lead round in a circle. */
static hd_error *add_folder(TALLOC_CTX *ctx, const char *path, int depth, hd_declared_files *ret)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    if (depth > MAX_DEPTH)
        return hd_error_new(HD_CONFIG, "folders in \"%s\" are nested too deeply", path);
    HD_TRY(hd_dir_list(scratch, path, &names));
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.items[i];
        const char *inside = hd_path_join(scratch, path, name);
        if (*name == '.')
            continue;
        if (hd_dir_exists(inside))
            HD_TRY(add_folder(ctx, inside, depth + 1, ret));
        else if (hd_text_ends(name, ".sql"))
            HD_TRY(add_file(ctx, inside, ret));
    }
    return NULL;
}

static hd_error *add_files(TALLOC_CTX *ctx, const char *source, const char *folder,
                           hd_declared_files *ret)
{
    HD_SCRATCH(scratch);
    hd_strings parts = {0};

    hd_text_split(scratch, source, ",\n", &parts);
    for (size_t i = 0; i < parts.count; i++) {
        const char *path = hd_path_join(scratch, folder, parts.items[i]);
        if (hd_dir_exists(path))
            HD_TRY(add_folder(ctx, path, 0, ret));
        else if (hd_file_exists(path))
            HD_TRY(add_file(ctx, path, ret));
        else
            return hd_error_hint(
                hd_error_new(HD_MISSING, "models \"%s\" do not exist", shown_path(scratch, path)),
                "Write CREATE statements into .sql files there, or say in howdah.ini where the "
                "models are: [models] source = ...");
    }
    if (ret->count > 0)
        return NULL;
    return hd_error_hint(hd_error_new(HD_CONFIG, "there are no .sql files in \"%s\"", source),
                         "Without models everything in the database would be too much.");
}

/* ---- command ---- */

static hd_error *add_command(TALLOC_CTX *ctx, uv_loop_t *loop, const char *line, const char *folder,
                             hd_declared_files *ret)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    hd_process_result result = {0};

    HD_TRY(hd_process_words(scratch, line, &words));
    if (words.count == 0)
        return hd_error_new(HD_CONFIG, "\"command:\" of the models names no program");
    hd_vec_push(scratch, &words, NULL);
    const hd_process process = {.argv = words.items, .folder = folder};
    HD_TRY(hd_process_run(ctx, loop, &process, &result));
    HD_TRY(hd_process_check(&process, &result));
    if (strspn(result.out, " \t\r\n") == strlen(result.out))
        return hd_error_hint(hd_error_new(HD_CONFIG, "the command printed no statements"),
                             "It has to print DDL on its standard output.");
    return add_text(ctx, hd_printf(scratch, "output of \"%s\"", line), result.out, result.out_len,
                    ret);
}

hd_error *hd_source_read(TALLOC_CTX *ctx, uv_loop_t *loop, const char *source, const char *folder,
                         hd_declared_files *ret)
{
    HD_SCRATCH(scratch);

    if (hd_models_kind_of(source) != HD_MODELS_COMMAND)
        return add_files(ctx, source, folder, ret);
    const char *line = source + strlen(command_word);
    line = hd_text_trim(scratch, line, strlen(line));
    return hd_error_wrap(add_command(ctx, loop, line, folder, ret),
                         "while asking \"%s\" for the models", line);
}
