/* A revision file of any bytes: header and body are read or refused, and what is read prints. */
#include "fuzz.h"
#include "migrate/files/body.h"
#include "migrate/files/revision_file.h"

/* A header that was read is printed into one that reads the same. */
static void check_print(TALLOC_CTX *ctx, const hd_revision *revision)
{
    hd_revision_section section = {NULL, "SELECT 1;"};
    hd_revision *again = NULL;
    hd_body *body = NULL;
    char *text = hd_revision_print(ctx, revision, &section, &section);
    hd_error *err = hd_revision_parse(ctx, "/again.sql", text, strlen(text), &again, NULL);

    /* Free text that only its place kept from being a header line may be refused. */
    if (err != NULL) {
        hd_error_free(err);
        return;
    }
    FUZZ_CHECK(strcmp(revision->id, again->id) == 0);
    FUZZ_CHECK(revision->down.count == again->down.count);
    /* A body is refused in a file that is not UTF-8, which a header alone may pass. */
    err = hd_body_parse(ctx, again, text, strlen(text), HD_UPGRADE, &body);
    if (err != NULL) {
        hd_error_free(err);
        return;
    }
    FUZZ_CHECK(body->statements.count == 1);
    FUZZ_CHECK(hd_revision_replace(ctx, text, strlen(text), "Revises", "x") != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    hd_revision named = {.id = "x", .path = "/fuzz.sql"};
    hd_revision *revision = NULL;
    hd_body *body = NULL;
    char *text = hd_new_array(scratch, char, size + 1);
    size_t end = 0;

    memcpy(text, data, size);
    hd_error *err = hd_revision_parse(scratch, "/fuzz.sql", text, size, &revision, &end);
    if (err == NULL) {
        FUZZ_CHECK(end <= size);
        check_print(scratch, revision);
    }
    hd_error_free(err);
    /* hd_file_read, which is behind it, refuses zero bytes. */
    if (strlen(text) == size)
        hd_error_free(hd_body_parse(scratch, &named, text, size, HD_DOWNGRADE, &body));
    return 0;
}
