#include "migrate/lint/rule.h"

const hd_lint_rule hd_lint_rule_unused_ignore = {
    .id = "unused-ignore",
    .severity = HD_LINT_WARNING,
    .title = "a lint-ignore comment that ignores nothing",
    .reason = "It names a rule that does not exist, or the statement below it no longer needs it; "
              "it would hide what somebody writes there later.",
    .safe = "Take it out.",
};
