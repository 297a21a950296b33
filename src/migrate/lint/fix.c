/*
 * Fixes are texts that take the place of others. One round applies those that do not touch
 * each other; the result is read and linted again, because one fix may uncover the next
 * (a wide ALTER TABLE is first cut into its actions).
 */
#include "base/buf.h"
#include "base/text.h"
#include "migrate/lint/frame.h"
#include "parse/cursor.h"

enum { MAX_ROUNDS = 20 };

/* A plain file's transaction cannot be left for one statement. */
static bool is_stuck(const hd_lint_at *at)
{
    return at->part->section == HD_LINT_PLAIN && at->statement->in_block;
}

static void hang(hd_lint_at *at, hd_lint_finding *finding, size_t start, size_t end,
                 const char *text, bool alone)
{
    hd_lint_fix *fix = hd_new(at->frame->ctx, hd_lint_fix);

    *fix = (hd_lint_fix){.start = at->statement->offset + start,
                         .end = at->statement->offset + end,
                         .text = hd_strdup(fix, text),
                         .alone = alone && at->part->section != HD_LINT_PLAIN};
    finding->fix = fix;
}

void hd_lint_fix_assumes(hd_lint_at *at, hd_lint_finding *finding, const char *schema,
                         const char *name)
{
    if (finding->fix == NULL || hd_lint_kind_of(at, schema, name) != '?')
        return;
    hd_lint_fix *fix = hd_new(at->frame->ctx, hd_lint_fix);
    *fix = *finding->fix;
    fix->assumes = hd_strdup(fix, name);
    finding->fix = fix;
}

void hd_lint_fix_statement(hd_lint_at *at, hd_lint_finding *finding, const char *text, bool alone)
{
    if (!is_stuck(at))
        hang(at, finding, 0, strlen(at->statement->sql), text, alone);
}

void hd_lint_fix_insert(hd_lint_at *at, hd_lint_finding *finding, const char *behind,
                        const char *word)
{
    const char *sql = at->statement->sql;
    hd_cursor cursor = hd_cursor_at(sql, 0, strlen(sql));

    while (!hd_cursor_at_end(&cursor) && !hd_cursor_on(&cursor, behind))
        hd_cursor_step(&cursor);
    if (hd_cursor_at_end(&cursor) || is_stuck(at))
        return;
    size_t end = cursor.token.start + cursor.token.len;
    hang(at, finding, end, end, hd_printf(at->frame->ctx, " %s", word), false);
}

/* The cursor behind "ALTER TABLE [IF EXISTS] [ONLY] name [*]"; false when it is written otherwise.
 */
static bool alter_open(const hd_lint_at *at, hd_cursor *cursor)
{
    HD_SCRATCH(scratch);
    const char *sql = at->statement->sql;
    hd_sql_name name;

    *cursor = hd_cursor_at(sql, 0, strlen(sql));
    if (!hd_cursor_accept(cursor, "alter table"))
        return false;
    hd_cursor_accept(cursor, "if exists");
    hd_cursor_accept(cursor, "only");
    if (!hd_cursor_name(scratch, cursor, &name))
        return false;
    hd_cursor_accept_symbol(cursor, "*");
    return true;
}

const char *hd_lint_alter_head(hd_lint_at *at)
{
    hd_cursor cursor;

    if (!alter_open(at, &cursor))
        return NULL;
    return hd_printf(at->frame->ctx, "%s ",
                     hd_text_trim(at->frame->ctx, at->statement->sql, cursor.token.start));
}

const char *hd_lint_alter_action(hd_lint_at *at)
{
    const char *sql = at->statement->sql;
    hd_cursor cursor;

    return alter_open(at, &cursor) ? hd_strdup(at->frame->ctx, sql + cursor.token.start) : NULL;
}

/* Where the code of text[start .. end) ends, less a comment behind it. */
static size_t code_end(const char *text, size_t start, size_t end)
{
    hd_lexer lexer = hd_lex(text, end);

    lexer.at = start;
    for (hd_token token = hd_lex_next_code(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next_code(&lexer))
        start = token.start + token.len;
    return start;
}

bool hd_lint_fix_splits(hd_lint_at *at, hd_lint_finding *finding)
{
    HD_SCRATCH(scratch);
    const char *sql = at->statement->sql;
    hd_buf *text = hd_buf_new(scratch);
    const char *head = hd_lint_alter_head(at);
    hd_cursor cursor;

    if (at->alter->n_cmds < 2)
        return false;
    if (head == NULL || !alter_open(at, &cursor))
        return true;
    for (bool more = true; more;) {
        size_t start = cursor.token.start;
        more = hd_cursor_to_comma(&cursor);
        size_t end = code_end(sql, start, more ? cursor.token.start : strlen(sql));
        hd_buf_addf(text, "%s%s%.*s", text->len > 0 ? ";\n" : "", head, (int)(end - start),
                    sql + start);
        if (more)
            hd_cursor_step(&cursor);
    }
    hd_lint_fix_statement(at, finding, text->data, false);
    return true;
}

/* ---- rounds ---- */

static const char *section_word(hd_lint_section section)
{
    return section == HD_LINT_UPGRADE ? "upgrade" : "downgrade";
}

/* "-- howdah: upgrade lock_timeout=1s" gets " no-transaction" behind its name. */
static char *make_alone(TALLOC_CTX *ctx, const char *text, hd_lint_section section)
{
    HD_SCRATCH(scratch);
    const char *line = hd_printf(scratch, "-- howdah: %s", section_word(section));
    const char *at = strstr(text, line);

    while (at != NULL && at != text && at[-1] != '\n')
        at = strstr(at + 1, line);
    if (at == NULL)
        return hd_strdup(ctx, text);
    const char *end = at + strlen(line);
    const char *rest = hd_strndup(scratch, end, strcspn(end, "\r\n"));
    if (strstr(rest, "no-transaction") != NULL)
        return hd_strdup(ctx, text);
    return hd_printf(ctx, "%.*s no-transaction%s", (int)(end - text), text, end);
}

struct round {
    hd_buf *out;
    size_t at; /* the text up to here is in out */
    bool alone[HD_LINT_DOWNGRADE + 1];
    size_t count;
};

static void apply(struct round *round, const hd_lint_script *script, const hd_lint_finding *finding,
                  hd_strings *fixed, hd_strings *assumed)
{
    const hd_lint_fix *fix = finding->fix;

    if (fix->start < round->at)
        return; /* the next round */
    hd_buf_add_n(round->out, script->text + round->at, fix->start - round->at);
    hd_buf_add(round->out, fix->text);
    round->at = fix->end;
    round->alone[finding->section] |= fix->alone;
    round->count++;
    if (fix->assumes != NULL && !hd_strings_contain(assumed, fix->assumes))
        hd_vec_push(talloc_parent(round->out), assumed,
                    hd_strdup(talloc_parent(round->out), fix->assumes));
    hd_vec_push(talloc_parent(round->out), fixed,
                hd_printf(talloc_parent(round->out), "%zu: %s", finding->line, finding->rule->id));
}

static int compare_fixes(const void *a, const void *b)
{
    const hd_lint_fix *left = (*(const hd_lint_finding *const *)a)->fix;
    const hd_lint_fix *right = (*(const hd_lint_finding *const *)b)->fix;

    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return left->end == right->end ? 0 : left->end < right->end ? -1 : 1;
}

/* The text after one round, or NULL when there was nothing to do. */
static char *round_run(TALLOC_CTX *ctx, const hd_lint_script *script,
                       const hd_lint_options *options, hd_strings *fixed, hd_strings *assumed)
{
    HD_SCRATCH(scratch);
    hd_lint_findings findings = {0};
    HD_VEC(const hd_lint_finding *) fixes = {0};
    struct round round = {.out = hd_buf_new(ctx)};

    hd_lint_run(scratch, script, options, &findings, NULL);
    for (size_t i = 0; i < findings.count; i++)
        if (findings.items[i].fix != NULL && findings.items[i].ignored == NULL)
            hd_vec_push(scratch, &fixes, &findings.items[i]);
    if (fixes.count > 0)
        qsort(fixes.items, fixes.count, sizeof(*fixes.items), compare_fixes);
    for (size_t i = 0; i < fixes.count; i++)
        apply(&round, script, fixes.items[i], fixed, assumed);
    if (round.count == 0)
        return NULL;
    hd_buf_add(round.out, script->text + round.at);
    char *text = hd_buf_take(ctx, round.out);
    for (hd_lint_section s = HD_LINT_UPGRADE; s <= HD_LINT_DOWNGRADE; s++)
        if (round.alone[s])
            text = make_alone(ctx, text, s);
    return text;
}

char *hd_lint_fix_script(TALLOC_CTX *ctx, const hd_lint_script *script,
                         const hd_lint_reading *reading, const hd_lint_options *options,
                         hd_strings *fixed, hd_strings *assumed)
{
    char *text = NULL;

    for (int i = 0; i < MAX_ROUNDS; i++) {
        char *next = round_run(ctx, script, options, fixed, assumed);
        if (next == NULL)
            break;
        text = next;
        script = hd_lint_script_parse(ctx, script->path, text, strlen(text), reading);
    }
    return text;
}
