#include "migrate/journal/journal.h"

#include <inttypes.h>
#include <pwd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

enum { HOST_BYTES = 256, JOURNAL_FORMAT = 1 /* see journal_create.sql */ };

#define INSUFFICIENT_PRIVILEGE "42501"
/* Class of the runner lock, and a key that no version table is likely to have. */
#define CREATION_LOCK "1752135524, 0"

hd_journal *hd_journal_new(TALLOC_CTX *ctx, const hd_version_table *table)
{
    hd_journal *journal = hd_new(ctx, hd_journal);

    journal->run_id = hd_uuid_new(journal);
    journal->version_table = hd_strdup(journal, table->sql_name);
    return journal;
}

/* The number in the comment of journal_create.sql; 0 for a comment of other words. */
static long format_of(const char *description)
{
    static const char prefix[] = "Journal of howdah, format ";

    if (description == NULL || !hd_text_starts(description, prefix))
        return 0;
    return strtol(description + strlen(prefix), NULL, 10);
}

hd_error *hd_journal_exists(hd_conn *conn, bool *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_journal_state, 0, NULL, &rows));
    *ret = hd_rows_bool(rows, 0, 0);
    long format = *ret ? format_of(hd_rows_text(rows, 0, 1)) : 0;
    if (format <= JOURNAL_FORMAT)
        return NULL;
    return hd_error_hint(hd_error_new(HD_REFUSED,
                                      "the journal in schema \"howdah\" has format %ld, and this "
                                      "howdah knows format %d",
                                      format, JOURNAL_FORMAT),
                         "A newer howdah works on this database; use that one.");
}

/*
 * IF NOT EXISTS alone lets two who create at once (the first runs of two tenants) run into each
 * other. The lock is of the session, so that what follows begins a transaction that sees
 * what the one before has made.
 */
static hd_error *create(hd_conn *conn)
{
    HD_TRY(hd_exec(conn, "SELECT pg_catalog.pg_advisory_lock(" CREATION_LOCK ")"));
    hd_error *err = hd_exec(conn, hd_sql_migrate_journal_create);
    hd_error *unlocked = NULL;

    if (hd_conn_is_open(conn))
        unlocked = hd_exec(conn, "SELECT pg_catalog.pg_advisory_unlock(" CREATION_LOCK ")");
    if (err == NULL)
        return unlocked;
    hd_error_free(unlocked);
    return err;
}

hd_error *hd_journal_ensure(hd_conn *conn)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    bool exists = false;

    HD_TRY(hd_journal_exists(conn, &exists));
    if (exists)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_journal_may_create, 0, NULL, &rows));
    if (!hd_rows_bool(rows, 0, 0)) {
        hd_error *err = hd_error_new(HD_DATABASE, "role \"%s\" may not create schema \"howdah\"",
                                     hd_conn_user(conn));
        snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", INSUFFICIENT_PRIVILEGE);
        return hd_error_hint(err,
                             "Let the owner of the database run \"howdah ensure_version\" once and "
                             "grant this role ALL on schema howdah and its tables, or run: GRANT "
                             "CREATE ON DATABASE %s TO %s.",
                             hd_conn_dbname(conn), hd_conn_user(conn));
    }
    return hd_error_wrap(create(conn), "while making the journal (schema \"howdah\")");
}

static const char *os_user(void)
{
    const struct passwd *entry = getpwuid(geteuid());

    return entry == NULL ? NULL : entry->pw_name;
}

hd_error *hd_journal_begin(hd_conn *conn, const hd_journal *journal, const char *command,
                           const char *target, const hd_strings *rows)
{
    HD_SCRATCH(scratch);
    char host[HOST_BYTES] = "";

    gethostname(host, sizeof(host) - 1);
    const char *params[] = {journal->run_id,
                            journal->version_table,
                            command,
                            target,
                            hd_sql_array(scratch, rows->items, rows->count),
                            HOWDAH_VERSION,
                            os_user(),
                            host,
                            hd_printf(scratch, "%d", (int)getpid())};
    return hd_query(scratch, conn, hd_sql_migrate_journal_begin, HD_COUNT(params), params, NULL);
}

static const char *outcome_of(const hd_error *cause)
{
    if (cause == NULL)
        return "ok";
    return cause->code == HD_CANCELLED ? "cancelled" : "failed";
}

hd_error *hd_journal_end(hd_conn *conn, const hd_journal *journal, const hd_error *cause)
{
    HD_SCRATCH(scratch);
    const char *params[] = {journal->run_id, outcome_of(cause),
                            cause == NULL ? NULL : cause->message};

    return hd_query(scratch, conn, hd_sql_migrate_journal_end, HD_COUNT(params), params, NULL);
}

/* A command whose parameters are a talloc copy of the array. */
static hd_statement command_of(TALLOC_CTX *ctx, const char *sql, const char *const params[],
                               size_t count)
{
    const char **kept = hd_new_array(ctx, const char *, count);

    memcpy(kept, params, count * sizeof(*kept));
    return (hd_statement){sql, count, kept};
}

static const char *direction_name(hd_direction direction)
{
    static const char *const names[] = {
        [HD_UPGRADE] = "upgrade", [HD_DOWNGRADE] = "downgrade", [HD_STAMP] = "stamp"};

    return names[direction];
}

hd_statement hd_journal_step(TALLOC_CTX *ctx, const hd_journal *journal, const hd_part *part,
                             const char *attempt_id, const char *state)
{
    const hd_body *body = part->body;
    const hd_revision *revision = body->revision;
    const char *params[] = {
        attempt_id,
        journal->run_id,
        journal->version_table,
        revision->id,
        direction_name(body->direction),
        hd_printf(ctx, "%zu", part->first),
        hd_printf(ctx, "%zu", part->count),
        part->sql_sha256,
        hd_part_mode_name(part->mode),
        state,
        part->completes ? "t" : "f",
        revision->message,
        hd_sql_array(ctx, revision->down.items, revision->down.count),
        hd_path_name(revision->path),
        body->file_sha256,
        body->text,
        part->section_sha256,
    };
    return command_of(ctx, hd_sql_migrate_journal_step, params, HD_COUNT(params));
}

hd_statement hd_journal_stamp(TALLOC_CTX *ctx, const hd_journal *journal, const char *attempt_id,
                              const char *revision)
{
    const char *params[] = {
        attempt_id,
        journal->run_id,
        journal->version_table,
        revision,
        "stamp",
        "0",
        "0",
        NULL,
        "transaction",
        "done",
        "t",
        NULL,
        "{}",
        NULL,
        NULL,
        NULL,
        NULL,
    };
    return command_of(ctx, hd_sql_migrate_journal_step, params, HD_COUNT(params));
}

hd_statement hd_journal_mark(TALLOC_CTX *ctx, const char *attempt_id, const char *state,
                             const hd_error *cause)
{
    const char *params[] = {attempt_id, state,
                            cause == NULL ? NULL : hd_strdup(ctx, cause->sqlstate),
                            cause == NULL ? NULL : hd_strdup(ctx, cause->message)};

    return command_of(ctx, hd_sql_migrate_journal_mark, params, HD_COUNT(params));
}

hd_statement hd_journal_cursor(TALLOC_CTX *ctx, const char *attempt_id, const char *after,
                               int64_t rows)
{
    const char *params[] = {attempt_id, after, hd_printf(ctx, "%" PRId64, rows)};

    return command_of(ctx, hd_sql_migrate_journal_cursor, params, HD_COUNT(params));
}

hd_error *hd_journal_unfinished(TALLOC_CTX *ctx, hd_conn *conn, const hd_journal *journal,
                                hd_unfinished_list *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_journal_unfinished, 1, &journal->version_table,
                    &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        size_t column = 0;
        hd_unfinished step = {0};

        step.attempt_id = hd_rows_copy(ctx, rows, i, column++);
        step.revision = hd_rows_copy(ctx, rows, i, column++);
        step.direction = hd_rows_copy(ctx, rows, i, column++);
        step.first_statement = (size_t)hd_rows_int(rows, i, column++);
        step.statement_count = (size_t)hd_rows_int(rows, i, column++);
        step.sql_sha256 = hd_rows_copy(ctx, rows, i, column++);
        step.mode = hd_rows_copy(ctx, rows, i, column++);
        step.state = hd_rows_copy(ctx, rows, i, column++);
        step.cursor_after = hd_rows_copy(ctx, rows, i, column++);
        step.cursor_rows = hd_rows_int(rows, i, column++);
        step.started = hd_rows_copy(ctx, rows, i, column++);
        step.message = hd_rows_copy(ctx, rows, i, column++);
        step.who = hd_rows_copy(ctx, rows, i, column++);
        step.error = hd_rows_copy(ctx, rows, i, column++);
        hd_vec_push(ctx, ret, step);
    }
    return NULL;
}

hd_error *hd_journal_committed(hd_conn *conn, const char *attempt_id, bool *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    bool exists = false;

    /* A crash may have taken the journal itself along, when it was made a moment before. */
    HD_TRY(hd_journal_exists(conn, &exists));
    if (exists)
        HD_TRY(hd_query(scratch, conn, hd_sql_migrate_journal_attempt, 1, &attempt_id, &rows));
    /* Work outside of transactions has its step before it is done. */
    *ret = exists && hd_rows_count(rows) > 0 && hd_text_equal(hd_rows_text(rows, 0, 0), "done");
    return NULL;
}
