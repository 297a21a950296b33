#include "unit.h"

#include "base/text.h"
#include "proc/process.h"

static void run(TALLOC_CTX *ctx, const hd_process *process, hd_process_result *ret)
{
    assert_ok(hd_process_run(ctx, uv_default_loop(), process, ret));
}

static void output_and_status_of_a_program_are_kept(void **state)
{
    HD_SCRATCH(scratch);
    hd_process process = {
        .argv = (const char *const[]){"sh", "-c", "cat; pwd; echo $A$B; echo no >&2; exit 3", NULL},
        .folder = "/",
        .environment = (const char *const[]){"A=x", "B=y", "PATH=/usr/bin:/bin", NULL},
        .input = "typed\n",
    };
    hd_process_result result = {0};

    (void)state;
    run(scratch, &process, &result);
    assert_int_equal(result.status, 3);
    assert_string_equal(result.out, "typed\n/\nxy\n");
    assert_int_equal(result.out_len, 11);
    assert_string_equal(result.err, "no\n");
    hd_error *err = hd_process_check(&process, &result);
    assert_string_equal(err->message, "\"sh\" failed with exit status 3");
    assert_string_equal(err->detail, "It said: no");
    hd_error_free(err);
}

static void a_signal_counts_as_shells_count_it(void **state)
{
    HD_SCRATCH(scratch);
    hd_process process = {.argv = (const char *const[]){"sh", "-c", "kill -9 $$", NULL}};
    hd_process_result result = {0};

    (void)state;
    run(scratch, &process, &result);
    assert_int_equal(result.status, 137);
    assert_string_equal(result.out, "");
}

static void missing_programs_and_folders_are_told(void **state)
{
    HD_SCRATCH(scratch);
    hd_process process = {.argv = (const char *const[]){"howdah-no-such-program", NULL}};
    hd_process_result result = {.status = -7};

    (void)state;
    assert_error(hd_process_run(scratch, uv_default_loop(), &process, &result), HD_MISSING,
                 "program \"howdah-no-such-program\" was not found");
    process.folder = "/no/such/folder";
    assert_error(hd_process_run(scratch, uv_default_loop(), &process, &result), HD_MISSING,
                 "folder \"/no/such/folder\" does not exist");
    assert_int_equal(result.status, -7);
}

static void words_are_split_as_a_shell_does(void **state)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};

    (void)state;
    assert_ok(hd_process_words(scratch, " a 'b c'  \"d'e\"f\\ g '' h\\\\", &words));
    assert_string_equal(hd_text_join(scratch, &words, "|"), "a|b c|d'ef g||h\\");
    assert_error(hd_process_words(scratch, "a 'b", &words), HD_USAGE, "quote without end");
}

static void a_command_line_is_shown_so_that_it_can_be_pasted(void **state)
{
    HD_SCRATCH(scratch);
    static const char *const argv[] = {"ls", "-l", "it's", "", "a b", NULL};

    (void)state;
    assert_string_equal(hd_process_line(scratch, argv), "ls -l 'it'\\''s' '' 'a b'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_status_of_a_program_are_kept),
        cmocka_unit_test(a_signal_counts_as_shells_count_it),
        cmocka_unit_test(missing_programs_and_folders_are_told),
        cmocka_unit_test(words_are_split_as_a_shell_does),
        cmocka_unit_test(a_command_line_is_shown_so_that_it_can_be_pasted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
