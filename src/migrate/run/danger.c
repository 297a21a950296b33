/*
 * Revisions that lose data: asked for on a terminal, refused in scripts without
 * --allow-data-loss, with the affected tables dumped first on --backup.
 *
 * A table that is empty, or not there, has nothing to lose; one that is not there under this name
 * may get it first.
 */
#include "migrate/run/internal.h"

#include "base/buf.h"
#include "base/text.h"
#include "migrate/run/table_dump.h"
#include "parse/classify.h"
#include "parse/quote.h"

struct losses {
    hd_strings phrases; /* "revision x drops table users" */
    hd_strings tables;  /* with rows, quoted as SQL and pg_dump take them */
    hd_strings schemas; /* dropped whole */
    bool renames;       /* something gets another name on the way */
};

enum { NOT_THERE = '\0', TABLE = 'r', SEQUENCE = 'S' }; /* pg_class.relkind */

/* When that cannot be found out quickly, it is a table. */
static char kind_of(hd_run_state *run, const char *name)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    char *probe = hd_printf(scratch,
                            "SELECT (SELECT c.relkind FROM pg_catalog.pg_class AS c "
                            "WHERE c.oid = pg_catalog.to_regclass(%s))",
                            hd_sql_literal(scratch, name));

    hd_error *err = hd_query(scratch, run->conn, probe, 0, NULL, &rows);
    char kind = err != NULL ? TABLE : *hd_rows_text_or(rows, 0, 0, "");
    hd_error_free(err);
    return kind;
}

/*
 * Whether the table has a row, or the sequence has given a number; when that cannot be found out
 * quickly, it has.
 */
static bool has_rows(hd_run_state *run, const char *table, char kind)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const char *question = kind == SEQUENCE
                               ? hd_printf(scratch, "SELECT is_called FROM %s", table)
                               : hd_printf(scratch, "SELECT EXISTS (SELECT FROM %s)", table);
    hd_error *err = hd_exec(run->conn, "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'; "
                                       "SET LOCAL statement_timeout = '2s'");

    if (err == NULL)
        err = hd_query(scratch, run->conn, question, 0, NULL, &rows);
    bool some = err != NULL || hd_rows_bool(rows, 0, 0);
    hd_error_free(err);
    hd_error_free(hd_exec(run->conn, "ROLLBACK"));
    return some;
}

static void add_losses(hd_run_state *run, const hd_body *body, const hd_sql_facts *facts,
                       struct losses *ret)
{
    bool real = facts->lost_tables.count == 0 || facts->loses_more;

    for (size_t i = 0; i < facts->lost_tables.count; i++) {
        const char *table = facts->lost_tables.items[i];
        char kind = kind_of(run, table);
        bool there = kind != NOT_THERE;
        if (there ? !has_rows(run, table, kind) : !ret->renames)
            continue;
        real = true;
        if (there && !hd_strings_contain(&ret->tables, table))
            hd_vec_push(run->pass, &ret->tables, hd_strdup(run->pass, table));
    }
    for (size_t i = 0; i < facts->lost_schemas.count; i++)
        if (!hd_strings_contain(&ret->schemas, facts->lost_schemas.items[i]))
            hd_vec_push(run->pass, &ret->schemas,
                        hd_strdup(run->pass, facts->lost_schemas.items[i]));
    for (size_t i = 0; real && i < facts->losses.count; i++)
        hd_vec_push(
            run->pass, &ret->phrases,
            hd_printf(run->pass, "revision %s %s", body->revision->id, facts->losses.items[i]));
}

static void find_losses(hd_run_state *run, struct losses *ret)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < run->parts.count; i++) {
        const hd_part *part = &run->parts.items[i];
        for (size_t k = part->first; part->body != NULL && k < part->first + part->count; k++) {
            const hd_body_statement *statement = &part->body->statements.items[k];
            const hd_sql_facts *facts = hd_sql_classify(scratch, statement->sql,
                                                        strlen(statement->sql));
            ret->renames = ret->renames || strcasestr(statement->sql, "rename") != NULL;
            if (facts->losses.count > 0 && !statement->data_moved)
                add_losses(run, part->body, facts, ret);
        }
    }
}

static hd_error *ask(hd_run_state *run, const struct losses *losses)
{
    HD_SCRATCH(scratch);
    const char *list = hd_text_join(scratch, &losses->phrases, "; ");
    const hd_talk *talk = run->talk;
    bool yes = false;

    if (run->options->allow_data_loss)
        return NULL;
    if (talk->ask != NULL)
        yes = talk->ask(hd_printf(scratch, "%s. Data will be lost; go on?", list), talk->arg);
    hd_run_pause(run, 0); /* lets the loop see a Ctrl-C that came during the question */
    if (run->interrupt->came)
        return hd_error_new(HD_CANCELLED, "interrupted; nothing was changed");
    if (yes)
        return NULL;
    hd_error *err = hd_error_new(HD_REFUSED, "this %s would lose data", run->options->command);
    err = hd_error_detail(err, "%s.", list);
    return hd_error_hint(err, "Say --allow-data-loss when that is meant; --backup dumps the tables "
                              "first.");
}

hd_error *hd_run_check_danger(hd_run_state *run)
{
    struct losses losses = {0};

    find_losses(run, &losses);
    if (losses.phrases.count == 0)
        return NULL;
    HD_TRY(ask(run, &losses));
    if (!run->options->backup || losses.tables.count + losses.schemas.count == 0)
        return NULL;
    /* A second pass dumps what is left: the dump of the first must stay. */
    const char *name = hd_printf(run->pass, "%s-%u", run->journal->run_id, run->passes);
    return hd_table_dump(run->loop, run->conn, run->config, &run->target, &losses.tables,
                         &losses.schemas, name, run->talk);
}
