#include "diff/script.h"

#include "parse/classify.h"

/* Whether it is a comment that tells what people have to do. */
static bool is_comment(const char *sql)
{
    return strncmp(sql, "--", 2) == 0;
}

static bool is_alone(const char *sql)
{
    HD_SCRATCH(scratch);

    return !is_comment(sql) &&
           hd_sql_classify(scratch, sql, strlen(sql))->special != HD_SQL_ORDINARY;
}

static void transaction_switch(hd_buf *out, bool *open, bool wanted)
{
    if (*open != wanted)
        hd_buf_add(out, wanted ? "\nBEGIN;\n" : "COMMIT;\n");
    *open = wanted;
}

void hd_script_print(hd_buf *out, const hd_plan *plan)
{
    bool open = false;

    if (plan->count == 0)
        return;
    hd_buf_add(out, "SET check_function_bodies = off;\n"
                    "SET client_min_messages = warning;\n");
    for (size_t i = 0; i < plan->count; i++) {
        const char *sql = plan->steps[i].sql;
        if (is_comment(sql)) {
            hd_buf_addf(out, "%s\n", sql);
            continue;
        }
        transaction_switch(out, &open, !is_alone(sql));
        hd_buf_addf(out, "%s;\n", sql);
    }
    transaction_switch(out, &open, false);
}
