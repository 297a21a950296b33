#include "unit.h"

#include "base/text.h"
#include "migrate/files/header_cache.h"
#include "migrate/files/header_cache_file.h"
#include "migrate/files/revision_file.h"

static const char first_text[] =
    "-- Add a nickname\n-- and show it\n--\n-- more\n--\n"
    "-- Revision ID: a\n-- Revises: b, c\n-- Branch Labels: shop\n"
    "-- Create Date: 2026-11-22\n-- Depends On: d\n-- Replaces: x, y\n";
static const char second_text[] = "-- m\n--\n-- Revision ID: b\n-- Revises:\n";

static hd_cached_header cached(TALLOC_CTX *ctx, const char *name, const char *text)
{
    hd_revision *revision = NULL;

    assert_ok(hd_revision_parse(ctx, "/p/x.sql", text, strlen(text), &revision, NULL));
    return (hd_cached_header){.name = name, .stamp = {1, 2, 3, UINT64_MAX}, .revision = *revision};
}

/* The cache of a folder "/p" with two files. */
static hd_buf *two_files(TALLOC_CTX *ctx)
{
    hd_cached_header *first = hd_new(ctx, hd_cached_header);
    hd_cached_header *second = hd_new(ctx, hd_cached_header);
    hd_kept_headers headers = {0};
    hd_buf *bytes = hd_buf_new(ctx);

    *first = cached(ctx, "1.sql", first_text);
    *second = cached(ctx, "2.sql", second_text);
    second->revision.file_sha256 = "5f5e";
    hd_vec_push(ctx, &headers, first);
    hd_vec_push(ctx, &headers, second);
    hd_header_cache_print(bytes, "/p", &(hd_file_stamp){1, 2, 3, 4}, &headers);
    return bytes;
}

static void a_header_comes_back_as_it_was_read(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *bytes = two_files(scratch);
    hd_header_cache cache = {0};

    (void)state;
    assert_true(hd_header_cache_parse(scratch, bytes->data, bytes->len, "/p", &cache));
    assert_true(hd_file_stamp_equal(&cache.listed, &(hd_file_stamp){1, 2, 3, 4}));
    const hd_cached_headers back = cache.headers;
    assert_int_equal(back.count, 2);
    const hd_revision *revision = &back.items[0].revision;
    assert_string_equal(back.items[0].name, "1.sql");
    assert_int_equal(back.items[0].stamp.ctime_ns, UINT64_MAX);
    assert_string_equal(revision->id, "a");
    assert_string_equal(hd_text_join(scratch, &revision->down, "|"), "b|c");
    assert_string_equal(hd_text_join(scratch, &revision->labels, "|"), "shop");
    assert_string_equal(hd_text_join(scratch, &revision->depends_on, "|"), "d");
    assert_string_equal(hd_text_join(scratch, &revision->replaces, "|"), "x|y");
    assert_string_equal(revision->message, "Add a nickname and show it");
    assert_string_equal(revision->doc, "Add a nickname\nand show it\n\nmore");
    assert_string_equal(revision->create_date, "2026-11-22");
    assert_null(revision->file_sha256);
    assert_null(back.items[1].revision.create_date);
    assert_string_equal(back.items[1].revision.file_sha256, "5f5e");
    assert_int_equal(back.items[1].revision.down.count, 0);
}

static void damaged_bytes_and_those_of_another_folder_are_refused(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *bytes = two_files(scratch);
    hd_header_cache back = {0};

    (void)state;
    assert_false(hd_header_cache_parse(scratch, bytes->data, bytes->len, "/q", &back));
    for (size_t len = 0; len < bytes->len; len++)
        assert_false(hd_header_cache_parse(scratch, bytes->data, len, "/p", &back));
    for (size_t i = 0; i < bytes->len; i++) {
        bytes->data[i] ^= 0x10;
        assert_false(hd_header_cache_parse(scratch, bytes->data, bytes->len, "/p", &back));
        bytes->data[i] ^= 0x10;
    }
    assert_int_equal(back.headers.count, 0);
}

static void any_difference_of_stamps_counts(void **state)
{
    const hd_file_stamp one = {1, 2, 3, 4};
    const hd_file_stamp others[] = {{0, 2, 3, 4}, {1, 0, 3, 4}, {1, 2, 0, 4}, {1, 2, 3, 0}};

    (void)state;
    assert_true(hd_file_stamp_equal(&one, &one));
    for (size_t i = 0; i < HD_COUNT(others); i++)
        assert_false(hd_file_stamp_equal(&one, &others[i]));
}

static void a_file_touched_a_moment_ago_or_in_the_future_is_not_settled(void **state)
{
    const uint64_t now_ns = UINT64_C(1800000000) * 1000000000;
    const hd_file_stamp old = {.ctime_ns = now_ns - UINT64_C(3000000000)};
    const hd_file_stamp young = {.ctime_ns = now_ns - UINT64_C(2000000000)};
    const hd_file_stamp future = {.ctime_ns = now_ns + 1};

    (void)state;
    assert_true(hd_file_stamp_settled(&old, now_ns));
    assert_false(hd_file_stamp_settled(&young, now_ns));
    assert_false(hd_file_stamp_settled(&future, now_ns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_comes_back_as_it_was_read),
        cmocka_unit_test(damaged_bytes_and_those_of_another_folder_are_refused),
        cmocka_unit_test(any_difference_of_stamps_counts),
        cmocka_unit_test(a_file_touched_a_moment_ago_or_in_the_future_is_not_settled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
