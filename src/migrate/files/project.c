#include "migrate/files/project.h"

#include "base/file.h"
#include "base/text.h"
#include "migrate/files/directory.h"

static const char default_versions[] = "versions";
static const char squashed_folder[] = "squashed";

static const struct {
    const char *name;
    const char *characters;
} separators[] = {
    {"os", ":"}, {":", ":"}, {";", ";"}, {"space", " \t\n"}, {"newline", "\n"},
};

hd_error *hd_project_split_paths(TALLOC_CTX *ctx, const char *paths, const char *separator,
                                 hd_strings *ret)
{
    if (separator == NULL || *separator == '\0') {
        hd_text_split(ctx, paths, " ,\t\n", ret);
        return NULL;
    }
    for (size_t i = 0; i < HD_COUNT(separators); i++)
        if (strcmp(separators[i].name, separator) == 0) {
            hd_text_split(ctx, paths, separators[i].characters, ret);
            return NULL;
        }
    return hd_error_hint(hd_error_new(HD_CONFIG, "invalid path_separator \"%s\"", separator),
                         "It must be one of: os, space, newline, :, ;");
}

static char *project_path(TALLOC_CTX *ctx, const hd_config *config, const char *path)
{
    HD_SCRATCH(scratch);

    return hd_path_absolute(ctx, hd_path_join(scratch, hd_config_folder(config), path));
}

static hd_error *project_locate(hd_project *project)
{
    HD_SCRATCH(scratch);
    const hd_config *config = project->config;
    const char *versions = hd_config_get(config, "version_locations");
    hd_strings paths = {0};

    project->script_location = project_path(project, config,
                                            hd_config_get(config, "script_location"));
    project->dot = project_path(project, config, hd_config_get(config, "embedded_dir"));
    project->recursive = hd_config_get_bool(config, "recursive_version_locations");
    if (!hd_dir_exists(project->script_location))
        return hd_error_hint(hd_error_new(HD_MISSING, "script location \"%s\" does not exist",
                                          project->script_location),
                             "\"howdah init\" starts a project; the setting script_location says "
                             "where its files are.");
    if (versions != NULL)
        HD_TRY(hd_project_split_paths(scratch, versions, hd_config_get(config, "path_separator"),
                                      &paths));
    if (paths.count == 0)
        hd_vec_push(scratch, &paths,
                    hd_path_join(scratch, project->script_location, default_versions));
    for (size_t i = 0; i < paths.count; i++)
        hd_vec_push(project, &project->version_locations,
                    project_path(project, config, paths.items[i]));
    return NULL;
}

char *hd_project_squashed_folder(TALLOC_CTX *ctx, const hd_project *project, const char *id)
{
    char *folder = hd_printf(ctx, "%s/%s/%s", project->script_location, squashed_folder, id);
    char *name = folder + strlen(folder) - strlen(id);

    /* An id may hold slashes and dots; the folder is still one, and inside. */
    for (char *c = name; *c != '\0'; c++)
        if (*c == '/' || (*c == '.' && c == name))
            *c = '_';
    return folder;
}

static bool revisions_have(const hd_revisions *revisions, const char *id)
{
    for (size_t i = 0; i < revisions->count; i++)
        if (strcmp(revisions->items[i]->id, id) == 0)
            return true;
    return false;
}

/* Index of the baseline that took the place of this id; the count when there is none. */
static size_t baseline_of(const hd_revisions *revisions, const char *id)
{
    size_t i = 0;

    while (i < revisions->count && !hd_strings_contain(&revisions->items[i]->replaces, id))
        i++;
    return i;
}

/* Puts the original files in the place of the baseline at the index. */
static hd_error *project_unsquash(hd_project *project, size_t index, const char *row)
{
    HD_SCRATCH(scratch);
    const hd_revision *baseline = project->revisions.items[index];
    char *folder = hd_project_squashed_folder(scratch, project, baseline->id);
    hd_directory_request request = {.cache = project->dot};
    hd_revisions originals = {0};
    hd_revisions all = {0};
    hd_strings remarks = {0};

    hd_vec_push(scratch, &request.locations, folder);
    HD_TRY(hd_directory_read(project, &request, &originals, &remarks));
    if (!revisions_have(&originals, row))
        return hd_error_hint(
            hd_error_new(HD_MISSING,
                         "the database is at revision \"%s\", which was squashed into \"%s\", "
                         "but its original file is not in \"%s\"",
                         row, baseline->id, folder),
            "Get the folder back from version control, upgrade this database, and only then "
            "remove it.");
    for (size_t i = 0; i < project->revisions.count; i++) {
        if (i != index)
            hd_vec_push(project, &all, project->revisions.items[i]);
        for (size_t j = 0; i == index && j < originals.count; j++)
            hd_vec_push(project, &all, originals.items[j]);
    }
    project->revisions = all;
    return NULL;
}

static hd_error *project_serve_rows(hd_project *project, const hd_strings *rows, bool *changed)
{
    for (size_t i = 0; rows != NULL && i < rows->count; i++) {
        if (revisions_have(&project->revisions, rows->items[i]))
            continue;
        size_t index = baseline_of(&project->revisions, rows->items[i]);
        if (index == project->revisions.count)
            continue;
        HD_TRY(project_unsquash(project, index, rows->items[i]));
        *changed = true;
    }
    return NULL;
}

/* ---- reading while something else is waited for ---- */

struct hd_project_reading {
    bool wants_graph;
    enum { STEP_LOCATE, STEP_FILES, STEP_GRAPH, STEP_NONE } next;
    hd_project *project;
    hd_directory_request request;
    hd_directory_reading *directory; /* child of the project */
    hd_error *err;                   /* of reading */
    hd_error *graph_err; /* of the files as they are; rows may still put others in their place */
};

static hd_error *project_build(hd_project *project)
{
    return hd_graph_build(project, project->revisions.items, project->revisions.count,
                          &project->graph);
}

static hd_error *step_locate(hd_project_reading *reading)
{
    hd_project *project = reading->project;

    HD_TRY(project_locate(project));
    reading->request = (hd_directory_request){
        .locations = project->version_locations,
        .recursive = project->recursive,
        .left_out = hd_path_join(reading, project->script_location, squashed_folder),
        .cache = project->dot,
    };
    reading->directory = hd_directory_begin(project, &reading->request, &project->revisions,
                                            &project->remarks);
    reading->next = STEP_FILES;
    return NULL;
}

static hd_error *step_files(hd_project_reading *reading)
{
    bool more = true;

    HD_TRY(hd_directory_step(reading->directory, &more));
    if (!more) {
        TALLOC_FREE(reading->directory);
        reading->next = reading->wants_graph ? STEP_GRAPH : STEP_NONE;
    }
    return NULL;
}

static void step_graph(hd_project_reading *reading)
{
    reading->graph_err = project_build(reading->project);
    reading->next = STEP_NONE;
}

bool hd_project_step(void *arg)
{
    hd_project_reading *reading = arg;

    switch (reading->next) {
    case STEP_LOCATE:
        reading->err = step_locate(reading);
        break;
    case STEP_FILES:
        reading->err = step_files(reading);
        break;
    case STEP_GRAPH:
        step_graph(reading);
        break;
    case STEP_NONE:
        break;
    }
    if (reading->err != NULL)
        reading->next = STEP_NONE;
    return reading->next != STEP_NONE;
}

static int reading_free(hd_project_reading *reading)
{
    hd_error_free(reading->err);
    hd_error_free(reading->graph_err);
    return 0;
}

static hd_project_reading *reading_new(TALLOC_CTX *ctx, const hd_config *config, bool wants_graph)
{
    hd_project_reading *reading = hd_new(ctx, hd_project_reading);

    reading->wants_graph = wants_graph;
    reading->project = hd_new(reading, hd_project);
    reading->project->config = config;
    talloc_set_destructor(reading, reading_free);
    return reading;
}

hd_project_reading *hd_project_begin(TALLOC_CTX *ctx, const hd_config *config)
{
    return reading_new(ctx, config, true);
}

static hd_error *take_error(hd_error **err)
{
    hd_error *taken = *err;

    *err = NULL;
    return taken;
}

/* The files of these rows; they stay the reading's until it is taken. */
static hd_error *reading_serve(hd_project_reading *reading, const hd_strings *rows)
{
    hd_project *project = reading->project;
    bool changed = false;

    while (hd_project_step(reading))
        ;
    HD_TRY(take_error(&reading->err));
    HD_TRY(project_serve_rows(project, rows, &changed));
    if (!reading->wants_graph)
        return NULL;
    if (!changed)
        return take_error(&reading->graph_err);
    TALLOC_FREE(project->graph);
    return project_build(project);
}

static hd_project *reading_take(TALLOC_CTX *ctx, hd_project_reading *reading)
{
    hd_project *project = talloc_steal(ctx, reading->project);

    reading->project = NULL;
    return project;
}

hd_error *hd_project_finish(TALLOC_CTX *ctx, hd_project_reading *reading, const hd_strings *rows,
                            hd_project **ret)
{
    HD_TRY(reading_serve(reading, rows));
    *ret = reading_take(ctx, reading);
    return NULL;
}

hd_error *hd_project_read(TALLOC_CTX *ctx, const hd_config *config, const hd_strings *rows,
                          hd_project **ret)
{
    HD_SCRATCH(scratch);
    hd_project_reading *reading = reading_new(scratch, config, false);

    HD_TRY(reading_serve(reading, rows));
    *ret = reading_take(ctx, reading);
    return NULL;
}

const hd_revision *hd_project_find(const hd_project *project, const char *id)
{
    const hd_node *node = project->graph == NULL ? NULL : hd_graph_find(project->graph, id);

    if (project->graph != NULL)
        return node == NULL ? NULL : node->revision;
    for (size_t i = 0; i < project->revisions.count; i++)
        if (strcmp(project->revisions.items[i]->id, id) == 0)
            return project->revisions.items[i];
    return NULL;
}

hd_error *hd_project_load(TALLOC_CTX *ctx, const hd_config *config, const hd_strings *rows,
                          hd_project **ret)
{
    HD_SCRATCH(scratch);
    hd_project_reading *reading = hd_project_begin(scratch, config);

    return hd_project_finish(ctx, reading, rows, ret);
}
