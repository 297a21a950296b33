/*
 * One line at a time: comment lines at the top are fields ("-- key: value", continued by
 * lines that are indented by two blanks or more), the rest is SQL, cut into sections by
 * "-- section: TITLE" and "-- each: TITLE".
 */
#include "report/header.h"

#include <ctype.h>

#include "base/clock.h"
#include "base/text.h"

enum { MAX_SECTIONS = 40, MAX_COLUMNS = 60 };

struct parser {
    hd_report *report;
    const char *path;
    const char *text;
    size_t at;       /* of the line that is read next */
    size_t field_at; /* of the field that is parsed */
    hd_strings seen; /* fields of the header */
};

/* One field: its lines without comment marks and blanks around. */
struct field {
    const char *key;
    hd_strings lines;
};

static hd_error *wrong(const struct parser *parser, const char *fmt, ...) HD_PRINTF(2, 3);
static hd_error *wrong(const struct parser *parser, const char *fmt, ...)
{
    HD_SCRATCH(scratch);
    va_list args;

    va_start(args, fmt);
    char *message = hd_nonnull(talloc_vasprintf(scratch, fmt, args), __func__);
    va_end(args);
    return hd_error_place(hd_error_new(HD_CONFIG, "%s", message), parser->path, parser->text,
                          parser->field_at);
}

static bool is_name(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-");

    return islower((unsigned char)*text) && text[len] == '\0';
}

/* Cuts the first word off; *rest is what follows the blanks after it. */
static char *take_word(TALLOC_CTX *ctx, const char **rest)
{
    size_t len = strcspn(*rest, " \t");
    char *word = hd_strndup(ctx, *rest, len);

    *rest += len;
    *rest += strspn(*rest, " \t");
    return word;
}

/* Splits "left: right"; false when there is no colon. */
static bool split_colon(TALLOC_CTX *ctx, const char *line, char **left, const char **right)
{
    const char *colon = strchr(line, ':');

    if (colon == NULL)
        return false;
    *left = hd_text_trim(ctx, line, (size_t)(colon - line));
    *right = hd_text_trim(ctx, colon + 1, strlen(colon + 1));
    return true;
}

static hd_error *add_column(struct parser *parser, const char *line, hd_report_section *section)
{
    HD_SCRATCH(scratch);
    const char *rest = line;
    hd_report_column column = {.name = take_word(parser->report, &rest)};
    const char *unit = take_word(scratch, &rest);
    size_t i = 0;

    while (i < hd_unit_count && strcmp(hd_unit_names[i], unit) != 0)
        i++;
    if (!is_name(column.name) || strchr(column.name, '-') != NULL)
        return wrong(parser, "\"%s\" is not a name for a column", column.name);
    if (i == hd_unit_count)
        return wrong(parser, "column \"%s\" has the unknown unit \"%s\"", column.name, unit);
    if (*rest == '\0')
        return wrong(parser, "column \"%s\" is not explained", column.name);
    for (size_t k = 0; k < section->columns.count; k++)
        if (strcmp(section->columns.items[k].name, column.name) == 0)
            return wrong(parser, "column \"%s\" is there twice", column.name);
    if (section->columns.count == MAX_COLUMNS)
        return wrong(parser, "more than %d columns", MAX_COLUMNS);
    column.unit = (enum hd_unit)i;
    column.about = hd_strdup(parser->report, rest);
    hd_vec_push(parser->report, &section->columns, column);
    return NULL;
}

static hd_error *add_columns(struct parser *parser, const struct field *field,
                             hd_report_section *section)
{
    if (section->columns.count > 0 || field->lines.count == 0)
        return wrong(parser, "the columns are there twice, or not at all");
    for (size_t i = 0; i < field->lines.count; i++)
        HD_TRY(add_column(parser, field->lines.items[i], section));
    return NULL;
}

static hd_error *add_param(struct parser *parser, const char *line)
{
    HD_SCRATCH(scratch);
    hd_report_param param = {0};
    char *left = NULL;
    const char *right = NULL;

    if (!split_colon(scratch, line, &left, &right) || *right == '\0')
        return wrong(parser, "a parameter is written \"NAME = DEFAULT: what it does\"");
    const char *equals = strchr(left, '=');
    size_t len = equals == NULL ? strlen(left) : (size_t)(equals - left);
    param.name = hd_text_trim(parser->report, left, len);
    if (!is_name(param.name))
        return wrong(parser, "\"%s\" is not a name for a parameter", param.name);
    if (equals != NULL)
        param.standard = hd_text_trim(parser->report, equals + 1, strlen(equals + 1));
    param.about = hd_strdup(parser->report, right);
    hd_vec_push(parser->report, &parser->report->params, param);
    return NULL;
}

static hd_error *add_need(struct parser *parser, const char *line, bool required)
{
    static const char *const kinds[] = {"extension", "role", "superuser", "table", "server"};
    HD_SCRATCH(scratch);
    hd_report_need need = {.required = required};
    char *left = NULL;
    const char *right = NULL;
    size_t kind = 0;

    if (!split_colon(scratch, line, &left, &right) || *right == '\0')
        return wrong(parser, "a need is written \"extension NAME [VERSION]: why\", "
                             "\"role NAME: why\", \"superuser: why\", \"table NAME: why\" or "
                             "\"server VERSION: why\"");
    const char *rest = left;
    char *word = take_word(scratch, &rest);
    while (kind < HD_COUNT(kinds) && strcmp(kinds[kind], word) != 0)
        kind++;
    if (kind == HD_COUNT(kinds))
        return wrong(parser, "\"%s\" is not extension, role, superuser, table or server", word);
    need.kind = (enum hd_need_kind)kind;
    need.name = take_word(parser->report, &rest);
    if ((need.kind == HD_NEED_SUPERUSER) != (*need.name == '\0'))
        return wrong(parser, "\"%s\" needs a name, and \"superuser\" has none", word);
    if (need.kind == HD_NEED_SERVER && strspn(need.name, "0123456789") != strlen(need.name))
        return wrong(parser, "\"%s\" is not the major version of a server", need.name);
    if (*rest != '\0') {
        if (need.kind != HD_NEED_EXTENSION || hd_report_version(rest) == 0)
            return wrong(parser, "\"%s\" is not the version of an extension", rest);
        need.version = hd_strdup(parser->report, rest);
    }
    need.why = hd_strdup(parser->report, right);
    hd_vec_push(parser->report, &parser->report->needs, need);
    return NULL;
}

/* ---- rules ---- */

static hd_error *find_column(const struct parser *parser, const char *name, size_t *ret)
{
    const hd_report_section *section = &parser->report->sections.items[0];

    for (size_t i = 0; i < section->columns.count; i++)
        if (strcmp(section->columns.items[i].name, name) == 0) {
            *ret = i;
            return NULL;
        }
    return wrong(parser, "there is no column \"%s\"", name);
}

static hd_error *check_bound(const struct parser *parser, const hd_report_bound *bound,
                             const char *value)
{
    enum hd_unit unit = parser->report->sections.items[0].columns.items[bound->column].unit;
    double number = 0;

    if (value == NULL || bound->op == '=')
        return NULL;
    if (!hd_unit_is_number(unit))
        return wrong(parser, "a column of unit %s can only be compared by \"=\"",
                     hd_unit_names[unit]);
    if (!hd_report_number(value, &number))
        return wrong(parser, "\"%s\" is not a number with a unit", value);
    return NULL;
}

static const char *bound_value(TALLOC_CTX *ctx, const char **rest)
{
    char *word = take_word(ctx, rest);

    return strcmp(word, "-") == 0 || *word == '\0' ? NULL : word;
}

static hd_error *add_bound(struct parser *parser, const char **rest, hd_report_rule *rule)
{
    HD_SCRATCH(scratch);
    hd_report_bound bound = {0};

    HD_TRY(find_column(parser, take_word(scratch, rest), &bound.column));
    const char *op = take_word(scratch, rest);
    if (strcmp(op, ">=") != 0 && strcmp(op, "<=") != 0 && strcmp(op, "=") != 0)
        return wrong(parser, "\"%s\" is not >=, <= or =", op);
    bound.op = *op;
    bound.warning = bound_value(parser->report, rest);
    bound.critical = bound_value(parser->report, rest);
    if (bound.warning == NULL && bound.critical == NULL)
        return wrong(parser, "a rule has a warning, a critical value or both");
    HD_TRY(check_bound(parser, &bound, bound.warning));
    HD_TRY(check_bound(parser, &bound, bound.critical));
    hd_vec_push(parser->report, &rule->bounds, bound);
    return NULL;
}

/* "column >= 5min 30min and other >= 1GB 10GB for 5min" */
static hd_error *add_rule(struct parser *parser, const char *line)
{
    HD_SCRATCH(scratch);
    const char *rest = line;
    hd_report_rule rule = {0};
    char *word = NULL;

    do {
        HD_TRY(add_bound(parser, &rest, &rule));
        word = take_word(scratch, &rest);
    } while (strcmp(word, "and") == 0);
    if (strcmp(word, "for") == 0) {
        const char *duration = take_word(scratch, &rest);
        hd_error *err = hd_duration_parse(duration, &rule.for_ms);
        if (err != NULL) {
            hd_error_free(err);
            return wrong(parser, "invalid duration \"%s\"", duration);
        }
        word = take_word(scratch, &rest);
    }
    if (*word != '\0')
        return wrong(parser, "\"%s\" is neither \"and\" nor \"for\"", word);
    hd_vec_push(parser->report, &parser->report->rules, rule);
    return NULL;
}

/* ---- fields ---- */

static hd_error *set_choice(const struct parser *parser, const char *value, const char *no,
                            const char *yes, bool *ret)
{
    *ret = strcmp(value, yes) == 0;
    if (!*ret && strcmp(value, no) != 0)
        return wrong(parser, "\"%s\" is neither \"%s\" nor \"%s\"", value, no, yes);
    return NULL;
}

static hd_error *set_group(struct parser *parser, const char *value)
{
    for (size_t i = 0; i < hd_report_group_count; i++)
        if (strcmp(hd_report_groups[i].key, value) == 0) {
            parser->report->group = hd_report_groups[i].key;
            return NULL;
        }
    return wrong(parser, "there is no group \"%s\" of reports", value);
}

/* Fields whose lines are one text. */
static const char **text_field(hd_report *report, const char *key)
{
    const struct {
        const char *key;
        const char **text;
    } texts[] = {
        {"name", &report->name},   {"title", &report->title},   {"tells", &report->tells},
        {"omits", &report->omits}, {"advice", &report->advice}, {"source", &report->source},
    };

    for (size_t i = 0; i < HD_COUNT(texts); i++)
        if (strcmp(texts[i].key, key) == 0)
            return texts[i].text;
    return NULL;
}

static hd_error *parse_list(struct parser *parser, const struct field *field, bool *known)
{
    bool needs = strcmp(field->key, "needs") == 0;
    bool wants = strcmp(field->key, "wants") == 0;
    bool params = strcmp(field->key, "params") == 0;
    bool rules = strcmp(field->key, "judge") == 0;

    *known = needs || wants || params || rules;
    for (size_t i = 0; i < field->lines.count && *known; i++) {
        const char *line = field->lines.items[i];
        HD_TRY(params  ? add_param(parser, line)
               : rules ? add_rule(parser, line)
                       : add_need(parser, line, needs));
    }
    return NULL;
}

static hd_error *parse_field(struct parser *parser, const struct field *field)
{
    hd_report *report = parser->report;
    const char *value = hd_text_join(report, &field->lines, " ");
    const char **text = text_field(report, field->key);
    bool known = false;

    if (hd_strings_contain(&parser->seen, field->key))
        return wrong(parser, "field \"%s\" is there twice", field->key);
    hd_vec_push(report, &parser->seen, field->key);
    if (*value == '\0')
        return wrong(parser, "field \"%s\" is empty", field->key);
    if (text != NULL) {
        *text = value;
        return NULL;
    }
    if (strcmp(field->key, "group") == 0)
        return set_group(parser, value);
    if (strcmp(field->key, "cost") == 0)
        return set_choice(parser, value, "cheap", "heavy", &report->heavy);
    if (strcmp(field->key, "locked") == 0)
        return set_choice(parser, value, "waited for", "gone around", &report->around_locks);
    if (strcmp(field->key, "scope") == 0)
        return set_choice(parser, value, "database", "cluster", &report->cluster);
    bool also = strcmp(field->key, "also") == 0;
    if (also || strcmp(field->key, "subject") == 0) {
        hd_text_split(report, value, " ,", also ? &report->aliases : &report->subject);
        return NULL;
    }
    if (strcmp(field->key, "columns") == 0)
        return add_columns(parser, field, &report->sections.items[0]);
    HD_TRY(parse_list(parser, field, &known));
    return known ? NULL : wrong(parser, "there is no field \"%s\"", field->key);
}

/* ---- lines ---- */

static size_t line_length(const struct parser *parser)
{
    return strcspn(parser->text + parser->at, "\n");
}

static void next_line(struct parser *parser)
{
    parser->at += line_length(parser);
    if (parser->text[parser->at] == '\n')
        parser->at++;
}

static bool at_comment(const struct parser *parser)
{
    return hd_text_starts(parser->text + parser->at, "--");
}

static bool at_continuation(const struct parser *parser)
{
    return hd_text_starts(parser->text + parser->at, "--  ") ||
           hd_text_starts(parser->text + parser->at, "--\t");
}

/* "-- section: ..." or "-- each: ..." */
static bool at_marker(const struct parser *parser)
{
    return hd_text_starts(parser->text + parser->at, "-- section:") ||
           hd_text_starts(parser->text + parser->at, "-- each:");
}

/* Adds an item, or, when more is set, adds to the one before. */
static void push_line(struct parser *parser, struct field *field, const char *from, size_t len,
                      bool more)
{
    char *line = hd_text_trim(parser->report, from, len);

    if (*line == '\0')
        return;
    if (more && field->lines.count > 0)
        field->lines.items[field->lines.count - 1] = hd_printf(
            parser->report, "%s %s", field->lines.items[field->lines.count - 1], line);
    else
        hd_vec_push(parser->report, &field->lines, line);
}

/* Blanks after the comment mark of this line; 0 when it continues nothing. */
static size_t indentation(const struct parser *parser)
{
    return !at_continuation(parser) ? 0 : strspn(parser->text + parser->at + 2, " \t");
}

/*
 * Reads the field that begins at this line, with its continuation lines. A value on the first
 * line is one item; otherwise each line is one, and what is indented more continues it.
 */
static hd_error *read_field(struct parser *parser, struct field *ret)
{
    const char *line = parser->text + parser->at;
    size_t len = line_length(parser);
    const char *colon = memchr(line, ':', len);

    parser->field_at = parser->at;
    *ret = (struct field){0};
    if (!hd_text_starts(line, "-- ") || at_continuation(parser) || colon == NULL)
        return wrong(parser, "a line of the header is not \"-- FIELD: VALUE\"");
    ret->key = hd_text_trim(parser->report, line + 3, (size_t)(colon - line) - 3);
    push_line(parser, ret, colon + 1, len - (size_t)(colon - line) - 1, false);
    next_line(parser);
    size_t first = ret->lines.count > 0 ? 0 : indentation(parser);
    while (at_continuation(parser)) {
        bool more = indentation(parser) > first;
        push_line(parser, ret, parser->text + parser->at + 2, line_length(parser) - 2, more);
        next_line(parser);
    }
    return NULL;
}

/* SQL up to the next marker, without white space and semicolon at its end. */
static hd_error *read_sql(struct parser *parser, const char **ret)
{
    size_t start = parser->at;

    parser->field_at = start;
    while (parser->text[parser->at] != '\0' && !at_marker(parser))
        next_line(parser);
    size_t len = parser->at - start;
    while (len > 0 && (isspace((unsigned char)parser->text[start + len - 1]) ||
                       parser->text[start + len - 1] == ';'))
        len--;
    *ret = hd_text_trim(parser->report, parser->text + start, len);
    return **ret == '\0' ? wrong(parser, "there is no SQL") : NULL;
}

/* "-- section: TITLE", with its columns when it is not that of a variant. */
static hd_error *read_section(struct parser *parser, bool with_columns, hd_report_section *ret)
{
    struct field marker = {0};
    struct field field = {0};

    HD_TRY(read_field(parser, &marker));
    ret->title = hd_text_join(parser->report, &marker.lines, " ");
    if (*ret->title == '\0')
        return wrong(parser, "a section has a title");
    if (with_columns) {
        HD_TRY(read_field(parser, &field));
        if (strcmp(field.key, "columns") != 0)
            return wrong(parser, "a section begins with its columns");
        HD_TRY(add_columns(parser, &field, ret));
    }
    return read_sql(parser, &ret->sql);
}

static hd_error *read_sections(struct parser *parser)
{
    hd_report *report = parser->report;

    while (parser->text[parser->at] != '\0') {
        hd_report_section section = {0};
        bool each = hd_text_starts(parser->text + parser->at, "-- each:");

        parser->field_at = parser->at;
        if (report->sections.count == MAX_SECTIONS)
            return wrong(parser, "more than %d sections", MAX_SECTIONS);
        if (each && report->sections.count > 0)
            return wrong(parser, "\"each\" is the first section");
        HD_TRY(read_section(parser, true, &section));
        if (each && section.columns.count != 2)
            return wrong(parser, "\"each\" has two columns, key and title");
        report->each = report->each || each;
        hd_vec_push(report, &report->sections, section);
    }
    return NULL;
}

static hd_error *read_header(struct parser *parser)
{
    struct field field = {0};

    while (at_comment(parser) && !at_marker(parser)) {
        HD_TRY(read_field(parser, &field));
        HD_TRY(parse_field(parser, &field));
    }
    return NULL;
}

/* Without markers, the header's columns and the SQL after it are the only section. */
static hd_error *read_body(struct parser *parser)
{
    hd_report *report = parser->report;
    hd_report_section *first = &report->sections.items[0];

    while (isspace((unsigned char)parser->text[parser->at]))
        parser->at++;
    parser->field_at = parser->at;
    if (!at_marker(parser)) {
        if (first->columns.count == 0)
            return wrong(parser, "field \"columns\" is missing");
        HD_TRY(read_sql(parser, &first->sql));
        return parser->text[parser->at] == '\0'
                   ? NULL
                   : wrong(parser, "SQL stands before the first section");
    }
    if (first->columns.count > 0)
        return wrong(parser, "a report with sections has columns in each of them");
    report->sections.count = 0;
    HD_TRY(read_sections(parser));
    return report->each && report->sections.count < 2
               ? wrong(parser, "after \"each\" comes a section")
               : NULL;
}

static hd_error *check_required(struct parser *parser, const char *name)
{
    static const char *const required[] = {"name", "title", "group", "tells", "cost", "source"};
    const hd_report *report = parser->report;

    parser->field_at = 0;
    for (size_t i = 0; i < HD_COUNT(required); i++)
        if (!hd_strings_contain(&parser->seen, required[i]))
            return wrong(parser, "field \"%s\" is missing", required[i]);
    if (strcmp(report->name, name) != 0 || !is_name(name))
        return wrong(parser, "the name \"%s\" is not that of the file", report->name);
    for (size_t i = 0; i < report->subject.count; i++) {
        size_t column = 0;
        HD_TRY(find_column(parser, report->subject.items[i], &column));
    }
    if (report->rules.count > 0 && report->advice == NULL)
        return wrong(parser, "a report that judges has advice");
    return NULL;
}

hd_error *hd_report_parse(TALLOC_CTX *ctx, const char *name, const char *path, const char *text,
                          hd_report **ret)
{
    HD_SCRATCH(scratch);
    hd_report *report = hd_new(scratch, hd_report);
    struct parser parser = {.report = report, .path = path, .text = text};

    hd_vec_push(report, &report->sections, (hd_report_section){.title = ""});
    HD_TRY(read_header(&parser));
    HD_TRY(read_body(&parser));
    HD_TRY(check_required(&parser, name));
    *ret = talloc_steal(ctx, report);
    return NULL;
}

/* ---- variants ---- */

static hd_error *parse_since(struct parser *parser, hd_report_variant *ret)
{
    struct field field = {0};

    if (!at_comment(parser))
        return wrong(parser, "a variant begins with \"-- since: server VERSION\"");
    HD_TRY(read_field(parser, &field));
    const char *rest = hd_text_join(parser->report, &field.lines, " ");
    const char *what = take_word(parser->report, &rest);
    ret->extension = strcmp(what, "server") == 0 ? NULL : what;
    ret->version = hd_report_version(rest);
    if (strcmp(field.key, "since") != 0 || ret->version == 0)
        return wrong(parser, "a variant begins with \"-- since: server VERSION\" or "
                             "\"-- since: EXTENSION VERSION\"");
    return NULL;
}

static hd_error *add_variant(const struct parser *parser, const char *title,
                             const hd_report_variant *variant)
{
    hd_report *report = parser->report;

    for (size_t i = 0; i < report->sections.count; i++)
        if (strcmp(report->sections.items[i].title, title) == 0) {
            hd_vec_push(report, &report->sections.items[i].variants, *variant);
            return NULL;
        }
    return wrong(parser, "report \"%s\" has no section \"%s\"", report->name, title);
}

hd_error *hd_report_parse_variant(hd_report *report, const char *path, const char *text)
{
    struct parser parser = {.report = report, .path = path, .text = text};
    hd_report_variant variant = {0};

    HD_TRY(parse_since(&parser, &variant));
    if (!at_marker(&parser)) {
        HD_TRY(read_sql(&parser, &variant.sql));
        if (text[parser.at] != '\0')
            return wrong(&parser, "SQL stands before the first section");
        return add_variant(&parser, "", &variant);
    }
    while (text[parser.at] != '\0') {
        hd_report_section section = {0};
        HD_TRY(read_section(&parser, false, &section));
        variant.sql = section.sql;
        HD_TRY(add_variant(&parser, section.title, &variant));
    }
    return NULL;
}
