/* A manifest that can be read is written so that reading it again gives the same, to the byte. */
#include "care/backup/manifest.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    hd_manifest *first = NULL;
    hd_manifest *second = NULL;
    hd_buf *one = hd_buf_new(scratch);
    hd_buf *two = hd_buf_new(scratch);
    /* Messages show the line that is wrong, so the text ends in NUL as texts of files do. */
    char *text = hd_strndup(scratch, (const char *)data, size);

    hd_error *err = hd_manifest_parse(scratch, "fuzz", text, strlen(text), &first);
    if (err != NULL) {
        FUZZ_CHECK(err->code == HD_CONFIG && first == NULL);
        hd_error_free(err);
        return 0;
    }
    hd_manifest_print(one, first);
    FUZZ_CHECK(hd_manifest_parse(scratch, "again", one->data, one->len, &second) == NULL);
    hd_manifest_print(two, second);
    FUZZ_CHECK(strcmp(one->data, two->data) == 0);
    FUZZ_CHECK(hd_manifest_file_bytes(first) >= 0 && hd_manifest_rows(first) >= 0);
    return 0;
}
