#include "diff/trial.h"

#include "base/text.h"
#include "catalog/ddl.h"
#include "catalog/read.h"
#include "diff/difference.h"
#include "parse/quote.h"

/* ---- roles ---- */

static void role_add(TALLOC_CTX *ctx, hd_strings *roles, const char *role)
{
    if (role != NULL && strcasecmp(role, "public") != 0 && !hd_strings_contain(roles, role))
        hd_vec_push(ctx, roles, role);
}

/* Roles that the schema names, quoted. */
static hd_strings roles_of(TALLOC_CTX *ctx, const hd_snapshot *schema)
{
    hd_strings roles = {0};

    for (size_t i = 0; i < schema->count; i++) {
        const hd_fact *fact = schema->facts[i];
        if (fact->kind == &hd_kind_privilege) {
            const char *grantee = hd_fact_text(fact, "grantee");
            role_add(ctx, &roles, grantee == NULL ? fact->name : grantee);
            role_add(ctx, &roles, hd_fact_text(fact, "grantor"));
        } else if (fact->kind == &hd_kind_default_privilege) {
            role_add(ctx, &roles, hd_fact_text(fact, "for_role"));
            role_add(ctx, &roles, hd_fact_text(fact, "grantee"));
        } else if (fact->kind == &hd_kind_user_mapping) {
            role_add(ctx, &roles, hd_sql_ident(ctx, fact->name));
        } else if (fact->kind == &hd_kind_policy) {
            hd_strings named = hd_fact_list(ctx, fact, "roles");
            for (size_t j = 0; j < named.count; j++)
                role_add(ctx, &roles, named.items[j]);
        }
    }
    return roles;
}

hd_error *hd_trial_make_roles(hd_scratch_server *server, const hd_scratch_db *db,
                              const hd_snapshot *schema)
{
    HD_SCRATCH(scratch);
    hd_strings roles = roles_of(scratch, schema);

    for (size_t i = 0; i < roles.count && hd_scratch_is_embedded(server); i++) {
        hd_error *err = hd_exec(db->conn, hd_printf(scratch, "CREATE ROLE %s", roles.items[i]));
        if (err != NULL && strcmp(err->sqlstate, "42710") != 0) /* it exists */
            return err;
        hd_error_free(err);
    }
    return NULL;
}

/* ---- copies ---- */

hd_error *hd_trial_open(hd_scratch_server *server, const hd_snapshot *schema, hd_scratch_db *ret)
{
    HD_SCRATCH(scratch);
    hd_ddl_script script = {0};
    hd_buf *sql = hd_buf_new(scratch);

    HD_TRY(hd_ddl_script_make(scratch, schema, true, &script));
    hd_ddl_script_print(sql, &script);
    hd_buf_add(sql, "SET synchronous_commit = off;\n");
    HD_TRY(hd_scratch_make(server, ret));
    HD_TRY(hd_trial_make_roles(server, ret, schema));
    HD_TRY(hd_error_wrap(hd_exec(ret->conn, sql->data), "copy of the schema"));
    return hd_exec(ret->conn, hd_conn_restore_sql(ret->conn));
}

/* A body may name what is made behind it, and two bodies each other: no order would do. */
static hd_error *run_unchecked(const hd_scratch_db *db, hd_plan *plan, hd_plan_step *step,
                               const hd_error *refused)
{
    enum { REASON_BYTES = 100 };

    HD_TRY(hd_exec(db->conn, "SET check_function_bodies = off"));
    HD_TRY(hd_exec(db->conn, step->sql));
    step->unchecked = hd_text_beginning(plan, refused->message, REASON_BYTES);
    return hd_exec(db->conn, "SET check_function_bodies = on");
}

static hd_error *step_run(const hd_scratch_db *db, hd_plan *plan, hd_plan_step *step)
{
    hd_error *err = hd_exec(db->conn, step->sql);

    if (err == NULL || !hd_step_makes_routine(step))
        return err;
    hd_error *second = run_unchecked(db, plan, step, err);
    hd_error_free(err);
    return second;
}

hd_error *hd_trial_run(const hd_scratch_db *db, hd_plan *plan)
{
    HD_TRY(hd_exec(db->conn, "SET check_function_bodies = on"));
    for (size_t i = 0; i < plan->count; i++) {
        hd_plan_step *step = &plan->steps[i];
        if (step->action.fact->kind == &hd_kind_owner || hd_step_is_comment(step))
            continue;
        HD_TRY(hd_error_place(step_run(db, plan, step), "plan", step->sql, 0));
    }
    return hd_exec(db->conn, hd_conn_restore_sql(db->conn));
}

hd_error *hd_trial_compare(const hd_scratch_db *db, const hd_snapshot *wanted)
{
    enum { SHOWN = 5 };
    HD_SCRATCH(scratch);
    hd_snapshot *found = NULL;
    hd_diff *diff = NULL;

    HD_TRY(hd_snapshot_read(scratch, db->conn, &found));
    const hd_diff_options options = {.from_owner = hd_conn_user(db->conn)};
    HD_TRY(hd_diff_make(scratch, found, wanted, &options, &diff));
    hd_differences differences = hd_differences_find(scratch, diff);
    if (differences.count == 0)
        return NULL;
    hd_buf *list = hd_buf_new(scratch);
    for (size_t i = 0; i < differences.count && i < SHOWN; i++) {
        hd_buf_addf(list, "%s%c ", i == 0 ? "" : "\n", hd_difference_sign(&differences.items[i]));
        hd_difference_print(list, &differences.items[i]);
    }
    return hd_error_detail(hd_error_new(HD_DIFFERENT, "%zu differences stay", differences.count),
                           "%s%s", list->data, differences.count > SHOWN ? "\n..." : "");
}
