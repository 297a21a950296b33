#include "migrate/run/internal.h"

#include "base/text.h"
#include "migrate/drift.h"

hd_error *hd_run_check_drift(hd_run_state *run)
{
    HD_SCRATCH(scratch);
    hd_drifts drifts = {0};

    HD_TRY(hd_drift_find(scratch, run->conn, run->journal->version_table, run->project->graph,
                         &run->rows, &drifts));
    for (size_t i = 0; i < drifts.count; i++) {
        const hd_drift *drift = &drifts.items[i];
        if (drift->kind != HD_DRIFT_EDITED)
            continue;
        if (run->options->strict)
            return hd_error_hint(hd_error_new(HD_CONFLICT, "%s", drift->text),
                                 "\"howdah repair\" shows the choices.");
        hd_talk_say(run->talk, HD_TALK_WARN, "%s; \"howdah repair\" shows the choices",
                    drift->text);
    }
    return NULL;
}
