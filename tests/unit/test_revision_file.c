#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "migrate/files/directory.h"
#include "migrate/files/revision_file.h"

static const char full_header[] = "-- Add a nickname to users\n"
                                  "-- and show it\n"
                                  "--\n"
                                  "-- Asked for by support.\n"
                                  "--   * indented\n"
                                  "--\n"
                                  "-- Revision ID: 1975ea83b712\n"
                                  "-- Revises: ae1027a6acf0, b b/2.x\n"
                                  "-- Create Date: 2026-11-22 08:12:09.123456\n"
                                  "-- Branch Labels: shop\n"
                                  "-- depends on: 27c6a30d7c24 , lib,\n"
                                  "-- Replaces: x\n"
                                  "\n"
                                  "-- howdah: upgrade\n"
                                  "SELECT 1;\n";

static hd_error *parse(TALLOC_CTX *ctx, const char *text, hd_revision **ret, size_t *end)
{
    return hd_revision_parse(ctx, "/p/x.sql", text, strlen(text), ret, end);
}

static void header_is_read_whole(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision *revision = NULL;
    size_t end = 0;

    (void)state;
    assert_ok(parse(scratch, full_header, &revision, &end));
    assert_string_equal(revision->id, "1975ea83b712");
    assert_string_equal(hd_text_join(scratch, &revision->down, "|"), "ae1027a6acf0|b b/2.x");
    assert_string_equal(hd_text_join(scratch, &revision->labels, "|"), "shop");
    assert_string_equal(hd_text_join(scratch, &revision->depends_on, "|"), "27c6a30d7c24|lib");
    assert_string_equal(hd_text_join(scratch, &revision->replaces, "|"), "x");
    assert_string_equal(revision->create_date, "2026-11-22 08:12:09.123456");
    assert_string_equal(revision->message, "Add a nickname to users and show it");
    assert_string_equal(revision->doc, "Add a nickname to users\nand show it\n\n"
                                       "Asked for by support.\n  * indented");
    assert_string_equal(revision->path, "/p/x.sql");
    assert_string_equal(full_header + end, "-- howdah: upgrade\nSELECT 1;\n");
}

static void windows_lines_and_a_byte_order_mark_are_read(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision *revision = NULL;

    (void)state;
    assert_ok(parse(scratch,
                    "\xEF\xBB\xBF-- first\r\n--\r\n-- Revision ID: a\r\n-- Revises:\r\n\r\n"
                    "CREATE TABLE t ();\r\n",
                    &revision, NULL));
    assert_string_equal(revision->id, "a");
    assert_int_equal(revision->down.count, 0);
    assert_string_equal(revision->message, "first");
    assert_null(revision->create_date);
}

static void message_may_be_missing_and_lines_may_stand_close(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision *revision = NULL;
    size_t end = 0;

    (void)state;
    assert_ok(parse(scratch, "--Revision ID:a\n--Revises:b", &revision, &end));
    assert_string_equal(revision->message, "");
    assert_string_equal(revision->down.items[0], "b");
    assert_int_equal(end, strlen("--Revision ID:a\n--Revises:b"));
    assert_ok(
        parse(scratch, "\n-- text\n-- Revision ID: a\n-- Revises: \n-- more\n", &revision, NULL));
    assert_string_equal(revision->message, "text more");
}

static void free_text_may_contain_colons(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision *revision = NULL;

    (void)state;
    assert_ok(parse(scratch,
                    "-- Revise: the message may say so\n--\n-- Note: see https://example.org\n"
                    "-- Revision ID: a\n-- Revises:\n",
                    &revision, NULL));
    assert_string_equal(revision->message, "Revise: the message may say so");
    assert_string_equal(revision->doc, "Revise: the message may say so\n\n"
                                       "Note: see https://example.org");
}

static void wrong_headers_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *message;
        size_t line;
        size_t column;
    } wrong[] = {
        {"", "no \"Revision ID:\" line", 1, 1},
        {"CREATE TABLE t ();", "no \"Revision ID:\" line", 1, 1},
        {"-- m\n--\n-- Revises: a\n\n-- howdah: upgrade\n", "no \"Revision ID:\" line", 5, 1},
        {"-- Revision ID: a\nSELECT 1;\n", "no \"Revises:\" line", 2, 1},
        {"-- Revision ID: a\n-- Revises: b\n-- REVISES: c\n", "\"Revises:\" is given twice", 3, 4},
        {"-- Revision ID:  \n-- Revises: b\n", "revision id is empty", 1, 16},
        {"-- Revision ID: a, b\n-- Revises: b\n", "must not contain a comma", 1, 17},
        {"-- m\n\n-- Revision ID: a\n-- Revises: b\n--  Branch Label: x\n",
         "\"Branch Label:\" is not known", 5, 5},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(wrong); i++) {
        HD_SCRATCH(scratch);
        hd_revision *revision = NULL;
        hd_error *err = parse(scratch, wrong[i].text, &revision, NULL);

        assert_non_null(err);
        assert_non_null(strstr(err->message, wrong[i].message));
        assert_int_equal(err->code, HD_CONFIG);
        assert_int_equal(err->place->line, wrong[i].line);
        assert_int_equal(err->place->column, wrong[i].column);
        assert_null(revision);
        hd_error_free(err);
    }
}

static void what_is_printed_is_read_back(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision *first = NULL;
    hd_revision *second = NULL;
    hd_revision_section upgrade = {"no-transaction", "VACUUM;\n"};
    hd_revision_section downgrade = {NULL, NULL};

    (void)state;
    assert_ok(parse(scratch, full_header, &first, NULL));
    char *text = hd_revision_print(scratch, first, &upgrade, &downgrade);
    assert_ok(parse(scratch, text, &second, NULL));
    assert_string_equal(first->id, second->id);
    assert_string_equal(first->doc, second->doc);
    assert_string_equal(first->create_date, second->create_date);
    assert_string_equal(hd_text_join(scratch, &second->down, "|"), "ae1027a6acf0|b b/2.x");
    assert_string_equal(hd_text_join(scratch, &second->depends_on, "|"), "27c6a30d7c24|lib");
    assert_non_null(strstr(text, "\n-- howdah: upgrade no-transaction\nVACUUM;\n\n"
                                 "-- howdah: downgrade\n"));
}

static void a_revision_without_message_gets_the_usual_one(void **state)
{
    HD_SCRATCH(scratch);
    hd_revision revision = {.id = "a", .message = " "};
    hd_revision_section section = {NULL, "SELECT 1"};

    (void)state;
    assert_string_equal(hd_revision_print(scratch, &revision, &section, &section),
                        "-- empty message\n--\n-- Revision ID: a\n-- Revises:\n\n"
                        "-- howdah: upgrade\nSELECT 1\n\n-- howdah: downgrade\nSELECT 1\n");
}

static void one_line_is_replaced_and_the_rest_kept(void **state)
{
    HD_SCRATCH(scratch);
    const char *text = "-- m\r\n--\r\n--  revises: a, b  \r\n-- Revision ID: x\r\n-- y\n";

    (void)state;
    assert_string_equal(hd_revision_replace(scratch, text, strlen(text), "Revises", "c"),
                        "-- m\r\n--\r\n--  revises: c\r\n-- Revision ID: x\r\n-- y\n");
    assert_string_equal(hd_revision_replace(scratch, text, strlen(text), "Revises", ""),
                        "-- m\r\n--\r\n--  revises:\r\n-- Revision ID: x\r\n-- y\n");
}

static int folder_make(void **state)
{
    char *folder = hd_strdup(NULL, "/tmp/howdah-unit.XXXXXX");

    *state = folder;
    return mkdtemp(folder) == NULL;
}

static void folder_remove_rest(const char *folder)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    assert_ok(hd_dir_list(scratch, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        char *path = hd_path_join(scratch, folder, names.items[i]);
        if (hd_dir_exists(path))
            folder_remove_rest(path);
        else
            unlink(path);
    }
    rmdir(folder);
}

static int folder_remove(void **state)
{
    folder_remove_rest(*state);
    talloc_free(*state);
    return 0;
}

static void put(const char *folder, const char *name, const char *text)
{
    HD_SCRATCH(scratch);

    assert_ok(hd_file_write(hd_path_join(scratch, folder, name), text, strlen(text)));
}

static char *ids(TALLOC_CTX *ctx, const hd_revisions *revisions)
{
    hd_strings list = {0};

    for (size_t i = 0; i < revisions->count; i++)
        hd_vec_push(ctx, &list, revisions->items[i]->id);
    return hd_text_join(ctx, &list, " ");
}

#define HEADER(id) "-- m\n--\n-- Revision ID: " id "\n-- Revises:\n"

static void folders_are_read_in_name_order_without_what_is_no_revision(void **state)
{
    HD_SCRATCH(scratch);
    hd_directory_request request = {0};
    hd_revisions revisions = {0};
    hd_strings remarks = {0};

    put(*state, "b.sql", HEADER("b"));
    put(*state, "a.sql", HEADER("a"));
    put(*state, ".#a.sql", "emacs");
    put(*state, ".hidden.sql", "x");
    put(*state, "__init__.sql", "x");
    put(*state, "notes.txt", "x");
    put(*state, "old.py", "revision = 'x'");
    put(*state, "deep/0.sql", HEADER("deep"));
    put(*state, "deep/er/1.sql", HEADER("deeper"));
    put(*state, "out/2.sql", HEADER("out"));
    hd_vec_push(scratch, &request.locations, *state);
    hd_vec_push(scratch, &request.locations, hd_path_join(scratch, *state, "missing"));
    hd_vec_push(scratch, &request.locations, hd_path_join(scratch, *state, "deep"));
    assert_ok(hd_directory_read(scratch, &request, &revisions, &remarks));
    assert_string_equal(ids(scratch, &revisions), "a b deep");
    assert_int_equal(remarks.count, 1);
    assert_non_null(strstr(remarks.items[0], "1 Python revision of Alembic"));

    revisions.count = 0;
    request.recursive = true;
    request.left_out = hd_path_join(scratch, *state, "out");
    assert_ok(hd_directory_read(scratch, &request, &revisions, &remarks));
    assert_string_equal(ids(scratch, &revisions), "a b deep deeper");
    assert_string_equal(revisions.items[2]->path, hd_path_join(scratch, *state, "deep/0.sql"));
}

static void a_header_longer_than_the_first_read_is_read_on(void **state)
{
    HD_SCRATCH(scratch);
    hd_directory_request request = {0};
    hd_revisions revisions = {0};
    hd_strings remarks = {0};

    hd_vec_push(scratch, &request.locations, *state);
    /* Lengths around the size of the first read, so that each part of a line is cut once. */
    for (size_t pad = 4040; pad < 4100; pad++) {
        hd_buf *buf = hd_buf_new(scratch);
        hd_buf_addf(buf, "-- %*s\n--\n-- Revision ID: long\n-- Revises: a\n", (int)pad, "x");
        put(*state, "long.sql", buf->data);
        revisions.count = 0;
        assert_ok(hd_directory_read(scratch, &request, &revisions, &remarks));
        assert_string_equal(ids(scratch, &revisions), "long");
        assert_string_equal(revisions.items[0]->down.items[0], "a");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_is_read_whole),
        cmocka_unit_test(windows_lines_and_a_byte_order_mark_are_read),
        cmocka_unit_test(message_may_be_missing_and_lines_may_stand_close),
        cmocka_unit_test(free_text_may_contain_colons),
        cmocka_unit_test(wrong_headers_are_refused_with_their_place),
        cmocka_unit_test(what_is_printed_is_read_back),
        cmocka_unit_test(a_revision_without_message_gets_the_usual_one),
        cmocka_unit_test(one_line_is_replaced_and_the_rest_kept),
        cmocka_unit_test_setup_teardown(folders_are_read_in_name_order_without_what_is_no_revision,
                                        folder_make, folder_remove),
        cmocka_unit_test_setup_teardown(a_header_longer_than_the_first_read_is_read_on, folder_make,
                                        folder_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
