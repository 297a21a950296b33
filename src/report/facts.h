/* What the server and the role of a session can, as far as a report's needs ask for it. */
#pragma once

#include "pg/conn.h"
#include "report/report.h"

struct report_extension {
    const char *name;
    const char *schema;
    const char *text; /* of its version */
    int version;      /* see hd_report_version; 0 when it is not installed */
};

struct report_facts {
    HD_VEC(struct report_extension) extensions;
    hd_strings roles;
    hd_strings tables; /* whose privileges the session has; "superuser" is one of them */
};

/* Asks for what the report's needs name; nothing when it has none. */
hd_error *report_facts_read(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                            struct report_facts *ret) HD_MUST_USE;

/* The extension of that name; all empty when it is not installed. */
struct report_extension report_facts_extension(const struct report_facts *facts, const char *name);

/* SQL with each @schema:EXTENSION@ replaced by the quoted schema of the extension. */
const char *report_facts_fill(TALLOC_CTX *ctx, const struct report_facts *facts, const char *sql);

/* What is said when a need is not met, NULL when it is; *how: how to meet it. */
const char *report_facts_lack(TALLOC_CTX *ctx, const struct report_facts *facts,
                              const hd_report_need *need, const hd_conn *conn, const char **how);
