/*
 * One scratch database goes from base to the heads. Whatever a revision does wrong, those behind
 * it are tried on a state that is right: a new scratch database, brought there by upgrades only.
 */
#include "migrate/verify.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "catalog/read.h"
#include "diff/difference.h"
#include "migrate/files/body.h"
#include "migrate/graph/resolve.h"
#include "migrate/graph/walk.h"
#include "migrate/models.h"
#include "migrate/replay.h"
#include "migrate/scope.h"
#include "migrate/scratch.h"
#include "migrate/session.h"
#include "migrate/verify_rows.h"
#include "pg/cluster.h"

enum { MAX_SEED_BYTES = 64 << 20, SHOWN = 10 };
enum { BEFORE, AFTER, BACK, AGAIN, STOPS };

/* The state of the database between two steps; owns itself. */
struct stop {
    hd_snapshot *snapshot;
    hd_rows_facts rows;
    bool seeded;
};

struct walk {
    const hd_verify_request *request;
    const hd_config *config;
    hd_movement *steps;
    bool *chosen; /* by hd_node.order */
    bool whole;   /* all are */
    hd_scratch_server *server;
    hd_scratch_db db;
    const char *owner;
    const char *seed_path; /* NULL: no rows */
    char *seed;
    size_t seed_place; /* the step behind which they are put in */
    bool seeded;
    struct stop *stop;
    hd_verification *found;
};

/* ---- words ---- */

static void add_error(TALLOC_CTX *ctx, hd_strings *lines, hd_error *err)
{
    if (err->place != NULL)
        hd_vec_push(ctx, lines,
                    hd_printf(ctx, "%s (%s:%zu:%zu)", err->message, hd_path_name(err->place->path),
                              err->place->line, err->place->column));
    else
        hd_vec_push(ctx, lines, hd_strdup(ctx, err->message));
    hd_error_free(err);
}

/* Appends what differs; false when something does. */
static hd_error *compare(TALLOC_CTX *ctx, const hd_snapshot *from, const hd_snapshot *to,
                         const hd_diff_options *options, const char *when, hd_strings *lines,
                         bool *same)
{
    HD_SCRATCH(scratch);
    hd_diff *diff = NULL;

    *same = true;
    if (from->hash == to->hash)
        return NULL;
    HD_TRY(hd_diff_make(scratch, from, to, options, &diff));
    const hd_differences all = hd_differences_find(scratch, diff);
    for (size_t i = 0; i < all.count && i < SHOWN; i++) {
        hd_buf *line = hd_buf_new(scratch);
        hd_difference_print(line, &all.items[i]);
        hd_vec_push(
            ctx, lines,
            hd_printf(ctx, "%s: %c %s", when, hd_difference_sign(&all.items[i]), line->data));
    }
    if (all.count > SHOWN)
        hd_vec_push(ctx, lines, hd_printf(ctx, "%s: and %zu more", when, all.count - SHOWN));
    *same = all.count == 0;
    return NULL;
}

/* ---- the database ---- */

static hd_error *open_database(struct walk *walk)
{
    HD_TRY(hd_scratch_connect(walk, walk->request->loop, walk->config, walk->request->command,
                              &walk->server));
    HD_TRY(hd_scratch_make(walk->server, &walk->db));
    walk->owner = hd_strdup(walk, hd_conn_user(walk->db.conn));
    walk->seeded = false;
    return NULL;
}

static hd_error *close_database(struct walk *walk)
{
    hd_scratch_server *server = walk->server;

    walk->server = NULL;
    return hd_scratch_drop_all(server);
}

static hd_error *run_step(struct walk *walk, size_t place, hd_direction direction)
{
    hd_step step = walk->steps->steps.items[place];
    hd_movement one = {.steps = {&step, 1, 1}};

    step.direction = direction;
    return hd_scratch_run(&walk->db, &one, NULL);
}

static hd_error *put_seed(struct walk *walk)
{
    if (walk->seed == NULL || walk->seeded)
        return NULL;
    hd_error *err = hd_exec(walk->db.conn, walk->seed);
    if (err != NULL)
        return hd_error_wrap(hd_error_place(err, walk->seed_path, walk->seed, 0),
                             "while putting in the rows of verify.seed after revision %s",
                             walk->steps->steps.items[walk->seed_place].node->revision->id);
    walk->seeded = true;
    return hd_exec(walk->db.conn, hd_conn_restore_sql(walk->db.conn));
}

static hd_error *take_stop(TALLOC_CTX *ctx, struct walk *walk, struct stop **ret)
{
    HD_SCRATCH(scratch);
    struct stop *stop = hd_new(scratch, struct stop);

    HD_TRY(hd_snapshot_read(stop, walk->db.conn, &stop->snapshot));
    stop->seeded = walk->seeded;
    if (walk->seeded)
        HD_TRY(hd_rows_facts_read(stop, walk->db.conn, stop->snapshot, &stop->rows));
    *ret = talloc_steal(ctx, stop);
    return NULL;
}

/* A new database in the state behind that step, made by upgrades. */
static hd_error *rebuild(struct walk *walk, size_t place)
{
    HD_TRY(close_database(walk));
    HD_TRY(open_database(walk));
    for (size_t i = 0; i <= place; i++) {
        HD_TRY(run_step(walk, i, HD_UPGRADE));
        if (i == walk->seed_place)
            HD_TRY(put_seed(walk));
    }
    return NULL;
}

/* ---- one revision ---- */

/* A failure that is the revision's; others, a lost connection, are given back. */
static hd_error *judge(struct walk *walk, hd_error *err, hd_tried *tried, hd_verified *row)
{
    *tried = err == NULL ? HD_TRIED_OK : HD_TRIED_FAILED;
    if (err != NULL && !hd_conn_is_open(walk->db.conn))
        return err;
    if (err != NULL)
        add_error(walk->found, &row->problems, err);
    return NULL;
}

/* A downgrade that is missing or forgotten is a failure; one that says that there is none is not.
 */
static hd_error *load_downgrade(const hd_revision *revision, hd_verification *found,
                                hd_verified *row, bool *runs)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;

    HD_TRY(hd_body_load(scratch, revision, HD_DOWNGRADE, &body));
    *runs = !body->irreversible;
    if (body->irreversible) {
        row->irreversible = hd_strdup(
            found, body->irreversible_reason == NULL ? "" : body->irreversible_reason);
        return NULL;
    }
    hd_error *err = hd_body_load_to_run(scratch, revision, HD_DOWNGRADE, &body);
    if (err != NULL) {
        *runs = false;
        row->down = HD_TRIED_FAILED;
        add_error(found, &row->problems, err);
    }
    return NULL;
}

/* Down and up again, and what is not as it was. */
static hd_error *there_and_back(struct walk *walk, size_t place, struct stop *stops[STOPS],
                                hd_verified *row)
{
    const hd_diff_options all = {0}; /* who owns what counts */
    hd_verification *found = walk->found;
    bool same = false;

    HD_TRY(judge(walk, run_step(walk, place, HD_DOWNGRADE), &row->down, row));
    if (row->down == HD_TRIED_FAILED)
        return NULL;
    HD_TRY(take_stop(stops[AFTER], walk, &stops[BACK]));
    HD_TRY(compare(found, stops[BEFORE]->snapshot, stops[BACK]->snapshot, &all,
                   "the downgrade does not lead back", &row->problems, &same));
    row->down = same ? HD_TRIED_OK : HD_TRIED_FAILED;
    HD_TRY(judge(walk, run_step(walk, place, HD_UPGRADE), &row->again, row));
    if (row->again == HD_TRIED_FAILED)
        return NULL;
    HD_TRY(take_stop(stops[AFTER], walk, &stops[AGAIN]));
    HD_TRY(compare(found, stops[AFTER]->snapshot, stops[AGAIN]->snapshot, &all,
                   "the second upgrade makes something else", &row->problems, &same));
    row->again = same ? HD_TRIED_OK : HD_TRIED_FAILED;
    if (stops[AFTER]->seeded) {
        hd_rows_facts rows[STOPS];
        size_t before = row->problems.count;
        for (size_t i = 0; i < STOPS; i++)
            rows[i] = stops[i]->rows;
        hd_rows_facts_compare(found, rows, &row->problems, &row->losses);
        if (row->problems.count > before)
            row->again = HD_TRIED_FAILED;
    }
    return NULL;
}

static bool is_last(const struct walk *walk, size_t place)
{
    return place + 1 == walk->steps->steps.count;
}

/*
 * The revision's upgrade has been run. next gets the last stop, where the database still is;
 * or stays NULL.
 */
static hd_error *try_back(struct walk *walk, size_t place, hd_verified *row, struct stop **next)
{
    struct stop *stops[STOPS] = {walk->stop};
    bool runs = false;

    HD_TRY(load_downgrade(row->revision, walk->found, row, &runs));
    if (!runs)
        return NULL;
    HD_TRY(take_stop(walk, walk, &stops[AFTER]));
    HD_TRY(there_and_back(walk, place, stops, row));
    if (row->problems.count == 0)
        *next = talloc_steal(walk, stops[AGAIN]);
    talloc_free(stops[AFTER]);
    return row->problems.count > 0 ? rebuild(walk, place) : NULL;
}

/* Rows of the last revision's schema cannot wait for the next one. */
static hd_error *try_one(struct walk *walk, size_t place, bool *goes_on)
{
    const hd_node *node = walk->steps->steps.items[place].node;
    hd_verified row = {.revision = node->revision};
    uint64_t begin = hd_clock_ms();
    struct stop *next = NULL;
    bool seeds = place == walk->seed_place;

    HD_TRY(judge(walk, run_step(walk, place, HD_UPGRADE), &row.up, &row));
    *goes_on = row.up == HD_TRIED_OK;
    if (*goes_on && seeds && is_last(walk, place))
        HD_TRY(put_seed(walk));
    if (*goes_on && walk->chosen[node->order])
        HD_TRY(try_back(walk, place, &row, &next));
    if (*goes_on && seeds)
        HD_TRY(put_seed(walk));
    if (*goes_on) {
        if (next == NULL || next->seeded != walk->seeded)
            HD_TRY(take_stop(walk, walk, &next));
        talloc_free(walk->stop);
        walk->stop = next;
    }
    row.ms = hd_clock_ms() - begin;
    walk->found->failures += row.problems.count > 0;
    if (walk->chosen[node->order] || !*goes_on)
        hd_vec_push(walk->found, &walk->found->revisions, row);
    return NULL;
}

/* ---- all ---- */

static hd_error *compare_models(struct walk *walk)
{
    HD_SCRATCH(scratch);
    hd_models *models = NULL;
    hd_scope *scope = NULL;
    bool same = false;
    const hd_snapshot *made = walk->stop->snapshot;

    HD_TRY(hd_project_models(scratch, walk->request->loop, walk->config, walk->request->command,
                             NULL, made->server_version, &models));
    HD_TRY(hd_scope_load(scratch, walk->config, true, &scope));
    const hd_diff_options owners = {.from_owner = walk->owner, .to_owner = models->owner};
    HD_TRY(compare(walk->found, hd_scope_apply(scratch, scope, made),
                   hd_scope_apply(scratch, scope, models->snapshot), &owners,
                   "to be like the models", &walk->found->model_problems, &same));
    walk->found->models = same ? HD_TRIED_OK : HD_TRIED_FAILED;
    walk->found->failures += !same;
    return NULL;
}

static hd_error *run_all(struct walk *walk)
{
    bool goes_on = true;

    HD_TRY(open_database(walk));
    HD_TRY(take_stop(walk, walk, &walk->stop));
    for (size_t i = 0; goes_on && i < walk->steps->steps.count; i++) {
        if (walk->request->progress != NULL)
            walk->request->progress(i, walk->steps->steps.count, walk->request->arg);
        HD_TRY(try_one(walk, i, &goes_on));
        if (!goes_on)
            walk->found->left = walk->steps->steps.count - i - 1;
    }
    if (goes_on && walk->whole && hd_project_has_models(walk->config))
        HD_TRY(compare_models(walk));
    return NULL;
}

/* ---- what is asked for ---- */

static hd_error *choose(struct walk *walk)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = walk->request->project->graph;
    const hd_strings *ranges = walk->request->ranges;
    bool *needed = hd_set_new(scratch, graph);
    hd_nodes nodes = {0};
    size_t kept = 0;

    walk->chosen = hd_set_new(walk, graph);
    walk->whole = ranges->count == 0;
    for (size_t i = 0; i < ranges->count; i++) {
        hd_nodes some = {0};
        if (strchr(ranges->items[i], ':') != NULL)
            HD_TRY(hd_resolve_range(scratch, graph, NULL, ranges->items[i], &some));
        else
            HD_TRY(hd_resolve(scratch, graph, NULL, ranges->items[i], &some));
        for (size_t k = 0; k < some.count; k++)
            hd_vec_push(scratch, &nodes, some.items[k]);
    }
    if (walk->whole)
        nodes = graph->nodes;
    for (size_t i = 0; i < nodes.count; i++)
        walk->chosen[nodes.items[i]->order] = true;
    hd_set_add_ancestors(graph, &nodes, HD_EDGES_ALL, needed);
    HD_TRY(hd_replay_steps(walk, walk->request->project, "heads", &walk->steps));
    for (size_t i = 0; i < walk->steps->steps.count; i++)
        if (needed[walk->steps->steps.items[i].node->order])
            walk->steps->steps.items[kept++] = walk->steps->steps.items[i];
    walk->steps->steps.count = kept;
    return NULL;
}

static hd_error *find_seed(struct walk *walk)
{
    const char *name = hd_config_get(walk->config, "verify.seed");
    const char *at = hd_config_get(walk->config, "verify.seed_at");
    const hd_node *node = NULL;

    if (name == NULL || walk->steps->steps.count == 0)
        return NULL;
    walk->seed_place = walk->steps->steps.count - 1;
    walk->seed_path = hd_path_join(walk, hd_config_folder(walk->config), name);
    HD_TRY(hd_file_read(walk, walk->seed_path, MAX_SEED_BYTES, &walk->seed, NULL));
    if (strcmp(at, "heads") == 0)
        return NULL;
    HD_TRY(hd_error_wrap(hd_resolve_one(walk, walk->request->project->graph, NULL, at, &node),
                         "while looking for verify.seed_at (%s)",
                         hd_config_source(walk->config, "verify.seed_at")));
    for (size_t i = 0; i < walk->steps->steps.count; i++)
        if (walk->steps->steps.items[i].node == node) {
            walk->seed_place = i;
            return NULL;
        }
    walk->seed = NULL; /* it comes after what is verified */
    return NULL;
}

/* ---- remembering ---- */

static hd_error *make_mark(TALLOC_CTX *ctx, const hd_project *project, char **ret)
{
    HD_SCRATCH(scratch);
    hd_buf *all = hd_buf_new(scratch);

    for (size_t i = 0; i < project->graph->nodes.count; i++) {
        const hd_revision *revision = project->graph->nodes.items[i]->revision;
        hd_body *body = NULL;
        HD_TRY(hd_body_load(scratch, revision, HD_UPGRADE, &body));
        hd_buf_addf(all, "%s %s\n", revision->id, body->file_sha256);
        talloc_free(body);
    }
    *ret = hd_printf(ctx, "%s\n", hd_sha256_hex(scratch, all->data, all->len));
    return NULL;
}

static char *mark_path(TALLOC_CTX *ctx, const hd_project *project)
{
    return hd_path_join(ctx, project->dot, "cache/verified");
}

/* A folder that cannot be written is no error: it is then not remembered. */
static hd_error *remember(const hd_project *project)
{
    HD_SCRATCH(scratch);
    char *mark = NULL;

    HD_TRY(make_mark(scratch, project, &mark));
    hd_error *err = hd_cluster_folder_make(project->dot);
    if (err == NULL)
        err = hd_file_write(mark_path(scratch, project), mark, strlen(mark));
    hd_error_free(err);
    return NULL;
}

hd_error *hd_verify_is_known(const hd_project *project, bool *ret)
{
    HD_SCRATCH(scratch);
    char *mark = NULL;
    char *kept = NULL;

    HD_TRY(make_mark(scratch, project, &mark));
    hd_error_free(
        hd_file_read(scratch, mark_path(scratch, project), HD_SHA256_HEX + 1, &kept, NULL));
    *ret = hd_text_equal(mark, kept);
    return NULL;
}

hd_error *hd_verify(TALLOC_CTX *ctx, const hd_verify_request *request, hd_verification **ret)
{
    HD_SCRATCH(scratch);
    struct walk *walk = hd_new(scratch, struct walk);

    walk->request = request;
    walk->config = request->project->config;
    walk->found = hd_new(scratch, hd_verification);
    HD_TRY(choose(walk));
    HD_TRY(find_seed(walk));
    hd_error *err = run_all(walk);
    hd_error *drop_err = close_database(walk); /* whatever happens, it goes */
    if (err != NULL) {
        hd_error_free(drop_err);
        return err;
    }
    HD_TRY(drop_err);
    if (walk->whole && walk->found->failures == 0)
        HD_TRY(remember(request->project));
    *ret = talloc_steal(ctx, walk->found);
    return NULL;
}
