/*
 * Why not a library: libinih keeps neither line nor column of a value, knows no
 * interpolation, and takes its rules from process-wide variables. The rules here
 * are those of ConfigParser._read and BasicInterpolation (Python 3.11).
 */
#include "config/ini.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/text.h"
#include "config/secret.h"

/* Depth as in Python; the other two bound what a hostile file can cost (it has at most 1 MiB). */
enum { MAX_ENTRIES = 4096, MAX_DEPTH = 10, MAX_STEPS = 10000 };

static const char default_section[] = "DEFAULT";

struct reader {
    hd_ini *ini;
    const char *section; /* NULL before the first one */
    hd_buf *value;       /* of the entry that further lines belong to */
    bool in_value;
    size_t indent; /* of the last key or section line */
    size_t line;
    size_t offset; /* of the first character that is not blank */
};

hd_error *hd_ini_error(const hd_ini *ini, size_t offset, hd_error *err)
{
    if (err == NULL)
        return NULL;
    err = hd_error_place(err, ini->path, ini->text, offset);
    err->place->text = hd_secret_mask(err->place, err->place->text);
    return err;
}

/* The entry that was being read has all its lines. */
static void end_value(struct reader *reader)
{
    if (!reader->in_value)
        return;
    hd_ini_entry *entry = &reader->ini->entries.items[reader->ini->entries.count - 1];
    entry->value = hd_text_trim(reader->ini, reader->value->data, reader->value->len);
    hd_buf_truncate(reader->value, 0);
    reader->in_value = false;
}

static hd_error *read_section(struct reader *reader, const char *line, size_t len)
{
    hd_ini *ini = reader->ini;
    const char *close = memrchr(line, ']', len);

    end_value(reader);
    if (close == NULL || close == line + 1)
        return hd_ini_error(ini, reader->offset, hd_error_new(HD_CONFIG, "section without a name"));
    const char *name = hd_strndup(ini, line + 1, (size_t)(close - line - 1));
    if (hd_ini_has_section(ini, name) && strcmp(name, default_section) != 0)
        return hd_ini_error(
            ini, reader->offset,
            hd_error_new(HD_CONFIG, "section \"%s\" stands here a second time", name));
    hd_vec_push(ini, &ini->sections, (hd_ini_section){name, reader->line, reader->offset});
    reader->section = name;
    return NULL;
}

const hd_ini_entry *hd_ini_find_own(const hd_ini *ini, const char *section, const char *key)
{
    for (size_t i = 0; i < ini->entries.count; i++)
        if (strcmp(ini->entries.items[i].key, key) == 0 &&
            strcmp(ini->entries.items[i].section, section) == 0)
            return &ini->entries.items[i];
    return NULL;
}

static void to_lower(char *text)
{
    for (; *text != '\0'; text++)
        *text = (char)tolower((unsigned char)*text);
}

static hd_error *add_entry(struct reader *reader, const char *key)
{
    hd_ini *ini = reader->ini;

    if (ini->entries.count == MAX_ENTRIES)
        return hd_ini_error(ini, reader->offset,
                            hd_error_new(HD_CONFIG, "more than %d keys", MAX_ENTRIES));
    if (hd_ini_find_own(ini, reader->section, key) != NULL)
        return hd_ini_error(ini, reader->offset,
                            hd_error_new(HD_CONFIG, "key \"%s\" stands here a second time", key));
    hd_vec_push(ini, &ini->entries,
                (hd_ini_entry){reader->section, key, "", reader->line, reader->offset});
    return NULL;
}

static hd_error *read_key(struct reader *reader, const char *line, size_t len)
{
    size_t key_len = 0;

    end_value(reader);
    while (key_len < len && line[key_len] != '=' && line[key_len] != ':')
        key_len++;
    if (key_len == len || key_len == 0)
        return hd_ini_error(
            reader->ini, reader->offset,
            hd_error_hint(hd_error_new(HD_CONFIG, "line is not \"key = value\""),
                          "Comments begin with # or ;, and the lines of a longer value are "
                          "indented."));
    char *key = hd_text_trim(reader->ini, line, key_len);
    to_lower(key);
    HD_TRY(add_entry(reader, key));
    hd_buf_add_n(reader->value, line + key_len + 1, len - key_len - 1);
    reader->in_value = true;
    return NULL;
}

/* One line, without blanks at its ends; indent is the number of those in front. */
static hd_error *read_line(struct reader *reader, const char *line, size_t len, size_t indent)
{
    if (len == 0) {
        if (reader->in_value)
            hd_buf_add_char(reader->value, '\n');
        return NULL;
    }
    if (*line == '#' || *line == ';')
        return NULL;
    if (reader->in_value && indent > reader->indent) {
        hd_buf_add_char(reader->value, '\n');
        hd_buf_add_n(reader->value, line, len);
        return NULL;
    }
    reader->indent = indent;
    if (*line == '[' && memchr(line, ']', len) != NULL)
        return read_section(reader, line, len);
    if (reader->section == NULL)
        return hd_ini_error(reader->ini, reader->offset,
                            hd_error_hint(hd_error_new(HD_CONFIG, "line stands before any section"),
                                          "Begin the file with \"[howdah]\"."));
    return read_key(reader, line, len);
}

hd_error *hd_ini_parse(TALLOC_CTX *ctx, const char *path, const char *folder, const char *text,
                       hd_ini **ret)
{
    HD_SCRATCH(scratch);
    hd_ini *ini = hd_new(scratch, hd_ini);
    struct reader reader = {.ini = ini, .value = hd_buf_new(scratch)};

    ini->path = hd_strdup(ini, path);
    ini->folder = hd_strdup(ini, folder);
    ini->text = hd_strdup(ini, text);
    const char *p = ini->text + (hd_text_starts(text, "\xEF\xBB\xBF") ? 3 : 0);
    while (*p != '\0') {
        size_t bytes = strcspn(p, "\n");
        size_t len = bytes;
        size_t indent = 0;

        reader.line++;
        while (len > 0 && isspace((unsigned char)p[len - 1]))
            len--;
        while (indent < len && isspace((unsigned char)p[indent]))
            indent++;
        reader.offset = (size_t)(p - ini->text) + indent;
        HD_TRY(read_line(&reader, p + indent, len - indent, indent));
        p += bytes + (p[bytes] == '\n');
    }
    end_value(&reader);
    *ret = talloc_steal(ctx, ini);
    return NULL;
}

bool hd_ini_has_section(const hd_ini *ini, const char *section)
{
    for (size_t i = 0; i < ini->sections.count; i++)
        if (strcmp(ini->sections.items[i].name, section) == 0)
            return true;
    return false;
}

const hd_ini_entry *hd_ini_find(const hd_ini *ini, const char *section, const char *key)
{
    const hd_ini_entry *entry = hd_ini_find_own(ini, section, key);

    return entry != NULL ? entry : hd_ini_find_own(ini, default_section, key);
}

/* What interpolation works on. */
struct expansion {
    const hd_ini *ini;
    const char *section;
    const hd_ini_entry *entry; /* the one asked for: errors name its place */
    hd_ini_lookup_fn *lookup;
    const void *arg;
    hd_buf *out;
    size_t steps;
};

static hd_error *expand(struct expansion *ex, const char *text, unsigned depth);

static hd_error *expansion_error(const struct expansion *ex, hd_error *err)
{
    return hd_ini_error(ex->ini, ex->entry->offset, err);
}

static hd_error *expand_key(struct expansion *ex, const char *name, size_t len, unsigned depth)
{
    HD_SCRATCH(scratch);
    char *key = hd_strndup(scratch, name, len);

    to_lower(key);
    const hd_ini_entry *entry = hd_ini_find(ex->ini, ex->section, key);
    if (entry != NULL)
        return expand(ex, entry->value, depth + 1);
    const char *known = strcmp(key, "here") == 0 ? ex->ini->folder : NULL;
    if (known == NULL && ex->lookup != NULL)
        known = ex->lookup(key, ex->arg);
    if (known == NULL)
        return expansion_error(
            ex, hd_error_hint(hd_error_new(HD_CONFIG,
                                           "value of \"%s\" uses \"%%(%s)s\", but there is no key "
                                           "\"%s\"",
                                           ex->entry->key, key, key),
                              "A percent sign that is meant as such is written twice."));
    hd_buf_add(ex->out, known);
    return NULL;
}

static hd_error *expand(struct expansion *ex, const char *text, unsigned depth)
{
    if (depth > MAX_DEPTH || ++ex->steps > MAX_STEPS)
        return expansion_error(
            ex, hd_error_new(HD_CONFIG, "value of \"%s\" goes in circles", ex->entry->key));
    while (*text != '\0') {
        size_t plain = strcspn(text, "%");
        const char *sign = text + plain;
        const char *end = strstr(sign, ")s");

        hd_buf_add_n(ex->out, text, plain);
        text = sign;
        if (*sign == '\0')
            break;
        if (sign[1] == '%') {
            hd_buf_add_char(ex->out, '%');
            text = sign + 2;
        } else if (sign[1] == '(' && end != NULL && end == strchr(sign, ')')) {
            HD_TRY(expand_key(ex, sign + 2, (size_t)(end - sign - 2), depth));
            text = end + 2;
        } else {
            return expansion_error(
                ex,
                hd_error_hint(hd_error_new(HD_CONFIG, "value of \"%s\" has a single percent sign",
                                           ex->entry->key),
                              "Write it twice, as in \"p%%%%40ss\"."));
        }
    }
    return NULL;
}

hd_error *hd_ini_value(TALLOC_CTX *ctx, const hd_ini *ini, const char *section,
                       const hd_ini_entry *entry, hd_ini_lookup_fn *lookup, const void *arg,
                       char **ret)
{
    HD_SCRATCH(scratch);
    struct expansion ex = {.ini = ini,
                           .section = section,
                           .entry = entry,
                           .lookup = lookup,
                           .arg = arg,
                           .out = hd_buf_new(scratch)};

    HD_TRY(expand(&ex, entry->value, 1));
    *ret = hd_buf_take(ctx, ex.out);
    return NULL;
}
