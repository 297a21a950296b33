#include "diff/script.h"

#include "parse/batch.h"
#include "parse/classify.h"
#include "parse/quote.h"

struct printer {
    hd_buf *out;
    bool open;    /* in a transaction */
    bool patient; /* lock_timeout is off */
};

static void transaction_switch(struct printer *printer, bool wanted)
{
    if (printer->open != wanted)
        hd_buf_add(printer->out, wanted ? "\nBEGIN;\n" : "COMMIT;\n");
    printer->open = wanted;
}

/* What waits while nobody waits for it may wait long: it has to, for transactions to end. */
static void patience_switch(struct printer *printer, bool wanted)
{
    if (printer->patient != wanted)
        hd_buf_addf(printer->out, "SET lock_timeout = %s;\n", wanted ? "0" : "'5s'");
    printer->patient = wanted;
}

/* An earlier run may have left it unfinished; psql runs what the query gives. */
static void leftover_drop(hd_buf *out, const hd_sql_facts *facts)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out,
                "SELECT 'DROP INDEX CONCURRENTLY ' || i.indexrelid::regclass\n"
                "  FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c"
                " ON c.oid = i.indexrelid\n"
                " WHERE i.indrelid = %s::regclass AND c.relname = %s AND NOT i.indisvalid"
                " \\gexec\n",
                hd_sql_literal(scratch, facts->table), hd_sql_literal(scratch, facts->name));
}

static void alone_print(struct printer *printer, const hd_plan_step *step)
{
    HD_SCRATCH(scratch);
    hd_sql_facts *facts = hd_sql_classify(scratch, step->sql, strlen(step->sql));

    patience_switch(printer, true);
    if (facts->special == HD_SQL_CREATE_INDEX_CONCURRENTLY)
        leftover_drop(printer->out, facts);
    hd_buf_addf(printer->out, "%s;\n", step->sql);
}

static void step_print(struct printer *printer, const hd_plan_step *step, bool online)
{
    if (hd_step_is_comment(step)) {
        hd_buf_addf(printer->out, "%s\n", step->sql);
        return;
    }
    transaction_switch(printer, step->mode == HD_STEP_JOINED && printer->open);
    if (online && step->mode != HD_STEP_ALONE && !printer->open)
        patience_switch(printer, false);
    transaction_switch(printer, step->mode == HD_STEP_JOINED);
    if (step->remark != NULL)
        hd_buf_addf(printer->out, "-- %s\n", step->remark);
    if (online && step->mode == HD_STEP_ALONE)
        alone_print(printer, step);
    else
        hd_buf_addf(printer->out, "%s;\n", step->sql);
}

void hd_script_print(hd_buf *out, const hd_plan *plan)
{
    struct printer printer = {.out = out};

    if (plan->count == 0)
        return;
    hd_buf_add(out, "SET check_function_bodies = off;\n"
                    "SET client_min_messages = warning;\n");
    if (plan->online)
        hd_buf_add(out, "SET statement_timeout = 0;\n"
                        "SET lock_timeout = '5s';\n");
    for (size_t i = 0; i < plan->count; i++)
        step_print(&printer, &plan->steps[i], plan->online);
    transaction_switch(&printer, false);
}
