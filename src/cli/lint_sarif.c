/* Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". */
#include "base/json.h"
#include "cli/lint_print.h"
#include "migrate/lint/rule.h"

static const char *level(hd_lint_severity severity)
{
    return severity == HD_LINT_OFF ? "none" : hd_lint_severity_name(severity);
}

static void put_text(hd_json *json, const char *key, const char *text)
{
    hd_json_key(json, key);
    hd_json_begin(json, '{');
    hd_json_put_string(json, "text", text);
    hd_json_end(json);
}

static void put_rule(hd_json *json, const hd_lint_rule *rule, hd_lint_severity severity)
{
    hd_json_begin(json, '{');
    hd_json_put_string(json, "id", rule->id);
    put_text(json, "shortDescription", rule->title);
    put_text(json, "fullDescription", rule->reason);
    put_text(json, "help", rule->safe);
    hd_json_key(json, "defaultConfiguration");
    hd_json_begin(json, '{');
    hd_json_put_string(json, "level", level(severity));
    hd_json_end(json);
    hd_json_end(json);
}

static void put_tool(hd_json *json, const hd_lint_severity *severities)
{
    hd_json_key(json, "tool");
    hd_json_begin(json, '{');
    hd_json_key(json, "driver");
    hd_json_begin(json, '{');
    hd_json_put_string(json, "name", "howdah");
    hd_json_put_string(json, "version", HOWDAH_VERSION);
    hd_json_key(json, "rules");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < hd_lint_rule_count; i++)
        put_rule(json, hd_lint_rules[i], severities[i]);
    hd_json_end(json);
    hd_json_end(json);
    hd_json_end(json);
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-._~/", c) != NULL;
}

/* A URI, relative to where lint ran, as an absolute path is one with its scheme. */
static void put_uri(hd_json *json, const char *path)
{
    HD_SCRATCH(scratch);
    hd_buf *uri = hd_buf_new(scratch);

    hd_buf_add(uri, *path == '/' ? "file://" : "");
    for (; *path != '\0'; path++)
        if (is_plain(*path))
            hd_buf_add_char(uri, *path);
        else
            hd_buf_addf(uri, "%%%02X", (unsigned)(unsigned char)*path);
    hd_json_put_string(json, "uri", uri->data);
}

static void put_location(hd_json *json, const char *path, const hd_lint_finding *finding)
{
    hd_json_key(json, "locations");
    hd_json_begin(json, '[');
    hd_json_begin(json, '{');
    hd_json_key(json, "physicalLocation");
    hd_json_begin(json, '{');
    hd_json_key(json, "artifactLocation");
    hd_json_begin(json, '{');
    put_uri(json, path);
    hd_json_end(json);
    hd_json_key(json, "region");
    hd_json_begin(json, '{');
    hd_json_put_int(json, "startLine", (int64_t)finding->line);
    hd_json_put_int(json, "startColumn", (int64_t)finding->column);
    hd_json_end(json);
    hd_json_end(json);
    hd_json_end(json);
    hd_json_end(json);
}

static void put_result(hd_json *json, const char *path, const hd_lint_finding *finding)
{
    hd_json_begin(json, '{');
    hd_json_put_string(json, "ruleId", finding->rule->id);
    hd_json_put_int(json, "ruleIndex", (int64_t)hd_lint_rule_index(finding->rule));
    hd_json_put_string(json, "level", level(finding->severity));
    put_text(json, "message", finding->message);
    put_location(json, path, finding);
    hd_json_key(json, "suppressions");
    hd_json_begin(json, '[');
    if (finding->ignored != NULL) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "kind", "inSource");
        hd_json_put_string(json, "justification", finding->ignored);
        hd_json_end(json);
    }
    hd_json_end(json);
    hd_json_end(json);
}

void hd_lint_print_sarif(const hd_lint_files *files, const hd_lint_severity *severities)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    hd_json_put_string(&json, "version", "2.1.0");
    hd_json_key(&json, "runs");
    hd_json_begin(&json, '[');
    hd_json_begin(&json, '{');
    put_tool(&json, severities);
    hd_json_put_string(&json, "columnKind", "unicodeCodePoints");
    hd_json_key(&json, "results");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; k < files->items[i].findings.count; k++)
            put_result(&json, files->items[i].shown, &files->items[i].findings.items[k]);
    hd_json_end(&json);
    hd_json_end(&json);
    hd_json_end(&json);
    hd_json_end(&json);
    fwrite(out->data, 1, out->len, stdout);
}
