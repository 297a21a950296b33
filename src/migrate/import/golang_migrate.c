/*
 * golang-migrate: VERSION_name.up.sql and VERSION_name.down.sql, in the order of the
 * versions as numbers. Source: MIGRATIONS.md of golang-migrate 4.
 */
#include <ctype.h>
#include <errno.h>

#include "base/file.h"
#include "base/text.h"
#include "migrate/import/source.h"

/* One version and its two files. */
struct version {
    uint64_t number;
    const char *stem; /* "000001_create_users" */
    const char *up;   /* absolute, or NULL */
    const char *down;
};

typedef HD_VEC(struct version) versions;

static int compare_versions(const void *a, const void *b)
{
    const struct version *one = a;
    const struct version *other = b;

    return (one->number > other->number) - (one->number < other->number);
}

static struct version *version_of(TALLOC_CTX *ctx, versions *all, uint64_t number, const char *name,
                                  size_t stem)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].number == number)
            return &all->items[i];
    hd_vec_push(ctx, all, (struct version){.number = number, .stem = hd_strndup(ctx, name, stem)});
    return &all->items[all->count - 1];
}

static hd_error *take_name(TALLOC_CTX *ctx, const char *folder, const char *name, versions *all)
{
    bool is_up = hd_text_ends(name, ".up.sql");
    bool is_down = hd_text_ends(name, ".down.sql");
    char *end = NULL;

    errno = 0;
    uint64_t number = isdigit((unsigned char)*name) ? strtoull(name, &end, 10) : 0;
    if (end == NULL || *end != '_' || errno != 0 || !(is_up || is_down))
        return NULL;
    size_t stem = strlen(name) - strlen(is_up ? ".up.sql" : ".down.sql");
    struct version *version = version_of(ctx, all, number, name, stem);
    const char **slot = is_up ? &version->up : &version->down;
    if (*slot != NULL)
        return hd_error_new(HD_CONFLICT, "\"%s\" and \"%s\" have the same version", *slot, name);
    *slot = hd_path_join(ctx, folder, name);
    return NULL;
}

static hd_error *add_version(hd_import *import, const struct version *version)
{
    hd_import_step *step = hd_import_add(import);
    size_t digits = strspn(version->stem, "0123456789");

    step->revision.id = hd_strndup(step, version->stem, digits);
    step->revision.message = hd_import_message(step, version->stem + digits + 1,
                                               strlen(version->stem) - digits - 1);
    step->file_name = hd_printf(step, "%s.sql", version->stem);
    step->source = hd_strdup(step, version->up != NULL ? version->up : version->down);
    if (version->up != NULL)
        HD_TRY(hd_import_take_file(step, version->up, &step->upgrade));
    if (version->down != NULL)
        HD_TRY(hd_import_take_file(step, version->down, &step->downgrade));
    else
        step->downgrade.irreversible = "there is no .down.sql file";
    return NULL;
}

hd_error *hd_import_load_golang_migrate(hd_import *import, const hd_import_request *request)
{
    HD_SCRATCH(scratch);
    static const char *const folders[] = {"db/migrations", "migrations", ""};
    hd_strings names = {0};
    versions all = {0};

    import->source = hd_import_find_folder(import, request->folder, folders, HD_COUNT(folders));
    if (import->source == NULL)
        return NULL;
    HD_TRY(hd_dir_list(scratch, import->source, &names));
    for (size_t i = 0; i < names.count; i++)
        HD_TRY(take_name(scratch, import->source, names.items[i], &all));
    if (all.count > 0)
        qsort(all.items, all.count, sizeof(*all.items), compare_versions);
    for (size_t i = 0; i < all.count; i++)
        HD_TRY(add_version(import, &all.items[i]));
    hd_import_chain(import);
    return NULL;
}
