#include "migrate/run/internal.h"

#include "migrate/journal/drift.h"
#include "migrate/journal/half_done.h"

static hd_error *check_files(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    hd_applied *applied = NULL;
    hd_drifts drifts = {0};

    HD_TRY(
        hd_applied_read(scratch, run->conn, run->journal->version_table, run->project, &applied));
    HD_TRY(hd_drift_edited(scratch, applied, run->project, &drifts));
    for (size_t i = 0; i < drifts.count; i++) {
        const char *text = drifts.items[i].text;
        if (run->options->strict)
            return hd_error_hint(hd_error_new(HD_CONFLICT, "%s", text),
                                 "\"howdah repair\" shows the choices.");
        hd_talk_say(run->talk, HD_TALK_WARN, "%s; \"howdah repair\" shows the choices", text);
    }
    return NULL;
}

hd_error *hd_run_check_journal(hd_run_state *run)
{
    bool exists = false;
    bool settled = true;

    HD_TRY(hd_journal_exists(run->conn, &exists));
    if (exists)
        HD_TRY(hd_drift_settled(run->conn, run->journal->version_table, run->project, &settled));
    if (settled)
        return NULL;
    HD_TRY(hd_journal_unfinished(run->pass, run->conn, run->journal, &run->unfinished));
    if (run->options->direction == HD_STAMP)
        return NULL;
    HD_TRY(hd_half_done_check(&run->unfinished, run->movement, run->options->direction));
    return check_files(run);
}
