/* Manifests, names, patterns and retention of backups: all pure. */
#include "care/backup/manifest.h"
#include "care/backup/naming.h"
#include "care/backup/prune.h"
#include "unit.h"

enum { DAY = 86400 };
static const time_t noon = 1769860800; /* 2026-01-31T12:00:00Z */

static void backups_are_named_after_database_and_moment(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(hd_backup_name(scratch, "shop", noon), "shop_20260131T120000Z");
    assert_string_equal(hd_backup_name(scratch, "../a b.ü", noon),
                        "%2e%2e%2fa%20b%2e%c3%bc_20260131T120000Z");
}

static void names_beside_a_database_fit_and_keep_characters_whole(void **state)
{
    HD_SCRATCH(scratch);
    const char *longest = "0123456789012345678901234567890123456789012345678901234567890ü";

    (void)state;
    assert_string_equal(hd_side_name(scratch, "shop", "before", noon),
                        "shop__before_20260131T120000Z");
    const char *cut = hd_side_name(scratch, longest, "before", noon);
    assert_int_equal(strlen(cut), 63);
    assert_string_equal(cut + 38, "__before_20260131T120000Z");
    cut = hd_side_name(scratch, "0123456789012345678901234567890123456ü67890", "before", noon);
    assert_string_equal(cut, "0123456789012345678901234567890123456__before_20260131T120000Z");
}

static void moments_are_read_as_they_are_written(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(hd_backup_time_print(scratch, noon), "2026-01-31T12:00:00Z");
    assert_int_equal(hd_backup_time_parse("2026-01-31T12:00:00Z"), noon);
    assert_int_equal(hd_backup_time_parse("2026-01-31"), -1);
    assert_int_equal(hd_backup_time_parse("2026-01-31T12:00:00Zx"), -1);
}

static void patterns_fold_case_unless_quoted(void **state)
{
    static const struct {
        const char *pattern;
        const char *schema;
        const char *name;
    } cases[] = {
        {"Users", NULL, "^(users)$"},
        {"\"Users\"", NULL, "^(Users)$"},
        {"public.order*", "^(public)$", "^(order.*)$"},
        {"\"a.b\".\"c\"\"d*\"", "^(a\\.b)$", "^(c\"d\\*)$"},
        {"*.t?", "^(.*)$", "^(t.)$"},
        {"a+b", NULL, "^(a\\+b)$"},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const char *schema = "untouched";
        const char *name = NULL;
        hd_backup_pattern(scratch, cases[i].pattern, &schema, &name);
        if (cases[i].schema == NULL)
            assert_null(schema);
        else
            assert_string_equal(schema, cases[i].schema);
        assert_string_equal(name, cases[i].name);
    }
    assert_string_equal(hd_backup_quoted(scratch, "a\"b*"), "\"a\"\"b*\"");
}

static void sizes_are_told_with_two_digits(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(hd_backup_size(scratch, 0), "0 B");
    assert_string_equal(hd_backup_size(scratch, 1023), "1023 B");
    assert_string_equal(hd_backup_size(scratch, 1536), "1.5 kB");
    assert_string_equal(hd_backup_size(scratch, INT64_C(20) << 30), "20 GB");
    assert_string_equal(hd_backup_size(scratch, INT64_MAX), "8.0 EB");
}

/* ---- retention ---- */

/* One a day, newest first; the letters say which are kept. */
static void assert_kept(const hd_prune_policy *policy, hd_prune_item items[], size_t count,
                        const char *wanted)
{
    HD_SCRATCH(scratch);
    hd_buf *kept = hd_buf_new(scratch);

    for (size_t i = 0; i < count; i++)
        items[i].created_at = noon - (time_t)i * DAY;
    hd_prune_decide(policy, items, count);
    for (size_t i = 0; i < count; i++)
        hd_buf_add_char(kept, items[i].keep ? *items[i].because : '.');
    assert_string_equal(kept->data, wanted);
}

static void the_newest_is_kept_though_the_policy_wants_none(void **state)
{
    hd_prune_item items[3] = {{0}};

    (void)state;
    assert_kept(&(hd_prune_policy){0}, items, 3, "n..");
}

static void the_newest_that_a_drill_restored_is_kept(void **state)
{
    hd_prune_item items[5] = {[2] = {.drilled = true}, [4] = {.drilled = true}};

    (void)state;
    assert_kept(&(hd_prune_policy){.last = 1}, items, 5, "l.d..");
}

static void the_last_ones_then_days_weeks_and_months_are_kept(void **state)
{
    hd_prune_item items[40] = {{0}};

    (void)state;
    /* The 31st of January is a Saturday: weeks begin on the 26th, 19th, 12th. */
    assert_kept(&(hd_prune_policy){.last = 2, .daily = 3, .weekly = 3, .monthly = 2}, items, 40,
                "lld...w......w.................m........");
}

static void years_are_kept_beyond_the_months(void **state)
{
    hd_prune_item items[40] = {{0}};

    (void)state;
    assert_kept(&(hd_prune_policy){.last = 1, .yearly = 2}, items, 40,
                "l..............................y........");
}

/* ---- manifest ---- */

static hd_manifest *example(TALLOC_CTX *ctx)
{
    hd_manifest *manifest = hd_new(ctx, hd_manifest);

    *manifest = (hd_manifest){.name = "shop_1",
                              .created_at = "2026-01-31T12:00:00Z",
                              .proved_by = "read",
                              .howdah = "0.1.0",
                              .pg_dump = "15.4",
                              .database = "a \"b\"\n\xc3\xbc",
                              .system_identifier = "7",
                              .server = "s",
                              .server_version = 150004,
                              .role = "r",
                              .encoding = "UTF8",
                              .collate = "C",
                              .ctype = "C",
                              .provider = "c",
                              .form = HD_BACKUP_CUSTOM,
                              .whole = true};
    hd_vec_push(manifest, &manifest->heads, "abc");
    hd_vec_push(
        manifest, &manifest->tables,
        (hd_manifest_table){.oid = 5, .schema = "public", .name = "t", .bytes = 10, .rows = 3});
    hd_vec_push(manifest, &manifest->sequences,
                (hd_manifest_sequence){.schema = "public", .name = "s", .after = "7"});
    hd_vec_push(manifest, &manifest->files,
                (hd_manifest_file){.path = "data/toc.dat", .bytes = 9, .sha256 = "00"});
    return manifest;
}

static void a_manifest_is_read_as_it_was_written(void **state)
{
    HD_SCRATCH(scratch);
    hd_buf *one = hd_buf_new(scratch);
    hd_buf *two = hd_buf_new(scratch);
    hd_manifest *read = NULL;

    (void)state;
    hd_manifest_print(one, example(scratch));
    assert_null(hd_manifest_parse(scratch, "m", one->data, one->len, &read));
    hd_manifest_print(two, read);
    assert_string_equal(one->data, two->data);
    assert_int_equal(read->form, HD_BACKUP_CUSTOM);
    assert_null(read->sequences.items[0].before);
    assert_int_equal(hd_manifest_rows(read), 3);
    assert_int_equal(hd_manifest_file_bytes(read), 9);
}

static void manifests_that_make_no_sense_are_refused(void **state)
{
    static const struct {
        const char *old;
        const char *instead;
        const char *message;
    } cases[] = {
        {"\"howdah-backup\"", "\"other\"", "this is no manifest of a backup"},
        {"\"version\": 1", "\"version\": 2", "the manifest is of another format version"},
        {"data/toc.dat", "data/../../x", "path \"data/../../x\" is not inside of the backup"},
        {"data/toc.dat", "/etc/passwd", "path \"/etc/passwd\" is not inside of the backup"},
        {"\"rows\": 3", "\"rows\": -3", "\"rows\" is no number"},
        {"\"rows\": 3", "\"rows\": \"3\"", "\"rows\" is no number"},
        {"\"custom\"", "\"tar\"", "\"form\" is unknown"},
        {"\"whole\": true", "\"whole\": 1", "\"whole\" is neither true nor false"},
        {"\"role\": \"r\"", "\"rule\": \"r\"", "\"role\" is missing"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_buf *text = hd_buf_new(scratch);
        hd_buf *changed = hd_buf_new(scratch);
        hd_manifest *read = NULL;
        hd_manifest_print(text, example(scratch));
        char *at = strstr(text->data, cases[i].old);
        assert_non_null(at);
        hd_buf_add_n(changed, text->data, (size_t)(at - text->data));
        hd_buf_add(changed, cases[i].instead);
        hd_buf_add(changed, at + strlen(cases[i].old));
        hd_error *err = hd_manifest_parse(scratch, "m", changed->data, changed->len, &read);
        assert_non_null(err);
        assert_int_equal(err->code, HD_CONFIG);
        assert_string_equal(err->message, cases[i].message);
        assert_null(read);
        hd_error_free(err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backups_are_named_after_database_and_moment),
        cmocka_unit_test(names_beside_a_database_fit_and_keep_characters_whole),
        cmocka_unit_test(moments_are_read_as_they_are_written),
        cmocka_unit_test(patterns_fold_case_unless_quoted),
        cmocka_unit_test(sizes_are_told_with_two_digits),
        cmocka_unit_test(the_newest_is_kept_though_the_policy_wants_none),
        cmocka_unit_test(the_newest_that_a_drill_restored_is_kept),
        cmocka_unit_test(the_last_ones_then_days_weeks_and_months_are_kept),
        cmocka_unit_test(years_are_kept_beyond_the_months),
        cmocka_unit_test(a_manifest_is_read_as_it_was_written),
        cmocka_unit_test(manifests_that_make_no_sense_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
