#include "base/buf.h"
#include "base/text.h"
#include "migrate/scratch.h"
#include "pg/conninfo.h"
#include "pg/programs.h"
#include "proc/process.h"

enum { MAX_DIFFERENCES = 20 };

/* psql commands that pg_dump puts first and last since 2025, with another key in each dump. */
static bool is_restrict(const char *line, size_t len)
{
    (void)len;
    return hd_text_starts(line, "\\restrict ") || hd_text_starts(line, "\\unrestrict ");
}

static bool is_noise(const char *line, size_t len)
{
    return len == 0 || hd_text_starts(line, "--");
}

static char *without(TALLOC_CTX *ctx, const char *dump, bool (*unwanted)(const char *, size_t))
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    while (*dump != '\0') {
        size_t len = strcspn(dump, "\n");
        if (!unwanted(dump, len)) {
            hd_buf_add_n(buf, dump, len);
            hd_buf_add_char(buf, '\n');
        }
        dump += len + (dump[len] == '\n');
    }
    return hd_buf_take(ctx, buf);
}

hd_error *hd_scratch_dump_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                                 const char *bin_dir, const char *const left_out[], char **ret)
{
    HD_SCRATCH(scratch);
    hd_strings argv = {0};
    hd_strings variables = {0};
    hd_process_result result = {0};

    /* Passwords go by environment: command lines can be seen by everybody. */
    HD_TRY(hd_conninfo_environment(scratch, target, &variables));
    hd_vec_push(scratch, &variables, NULL);
    hd_vec_push(scratch, &argv, hd_program_path(scratch, bin_dir, "pg_dump"));
    hd_vec_push(scratch, &argv, "--schema-only");
    for (size_t i = 0; left_out != NULL && left_out[i] != NULL; i++)
        hd_vec_push(scratch, &argv, hd_printf(scratch, "--exclude-table=%s", left_out[i]));
    hd_vec_push(scratch, &argv, NULL);
    hd_process process = {.argv = argv.items, .environment = variables.items};
    HD_TRY(hd_process_run(scratch, loop, &process, &result));
    HD_TRY(hd_process_check(&process, &result));
    *ret = without(ctx, result.out, is_restrict);
    return NULL;
}

/* The first line of text, taken off it; NULL at the end. */
static const char *take_line(TALLOC_CTX *ctx, const char **text)
{
    size_t len = strcspn(*text, "\n");
    const char *line = **text == '\0' ? NULL : hd_strndup(ctx, *text, len);

    *text += len + ((*text)[len] == '\n');
    return line;
}

static hd_strings lines_of(TALLOC_CTX *ctx, const char *text)
{
    hd_strings lines = {0};

    for (const char *line = take_line(ctx, &text); line != NULL; line = take_line(ctx, &text))
        hd_vec_push(ctx, &lines, line);
    return lines;
}

/* Lines of a that b lacks. Order is left aside: what moved is no difference worth a line. */
static void add_missing(hd_buf *buf, const char *mark, const hd_strings *a, const hd_strings *b,
                        size_t *count)
{
    for (size_t i = 0; i < a->count; i++)
        if (!hd_strings_contain(b, a->items[i]) && (*count)++ < MAX_DIFFERENCES)
            hd_buf_addf(buf, "%s %s\n", mark, a->items[i]);
}

char *hd_scratch_difference(TALLOC_CTX *ctx, const char *before, const char *after)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    const char *old = without(scratch, before, is_noise);
    const char *new = without(scratch, after, is_noise);
    hd_strings a = lines_of(scratch, old);
    hd_strings b = lines_of(scratch, new);
    size_t count = 0;

    if (strcmp(old, new) == 0)
        return NULL;
    add_missing(buf, "-", &a, &b, &count);
    add_missing(buf, "+", &b, &a, &count);
    if (count > MAX_DIFFERENCES)
        hd_buf_addf(buf, "... and %zu lines more\n", count - MAX_DIFFERENCES);
    if (count == 0)
        hd_buf_add(buf, "the same lines stand in another order\n");
    return hd_buf_take(ctx, buf);
}
