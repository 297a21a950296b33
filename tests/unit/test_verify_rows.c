#include "unit.h"

#include "base/text.h"
#include "migrate/verify_rows.h"

/* One table t with columns a and b at four stops; a NULL sum stands for a column that is not
   there, a count below 0 for a table that is not. */
struct stop {
    int64_t count;
    const char *a, *b;
};

static hd_rows_facts facts_of(TALLOC_CTX *ctx, const struct stop *stop)
{
    hd_rows_facts facts = {0};
    hd_table_rows table = {.identity = "s.t", .count = stop->count};

    if (stop->count < 0)
        return facts;
    if (stop->a != NULL)
        hd_vec_push(ctx, &table.columns,
                    (hd_column_rows){.name = "a", .count = stop->count, .sum = stop->a});
    if (stop->b != NULL)
        hd_vec_push(ctx, &table.columns,
                    (hd_column_rows){.name = "b", .count = stop->count, .sum = stop->b});
    hd_vec_push(ctx, &facts, table);
    return facts;
}

static void tells_failures_from_losses(void **state)
{
    static const struct {
        struct stop stops[4];
        const char *problems, *losses;
    } rows[] = {
        {{{2, "1", "2"}, {2, "1", "2"}, {2, "1", "2"}, {2, "1", "2"}}, "", ""},
        {{{2, "1", NULL}, {2, "1", "2"}, {2, "1", NULL}, {2, "1", "2"}}, "", ""},
        {{{2, "1", NULL}, {2, "1", "2"}, {2, "9", NULL}, {2, "9", "2"}},
         "s.t.a: other values when the upgrade was undone and done again",
         "s.t.a: not the values of before when the upgrade was undone"},
        {{{2, "1", "2"}, {2, "1", NULL}, {2, "1", "0"}, {2, "1", NULL}},
         "",
         "s.t.b: not the values of before when the upgrade was undone"},
        {{{2, "1", NULL}, {2, "1", NULL}, {1, "1", NULL}, {1, "1", NULL}},
         "s.t: 2 rows after the upgrade, 1 when it was undone and done again",
         "s.t: 2 rows before the upgrade, 1 when it was undone"},
        {{{-1, NULL, NULL}, {2, "1", NULL}, {-1, NULL, NULL}, {0, "1", NULL}},
         "",
         "s.t: of 2 rows 2 go with the table"},
        {{{2, "1", NULL}, {-1, NULL, NULL}, {0, "0", NULL}, {-1, NULL, NULL}},
         "",
         "s.t: 2 rows before the upgrade, 0 when it was undone"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(rows); i++) {
        HD_SCRATCH(scratch);
        hd_rows_facts stops[4];
        hd_strings problems = {0};
        hd_strings losses = {0};

        for (size_t k = 0; k < 4; k++)
            stops[k] = facts_of(scratch, &rows[i].stops[k]);
        hd_rows_facts_compare(scratch, stops, &problems, &losses);
        assert_string_equal(hd_text_join(scratch, &problems, "; "), rows[i].problems);
        assert_string_equal(hd_text_join(scratch, &losses, "; "), rows[i].losses);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells_failures_from_losses)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
