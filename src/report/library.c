#include "report/library.h"

#include "base/file.h"
#include "base/text.h"
#include "report/header.h"

enum { MAX_REPORT_BYTES = 1 << 20 };

/* One file; path is NULL for one that is built in. */
struct entry {
    const char *name;
    const char *path;
    const char *text;
};

struct hd_report_library {
    HD_VEC(struct entry) entries; /* those of the project first, so that they are found first */
    size_t project_count;
};

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++)
        if ((*a == '_' ? '-' : *a) != (*b == '_' ? '-' : *b))
            return false;
    return *a == *b;
}

static bool is_variant(const struct entry *entry)
{
    return strchr(entry->name, '.') != NULL;
}

static hd_error *load_folder(hd_report_library *library, const char *folder)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    HD_TRY(hd_dir_list(scratch, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        struct entry entry = {0};
        char *text = NULL;
        if (!hd_text_ends(names.items[i], ".sql"))
            continue;
        entry.path = hd_path_join(library, folder, names.items[i]);
        entry.name = hd_strndup(library, names.items[i], strlen(names.items[i]) - strlen(".sql"));
        HD_TRY(hd_file_read(library, entry.path, MAX_REPORT_BYTES, &text, NULL));
        entry.text = text;
        hd_vec_push(library, &library->entries, entry);
    }
    library->project_count = library->entries.count;
    return NULL;
}

hd_error *hd_report_library_open(TALLOC_CTX *ctx, const char *folder, hd_report_library **ret)
{
    HD_SCRATCH(scratch);
    hd_report_library *library = hd_new(scratch, hd_report_library);

    if (folder != NULL && hd_dir_exists(folder))
        HD_TRY(load_folder(library, folder));
    for (size_t i = 0; i < hd_report_text_count; i++)
        hd_vec_push(library, &library->entries,
                    (struct entry){hd_report_texts[i].name, NULL, hd_report_texts[i].text});
    *ret = talloc_steal(ctx, library);
    return NULL;
}

/* Variants stand beside their report: built in both, or both in the project. */
static bool is_variant_of(const struct entry *variant, const struct entry *entry)
{
    size_t len = strlen(entry->name);

    return (variant->path == NULL) == (entry->path == NULL) &&
           strncmp(variant->name, entry->name, len) == 0 && variant->name[len] == '.';
}

static const char *place_of(TALLOC_CTX *ctx, const struct entry *entry)
{
    return entry->path != NULL ? entry->path : hd_printf(ctx, "built-in report %s", entry->name);
}

static hd_error *load(TALLOC_CTX *ctx, const hd_report_library *library, const struct entry *entry,
                      hd_report **ret)
{
    HD_SCRATCH(scratch);
    hd_report *report = NULL;

    HD_TRY(hd_report_parse(scratch, entry->name, place_of(scratch, entry), entry->text, &report));
    for (size_t i = 0; i < library->entries.count; i++) {
        const struct entry *other = &library->entries.items[i];
        if (is_variant_of(other, entry))
            HD_TRY(hd_report_parse_variant(report, place_of(scratch, other), other->text));
    }
    report->path = entry->path == NULL ? NULL : hd_strdup(report, entry->path);
    *ret = talloc_steal(ctx, report);
    return NULL;
}

/* A report of the project hides the built-in one of its name. */
static bool is_hidden(const hd_report_library *library, size_t index)
{
    for (size_t i = 0; i < library->project_count && index >= library->project_count; i++)
        if (same_name(library->entries.items[i].name, library->entries.items[index].name))
            return true;
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(hd_report *const *)a)->name, (*(hd_report *const *)b)->name);
}

hd_error *hd_report_list(TALLOC_CTX *ctx, const hd_report_library *library, hd_reports *ret)
{
    for (size_t i = 0; i < library->entries.count; i++) {
        const struct entry *entry = &library->entries.items[i];
        hd_report *report = NULL;
        if (is_variant(entry) || is_hidden(library, i))
            continue;
        HD_TRY(load(ctx, library, entry, &report));
        hd_vec_push(ctx, ret, report);
    }
    if (ret->count > 0)
        qsort(ret->items, ret->count, sizeof(*ret->items), compare_names);
    return NULL;
}

static bool has_alias(const hd_report *report, const char *name)
{
    for (size_t i = 0; i < report->aliases.count; i++)
        if (same_name(report->aliases.items[i], name))
            return true;
    return false;
}

hd_error *hd_report_find(TALLOC_CTX *ctx, const hd_report_library *library, const char *name,
                         hd_report **ret)
{
    HD_SCRATCH(scratch);
    hd_reports all = {0};

    *ret = NULL;
    for (size_t i = 0; i < library->entries.count; i++) {
        const struct entry *entry = &library->entries.items[i];
        if (!is_variant(entry) && same_name(entry->name, name))
            return load(ctx, library, entry, ret);
    }
    HD_TRY(hd_report_list(scratch, library, &all));
    for (size_t i = 0; i < all.count && *ret == NULL; i++)
        if (has_alias(all.items[i], name))
            *ret = talloc_steal(ctx, all.items[i]);
    return NULL;
}
