/* Before a VACUUM FULL: what it locks, needs and frees. */
#include "cli/upkeep.h"

#include <inttypes.h>

#include "base/buf.h"
#include "cli/doctor.h"
#include "cli/show_report.h"
#include "report/value.h"

char *hd_bytes_text(TALLOC_CTX *ctx, int64_t bytes)
{
    HD_SCRATCH(scratch);

    return hd_report_value(ctx, HD_UNIT_BYTES, hd_printf(scratch, "%" PRId64, bytes));
}

char *hd_space_frees_text(TALLOC_CTX *ctx, const hd_space *space)
{
    HD_SCRATCH(scratch);

    if (!space->known)
        return hd_strdup(ctx, "not known (no statistics: ANALYZE makes them)");
    if (space->measured)
        return hd_printf(ctx, "%s (measured)", hd_bytes_text(scratch, space->frees_bytes));
    return hd_printf(ctx, "about %s (%s to %s)", hd_bytes_text(scratch, space->frees_bytes),
                     hd_bytes_text(scratch, space->frees_least),
                     hd_bytes_text(scratch, space->frees_most));
}

char *hd_space_indexes_text(TALLOC_CTX *ctx, const hd_space *space)
{
    HD_SCRATCH(scratch);

    return hd_printf(ctx, "about %s", hd_bytes_text(scratch, space->index_frees_bytes));
}

/* A regular expression that only the names of the targets match. */
static char *expression_of(TALLOC_CTX *ctx, const hd_upkeep_targets *targets)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_add(out, "^(");
    for (size_t i = 0; i < targets->count; i++) {
        HD_SCRATCH(scratch);
        const char *name = hd_printf(scratch, "%s.%s", targets->items[i].schema,
                                     targets->items[i].name);
        hd_buf_add(out, i == 0 ? "" : "|");
        for (const char *c = name; *c != '\0'; c++)
            hd_buf_addf(out, strchr("\\^$.|?*+()[]{}", *c) != NULL ? "\\%c" : "%c", *c);
    }
    hd_buf_add(out, ")$");
    return out->data;
}

hd_error *hd_app_verdicts(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn, const char *name,
                          const hd_upkeep_targets *targets, const char *least,
                          hd_report_result **ret)
{
    HD_SCRATCH(scratch);
    hd_report_library *library = NULL;
    hd_report *report = NULL;

    HD_TRY(hd_app_reports(scratch, app, &library));
    HD_TRY(hd_report_find(ctx, library, name, &report));
    if (report == NULL)
        return hd_error_new(HD_INTERNAL, "report \"%s\" is missing", name);
    HD_TRY(hd_app_set_thresholds(app, report));
    const char **params = hd_new_array(scratch, const char *, report->params.count + 1);
    for (size_t i = 0; i < report->params.count; i++) {
        const char *param = report->params.items[i].name;
        params[i] = report->params.items[i].standard;
        if (targets != NULL && strcmp(param, "pattern") == 0)
            params[i] = expression_of(scratch, targets);
        else if (least != NULL && strcmp(param, "least") == 0)
            params[i] = least;
    }
    return hd_report_run(ctx, conn, report, params, ret);
}

hd_error *hd_app_look_space(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn,
                            const hd_upkeep_targets *targets, hd_spaces *ret)
{
    HD_SCRATCH(scratch);
    hd_report_result *estimate = NULL;
    hd_report_result *exact = NULL;
    hd_report_result *indexes = NULL;

    if (targets->count == 0)
        return NULL;
    HD_TRY(hd_app_verdicts(scratch, app, conn, "bloat", targets, "0", &estimate));
    HD_TRY(hd_app_verdicts(scratch, app, conn, "bloat-exact", targets, NULL, &exact));
    HD_TRY(hd_app_verdicts(scratch, app, conn, "index-bloat", targets, "0", &indexes));
    for (size_t i = 0; i < estimate->notes.count; i++)
        hd_remark(app, "%s", estimate->notes.items[i].text);
    return hd_space_look(ctx, conn, targets, &(hd_space_answers){estimate, exact, indexes}, ret);
}
