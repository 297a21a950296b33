/* The forms that other programs read. */
#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "report/print.h"
#include "report/value.h"

/* ---- Markdown ---- */

/* A cell is one line; what Markdown or HTML would read is escaped. */
static void add_markdown(hd_buf *out, const char *text)
{
    HD_SCRATCH(scratch);
    hd_buf *plain = hd_buf_new(scratch);

    hd_utf8_add_safe(plain, text);
    for (const char *p = plain->data; *p != '\0'; p++) {
        if (*p == '\n')
            hd_buf_add(out, "<br>");
        else if (strchr("|\\`*_<>[]", *p) != NULL)
            hd_buf_addf(out, "\\%c", *p);
        else
            hd_buf_add_char(out, *p == '\t' ? ' ' : *p);
    }
}

static void markdown_table(hd_buf *out, const hd_report_table *table)
{
    const hd_report_section *section = table->section;

    for (size_t k = 0; k < section->columns.count; k++)
        hd_buf_addf(out, "| %s ", section->columns.items[k].name);
    hd_buf_add(out, "|\n");
    for (size_t k = 0; k < section->columns.count; k++)
        hd_buf_add(out, hd_unit_is_number(section->columns.items[k].unit) ? "| ---: " : "| --- ");
    hd_buf_add(out, "|\n");
    for (size_t i = 0; i < table->rows.count; i++) {
        for (size_t k = 0; k < section->columns.count; k++) {
            HD_SCRATCH(scratch);
            const char *value = table->rows.items[i].values[k];
            hd_buf_add(out, "| ");
            if (value != NULL)
                add_markdown(out, hd_report_value(scratch, section->columns.items[k].unit, value));
            hd_buf_add(out, value == NULL ? "" : " ");
        }
        hd_buf_add(out, "|\n");
    }
}

void hd_report_print_markdown(hd_buf *out, const hd_report_result *result)
{
    const char *about = NULL;

    for (size_t i = 0; i < result->tables.count; i++) {
        const hd_report_table *table = &result->tables.items[i];
        if (table->rows.count == 0 && result->tables.count > 1)
            continue;
        if (out->len > 0)
            hd_buf_add_char(out, '\n');
        if (table->title != NULL && !hd_text_equal(about, table->title)) {
            about = table->title;
            hd_buf_add(out, "## ");
            add_markdown(out, about);
            hd_buf_add(out, "\n\n");
        }
        if (*table->section->title != '\0')
            hd_buf_addf(out, "### %s\n\n", table->section->title);
        markdown_table(out, table);
    }
    for (size_t i = 0; i < result->notes.count; i++) {
        hd_buf_add(out, i == 0 && out->len > 0 ? "\n- " : "- ");
        add_markdown(out, result->notes.items[i].text);
        hd_buf_add_char(out, '\n');
    }
}

/* ---- CSV ---- */

static void add_csv(hd_buf *out, const char *text, const hd_report_look *look)
{
    HD_SCRATCH(scratch);
    hd_buf *plain = hd_buf_new(scratch);

    if (look->terminal)
        hd_utf8_add_safe(plain, text);
    else
        hd_buf_add(plain, text);
    /* An empty string is quoted, SQL NULL is not. */
    if (plain->len > 0 && plain->data[strcspn(plain->data, ",\"\r\n")] == '\0') {
        hd_buf_add(out, plain->data);
        return;
    }
    hd_buf_add_char(out, '"');
    for (const char *p = plain->data; *p != '\0'; p++)
        hd_buf_add(out, *p == '"' ? "\"\"" : (char[]){*p, '\0'});
    hd_buf_add_char(out, '"');
}

void hd_report_print_csv(hd_buf *out, const hd_report_result *result, const hd_report_look *look)
{
    for (size_t i = 0; i < result->tables.count; i++) {
        const hd_report_table *table = &result->tables.items[i];
        size_t columns = table->section->columns.count;
        if (i > 0)
            hd_buf_add(out, "\r\n");
        for (size_t k = 0; k < columns; k++)
            hd_buf_addf(out, "%s%s", k == 0 ? "" : ",", table->section->columns.items[k].name);
        hd_buf_add(out, "\r\n");
        for (size_t row = 0; row < table->rows.count; row++) {
            for (size_t k = 0; k < columns; k++) {
                const char *value = table->rows.items[row].values[k];
                hd_buf_add(out, k == 0 ? "" : ",");
                if (value != NULL)
                    add_csv(out, value, look);
            }
            hd_buf_add(out, "\r\n");
        }
    }
}

/* ---- JSON ---- */

static void put_value(hd_json *json, enum hd_unit unit, const char *value)
{
    if (value == NULL)
        hd_json_null(json);
    else if (unit == HD_UNIT_BOOL)
        hd_json_bool(json, strcmp(value, "t") == 0);
    else if (hd_unit_is_number(unit))
        hd_json_number(json, value);
    else
        hd_json_string(json, value);
}

static void put_columns(hd_json *json, const hd_report_section *section)
{
    hd_json_key(json, "columns");
    hd_json_begin(json, '[');
    for (size_t k = 0; k < section->columns.count; k++) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "name", section->columns.items[k].name);
        hd_json_put_string(json, "unit", hd_unit_names[section->columns.items[k].unit]);
        hd_json_end(json);
    }
    hd_json_end(json);
}

static void put_table(hd_json *json, const hd_report_table *table, bool judged)
{
    const hd_report_section *section = table->section;

    put_columns(json, section);
    hd_json_key(json, "rows");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < table->rows.count; i++) {
        const hd_report_row *row = &table->rows.items[i];
        hd_json_begin(json, '{');
        for (size_t k = 0; k < section->columns.count; k++) {
            hd_json_key(json, section->columns.items[k].name);
            put_value(json, section->columns.items[k].unit, row->values[k]);
        }
        if (judged)
            hd_json_put_string(json, "level", hd_level_name(row->level));
        hd_json_end(json);
    }
    hd_json_end(json);
}

static void put_notes(hd_json *json, const hd_report_result *result)
{
    hd_json_key(json, "notes");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < result->notes.count; i++) {
        const hd_report_note *note = &result->notes.items[i];
        hd_json_begin(json, '{');
        hd_json_put_string(json, "text", note->text);
        hd_json_put_string(json, "how", note->how);
        hd_json_put_bool(json, "missing", note->missing);
        hd_json_end(json);
    }
    hd_json_end(json);
}

static void put_sections(hd_json *json, const hd_report_result *result)
{
    hd_json_key(json, "sections");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < result->tables.count; i++) {
        const hd_report_table *table = &result->tables.items[i];
        hd_json_begin(json, '{');
        hd_json_put_string(json, "title", table->section->title);
        hd_json_put_string(json, "about", table->title);
        put_table(json, table, false);
        hd_json_end(json);
    }
    hd_json_end(json);
}

/* Whether the report's answer is one table, also when there is none because of a note. */
static const hd_report_section *only_section(const hd_report *report)
{
    size_t last = report->each ? 1 : 0;

    return report->sections.count == last + 1 ? &report->sections.items[last] : NULL;
}

void hd_report_print_json(hd_buf *out, const hd_report_result *result)
{
    const hd_report *report = result->report;
    const hd_report_section *only = only_section(report);
    hd_report_table nothing = {.section = only};
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "report", report->name);
    hd_json_put_string(&json, "title", report->title);
    if (only == NULL)
        put_sections(&json, result);
    else
        put_table(&json, result->tables.count == 0 ? &nothing : &result->tables.items[0],
                  report->rules.count > 0);
    put_notes(&json, result);
    hd_json_put_int(&json, "took_ms", (int64_t)result->took_ms);
    hd_json_end(&json);
}
