/*
 * The header is read in one pass over its lines: a line is one of the six
 * "Name: value" lines, which are kept as slices of the text, or free text, which is
 * gathered into the doc. Nothing is copied before the header is known to be good.
 */
#include "migrate/files/revision_file.h"

#include <assert.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"

enum field {
    FIELD_ID,
    FIELD_DOWN,
    FIELD_CREATE_DATE,
    FIELD_LABELS,
    FIELD_DEPENDS_ON,
    FIELD_REPLACES,
    FIELD_COUNT,
};

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_ID] = "Revision ID",          [FIELD_DOWN] = "Revises",
    [FIELD_CREATE_DATE] = "Create Date", [FIELD_LABELS] = "Branch Labels",
    [FIELD_DEPENDS_ON] = "Depends On",   [FIELD_REPLACES] = "Replaces",
};

static const char empty_message[] = "empty message";
static const char directive_word[] = "howdah";
static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* text[start .. start + len) */
struct slice {
    size_t start;
    size_t len;
};

struct header {
    const char *path;
    const char *text;
    size_t len;
    struct slice values[FIELD_COUNT];
    bool given[FIELD_COUNT];
    hd_buf *doc;
    bool gap;        /* an empty line has been seen since the last free text */
    bool in_message; /* the first paragraph of free text is not yet over */
    size_t end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct slice slice_trim(const char *text, struct slice slice)
{
    while (slice.len > 0 && is_blank(text[slice.start + slice.len - 1]))
        slice.len--;
    while (slice.len > 0 && is_blank(text[slice.start])) {
        slice.start++;
        slice.len--;
    }
    return slice;
}

/* The line at start without its end; *next is where the following one begins. */
static struct slice line_at(const char *text, size_t len, size_t start, size_t *next)
{
    const char *newline = memchr(text + start, '\n', len - start);
    size_t line_end = newline == NULL ? len : (size_t)(newline - text);

    *next = newline == NULL ? len : line_end + 1;
    if (line_end > start && text[line_end - 1] == '\r')
        line_end--;
    return (struct slice){start, line_end - start};
}

/* How many bytes of name are in front of a colon in the line; 0 when there is none. */
static size_t name_length(const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);

    return colon == NULL ? 0 : (size_t)(colon - line);
}

/* Which known line this is: its field, or FIELD_COUNT. */
static enum field line_field(const char *line, size_t len)
{
    size_t name_len = name_length(line, len);

    for (enum field f = FIELD_ID; name_len > 0 && f < FIELD_COUNT; f++)
        if (strlen(field_names[f]) == name_len && strncasecmp(line, field_names[f], name_len) == 0)
            return f;
    return FIELD_COUNT;
}

static hd_error *header_error(const struct header *header, size_t offset, hd_error *err)
{
    return hd_error_place(err, header->path, header->text, offset);
}

/*
 * "Branch Label: x" would be free text and its label silently missing, so a name
 * that is almost a known one is refused. In the message anything goes.
 */
static hd_error *check_near_miss(const struct header *header, struct slice line)
{
    enum { LONGEST_NAME = 16 };
    HD_SCRATCH(scratch);
    size_t name_len = name_length(header->text + line.start, line.len);

    if (name_len == 0 || name_len > LONGEST_NAME)
        return NULL;
    char *name = hd_strndup(scratch, header->text + line.start, name_len);
    const char *nearest = hd_text_nearest(name, field_names, FIELD_COUNT);
    if (nearest == NULL)
        return NULL;
    return header_error(
        header, line.start,
        hd_error_hint(hd_error_new(HD_CONFIG, "header line \"%s:\" is not known", name),
                      "Did you mean \"%s:\"? If it is free text, word it otherwise.", nearest));
}

/* Adds a line to the free text; gaps at its ends vanish, several in a row become one. */
static void doc_add(struct header *header, struct slice line)
{
    hd_buf *doc = header->doc;

    if (line.len == 0) {
        header->gap = doc->len > 0;
        header->in_message = header->in_message && doc->len == 0;
        return;
    }
    if (doc->len > 0)
        hd_buf_add(doc, header->gap ? "\n\n" : "\n");
    hd_buf_add_n(doc, header->text + line.start, line.len);
    header->gap = false;
}

/* A line of the header, without "--" and the blanks around it. */
static hd_error *header_line(struct header *header, struct slice raw)
{
    struct slice line = slice_trim(header->text, raw);
    enum field f = line_field(header->text + line.start, line.len);

    if (f == FIELD_COUNT) {
        if (!header->in_message)
            HD_TRY(check_near_miss(header, line));
        /* Free text keeps its indentation behind "-- ". */
        if (line.len > 0 && raw.start < line.start && header->text[raw.start] == ' ')
            raw.start++;
        if (line.len > 0)
            line = (struct slice){raw.start, line.start + line.len - raw.start};
        doc_add(header, line);
        return NULL;
    }
    if (header->given[f])
        return header_error(
            header, line.start,
            hd_error_new(HD_CONFIG, "header line \"%s:\" is given twice", field_names[f]));
    size_t skip = strlen(field_names[f]) + 1;
    header->given[f] = true;
    header->in_message = false;
    header->values[f] = slice_trim(header->text,
                                   (struct slice){line.start + skip, line.len - skip});
    return NULL;
}

/* Also one that is misspelt: the header is over, and who reads the body will say so. */
static bool is_directive(const char *text, struct slice comment)
{
    struct slice line = slice_trim(text, comment);
    size_t at = strlen(directive_word);

    if (line.len < at || strncasecmp(text + line.start, directive_word, at) != 0)
        return false;
    while (at < line.len && is_blank(text[line.start + at]))
        at++;
    return at < line.len && text[line.start + at] == ':';
}

static size_t skip_byte_order_mark(const char *text, size_t len)
{
    size_t mark_len = sizeof(byte_order_mark) - 1;

    return len >= mark_len && memcmp(text, byte_order_mark, mark_len) == 0 ? mark_len : 0;
}

static hd_error *header_scan(struct header *header)
{
    size_t next = 0;

    for (size_t at = skip_byte_order_mark(header->text, header->len); at < header->len; at = next) {
        struct slice raw = line_at(header->text, header->len, at, &next);
        struct slice line = slice_trim(header->text, raw);
        bool comment = line.len >= 2 && memcmp(header->text + line.start, "--", 2) == 0;
        struct slice inner = {line.start + 2, comment ? line.len - 2 : 0};

        if (line.len > 0 && (!comment || is_directive(header->text, inner))) {
            header->end = at;
            return NULL;
        }
        /* PostgreSQL ends a comment there, so what follows would be SQL. */
        if (memchr(header->text + raw.start, '\r', raw.len) != NULL)
            return header_error(
                header, raw.start,
                hd_error_new(HD_CONFIG, "header line has a carriage return inside"));
        if (line.len == 0)
            inner = line;
        HD_TRY(header_line(header, inner));
    }
    header->end = header->len;
    return NULL;
}

static hd_error *missing_line(const struct header *header, enum field f, const char *example)
{
    return header_error(
        header, header->end,
        hd_error_hint(hd_error_new(HD_CONFIG, "revision file has no \"%s:\" line", field_names[f]),
                      "Its first lines must be comments, among them \"-- %s: %s\".", field_names[f],
                      example));
}

static hd_error *header_check(const struct header *header)
{
    struct slice id = header->values[FIELD_ID];

    if (!header->given[FIELD_ID])
        return missing_line(header, FIELD_ID, "1975ea83b712");
    if (!header->given[FIELD_DOWN])
        return hd_error_hint(missing_line(header, FIELD_DOWN, ""),
                             "Write \"-- Revises:\" with the id of the revision before this one, "
                             "or with nothing behind it for a first revision.");
    if (id.len == 0)
        return header_error(header, id.start, hd_error_new(HD_CONFIG, "revision id is empty"));
    if (memchr(header->text + id.start, ',', id.len) != NULL)
        return header_error(header, id.start,
                            hd_error_new(HD_CONFIG, "revision id must not contain a comma"));
    if (memchr(header->text, '\0', header->end) != NULL)
        return header_error(header, 0,
                            hd_error_new(HD_CONFIG, "file is not text: it contains a zero byte"));
    return NULL;
}

static char *slice_text(TALLOC_CTX *ctx, const char *text, struct slice slice)
{
    return hd_strndup(ctx, text + slice.start, slice.len);
}

/* Parts between commas; empty ones (a comma too many) are left out. */
static hd_strings slice_list(TALLOC_CTX *ctx, const char *text, struct slice list)
{
    hd_strings parts = {0};
    size_t end = list.start + list.len;

    for (size_t at = list.start; at < end;) {
        const char *comma = memchr(text + at, ',', end - at);
        size_t stop = comma == NULL ? end : (size_t)(comma - text);
        struct slice part = slice_trim(text, (struct slice){at, stop - at});

        if (part.len > 0)
            hd_vec_push(ctx, &parts, slice_text(ctx, text, part));
        at = stop + 1;
    }
    return parts;
}

/* The first paragraph of the doc on one line. */
static const char *message_of(TALLOC_CTX *ctx, const char *doc)
{
    const char *gap = strstr(doc, "\n\n");

    if (gap == NULL && strchr(doc, '\n') == NULL)
        return doc;
    char *message = hd_strndup(ctx, doc, gap == NULL ? strlen(doc) : (size_t)(gap - doc));
    for (char *c = strchr(message, '\n'); c != NULL; c = strchr(c, '\n'))
        *c = ' ';
    return message;
}

static hd_revision *header_revision(TALLOC_CTX *ctx, const struct header *header)
{
    hd_revision *revision = hd_new(ctx, hd_revision);
    const char *text = header->text;
    const hd_buf *doc = header->doc;

    revision->path = header->path;
    revision->id = slice_text(revision, text, header->values[FIELD_ID]);
    revision->down = slice_list(revision, text, header->values[FIELD_DOWN]);
    revision->labels = slice_list(revision, text, header->values[FIELD_LABELS]);
    revision->depends_on = slice_list(revision, text, header->values[FIELD_DEPENDS_ON]);
    revision->replaces = slice_list(revision, text, header->values[FIELD_REPLACES]);
    if (header->given[FIELD_CREATE_DATE])
        revision->create_date = slice_text(revision, text, header->values[FIELD_CREATE_DATE]);
    revision->doc = hd_strndup(revision, doc->data, doc->len);
    revision->message = message_of(revision, revision->doc);
    return revision;
}

hd_error *hd_revision_parse(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                            hd_revision **ret, size_t *end)
{
    HD_SCRATCH(scratch);
    struct header header = {.path = path, .text = text, .len = len, .in_message = true};

    header.doc = hd_buf_new(scratch);
    HD_TRY(header_scan(&header));
    HD_TRY(header_check(&header));
    *ret = header_revision(ctx, &header);
    if (end != NULL)
        *end = header.end;
    return NULL;
}

static void print_line(hd_buf *buf, enum field f, const char *value)
{
    /* No blank at the end of the line of a base. */
    hd_buf_addf(buf, "-- %s:%s%s\n", field_names[f], *value == '\0' ? "" : " ", value);
}

static void print_list(hd_buf *buf, enum field f, const hd_strings *values, bool always)
{
    HD_SCRATCH(scratch);

    if (values->count > 0 || always)
        print_line(buf, f, hd_text_join(scratch, values, ", "));
}

static bool text_is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static void print_doc(hd_buf *buf, const hd_revision *revision)
{
    HD_SCRATCH(scratch);
    const char *doc = revision->doc == NULL ? revision->message : revision->doc;
    size_t len = 0;
    size_t next = 0;

    if (text_is_blank(doc))
        doc = empty_message;
    doc = hd_text_trim(scratch, doc, strlen(doc));
    len = strlen(doc);
    for (size_t at = 0; at < len; at = next) {
        struct slice line = line_at(doc, len, at, &next);
        while (line.len > 0 && is_blank(doc[line.start + line.len - 1]))
            line.len--;
        hd_buf_add(buf, line.len == 0 ? "--" : "-- ");
        hd_buf_add_n(buf, doc + line.start, line.len);
        hd_buf_add_char(buf, '\n');
    }
}

static void print_section(hd_buf *buf, const char *name, const hd_revision_section *section,
                          const char *placeholder)
{
    hd_buf_addf(buf, "\n-- %s: %s", directive_word, name);
    if (section->options != NULL)
        hd_buf_addf(buf, " %s", section->options);
    hd_buf_add_char(buf, '\n');
    hd_buf_add(buf, section->sql == NULL ? placeholder : section->sql);
    if (buf->data[buf->len - 1] != '\n')
        hd_buf_add_char(buf, '\n');
}

char *hd_revision_print(TALLOC_CTX *ctx, const hd_revision *revision,
                        const hd_revision_section *upgrade, const hd_revision_section *downgrade)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    print_doc(buf, revision);
    hd_buf_add(buf, "--\n");
    print_line(buf, FIELD_ID, revision->id);
    print_list(buf, FIELD_DOWN, &revision->down, true);
    if (revision->create_date != NULL)
        print_line(buf, FIELD_CREATE_DATE, revision->create_date);
    print_list(buf, FIELD_LABELS, &revision->labels, false);
    print_list(buf, FIELD_DEPENDS_ON, &revision->depends_on, false);
    print_list(buf, FIELD_REPLACES, &revision->replaces, false);
    print_section(buf, "upgrade", upgrade, "-- Write the statements that make the change here.\n");
    print_section(buf, "downgrade", downgrade,
                  "-- Write the statements that undo it here. When nothing can: "
                  "\"-- howdah: irreversible REASON\"\n");
    return hd_buf_take(ctx, buf);
}

char *hd_revision_replace(TALLOC_CTX *ctx, const char *text, size_t len, const char *name,
                          const char *value)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    size_t next = 0;

    for (size_t at = skip_byte_order_mark(text, len); at < len; at = next) {
        struct slice raw = line_at(text, len, at, &next);
        struct slice line = slice_trim(text, raw);
        struct slice inner = {line.start + 2, line.len < 2 ? 0 : line.len - 2};
        size_t rest = raw.start + raw.len;

        inner = slice_trim(text, inner);
        enum field f = line_field(text + inner.start, inner.len);
        if (f == FIELD_COUNT || strcmp(field_names[f], name) != 0)
            continue;
        hd_buf_add_n(buf, text, inner.start + strlen(name));
        hd_buf_addf(buf, ":%s%s", *value == '\0' ? "" : " ", value);
        hd_buf_add_n(buf, text + rest, len - rest);
        return hd_buf_take(ctx, buf);
    }
    assert(false && "a header line that hd_revision_parse has found");
    return NULL;
}
