#include "unit.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/heap.h"
#include "base/json.h"
#include "base/text.h"

static void buffer_grows_and_formats(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    (void)state;
    for (int i = 0; i < 1000; i++)
        hd_buf_addf(buf, "%d,", i);
    assert_int_equal(buf->len, 3890);
    assert_string_equal(buf->data + buf->len - 4, "999,");
    char *taken = hd_buf_take(scratch, buf);
    assert_int_equal(strlen(taken), 3890);
    assert_string_equal(buf->data, "");
}

static void text_is_split_trimmed_and_joined(void **state)
{
    HD_SCRATCH(scratch);
    hd_strings parts = {0};

    (void)state;
    hd_text_split(scratch, " a, b ,,c ", ",", &parts);
    assert_int_equal(parts.count, 3);
    assert_string_equal(hd_text_join(scratch, &parts, "|"), "a|b|c");
}

static void nearest_word_is_found_only_when_near(void **state)
{
    static const char *const words[] = {"upgrade", "downgrade", "history"};

    (void)state;
    assert_string_equal(hd_text_nearest("upgrad", words, HD_COUNT(words)), "upgrade");
    assert_string_equal(hd_text_nearest("histroy", words, HD_COUNT(words)), "history");
    assert_null(hd_text_nearest("xyz", words, HD_COUNT(words)));
    assert_null(hd_text_nearest("q", (const char *const[]){"a"}, 1));
    assert_string_equal(hd_text_nearest("a", (const char *const[]){"a1"}, 1), "a1");
}

static void durations_are_read_and_written(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *text;
        uint64_t ms;
    } good[] = {{"250", 250},    {"5s", 5000},     {"1.5 s", 1500}, {"10min", 600000},
                {"10m", 600000}, {"1.5 m", 90000}, {"2h", 7200000}};
    uint64_t ms = 0;

    (void)state;
    for (size_t i = 0; i < HD_COUNT(good); i++) {
        assert_ok(hd_duration_parse(good[i].text, &ms));
        assert_int_equal(ms, good[i].ms);
    }
    assert_error(hd_duration_parse("5 weeks", &ms), HD_USAGE, "invalid duration \"5 weeks\"");
    assert_error(hd_duration_parse("5M", &ms), HD_USAGE, "invalid duration \"5M\"");
    assert_error(hd_duration_parse("-1s", &ms), HD_USAGE, "invalid duration");
    assert_error(hd_duration_parse("", &ms), HD_USAGE, "invalid duration");
    assert_string_equal(hd_duration_text(scratch, 850), "850 ms");
    assert_string_equal(hd_duration_text(scratch, 12345), "12.3 s");
    assert_string_equal(hd_duration_text(scratch, 245000), "4 min 05 s");
}

static void json_is_indented_and_escaped(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    hd_json json = hd_json_into(buf);

    (void)state;
    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "a", "x\"\n\x1b\xff\xc3\xa4");
    hd_json_key(&json, "b");
    hd_json_begin(&json, '[');
    hd_json_int(&json, -5);
    hd_json_bool(&json, true);
    hd_json_null(&json);
    hd_json_end(&json);
    hd_json_key(&json, "c");
    hd_json_begin(&json, '[');
    hd_json_end(&json);
    hd_json_end(&json);
    assert_string_equal(buf->data,
                        "{\n  \"a\": \"x\\\"\\n\\u001b\xEF\xBF\xBD\xc3\xa4\",\n"
                        "  \"b\": [\n    -5,\n    true,\n    null\n  ],\n  \"c\": []\n}\n");
}

static void place_counts_lines_and_characters(void **state)
{
    const char *text = "one\ntw\xc3\xb6 three\n";
    hd_error *err = hd_error_place(hd_error_new(HD_CONFIG, "x"), "f.sql", text, 9);

    (void)state;
    assert_int_equal(err->place->line, 2);
    assert_int_equal(err->place->column, 5);
    assert_string_equal(err->place->text, "tw\xc3\xb6 three");
    hd_error_free(err);
}

static void text_is_shown_by_its_line_and_beginning(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_int_equal(hd_text_line("a\nb\nc", 0), 1);
    assert_int_equal(hd_text_line("a\nb\nc", 4), 3);
    assert_int_equal(hd_text_line("a\n", 99), 2);
    assert_string_equal(hd_text_beginning(scratch, "SELECT\n  1", 20), "SELECT 1");
    assert_string_equal(hd_text_beginning(scratch, "a\xc3\xb6 b", 2), "a ...");
    assert_string_equal(hd_text_beginning(scratch, "a\xc3\xb6 b", 3), "a\xc3\xb6 ...");
}

static void sha256_is_the_known_one(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(hd_sha256_hex(scratch, "abc", 3),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(strlen(hd_uuid_new(scratch)), 36);
}

/* Source: RFC 4231, test cases 2 and 6. */
/* Two libraries take part, and have to agree; more than one chunk is read. */
static void sha256_of_a_file_is_that_of_its_bytes(void **state)
{
    HD_SCRATCH(scratch);
    enum { BYTES = 300001 };
    char *bytes = hd_new_array(scratch, char, BYTES);
    char path[] = "/tmp/howdah-test-XXXXXX";
    char hex[HD_SHA256_HEX + 1];
    int64_t count = 0;
    int fd = mkstemp(path);

    (void)state;
    for (size_t i = 0; i < BYTES; i++)
        bytes[i] = (char)(i * i);
    assert_true(fd >= 0 && write(fd, bytes, BYTES) == BYTES);
    assert_int_equal(close(fd), 0);
    assert_true(hd_sha256_file(path, hex, &count));
    assert_int_equal(count, BYTES);
    assert_string_equal(hex, hd_sha256_hex(scratch, bytes, BYTES));
    assert_int_equal(unlink(path), 0);
    assert_false(hd_sha256_file(path, hex, &count));
}

static void hmac_is_the_known_one(void **state)
{
    HD_SCRATCH(scratch);
    static const char question[] = "what do ya want for nothing?";
    static const char large[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    char key[131];

    (void)state;
    memset(key, 0xaa, sizeof(key));
    assert_string_equal(hd_hmac_sha256_hex(scratch, "Jefe", 4, question, strlen(question)),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assert_string_equal(hd_hmac_sha256_hex(scratch, key, sizeof(key), large, strlen(large)),
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static long faults(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

/* Neither a kernel before 5.14 can, nor the malloc of AddressSanitizer. */
static bool pages_can_be_had(void)
{
#ifdef __SANITIZE_ADDRESS__
    return false;
#else
    return madvise(NULL, 0, MADV_POPULATE_WRITE) == 0;
#endif
}

static void expected_memory_has_its_pages(void **state)
{
    enum { PIECES = 1000, PIECE_BYTES = 1000 };

    (void)state;
    if (!pages_can_be_had())
        skip();
    HD_SCRATCH(scratch);
    hd_heap_expect(PIECES * PIECE_BYTES * 3 / 2);
    long before = faults();
    for (size_t i = 0; i < PIECES; i++)
        hd_new_array(scratch, char, PIECE_BYTES);
    assert_in_range(faults() - before, 0, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffer_grows_and_formats),
        cmocka_unit_test(text_is_split_trimmed_and_joined),
        cmocka_unit_test(nearest_word_is_found_only_when_near),
        cmocka_unit_test(durations_are_read_and_written),
        cmocka_unit_test(json_is_indented_and_escaped),
        cmocka_unit_test(place_counts_lines_and_characters),
        cmocka_unit_test(text_is_shown_by_its_line_and_beginning),
        cmocka_unit_test(sha256_is_the_known_one),
        cmocka_unit_test(sha256_of_a_file_is_that_of_its_bytes),
        cmocka_unit_test(hmac_is_the_known_one),
        cmocka_unit_test(expected_memory_has_its_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
