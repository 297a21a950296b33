/* Rows in another order, fewer of them, or those of several databases together. */
#include <strings.h>

#include "base/text.h"
#include "report/print.h"

/* qsort has no argument, so what decides goes into the items. */
struct item {
    hd_report_row row;
    const char *text; /* NULL is last, whatever the direction */
    double number;
    bool numeric;
    bool descending;
    size_t index;
};

static int compare_items(const void *a, const void *b)
{
    const struct item *left = a;
    const struct item *right = b;
    int order = 0;

    if (left->text == NULL || right->text == NULL)
        order = (left->text == NULL) - (right->text == NULL);
    else {
        order = left->numeric ? (left->number > right->number) - (left->number < right->number)
                              : strcmp(left->text, right->text);
        if (left->descending)
            order = -order;
    }
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static void sort_table(hd_report_table *table, size_t column, const char *direction)
{
    HD_SCRATCH(scratch);
    size_t count = table->rows.count;
    struct item *items = hd_new_array(scratch, struct item, count + 1);
    bool numeric = hd_unit_is_number(table->section->columns.items[column].unit);
    bool descending = direction == NULL ? numeric : strcmp(direction, "desc") == 0;

    for (size_t i = 0; i < count; i++) {
        const char *text = table->rows.items[i].values[column];
        items[i] = (struct item){.row = table->rows.items[i],
                                 .text = text,
                                 .number = numeric && text != NULL ? strtod(text, NULL) : 0,
                                 .numeric = numeric,
                                 .descending = descending,
                                 .index = i};
    }
    qsort(items, count, sizeof(*items), compare_items);
    for (size_t i = 0; i < count; i++)
        table->rows.items[i] = items[i].row;
}

static hd_error *no_column(const hd_report_result *result, const char *name)
{
    HD_SCRATCH(scratch);
    const hd_report *report = result->report;
    const hd_report_section *section = &report->sections.items[report->each ? 1 : 0];
    hd_strings names = {0};

    for (size_t k = 0; k < section->columns.count; k++)
        hd_vec_push(scratch, &names, section->columns.items[k].name);
    return hd_error_hint(
        hd_error_new(HD_USAGE, "report \"%s\" has no column \"%s\"", report->name, name),
        "Its columns are: %s", hd_text_join(scratch, &names, ", "));
}

static bool declared(const hd_report *report, const char *name)
{
    for (size_t i = 0; i < report->sections.count; i++)
        for (size_t k = 0; k < report->sections.items[i].columns.count; k++)
            if (strcmp(report->sections.items[i].columns.items[k].name, name) == 0)
                return true;
    return false;
}

hd_error *hd_report_sort(hd_report_result *result, const char *order)
{
    HD_SCRATCH(scratch);
    const char *colon = strchr(order, ':');
    size_t len = colon == NULL ? strlen(order) : (size_t)(colon - order);
    const char *name = hd_strndup(scratch, order, len);
    const char *direction = colon == NULL ? NULL : colon + 1;

    if (direction != NULL && strcmp(direction, "asc") != 0 && strcmp(direction, "desc") != 0)
        return hd_error_hint(hd_error_new(HD_USAGE, "invalid direction \"%s\"", direction),
                             "Write \"%s:asc\" or \"%s:desc\".", name, name);
    if (!declared(result->report, name))
        return no_column(result, name);
    for (size_t i = 0; i < result->tables.count; i++) {
        hd_report_table *table = &result->tables.items[i];
        for (size_t k = 0; k < table->section->columns.count; k++)
            if (strcmp(table->section->columns.items[k].name, name) == 0)
                sort_table(table, k, direction);
    }
    return NULL;
}

void hd_report_limit(hd_report_result *result, size_t count)
{
    for (size_t i = 0; i < result->tables.count; i++)
        if (result->tables.items[i].rows.count > count)
            result->tables.items[i].rows.count = count;
}

/* ---- several databases ---- */

static const hd_report_section *with_database(TALLOC_CTX *ctx, const hd_report_section *section)
{
    static const hd_report_column database = {"database", HD_UNIT_TEXT, "the row is from"};
    hd_report_section *wider = hd_new(ctx, hd_report_section);

    *wider = *section;
    wider->columns.items = NULL;
    wider->columns.count = wider->columns.capacity = 0;
    hd_vec_push(wider, &wider->columns, database);
    for (size_t k = 0; k < section->columns.count; k++)
        hd_vec_push(wider, &wider->columns, section->columns.items[k]);
    return wider;
}

static void merge_rows(hd_report_result *into, const hd_report_table *from, const char *database)
{
    hd_report_table *table = &into->tables.items[0];
    size_t columns = from->section->columns.count;

    for (size_t i = 0; i < from->rows.count; i++) {
        hd_report_row row = {.values = hd_new_array(into, const char *, columns + 1),
                             .level = from->rows.items[i].level};
        row.values[0] = database;
        memcpy(row.values + 1, from->rows.items[i].values, columns * sizeof(*row.values));
        hd_vec_push(into, &table->rows, row);
    }
}

void hd_report_merge(hd_report_result *into, hd_report_result *from, const char *database)
{
    const char *name = hd_strdup(into, database);
    bool one = from->report->sections.count == (from->report->each ? 2 : 1);

    into->report = from->report;
    into->took_ms += from->took_ms;
    for (size_t i = 0; i < from->tables.count; i++) {
        hd_report_table table = from->tables.items[i];
        if (!one) {
            table.title = table.title == NULL ? name : hd_printf(into, "%s: %s", name, table.title);
            hd_vec_push(into, &into->tables, table);
            continue;
        }
        if (into->tables.count == 0)
            hd_vec_push(into, &into->tables,
                        (hd_report_table){.section = with_database(into, table.section)});
        merge_rows(into, &table, name);
    }
    for (size_t i = 0; i < from->notes.count; i++) {
        hd_report_note note = from->notes.items[i];
        note.text = hd_printf(into, "%s: %s", name, note.text);
        hd_vec_push(into, &into->notes, note);
    }
    talloc_steal(into, from);
}
