/*
 * Answers questions about graphs, one a line, without files and databases, so that
 * test_plan_against_alembic.py can ask thousands:
 *
 *     new                                           forget the graph
 *     revision|ID|DOWN,...|DEPENDS,...|LABEL,...    one more for the next graph
 *     graph                                         build it: "ok" or "error MESSAGE"
 *     COMMAND|ROW,...|TARGET                        "move STEP,... ROW,...", "list ID,...", "error
 * ..."
 */
#include "base/text.h"
#include "migrate/graph/movement.h"
#include "migrate/graph/resolve.h"

struct state {
    TALLOC_CTX *memory; /* of the graph; a new one with each graph */
    HD_VEC(const hd_revision *) revisions;
    hd_graph *graph;
};

/* The fields of a line; empty ones count. */
static void cut(TALLOC_CTX *ctx, const char *line, hd_strings *fields)
{
    const char *end = line;

    for (; *end != '\0'; end++)
        if (*end == '|') {
            hd_vec_push(ctx, fields, hd_strndup(ctx, line, (size_t)(end - line)));
            line = end + 1;
        }
    hd_vec_push(ctx, fields, hd_strdup(ctx, line));
}

static void add_revision(struct state *state, const hd_strings *fields)
{
    hd_revision *revision = hd_new(state->memory, hd_revision);

    revision->id = hd_strdup(revision, fields->items[1]);
    revision->path = revision->id;
    hd_text_split(revision, fields->items[2], ",", &revision->down);
    hd_text_split(revision, fields->items[3], ",", &revision->depends_on);
    hd_text_split(revision, fields->items[4], ",", &revision->labels);
    hd_vec_push(state->memory, &state->revisions, revision);
}

static void print_error(hd_error *err)
{
    printf("error %s\n", err->message);
    hd_error_free(err);
}

static void build(struct state *state)
{
    hd_error *err = hd_graph_build(state->memory, state->revisions.items, state->revisions.count,
                                   &state->graph);

    if (err == NULL)
        puts("ok");
    else
        print_error(err);
}

static void print_movement(const hd_movement *movement)
{
    HD_SCRATCH(scratch);

    printf("move ");
    for (size_t i = 0; i < movement->steps.count; i++) {
        const hd_step *step = &movement->steps.items[i];

        printf("%s%c%s", i > 0 ? "," : "", "+-="[step->direction],
               step -> node == NULL ? "" : step->node->revision->id);
    }
    printf(" %s\n", hd_text_join(scratch, &movement->rows_after, ","));
}

static void print_nodes(const hd_nodes *nodes)
{
    printf("list ");
    for (size_t i = 0; i < nodes->count; i++)
        printf("%s%s", i > 0 ? "," : "", nodes->items[i]->revision->id);
    putchar('\n');
}

static void answer(const struct state *state, const hd_strings *fields)
{
    HD_SCRATCH(scratch);
    const char *command = fields->items[0];
    const char *target = fields->items[2];
    hd_movement *movement = NULL;
    hd_strings rows = {0};
    hd_strings targets = {0};
    hd_nodes nodes = {0};
    hd_error *err = NULL;

    hd_text_split(scratch, fields->items[1], ",", &rows);
    hd_text_split(scratch, target, ",", &targets);
    if (strcmp(command, "upgrade") == 0)
        err = hd_movement_upgrade(scratch, state->graph, &rows, target, &movement);
    else if (strcmp(command, "downgrade") == 0)
        err = hd_movement_downgrade(scratch, state->graph, &rows, target, &movement);
    else if (strcmp(command, "stamp") == 0)
        err = hd_movement_stamp(scratch, state->graph, &rows, &targets, &movement);
    else if (strcmp(command, "current") == 0)
        err = hd_resolve_current(scratch, state->graph, &rows, &nodes);
    else if (strcmp(command, "history") == 0)
        err = hd_resolve_range(scratch, state->graph, &rows, target, &nodes);
    else
        err = hd_resolve(scratch, state->graph, NULL, target, &nodes);
    if (err != NULL)
        print_error(err);
    else if (movement != NULL)
        print_movement(movement);
    else
        print_nodes(&nodes);
}

int main(void)
{
    struct state state = {.memory = talloc_new(NULL)};
    char *line = NULL;
    size_t room = 0;

    for (ssize_t len = getline(&line, &room, stdin); len > 0; len = getline(&line, &room, stdin)) {
        HD_SCRATCH(scratch);
        hd_strings fields = {0};

        line[strcspn(line, "\n")] = '\0';
        cut(scratch, line, &fields);
        if (strcmp(fields.items[0], "new") == 0) {
            talloc_free(state.memory);
            state = (struct state){.memory = talloc_new(NULL)};
        } else if (fields.count == 5) {
            add_revision(&state, &fields);
        } else if (strcmp(fields.items[0], "graph") == 0) {
            build(&state);
        } else {
            answer(&state, &fields);
        }
        fflush(stdout);
    }
    free(line);
    talloc_free(state.memory);
    return 0;
}
