#include "migrate/lint/rule.h"

const hd_lint_rule hd_lint_rule_file_refused = {
    .id = "file-refused",
    .severity = HD_LINT_ERROR,
    .title = "a file that howdah or the server would refuse as a whole",
    .reason = "Nothing of it can run, and no other rule has looked at it.",
    .safe = "What the message says. A lint-ignore comment needs rules and a reason.",
};
