/*
 * Any bytes are linted as a file: findings stand inside of it, in order, and fixing comes to an
 * end, behind which there is nothing left to fix.
 */
#include "fuzz.h"
#include "migrate/lint/lint.h"

enum { MAX_BYTES = 4096 }; /* longer texts are slow and teach nothing new */

static void check_findings(const hd_lint_script *script, const hd_lint_findings *findings)
{
    size_t offset = 0;

    for (size_t i = 0; i < findings->count; i++) {
        const hd_lint_finding *finding = &findings->items[i];
        FUZZ_CHECK(finding->offset <= script->len && finding->offset >= offset);
        FUZZ_CHECK(finding->line > 0 && finding->column > 0 && finding->source != NULL);
        FUZZ_CHECK(*finding->message != '\0');
        FUZZ_CHECK(finding->fix == NULL ||
                   (finding->fix->start <= finding->fix->end && finding->fix->end <= script->len));
        offset = finding->offset;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    const hd_lint_reading reading = {HD_TRANSACTION_EACH, size % 2 == 1};
    const hd_lint_options options = hd_lint_options_default();
    hd_lint_findings findings = {0};
    hd_strings fixed = {0};
    hd_strings assumed = {0};

    if (size > MAX_BYTES)
        return 0;
    hd_lint_script *script = hd_lint_script_parse(scratch, "fuzz.sql", (const char *)data, size,
                                                  &reading);
    hd_lint_run(scratch, script, &options, &findings, NULL);
    check_findings(script, &findings);
    char *text = hd_lint_fix_script(scratch, script, &reading, &options, &fixed, &assumed);
    FUZZ_CHECK((text != NULL) == (fixed.count > 0));
    return 0;
}
