/* The live screen without a terminal: cells, what is sent for them, keys, the tree, rows. */
#include "unit.h"

#include "base/utf8.h"
#include "report/library.h"
#include "tui/draw.h"
#include "tui/filter.h"
#include "tui/keys.h"
#include "tui/paint.h"

/* ---- cells ---- */

static void text_is_cut_at_the_width_of_characters(void **state)
{
    HD_SCRATCH(scratch);
    static const struct {
        const char *text;
        size_t width;
        const char *shown;
    } cases[] = {
        {"orders", 6, "orders"}, {"orders", 5, "orde…"},
        {"東京都", 6, "東京都"}, {"東京都", 5, "東京…"},
        {"東京都", 4, "東…"},    {"e\u0301a", 2, "e\u0301a"},
        {"a\nb\tc", 9, "a b c"}, {"\x1b[2Jx\x07", 20, "\\x1b[2Jx\\x07"},
        {"\xff", 9, "\\xff"},    {"x", 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_screen *grid = hd_screen_new(scratch, 1, 20, false);
        size_t used = hd_screen_put(grid, 0, 0, cases[i].width, HD_STYLE_PLAIN, cases[i].text);
        assert_string_equal(hd_screen_row(scratch, grid, 0), cases[i].shown);
        assert_true(used <= cases[i].width);
        assert_int_equal(used, hd_utf8_columns(cases[i].shown));
    }
}

static void nothing_is_written_outside_of_the_grid(void **state)
{
    HD_SCRATCH(scratch);
    hd_screen *grid = hd_screen_new(scratch, 2, 4, false);

    (void)state;
    assert_int_equal(hd_screen_put(grid, 2, 0, 9, HD_STYLE_PLAIN, "x"), 0);
    assert_int_equal(hd_screen_put(grid, 0, 4, 9, HD_STYLE_PLAIN, "x"), 0);
    assert_int_equal(hd_screen_put(grid, 1, 3, SIZE_MAX, HD_STYLE_PLAIN, "東"), 1);
    hd_screen_fill(grid, 9, 9, 9, HD_STYLE_BAR);
    assert_string_equal(hd_screen_row(scratch, grid, 1), "   …");
}

static void half_of_a_wide_character_never_stays(void **state)
{
    HD_SCRATCH(scratch);
    hd_screen *grid = hd_screen_new(scratch, 1, 6, false);

    (void)state;
    hd_screen_put(grid, 0, 0, 6, HD_STYLE_PLAIN, "東京都");
    hd_screen_put(grid, 0, 1, 1, HD_STYLE_PLAIN, "a");
    hd_screen_put(grid, 0, 4, 1, HD_STYLE_PLAIN, "b");
    assert_string_equal(hd_screen_row(scratch, grid, 0), " a京b");
}

static void plain_terminal_gets_only_ascii(void **state)
{
    HD_SCRATCH(scratch);
    hd_screen *grid = hd_screen_new(scratch, 1, 8, true);

    (void)state;
    hd_screen_put(grid, 0, 0, 8, HD_STYLE_PLAIN, "é東x");
    assert_string_equal(hd_screen_row(scratch, grid, 0), "??x");
    hd_screen_put(grid, 0, 0, 8, HD_STYLE_PLAIN, "longer than that");
    assert_string_equal(hd_screen_row(scratch, grid, 0), "longer ~");
}

/* ---- painting: a terminal that knows only what is sent shows what was meant ---- */

struct screen {
    hd_screen *grid;
    size_t row, column;
};

/* "ESC [ numbers letter"; gives what follows. */
static const char *obey(struct screen *screen, const char *p)
{
    size_t numbers[8] = {0};
    size_t count = 0;

    for (p += 2; (*p >= '0' && *p <= '9') || *p == ';'; p++) {
        if (*p == ';')
            count++;
        else
            numbers[count] = numbers[count] * 10 + (size_t)(*p - '0');
        assert_true(count < HD_COUNT(numbers));
    }
    if (*p == 'H') {
        screen->row = numbers[0] - 1;
        screen->column = numbers[1] - 1;
    }
    if (*p == 'J')
        for (size_t row = 0; row < screen->grid->rows; row++)
            hd_screen_fill(screen->grid, row, 0, screen->grid->columns, HD_STYLE_PLAIN);
    assert_non_null(strchr("HJm", *p));
    return p + 1;
}

static void show(hd_screen *grid, const char *sent)
{
    HD_SCRATCH(scratch);
    struct screen screen = {.grid = grid};

    while (*sent != '\0') {
        if (*sent == '\x1b') {
            sent = obey(&screen, sent);
            continue;
        }
        size_t length = hd_utf8_length(sent);
        const char *character = hd_strndup(scratch, sent, length);
        screen.column += hd_screen_put(grid, screen.row, screen.column, 2, HD_STYLE_PLAIN,
                                       character);
        sent += length;
    }
}

static void difference_of_two_screens_makes_the_one_into_the_other(void **state)
{
    HD_SCRATCH(scratch);
    static const char *const texts[] = {
        "",          "howdah top",         "howdah tap",   "東京都の注文", "x東京都の注",
        "a b c d e", "a b c d f  g",       "ab東cd京ef都", "a東",          "東a",
        "   x",      "longer than it was", "long",         "東京東京東京", "aa京東京東京"};

    (void)state;
    for (size_t i = 0; i < HD_COUNT(texts); i++)
        for (size_t k = 0; k < HD_COUNT(texts); k++) {
            hd_screen *before = hd_screen_new(scratch, 2, 12, false);
            hd_screen *after = hd_screen_new(scratch, 2, 12, false);
            hd_buf *out = hd_buf_new(scratch);
            hd_screen_put(before, 1, 0, 12, HD_STYLE_PLAIN, texts[i]);
            hd_screen_put(after, 1, 0, 12, HD_STYLE_PLAIN, texts[k]);
            hd_paint(out, before, after, true);
            show(before, out->data);
            assert_string_equal(hd_screen_row(scratch, before, 1),
                                hd_screen_row(scratch, after, 1));
            if (i == k)
                assert_int_equal(out->len, 0);
        }
}

static void styles_are_sent_and_colours_only_when_wanted(void **state)
{
    HD_SCRATCH(scratch);
    hd_screen *grid = hd_screen_new(scratch, 1, 3, false);
    hd_buf *color = hd_buf_new(scratch);
    hd_buf *plain = hd_buf_new(scratch);

    (void)state;
    hd_screen_put(grid, 0, 0, 1, HD_STYLE_BAD, "a");
    hd_screen_put(grid, 0, 1, 1, HD_STYLE_BAR, "b");
    hd_paint(color, NULL, grid, true);
    hd_paint(plain, NULL, grid, false);
    assert_string_equal(color->data, "\x1b[0m\x1b[2J\x1b[1;1H\x1b[0;31;1ma\x1b[0;7mb\x1b[0m ");
    assert_string_equal(plain->data, "\x1b[0m\x1b[2J\x1b[1;1H\x1b[0;1ma\x1b[0;7mb\x1b[0m ");
}

/* ---- keys ---- */

static void keys_are_read_from_what_terminals_send(void **state)
{
    static const struct {
        const char *sent;
        bool final;
        size_t used;
        uint32_t key;
    } cases[] = {
        {"q", false, 1, 'q'},
        {"\x1b[A", false, 3, HD_KEY_UP},
        {"\x1bOB", false, 3, HD_KEY_DOWN},
        {"\x1b[5~x", false, 4, HD_KEY_PAGE_UP},
        {"\x1b[Z", false, 3, HD_KEY_BACK_TAB},
        {"\x1b[1;5A", false, 6, HD_KEY_UNKNOWN},
        {"\x1b", false, 0, 0},
        {"\x1b", true, 1, HD_KEY_ESCAPE},
        {"\x1b[", false, 0, 0},
        {"\x1b[", true, 2, HD_KEY_UNKNOWN},
        {"\x1bq", false, 1, HD_KEY_ESCAPE},
        {"\r", false, 1, HD_KEY_ENTER},
        {"\n", false, 1, HD_KEY_ENTER},
        {"\b", false, 1, HD_KEY_BACKSPACE},
        {"é", false, 2, 0xE9},
        {"\xC3", false, 0, 0},
        {"\xC3", true, 1, HD_KEY_UNKNOWN},
        {"\xFF", false, 0, 0},
        {"\xFF", true, 1, HD_KEY_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        uint32_t key = 0;
        size_t used = hd_key_decode(cases[i].sent, strlen(cases[i].sent), cases[i].final, &key);
        assert_int_equal(used, cases[i].used);
        if (used > 0)
            assert_int_equal(key, cases[i].key);
    }
}

static void every_key_does_one_thing(void **state)
{
    (void)state;
    for (size_t i = 0; i < hd_binding_count; i++)
        for (size_t k = 0; k < HD_COUNT(hd_bindings[i].keys); k++)
            if (hd_bindings[i].keys[k] != 0)
                assert_int_equal(hd_key_action(hd_bindings[i].keys[k]), hd_bindings[i].action);
}

/* ---- the tree ---- */

static void add(hd_sample *sample, int pid, const char *blockers)
{
    hd_session session = {
        .pid = pid,
        .start_us = pid * 10,
        .kind = "client backend",
        .user = pid % 2 == 0 ? "even" : "odd",
        .database = "shop",
        .application = "",
        .client = "local",
        .state_text = "active",
        .state = HD_STATE_ACTIVE,
        .wait_type = *blockers == '\0' ? "" : "Lock",
        .wait = *blockers == '\0' ? "" : "relation",
        .xid = "",
        .query_id = "",
        .wants = "",
        .query = "SELECT 1",
        .running = 1,
        .in_transaction = pid,
        .in_state = 1,
        .connected = 1,
        .waiting = *blockers == '\0' ? -1 : 1,
        .xmin_age = -1,
        .parent = HD_NO_PARENT,
    };

    for (const char *p = blockers; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " "))
        hd_vec_push(sample, &session.blockers, (int)strtol(p, NULL, 10));
    hd_vec_push(sample, &sample->sessions, session);
}

/* "1:0:3 2:1:0": pid, depth, blocks of each in order. */
static char *tree_text(TALLOC_CTX *ctx, hd_sample *sample)
{
    hd_indexes order = {0};
    hd_buf *out = hd_buf_new(ctx);

    hd_tree_grow(ctx, sample, &order);
    for (size_t i = 0; i < order.count; i++) {
        const hd_session *session = &sample->sessions.items[order.items[i]];
        hd_buf_addf(out, "%s%d:%zu:%zu", i == 0 ? "" : " ", session->pid, session->depth,
                    session->blocks);
    }
    return out->data;
}

static void tree_has_roots_first_and_waiters_under_the_deepest(void **state)
{
    static const struct {
        const char *blockers[6]; /* of pids 1, 2 ... */
        const char *tree;
    } cases[] = {
        {{"", "", ""}, ""},
        {{"", "1", "1 2"}, "1:0:2 2:1:1 3:2:0"},
        {{"2", "", "2", "3"}, "2:0:3 3:1:1 4:2:0 1:1:0"},
        {{"", "1", "", "3", "3"}, "3:0:2 4:1:0 5:1:0 1:0:1 2:1:0"},
        {{"2", "1"}, "2:0:1 1:1:0"},       /* a deadlock being found out */
        {{"1"}, "1:0:0"},                  /* itself */
        {{"77"}, "1:0:0"},                 /* the blocker has ended meanwhile */
        {{"0", "1"}, "0:0:2 1:1:1 2:2:0"}, /* a prepared transaction */
        {{"", "1 1 1"}, "1:0:1 2:1:0"},    /* parallel workers of one leader */
        {{"3", "1", "2", "3"}, "2:0:3 3:1:2 1:2:0 4:2:0"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_sample *sample = hd_new(scratch, hd_sample);
        for (int pid = 1; pid <= 6 && cases[i].blockers[pid - 1] != NULL; pid++)
            add(sample, pid, cases[i].blockers[pid - 1]);
        assert_string_equal(tree_text(scratch, sample), cases[i].tree);
    }
}

static void long_queue_is_a_tree_too(void **state)
{
    HD_SCRATCH(scratch);
    hd_sample *sample = hd_new(scratch, hd_sample);
    hd_indexes order = {0};

    (void)state;
    for (int pid = 1; pid <= 2000; pid++)
        add(sample, pid, pid == 2000 ? "" : hd_printf(scratch, "%d", pid + 1));
    hd_tree_grow(scratch, sample, &order);
    assert_int_equal(order.count, 2000);
}

static void tree_is_drawn_with_lines(void **state)
{
    HD_SCRATCH(scratch);
    hd_sample *sample = hd_new(scratch, hd_sample);
    static const char *const drawn[] = {"", "|-", "| `-", "`-"};
    hd_indexes order = {0};

    (void)state;
    add(sample, 1, "");
    add(sample, 2, "1");
    add(sample, 3, "2");
    add(sample, 4, "1");
    hd_tree_grow(scratch, sample, &order);
    for (size_t i = 0; i < order.count; i++)
        assert_string_equal(hd_tree_prefix(scratch, &sample->sessions, order.items[i], true),
                            drawn[i]);
}

/* ---- filters ---- */

static void filters_match_all_words(void **state)
{
    HD_SCRATCH(scratch);
    hd_sample *sample = hd_new(scratch, hd_sample);
    static const struct {
        const char *filter;
        bool matches;
    } cases[] = {{"", true},           {"odd", true},          {"ODD", true},
                 {"even", false},      {"user=odd", true},     {"user=shop", false},
                 {"db=shop", true},    {"-user=odd", false},   {"!even", true},
                 {"odd select", true}, {"odd nope", false},    {"pid=7", true},
                 {"wait=lock", false}, {"state=active", true}, {"unknown=x", false}};

    (void)state;
    add(sample, 7, "");
    for (size_t i = 0; i < HD_COUNT(cases); i++)
        assert_int_equal(hd_filter_session(cases[i].filter, &sample->sessions.items[0]),
                         cases[i].matches);
}

/* ---- the model ---- */

static hd_model *model_new(TALLOC_CTX *ctx)
{
    hd_report_library *library = NULL;
    hd_rules *rules = hd_new(ctx, hd_rules);
    const hd_report **views = hd_new_array(ctx, const hd_report *, hd_view_count);

    assert_ok(hd_report_library_open(ctx, NULL, &library));
    for (size_t i = 0; i < HD_RULE_COUNT; i++) {
        hd_report *report = NULL;
        assert_ok(hd_report_find(ctx, library, hd_rule_reports[i], &report));
        assert_non_null(report);
        rules->reports[i] = report;
    }
    return hd_model_new(ctx, rules, views);
}

static hd_sample *sample_at(TALLOC_CTX *ctx, double now, double commits)
{
    hd_sample *sample = hd_new(ctx, hd_sample);

    *sample = (hd_sample){.now = now,
                          .uptime = now,
                          .clock = "10:42:17",
                          .version = "15.4",
                          .usable = 10,
                          .monitor = true,
                          .checkpoint_age = 60};
    sample->counters[HD_COUNTER_COMMITS] = commits;
    return sample;
}

static char *shown_pids(TALLOC_CTX *ctx, const hd_model *model)
{
    hd_buf *out = hd_buf_new(ctx);

    for (size_t i = 0; i < model->rows.count; i++)
        hd_buf_addf(out, "%d ", model->sample->sessions.items[model->rows.items[i]].pid);
    return out->data;
}

static void rates_are_changes_by_the_second_and_none_after_a_reset(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);

    (void)state;
    hd_model_take(model, sample_at(scratch, 100, 1000));
    assert_true(model->rates[HD_COUNTER_COMMITS] < 0);
    hd_model_take(model, sample_at(scratch, 102, 1300));
    assert_int_equal((int)model->rates[HD_COUNTER_COMMITS], 150);
    assert_int_equal(model->history_count, 1);
    hd_model_take(model, sample_at(scratch, 104, 10));
    assert_true(model->rates[HD_COUNTER_COMMITS] < 0);
    hd_model_take(model, sample_at(scratch, 5, 2000)); /* restarted: uptime is less */
    assert_true(model->rates[HD_COUNTER_COMMITS] < 0);
}

static void what_is_worst_stands_on_top_and_the_tree_above_it(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);
    hd_sample *sample = sample_at(scratch, 100, 0);

    (void)state;
    add(sample, 3, "");
    add(sample, 4, "");
    add(sample, 5, "");
    add(sample, 6, "5");
    add(sample, 7, "");
    sample->sessions.items[0].running = 400; /* over the warning of long-queries */
    sample->sessions.items[4].state = HD_STATE_IDLE;
    sample->sessions.items[4].in_transaction = -1;
    hd_model_take(model, sample);
    assert_string_equal(shown_pids(scratch, model), "5 6 3 4 ");
    assert_int_equal(model->sample->sessions.items[0].level, HD_LEVEL_WARNING);
    model->idle = true;
    hd_model_arrange(model);
    assert_string_equal(shown_pids(scratch, model), "5 6 3 4 7 ");
    model->reverse = true;
    hd_model_arrange(model);
    assert_string_equal(shown_pids(scratch, model), "5 6 7 4 3 ");
    model->locks_only = true;
    hd_model_arrange(model);
    assert_string_equal(shown_pids(scratch, model), "5 6 ");
}

static void cursor_stays_on_its_session(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);
    hd_sample *first = sample_at(scratch, 100, 0);
    hd_sample *second = sample_at(scratch, 102, 0);
    hd_sample *third = sample_at(scratch, 104, 0);

    (void)state;
    add(first, 1, "");
    add(first, 2, "");
    hd_model_take(model, first); /* the older transaction first: 2, 1 */
    hd_model_move(model, 1);
    assert_int_equal(hd_model_selected(model)->pid, 1);
    hd_model_tag(model);
    add(second, 1, "");
    add(second, 2, "");
    add(second, 9, "");
    hd_model_take(model, second);
    assert_int_equal(hd_model_selected(model)->pid, 1);
    assert_true(hd_model_is_tagged(model, hd_model_selected(model)));
    add(third, 1, "");
    third->sessions.items[0].start_us = 4711; /* the pid is another's now */
    hd_model_take(model, third);
    assert_false(hd_model_is_tagged(model, hd_model_selected(model)));
    assert_null(hd_model_find(model, (hd_identity){1, 10}));
}

static void thresholds_are_those_of_the_reports(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);
    hd_sample *sample = sample_at(scratch, 100, 0);

    (void)state;
    for (int pid = 1; pid <= 8; pid++)
        add(sample, pid, pid > 2 ? "2" : "");
    sample->sessions.items[0].state = HD_STATE_IDLE_TX;
    sample->sessions.items[0].running = -1;
    sample->sessions.items[0].in_state = 30 * 60;
    sample->sessions.items[2].waiting = 61;
    hd_model_take(model, sample);
    assert_int_equal(model->sample->sessions.items[0].level, HD_LEVEL_CRITICAL);
    assert_int_equal(model->sample->sessions.items[1].level, HD_LEVEL_WARNING); /* blocks 6 */
    assert_int_equal(model->sample->sessions.items[2].level, HD_LEVEL_WARNING);
    assert_int_equal(model->sample->sessions.items[3].level, HD_LEVEL_OK);
    assert_int_equal(model->census.connections, HD_LEVEL_WARNING); /* 8 of 10 */
}

/* ---- the screen ---- */

static void screen_of_any_size_is_drawn(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);
    hd_sample *sample = sample_at(scratch, 100, 0);
    hd_panel panel = {0};

    (void)state;
    add(sample, 1, "");
    add(sample, 2, "1");
    sample->sessions.items[1].query = "SELECT '東京都の注文'";
    hd_model_take(model, sample);
    hd_panel_help(scratch, &panel);
    model->detail = true;
    for (size_t rows = 1; rows <= 40; rows++)
        for (size_t columns = 1; columns <= 130; columns += 3) {
            HD_SCRATCH(each);
            hd_screen *grid = hd_screen_new(each, rows, columns, false);
            const hd_scene scene = {.model = model,
                                    .place = "db:5432/shop",
                                    .interval_ms = 2000,
                                    .message = "done",
                                    .panel = rows % 2 == 0 ? &panel : NULL};
            hd_draw(grid, &scene);
        }
}

static void narrow_screen_loses_columns_in_order(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);
    hd_sample *sample = sample_at(scratch, 100, 0);
    static const struct {
        size_t columns;
        const char *has, *lacks;
    } cases[] = {{100, " APP ", NULL},
                 {74, " USER ", " APP "},
                 {69, " DB ", " USER "},
                 {64, " STATE ", " DB "}};

    (void)state;
    add(sample, 1, "");
    hd_model_take(model, sample);
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        hd_screen *grid = hd_screen_new(scratch, 24, cases[i].columns, false);
        hd_buf *text = hd_buf_new(scratch);
        const hd_scene scene = {.model = model, .place = "db", .interval_ms = 2000};
        hd_draw(grid, &scene);
        hd_screen_print(text, grid);
        assert_non_null(strstr(text->data, cases[i].has));
        if (cases[i].lacks != NULL)
            assert_null(strstr(text->data, cases[i].lacks));
    }
}

static void old_screen_says_how_old_it_is(void **state)
{
    HD_SCRATCH(scratch);
    hd_model *model = model_new(scratch);
    hd_screen *grid = hd_screen_new(scratch, 24, 100, false);
    const hd_scene scene = {.model = model,
                            .place = "db",
                            .interval_ms = 2000,
                            .age_ms = 12000,
                            .problem = "connection refused"};

    (void)state;
    hd_model_take(model, sample_at(scratch, 100, 0));
    hd_draw(grid, &scene);
    assert_non_null(strstr(hd_screen_row(scratch, grid, 0), "NO CONNECTION, 12.0 s old"));
    assert_string_equal(hd_screen_row(scratch, grid, 21), "trying again: connection refused");
    assert_int_equal(grid->cells[100].style, HD_STYLE_DIM);
}

static void values_are_short(void **state)
{
    HD_SCRATCH(scratch);
    static const double values[] = {4, 2, 1, 0};

    (void)state;
    assert_string_equal(hd_show_age(scratch, 3130.9), "00:52:10");
    assert_string_equal(hd_show_age(scratch, 41 * 86400 + 3 * 3600), "41 d 03 h");
    assert_string_equal(hd_show_count(scratch, 1204), "1,204");
    assert_string_equal(hd_show_count(scratch, 88123), "88k");
    assert_string_equal(hd_show_count(scratch, 4.12e6), "4.1M");
    assert_string_equal(hd_show_count(scratch, -1), "-");
    assert_string_equal(hd_show_curve(scratch, values, 4, 6, true), "  _-=#");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_at_the_width_of_characters),
        cmocka_unit_test(nothing_is_written_outside_of_the_grid),
        cmocka_unit_test(half_of_a_wide_character_never_stays),
        cmocka_unit_test(plain_terminal_gets_only_ascii),
        cmocka_unit_test(difference_of_two_screens_makes_the_one_into_the_other),
        cmocka_unit_test(styles_are_sent_and_colours_only_when_wanted),
        cmocka_unit_test(keys_are_read_from_what_terminals_send),
        cmocka_unit_test(every_key_does_one_thing),
        cmocka_unit_test(tree_has_roots_first_and_waiters_under_the_deepest),
        cmocka_unit_test(long_queue_is_a_tree_too),
        cmocka_unit_test(tree_is_drawn_with_lines),
        cmocka_unit_test(filters_match_all_words),
        cmocka_unit_test(rates_are_changes_by_the_second_and_none_after_a_reset),
        cmocka_unit_test(what_is_worst_stands_on_top_and_the_tree_above_it),
        cmocka_unit_test(cursor_stays_on_its_session),
        cmocka_unit_test(thresholds_are_those_of_the_reports),
        cmocka_unit_test(screen_of_any_size_is_drawn),
        cmocka_unit_test(narrow_screen_loses_columns_in_order),
        cmocka_unit_test(old_screen_says_how_old_it_is),
        cmocka_unit_test(values_are_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
