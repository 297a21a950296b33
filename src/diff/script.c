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

/*
 * The UPDATE page by page, each in a transaction of its own; again until a pass finds
 * nothing, because rows that others change meanwhile move.
 */
static void batch_print(hd_buf *out, const hd_sql_batch *batch)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out,
                "DO $howdah$\n"
                "DECLARE\n"
                "    howdah_page bigint;\n"
                "    howdah_pages bigint;\n"
                "    howdah_rows bigint;\n"
                "    howdah_changed bigint;\n"
                "BEGIN\n"
                "    FOR howdah_pass IN 1..10 LOOP\n"
                "        WITH RECURSIVE parts (oid) AS (\n"
                "            SELECT %s::regclass::oid UNION\n"
                "            SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i\n"
                "              JOIN parts ON i.inhparent = parts.oid)\n"
                "        SELECT pg_catalog.max(pg_catalog.pg_relation_size(oid))\n"
                "               / pg_catalog.current_setting('block_size')::bigint\n"
                "          INTO howdah_pages FROM parts;\n"
                "        howdah_page := 0;\n"
                "        howdah_changed := 0;\n"
                "        WHILE howdah_page <= howdah_pages LOOP\n"
                "            %sWHERE (%s)\n"
                "               AND ctid >= pg_catalog.format('(%%s,0)', howdah_page)::tid\n"
                "               AND ctid < pg_catalog.format('(%%s,0)', howdah_page + 64)::tid;\n"
                "            GET DIAGNOSTICS howdah_rows = ROW_COUNT;\n"
                "            howdah_changed := howdah_changed + howdah_rows;\n"
                "            COMMIT;\n"
                "            howdah_page := howdah_page + 64;\n"
                "        END LOOP;\n"
                "        EXIT WHEN howdah_changed = 0;\n"
                "    END LOOP;\n"
                "END\n"
                "$howdah$;\n",
                hd_sql_literal(scratch, batch->table), batch->before, batch->condition);
}

static void batch_step_print(struct printer *printer, const hd_plan_step *step)
{
    HD_SCRATCH(scratch);
    hd_sql_batch *batch = NULL;
    hd_error *err = hd_sql_batch_parse(scratch, step->sql, &batch);

    if (step->quiet)
        hd_buf_add(printer->out, "SET session_replication_role = replica;\n");
    if (err == NULL)
        batch_print(printer->out, batch);
    else
        hd_buf_addf(printer->out, "%s;\n", step->sql);
    if (step->quiet)
        hd_buf_add(printer->out, "SET session_replication_role = origin;\n");
    hd_error_free(err);
}

static void step_print(struct printer *printer, const hd_plan_step *step, bool online)
{
    if (hd_step_is_comment(step)) {
        hd_buf_addf(printer->out, "%s\n", step->sql);
        return;
    }
    transaction_switch(printer, step->mode == HD_STEP_JOINED && printer->open);
    if (online && step->mode != HD_STEP_ALONE && !printer->open)
        patience_switch(printer, step->batch != NULL);
    transaction_switch(printer, step->mode == HD_STEP_JOINED);
    if (step->remark != NULL)
        hd_buf_addf(printer->out, "-- %s\n", step->remark);
    if (online && step->mode == HD_STEP_ALONE)
        alone_print(printer, step);
    else if (step->batch != NULL)
        batch_step_print(printer, step);
    else
        hd_buf_addf(printer->out, "%s;\n", step->sql);
}

static bool is_quiet(const hd_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->steps[i].quiet)
            return true;
    return false;
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
    if (is_quiet(plan))
        hd_buf_add(out, "-- triggers do not fire while rows are filled; who may not say so stops "
                        "here\n"
                        "SET session_replication_role = origin;\n");
    for (size_t i = 0; i < plan->count; i++)
        step_print(&printer, &plan->steps[i], plan->online);
    transaction_switch(&printer, false);
}
