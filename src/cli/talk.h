/* What long work says, on this terminal or in this log. */
#pragma once

#include "base/talk.h"
#include "cli/command.h"

/*
 * Talk to stderr: live lines and questions on a terminal only; in a log a live line
 * becomes a plain one every few seconds. Quiet mode keeps the warnings. The app must
 * outlive it.
 */
hd_talk hd_app_talk(hd_app *app);
