/*
 * dbmate: one file VERSION_name.sql for each migration, with the sections
 * "-- migrate:up [transaction:false]" and "-- migrate:down [...]".
 * Source: README of dbmate 2.
 */
#include <ctype.h>

#include "base/file.h"
#include "base/text.h"
#include "migrate/import/source.h"

/* A "-- migrate:up" line: where it begins, where its section begins, and its options. */
struct marker {
    size_t line;
    size_t body;
    bool found;
    bool no_transaction;
};

static size_t line_end(const char *text, size_t at)
{
    return at + strcspn(text + at, "\n");
}

static size_t skip_blanks(const char *text, size_t at)
{
    return at + strspn(text + at, " \t");
}

/* Reads the marker that the line at "at" may be. */
static bool read_marker(const char *text, size_t at, const char *word, struct marker *ret)
{
    HD_SCRATCH(scratch);
    size_t end = line_end(text, at);
    size_t inner = skip_blanks(text, at);

    if (strncmp(text + inner, "--", 2) != 0)
        return false;
    inner = skip_blanks(text, inner + 2);
    size_t len = strlen(word);
    if (strncmp(text + inner, word, len) != 0 || isalnum((unsigned char)text[inner + len]))
        return false;
    const char *options = hd_strndup(scratch, text + inner + len, end - inner - len);
    *ret = (struct marker){.line = at,
                           .body = text[end] == '\n' ? end + 1 : end,
                           .found = true,
                           .no_transaction = strstr(options, "transaction:false") != NULL};
    return true;
}

/* The first marker of each kind; dbmate looks at lines without knowing strings, and so do we. */
static void find_markers(const char *text, struct marker *up, struct marker *down)
{
    size_t at = 0;

    while (text[at] != '\0') {
        struct marker marker;
        if (!up->found && read_marker(text, at, "migrate:up", &marker))
            *up = marker;
        else if (!down->found && read_marker(text, at, "migrate:down", &marker))
            *down = marker;
        at = line_end(text, at);
        at += text[at] == '\n';
    }
}

static void take_section(hd_import_step *step, const char *text, size_t len,
                         const struct marker *marker, const struct marker *other,
                         hd_import_part *part)
{
    size_t to = other->found && other->line > marker->line ? other->line : len;

    if (!marker->found)
        return;
    part->options = marker->no_transaction ? "no-transaction" : NULL;
    hd_import_take_sql(step, step->source, text, marker->body, to, part);
}

static hd_error *load_file(hd_import *import, const char *path)
{
    HD_SCRATCH(scratch);
    const char *name = hd_path_name(path);
    size_t digits = strspn(name, "0123456789");
    struct marker up = {0};
    struct marker down = {0};
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, HD_IMPORT_MAX_FILE_BYTES, &text, &len));
    find_markers(text, &up, &down);
    if (!up.found)
        return hd_error_place(hd_error_new(HD_CONFIG, "there is no \"-- migrate:up\" line"), path,
                              NULL, 0);
    hd_import_step *step = hd_import_add(import);
    size_t stem = strlen(name) - strlen(".sql");
    size_t title = digits + (name[digits] == '_');
    step->revision.id = hd_strndup(step, name, digits);
    step->revision.message = hd_import_message(step, name + title, stem - title);
    step->source = hd_strdup(step, path);
    step->file_name = hd_strdup(step, name);
    take_section(step, text, len, &up, &down, &step->upgrade);
    take_section(step, text, len, &down, &up, &step->downgrade);
    if (!down.found)
        step->downgrade.irreversible = "the dbmate file has no migrate:down section";
    return NULL;
}

hd_error *hd_import_load_dbmate(hd_import *import, const hd_import_request *request)
{
    HD_SCRATCH(scratch);
    static const char *const folders[] = {"db/migrations", "migrations", ""};
    hd_strings names = {0};

    import->source = hd_import_find_folder(import, request->folder, folders, HD_COUNT(folders));
    if (import->source == NULL)
        return NULL;
    /* dbmate, too, applies files in the order of their names. */
    HD_TRY(hd_dir_list(scratch, import->source, &names));
    for (size_t i = 0; i < names.count; i++)
        if (isdigit((unsigned char)*names.items[i]) && hd_text_ends(names.items[i], ".sql"))
            HD_TRY(load_file(import, hd_path_join(scratch, import->source, names.items[i])));
    hd_import_chain(import);
    return NULL;
}
