/*
 * Run by the build: "report_check FILE.sql..." parses report files with the parser that the
 * program has for those of a project, and fails with place and reason for one that is wrong.
 */
#include "base/file.h"
#include "base/text.h"
#include "report/header.h"

enum { MAX_BYTES = 1 << 20 };

static char *stem(TALLOC_CTX *ctx, const char *path)
{
    const char *name = hd_path_name(path);

    return hd_strndup(ctx, name, strlen(name) - (hd_text_ends(name, ".sql") ? 4 : 0));
}

/* Files are sorted, so that a report comes before its variants. */
static hd_error *check(TALLOC_CTX *ctx, const char *path, hd_report **report)
{
    const char *name = stem(ctx, path);
    char *text = NULL;

    HD_TRY(hd_file_read(ctx, path, MAX_BYTES, &text, NULL));
    if (strchr(name, '.') == NULL)
        return hd_report_parse(ctx, name, path, text, report);
    if (*report == NULL || !hd_text_starts(name, (*report)->name) ||
        name[strlen((*report)->name)] != '.')
        return hd_error_new(HD_CONFIG, "\"%s\" is the variant of no report", path);
    return hd_report_parse_variant(*report, path, text);
}

int main(int argc, char *argv[])
{
    HD_SCRATCH(scratch);
    hd_report *report = NULL;
    int status = 0;

    for (int i = 1; i < argc; i++) {
        hd_error *err = check(scratch, argv[i], &report);
        if (err == NULL)
            continue;
        fprintf(stderr, "%s:%zu: %s\n", argv[i], err->place == NULL ? 0 : err->place->line,
                err->message);
        hd_error_free(err);
        status = 1;
    }
    return status;
}
