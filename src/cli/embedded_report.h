/* How the commands of the embedded cluster tell what it is and where. */
#pragma once

#include "cli/command.h"

/* Prints the state on stdout, as lines or as JSON. */
hd_error *hd_embedded_report(hd_app *app) HD_MUST_USE;
