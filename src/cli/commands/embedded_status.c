#include "cli/embedded_report.h"

const hd_cli_command hd_command_embedded_status = {
    .name = "embedded status",
    .group = "Operate",
    .summary = "Tell whether the embedded PostgreSQL runs, and where it is",
    .text = "Changes nothing.",
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah embedded status --json", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = hd_embedded_report,
};
