#include "unit.h"

#include "base/buf.h"
#include "parse/split.h"

/* Items as "[statement] {directive}". */
static char *items_of(TALLOC_CTX *ctx, const char *text)
{
    hd_buf *buf = hd_buf_new(ctx);
    hd_sql_items items = {0};

    assert_ok(hd_sql_split(ctx, text, 0, strlen(text), &items));
    for (size_t i = 0; i < items.count; i++) {
        const hd_sql_item *item = &items.items[i];
        bool statement = item->kind == HD_SQL_STATEMENT;
        hd_buf_addf(buf, "%s%c%.*s%c", i == 0 ? "" : " ", statement ? '[' : '{',
                    (int)(item->end - item->start), text + item->start, statement ? ']' : '}');
    }
    return buf->data;
}

static void statements_end_at_their_semicolons(void **state)
{
    static const struct {
        const char *text;
        const char *items;
    } cases[] = {
        {"", ""},
        {" ;; ; -- nothing\n;", ""},
        {"a; b ;c", "[a] [b] [c]"},
        {"-- x\n a /* y */ b -- z\n; -- w", "[a /* y */ b]"},
        {"SELECT ';', \";\", $$;$$, E'\\';' /*;*/ x;y",
         "[SELECT ';', \";\", $$;$$, E'\\';' /*;*/ x] [y]"},
        {"CREATE RULE r AS ON INSERT TO t DO (a; b); c",
         "[CREATE RULE r AS ON INSERT TO t DO (a; b)] [c]"},
        /* bodies of routines */
        {"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; x",
         "[CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END] [x]"},
        {"create or replace procedure p(a int) begin atomic select case when a = 1 then 2 end, "
         "(case "
         "a when 1 then 3 end); end; x",
         "[create or replace procedure p(a int) begin atomic select case when a = 1 then 2 end, "
         "(case "
         "a when 1 then 3 end); end] [x]"},
        {"CREATE FUNCTION f() BEGIN ATOMIC SELECT t.end AS end, t.case; END; x",
         "[CREATE FUNCTION f() BEGIN ATOMIC SELECT t.end AS end, t.case; END] [x]"},
        {"CREATE FUNCTION f() BEGIN /* c */ ATOMIC END; x",
         "[CREATE FUNCTION f() BEGIN /* c */ ATOMIC END] [x]"},
        {"CREATE FUNCTION f(a int DEFAULT 1) RETURN a; x",
         "[CREATE FUNCTION f(a int DEFAULT 1) RETURN a] [x]"},
        {"CREATE FUNCTION f() AS $$ BEGIN ATOMIC; $$; x",
         "[CREATE FUNCTION f() AS $$ BEGIN ATOMIC; $$] [x]"},
        {"BEGIN; ATOMIC; END; x", "[BEGIN] [ATOMIC] [END] [x]"},
        {"CREATE TABLE begin (atomic int); x", "[CREATE TABLE begin (atomic int)] [x]"},
        {"BEGIN ATOMIC; x", "[BEGIN ATOMIC] [x]"},
        /* COPY that stays on the server */
        {"COPY t FROM '/tmp/x'; COPY stdin TO '/tmp/y'",
         "[COPY t FROM '/tmp/x'] [COPY stdin TO '/tmp/y']"},
        {"SELECT 1 FROM stdin", "[SELECT 1 FROM stdin]"},
        /* directives */
        {"-- howdah: batch key=id\nUPDATE t SET a = 1;\n  -- howdah: irreversible x\r\nb",
         "{-- howdah: batch key=id} [UPDATE t SET a = 1] {-- howdah: irreversible x} [b]"},
        {"a\n-- howdah: x\nb; c", "[a\n-- howdah: x\nb] {-- howdah: x} [c]"},
        {"$$\n-- howdah: x\n$$; /*\n-- howdah: y\n*/", "[$$\n-- howdah: x\n$$]"},
        {"-- howdah is nice\n-- see -- howdah: x\na", "[a]"},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++)
        assert_string_equal(items_of(scratch, cases[i].text), cases[i].items);
}

static void what_no_server_can_run_is_refused_with_its_position(void **state)
{
    static const struct {
        const char *text;
        const char *message;
        size_t position;
    } cases[] = {
        {"a; 'b", "unterminated string", 4},
        {"\xc3\xa4 \"b", "unterminated quoted identifier", 3},
        {"$x$ $y$", "unterminated dollar-quoted string", 1},
        {"a /* /* */", "unterminated comment", 3},
        {"a;\n\\d users\n", "\"\\d\" is not SQL", 4},
        {"\\connect db;", "\"\\connect\" is not SQL", 1},
        {"COPY t (a, b) FROM STDIN WITH (FORMAT csv);", "COPY from or to the client", 20},
        {"copy (select 1) to stdout;", "COPY from or to the client", 20},
        {"a (b (c)", "\"(\" without its \")\"", 3},
        {"a (b) )", "\")\" without its \"(\"", 7},
        {"--howdah: upgrade\na", "misspelt howdah directive", 1},
        {"-- Howdah: upgrade\na", "misspelt howdah directive", 1},
        {"-- howdah : upgrade\na", "misspelt howdah directive", 1},
        {"a; -- howdah: upgrade\n", "howdah directive behind other text", 4},
    };
    HD_SCRATCH(scratch);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_sql_items items = {0};
        hd_error *err = hd_sql_split(scratch, cases[i].text, 0, strlen(cases[i].text), &items);
        assert_non_null(err);
        assert_int_equal(err->sql_position, cases[i].position);
        assert_int_equal(items.count, 0);
        assert_error(err, HD_CONFIG, cases[i].message);
    }
}

static void a_part_of_a_text_is_split_with_offsets_into_the_whole(void **state)
{
    HD_SCRATCH(scratch);
    const char *text = "'a; b; c'";
    hd_sql_items items = {0};

    (void)state;
    assert_ok(hd_sql_split(scratch, text, 4, 8, &items));
    assert_int_equal(items.count, 2);
    assert_int_equal(items.items[0].start, 4);
    assert_int_equal(items.items[0].end, 5);
    assert_int_equal(items.items[1].start, 7);
    assert_int_equal(items.items[1].end, 8);
}

static void character_positions_become_byte_offsets(void **state)
{
    (void)state;
    assert_int_equal(hd_sql_offset("abc", 1), 0);
    assert_int_equal(hd_sql_offset("\xc3\xa4"
                                   "b",
                                   2),
                     2);
    assert_int_equal(hd_sql_offset("ab", 9), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_end_at_their_semicolons),
        cmocka_unit_test(what_no_server_can_run_is_refused_with_its_position),
        cmocka_unit_test(a_part_of_a_text_is_split_with_offsets_into_the_whole),
        cmocka_unit_test(character_positions_become_byte_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
