/*
 * Flyway: V1.2__name.sql applies, U1.2__name.sql undoes, R__name.sql is applied after all of
 * them. Folders below are read as well; a file V1__x.sql.conf beside one may take its
 * transaction away. Source: Flyway's documentation, "Migrations", "Script Configuration".
 */
#include <ctype.h>

#include "base/file.h"
#include "base/text.h"
#include "migrate/import/source.h"

enum { MAX_DEPTH = 16 };

/* A file whose name is one of Flyway's. */
struct script {
    char kind;           /* V, U or R */
    const char *version; /* "1.2"; "" for R */
    const char *title;   /* "create_users" */
    const char *path;
};

typedef HD_VEC(struct script) scripts;

/* Versions are compared part by part as numbers; a part that is missing counts as 0. */
static int compare_versions(const char *a, const char *b)
{
    while (*a != '\0' || *b != '\0') {
        char *end_a = NULL;
        char *end_b = NULL;
        unsigned long long one = strtoull(a, &end_a, 10);
        unsigned long long other = strtoull(b, &end_b, 10);
        if (one != other)
            return one < other ? -1 : 1;
        a = end_a + (*end_a == '.');
        b = end_b + (*end_b == '.');
    }
    return 0;
}

/* V by version, then R by title. */
static int compare_scripts(const void *a, const void *b)
{
    const struct script *one = a;
    const struct script *other = b;

    if ((one->kind == 'R') != (other->kind == 'R'))
        return one->kind == 'R' ? 1 : -1;
    if (one->kind == 'R')
        return strcmp(one->title, other->title);
    return compare_versions(one->version, other->version);
}

/* Reads "V1_2__create_users.sql"; false when it is no such name. */
static bool read_name(TALLOC_CTX *ctx, const char *path, struct script *ret)
{
    const char *name = hd_path_name(path);
    const char *separator = strstr(name, "__");

    if (strchr("VUR", *name) == NULL || separator == NULL || !hd_text_ends(name, ".sql"))
        return false;
    char *version = hd_strndup(ctx, name + 1, (size_t)(separator - name) - 1);
    for (char *p = version; *p != '\0'; p++) {
        if (*p == '_')
            *p = '.';
        if (!isdigit((unsigned char)*p) && *p != '.')
            return false;
    }
    if ((*name == 'R') != (*version == '\0') || *version == '.')
        return false;
    const char *title = separator + strlen("__");
    *ret = (struct script){.kind = *name,
                           .version = version,
                           .title = hd_strndup(ctx, title, strlen(title) - strlen(".sql")),
                           .path = path};
    return true;
}

static hd_error *find_scripts(TALLOC_CTX *ctx, const char *folder, int depth, scripts *ret)
{
    hd_strings names = {0};

    if (depth > MAX_DEPTH)
        return hd_error_new(HD_IO, "folders are nested too deeply at \"%s\"", folder);
    HD_TRY(hd_dir_list(ctx, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        const char *path = hd_path_join(ctx, folder, names.items[i]);
        struct script script;
        if (hd_dir_exists(path))
            HD_TRY(find_scripts(ctx, path, depth + 1, ret));
        else if (read_name(ctx, path, &script))
            hd_vec_push(ctx, ret, script);
    }
    return NULL;
}

/* Flyway fills ${name} in before it runs a script; what it would be is not in the files. */
static hd_error *check_placeholders(const char *path, const char *text)
{
    const char *found = strstr(text, "${");

    if (found == NULL)
        return NULL;
    hd_error *err = hd_error_new(HD_CONFIG, "the placeholder \"%.*s\" has no value here",
                                 (int)strcspn(found, "} \n") + 1, found);
    return hd_error_place(hd_error_hint(err, "Write the value in its place."), path, text,
                          (size_t)(found - text));
}

static hd_error *no_transaction(const char *path, bool *ret)
{
    HD_SCRATCH(scratch);
    const char *conf = hd_printf(scratch, "%s.conf", path);
    char *text = NULL;

    if (!hd_file_exists(conf))
        return NULL;
    HD_TRY(hd_file_read(scratch, conf, HD_IMPORT_MAX_FILE_BYTES, &text, NULL));
    const char *key = strstr(text, "executeInTransaction");
    if (key == NULL)
        return NULL;
    key += strlen("executeInTransaction");
    key += strspn(key, " \t=:");
    *ret = strncasecmp(key, "false", strlen("false")) == 0;
    return NULL;
}

static hd_error *take_script(hd_import_step *step, const char *path, hd_import_part *part)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    bool alone = false;

    HD_TRY(hd_file_read(scratch, path, HD_IMPORT_MAX_FILE_BYTES, &text, NULL));
    HD_TRY(hd_import_take_file(step, path, part));
    hd_error *err = check_placeholders(path, text);
    if (err != NULL && part->problem == NULL)
        part->problem = talloc_steal(step, err);
    else
        hd_error_free(err);
    HD_TRY(no_transaction(path, &alone));
    part->options = alone ? "no-transaction" : NULL;
    return NULL;
}

static const struct script *find_undo(const scripts *all, const struct script *script)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == 'U' &&
            compare_versions(all->items[i].version, script->version) == 0)
            return &all->items[i];
    return NULL;
}

static hd_error *add_script(hd_import *import, const struct script *script,
                            const struct script *undo)
{
    hd_import_step *step = hd_import_add(import);
    bool repeatable = script->kind == 'R';

    step->revision.id = repeatable ? hd_printf(step, "R_%s", hd_import_id(step, script->title))
                                   : hd_strdup(step, script->version);
    step->revision.message = hd_import_message(step, script->title, strlen(script->title));
    step->source = hd_strdup(step, script->path);
    step->file_name = hd_strdup(step, hd_path_name(script->path));
    HD_TRY(take_script(step, script->path, &step->upgrade));
    if (undo != NULL)
        return take_script(step, undo->path, &step->downgrade);
    step->downgrade.irreversible = repeatable
                                       ? "what was there before a repeatable migration is not known"
                                       : "there is no undo script";
    return NULL;
}

/* Versions that are the same number ("1" and "01") have no order. */
static hd_error *check_versions(const scripts *applied)
{
    for (size_t i = 1; i < applied->count; i++)
        if (compare_scripts(&applied->items[i - 1], &applied->items[i]) == 0)
            return hd_error_new(HD_CONFLICT, "\"%s\" and \"%s\" have the same version",
                                applied->items[i - 1].path, applied->items[i].path);
    return NULL;
}

static void tell_of_repeatables(hd_import *import, const scripts *applied)
{
    size_t count = 0;

    for (size_t i = 0; i < applied->count; i++)
        count += applied->items[i].kind == 'R';
    if (count > 0)
        hd_vec_push(import, &import->remarks,
                    hd_printf(import,
                              "%zu repeatable migration%s (R__...) became the last revision%s; "
                              "howdah does not run a revision again when its file changes: write "
                              "a new one instead",
                              count, count == 1 ? "" : "s", count == 1 ? "" : "s"));
}

hd_error *hd_import_load_flyway(hd_import *import, const hd_import_request *request)
{
    HD_SCRATCH(scratch);
    static const char *const folders[] = {"src/main/resources/db/migration", "db/migration", "sql",
                                          "migrations", ""};
    scripts all = {0};
    scripts applied = {0};

    import->source = hd_import_find_folder(import, request->folder, folders, HD_COUNT(folders));
    if (import->source == NULL)
        return NULL;
    HD_TRY(find_scripts(scratch, import->source, 0, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].kind != 'U')
            hd_vec_push(scratch, &applied, all.items[i]);
    if (applied.count > 0)
        qsort(applied.items, applied.count, sizeof(*applied.items), compare_scripts);
    HD_TRY(check_versions(&applied));
    for (size_t i = 0; i < applied.count; i++)
        HD_TRY(add_script(import, &applied.items[i], find_undo(&all, &applied.items[i])));
    tell_of_repeatables(import, &applied);
    hd_import_chain(import);
    return NULL;
}
