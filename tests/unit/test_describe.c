#include "graph_fixture.h"

#include "migrate/graph/describe.h"

enum { ALL = HD_DESCRIBE_DOWN | HD_DESCRIBE_LABELS | HD_DESCRIBE_TREE | HD_DESCRIBE_DOC };

static void one_line_shows_what_is_asked_for(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *id;
        unsigned parts;
        bool current;
        const char *line;
    } cases[] = {
        {FIXTURE_LINE, "ee550000", ALL, false, "dd440000 -> ee550000 (head), doc ee550000"},
        {FIXTURE_LINE, "aa110000", ALL, false, "<base> -> aa110000, doc aa110000"},
        {FIXTURE_LINE, "cc330000", ALL, true, "bb220000 -> cc330000 (current), doc cc330000"},
        {FIXTURE_BRANCHED, "b", HD_DESCRIBE_LABELS | HD_DESCRIBE_TREE, false, "b (branchpoint)"},
        {FIXTURE_BRANCHED, "d1", HD_DESCRIBE_LABELS, false, "d1 (c1branch) (head)"},
        {FIXTURE_BRANCHED, "d1", 0, false, "d1 (head)"},
        {FIXTURE_DIAMOND, "c", ALL, false, "b1, b2 -> c (mergepoint), doc c"},
        {FIXTURE_DEPENDS, "c2", ALL, false, "b2 (c1) -> c2 (head), doc c2"},
        {"a #lib; x; b < x @lib", "b", ALL, false, "x (lib) -> b (head), doc b"},
        {"a #lib; x; b < x @lib", "a", ALL, false, "<base> -> a (lib) (effective head), doc a"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_buf *out = hd_buf_new(scratch);

        hd_describe_line(out, hd_graph_find(graph, cases[i].id), cases[i].parts, cases[i].current);
        assert_string_equal(out->data, cases[i].line);
    }
}

static void long_form_shows_everything(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *graph, *id;
        bool current;
        const char *text;
    } cases[] = {
        {FIXTURE_LINE, "aa110000", false,
         "Rev: aa110000\nParent: <base>\nPath: /p/000_aa110000.sql\n\n    doc aa110000\n\n"},
        {FIXTURE_BRANCHED, "b", true,
         "Rev: b (branchpoint) (current)\nParent: a\nBranches into: c1, c2\n"
         "Path: /p/001_b.sql\n\n    doc b\n\n"},
        {FIXTURE_DIAMOND, "c", false,
         "Rev: c (mergepoint)\nMerges: b1, b2\nPath: /p/003_c.sql\n\n    doc c\n\n"},
        {"a #lib; x; b < x @lib @x", "b", false,
         "Rev: b (head)\nParent: x\nAlso depends on: lib, x\nPath: /p/002_b.sql\n\n    doc b\n\n"},
        {"a #lib; x; b < x @lib", "a", false, /* an effective head is a head here */
         "Rev: a (head)\nParent: <base>\nBranch names: lib\nPath: /p/000_a.sql\n\n    doc a\n\n"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        const hd_graph *graph = fixture_graph(scratch, cases[i].graph);
        hd_buf *out = hd_buf_new(scratch);

        hd_describe_long(out, hd_graph_find(graph, cases[i].id), cases[i].current);
        assert_string_equal(out->data, cases[i].text);
    }
}

static void every_line_of_the_text_is_indented(void **state)
{
    HD_SCRATCH(scratch);
    const hd_revision revision = {
        .id = "a", .message = "one two", .doc = "one\ntwo\n\nmore", .path = "/p/a.sql"};
    const hd_revision *revisions[] = {&revision};
    hd_graph *graph = NULL;
    hd_buf *out = hd_buf_new(scratch);

    (void)state;
    assert_ok(hd_graph_build(scratch, revisions, 1, &graph));
    hd_describe_long(out, graph->nodes.items[0], false);
    assert_non_null(strstr(out->data, "\n\n    one\n    two\n    \n    more\n\n"));
}

static void json_has_every_field(void **state)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = fixture_graph(scratch, "a #lib; b; c < b a @lib");
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);
    bool current = true;

    (void)state;
    hd_describe_json(&json, hd_graph_find(graph, "c"), &current);
    assert_string_equal(out->data, "{\n"
                                   "  \"revision\": \"c\",\n"
                                   "  \"down\": [\n    \"b\",\n    \"a\"\n  ],\n"
                                   "  \"depends_on\": [\n    \"lib\"\n  ],\n"
                                   "  \"labels\": [\n    \"lib\"\n  ],\n"
                                   "  \"head\": true,\n"
                                   "  \"effective_head\": false,\n"
                                   "  \"branchpoint\": false,\n"
                                   "  \"mergepoint\": true,\n"
                                   "  \"current\": true,\n"
                                   "  \"message\": \"doc c\",\n"
                                   "  \"doc\": \"doc c\",\n"
                                   "  \"create_date\": null,\n"
                                   "  \"path\": \"/p/002_c.sql\"\n"
                                   "}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_shows_what_is_asked_for),
        cmocka_unit_test(long_form_shows_everything),
        cmocka_unit_test(every_line_of_the_text_is_indented),
        cmocka_unit_test(json_has_every_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
