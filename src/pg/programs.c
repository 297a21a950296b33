#include "pg/programs.h"

#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/vec.h"
#include "proc/process.h"

/* Folders of distributions: each version has one below, named after it. */
static const struct {
    const char *parent;
    const char *prefix; /* of the version's name */
} distributions[] = {
    {"/usr/lib/postgresql", ""},    /* Debian, Ubuntu */
    {"/usr/libexec", "postgresql"}, /* Alpine */
    {"/usr", "pgsql-"},             /* packages of yum.postgresql.org */
};

typedef HD_VEC(hd_programs) programs_list;

static bool has_server(TALLOC_CTX *ctx, const char *folder)
{
    return access(hd_path_join(ctx, folder, "postgres"), X_OK) == 0 &&
           access(hd_path_join(ctx, folder, "initdb"), X_OK) == 0;
}

/* "postgres (PostgreSQL) 15.4 (Debian ...)", "... 17beta2"; 0 when it is something else. */
static int version_read(const char *text)
{
    const char *number = strstr(text, ") ");

    return number == NULL ? 0 : (int)strtol(number + 2, NULL, 10);
}

static hd_error *version_ask(TALLOC_CTX *ctx, uv_loop_t *loop, const char *folder, int *ret)
{
    const char *argv[] = {hd_path_join(ctx, folder, "postgres"), "--version", NULL};
    const hd_process process = {.argv = argv, .folder = "/"};
    hd_process_result result = {0};

    HD_TRY(hd_process_run(ctx, loop, &process, &result));
    HD_TRY(hd_process_check(&process, &result));
    *ret = version_read(result.out);
    if (*ret == 0)
        return hd_error_new(HD_CONFIG, "\"%s\" tells no version of PostgreSQL", argv[0]);
    return NULL;
}

/*
 * Of distributions the folder's name tells the version: no program needs to be started.
 *
 *   has  whether a folder holds the programs that are looked for
 */
static void add_distributions(TALLOC_CTX *ctx, bool (*has)(TALLOC_CTX *ctx, const char *folder),
                              programs_list *list)
{
    for (size_t i = 0; i < HD_COUNT(distributions); i++) {
        hd_strings names = {0};
        hd_error_free(hd_dir_list(ctx, distributions[i].parent, &names));
        for (size_t k = 0; k < names.count; k++) {
            const char *name = names.items[k];
            if (!hd_text_starts(name, distributions[i].prefix))
                continue;
            int major = (int)strtol(name + strlen(distributions[i].prefix), NULL, 10);
            char *folder = hd_printf(ctx, "%s/%s/bin", distributions[i].parent, name);
            if (major == 0 || !has(ctx, folder))
                continue;
            hd_vec_push(ctx, list, (hd_programs){folder, major});
        }
    }
}

static void add_folder(TALLOC_CTX *ctx, uv_loop_t *loop, const char *folder, programs_list *list)
{
    int major = 0;

    if (!has_server(ctx, folder))
        return;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].folder, folder) == 0)
            return;
    hd_error *err = version_ask(ctx, loop, folder, &major);
    if (err == NULL)
        hd_vec_push(ctx, list, (hd_programs){folder, major});
    hd_error_free(err); /* a program of that name that is not PostgreSQL's */
}

static void add_others(TALLOC_CTX *ctx, uv_loop_t *loop, programs_list *list)
{
    const char *path = getenv("PATH");
    const char *argv[] = {"pg_config", "--bindir", NULL};
    const hd_process process = {.argv = argv};
    hd_process_result result = {0};
    hd_strings folders = {0};
    hd_error *err = hd_process_run(ctx, loop, &process, &result);

    if (err == NULL && result.status == 0)
        hd_vec_push(ctx, &folders, hd_text_trim(ctx, result.out, result.out_len));
    hd_error_free(err);
    hd_text_split(ctx, path == NULL ? "" : path, ":", &folders);
    for (size_t i = 0; i < folders.count; i++)
        add_folder(ctx, loop, folders.items[i], list);
}

static const hd_programs *newest(const programs_list *list, int major)
{
    const hd_programs *best = NULL;

    for (size_t i = 0; i < list->count; i++)
        if ((major == 0 || list->items[i].major == major) &&
            (best == NULL || list->items[i].major > best->major))
            best = &list->items[i];
    return best;
}

static hd_error *not_found(const programs_list *list, int major)
{
    HD_SCRATCH(scratch);
    hd_strings found = {0};

    if (list->count == 0)
        return hd_error_hint(
            hd_error_new(HD_MISSING, "PostgreSQL's server programs were not found"),
            "Install PostgreSQL (the package \"postgresql\"), set bin_dir to the folder of initdb "
            "and postgres, or give a database with --url.");
    for (size_t i = 0; i < list->count; i++)
        hd_vec_push(scratch, &found,
                    hd_printf(scratch, "%d in %s", list->items[i].major, list->items[i].folder));
    return hd_error_hint(
        hd_error_detail(hd_error_new(HD_CONFLICT,
                                     "the embedded cluster was made by PostgreSQL %d, which is not "
                                     "installed",
                                     major),
                        "Found: %s.", hd_text_join(scratch, &found, ", ")),
        "Install PostgreSQL %d again, or set bin_dir to where it is.", major);
}

static hd_error *configured_check(uv_loop_t *loop, const char *folder, programs_list *list,
                                  TALLOC_CTX *ctx)
{
    int major = 0;

    if (!has_server(ctx, folder))
        return hd_error_hint(
            hd_error_new(HD_MISSING, "bin_dir \"%s\" has no PostgreSQL server programs", folder),
            "It must be the folder that holds initdb and postgres.");
    HD_TRY(version_ask(ctx, loop, folder, &major));
    hd_vec_push(ctx, list, (hd_programs){folder, major});
    return NULL;
}

hd_error *hd_programs_find(TALLOC_CTX *ctx, uv_loop_t *loop, const char *configured, int major,
                           hd_programs *ret)
{
    HD_SCRATCH(scratch);
    programs_list list = {0};

    if (configured != NULL)
        HD_TRY(configured_check(loop, configured, &list, scratch));
    else
        add_distributions(scratch, has_server, &list);
    if (configured == NULL && newest(&list, major) == NULL)
        add_others(scratch, loop, &list);
    const hd_programs *best = newest(&list, major);
    if (best == NULL)
        return not_found(&list, major);
    *ret = (hd_programs){hd_strdup(ctx, best->folder), best->major};
    return NULL;
}

/* ---- client programs ---- */

static bool has_clients(TALLOC_CTX *ctx, const char *folder)
{
    return access(hd_path_join(ctx, folder, "pg_dump"), X_OK) == 0 &&
           access(hd_path_join(ctx, folder, "pg_restore"), X_OK) == 0;
}

static void add_clients(TALLOC_CTX *ctx, uv_loop_t *loop, const char *folder, programs_list *list)
{
    hd_process_result result = {0};

    if (!has_clients(ctx, folder))
        return;
    const char *argv[] = {hd_path_join(ctx, folder, "pg_dump"), "--version", NULL};
    const hd_process process = {.argv = argv, .folder = "/"};
    hd_error *err = hd_process_run(ctx, loop, &process, &result);
    int major = err == NULL && result.status == 0 ? version_read(result.out) : 0;
    hd_error_free(err); /* a program of that name that is not PostgreSQL's */
    if (major > 0)
        hd_vec_push(ctx, list, (hd_programs){folder, major});
}

/* What is in PATH may be a wrapper that is slow to start: it is asked only when it can matter. */
static void list_clients(TALLOC_CTX *ctx, uv_loop_t *loop, const char *configured, int least,
                         programs_list *list)
{
    const char *path = getenv("PATH");
    hd_strings folders = {0};

    if (configured != NULL) {
        add_clients(ctx, loop, configured, list);
        return;
    }
    add_distributions(ctx, has_clients, list);
    if (newest(list, least) != NULL)
        return;
    hd_text_split(ctx, path == NULL ? "" : path, ":", &folders);
    for (size_t i = 0; i < folders.count; i++)
        add_clients(ctx, loop, folders.items[i], list);
}

hd_error *hd_clients_find(TALLOC_CTX *ctx, uv_loop_t *loop, const char *configured, int least,
                          hd_programs *ret)
{
    HD_SCRATCH(scratch);
    programs_list list = {0};
    hd_strings found = {0};
    const hd_programs *best = NULL;

    list_clients(scratch, loop, configured, least, &list);
    for (size_t i = 0; i < list.count; i++) {
        const hd_programs *item = &list.items[i];
        hd_vec_push(scratch, &found, hd_printf(scratch, "%d in %s", item->major, item->folder));
        if (item->major >= least && (best == NULL || item->major < best->major))
            best = item;
    }
    if (best != NULL) {
        *ret = (hd_programs){hd_strdup(ctx, best->folder), best->major};
        return NULL;
    }
    hd_error *err = hd_error_new(
        HD_MISSING, "pg_dump and pg_restore of PostgreSQL %d or later were not found", least);
    if (found.count > 0)
        err = hd_error_detail(err, "Found: %s.", hd_text_join(scratch, &found, ", "));
    return hd_error_hint(err, "Install postgresql-client-%d, or set bin_dir to where they are.",
                         least);
}

char *hd_program_path(TALLOC_CTX *ctx, const char *folder, const char *name)
{
    char *path = hd_path_join(ctx, folder == NULL ? "" : folder, name);

    return folder != NULL && access(path, X_OK) == 0 ? path : hd_strdup(ctx, name);
}
