#include "report/finding.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "report/value.h"

enum { PLUGIN_NAMED = 3, MS_PER_S = 1000 };

/* ---- from rows ---- */

static size_t column_of(const hd_report *report, const char *name)
{
    const hd_report_section *section = &report->sections.items[0];
    size_t i = 0;

    while (i < section->columns.count && strcmp(section->columns.items[i].name, name) != 0)
        i++;
    return i;
}

/* "public.users", "total"; a schema is joined to the name after it as SQL does. */
static const char *subject_of(TALLOC_CTX *ctx, const hd_report *report, const hd_report_row *row)
{
    hd_buf *out = hd_buf_new(ctx);

    for (size_t i = 0; i < report->subject.count; i++) {
        const char *value = row->values[column_of(report, report->subject.items[i])];
        bool after_schema = i > 0 && strcmp(report->subject.items[0], "schema") == 0;
        if (value != NULL && *value != '\0')
            hd_buf_addf(out, "%s%s", out->len == 0 ? "" : after_schema ? "." : " ", value);
    }
    return out->len == 0 ? NULL : out->data;
}

/* Value of the column of that name; NULL when there is none. */
static const char *value_of(const hd_report *report, const hd_report_row *row, const char *name)
{
    size_t column = column_of(report, name);

    return column < report->sections.items[0].columns.count ? row->values[column] : NULL;
}

/* The row's own words in a column "why" or "problem", else the values that the rules look at. */
static const char *evidence_of(TALLOC_CTX *ctx, const hd_report *report, const hd_report_row *row)
{
    const char *why = value_of(report, row, "why");
    const char *problem = value_of(report, row, "problem");

    if (problem != NULL)
        return hd_strdup(ctx, problem);
    if (why != NULL && value_of(report, row, "severity") != NULL)
        return hd_strdup(ctx, why);
    hd_buf *out = hd_buf_new(ctx);
    hd_strings seen = {0};

    for (size_t i = 0; i < report->rules.count; i++)
        for (size_t k = 0; k < report->rules.items[i].bounds.count; k++) {
            size_t index = report->rules.items[i].bounds.items[k].column;
            const hd_report_column *column = &report->sections.items[0].columns.items[index];
            if (row->values[index] == NULL || hd_strings_contain(&seen, column->name))
                continue;
            hd_vec_push(ctx, &seen, column->name);
            hd_buf_addf(out, "%s%s %s", out->len == 0 ? "" : ", ", column->name,
                        hd_report_value(ctx, column->unit, row->values[index]));
        }
    return out->data;
}

void hd_findings_add(TALLOC_CTX *ctx, const hd_report_result *result, hd_findings *findings)
{
    const hd_report *report = result->report;
    if (result->tables.count == 0 || report->rules.count == 0)
        return;
    for (size_t i = 0; i < result->tables.items[0].rows.count; i++) {
        const hd_report_row *row = &result->tables.items[0].rows.items[i];
        if (row->level == HD_LEVEL_OK)
            continue;
        hd_finding finding = {
            .level = row->level,
            .rule = hd_strdup(ctx, report->name),
            .group = report->group,
            .subject = subject_of(ctx, report, row),
            .title = hd_strdup(ctx, report->title),
            .evidence = evidence_of(ctx, report, row),
            .advice = hd_strdup(ctx, report->advice),
        };
        if (value_of(report, row, "fix") != NULL)
            finding.fix = hd_strdup(ctx, value_of(report, row, "fix"));
        hd_vec_push(ctx, findings, finding);
    }
}

static size_t group_place(const char *group)
{
    size_t i = 0;

    while (i < hd_report_group_count && strcmp(hd_report_groups[i].key, group) != 0)
        i++;
    return i;
}

static int compare_findings(const void *a, const void *b)
{
    const hd_finding *left = a;
    const hd_finding *right = b;

    if (left->level != right->level)
        return left->level > right->level ? -1 : 1;
    size_t left_place = group_place(left->group);
    size_t right_place = group_place(right->group);
    if (left_place != right_place)
        return left_place < right_place ? -1 : 1;
    int order = strcmp(left->rule, right->rule);
    if (order != 0)
        return order;
    return strcmp(left->subject == NULL ? "" : left->subject,
                  right->subject == NULL ? "" : right->subject);
}

void hd_findings_sort(hd_findings *findings)
{
    if (findings->count > 0)
        qsort(findings->items, findings->count, sizeof(*findings->items), compare_findings);
}

size_t hd_findings_count(const hd_findings *findings, enum hd_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].level == level;
    return count;
}

/* ---- printing ---- */

static void add_line(hd_buf *out, const char *label, const char *text)
{
    if (text == NULL)
        return;
    hd_buf_addf(out, "    %s", label);
    hd_utf8_add_safe(out, text);
    hd_buf_add_char(out, '\n');
}

static bool same_rule_as_before(const hd_findings *findings, size_t index)
{
    return index > 0 && strcmp(findings->items[index - 1].rule, findings->items[index].rule) == 0 &&
           findings->items[index - 1].level == findings->items[index].level;
}

void hd_findings_print(hd_buf *out, const hd_findings *findings, const hd_strings *notes,
                       bool color)
{
    for (size_t i = 0; i < findings->count; i++) {
        const hd_finding *finding = &findings->items[i];
        bool critical = finding->level == HD_LEVEL_CRITICAL;
        bool last_of_rule = i + 1 == findings->count || !same_rule_as_before(findings, i + 1);
        hd_buf_addf(out, "%s%s%s %s: ", color ? (critical ? "\x1b[31m" : "\x1b[33m") : "",
                    critical ? "!! critical" : "!  warning ", color ? "\x1b[0m" : "",
                    finding->rule);
        hd_utf8_add_safe(out, finding->subject == NULL ? finding->title : finding->subject);
        hd_buf_addf(out, "%s", finding->evidence == NULL ? "" : ": ");
        hd_utf8_add_safe(out, finding->evidence == NULL ? "" : finding->evidence);
        hd_buf_add_char(out, '\n');
        add_line(out, "fix: ", finding->fix);
        /* What is true of all findings of a rule stands once, below the last of them. */
        if (last_of_rule)
            add_line(out, "", finding->advice);
    }
    if (findings->count == 0)
        hd_buf_add(out, "Nothing to complain about.\n");
    for (size_t i = 0; i < notes->count; i++) {
        hd_buf_add(out, i == 0 ? "\nNot looked at, or not wholly:\n  " : "  ");
        hd_utf8_add_safe(out, notes->items[i]);
        hd_buf_add_char(out, '\n');
    }
}

void hd_findings_print_json(hd_buf *out, const hd_findings *findings, const hd_strings *notes)
{
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "findings");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < findings->count; i++) {
        const hd_finding *finding = &findings->items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "level", hd_level_name(finding->level));
        hd_json_put_string(&json, "rule", finding->rule);
        hd_json_put_string(&json, "group", finding->group);
        hd_json_put_string(&json, "subject", finding->subject);
        hd_json_put_string(&json, "title", finding->title);
        hd_json_put_string(&json, "evidence", finding->evidence);
        hd_json_put_string(&json, "advice", finding->advice);
        hd_json_put_string(&json, "fix", finding->fix);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_put_int(&json, "critical", (int64_t)hd_findings_count(findings, HD_LEVEL_CRITICAL));
    hd_json_put_int(&json, "warning", (int64_t)hd_findings_count(findings, HD_LEVEL_WARNING));
    hd_json_put_strings(&json, "notes", notes);
    hd_json_end(&json);
}

/* Source: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios". */
void hd_findings_print_plugin(hd_buf *out, const hd_findings *findings, uint64_t took_ms)
{
    HD_SCRATCH(scratch);
    size_t critical = hd_findings_count(findings, HD_LEVEL_CRITICAL);
    size_t warning = hd_findings_count(findings, HD_LEVEL_WARNING);
    hd_buf *text = hd_buf_new(scratch);

    hd_buf_addf(text, "HOWDAH %s - %zu critical, %zu warning",
                critical > 0  ? "CRITICAL"
                : warning > 0 ? "WARNING"
                              : "OK",
                critical, warning);
    for (size_t i = 0; i < findings->count && i < PLUGIN_NAMED; i++) {
        const hd_finding *finding = &findings->items[i];
        hd_buf_addf(text, "%s%s%s%s", i == 0 ? ": " : "; ", finding->rule,
                    finding->subject == NULL ? "" : " ",
                    finding->subject == NULL ? "" : finding->subject);
    }
    /* The bar begins the performance data. */
    for (char *p = text->data; *p != '\0'; p++)
        *p = *p == '|' || *p == '\n' ? ' ' : *p;
    hd_utf8_add_safe(out, text->data);
    hd_buf_addf(out, " | critical=%zu;;0 warning=%zu;0; time=%" PRIu64 ".%03" PRIu64 "s\n",
                critical, warning, took_ms / MS_PER_S, took_ms % MS_PER_S);
}

/* ---- other bounds ---- */

static hd_error *check_bound(enum hd_unit unit, char op, const char *value)
{
    double number = 0;

    if (op == '=' || !hd_unit_is_number(unit) || strcmp(value, "-") == 0 ||
        hd_report_number(value, &number))
        return NULL;
    return hd_error_new(HD_CONFIG, "\"%s\" is not a number with a unit", value);
}

static const char *bound_text(TALLOC_CTX *ctx, const char *word)
{
    return strcmp(word, "-") == 0 ? NULL : hd_strdup(ctx, word);
}

hd_error *hd_report_set_bounds(hd_report *report, const char *column, const char *value)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    bool found = false;

    hd_text_split(scratch, value, " \t", &words);
    if (words.count != 2)
        return hd_error_new(HD_CONFIG, "\"%s\" is not \"WARNING CRITICAL\"", value);
    for (size_t i = 0; i < report->rules.count; i++)
        for (size_t k = 0; k < report->rules.items[i].bounds.count; k++) {
            hd_report_bound *bound = &report->rules.items[i].bounds.items[k];
            const hd_report_column *about = &report->sections.items[0].columns.items[bound->column];
            if (strcmp(about->name, column) != 0)
                continue;
            HD_TRY(check_bound(about->unit, bound->op, words.items[0]));
            HD_TRY(check_bound(about->unit, bound->op, words.items[1]));
            bound->warning = bound_text(report, words.items[0]);
            bound->critical = bound_text(report, words.items[1]);
            found = true;
        }
    if (found)
        return NULL;
    return hd_error_new(HD_CONFIG, "no rule of report \"%s\" looks at a column \"%s\"",
                        report->name, column);
}
