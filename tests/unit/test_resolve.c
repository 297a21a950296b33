#include "graph_fixture.h"

#include "migrate/graph/resolve.h"

#define LABELED                                                                                    \
    "a #abranch; b < a; somelongername < b; c < somelongername; d; e < d #ebranch; "               \
    "someothername < e; f < someothername"
#define EFFECTIVE "y1 #y; x1 #x; y2 < y1 @x1"

struct found_case {
    const char *graph, *name, *ids;
};

static void names_stand_for_revisions(void **state)
{
    HD_SCRATCH(scratch);
    static const struct found_case cases[] = {
        {FIXTURE_LINE, "cc330000", "cc330000"},
        {FIXTURE_LINE, "cc3", "cc330000"}, /* a short part of a long id */
        {FIXTURE_LINE, "head", "ee550000"},
        {FIXTURE_LINE, "heads", "ee550000"},
        {FIXTURE_LINE, "base", ""},
        {FIXTURE_LINE, "-2", "cc330000"},
        {FIXTURE_LINE, "-9", ""},
        {FIXTURE_LINE, "current", "bb220000"},
        {FIXTURE_BRANCHED, "heads", "d1 d2"},
        {FIXTURE_BRANCHED, "c1branch", "c1"},
        {FIXTURE_BRANCHED, "c1branch@head", "d1"},
        {FIXTURE_BRANCHED, "c1bra@head", "d1"},
        {FIXTURE_BRANCHED, "d2@heads", "d2"},
        {FIXTURE_BRANCHED, "b@heads", "d1 d2"},
        {FIXTURE_BRANCHED, "c1branch@base", ""},
        {FIXTURE_BRANCHED, "c1branch@a", "a"},
        {FIXTURE_BRANCHED, "c2branch@-1", "c2"},
        {LABELED, "ebranch@some", "someothername"},
        {LABELED, "ebr", "e"},
        {EFFECTIVE, "heads", "y2"},
        {EFFECTIVE, "x@heads", "x1"},
        {"", "head", ""},
        {"", "heads", ""},
        {"", "x@head", ""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_strings rows = fixture_words(scratch, "bb220000");
        hd_nodes found = {0};

        assert_ok(hd_resolve(scratch, graph, &rows, cases[i].name, &found));
        assert_string_equal(fixture_ids(scratch, &found), cases[i].ids);
    }
}

static void names_that_do_not_fit_are_refused_as_alembic_does(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *name;
        hd_code code;
        const char *message;
    } cases[] = {
        {FIXTURE_LINE, "zzz", HD_MISSING, "Can't locate revision identified by 'zzz'"},
        {FIXTURE_LINE, "", HD_MISSING, "Can't locate revision identified by ''"},
        {FIXTURE_LINE, "+1", HD_MISSING, "Can't locate revision identified by '+1'"},
        {FIXTURE_LINE, "head-1", HD_MISSING, "Can't locate revision identified by 'head-1'"},
        {FIXTURE_LINE, "current", HD_MISSING, "Can't locate revision identified by 'current'"},
        {LABELED, "some", HD_MISSING, "Can't locate revision identified by 'some'"},
        {FIXTURE_BRANCHED, "c", HD_MISSING, "Can't locate revision identified by 'c'"},
        {LABELED, "ebranch@b", HD_MISSING, "Can't locate revision identified by 'b'"},
        {LABELED, "x@d", HD_MISSING, "Can't locate revision identified by 'x'"},
        {FIXTURE_BRANCHED, "nolabel@head", HD_MISSING,
         "Can't locate revision identified by 'nolabel'"},
        {FIXTURE_BRANCHED, "head", HD_CONFLICT,
         "Multiple head revisions are present for given argument 'head'; please specify a specific "
         "target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all "
         "heads"},
        {FIXTURE_BRANCHED, "b@head", HD_CONFLICT,
         "Multiple head revisions are present for given argument 'b@head'"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_nodes found = {0};

        assert_error(hd_resolve(scratch, graph, NULL, cases[i].name, &found), cases[i].code,
                     cases[i].message);
        assert_int_equal(found.count, 0);
    }
}

static void one_name_is_one_revision_or_base(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, FIXTURE_BRANCHED);
    hd_strings rows = fixture_words(scratch, "d1 c2");
    const hd_node *node = NULL;

    (void)state;
    assert_ok(hd_resolve_one(scratch, graph, NULL, "c2branch@head", &node));
    assert_string_equal(node->revision->id, "d2");
    assert_ok(hd_resolve_one(scratch, graph, NULL, "c2branch@base", &node));
    assert_null(node);
    assert_error(hd_resolve_one(scratch, graph, NULL, "nolabel@base", &node), HD_MISSING,
                 "'nolabel'");
    assert_error(hd_resolve_one(scratch, graph, NULL, "heads", &node), HD_CONFLICT,
                 "given argument 'heads'");
    assert_error(hd_resolve_one(scratch, graph, &rows, "current", &node), HD_CONFLICT,
                 "Multiple revisions are current");
    rows.count = 1;
    assert_ok(hd_resolve_one(scratch, graph, &rows, "current", &node));
    assert_string_equal(node->revision->id, "d1");
}

static void ranges_are_cut_out_of_the_history(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *rows, *range, *ids;
    } cases[] = {
        {FIXTURE_LINE, NULL, NULL, "ee550000 dd440000 cc330000 bb220000 aa110000"},
        {FIXTURE_LINE, NULL, ":", "ee550000 dd440000 cc330000 bb220000 aa110000"},
        {FIXTURE_LINE, NULL, "bb220000:dd440000", "dd440000 cc330000 bb220000"},
        {FIXTURE_LINE, NULL, " cc33: ", "ee550000 dd440000 cc330000"},
        {FIXTURE_LINE, NULL, ":bb22", "bb220000 aa110000"},
        {FIXTURE_LINE, NULL, "bb220000:+2", "dd440000 cc330000 bb220000"},
        {FIXTURE_LINE, NULL, "bb220000:+20", "ee550000 dd440000 cc330000 bb220000"},
        {FIXTURE_LINE, NULL, "-2:dd440000", "dd440000 cc330000"},
        {FIXTURE_LINE, NULL, "-9:cc330000", "cc330000 bb220000 aa110000"},
        {FIXTURE_LINE, NULL, "-5:bb22", "bb220000 aa110000"},
        {FIXTURE_LINE, "cc330000", ":current", "cc330000 bb220000 aa110000"},
        {FIXTURE_LINE, "cc330000", "current:", "ee550000 dd440000 cc330000"},
        {FIXTURE_LINE, "cc330000", "current:current", "cc330000"},
        {FIXTURE_LINE, "", ":current", "ee550000 dd440000 cc330000 bb220000 aa110000"},
        {FIXTURE_BRANCHED, NULL, "c2branch@base:c2branch@head", "d2 c2 b a"},
        {LABELED, NULL, "ebranch@base:heads", "f someothername e d"},
        {LABELED, NULL, "e@base:heads", "f someothername e d"},
        {FIXTURE_DEPENDS, NULL, "b1:", "f1 e1 d1 c1 b1"},
        {"", NULL, NULL, ""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_strings rows = fixture_words(scratch, cases[i].rows == NULL ? "" : cases[i].rows);
        hd_nodes found = {0};

        assert_ok(hd_resolve_range(scratch, graph, cases[i].rows == NULL ? NULL : &rows,
                                   cases[i].range, &found));
        assert_string_equal(fixture_ids(scratch, &found), cases[i].ids);
    }
}

static void ranges_that_are_none_are_refused(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *range, *message;
    } cases[] = {
        {FIXTURE_LINE, "dd440000", "History range requires [start]:[end], [start]:, or :[end]"},
        {FIXTURE_LINE, "a:b:c", "History range requires"},
        {FIXTURE_LINE, "dd440000:bb220000",
         "Requested range dd440000:bb220000 does not refer to ancestor/descendant revisions along "
         "the same branch"},
        {FIXTURE_FOREST, "b1:b2", "Requested range b1:b2 does not refer"},
        {FIXTURE_LINE, "zz:dd440000", "Can't locate revision identified by 'zz'"},
        {FIXTURE_BRANCHED, "a:head", "given argument 'head'"},
        {FIXTURE_BRANCHED, "b:+1", "Ambiguous walk"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_nodes found = {0};
        hd_error *err = hd_resolve_range(scratch, graph, NULL, cases[i].range, &found);

        assert_non_null(err);
        assert_error(err, err->code, cases[i].message);
    }
}

static void current_is_the_tips_that_rows_stand_for(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *rows, *ids;
    } cases[] = {
        {FIXTURE_LINE, "cc330000", "cc330000"},
        {FIXTURE_LINE, "", ""},
        {FIXTURE_DEPENDS, "c2", "c1 c2"},
        {FIXTURE_BRANCHED, "d2 d1", "d1 d2"},
        {"a1; a2 < a1; a3 < a2; b1; b2 < b1 @a2; b3 < b2", "b3", "a2 b3"},
        {"a1; a2 < a1; a3 < a2; b1; b2 < b1 @a2; b3 < b2", "a3 b3", "a3 b3"},
    };
    const hd_graph *line = fixture_graph(scratch, FIXTURE_LINE);
    hd_strings gone = fixture_words(scratch, "deadbeef0000");
    hd_strings partial = fixture_words(scratch, "cc33");
    hd_nodes found = {0};

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_strings rows = fixture_words(scratch, cases[i].rows);
        hd_nodes tips = {0};

        assert_ok(hd_resolve_current(scratch, graph, &rows, &tips));
        assert_string_equal(fixture_ids(scratch, &tips), cases[i].ids);
    }
    assert_error(hd_resolve_current(scratch, line, &gone, &found), HD_MISSING,
                 "Can't locate revision identified by 'deadbeef0000'");
    assert_error(hd_resolve_current(scratch, line, &partial, &found), HD_MISSING, "'cc33'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_for_revisions),
        cmocka_unit_test(names_that_do_not_fit_are_refused_as_alembic_does),
        cmocka_unit_test(one_name_is_one_revision_or_base),
        cmocka_unit_test(ranges_are_cut_out_of_the_history),
        cmocka_unit_test(ranges_that_are_none_are_refused),
        cmocka_unit_test(current_is_the_tips_that_rows_stand_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
