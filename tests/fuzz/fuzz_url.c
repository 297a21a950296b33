/*
 * A URL of any bytes: reducing it twice is reducing it once, and any password in its place is
 * masked.
 */
#include "config/secret.h"
#include "config/url.h"
#include "fuzz.h"

/* Any password without blanks; one that begins with digits and "/" could be a port. */
static void check_mask(TALLOC_CTX *ctx, const char *text)
{
    char *password = hd_strndup(ctx, text, strcspn(text, " \t\n\v\f\r"));
    char *url = hd_printf(ctx, "postgresql://u:x%s@h/db", password);

    FUZZ_CHECK(strcmp(hd_secret_mask(ctx, url), "postgresql://u:***@h/db") == 0);
    FUZZ_CHECK(hd_secret_hide(url));
    FUZZ_CHECK(strlen(password) < 2 || strcmp(url, "postgresql://u:***@h/db") == 0);
}

static void check_spans(const char *text)
{
    size_t at = 0;
    size_t end = 0;
    size_t len = 0;

    while (hd_secret_find(text, &at, &len)) {
        FUZZ_CHECK(at >= end && len > 0 && at + len <= strlen(text));
        at += len;
        end = at;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    char *text = hd_strndup(scratch, (const char *)data, size);
    hd_url once = {0};
    hd_url twice = {0};
    hd_error *err = hd_url_reduce(scratch, text, &once);

    check_mask(scratch, text);
    check_spans(text);
    if (err == NULL && once.conninfo != NULL) {
        err = hd_url_reduce(scratch, once.conninfo, &twice);
        FUZZ_CHECK(err == NULL && strcmp(once.conninfo, twice.conninfo) == 0);
        FUZZ_CHECK(once.names_database == twice.names_database && twice.dropped.count == 0);
    }
    hd_error_free(err);
    return 0;
}
