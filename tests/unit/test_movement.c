#include "graph_fixture.h"

#include "migrate/graph/movement.h"

#define MERGED    "a; b < a; c1 < b; d1 < c1; c2 < b #c2branch; d2 < c2; e < d1 d2; f < e"
#define TWIN      "a; b1 < a; b2 < a; b3 < a; c1 < b1 b2 b3; c2 < b1 b2 b3; d1 < c1; d2 < c2"
#define CROSS     "a; b < a; c1 < b #c1branch; d1 < c1; c2 < b #c2branch; d2 < c2 @c1"
#define EFFECTIVE "y1 #y; x1 #x; y2 < y1 @x1; x2 < x1"
#define DEP_MERGE "a1; b1 @a1; bmerge < a1 b1"
#define MANY_LABELS                                                                                \
    "base1 #b_1; a1a < base1; a1b < base1; b1a < a1a; b1b < a1b @a3; base2 #b_2; a2 < base2; "     \
    "b2 < a2; c2 < b2 @a3; d2 < c2; base3 #b_3; a3 < base3; b3 < a3"

/* A movement as text: "+b:a>b +c:b>c" for steps with their changes. */
static char *movement_text(TALLOC_CTX *ctx, const hd_movement *movement)
{
    hd_buf *text = hd_buf_new(ctx);

    for (size_t i = 0; i < movement->steps.count; i++) {
        const hd_step *step = &movement->steps.items[i];

        hd_buf_addf(text, "%s%c%s:", i > 0 ? " " : "", "+-="[step->direction],
                    step -> node != NULL ? step -> node -> revision -> id : "");
        for (size_t k = 0; k < step->changes.count; k++) {
            const hd_row_change *change = &step->changes.items[k];

            hd_buf_addf(text, "%s%s>%s", k > 0 ? "," : "", change->from != NULL ? change->from : "",
                        change->to != NULL ? change->to : "");
        }
    }
    return text->data;
}

struct move_case {
    const char *graph, *rows, *target, *steps, *after;
};

typedef hd_error *move_fn(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                          const char *target, hd_movement **ret);

static void check_moves(move_fn *move, const struct move_case cases[], size_t count)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < count; i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_strings rows = fixture_words(scratch, cases[i].rows);
        hd_movement *movement = NULL;

        assert_ok(move(scratch, graph, &rows, cases[i].target, &movement));
        assert_string_equal(movement_text(scratch, movement), cases[i].steps);
        assert_string_equal(hd_text_join(scratch, &movement->rows_after, " "), cases[i].after);
    }
}

static void upgrades_run_what_the_target_needs(void **state)
{
    static const struct move_case cases[] = {
        {FIXTURE_LINE, "cc330000", "head",
         "+dd440000:cc330000>dd440000 +ee550000:dd440000>ee550000", "ee550000"},
        {FIXTURE_LINE, "dd440000", "+1", "+ee550000:dd440000>ee550000", "ee550000"},
        {FIXTURE_LINE, "", "+1", "+aa110000:>aa110000", "aa110000"},
        {FIXTURE_LINE, "aa110000", "dd440000-2", "+bb220000:aa110000>bb220000", "bb220000"},
        {FIXTURE_LINE, "", "base+2", "+aa110000:>aa110000 +bb220000:aa110000>bb220000", "bb220000"},
        {FIXTURE_LINE, "ee550000", "head", "", "ee550000"},
        {FIXTURE_LINE, "ee550000", "aa11", "", "ee550000"},
        {FIXTURE_LINE, "cc330000", "base", "", "cc330000"},
        {FIXTURE_BRANCHED, "a", "heads", "+b:a>b +c2:b>c2 +d2:c2>d2 +c1:>c1 +d1:c1>d1", "d1 d2"},
        {FIXTURE_BRANCHED, "c1", "c2branch@+1", "+c2:>c2", "c1 c2"},
        {FIXTURE_BRANCHED, "a", "c1branch@+2", "+b:a>b +c1:b>c1", "c1"},
        {FIXTURE_BRANCHED, "", "c1branch@head-1", "+a:>a +b:a>b +c1:b>c1", "c1"},
        {FIXTURE_FOREST, "", "heads", "+a2:>a2 +b2:a2>b2 +a1:>a1 +b1:a1>b1", "b1 b2"},
        {FIXTURE_DIAMOND, "a", "d", "+b2:a>b2 +b1:>b1 +c:b1>,b2>c +d:c>d", "d"},
        {FIXTURE_DIAMOND, "b2 b1", "c", "+c:b1>,b2>c", "c"},
        {FIXTURE_DIAMOND, "b1", "d", "+b2:>b2 +c:b1>,b2>c +d:c>d", "d"},
        {MERGED, "b", "f", "+c2:b>c2 +d2:c2>d2 +c1:>c1 +d1:c1>d1 +e:d1>,d2>e +f:e>f", "f"},
        {TWIN, "a", "heads",
         "+b3:a>b3 +b2:>b2 +b1:>b1 +c2:b1>,b2>,b3>c2 +d2:c2>d2 +c1:>c1 +d1:c1>d1", "d1 d2"},
        {FIXTURE_DEPENDS, "c2", "d1", "+d1:>d1", "c2 d1"},
        {CROSS, "b", "d2", "+c1:b>c1 +c2:>c2 +d2:c2>,c1>d2", "d2"},
        {EFFECTIVE, "y2", "x@+1", "+x2:>x2", "x2 y2"},
        {DEP_MERGE, "a1", "b1", "+b1:a1>b1", "b1"},
        {MANY_LABELS, "d2", "b3", "+b3:>b3", "b3 d2"},
        {"", "", "head", "", ""},
    };

    (void)state;
    check_moves(hd_movement_upgrade, cases, HD_COUNT(cases));
}

static void downgrades_take_away_all_that_needs_what_goes(void **state)
{
    static const struct move_case cases[] = {
        {FIXTURE_LINE, "ee550000", "cc330000",
         "-ee550000:ee550000>dd440000 -dd440000:dd440000>cc330000", "cc330000"},
        {FIXTURE_LINE, "bb220000", "base", "-bb220000:bb220000>aa110000 -aa110000:aa110000>", ""},
        {FIXTURE_LINE, "cc330000", "-1", "-cc330000:cc330000>bb220000", "bb220000"},
        {FIXTURE_LINE, "cc330000", "-3",
         "-cc330000:cc330000>bb220000 -bb220000:bb220000>aa110000 -aa110000:aa110000>", ""},
        {FIXTURE_LINE, "dd440000", "aa110000+2", "-dd440000:dd440000>cc330000", "cc330000"},
        {FIXTURE_LINE, "dd440000", "head-2", "-dd440000:dd440000>cc330000", "cc330000"},
        {FIXTURE_LINE, "aa110000", "aa110000", "", "aa110000"},
        {FIXTURE_LINE, "", "base", "", ""},
        {FIXTURE_BRANCHED, "d1 d2", "a", "-d1:d1>c1 -c1:c1> -d2:d2>c2 -c2:c2>b -b:b>a", "a"},
        {FIXTURE_BRANCHED, "d2 d1", "c2branch@base+3", "-d2:d2>c2", "c2 d1"},
        {FIXTURE_BRANCHED, "d1 d2", "c1branch@-1", "-d1:d1>c1", "c1 d2"},
        {FIXTURE_BRANCHED, "c1 d2", "c2branch@b", "-d2:d2>c2 -c2:c2>", "c1"},
        {FIXTURE_BRANCHED, "d1 d2", "d1@b", "-d1:d1>c1 -c1:c1>", "d2"},
        {FIXTURE_FOREST, "b1 b2", "b1@base", "-b1:b1>a1 -a1:a1>", "b2"},
        {FIXTURE_DIAMOND, "d", "a", "-d:d>c -c:>b1,c>b2 -b1:b1> -b2:b2>a", "a"},
        {DEP_MERGE, "bmerge", "a1", "-bmerge:bmerge>b1", "b1"},
        {CROSS, "d1 d2", "c1branch@b", "-d1:d1> -d2:>c2,d2>c1 -c1:c1>", "c2"},
        {EFFECTIVE, "x2 y2", "x@-1", "-x2:x2>", "y2"},
        {EFFECTIVE, "y2", "x@-1", "-y2:>y1,y2>x1 -x1:x1>", "y1"},
        {MANY_LABELS, "b1a b1b d2 b3", "b_3@base",
         "-b1b:b1b>a1b -d2:d2>c2 -c2:c2>b2 -b3:b3>a3 -a3:a3>base3 -base3:base3>", "a1b b1a b2"},
    };

    (void)state;
    check_moves(hd_movement_downgrade, cases, HD_COUNT(cases));
}

static hd_error *stamp_words(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                             const char *target, hd_movement **ret)
{
    hd_strings targets = fixture_words(ctx, target);

    return hd_movement_stamp(ctx, graph, rows, &targets, ret);
}

static void stamps_move_the_rows_of_a_lineage(void **state)
{
    static const struct move_case cases[] = {
        {FIXTURE_LINE, "cc330000", "ee550000", "=:cc330000>ee550000", "ee550000"},
        {FIXTURE_LINE, "cc330000", "aa110000", "=:cc330000>aa110000", "aa110000"},
        {FIXTURE_LINE, "cc330000", "base", "=:cc330000>", ""},
        {FIXTURE_LINE, "", "head", "=:>ee550000", "ee550000"},
        {FIXTURE_LINE, "cc330000", "cc330000", "", "cc330000"},
        {FIXTURE_LINE, "cc330000", "dd44 dd44", "=:cc330000>dd440000 =:", "dd440000"},
        {FIXTURE_FOREST, "", "heads", "=:>b1 =:>b2", "b1 b2"},
        {FIXTURE_FOREST, "b1 b2", "heads", "", "b1 b2"},
        {FIXTURE_FOREST, "b1", "a2", "=:>a2", "a2 b1"},
        {FIXTURE_BRANCHED, "d1 d2", "c1branch@base", "=:d1>", "d2"},
        {FIXTURE_BRANCHED, "a", "heads", "=:a>d1 =:>d2", "d1 d2"},
        {MERGED, "d1 c2", "c2branch@head", "=:d1>,c2>f", "f"},
        {MERGED, "f", "d1 d2", "=:f>d1 =:>d2", "d1 d2"},
        {MERGED, "b", "e", "=:b>e", "e"},
        {"", "", "head", "", ""},
    };

    (void)state;
    check_moves(stamp_words, cases, HD_COUNT(cases));
}

struct refusal_case {
    const char *graph, *rows, *target;
    hd_code code;
    const char *message;
};

static void check_refusals(move_fn *move, const struct refusal_case cases[], size_t count)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < count; i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_strings rows = fixture_words(scratch, cases[i].rows);
        hd_movement *movement = NULL;

        assert_error(move(scratch, graph, &rows, cases[i].target, &movement), cases[i].code,
                     cases[i].message);
        assert_null(movement);
    }
}

static void upgrades_are_refused_in_alembics_words(void **state)
{
    static const struct refusal_case cases[] = {
        {FIXTURE_LINE, "aa110000", "zzzzzz", HD_MISSING,
         "Can't locate revision identified by 'zzzzzz'"},
        {FIXTURE_LINE, "deadbeef0000", "head", HD_MISSING,
         "Can't locate revision identified by 'deadbeef0000'"},
        {FIXTURE_LINE, "bb220000", "+5", HD_USAGE,
         "Relative revision +5 didn't produce 5 migrations"},
        {FIXTURE_LINE, "bb220000", "-2", HD_USAGE,
         "Relative revision -2 didn't produce 2 migrations"},
        {FIXTURE_LINE, "bb220000", "+99999999999999999999", HD_USAGE,
         "Relative revision +99999999999999999999 didn't produce 99999999999999999999 migrations"},
        {FIXTURE_LINE, "", "head+1", HD_USAGE, "Walked too far"},
        {FIXTURE_BRANCHED, "a", "head", HD_CONFLICT,
         "Multiple head revisions are present for given argument 'head'"},
        {FIXTURE_BRANCHED, "b", "+1", HD_CONFLICT, "Ambiguous walk"},
        {MERGED, "d1 d2", "+1", HD_CONFLICT, "Ambiguous upgrade from multiple current revisions"},
        {FIXTURE_LINE, "dd440000 bb220000", "head", HD_CONFLICT,
         "Requested revision dd440000 overlaps with other requested revisions bb220000"},
        {FIXTURE_DEPENDS, "c1 c2", "heads", HD_CONFLICT,
         "Requested revision c2 overlaps with other requested revisions c1"},
    };

    (void)state;
    check_refusals(hd_movement_upgrade, cases, HD_COUNT(cases));
}

static void downgrades_are_refused_in_alembics_words(void **state)
{
    static const struct refusal_case cases[] = {
        {FIXTURE_LINE, "bb220000", "cc33", HD_CONFLICT,
         "Destination cc33 is not a valid downgrade target from current head(s)"},
        {FIXTURE_LINE, "", "bb2", HD_CONFLICT,
         "Destination bb2 is not a valid downgrade target from current head(s)"},
        {FIXTURE_FOREST, "b1", "b2", HD_CONFLICT, "Destination b2 is not a valid downgrade target"},
        {FIXTURE_LINE, "bb220000", "-5", HD_USAGE,
         "Relative revision -5 didn't produce 5 migrations"},
        {FIXTURE_LINE, "bb220000", "+2", HD_USAGE,
         "Relative revision +2 didn't produce 2 migrations"},
        {FIXTURE_LINE, "", "-1", HD_USAGE, "Relative revision -1 didn't produce 1 migrations"},
        {FIXTURE_LINE, "bb220000", "bb22-5", HD_USAGE, "Walked too far"},
        {FIXTURE_LINE, "deadbeef0000", "-1", HD_MISSING, "'deadbeef0000'"},
        {FIXTURE_LINE, "bb220000", "nolabel@base", HD_MISSING, "'nolabel'"},
        {MERGED, "f", "e-1", HD_CONFLICT, "Ambiguous walk"},
        {"a #root; b < a; c1 < b; c2 < b", "c1 c2", "root@b", HD_CONFLICT,
         "Not a valid downgrade target from current heads"},
    };

    (void)state;
    check_refusals(hd_movement_downgrade, cases, HD_COUNT(cases));
}

static void stamps_are_refused_in_alembics_words(void **state)
{
    static const struct refusal_case cases[] = {
        {FIXTURE_BRANCHED, "", "head", HD_CONFLICT,
         "Multiple heads are present; please specify a single target revision"},
        {FIXTURE_LINE, "cc330000", "+1", HD_MISSING, "Can't locate revision identified by '+1'"},
        {FIXTURE_LINE, "deadbeef0000", "cc330000", HD_MISSING, "'deadbeef0000'"},
    };

    (void)state;
    check_refusals(stamp_words, cases, HD_COUNT(cases));
}

static void minus_one_from_several_rows_warns_and_takes_the_first(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, FIXTURE_BRANCHED);
    hd_strings rows = fixture_words(scratch, "d2 d1");
    hd_movement *movement = NULL;

    (void)state;
    assert_ok(hd_movement_downgrade(scratch, graph, &rows, "-1", &movement));
    assert_string_equal(movement_text(scratch, movement), "-d2:d2>c2");
    assert_int_equal(movement->warnings.count, 1);
    assert_non_null(strstr(movement->warnings.items[0], "downgrade -1 from multiple heads"));
}

static void steps_name_what_they_go_between(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, "a; b1 < a; b2 < a; c < b1 b2; x @c");
    hd_strings rows = {0};
    hd_movement *movement = NULL;
    static const char *const texts[] = {"Running upgrade  -> a", "Running upgrade a -> b2",
                                        "Running upgrade a -> b1", "Running upgrade b1, b2 -> c",
                                        "Running upgrade  -> x"};

    (void)state;
    assert_ok(hd_movement_upgrade(scratch, graph, &rows, "x", &movement));
    assert_int_equal(movement->steps.count, HD_COUNT(texts));
    for (size_t i = 0; i < HD_COUNT(texts); i++)
        assert_string_equal(hd_step_text(scratch, &movement->steps.items[i]), texts[i]);
    assert_ok(stamp_words(scratch, graph, &rows, "c", &movement));
    assert_string_equal(hd_step_text(scratch, &movement->steps.items[0]),
                        "Running stamp_revision  -> c");
}

static void a_redundant_row_is_never_left(void **state)
{
    /* c depends on a1 and, through b1, on it again: after its downgrade only b1 needs a row. */
    static const struct move_case cases[] = {
        {"a1; b1 @a1; c < b1 @a1; z", "c z", "b1", "-c:c>b1", "b1 z"},
        {"a1; a2 < a1; b; c < b @a1 @a2; z", "c z", "b", "-c:>b,c>a2", "a2 b z"},
    };

    (void)state;
    check_moves(hd_movement_downgrade, cases, HD_COUNT(cases));
}

static void ranges_say_where_offline_mode_begins(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        hd_direction direction;
        const char *names, *rows, *targets;
    } cases[] = {
        {HD_UPGRADE, "head", "", "head"},
        {HD_UPGRADE, "bb22:head", "bb220000", "head"},
        {HD_UPGRADE, "base:+2", "", "+2"},
        {HD_UPGRADE, ":head", "", "head"},
        {HD_DOWNGRADE, "head:-1", "ee550000", "-1"},
        {HD_STAMP, "aa11:bb22 aa11:cc33 dd44", "aa110000", "bb22 cc33 dd44"},
    };
    const hd_graph *graph = fixture_graph(scratch, FIXTURE_LINE);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_strings names = fixture_words(scratch, cases[i].names);
        hd_strings rows = {0};
        hd_strings targets = {0};

        assert_ok(
            hd_movement_range(scratch, graph, cases[i].direction, &names, true, &rows, &targets));
        assert_string_equal(hd_text_join(scratch, &rows, " "), cases[i].rows);
        assert_string_equal(hd_text_join(scratch, &targets, " "), cases[i].targets);
    }
}

static void ranges_out_of_place_are_refused(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        hd_direction direction;
        const char *names;
        bool offline;
        const char *message;
    } cases[] = {
        {HD_UPGRADE, "aa11:head", false, "Range revision not allowed"},
        {HD_DOWNGRADE, "aa11:base", false, "Range revision not allowed"},
        {HD_DOWNGRADE, "-1", true, "downgrade with --sql requires <fromrev>:<torev>"},
        {HD_UPGRADE, "a:b:c", true, "invalid range \"a:b:c\""},
        {HD_UPGRADE, "zz:head", true, "Can't locate revision identified by 'zz'"},
        {HD_STAMP, "aa11:bb22 bb22:cc33", true,
         "Stamp operation with --sql only supports a single starting revision at a time"},
    };
    const hd_graph *graph = fixture_graph(scratch, FIXTURE_LINE);

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_strings names = fixture_words(scratch, cases[i].names);
        hd_strings rows = {0};
        hd_strings targets = {0};
        hd_error *err = hd_movement_range(scratch, graph, cases[i].direction, &names,
                                          cases[i].offline, &rows, &targets);

        assert_non_null(err);
        assert_error(err, err->code, cases[i].message);
    }
}

static void a_very_deep_history_goes_up_and_down(void **state)
{
    HD_SCRATCH(scratch);
    enum { DEEP = 20000 };
    const hd_graph *graph = fixture_line(scratch, DEEP);
    hd_strings rows = {0};
    hd_movement *movement = NULL;

    (void)state;
    assert_ok(hd_movement_upgrade(scratch, graph, &rows, "head", &movement));
    assert_int_equal(movement->steps.count, DEEP);
    assert_ok(hd_movement_downgrade(scratch, graph, &movement->rows_after, "base", &movement));
    assert_int_equal(movement->steps.count, DEEP);
    assert_int_equal(movement->rows_after.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(upgrades_run_what_the_target_needs),
        cmocka_unit_test(downgrades_take_away_all_that_needs_what_goes),
        cmocka_unit_test(stamps_move_the_rows_of_a_lineage),
        cmocka_unit_test(upgrades_are_refused_in_alembics_words),
        cmocka_unit_test(downgrades_are_refused_in_alembics_words),
        cmocka_unit_test(stamps_are_refused_in_alembics_words),
        cmocka_unit_test(minus_one_from_several_rows_warns_and_takes_the_first),
        cmocka_unit_test(steps_name_what_they_go_between),
        cmocka_unit_test(a_redundant_row_is_never_left),
        cmocka_unit_test(ranges_say_where_offline_mode_begins),
        cmocka_unit_test(ranges_out_of_place_are_refused),
        cmocka_unit_test(a_very_deep_history_goes_up_and_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
