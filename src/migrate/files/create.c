#include "migrate/files/create.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "migrate/files/directory.h"
#include "migrate/graph/resolve.h"

enum { ID_DIGITS = 12 };

static const char refused_characters[] = "+-:@";

/* ---- id ---- */

static hd_error *check_id(const hd_project *project, const char *id)
{
    HD_SCRATCH(scratch);
    hd_strings bad = {0};

    for (const char *c = refused_characters; *c != '\0'; c++)
        if (strchr(id, *c) != NULL)
            hd_vec_push(scratch, &bad, hd_strndup(scratch, c, 1));
    if (bad.count > 0)
        return hd_error_new(HD_USAGE, "Character(s) '%s' not allowed in revision identifier '%s'",
                            hd_text_join(scratch, &bad, ", "), id);
    if (*id == '\0' || strpbrk(id, ",\r\n") != NULL)
        return hd_error_new(HD_USAGE, "revision id \"%s\" is empty or has a comma or line end", id);
    const hd_node *node = hd_graph_find(project->graph, id);
    if (node != NULL)
        return hd_error_hint(hd_error_new(HD_CONFLICT,
                                          "revision id \"%s\" is already used by \"%s\"", id,
                                          node->revision->path),
                             "Give another --rev-id, or none to get a new one.");
    return NULL;
}

static const char *random_id(TALLOC_CTX *ctx, const hd_project *project)
{
    HD_SCRATCH(scratch);
    const char *uuid = NULL;

    do {
        uuid = hd_uuid_new(scratch);
        uuid += strlen(uuid) - ID_DIGITS;
    } while (hd_graph_find(project->graph, uuid) != NULL);
    return hd_strdup(ctx, uuid);
}

/* ---- heads and dependencies ---- */

static hd_error *several_heads(hd_error *err)
{
    hd_error_free(err);
    return hd_error_new(HD_CONFLICT,
                        "Multiple heads are present; please specify the head revision on which the "
                        "new revision should be based, or perform a merge.");
}

static hd_error *resolve_heads(TALLOC_CTX *ctx, const hd_project *project,
                               const hd_create_request *request, hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    hd_strings standard = {0};
    const hd_strings *names = request->heads.count > 0 ? &request->heads : &standard;

    hd_vec_push(scratch, &standard, "head");
    for (size_t i = 0; i < names->count; i++) {
        hd_error *err = hd_resolve(ctx, project->graph, NULL, names->items[i], ret);
        if (err != NULL)
            return err->code == HD_CONFLICT ? several_heads(err) : err;
    }
    for (size_t i = 0; i < ret->count; i++)
        for (size_t j = 0; j < i; j++)
            if (ret->items[i] == ret->items[j])
                return hd_error_new(HD_CONFLICT, "Duplicate head revisions specified");
    return NULL;
}

static hd_error *check_heads(const hd_nodes *heads, bool splice)
{
    for (size_t i = 0; i < heads->count; i++)
        if (!splice && heads->items[i]->next.count > 0)
            return hd_error_new(HD_CONFLICT,
                                "Revision %s is not a head revision; please specify --splice to "
                                "create a new branch from this revision",
                                heads->items[i]->revision->id);
    return NULL;
}

static hd_error *resolve_dependencies(TALLOC_CTX *ctx, const hd_project *project,
                                      const hd_strings *names, hd_strings *ret)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->items[i];
        const hd_node *node = NULL;

        HD_TRY(hd_resolve_one(ctx, project->graph, NULL, name, &node));
        if (node == NULL)
            return hd_error_new(HD_USAGE, "nothing can depend on \"%s\"", name);
        bool label = hd_strings_contain(&node->labels, name);
        hd_vec_push(ctx, ret, label ? name : node->revision->id);
    }
    return NULL;
}

/* ---- place ---- */

/* Whether the folder is a version location or, when they are recursive, inside one. */
static bool location_holds(const hd_project *project, const char *location, const char *folder)
{
    size_t len = strlen(location);

    return hd_text_starts(folder, location) &&
           (folder[len] == '\0' || (project->recursive && folder[len] == '/'));
}

static const char *location_of(const hd_project *project, const char *folder)
{
    for (size_t i = 0; i < project->version_locations.count; i++)
        if (location_holds(project, project->version_locations.items[i], folder))
            return project->version_locations.items[i];
    return NULL;
}

/* Next to the revision that the new one revises, when there are several locations. */
static hd_error *choose_location(TALLOC_CTX *ctx, const hd_project *project, const hd_nodes *heads,
                                 const char *asked, const char **ret)
{
    HD_SCRATCH(scratch);

    if (asked != NULL) {
        const char *folder = hd_path_absolute(ctx, asked);
        if (location_of(project, folder) == NULL)
            return hd_error_hint(
                hd_error_new(HD_USAGE, "Path %s is not represented in current version locations",
                             asked),
                "Version locations are: %s.",
                hd_text_join(scratch, &project->version_locations, ", "));
        *ret = folder;
        return NULL;
    }
    if (project->version_locations.count == 1 || heads->count > 0) {
        const char *folder = heads->count == 0
                                 ? NULL
                                 : hd_path_folder(scratch, heads->items[0]->revision->path);
        const char *location = folder == NULL ? NULL : location_of(project, folder);
        *ret = project->version_locations.count == 1 || location == NULL
                   ? project->version_locations.items[0]
                   : location;
        return NULL;
    }
    return hd_error_new(HD_USAGE,
                        "Multiple version locations present, please specify --version-path");
}

hd_error *hd_create_path(TALLOC_CTX *ctx, const hd_project *project, const char *location,
                         const char *id, const char *message, const hd_moment *moment, char **ret)
{
    HD_SCRATCH(scratch);
    const char *template = hd_config_get(project->config, "file_template");
    int64_t longest = hd_config_get_int(project->config, "truncate_slug_length");
    char *slug = hd_slug(scratch, message, longest < 0 ? 0 : (size_t)longest);
    char *name = NULL;

    HD_TRY(hd_file_name(scratch, template, id, slug, moment, &name));
    name = hd_printf(scratch, "%s.sql", name);
    char *path = hd_path_absolute(scratch, hd_path_join(scratch, location, name));
    if (!hd_directory_takes(hd_path_name(path)) || *name == '/')
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "\"%s\" cannot be the name of a revision file", name),
            "Names that begin with \".\" or \"__init__\" are not read; change "
            "file_template or the id.");
    if (location_of(project, hd_path_folder(scratch, path)) == NULL)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "file \"%s\" would be outside of the version locations", name),
            "A file_template with slashes needs recursive_version_locations = true.");
    if (hd_file_exists(path) || hd_dir_exists(path))
        return hd_error_hint(hd_error_new(HD_CONFLICT, "file \"%s\" already exists", path),
                             "A file_template with %%(rev)s in it makes names that differ.");
    *ret = talloc_steal(ctx, path);
    return NULL;
}

/* ---- all together ---- */

/* The graph with the new revision in it: labels in use and the like are found before writing. */
static hd_error *check_graph(const hd_project *project, const hd_revision *revision)
{
    HD_SCRATCH(scratch);
    hd_revisions all = {0};
    hd_graph *graph = NULL;

    for (size_t i = 0; i < project->revisions.count; i++)
        hd_vec_push(scratch, &all, project->revisions.items[i]);
    hd_vec_push(scratch, &all, revision);
    return hd_graph_build(scratch, all.items, all.count, &graph);
}

/* What people typed may read as a header line; then the file would not say what was meant. */
static hd_error *check_text(const hd_new_file *file)
{
    HD_SCRATCH(scratch);
    const hd_revision *meant = &file->revision;
    hd_revision *read = NULL;
    hd_error *err = hd_revision_parse(scratch, meant->path, file->text, strlen(file->text), &read,
                                      NULL);

    if (err == NULL && strcmp(meant->id, read->id) == 0 && meant->down.count == read->down.count &&
        meant->labels.count == read->labels.count &&
        meant->depends_on.count == read->depends_on.count)
        return NULL;
    hd_error_free(err);
    return hd_error_hint(
        hd_error_new(HD_USAGE, "message, id or label would not be read from the file as given"),
        "Lines of the message must not look like \"Revises: ...\" or \"howdah: ...\"; ids and "
        "labels have "
        "neither commas nor blanks at their ends.");
}

/* Everything of the header but the path; heads are what the new revision follows. */
static hd_error *make_header(hd_new_file *file, const hd_project *project,
                             const hd_create_request *request, const hd_nodes *heads,
                             const hd_moment *moment)
{
    hd_revision *revision = &file->revision;

    HD_TRY(resolve_dependencies(file, project, &request->depends_on, &revision->depends_on));
    for (size_t i = 0; i < heads->count; i++)
        hd_vec_push(file, &revision->down, heads->items[i]->revision->id);
    revision->id = request->id != NULL ? request->id : random_id(file, project);
    revision->labels = request->labels;
    revision->message = request->message;
    revision->create_date = hd_moment_text(file, moment);
    return NULL;
}

hd_error *hd_create_plan(TALLOC_CTX *ctx, const hd_project *project,
                         const hd_create_request *request, hd_new_file **ret)
{
    HD_SCRATCH(scratch);
    hd_new_file *file = hd_new(scratch, hd_new_file);
    const hd_revision_section upgrade = {NULL, request->upgrade};
    const hd_revision_section downgrade = {NULL, request->downgrade};
    const char *location = NULL;
    hd_nodes heads = {0};
    hd_moment moment;
    char *path = NULL;

    if (request->id != NULL)
        HD_TRY(check_id(project, request->id));
    HD_TRY(resolve_heads(scratch, project, request, &heads));
    HD_TRY(choose_location(scratch, project, &heads, request->version_path, &location));
    HD_TRY(check_heads(&heads, request->splice));
    HD_TRY(hd_moment_now(hd_config_get(project->config, "timezone"), &moment));
    HD_TRY(make_header(file, project, request, &heads, &moment));
    HD_TRY(hd_create_path(file, project, location, file->revision.id, request->message, &moment,
                          &path));
    file->revision.path = path;
    HD_TRY(check_graph(project, &file->revision));
    file->text = hd_revision_print(file, &file->revision, &upgrade, &downgrade);
    HD_TRY(check_text(file));
    *ret = talloc_steal(ctx, file);
    return NULL;
}
