/*
 * A candidate that can be made and that no index serves becomes a proposal: with what it takes
 * (operator classes, extensions), merged with its like on the other partitions of a table or the
 * other arms of an OR. Then the planner is asked, or it is said that it was not.
 */
#include "tune/suggest.h"

#include "base/buf.h"
#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"
#include "tune/trial.h"

/* Below these a gain, and a difference, is within the error of the planner's estimates. */
static const double least_gain = 0.1;
static const double as_good = 0.05;        /* of the better one */
static const double as_good_of_all = 0.01; /* of the statement without any index */

enum { SMALL_BYTES = 128 << 10 };

struct proposal {
    hd_suggestion said;
    hd_strings trials; /* what hypopg is asked to imagine */
    hd_strings keys;   /* of all its candidates, to tell which proposals are parts of others */
    const char *table;
    bool inverted, by_expression;
    bool settled; /* taken, or left out */
};

struct search {
    hd_suggestions *into;
    hd_conn *conn;
    HD_VEC(struct proposal) proposals;
    unsigned tables; /* that the statement reads */
};

/* ---- the index that a candidate is ---- */

struct site {
    bool possible;
    int64_t bytes;
    const char *schema, *table; /* the partitioned one of a partition */
    bool partitioned;
    const char *opclass, *trigrams;
    const char *function, *volatility; /* that makes it impossible; or NULL */
    bool cast_to_text;                 /* likewise */
    bool by_range;                     /* GiST, not GIN */
};

static bool is_inverted(const hd_candidate *candidate)
{
    hd_use_kind kind = candidate->keys.items[0].kind;

    return kind == HD_USE_INSIDE || kind == HD_USE_CONTAINS;
}

/* "(deleted_at IS NULL)" without its parentheses. */
static const char *bare(TALLOC_CTX *ctx, const char *fact)
{
    size_t len = strlen(fact);

    return *fact == '(' ? hd_strndup(ctx, fact + 1, len - 2) : fact;
}

static const char *where_of(TALLOC_CTX *ctx, const hd_candidate *candidate)
{
    hd_buf *out = hd_buf_new(ctx);

    for (size_t i = 0; i < candidate->facts.count; i++)
        hd_buf_addf(out, "%s%s", i == 0 ? "" : " AND ", bare(ctx, candidate->facts.items[i]));
    return out->data;
}

struct form {
    const char *target, *words;
    bool whole; /* without the WHERE */
};

static const char *create_sql(TALLOC_CTX *ctx, const hd_candidate *candidate,
                              const struct site *site, struct form form)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_addf(out, "CREATE INDEX %sON %s %s(", form.words, form.target,
                !is_inverted(candidate) ? ""
                : site->by_range        ? "USING gist "
                                        : "USING gin ");
    for (size_t i = 0; i < candidate->keys.count; i++) {
        const hd_use *key = &candidate->keys.items[i];
        bool pattern = key->kind == HD_USE_PREFIX || key->kind == HD_USE_INSIDE;
        hd_buf_addf(out, "%s%s", i == 0 ? "" : ", ", key->text);
        if (pattern && site->opclass != NULL)
            hd_buf_addf(out, " %s", site->opclass);
        if (key->kind == HD_USE_ORDER)
            hd_buf_add(out, key->direction);
    }
    hd_buf_add_char(out, ')');
    if (candidate->facts.count > 0 && !form.whole)
        hd_buf_addf(out, " WHERE %s", where_of(scratch, candidate));
    return out->data;
}

/* ---- asking the catalog ---- */

/* pg_index.indoption. */
static const char *option_of(const hd_use *key)
{
    static const char *const directions[] = {"", " DESC NULLS LAST", " NULLS FIRST", " DESC"};
    static const char *const options[] = {"0", "1", "2", "3"};

    for (size_t i = 0; key->kind == HD_USE_ORDER && i < HD_COUNT(directions); i++)
        if (strcmp(key->direction, directions[i]) == 0)
            return options[i];
    return "0";
}

struct columns {
    hd_strings texts, names, kinds, options, as_text, functions, facts;
};

static void add_all(TALLOC_CTX *ctx, hd_strings *into, const hd_strings *more)
{
    for (size_t i = 0; i < more->count; i++)
        hd_vec_push(ctx, into, more->items[i]);
}

static struct columns columns_of(TALLOC_CTX *ctx, const hd_candidate *candidate)
{
    struct columns columns = {0};

    for (size_t i = 0; i < candidate->keys.count; i++) {
        const hd_use *key = &candidate->keys.items[i];
        hd_vec_push(ctx, &columns.texts, key->text);
        hd_vec_push(ctx, &columns.names, key->column);
        hd_vec_push(ctx, &columns.kinds, hd_use_kind_name(key->kind));
        hd_vec_push(ctx, &columns.options, option_of(key));
        add_all(ctx, &columns.as_text, &key->as_text);
        add_all(ctx, &columns.functions, &key->functions);
    }
    add_all(ctx, &columns.facts, &candidate->facts);
    if (candidate->facts.count > 1)
        hd_vec_push(ctx, &columns.facts,
                    hd_printf(ctx, "(%s)", hd_text_join(ctx, &candidate->facts, " AND ")));
    return columns;
}

static char *array(TALLOC_CTX *ctx, const hd_strings *strings)
{
    return hd_sql_array(ctx, strings->items, strings->count);
}

static hd_error *ask_possible(TALLOC_CTX *ctx, hd_conn *conn, const hd_candidate *candidate,
                              const struct columns *columns, struct site *ret)
{
    HD_SCRATCH(scratch);
    const char *const params[] = {candidate->schema,
                                  candidate->table,
                                  array(scratch, &columns->names),
                                  array(scratch, &columns->kinds),
                                  array(scratch, &columns->as_text),
                                  array(scratch, &columns->functions)};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_tune_suggest_possible, HD_COUNT(params), params, &rows));
    if (hd_rows_count(rows) != 1)
        return NULL;
    *ret = (struct site){.possible = hd_rows_bool(rows, 0, 0),
                         .bytes = hd_rows_int(rows, 0, 1),
                         .schema = hd_rows_copy(ctx, rows, 0, 2),
                         .table = hd_rows_copy(ctx, rows, 0, 3),
                         .partitioned = hd_rows_bool(rows, 0, 4),
                         .function = hd_rows_copy(ctx, rows, 0, 5),
                         .volatility = hd_rows_copy(ctx, rows, 0, 6),
                         .cast_to_text = hd_rows_bool(rows, 0, 7),
                         .by_range = hd_rows_bool(rows, 0, 8)};
    return NULL;
}

static hd_error *ask_served(hd_conn *conn, const hd_candidate *candidate,
                            const struct columns *columns, bool *ret)
{
    HD_SCRATCH(scratch);
    const char *const params[] = {candidate->schema,
                                  candidate->table,
                                  array(scratch, &columns->texts),
                                  array(scratch, &columns->names),
                                  array(scratch, &columns->kinds),
                                  array(scratch, &columns->options),
                                  array(scratch, &columns->facts)};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_tune_suggest_served, HD_COUNT(params), params, &rows));
    *ret = hd_rows_count(rows) > 0;
    return NULL;
}

static hd_error *ask_patterns(TALLOC_CTX *ctx, hd_conn *conn, const hd_candidate *candidate,
                              struct site *site)
{
    HD_SCRATCH(scratch);
    const hd_use *last = &candidate->keys.items[candidate->keys.count - 1];
    const char *const params[] = {candidate->schema, candidate->table, last->column};
    hd_rows *rows = NULL;

    if (last->kind != HD_USE_PREFIX && last->kind != HD_USE_INSIDE)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_tune_suggest_patterns, HD_COUNT(params), params, &rows));
    site->opclass = hd_rows_copy(ctx, rows, 0, last->kind == HD_USE_PREFIX ? 0 : 1);
    if (last->kind == HD_USE_INSIDE)
        site->trigrams = hd_rows_copy(ctx, rows, 0, 2);
    return NULL;
}

/* ---- proposals ---- */

static void note(struct search *search, hd_suggestion *said, const char *text)
{
    if (!hd_strings_contain(&said->notes, text))
        hd_vec_push(search->into, &said->notes, text);
}

static void add_notes(struct search *search, hd_suggestion *said, const hd_candidate *candidate,
                      const struct site *site)
{
    if (hd_text_equal(site->trigrams, "available"))
        note(search, said, "needs the extension pg_trgm first: CREATE EXTENSION pg_trgm");
    if (hd_text_equal(site->trigrams, "missing"))
        note(search, said,
             "needs the extension pg_trgm, which this server does not have (it is in PostgreSQL's "
             "contrib package)");
    if (candidate->facts.count > 0)
        note(search, said,
             hd_printf(search->into,
                       "without its WHERE it also serves statements that do not say %s",
                       where_of(search->into, candidate)));
    if (site->partitioned)
        note(search, said,
             "blocks writes while it is made: a partitioned table has no CONCURRENTLY; to do "
             "without, CREATE INDEX ON ONLY, then one CONCURRENTLY on each partition, and ATTACH");
    else if (site->bytes < SMALL_BYTES)
        note(search, said,
             "the table is small now, and is read whole in no time: it pays when the table grows");
}

static void add_index(struct search *search, struct proposal *proposal,
                      const hd_candidate *candidate, const struct site *site)
{
    TALLOC_CTX *ctx = search->into;
    hd_suggestion *said = &proposal->said;
    const char *target = hd_sql_qualified(ctx, site->schema, site->table);
    const char *own = hd_sql_qualified(ctx, candidate->schema, candidate->table);
    const char *sql = create_sql(
        ctx, candidate, site,
        (struct form){target, site->partitioned ? "" : "CONCURRENTLY ", false});

    proposal->table = target;
    said->why = candidate->why;
    said->cost = -1;
    if (is_inverted(candidate))
        said->unproved = site->by_range ? "cannot try GiST indexes" : "cannot try GIN indexes";
    proposal->inverted = proposal->inverted || is_inverted(candidate);
    for (size_t i = 0; i < candidate->keys.count; i++)
        proposal->by_expression = proposal->by_expression ||
                                  candidate->keys.items[i].column == NULL;
    said->table_bytes += site->bytes;
    if (!hd_strings_contain(&said->statements, sql))
        hd_vec_push(ctx, &said->statements, sql);
    /* hypopg overlooks a partial index on any but the first table of a statement: the same without
     * its WHERE stands beside, which cannot cost less. */
    for (int whole = 0; whole < 2; whole++) {
        const char *trial = create_sql(ctx, candidate, site, (struct form){own, "", whole == 1});
        if (!hd_strings_contain(&proposal->trials, trial))
            hd_vec_push(ctx, &proposal->trials, trial);
    }
    for (size_t i = 0; i < candidate->keys.count; i++)
        if (!hd_strings_contain(&proposal->keys, candidate->keys.items[i].text))
            hd_vec_push(ctx, &proposal->keys, candidate->keys.items[i].text);
    add_notes(search, said, candidate, site);
}

/* One with the same statements: a partition's is that of its siblings. */
static struct proposal *find_same(struct search *search, const struct proposal *proposal)
{
    HD_SCRATCH(scratch);
    const char *text = hd_text_join(scratch, &proposal->said.statements, ";");

    for (size_t i = 0; i < search->proposals.count; i++)
        if (strcmp(text, hd_text_join(scratch, &search->proposals.items[i].said.statements, ";")) ==
            0)
            return &search->proposals.items[i];
    return NULL;
}

static void add_proposal(struct search *search, const struct proposal *proposal)
{
    struct proposal *same = find_same(search, proposal);

    if (proposal->said.statements.count == 0)
        return;
    if (same == NULL) {
        hd_vec_push(search->into, &search->proposals, *proposal);
        return;
    }
    same->said.table_bytes += proposal->said.table_bytes;
    for (size_t i = 0; i < proposal->trials.count; i++)
        if (!hd_strings_contain(&same->trials, proposal->trials.items[i]))
            hd_vec_push(search->into, &same->trials, proposal->trials.items[i]);
}

/* The key that makes it impossible, and why; what is of another kind needs no word. */
static void add_refusal(struct search *search, const hd_candidate *candidate,
                        const struct site *site)
{
    TALLOC_CTX *ctx = search->into;
    hd_refusals *refused = &search->into->refused;
    const hd_use *key = NULL;
    const char *why = "as a text it may depend on settings, and the keys of an index may not; "
                      "compare the column with a value of its own type";

    for (size_t i = 0; i < candidate->keys.count && key == NULL; i++) {
        const hd_use *each = &candidate->keys.items[i];
        bool calls = each->functions.count > 0 && site->function != NULL;
        bool casts = each->as_text.count > 0 && site->cast_to_text;
        if (calls)
            why = hd_printf(
                ctx,
                "%s() is %s, at least for some types, and an index takes only IMMUTABLE "
                "functions; compare the column itself with a value or a range",
                site->function, site->volatility);
        if (calls || casts)
            key = each;
    }
    if (key == NULL)
        return;
    hd_refusal refusal = {
        .alias = key->alias,
        .table = hd_printf(ctx, "%s.%s", site->schema, site->table),
        .text = key->column != NULL ? hd_printf(ctx, "(%s)::text", key->text) : key->text,
        .why = why,
    };
    for (size_t i = 0; i < refused->count; i++)
        if (strcmp(refused->items[i].text, refusal.text) == 0)
            return;
    hd_vec_push(ctx, refused, refusal);
}

/* Adds the index of one candidate, unless it is there; *possible is false when it cannot be. */
static hd_error *consider(struct search *search, const hd_candidate *candidate,
                          struct proposal *proposal, bool *possible)
{
    HD_SCRATCH(scratch);
    struct columns columns = columns_of(scratch, candidate);
    struct site site = {0};
    bool served = false;

    if (candidate->doubtful && !search->into->proved)
        return NULL;
    HD_TRY(ask_possible(scratch, search->conn, candidate, &columns, &site));
    *possible = site.possible;
    if (!site.possible && site.table != NULL)
        add_refusal(search, candidate, &site);
    if (!site.possible)
        return NULL;
    HD_TRY(ask_served(search->conn, candidate, &columns, &served));
    if (served)
        return NULL;
    HD_TRY(ask_patterns(scratch, search->conn, candidate, &site));
    add_index(search, proposal, candidate, &site);
    return NULL;
}

static hd_error *propose(struct search *search, const hd_candidates *candidates)
{
    for (size_t i = 0; i < candidates->count;) {
        struct proposal proposal = {0};
        unsigned arms_of = candidates->items[i].arms_of;
        bool complete = true;
        do {
            bool possible = false;
            HD_TRY(consider(search, &candidates->items[i], &proposal, &possible));
            complete = complete && possible;
            i++;
        } while (arms_of > 0 && i < candidates->count && candidates->items[i].arms_of == arms_of);
        if (complete)
            add_proposal(search, &proposal);
    }
    return NULL;
}

/* ---- which remain ---- */

static hd_error *try_with(struct search *search, const hd_explain_request *request,
                          const char *hypopg, const hd_strings *chosen, struct proposal *proposal)
{
    HD_SCRATCH(scratch);
    hd_strings indexes = {0};

    add_all(scratch, &indexes, chosen);
    add_all(scratch, &indexes, &proposal->trials);
    return hd_trial(search->conn, request, hypopg, &indexes, &proposal->said.cost);
}

/* Of those that gain enough the cheapest; of those that are as good, the one with fewest keys. */
static struct proposal *best_of(struct search *search, double cost)
{
    struct proposal *best = NULL;
    double gain = hd_plan_greater(cost * least_gain, search->into->cost * as_good_of_all);
    double enough = cost - gain;
    double lowest = enough;

    for (size_t i = 0; i < search->proposals.count; i++) {
        const struct proposal *proposal = &search->proposals.items[i];
        if (!proposal->settled && proposal->said.cost >= 0 && proposal->said.cost < lowest)
            lowest = proposal->said.cost;
    }
    for (size_t i = 0; i < search->proposals.count; i++) {
        struct proposal *proposal = &search->proposals.items[i];
        bool good = !proposal->settled && proposal->said.cost >= 0 &&
                    proposal->said.cost <= enough &&
                    proposal->said.cost <=
                        hd_plan_greater(lowest * (1 + as_good),
                                        lowest + search->into->cost * as_good_of_all);
        if (good &&
            (best == NULL || proposal->keys.count < best->keys.count ||
             (proposal->keys.count == best->keys.count && proposal->said.cost < best->said.cost)))
            best = proposal;
    }
    return best;
}

/* The best one, then what still helps beside it, and so on. */
static hd_error *choose(struct search *search, const hd_explain_request *request,
                        const char *hypopg)
{
    HD_SCRATCH(scratch);
    hd_strings chosen = {0};
    double cost = search->into->cost;

    for (;;) {
        for (size_t i = 0; i < search->proposals.count; i++)
            if (!search->proposals.items[i].settled)
                HD_TRY(try_with(search, request, hypopg, &chosen, &search->proposals.items[i]));
        struct proposal *best = best_of(search, cost);
        if (best == NULL)
            return NULL;
        best->settled = true;
        cost = best->said.cost;
        add_all(scratch, &chosen, &best->trials);
        hd_vec_push(search->into, &search->into->items, best->said);
    }
}

/* Whether all that a has is in b too, and b has more. */
static bool is_part(const struct proposal *a, const struct proposal *b)
{
    if (strcmp(a->table, b->table) != 0 || b->inverted || b->said.statements.count > 1 ||
        a->keys.count >= b->keys.count)
        return false;
    for (size_t i = 0; i < a->keys.count; i++)
        if (!hd_strings_contain(&b->keys, a->keys.items[i]))
            return false;
    return true;
}

/* Not proved, a longer one stands for its parts: it serves what they serve. */
static void take_unproved(struct search *search)
{
    for (size_t i = 0; i < search->proposals.count; i++) {
        struct proposal *proposal = &search->proposals.items[i];
        for (size_t j = 0; j < search->proposals.count && !proposal->settled; j++)
            proposal->settled = !proposal->inverted &&
                                is_part(proposal, &search->proposals.items[j]);
        if (!proposal->settled)
            hd_vec_push(search->into, &search->into->items, proposal->said);
    }
}

/* Those that hypopg cannot try come last, as not proved. */
static hd_error *take_proved(struct search *search, const hd_explain_request *request,
                             const char *hypopg)
{
    for (size_t i = 0; i < search->proposals.count; i++)
        search->proposals.items[i].settled = search->proposals.items[i].inverted;
    HD_TRY(choose(search, request, hypopg));
    for (size_t i = 0; i < search->proposals.count; i++) {
        struct proposal *proposal = &search->proposals.items[i];
        if (!proposal->inverted && search->tables > 1 && proposal->by_expression &&
            !proposal->settled && proposal->said.cost < 0)
            proposal->said.unproved = "overlooks indexes on expressions beside other tables";
        if (proposal->said.unproved != NULL)
            hd_vec_push(search->into, &search->into->items, proposal->said);
    }
    return NULL;
}

static void count_table(const hd_plan_node *node, void *arg)
{
    *(unsigned *)arg += node->relation != NULL ? 1 : 0;
}

/* What our own queries do wrong is at no place of the statement. */
static hd_error *not_theirs(hd_error *err)
{
    if (err != NULL)
        err->sql_position = 0;
    return err;
}

hd_error *hd_suggest(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     hd_suggestions **ret)
{
    HD_SCRATCH(scratch);
    hd_suggestions *into = hd_new(scratch, hd_suggestions);
    struct search search = {.into = into, .conn = conn};
    hd_explanation *explanation = NULL;
    hd_candidates candidates = {0};
    const char *hypopg = NULL;

    HD_TRY(hd_explain(scratch, conn, request, &explanation));
    hd_plan_walk(explanation->plan->root, count_table, &search.tables);
    HD_TRY(hd_trial_find(scratch, conn, &hypopg));
    into->proved = hypopg != NULL;
    into->cost = explanation->plan->root->total_cost;
    hd_candidates_find(into, explanation->plan, &candidates, &into->refused);
    HD_TRY(not_theirs(propose(&search, &candidates)));
    if (hypopg != NULL)
        HD_TRY(take_proved(&search, request, hypopg));
    else
        take_unproved(&search);
    *ret = talloc_steal(ctx, into);
    return NULL;
}
