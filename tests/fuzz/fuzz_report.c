/* A report file of any bytes is read or refused with a place; as a variant too. */
#include "fuzz.h"
#include "report/explain.h"
#include "report/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    hd_report *report = NULL;
    hd_buf *out = hd_buf_new(scratch);
    char *text = hd_new_array(scratch, char, size + 1);

    memcpy(text, data, size);
    hd_error *err = hd_report_parse(scratch, "x", "/x.sql", text, &report);
    FUZZ_CHECK((err == NULL) == (report != NULL));
    if (err != NULL) {
        FUZZ_CHECK(err->code == HD_CONFIG);
        FUZZ_CHECK(err->place != NULL);
        hd_error_free(err);
        return 0;
    }
    for (size_t i = 0; i < report->sections.count; i++)
        FUZZ_CHECK(report->sections.items[i].columns.count > 0 &&
                   *report->sections.items[i].sql != '\0');
    hd_report_print_explain(out, report);
    hd_error_free(hd_report_parse_variant(report, "/x.v17.sql", text));
    return 0;
}
