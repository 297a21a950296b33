/* Questions whose asker does not wait: the answer comes to a callback, as rows. */
#include "pg/conn_impl.h"

struct starter {
    size_t count; /* of statements */
    hd_rows_fn *one;
    hd_answers_fn *all;
    void *arg;
};

static void on_one(struct answer *answer, void *arg)
{
    HD_SCRATCH(scratch);
    const struct starter *starter = arg;
    hd_rows *rows = NULL;

    if (answer->err == NULL && answer->count > 0) {
        rows = hd_rows_adopt(scratch, answer->results[0]);
        answer->results[0] = NULL;
    }
    starter->one(rows, answer->err, starter->arg);
}

static void on_all(struct answer *answer, void *arg)
{
    HD_SCRATCH(scratch);
    const struct starter *starter = arg;
    hd_rows **rows = hd_new_array(scratch, hd_rows *, starter->count);

    for (size_t i = 0; i < answer->count; i++) {
        rows[i] = hd_rows_adopt(scratch, answer->results[i]);
        answer->results[i] = NULL;
    }
    starter->all(rows, answer->count, answer->err, starter->arg);
}

static hd_statement statement_copy(TALLOC_CTX *ctx, const hd_statement *statement)
{
    const char **params = hd_new_array(ctx, const char *, statement->nparams);

    for (size_t i = 0; i < statement->nparams; i++)
        if (statement->params[i] != NULL)
            params[i] = hd_strdup(ctx, statement->params[i]);
    return (hd_statement){hd_strdup(ctx, statement->sql), statement->nparams, params,
                          statement->prepared};
}

static void start(TALLOC_CTX *asker, hd_conn *conn, enum question_kind kind,
                  const hd_statement statements[], unsigned timeout_ms,
                  const struct starter *starter)
{
    struct question *question = hd_new(asker, struct question);
    hd_statement *copies = hd_new_array(question, hd_statement, starter->count);
    struct starter *mine = hd_new(question, struct starter);

    for (size_t i = 0; i < starter->count; i++)
        copies[i] = statement_copy(question, &statements[i]);
    *mine = *starter;
    *question = (struct question){.kind = kind,
                                  .statements = copies,
                                  .count = starter->count,
                                  .timeout_ms = timeout_ms,
                                  .done = starter->one != NULL ? on_one : on_all,
                                  .arg = mine};
    hd_conn_ask(conn, question);
}

void hd_conn_start_query(TALLOC_CTX *asker, hd_conn *conn, const char *sql, size_t nparams,
                         const char *const params[], unsigned timeout_ms, hd_rows_fn *done,
                         void *arg)
{
    const hd_statement statement = {sql, nparams, params};
    const struct starter starter = {.count = 1, .one = done, .arg = arg};

    start(asker, conn, QUESTION_QUERY, &statement, timeout_ms, &starter);
}

void hd_conn_start_pipeline(TALLOC_CTX *asker, hd_conn *conn, const hd_statement statements[],
                            size_t count, unsigned timeout_ms, hd_answers_fn *done, void *arg)
{
    const struct starter starter = {.count = count, .all = done, .arg = arg};

    start(asker, conn, QUESTION_PIPELINE, statements, timeout_ms, &starter);
}
