#include "unit.h"

#include "base/text.h"
#include "cli/arguments.h"

static const hd_option message = {"message", 'm', "TEXT", "text", false};
static const hd_option rev_id = {"rev-id", 0, "ID", "id", false};
static const hd_option rev_range = {"rev-range", 'r', "A:B", "range", false};
static const hd_option depends_on = {"depends-on", 0, "REV", "dependency", true};
static const hd_option option_splice = {"splice", 0, NULL, "splice", false};
static const hd_option check_heads = {"check-heads", 'c', NULL, "check", false};
static const hd_option indicate = {"indicate-current", 'i', NULL, "indicate", false};

static const hd_cli_command revision = {
    .name = "revision",
    .options = (const hd_option *const[]){&message, &rev_id, &rev_range, &depends_on,
                                          &option_splice, NULL},
};
static const hd_cli_command current = {
    .name = "current",
    .options = (const hd_option *const[]){&hd_option_verbose, &check_heads, &indicate, NULL},
};
static const hd_cli_command downgrade = {
    .name = "downgrade",
    .positionals = (const hd_positional[]){{"REVISION", "target"}, {0}},
    .options = (const hd_option *const[]){&hd_option_sql, NULL},
};
static const hd_cli_command merge = {
    .name = "merge",
    .positionals = (const hd_positional[]){{"REVISION...", "revisions"}, {0}},
};
static const hd_cli_command init = {
    .name = "init",
    .positionals = (const hd_positional[]){{"[DIR]", "folder"}, {0}},
};
static const hd_cli_command config_show = {.name = "config show"};
static const hd_cli_command ensure_version = {.name = "ensure_version"};
static const hd_cli_command psql = {
    .name = "psql",
    .positionals = (const hd_positional[]){{"[ARGUMENT]...", "of psql"}, {0}},
    .takes_all = true,
};

static const hd_cli_command *const items[] = {
    &config_show, &current, &downgrade, &ensure_version, &init, &merge, &psql, &revision,
};
static const hd_command_list commands = {items, HD_COUNT(items)};

/* Parses a line whose words are separated by single blanks; "~" in a word stands for a blank. */
static hd_error *parse(TALLOC_CTX *ctx, const char *line, hd_arguments **ret)
{
    hd_strings words = {0};
    char *argv[32] = {0};
    int argc = 0;

    hd_text_split(ctx, hd_printf(ctx, "howdah %s", line), " ", &words);
    for (size_t i = 0; i < words.count; i++) {
        argv[argc] = hd_strdup(ctx, words.items[i]);
        for (char *c = argv[argc]; *c != '\0'; c++)
            *c = *c == '~' ? ' ' : *c;
        argc++;
    }
    return hd_arguments_parse(ctx, &commands, argc, argv, ret);
}

/* "revision message=x splice | positional positional" */
static char *told(TALLOC_CTX *ctx, const hd_arguments *arguments)
{
    char *text = hd_strdup(ctx, arguments->command == NULL ? "-" : arguments->command->name);

    for (size_t i = 0; i < arguments->given.count; i++) {
        const hd_given *given = &arguments->given.items[i];
        text = hd_printf(ctx, "%s %s%s%s", text,
                         *given->option->name == '\0' ? "x" : given->option->name,
                         given->value == NULL ? "" : "=", given->value == NULL ? "" : given->value);
    }
    if (arguments->positionals.count > 0)
        text = hd_printf(ctx, "%s | %s", text, hd_text_join(ctx, &arguments->positionals, " "));
    return text;
}

static void lines_are_taken_apart(void **state)
{
    static const struct {
        const char *line;
        const char *expected;
    } cases[] = {
        {"revision -m x", "revision message=x"},
        {"revision -mx", "revision message=x"},
        {"revision -m=x", "revision message=x"},
        {"revision --message x --splice", "revision message=x splice"},
        {"revision --message=a=b", "revision message=a=b"},
        {"revision --mess x --sp", "revision message=x splice"},
        {"revision -m --two~words", "revision message=--two words"},
        {"revision --depends-on a --depends-on=b", "revision depends-on=a depends-on=b"},
        {"revision -r-2:head", "revision rev-range=-2:head"},
        {"revision -r -2:head", "revision rev-range=-2:head"},
        {"revision -rA:B", "revision rev-range=A:B"},
        {"downgrade -1", "downgrade | -1"},
        {"downgrade --sql -2:base", "downgrade sql | -2:base"},
        {"downgrade +1", "downgrade | +1"},
        {"downgrade -- --sql", "downgrade | --sql"},
        {"downgrade base --sql", "downgrade sql | base"},
        {"merge a b --env=prod c", "merge env=prod | a b c"},
        {"init", "init"},
        {"init dir", "init | dir"},
        {"config show", "config show"},
        {"--env x config show", "config show env=x"},
        {"ensure_version", "ensure_version"},
        {"ensure-version", "ensure_version"},
        {"-c f.ini -n sec revision", "revision config=f.ini name=sec"},
        {"revision -c f.ini", "revision config=f.ini"},
        {"current -c", "current check-heads"},
        {"current -v", "current verbose"},
        {"current --v", "current verbose"},
        {"current -vic", "current verbose indicate-current check-heads"},
        {"current --config f.ini", "current config=f.ini"},
        {"revision -v", "revision verbose"},
        {"revision --help --bogus", "revision help"},
        {"--version", "- version"},
        {"-x a=1 -xb=2 revision", "revision x=a=1 x=b=2"},
        {"psql -c select --help", "psql | -c select --help"},
        {"psql --help", "psql help"},
        {"-q psql -q", "psql quiet | -q"},
        {"", "-"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_arguments *arguments = NULL;
        assert_ok(parse(scratch, cases[i].line, &arguments));
        assert_string_equal(told(scratch, arguments), cases[i].expected);
    }
}

static void a_commands_own_option_hides_the_global_one(void **state)
{
    HD_SCRATCH(scratch);
    hd_arguments *arguments = NULL;

    (void)state;
    assert_ok(parse(scratch, "-v current", &arguments));
    assert_non_null(hd_arguments_find(arguments, &hd_global_verbose));
    assert_null(hd_arguments_find(arguments, &hd_option_verbose));
    assert_ok(parse(scratch, "current -v", &arguments));
    assert_null(hd_arguments_find(arguments, &hd_global_verbose));
    assert_non_null(hd_arguments_find(arguments, &hd_option_verbose));
}

static void wrong_lines_get_a_sentence_and_a_hint(void **state)
{
    static const struct {
        const char *line;
        const char *message;
        const char *hint;
    } cases[] = {
        {"revison", "unknown command \"revison\"", "Did you mean \"revision\"?"},
        {"zzz", "unknown command \"zzz\"", "\"howdah help\" lists the commands."},
        {"rev", "unknown command \"rev\"", "\"howdah help\" lists the commands."},
        {"config", "command \"config\" is a group", "It has these commands: show."},
        {"config shwo", "unknown command \"config shwo\"", "Did you mean \"config show\"?"},
        {"revision --mesage x", "command \"revision\" has no option \"--mesage\"",
         "Did you mean \"--message\"?"},
        {"--emv x revision", "unknown option \"--emv\"", "Did you mean \"--env\"?"},
        {"revision --rev x", "option \"--rev\" is ambiguous",
         "It could be --rev-id or --rev-range."},
        {"revision -z", "command \"revision\" has no option \"-z\"",
         "\"howdah revision --help\" lists the options."},
        {"revision --message", "option \"--message\" needs a value", "Write \"--message=TEXT\"."},
        {"revision -m --splice", "option \"--message\" needs a value", "Write \"--message=TEXT\"."},
        {"revision --splice=yes", "option \"--splice\" takes no value",
         "Write \"--splice\" alone."},
        {"revision --=x", "command \"revision\" has no option \"--\"",
         "\"howdah revision --help\" lists the options."},
        {"downgrade", "command \"downgrade\" needs REVISION",
         "Write \"howdah downgrade [OPTION]... REVISION\"."},
        {"downgrade a b", "unexpected argument \"b\" after command \"downgrade\"",
         "Write \"howdah downgrade [OPTION]... REVISION\"."},
        {"merge", "command \"merge\" needs REVISION", "Write \"howdah merge REVISION...\"."},
        {"init a postgresql://u:secret@h/db",
         "unexpected argument \"postgresql://u:***@h/db\" after command \"init\"",
         "Write \"howdah init [DIR]\"."},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_arguments *arguments = NULL;
        hd_error *err = parse(scratch, cases[i].line, &arguments);

        assert_non_null(err);
        assert_null(arguments);
        assert_int_equal(err->code, HD_USAGE);
        assert_string_equal(err->message, cases[i].message);
        assert_string_equal(err->hint, cases[i].hint);
        hd_error_free(err);
    }
}

static void values_are_asked_by_name(void **state)
{
    HD_SCRATCH(scratch);
    hd_app app = {.command = &revision};

    (void)state;
    assert_ok(parse(scratch, "revision -m a -m b --depends-on x --depends-on y", &app.arguments));
    assert_string_equal(hd_value(&app, "message"), "b");
    assert_int_equal(hd_values(&app, "depends-on")->count, 2);
    assert_string_equal(hd_values(&app, "depends-on")->items[1], "y");
    assert_int_equal(hd_values(&app, "rev-id")->count, 0);
    assert_null(hd_value(&app, "rev-id"));
    assert_false(hd_flag(&app, "splice"));
    assert_null(hd_argument(&app, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_taken_apart),
        cmocka_unit_test(a_commands_own_option_hides_the_global_one),
        cmocka_unit_test(wrong_lines_get_a_sentence_and_a_hint),
        cmocka_unit_test(values_are_asked_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
