/* Snapshots as statements. */
#pragma once

#include "catalog/kinds.h"

/* "TABLE public.users", "TRIGGER t ON public.users": for COMMENT ON and ALTER. */
void hd_ddl_reference(hd_buf *out, const hd_fact *fact);

/*
 * Adds the statements that create the fact alone (with what is folded into it). False when
 * howdah has no statement for it; a comment line then says so.
 */
bool hd_ddl_create(hd_buf *out, const hd_fact *fact, const struct hd_ddl *ddl);

/*
 * What others can use before the fact is made, when they need each other: a shell of a type; a view
 * of the same columns that reads nothing. Making the fact replaces it.
 */
void hd_ddl_stand_in(hd_buf *out, const hd_fact *fact);

/* One statement, or a few that belong together: a fact and those folded into it. */
typedef struct hd_ddl_unit {
    const hd_fact *fact;
    char *sql;       /* never empty */
    bool incomplete; /* there is no statement for it: sql is a comment */
} hd_ddl_unit;

typedef struct hd_ddl_script {
    hd_ddl_unit *units; /* in an order in which they can run */
    size_t count;
    bool without_public; /* the snapshot has no schema public, as a new database has */
} hd_ddl_script;

/*
 * The statements that make the snapshot's content in an empty database, in dependency
 * order. Memory of ctx.
 *
 * Errors: HD_CONFLICT when objects need each other in a way that no order can satisfy;
 * the detail names them.
 */
hd_error *hd_ddl_script_make(TALLOC_CTX *ctx, const hd_snapshot *snapshot, bool no_owner,
                             hd_ddl_script *ret) HD_MUST_USE;

/*
 * The script as text for psql: settings first, then the units.
 */
void hd_ddl_script_print(hd_buf *out, const hd_ddl_script *script);
