#include "report/explain.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

enum { TEXT_COLUMNS = 92, INDENT = 2 };

static size_t longest_name(const hd_reports *reports)
{
    size_t longest = 0;

    for (size_t i = 0; i < reports->count; i++)
        if (strlen(reports->items[i]->name) > longest)
            longest = strlen(reports->items[i]->name);
    return longest;
}

void hd_report_print_list(hd_buf *out, const hd_reports *reports)
{
    size_t width = longest_name(reports);

    for (size_t group = 0; group < hd_report_group_count; group++) {
        bool any = false;
        for (size_t i = 0; i < reports->count; i++) {
            const hd_report *report = reports->items[i];
            if (strcmp(report->group, hd_report_groups[group].key) != 0)
                continue;
            if (!any)
                hd_buf_addf(out, "%s%s:\n", out->len > 0 ? "\n" : "",
                            hd_report_groups[group].title);
            any = true;
            hd_buf_addf(out, "  %-*s  ", (int)width, report->name);
            hd_utf8_add_safe(out, report->title);
            hd_buf_add_char(out, '\n');
        }
    }
}

void hd_report_print_list_json(hd_buf *out, const hd_reports *reports)
{
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '[');
    for (size_t i = 0; i < reports->count; i++) {
        const hd_report *report = reports->items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "name", report->name);
        hd_json_put_string(&json, "group", report->group);
        hd_json_put_string(&json, "title", report->title);
        hd_json_put_strings(&json, "aliases", &report->aliases);
        hd_json_put_bool(&json, "heavy", report->heavy);
        hd_json_put_bool(&json, "judged", report->rules.count > 0);
        hd_json_put_string(&json, "path", report->path);
        hd_json_end(&json);
    }
    hd_json_end(&json);
}

/* ---- explain ---- */

/* A paragraph broken at blanks, indented. */
static void add_paragraph(hd_buf *out, const char *text)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    size_t column = 0;

    hd_text_split(scratch, text, " \n", &words);
    for (size_t i = 0; i < words.count; i++) {
        size_t width = hd_utf8_columns(words.items[i]);
        if (column > 0 && column + 1 + width > TEXT_COLUMNS) {
            hd_buf_add_char(out, '\n');
            column = 0;
        }
        hd_buf_addf(out, "%*s", column == 0 ? INDENT : 1, "");
        hd_utf8_add_safe(out, words.items[i]);
        column += width + (column == 0 ? INDENT : 1);
    }
    hd_buf_add_char(out, '\n');
}

static void add_text(hd_buf *out, const char *label, const char *text)
{
    if (text == NULL)
        return;
    hd_buf_addf(out, "\n%s:\n", label);
    add_paragraph(out, text);
}

static void add_columns(hd_buf *out, const hd_report_section *section)
{
    size_t width = 0;

    for (size_t k = 0; k < section->columns.count; k++)
        if (strlen(section->columns.items[k].name) > width)
            width = strlen(section->columns.items[k].name);
    hd_buf_addf(out, "\nColumns%s%s:\n", *section->title == '\0' ? "" : " of ", section->title);
    for (size_t k = 0; k < section->columns.count; k++) {
        const hd_report_column *column = &section->columns.items[k];
        hd_buf_addf(out, "  %-*s  %-7s  ", (int)width, column->name, hd_unit_names[column->unit]);
        hd_utf8_add_safe(out, column->about);
        hd_buf_add_char(out, '\n');
    }
}

static void add_params(hd_buf *out, const hd_report *report)
{
    for (size_t i = 0; i < report->params.count; i++) {
        const hd_report_param *param = &report->params.items[i];
        hd_buf_addf(out, "%s  $%zu %s", i == 0 ? "\nParameters:\n" : "", i + 1, param->name);
        if (param->standard != NULL)
            hd_buf_addf(out, " (%s)", param->standard);
        hd_buf_add(out, "  ");
        hd_utf8_add_safe(out, param->about);
        hd_buf_add_char(out, '\n');
    }
}

static void add_needs(hd_buf *out, const hd_report *report)
{
    static const char *const kinds[] = {"extension ", "role ", "superuser", "table ", "server "};

    for (size_t i = 0; i < report->needs.count; i++) {
        const hd_report_need *need = &report->needs.items[i];
        hd_buf_addf(out, "%s  %s%s%s%s: ", i == 0 ? "\nNeeds:\n" : "", kinds[need->kind],
                    need->name, need->version == NULL ? "" : " ",
                    need->version == NULL ? "" : need->version);
        hd_utf8_add_safe(out, need->why);
        hd_buf_add(out, need->required ? "\n" : " (it runs without, and tells less)\n");
    }
}

static void add_rule(hd_buf *out, const hd_report *report, const hd_report_rule *rule)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < rule->bounds.count; i++) {
        const hd_report_bound *bound = &rule->bounds.items[i];
        hd_buf_addf(out, "%s%s %c%s %s for a warning, %s for critical", i == 0 ? "  " : ", and ",
                    report->sections.items[0].columns.items[bound->column].name, bound->op,
                    bound->op == '=' ? "" : "=", bound->warning == NULL ? "-" : bound->warning,
                    bound->critical == NULL ? "-" : bound->critical);
    }
    if (rule->for_ms > 0)
        hd_buf_addf(out, "; worth an alert after %s", hd_duration_text(scratch, rule->for_ms));
    hd_buf_add_char(out, '\n');
}

static void add_sql(hd_buf *out, const hd_report_section *section)
{
    hd_buf_addf(out, "\nSQL%s%s:\n", *section->title == '\0' ? "" : " of ", section->title);
    hd_utf8_add_safe(out, section->sql);
    hd_buf_add_char(out, '\n');
    for (size_t i = 0; i < section->variants.count; i++) {
        const hd_report_variant *variant = &section->variants.items[i];
        hd_buf_addf(out, "\nSQL since %s %d",
                    variant->extension == NULL ? "PostgreSQL" : variant->extension,
                    variant->version / 1000);
        if (variant->version % 1000 > 0)
            hd_buf_addf(out, ".%d", variant->version % 1000);
        hd_buf_add(out, ":\n");
        hd_utf8_add_safe(out, variant->sql);
        hd_buf_add_char(out, '\n');
    }
}

void hd_report_print_explain(hd_buf *out, const hd_report *report)
{
    hd_buf_addf(out, "%s: ", report->name);
    hd_utf8_add_safe(out, report->title);
    hd_buf_add_char(out, '\n');
    add_text(out, "Tells", report->tells);
    add_text(out, "Does not tell", report->omits);
    add_params(out, report);
    add_needs(out, report);
    for (size_t i = report->each ? 1 : 0; i < report->sections.count; i++)
        add_columns(out, &report->sections.items[i]);
    for (size_t i = 0; i < report->rules.count; i++) {
        hd_buf_add(out, i == 0 ? "\nA row is bad when:\n" : "");
        add_rule(out, report, &report->rules.items[i]);
    }
    add_text(out, "What to do", report->advice);
    add_text(out, "Cost",
             report->heavy ? "heavy: it reads data or looks at many files"
                           : "cheap: it reads catalogs and statistics only");
    add_text(out, "Source", report->source);
    add_text(out, "File", report->path);
    for (size_t i = 0; i < report->sections.count; i++)
        add_sql(out, &report->sections.items[i]);
}
