#include "cli/lint_files.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/project.h"
#include "migrate/graph/resolve.h"
#include "migrate/graph/walk.h"
#include "migrate/journal/version_table.h"
#include "migrate/lint/rule.h"

/* ---- settings ---- */

static hd_error *unknown_rule(const char *id, const char *setting)
{
    HD_SCRATCH(scratch);
    hd_strings ids = {0};

    for (size_t i = 0; i < hd_lint_rule_count; i++)
        hd_vec_push(scratch, &ids, hd_lint_rules[i]->id);
    const char *nearest = hd_text_nearest(id, ids.items, ids.count);
    hd_error *err = hd_error_new(HD_CONFIG, "there is no lint rule \"%s\"", id);
    err = nearest != NULL ? hd_error_hint(err, "Did you mean \"%s\"?", nearest)
                          : hd_error_hint(err, "\"howdah lint --rules\" lists them.");
    return hd_error_wrap(err, "while reading the setting \"%s\"", setting);
}

static hd_error *apply_list(hd_app *app, const char *setting, hd_lint_severity severity,
                            hd_lint_severity *severities)
{
    HD_SCRATCH(scratch);
    const char *value = hd_config_get(app->config, setting);
    hd_strings ids = {0};

    hd_text_split(scratch, value == NULL ? "" : value, ", \n", &ids);
    for (size_t i = 0; i < ids.count; i++) {
        const hd_lint_rule *rule = hd_lint_rule_find(ids.items[i]);
        if (rule == NULL)
            return unknown_rule(ids.items[i], setting);
        severities[hd_lint_rule_index(rule)] = severity;
    }
    return NULL;
}

static hd_error *read_severities(hd_app *app, hd_lint_severity *severities)
{
    static const struct {
        const char *setting;
        hd_lint_severity severity;
    } lists[] = {
        {"lint.notes", HD_LINT_NOTE},
        {"lint.warnings", HD_LINT_WARNING},
        {"lint.errors", HD_LINT_ERROR},
        {"lint.ignore", HD_LINT_OFF},
    };

    for (size_t i = 0; i < hd_lint_rule_count; i++)
        severities[i] = hd_lint_rules[i]->severity;
    for (size_t i = 0; i < HD_COUNT(lists); i++)
        HD_TRY(apply_list(app, lists[i].setting, lists[i].severity, severities));
    return NULL;
}

/* The setting "transaction", as the runner reads it. */
static hd_transaction_mode mode_of(const hd_app *app)
{
    const char *mode = hd_config_get(app->config, "transaction");

    if (strcmp(mode, "none") == 0)
        return HD_TRANSACTION_NONE;
    return strcmp(mode, "all") == 0 ? HD_TRANSACTION_ALL : HD_TRANSACTION_EACH;
}

static hd_error *read_fail_on(hd_app *app, hd_lint_severity *ret)
{
    const char *word = hd_value(app, "fail-on");

    if (word == NULL)
        word = hd_flag(app, "strict") ? "warning" : hd_config_get(app->config, "lint.fail_on");
    if (!hd_lint_severity_parse(word, ret) || *ret == HD_LINT_OFF)
        return hd_error_hint(hd_error_new(HD_USAGE, "\"%s\" is no severity", word),
                             "It is error, warning or note.");
    return NULL;
}

hd_error *hd_lint_settings(TALLOC_CTX *ctx, hd_app *app, hd_lint_request *ret)
{
    ret->severities = hd_new_array(ctx, hd_lint_severity, hd_lint_rule_count);
    HD_TRY(read_severities(app, ret->severities));
    HD_TRY(read_fail_on(app, &ret->fail_on));
    ret->options = (hd_lint_options){
        .severities = ret->severities,
        .trust_sizes = hd_config_get(app->config, "url") != NULL,
        .small_bytes = hd_config_get_int(app->config, "lint.small_table") * 1024,
        .lock_timeout_ms = hd_config_get_ms(app->config, "lint.lock_timeout"),
        .index_columns = hd_config_get_int(app->config, "lint.index_columns"),
    };
    ret->reading = (hd_lint_reading){mode_of(app), hd_flag(app, "single-transaction")};
    return NULL;
}

/* ---- the database ---- */

/* rows: of the version table; NULL items when it could not be asked. */
static hd_error *ask_database(TALLOC_CTX *ctx, hd_app *app, hd_lint_request *ret, hd_strings *rows)
{
    HD_SCRATCH(scratch);
    hd_version_table *table = hd_version_table_of(scratch, app->config);
    hd_lint_catalog *catalog = NULL;
    hd_conn *conn = NULL;

    if (hd_flag(app, "no-database"))
        return NULL;
    HD_TRY(hd_app_connect_if_reachable(scratch, app, &conn));
    if (conn == NULL)
        return NULL;
    hd_error *err = hd_exec(conn, "SET lock_timeout = '2s'; SET statement_timeout = '30s'");
    if (err == NULL)
        err = hd_version_table_peek(ctx, conn, table, rows);
    ret->applied_known = err == NULL;
    if (err == NULL)
        err = hd_lint_catalog_read(ctx, conn, &catalog);
    ret->options.catalog = catalog;
    if (err != NULL)
        hd_remark(app, "what the database contains is not known: %s", err->message);
    hd_error_free(err);
    return NULL;
}

/* ---- revisions ---- */

/* Marks what the rows imply. */
static bool *applied_set(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows)
{
    bool *set = hd_set_new(ctx, graph);
    hd_nodes nodes = {0};

    for (size_t i = 0; i < rows->count; i++) {
        const hd_node *node = hd_graph_find(graph, rows->items[i]);
        if (node != NULL)
            hd_vec_push(ctx, &nodes, node);
    }
    hd_set_add_ancestors(graph, &nodes, HD_EDGES_ALL, set);
    return set;
}

static void add_nodes(TALLOC_CTX *ctx, const hd_nodes *nodes, hd_lint_request *ret)
{
    for (size_t i = 0; i < nodes->count; i++)
        hd_vec_push(ctx, &ret->paths, nodes->items[i]->revision->path);
}

static void add_pending(TALLOC_CTX *ctx, const hd_graph *graph, const bool *applied,
                        hd_lint_request *ret)
{
    for (size_t i = 0; i < graph->nodes.count; i++)
        if (!ret->applied_known || !applied[i])
            hd_vec_push(ctx, &ret->paths, graph->nodes.items[i]->revision->path);
}

static hd_error *add_folder(TALLOC_CTX *ctx, const char *folder, hd_lint_request *ret)
{
    hd_strings names = {0};

    HD_TRY(hd_dir_list(ctx, folder, &names));
    for (size_t i = 0; i < names.count; i++)
        if (hd_text_ends(names.items[i], ".sql") && *names.items[i] != '.')
            hd_vec_push(ctx, &ret->paths, hd_path_join(ctx, folder, names.items[i]));
    return NULL;
}

static bool is_file(const char *word)
{
    return hd_file_exists(word) || hd_text_ends(word, ".sql");
}

static bool wants_project(hd_app *app)
{
    const hd_strings *words = hd_positionals(app);

    for (size_t i = 0; i < words->count; i++)
        if (!is_file(words->items[i]) && !hd_dir_exists(words->items[i]))
            return true;
    /* A fix must know which files have been applied. */
    return words->count == 0 || (hd_flag(app, "fix") && hd_config_file(app->config) != NULL);
}

static hd_error *add_word(TALLOC_CTX *ctx, const hd_project *project, const hd_strings *rows,
                          const char *word, hd_lint_request *ret)
{
    const hd_strings *known = ret->applied_known ? rows : NULL;
    hd_nodes nodes = {0};

    if (is_file(word)) {
        hd_vec_push(ctx, &ret->paths, hd_strdup(ctx, word));
        return NULL;
    }
    if (hd_dir_exists(word))
        return add_folder(ctx, word, ret);
    if (strchr(word, ':') != NULL)
        HD_TRY(hd_resolve_range(ctx, project->graph, known, word, &nodes));
    else
        HD_TRY(hd_resolve(ctx, project->graph, known, word, &nodes));
    add_nodes(ctx, &nodes, ret);
    return NULL;
}

/* ---- what the files make ---- */

/* Errors come when the file itself is looked at. */
static void read_written(TALLOC_CTX *ctx, const char *path, hd_lint_request *ret)
{
    HD_SCRATCH(scratch);
    hd_lint_script *script = NULL;
    hd_error *err = hd_lint_script_load(scratch, path, &ret->reading, &script);

    if (err == NULL)
        hd_lint_written_add(ctx, script, &ret->written);
    hd_error_free(err);
}

static void read_all_written(TALLOC_CTX *ctx, const hd_project *project, hd_lint_request *ret)
{
    hd_strings seen = {0};

    for (size_t i = 0; project != NULL && i < project->graph->nodes.count; i++) {
        const char *path = project->graph->nodes.items[i]->revision->path;
        hd_vec_push(ctx, &seen, path);
        read_written(ctx, path, ret);
    }
    for (size_t i = 0; i < ret->paths.count; i++)
        if (!hd_strings_contain(&seen, ret->paths.items[i]))
            read_written(ctx, ret->paths.items[i], ret);
    ret->options.written = &ret->written;
}

/* ---- all of it ---- */

hd_error *hd_lint_paths(TALLOC_CTX *ctx, hd_app *app, hd_lint_request *ret)
{
    const hd_strings *words = hd_positionals(app);
    hd_project *project = NULL;
    hd_strings rows = {0};

    HD_TRY(ask_database(ctx, app, ret, &rows));
    if (wants_project(app)) {
        HD_TRY(hd_app_project(ctx, app, ret->applied_known ? &rows : NULL, &project));
        const bool *applied = applied_set(ctx, project->graph, &rows);
        for (size_t i = 0; i < project->graph->nodes.count; i++)
            if (applied[i])
                hd_vec_push(ctx, &ret->applied, project->graph->nodes.items[i]->revision->id);
        if (words->count == 0)
            add_pending(ctx, project->graph, applied, ret);
    }
    for (size_t i = 0; i < words->count; i++)
        HD_TRY(add_word(ctx, project, &rows, words->items[i], ret));
    if (hd_flag(app, "fix"))
        read_all_written(ctx, project, ret);
    return NULL;
}
