/*
 * Shows each statement's tree to the rules. The tree lives only while the parser's
 * callback runs (on its own thread, while this one waits), so rules, fixes and the state
 * all do their work in there.
 */
#include "migrate/lint/frame.h"

#include <stdarg.h>

#include "base/text.h"
#include "base/utf8.h"

static const char *const severity_names[] = {
    [HD_LINT_OFF] = "off",
    [HD_LINT_NOTE] = "note",
    [HD_LINT_WARNING] = "warning",
    [HD_LINT_ERROR] = "error",
};

const char *hd_lint_severity_name(hd_lint_severity severity)
{
    return severity_names[severity];
}

bool hd_lint_severity_parse(const char *name, hd_lint_severity *ret)
{
    for (size_t i = 0; i < HD_COUNT(severity_names); i++)
        if (strcmp(severity_names[i], name) == 0) {
            *ret = (hd_lint_severity)i;
            return true;
        }
    return false;
}

static int compare_rule(const void *id, const void *row)
{
    return strcmp(id, (*(const hd_lint_rule *const *)row)->id);
}

const hd_lint_rule *hd_lint_rule_find(const char *id)
{
    const hd_lint_rule *const *row = bsearch(id, hd_lint_rules, hd_lint_rule_count,
                                             sizeof(*hd_lint_rules), compare_rule);

    return row == NULL ? NULL : *row;
}

size_t hd_lint_rule_index(const hd_lint_rule *rule)
{
    const hd_lint_rule *const *row = bsearch(rule->id, hd_lint_rules, hd_lint_rule_count,
                                             sizeof(*hd_lint_rules), compare_rule);

    return (size_t)(row - hd_lint_rules);
}

hd_lint_options hd_lint_options_default(void)
{
    return (hd_lint_options){.small_bytes = 1 << 20, .lock_timeout_ms = 10000, .index_columns = 4};
}

/* ---- findings ---- */

static hd_lint_severity severity_of(const hd_lint_at *at)
{
    const hd_lint_severity *severities = at->options->severities;

    return severities == NULL ? at->rule->severity : severities[hd_lint_rule_index(at->rule)];
}

static const char *ignored(hd_lint_at *at)
{
    const hd_lint_statement *statement = at->statement;

    for (size_t i = 0; statement != NULL && i < statement->ignore_count; i++)
        if (hd_strings_contain(&statement->ignores[i].rules, at->rule->id)) {
            at->frame->used[at->index][i] = true;
            return statement->ignores[i].reason;
        }
    return NULL;
}

hd_lint_finding *hd_lint_find(hd_lint_at *at, int location, const char *fmt, ...)
{
    TALLOC_CTX *ctx = at->frame->ctx;
    va_list args;

    va_start(args, fmt);
    char *message = hd_nonnull(talloc_vasprintf(ctx, fmt, args), __func__);
    va_end(args);
    hd_lint_finding finding = {
        .rule = at->rule,
        .severity = severity_of(at),
        .section = at->part == NULL ? HD_LINT_PLAIN : at->part->section,
        .offset = at->statement == NULL ? 0 : at->statement->offset,
        .message = message,
        .ignored = ignored(at),
    };
    if (location > 0 && at->statement != NULL && (size_t)location < strlen(at->statement->sql))
        finding.offset += (size_t)location;
    hd_vec_push(ctx, at->frame->findings, finding);
    return &at->frame->findings->items[at->frame->findings->count - 1];
}

/* ---- statements ---- */

static bool wanted(const hd_lint_at *at)
{
    if (at->rule->check == NULL || severity_of(at) == HD_LINT_OFF)
        return false;
    if (at->rule->catalog && at->options->catalog == NULL)
        return false;
    bool moved = at->statement != NULL && at->statement->data_moved;
    return !(at->rule->loses && (moved || at->part->section == HD_LINT_DOWNGRADE));
}

static void show(hd_lint_at *at, const char *node, const hd_tree *tree)
{
    for (size_t i = 0; i < hd_lint_rule_count; i++) {
        const hd_lint_rule *rule = hd_lint_rules[i];
        if (rule->node == NULL || *rule->node != *node || strcmp(rule->node, node) != 0)
            continue;
        at->rule = rule;
        if (wanted(at))
            rule->check(at, tree);
    }
}

/* Statements whose inside does not run when they do. */
static bool is_stored(const hd_tree *tree)
{
    static const char *const stored[] = {"CreateFunctionStmt", "RuleStmt", "PrepareStmt"};

    for (size_t i = 0; i < HD_COUNT(stored); i++)
        if (hd_tree_is(tree, stored[i]))
            return true;
    return false;
}

static bool visit(const hd_tree *tree, void *arg)
{
    hd_lint_at *at = arg;

    if (hd_tree_is(tree, "Node"))
        return true;
    if (hd_tree_is(tree, "AlterTableStmt")) {
        at->alter = (const PgQuery__AlterTableStmt *)tree;
        at->table = at->alter->relation;
        at->creating = false;
    } else if (hd_tree_is(tree, "CreateStmt")) {
        at->alter = NULL;
        at->table = ((const PgQuery__CreateStmt *)tree)->relation;
        at->creating = true;
    }
    show(at, tree->descriptor->short_name, tree);
    return !is_stored(tree);
}

struct use {
    hd_lint_at *at;
    hd_lint_state *state;
};

/* What nobody else can read until the transaction ends. */
static void note_locks(hd_lint_at *at, hd_lint_state *state)
{
    for (size_t i = 0; i < at->impact->locks.count; i++) {
        HD_SCRATCH(scratch);
        const hd_sql_lock *lock = &at->impact->locks.items[i];
        hd_sql_name name = {0};
        if (hd_lint_lock_waits(at, lock) && hd_lint_lock_name(scratch, lock, &name))
            hd_lint_state_lock(state, HD_LINT_LOCKED, &name, at->index, at->statement->transaction);
    }
    if (hd_lint_blocks(at))
        hd_lint_state_lock(state, HD_LINT_BLOCKED, NULL, at->index, at->statement->transaction);
}

static void use_tree(const hd_tree *tree, void *arg)
{
    struct use *use = arg;
    hd_lint_at *at = use->at;
    hd_sql_impact *impact = hd_sql_impact_of_tree(use->state, tree);

    at->impact = impact;
    hd_tree_walk(tree, visit, at);
    at->alter = NULL;
    at->table = NULL;
    show(at, HD_LINT_STATEMENT, tree);
    hd_lint_state_note(use->state, tree, at->index, at->statement->transaction);
    note_locks(at, use->state);
    at->impact = NULL;
    talloc_free(impact);
}

/* Whether all of the rules have been looked for. */
static bool may_fire(const hd_lint_at *at, const hd_strings *ids)
{
    const hd_lint_severity *severities = at->options->severities;

    for (size_t i = 0; i < ids->count; i++) {
        const hd_lint_rule *rule = hd_lint_rule_find(ids->items[i]);
        if (rule == NULL || rule->catalog ||
            (severities != NULL && severities[hd_lint_rule_index(rule)] == HD_LINT_OFF))
            return false;
    }
    return true;
}

/* What was not needed is in the way of what comes later. */
static void check_ignores(hd_lint_at *at)
{
    const hd_lint_rule *rule = hd_lint_rule_find("unused-ignore");

    at->rule = rule;
    if (rule == NULL || severity_of(at) == HD_LINT_OFF)
        return;
    for (size_t i = 0; i < at->statement->ignore_count; i++)
        for (size_t k = 0; k < at->statement->ignores[i].rules.count; k++) {
            const char *id = at->statement->ignores[i].rules.items[k];
            if (hd_lint_rule_find(id) == NULL)
                hd_lint_find(at, -1, "there is no rule \"%s\" that could be ignored", id);
        }
    /* With a database the size of a table or its columns may be why there is nothing to ignore. */
    for (size_t i = 0; at->options->catalog == NULL && i < at->statement->ignore_count; i++)
        if (!at->frame->used[at->index][i] && at->statement->ignores[i].rules.count > 0 &&
            may_fire(at, &at->statement->ignores[i].rules))
            hd_lint_find(at, -1, "the comment that ignores %s stands above nothing it is about",
                         hd_text_join(at->frame->ctx, &at->statement->ignores[i].rules, ", "));
}

static void check_statement(hd_lint_at *at, hd_lint_state *state)
{
    struct use use = {at, state};
    hd_tree_fault fault;

    if (!hd_tree_parse_or_say(at->statement->sql, strlen(at->statement->sql), use_tree, &use,
                              &fault)) {
        at->fault = &fault;
        show(at, HD_LINT_UNPARSED, NULL);
        at->fault = NULL;
    }
}

static void check_part(const hd_lint_part *part, hd_lint_at at)
{
    HD_SCRATCH(scratch);
    hd_lint_state *state = hd_lint_state_new(scratch);

    at.part = part;
    at.state = state;
    at.frame->used = hd_new_array(scratch, bool *, part->statements.count + 1);
    for (at.index = 0; at.index < part->statements.count; at.index++) {
        at.statement = &part->statements.items[at.index];
        at.frame->used[at.index] = hd_new_array(scratch, bool, at.statement->ignore_count + 1);
        check_statement(&at, state);
    }
    if (part->statements.count > 0)
        show(&at, HD_LINT_END, NULL);
    for (at.index = 0; at.index < part->statements.count; at.index++) {
        at.statement = &part->statements.items[at.index];
        check_ignores(&at);
    }
}

static void check_refused(hd_lint_at *at)
{
    const hd_error *err = at->script->refused;

    at->rule = hd_lint_rule_find("file-refused");
    if (at->rule == NULL)
        return;
    hd_lint_finding *finding = hd_lint_find(at, -1, "%s", err->message);
    if (err->hint != NULL)
        finding->message = hd_printf(at->frame->ctx, "%s. %s", err->message, err->hint);
    if (err->place != NULL && err->place->line > 0) {
        finding->line = err->place->line;
        finding->column = err->place->column;
        finding->source = hd_strdup(at->frame->ctx, err->place->text);
    }
}

/* ---- places ---- */

static int compare_offsets(const void *a, const void *b)
{
    const hd_lint_finding *left = a;
    const hd_lint_finding *right = b;

    if (left->offset != right->offset)
        return left->offset < right->offset ? -1 : 1;
    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    int order = strcmp(left->rule->id, right->rule->id);
    return order != 0 ? order : strcmp(left->message, right->message);
}

static size_t characters(const char *text, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

/* One walk over the text for all of them. */
static void place(TALLOC_CTX *ctx, const hd_lint_script *script, hd_lint_findings *findings,
                  size_t first)
{
    size_t line = 1;
    size_t start = 0;
    size_t at = 0;

    for (size_t i = first; i < findings->count; i++) {
        hd_lint_finding *finding = &findings->items[i];
        for (; at < finding->offset && at < script->len; at++)
            if (script->text[at] == '\n') {
                line++;
                start = at + 1;
            }
        if (finding->line != 0)
            continue;
        finding->line = line;
        finding->column = characters(script->text + start, finding->offset - start) + 1;
        finding->source = hd_strndup(ctx, script->text + start,
                                     strcspn(script->text + start, "\r\n"));
    }
}

void hd_lint_run(TALLOC_CTX *ctx, const hd_lint_script *script, const hd_lint_options *options,
                 hd_lint_findings *ret, hd_strings *spared)
{
    struct hd_lint_frame frame = {.ctx = ctx, .findings = ret, .spared = spared};
    hd_lint_at at = {.script = script, .options = options, .frame = &frame};
    size_t first = ret->count;

    if (script->refused != NULL)
        check_refused(&at);
    for (size_t i = 0; i < script->parts.count; i++)
        check_part(&script->parts.items[i], at);
    if (ret->count > first)
        qsort(ret->items + first, ret->count - first, sizeof(*ret->items), compare_offsets);
    place(ctx, script, ret, first);
}
