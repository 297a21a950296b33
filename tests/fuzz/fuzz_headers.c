/* The checksum put right, so that what it covers is read; what is taken prints as it was. */
#include "fuzz.h"
#include "migrate/files/header_cache.h"

#define FOLDER "/p"

static void check_revision(const hd_revision *revision)
{
    const hd_strings *lists[] = {&revision->down, &revision->depends_on, &revision->labels,
                                 &revision->replaces};
    size_t bytes = strlen(revision->id) + strlen(revision->doc) + strlen(revision->message);

    for (size_t i = 0; i < HD_COUNT(lists); i++)
        for (size_t j = 0; j < lists[i]->count; j++)
            bytes += strlen(lists[i]->items[j]);
    FUZZ_CHECK(bytes < SIZE_MAX && revision->path == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    uint64_t sum = hd_header_cache_checksum((const char *)data, size);
    hd_buf *bytes = hd_buf_new(scratch);
    hd_buf *again = hd_buf_new(scratch);
    hd_header_cache cache = {0};
    hd_kept_headers kept = {0};

    hd_buf_add_n(bytes, hd_header_cache_magic, HD_HEADER_CACHE_MAGIC_BYTES);
    hd_buf_add_n(bytes, (const char *)&sum, sizeof(sum));
    hd_buf_add_n(bytes, (const char *)data, size);
    if (!hd_header_cache_parse(scratch, bytes->data, bytes->len, FOLDER, &cache)) {
        FUZZ_CHECK(cache.headers.count == 0);
        return 0;
    }
    for (size_t i = 0; i < cache.headers.count; i++) {
        check_revision(&cache.headers.items[i].revision);
        hd_vec_push(scratch, &kept, &cache.headers.items[i]);
    }
    hd_header_cache_print(again, FOLDER, &cache.listed, &kept);
    FUZZ_CHECK(hd_header_cache_parse(scratch, again->data, again->len, FOLDER, &cache));
    FUZZ_CHECK(cache.headers.count == kept.count);
    return 0;
}
