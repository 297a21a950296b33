#include "cli/lint_print.h"

#include "base/json.h"
#include "base/utf8.h"
#include "migrate/lint/rule.h"

size_t hd_lint_count(const hd_lint_files *files, hd_lint_severity severity)
{
    size_t count = 0;

    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; k < files->items[i].findings.count; k++)
            count += files->items[i].findings.items[k].ignored == NULL &&
                     files->items[i].findings.items[k].severity == severity;
    return count;
}

static size_t ignored_count(const hd_lint_files *files)
{
    size_t count = 0;

    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; k < files->items[i].findings.count; k++)
            count += files->items[i].findings.items[k].ignored != NULL;
    return count;
}

static void put(const hd_buf *out)
{
    fwrite(out->data, 1, out->len, stdout);
}

/* ---- for people ---- */

enum { WIDTH = 92 };

/* Words wrapped behind a label; the following lines are indented as far. */
static void wrap(hd_buf *out, const char *label, const char *text)
{
    size_t indent = strlen(label);
    size_t column = indent;

    hd_buf_add(out, label);
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, " ");
        if (column > indent && column + 1 + len > WIDTH) {
            hd_buf_addf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            hd_buf_add_char(out, ' ');
            column++;
        }
        hd_buf_add_n(out, at, len);
        column += len;
        at += len + (at[len] == ' ');
    }
    hd_buf_add_char(out, '\n');
}

static const char *color_of(hd_lint_severity severity)
{
    static const char *const colors[] = {
        [HD_LINT_OFF] = "",
        [HD_LINT_NOTE] = "\033[36m",
        [HD_LINT_WARNING] = "\033[33m",
        [HD_LINT_ERROR] = "\033[31m",
    };

    return colors[severity];
}

static void add_source(hd_buf *out, const hd_lint_finding *finding)
{
    HD_SCRATCH(scratch);
    size_t before = 0;

    hd_buf_addf(out, "  %5zu | ", finding->line);
    hd_utf8_add_safe(out, finding->source);
    for (size_t i = 1; i < finding->column && finding->source[before] != '\0'; i++) {
        size_t length = hd_utf8_length(finding->source + before);
        before += length == 0 ? 1 : length;
    }
    hd_buf *text = hd_buf_new(scratch);
    hd_utf8_add_safe(text, hd_strndup(scratch, finding->source, before));
    hd_buf_addf(out, "\n        | ");
    /* Tabs stay tabs, so that the caret stands where it should. */
    for (const char *c = text->data; *c == '\t'; c++)
        hd_buf_add_char(out, '\t');
    size_t tabs = strspn(text->data, "\t");
    hd_buf_addf(out, "%*s^\n", (int)hd_utf8_columns(text->data + tabs), "");
}

static void add_finding(hd_buf *out, const char *path, const hd_lint_finding *finding, bool color)
{
    hd_buf_addf(out, "%s:%zu:%zu: %s%s%s: ", path, finding->line, finding->column,
                color ? color_of(finding->severity) : "", hd_lint_severity_name(finding->severity),
                color ? "\033[0m" : "");
    hd_utf8_add_safe(out, finding->message);
    hd_buf_addf(out, " [%s]\n", finding->rule->id);
    add_source(out, finding);
}

static void add_rule(hd_buf *out, const hd_lint_finding *finding)
{
    wrap(out, "    why:  ", finding->rule->reason);
    wrap(out, "    do:   ", finding->rule->safe);
    if (finding->fix != NULL)
        hd_buf_add(out, "    howdah lint --fix rewrites it\n");
}

static void add_count(hd_buf *out, const char *before, size_t count, const char *what)
{
    hd_buf_addf(out, "%s%zu %s%s", before, count, what, count == 1 ? "" : "s");
}

static void add_counts(hd_buf *out, const hd_lint_files *files, bool verbose)
{
    size_t notes = hd_lint_count(files, HD_LINT_NOTE);

    add_count(out, "", files->count, "file");
    add_count(out, ": ", hd_lint_count(files, HD_LINT_ERROR), "error");
    add_count(out, ", ", hd_lint_count(files, HD_LINT_WARNING), "warning");
    add_count(out, ", ", notes, "note");
    if (notes > 0 && !verbose)
        hd_buf_add(out, " (--verbose shows the notes)");
    if (ignored_count(files) > 0)
        hd_buf_addf(out, ", %zu ignored", ignored_count(files));
    hd_buf_add_char(out, '\n');
}

void hd_lint_print_people(const hd_lint_files *files, const hd_strings *spared, bool verbose,
                          bool color)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    bool *told = hd_new_array(scratch, bool, hd_lint_rule_count);

    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; k < files->items[i].findings.count; k++) {
            const hd_lint_finding *finding = &files->items[i].findings.items[k];
            size_t rule = hd_lint_rule_index(finding->rule);
            if (finding->ignored != NULL || (finding->severity == HD_LINT_NOTE && !verbose))
                continue;
            add_finding(out, files->items[i].shown, finding, color);
            if (!told[rule])
                add_rule(out, finding);
            told[rule] = true;
            hd_buf_add_char(out, '\n');
        }
    for (size_t i = 0; i < spared->count; i++)
        hd_buf_addf(out, "%s%s%s",
                    i == 0 ? "small in the database, so that no lock matters: " : ", ",
                    spared->items[i], i + 1 == spared->count ? "\n" : "");
    add_counts(out, files, verbose);
    put(out);
}

/* ---- JSON ---- */

static void json_finding(hd_json *json, const hd_lint_file *file, const hd_lint_finding *finding)
{
    static const char *const sections[] = {
        [HD_LINT_PLAIN] = NULL, [HD_LINT_UPGRADE] = "upgrade", [HD_LINT_DOWNGRADE] = "downgrade"};

    hd_json_begin(json, '{');
    hd_json_put_string(json, "rule", finding->rule->id);
    hd_json_put_string(json, "severity", hd_lint_severity_name(finding->severity));
    hd_json_put_string(json, "file", file->shown);
    hd_json_put_string(json, "revision",
                       file->script->revision == NULL ? NULL : file->script->revision->id);
    hd_json_put_string(json, "section", sections[finding->section]);
    hd_json_put_int(json, "line", (int64_t)finding->line);
    hd_json_put_int(json, "column", (int64_t)finding->column);
    hd_json_put_string(json, "message", finding->message);
    hd_json_put_string(json, "reason", finding->rule->reason);
    hd_json_put_string(json, "safe", finding->rule->safe);
    hd_json_put_bool(json, "fixable", finding->fix != NULL);
    if (finding->ignored != NULL)
        hd_json_put_string(json, "ignored_because", finding->ignored);
    hd_json_end(json);
}

static void json_findings(hd_json *json, const hd_lint_files *files, const char *key, bool ignored)
{
    hd_json_key(json, key);
    hd_json_begin(json, '[');
    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; k < files->items[i].findings.count; k++)
            if ((files->items[i].findings.items[k].ignored != NULL) == ignored)
                json_finding(json, &files->items[i], &files->items[i].findings.items[k]);
    hd_json_end(json);
}

void hd_lint_print_json(const hd_lint_files *files, const hd_strings *spared)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    json_findings(&json, files, "findings", false);
    json_findings(&json, files, "ignored", true);
    hd_json_put_strings(&json, "small", spared);
    hd_json_put_int(&json, "files", (int64_t)files->count);
    hd_json_put_int(&json, "errors", (int64_t)hd_lint_count(files, HD_LINT_ERROR));
    hd_json_put_int(&json, "warnings", (int64_t)hd_lint_count(files, HD_LINT_WARNING));
    hd_json_put_int(&json, "notes", (int64_t)hd_lint_count(files, HD_LINT_NOTE));
    hd_json_end(&json);
    put(out);
}

/* ---- GitHub ---- */

/* Properties have more to escape than the message. Source: actions/toolkit, command.ts. */
static void add_escaped(hd_buf *out, const char *text, bool property)
{
    for (; *text != '\0'; text++)
        if (*text == '%' || *text == '\r' || *text == '\n' ||
            (property && (*text == ':' || *text == ',')))
            hd_buf_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            hd_buf_add_char(out, *text);
}

void hd_lint_print_github(const hd_lint_files *files)
{
    static const char *const commands[] = {[HD_LINT_OFF] = "debug",
                                           [HD_LINT_NOTE] = "notice",
                                           [HD_LINT_WARNING] = "warning",
                                           [HD_LINT_ERROR] = "error"};
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < files->count; i++)
        for (size_t k = 0; k < files->items[i].findings.count; k++) {
            const hd_lint_finding *finding = &files->items[i].findings.items[k];
            if (finding->ignored != NULL)
                continue;
            hd_buf_addf(out, "::%s file=", commands[finding->severity]);
            add_escaped(out, files->items[i].shown, true);
            hd_buf_addf(out, ",line=%zu,col=%zu,title=%s::", finding->line, finding->column,
                        finding->rule->id);
            add_escaped(out, finding->message, false);
            add_escaped(out, "\n", false);
            add_escaped(out, finding->rule->safe, false);
            hd_buf_add_char(out, '\n');
        }
    put(out);
}

/* ---- rules ---- */

void hd_lint_print_rules(const hd_lint_severity *severities)
{
    for (size_t i = 0; i < hd_lint_rule_count; i++)
        printf("%-30s %-8s %s\n", hd_lint_rules[i]->id, hd_lint_severity_name(severities[i]),
               hd_lint_rules[i]->title);
}

void hd_lint_print_rules_json(const hd_lint_severity *severities)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "rules");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < hd_lint_rule_count; i++) {
        const hd_lint_rule *rule = hd_lint_rules[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "id", rule->id);
        hd_json_put_string(&json, "severity", hd_lint_severity_name(severities[i]));
        hd_json_put_string(&json, "title", rule->title);
        hd_json_put_string(&json, "reason", rule->reason);
        hd_json_put_string(&json, "safe", rule->safe);
        hd_json_put_bool(&json, "fixable", rule->fixable);
        hd_json_put_bool(&json, "needs_database", rule->catalog);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
    put(out);
}

void hd_lint_print_rule(const hd_lint_rule *rule, hd_lint_severity severity)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_buf_addf(out, "%s: %s (%s%s)\n", rule->id, rule->title, hd_lint_severity_name(severity),
                rule->catalog ? ", needs a database" : "");
    wrap(out, "why:  ", rule->reason);
    wrap(out, "do:   ", rule->safe);
    if (rule->fixable)
        hd_buf_add(out, "howdah lint --fix rewrites what it can of it\n");
    put(out);
}
