#include "unit.h"

#include "base/buf.h"
#include "declare/hints.h"
#include "declare/internal.h"
#include "declare/pack.h"

static hd_declared_file *file_of(TALLOC_CTX *ctx, const char *text)
{
    hd_declared_file *file = hd_new(ctx, hd_declared_file);

    *file = (hd_declared_file){"m.sql", text, strlen(text)};
    return file;
}

/* The statements as they are sent, each on a line: in order, hoisted keys behind the others. */
static char *sent(TALLOC_CTX *ctx, const char *text, const char *actor)
{
    hd_declared_list list = {0};
    hd_base_model base = {0};
    size_t *order = NULL;
    hd_buf *out = hd_buf_new(ctx);

    assert_ok(hd_declared_split(ctx, file_of(ctx, text), &list));
    assert_ok(hd_base_model_apply(ctx, &list, actor, &base));
    hd_declared_order(ctx, &list, &order);
    for (size_t i = 0; i < list.count; i++)
        hd_buf_addf(out, "%s;\n", hd_declared_compose(ctx, &list.items[order[i]]).sql);
    for (size_t i = 0; i < list.count; i++)
        for (size_t j = 0; j < list.items[i].keys.count; j++)
            if (list.items[i].keys.items[j].hoisted)
                hd_buf_addf(
                    out, "%s;\n",
                    hd_foreign_key_compose(ctx, &list.items[i], &list.items[i].keys.items[j]).sql);
    return hd_buf_take(ctx, out);
}

/* Runs of blanks count as one. */
static char *squeezed(TALLOC_CTX *ctx, const char *text)
{
    hd_buf *out = hd_buf_new(ctx);

    for (; *text != '\0'; text++)
        if (*text != ' ' || (out->len > 0 && out->data[out->len - 1] != ' '))
            hd_buf_add_char(out, *text);
    return out->data;
}

static void foreign_keys_in_circles_are_taken_out(void **state)
{
    static const struct {
        const char *text;
        const char *sent;
    } cases[] = {
        /* none is needed */
        {"create table a (b int references b); create table b (id int primary key)",
         "create table b (id int primary key);\ncreate table a (b int references b);\n"},
        {"create table a (id int references a)", "create table a (id int references a);\n"},
        {"create table a (b int references elsewhere)",
         "create table a (b int references elsewhere);\n"},
        /* in the column; b is asked for first and needs a, whose keys must wait */
        {"create table b (a int references a); create table a (b int constraint \"K\" references b "
         "(id) on delete set null (b) on update no action match full not deferrable initially "
         "immediate not null, c int)",
         "create table a (b int not null, c int);\n"
         "create table b (a int references a);\n"
         "ALTER TABLE a ADD CONSTRAINT \"K\" FOREIGN KEY (b) references b (id) on delete set null "
         "(b) on update no action match full not deferrable initially immediate ;\n"},
        /* commas stay right, wherever the key stands */
        {"create table b (a int references a); create table a (foreign key (b) references b, b "
         "int, constraint f foreign key (b, c) references b (x, y), c int, foreign key (c) "
         "references b)",
         "create table a ( b int, c int );\n"
         "create table b (a int references a);\n"
         "ALTER TABLE a ADD foreign key (b) references b;\n"
         "ALTER TABLE a ADD constraint f foreign key (b, c) references b (x, y);\n"
         "ALTER TABLE a ADD foreign key (c) references b;\n"},
        /* names that need quotes; words in other places */
        {"create table b (x int references \"A b\".\"C\"); create table \"A b\".\"C\" (\"D\" text "
         "default 'references b' check ((\"D\") <> 'x') references b, e int)",
         "create table \"A b\".\"C\" (\"D\" text default 'references b' check ((\"D\") <> 'x') , e "
         "int);\n"
         "create table b (x int references \"A b\".\"C\");\n"
         "ALTER TABLE \"A b\".\"C\" ADD FOREIGN KEY (\"D\") references b;\n"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(squeezed(scratch, sent(scratch, cases[i].text, NULL)), cases[i].sent);
    }
}

static void the_actor_is_referred_to_inside_or_behind(void **state)
{
    HD_SCRATCH(scratch);

    (void)state;
    assert_string_equal(
        squeezed(scratch, sent(scratch,
                               "create table o (like howdah.base_model including all);\n"
                               "create table u (o int references o, like howdah.base_model);",
                               "u")),
        "create table u (o int , like howdah.base_model, FOREIGN KEY (created_by) REFERENCES u, "
        "FOREIGN KEY (updated_by) REFERENCES u);\n"
        "create table o (like howdah.base_model including all, FOREIGN KEY (created_by) REFERENCES "
        "u, FOREIGN KEY (updated_by) REFERENCES u);\n"
        "ALTER TABLE u ADD FOREIGN KEY (o) references o;\n");
}

static void places_in_what_is_sent_are_places_in_the_file(void **state)
{
    HD_SCRATCH(scratch);
    hd_declared_file *file = file_of(scratch, "create table b (a int references a); "
                                              "create table a (b int references b, c zzz)");
    hd_declared_list list = {0};
    size_t *order = NULL;

    (void)state;
    assert_ok(hd_declared_split(scratch, file, &list));
    hd_declared_order(scratch, &list, &order);
    const hd_composed table = hd_declared_compose(scratch, &list.items[1]);
    const hd_composed key = hd_foreign_key_compose(scratch, &list.items[1],
                                                   &list.items[1].keys.items[0]);
    const size_t at = (size_t)(strstr(table.sql, "zzz") - table.sql);
    assert_memory_equal(file->text + hd_composed_offset(&table, at), "zzz", 3);
    const size_t in_key = (size_t)(strstr(key.sql, "references b") - key.sql);
    assert_memory_equal(file->text + hd_composed_offset(&key, in_key), "references b", 12);
    assert_memory_equal(file->text + hd_composed_offset(&key, 2), "references b", 12);
}

static void added_keys_move_no_other_place(void **state)
{
    HD_SCRATCH(scratch);
    hd_declared_file *file = file_of(scratch,
                                     "create table u (like howdah.base_model) using heap_");
    hd_declared_list list = {0};
    hd_base_model base = {0};
    size_t *order = NULL;

    (void)state;
    assert_ok(hd_declared_split(scratch, file, &list));
    assert_ok(hd_base_model_apply(scratch, &list, "u", &base));
    hd_declared_order(scratch, &list, &order);
    const hd_composed table = hd_declared_compose(scratch, &list.items[0]);
    const size_t behind = (size_t)(strstr(table.sql, "heap_") - table.sql);
    const size_t added = (size_t)(strstr(table.sql, "REFERENCES") - table.sql);
    assert_memory_equal(file->text + hd_composed_offset(&table, behind), "heap_", 5);
    assert_memory_equal(file->text + hd_composed_offset(&table, added), "like", 4);
}

/* "kind parent.name <- schema.name line", one after another. */
static char *hints_of(TALLOC_CTX *ctx, const char *text)
{
    hd_declared_list list = {0};
    hd_hints hints = {0};
    hd_declared_file *file = file_of(ctx, text);
    hd_buf *out = hd_buf_new(ctx);

    assert_ok(hd_declared_split(ctx, file, &list));
    assert_ok(hd_hints_find(ctx, file, &list, &hints));
    for (size_t i = 0; i < hints.count; i++) {
        const hd_hint *hint = &hints.items[i];
        hd_buf_addf(out, "%s%s %s%s%s <- %s%s%s", i == 0 ? "" : ", ", hint->kind->name,
                    hint->parent.name == NULL ? "" : hint->parent.name,
                    hint->parent.name == NULL ? "" : ".", hint->now.name,
                    hint->old.schema == NULL ? "" : hint->old.schema,
                    hint->old.schema == NULL ? "" : ".", hint->old.name);
    }
    return hd_buf_take(ctx, out);
}

static void hints_are_about_what_they_stand_at(void **state)
{
    static const struct {
        const char *text;
        const char *hints;
    } cases[] = {
        {"-- renamed from people, long ago\ncreate table a ();", ""},
        {"-- renamed from: b\ncreate table a ();", "table a <- b"},
        {"-- Renamed From : \"B x\"\n\n-- and so on\ncreate table a ();", "table a <- B x"},
        {"create table a ( -- renamed from: old.b\n);", "table a <- old.b"},
        {"create table a (\n); -- renamed from: b\ncreate table c ();", "table a <- b"},
        {"create table a (\n-- renamed from: c\nb int, d int -- renamed from: e\n,\nf int, -- "
         "renamed from: g\nh int);",
         "column a.b <- c, column a.d <- e, column a.f <- g"},
        {"create table s.a (b int, /* renamed from: k */ constraint l check (b > 0));",
         "column a.b <- k"},
        {"create table s.a (b int,\n/* renamed from: k */\nconstraint l check (b > 0));",
         "constraint a.l <- k"},
        {"create type t as enum ('a', -- renamed from: the 'b'\n'c' -- renamed from: 'it''s'\n);",
         "enum_value t.a <- the 'b', enum_value t.c <- it's"},
        {"create type t as (\na int -- renamed from: b\n);", "attribute t.a <- b"},
        {"-- renamed from: i\ncreate unique index concurrently j on only s.t (x);",
         "index t.j <- i"},
        {"-- renamed from: f(int)\ncreate or replace function g(a int) returns int as '' language "
         "sql;",
         "function g <- f"},
        {"-- renamed from: v\ncreate materialized view w as select 1;\n-- renamed from: s\ncreate "
         "schema if not exists t;",
         "materialized_view w <- v, schema t <- s"},
        {"alter table t add constraint c check (a > 0); -- renamed from: d", "constraint t.c <- d"},
        {"create trigger a before insert on t execute function f(); -- renamed from: b\n"
         "create policy c on t; -- renamed from: d\n",
         "trigger t.a <- b, policy t.c <- d"},
    };

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        assert_string_equal(hints_of(scratch, cases[i].text), cases[i].hints);
    }
}

static void wrong_hints_are_refused(void **state)
{
    static const char *const cases[] = {"-- renamed from:\ncreate table a ();",
                                        "-- renamed from: a.\ncreate table a ();",
                                        "create table a ();\n-- renamed from: b\n",
                                        "create table a (\nb int\n-- renamed from: c\n);",
                                        "-- renamed from: b\ngrant select on a to b",
                                        "create table a (\n-- renamed from: c\nlike b);"};

    (void)state;
    for (size_t i = 0; i < HD_COUNT(cases); i++) {
        HD_SCRATCH(scratch);
        hd_declared_list list = {0};
        hd_hints hints = {0};
        hd_declared_file *file = file_of(scratch, cases[i]);
        assert_ok(hd_declared_split(scratch, file, &list));
        assert_error(hd_hints_find(scratch, file, &list, &hints), HD_CONFIG, "renamed from");
    }
}

/* ---- packed models ---- */

static hd_models *models_of(TALLOC_CTX *ctx)
{
    static const char json[] =
        "{\"format\": \"howdah snapshot\", \"version\": 1, \"server_version\": 150004, "
        "\"objects\": ["
        "{\"kind\": \"schema\", \"identity\": \"public\", \"name\": \"public\"},"
        "{\"kind\": \"table\", \"identity\": \"public.a\", \"schema\": \"public\", \"name\": \"a\","
        " \"parent\": \"schema public\", \"attributes\": {}},"
        "{\"kind\": \"column\", \"identity\": \"public.a.b\", \"name\": \"b\", \"parent\": \"table "
        "public.a\", \"attributes\": {\"type\": \"integer\"}}]}";
    hd_models *models = hd_new(ctx, hd_models);

    assert_ok(hd_snapshot_parse(models, "x", json, strlen(json), &models->snapshot));
    models->owner = "me";
    hd_vec_push(models, &models->renames,
                (hd_rename){models->snapshot->facts[2], NULL, "c", "m.sql", 7});
    return models;
}

static void packed_models_are_the_same_again(void **state)
{
    HD_SCRATCH(scratch);
    hd_strings paths = {0};
    hd_buf *bytes = hd_buf_new(scratch);
    const hd_models *models = models_of(scratch);
    hd_models *again = NULL;

    (void)state;
    hd_vec_push(scratch, &paths, "m.sql");
    hd_models_pack(bytes, models, &paths);
    assert_true(hd_models_unpack(scratch, bytes->data, bytes->len, &paths, &again));
    assert_int_equal(again->snapshot->hash, models->snapshot->hash);
    assert_int_equal(again->snapshot->server_version, 150004);
    assert_string_equal(again->owner, "me");
    assert_int_equal(again->renames.count, 1);
    assert_ptr_equal(again->renames.items[0].fact, again->snapshot->facts[2]);
    assert_string_equal(again->renames.items[0].path, "m.sql");
    assert_int_equal(again->renames.items[0].line, 7);
    for (size_t i = 0; i < bytes->len; i++) {
        hd_models *damaged = NULL;
        bytes->data[i] ^= 1;
        assert_false(hd_models_unpack(scratch, bytes->data, bytes->len, &paths, &damaged));
        assert_false(hd_models_unpack(scratch, bytes->data, i, &paths, &damaged));
        bytes->data[i] ^= 1;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_keys_in_circles_are_taken_out),
        cmocka_unit_test(the_actor_is_referred_to_inside_or_behind),
        cmocka_unit_test(places_in_what_is_sent_are_places_in_the_file),
        cmocka_unit_test(added_keys_move_no_other_place),
        cmocka_unit_test(hints_are_about_what_they_stand_at),
        cmocka_unit_test(wrong_hints_are_refused),
        cmocka_unit_test(packed_models_are_the_same_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
