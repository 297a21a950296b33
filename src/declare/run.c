/*
 * Statements are sent in batches, each one round trip and one transaction. When one of a batch
 * fails, those before it are run again without it, it is put aside, and the rest goes on behind
 * it. What was put aside is tried again when all the others have been run, until a round brings
 * nothing new.
 */
#include "declare/internal.h"

#include "base/text.h"
#include "parse/quote.h"
#include "parse/split.h"
#include "pg/role.h"

enum { MIN_BATCH = 4, FIRST_BATCH = 64, MAX_BATCH = 128, MAX_ERRORS = 20 };

#define DUPLICATE_SCHEMA "42P06"

/* Errors that something which comes later can mend. */
static const char *const undefined_states[] = {"42P01", "42703", "42704", "42883",
                                               "3F000", "42830", "42809"};

struct task {
    hd_composed composed;
    size_t place;  /* of the statement */
    bool is_key;   /* it makes a hoisted key of the statement */
    hd_error *err; /* of the last try; child of the runner */
};
typedef HD_VEC(struct task) tasks;

struct runner {
    hd_conn *conn;
    hd_declared_list *statements;
    const hd_declared_settings *settings; /* in force */
    bool settings_known;
    size_t batch;
    bool progress;
    bool make_roles;
    tasks aside;
};

static const hd_declared *statement_of(const struct runner *runner, const struct task *task)
{
    return &runner->statements->items[task->place];
}

/* ---- tasks ---- */

static void add_key_tasks(struct runner *runner, size_t place, tasks *ret)
{
    const hd_declared *statement = &runner->statements->items[place];

    for (size_t i = 0; i < statement->keys.count; i++)
        if (statement->keys.items[i].hoisted)
            hd_vec_push(
                runner, ret,
                (struct task){hd_foreign_key_compose(runner, statement, &statement->keys.items[i]),
                              place, true, NULL});
}

static bool is_put_off(const hd_declared *statement)
{
    return statement->last || statement->adds_key;
}

static void make_tasks(struct runner *runner, const size_t *order, tasks *ret)
{
    const size_t count = runner->statements->count;
    size_t i = 0;

    for (; i < count && !is_put_off(&runner->statements->items[order[i]]); i++)
        hd_vec_push(runner, ret,
                    (struct task){hd_declared_compose(runner, &runner->statements->items[order[i]]),
                                  order[i], false, NULL});
    for (size_t place = 0; place < count; place++)
        add_key_tasks(runner, place, ret);
    for (; i < count; i++)
        hd_vec_push(runner, ret,
                    (struct task){hd_declared_compose(runner, &runner->statements->items[order[i]]),
                                  order[i], false, NULL});
}

/* ---- settings ---- */

static hd_error *settings_run(hd_conn *conn, const hd_declared_settings *settings)
{
    HD_SCRATCH(scratch);
    HD_VEC(const hd_declared_settings *) chain = {0};

    for (; settings != NULL; settings = settings->before)
        hd_vec_push(scratch, &chain, settings);
    for (size_t i = chain.count; i > 0; i--) {
        const hd_declared_settings *setting = chain.items[i - 1];
        const char *sql = hd_strndup(scratch, setting->file->text + setting->start,
                                     setting->end - setting->start);
        HD_TRY(hd_error_place(hd_exec(conn, sql), setting->file->path, setting->file->text,
                              setting->start));
    }
    return NULL;
}

static hd_error *settings_switch(struct runner *runner, const hd_declared_settings *settings)
{
    HD_SCRATCH(scratch);

    if (runner->settings_known && runner->settings == settings)
        return NULL;
    runner->settings_known = false;
    HD_TRY(hd_exec(runner->conn, hd_printf(scratch,
                                           "%s; SET check_function_bodies = off; "
                                           "SET synchronous_commit = off",
                                           hd_conn_restore_sql(runner->conn))));
    HD_TRY(settings_run(runner->conn, settings));
    runner->settings = settings;
    runner->settings_known = true;
    return NULL;
}

/* ---- batches ---- */

/* How many tasks from first on can be one batch. */
static size_t batch_length(const struct runner *runner, const tasks *all, size_t first)
{
    const hd_declared *head = statement_of(runner, &all->items[first]);
    size_t count = 1;

    if (head->alone)
        return 1;
    while (first + count < all->count && count < runner->batch) {
        const hd_declared *next = statement_of(runner, &all->items[first + count]);
        if (next->alone || next->settings != head->settings)
            break;
        count++;
    }
    return count;
}

static hd_error *batch_send(const struct runner *runner, const tasks *all, size_t first,
                            size_t count, size_t *failed)
{
    HD_SCRATCH(scratch);
    hd_statement *statements = hd_new_array(scratch, hd_statement, count);

    if (count == 1) {
        *failed = 0;
        return hd_exec(runner->conn, all->items[first].composed.sql);
    }
    for (size_t i = 0; i < count; i++)
        statements[i].sql = all->items[first + i].composed.sql;
    *failed = count;
    return hd_pipeline(scratch, runner->conn, statements, count, NULL, failed);
}

/* A new database has the schema public, which many a file makes nevertheless. */
static bool is_harmless(const hd_declared *statement, const hd_error *err)
{
    return strcmp(err->sqlstate, DUPLICATE_SCHEMA) == 0 &&
           statement->makes.kind == &hd_kind_schema &&
           (strcmp(statement->makes.name, "public") == 0 ||
            strcmp(statement->makes.name, "howdah") == 0);
}

/*
 * What a foreign key refers to may be made by a later statement: then it has to wait for that. The
 * server says no position when a foreign key is wrong. Alone it also has a place of its own.
 */
static bool keys_can_wait(struct runner *runner, struct task *task, const hd_error *err)
{
    hd_declared *statement = &runner->statements->items[task->place];
    bool any = false;

    if (task->is_key || err->sql_position != 0 || !hd_text_starts(err->sqlstate, "42"))
        return false;
    for (size_t i = 0; i < statement->keys.count; i++) {
        any = any || !statement->keys.items[i].hoisted;
        statement->keys.items[i].hoisted = true;
    }
    return any;
}

static void put_aside(struct runner *runner, struct task task, hd_error *err)
{
    const hd_declared *statement = statement_of(runner, &task);

    if (is_harmless(statement, err)) {
        hd_error_free(err);
        return;
    }
    if (keys_can_wait(runner, &task, err)) {
        hd_error_free(err);
        task.composed = hd_declared_compose(runner, statement);
        hd_vec_push(runner, &runner->aside, task);
        add_key_tasks(runner, task.place, &runner->aside);
        runner->progress = true;
        return;
    }
    hd_error_free(task.err);
    task.err = talloc_steal(runner, err);
    hd_vec_push(runner, &runner->aside, task);
}

/* Runs a batch; *first goes behind what is done with. */
static hd_error *batch_run(struct runner *runner, const tasks *all, size_t *first)
{
    const size_t count = batch_length(runner, all, *first);
    size_t failed = 0;

    hd_error *err = settings_switch(runner, statement_of(runner, &all->items[*first])->settings);
    if (err != NULL && hd_conn_is_open(runner->conn)) {
        /* A setting can name something that is made later. */
        put_aside(runner, all->items[(*first)++], err);
        return NULL;
    }
    if (err == NULL)
        err = batch_send(runner, all, *first, count, &failed);
    if (err == NULL) {
        *first += count;
        runner->progress = true;
        runner->batch = runner->batch * 2 > MAX_BATCH ? MAX_BATCH : runner->batch * 2;
        return NULL;
    }
    if (failed >= count || !hd_conn_is_open(runner->conn))
        return err;
    if (failed > 0) {
        size_t again = 0;
        hd_error *other = batch_send(runner, all, *first, failed, &again);
        if (other != NULL) { /* a lost connection: they have just been run */
            hd_error_free(err);
            return other;
        }
        runner->progress = true;
    }
    *first += failed;
    if (runner->make_roles && hd_role_make(runner->conn, err)) {
        hd_error_free(err);
        return NULL;
    }
    put_aside(runner, all->items[(*first)++], err);
    runner->batch = runner->batch / 2 < MIN_BATCH ? MIN_BATCH : runner->batch / 2;
    return NULL;
}

/* ---- errors ---- */

static bool is_undefined(const hd_error *err)
{
    for (size_t i = 0; i < HD_COUNT(undefined_states); i++)
        if (strcmp(err->sqlstate, undefined_states[i]) == 0)
            return true;
    return false;
}

static bool has_failed(const struct runner *runner, size_t place)
{
    for (size_t i = 0; i < runner->aside.count; i++)
        if (runner->aside.items[i].place == place && !runner->aside.items[i].is_key)
            return true;
    return false;
}

/* Whether it lacks what another statement would have made, had that not failed. */
static bool is_consequence(const struct runner *runner, const struct task *task)
{
    const hd_declared *statement = statement_of(runner, task);

    if (!is_undefined(task->err))
        return false;
    if (task->is_key && has_failed(runner, task->place))
        return true;
    for (size_t i = 0; i < statement->needs.count; i++)
        if (has_failed(runner, statement->needs.items[i]))
            return true;
    return false;
}

static int task_order(const void *a, const void *b)
{
    const struct task *left = a;
    const struct task *right = b;

    if (left->place != right->place)
        return left->place < right->place ? -1 : 1;
    return left->composed.fallback < right->composed.fallback ? -1 : 1;
}

static hd_error *placed(const struct runner *runner, struct task *task)
{
    const hd_declared_file *file = statement_of(runner, task)->file;
    hd_error *err = talloc_steal(NULL, task->err);
    size_t offset = task->composed.fallback;

    task->err = NULL;
    if (err->hint == NULL && hd_role_missing(err, err) != NULL)
        err = hd_error_hint(err, "Roles belong to a whole server: make it there, or name with "
                                 "scratch_url a server that has it.");
    if (err->sql_position > 0)
        offset = hd_composed_offset(&task->composed,
                                    hd_sql_offset(task->composed.sql, err->sql_position));
    return hd_error_place(err, file->path, file->text, offset);
}

/* All errors of what is left; those that others explain only when there is nothing else. */
static hd_error *errors_of(struct runner *runner)
{
    hd_error *first = NULL;
    size_t shown = 0;
    size_t causes = 0;
    const size_t count = runner->aside.count;

    qsort(runner->aside.items, count, sizeof(struct task), task_order);
    for (size_t i = 0; i < count; i++)
        causes += !is_consequence(runner, &runner->aside.items[i]);
    for (size_t i = 0; i < count && shown < MAX_ERRORS; i++) {
        if (causes > 0 && is_consequence(runner, &runner->aside.items[i]))
            continue;
        first = hd_error_append(first, placed(runner, &runner->aside.items[i]));
        shown++;
    }
    if (shown < count)
        first = hd_error_wrap(first,
                              "while loading models; %zu more statements fail, most of "
                              "them because of what is shown",
                              count - shown);
    return first;
}

hd_error *hd_declared_run(hd_conn *conn, hd_declared_list *statements, const size_t *order,
                          bool make_roles)
{
    HD_SCRATCH(scratch);
    struct runner *runner = hd_new(scratch, struct runner);
    tasks all = {0};

    *runner = (struct runner){
        .conn = conn, .statements = statements, .batch = FIRST_BATCH, .make_roles = make_roles};
    make_tasks(runner, order, &all);
    do {
        size_t first = 0;
        runner->progress = false;
        runner->aside = (tasks){0};
        while (first < all.count)
            HD_TRY(batch_run(runner, &all, &first));
        all = runner->aside;
    } while (all.count > 0 && runner->progress);
    if (all.count > 0)
        return errors_of(runner);
    return hd_exec(conn, hd_conn_restore_sql(conn));
}
