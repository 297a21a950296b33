/*
 * The splitter gives statements and "-- howdah:" lines in order. Both sections are
 * read whatever is asked for, so that a mistake in the downgrade is found when
 * the file is first used and not when somebody needs the way back.
 */
#include "migrate/files/body.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/utf8.h"
#include "parse/cursor.h"
#include "parse/split.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";
static const char mark[] = "-- howdah:";

/* A word of a directive line: text[start .. start + len). */
struct word {
    size_t start;
    size_t len;
};

struct parser {
    TALLOC_CTX *ctx;
    const char *path;
    const char *text;
    hd_body *bodies[2];        /* by hd_direction: upgrade, downgrade */
    hd_body *body;             /* of the section at hand, or NULL before the first */
    hd_body_statement pending; /* what directives have said about the next statement */
    size_t pending_at;         /* offset of the first of them; 0 when there is none */
    size_t reason_at;          /* offset of the irreversible directive; 0 when there is none */
    size_t statement_end;      /* of the last statement */
};

/* A directive line behind "-- howdah:". */
struct line {
    struct word name;
    size_t at;  /* where the next word is looked for */
    size_t end; /* of the line, less blanks */
    size_t start;
    size_t next; /* where the line below begins */
};

static hd_error *wrong(const struct parser *parser, size_t offset, hd_error *err)
{
    return hd_error_place(err, parser->path, parser->text, offset);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word; blanks inside double quotes belong to it. len 0: there is none. */
static struct word line_word(const struct parser *parser, struct line *line)
{
    bool quoted = false;
    struct word word = {0};

    while (line->at < line->end && is_blank(parser->text[line->at]))
        line->at++;
    word.start = line->at;
    while (line->at < line->end && (quoted || !is_blank(parser->text[line->at]))) {
        quoted = quoted != (parser->text[line->at] == '"');
        line->at++;
    }
    word.len = line->at - word.start;
    return word;
}

/* All that is left of the line. */
static struct word line_rest(const struct parser *parser, struct line *line)
{
    while (line->at < line->end && is_blank(parser->text[line->at]))
        line->at++;
    return (struct word){line->at, line->end - line->at};
}

static char *word_text(TALLOC_CTX *ctx, const struct parser *parser, struct word word)
{
    return hd_strndup(ctx, parser->text + word.start, word.len);
}

/* "name=value" of an option word: the value, or NULL when the word is not that option. */
static const char *option_value(const char *option, const char *name)
{
    size_t len = strlen(name);

    return strncmp(option, name, len) == 0 && option[len] == '=' ? option + len + 1 : NULL;
}

static hd_error *unknown_option(const struct parser *parser, struct word word, const char *option,
                                const char *const known[], size_t count)
{
    HD_SCRATCH(scratch);
    const char *name = hd_strndup(scratch, option, strcspn(option, "="));
    const char *nearest = hd_text_nearest(name, known, count);
    hd_error *err = hd_error_new(HD_CONFIG, "unknown option \"%s\"", option);
    hd_strings all = {0};

    for (size_t i = 0; i < count; i++)
        hd_vec_push(scratch, &all, known[i]);
    if (nearest != NULL)
        err = hd_error_hint(err, "Did you mean \"%s\"?", nearest);
    else
        err = hd_error_hint(err, "There are: %s.", hd_text_join(scratch, &all, ", "));
    return wrong(parser, word.start, err);
}

static hd_error *duration_value(const struct parser *parser, struct word word, const char *value,
                                uint64_t *ret_ms)
{
    hd_error *err = hd_duration_parse(value, ret_ms);

    if (err != NULL)
        err->code = HD_CONFIG;
    return wrong(parser, word.start, err);
}

/* ---- sections ---- */

static hd_error *timeout_option(const struct parser *parser, struct word word, const char *value,
                                const char **ret)
{
    uint64_t ms = 0;

    if (*ret != NULL)
        return wrong(parser, word.start, hd_error_new(HD_CONFIG, "option is given twice"));
    HD_TRY(duration_value(parser, word, value, &ms));
    *ret = hd_strdup(parser->ctx, value);
    return NULL;
}

static hd_error *section_option(struct parser *parser, struct word word)
{
    static const char *const known[] = {"no-transaction", "lock_timeout", "statement_timeout"};
    HD_SCRATCH(scratch);
    const char *option = word_text(scratch, parser, word);
    const char *lock = option_value(option, "lock_timeout");
    const char *statement = option_value(option, "statement_timeout");

    if (strcmp(option, "no-transaction") == 0)
        parser->body->no_transaction = true;
    else if (lock != NULL)
        return timeout_option(parser, word, lock, &parser->body->lock_timeout);
    else if (statement != NULL)
        return timeout_option(parser, word, statement, &parser->body->statement_timeout);
    else if (strcmp(option, "irreversible") == 0)
        return wrong(parser, word.start,
                     hd_error_hint(hd_error_new(HD_CONFIG, "\"irreversible\" is no option"),
                                   "It is a line of its own in the downgrade section: \"-- howdah: "
                                   "irreversible REASON\"."));
    else
        return unknown_option(parser, word, option, known, HD_COUNT(known));
    return NULL;
}

/* Directives that wait for a statement find none at the end of a section. */
static hd_error *section_end(const struct parser *parser)
{
    if (parser->pending_at == 0)
        return NULL;
    return wrong(parser, parser->pending_at,
                 hd_error_hint(hd_error_new(HD_CONFIG, "directive stands above no statement"),
                               "Put it on a line above the statement it is about."));
}

static hd_error *take_section(struct parser *parser, struct line *line, hd_direction direction)
{
    hd_body *body = parser->bodies[direction];

    HD_TRY(section_end(parser));
    if (body->present)
        return wrong(parser, line->start,
                     hd_error_new(HD_CONFIG, "section \"%s\" is given twice",
                                  direction == HD_UPGRADE ? "upgrade" : "downgrade"));
    if (parser->body != NULL)
        parser->body->end = line->start;
    body->present = true;
    body->start = line->next;
    parser->body = body;
    for (struct word w = line_word(parser, line); w.len > 0; w = line_word(parser, line))
        HD_TRY(section_option(parser, w));
    return NULL;
}

static hd_error *take_upgrade(struct parser *parser, struct line *line)
{
    return take_section(parser, line, HD_UPGRADE);
}

static hd_error *take_downgrade(struct parser *parser, struct line *line)
{
    return take_section(parser, line, HD_DOWNGRADE);
}

static hd_error *take_irreversible(struct parser *parser, struct line *line)
{
    struct word reason = line_rest(parser, line);

    if (parser->body != parser->bodies[HD_DOWNGRADE])
        return wrong(parser, line->start,
                     hd_error_new(HD_CONFIG, "\"irreversible\" belongs in the downgrade section"));
    if (parser->body->irreversible)
        return wrong(parser, line->start,
                     hd_error_new(HD_CONFIG, "\"irreversible\" is given twice"));
    if (reason.len == 0)
        return wrong(parser, line->start,
                     hd_error_hint(hd_error_new(HD_CONFIG, "\"irreversible\" needs a reason"),
                                   "Say why there is no way back, for the people who will ask."));
    parser->body->irreversible = true;
    parser->body->irreversible_reason = word_text(parser->ctx, parser, reason);
    parser->reason_at = line->start;
    return NULL;
}

/* ---- directives about the next statement ---- */

/* A column as SQL reads it. */
static hd_error *batch_key(const struct parser *parser, struct word word, const char *value,
                           const char **ret)
{
    hd_cursor cursor = hd_cursor_at(value, 0, strlen(value));
    const char *key = hd_cursor_ident(parser->ctx, &cursor);

    if (key == NULL || !hd_cursor_at_end(&cursor))
        return wrong(parser, word.start, hd_error_new(HD_CONFIG, "key= needs a column"));
    *ret = key;
    return NULL;
}

static hd_error *batch_option(const struct parser *parser, struct word word, hd_batch *batch)
{
    static const char *const known[] = {"key", "size", "pause", "triggers"};
    HD_SCRATCH(scratch);
    const char *option = word_text(scratch, parser, word);
    const char *key = option_value(option, "key");
    const char *size = option_value(option, "size");
    const char *pause = option_value(option, "pause");

    if (key != NULL)
        return batch_key(parser, word, key, &batch->key);
    if (pause != NULL)
        return duration_value(parser, word, pause, &batch->pause_ms);
    if (strcmp(option, "triggers=off") == 0) {
        batch->triggers_off = true;
        return NULL;
    }
    if (size == NULL)
        return unknown_option(parser, word, option, known, HD_COUNT(known));
    if (!hd_text_to_int(size, &batch->size) || batch->size < 1)
        return wrong(parser, word.start,
                     hd_error_new(HD_CONFIG, "size must be a number above 0, not \"%s\"", size));
    return NULL;
}

static hd_error *take_batch(struct parser *parser, struct line *line)
{
    hd_batch *batch = hd_new(parser->ctx, hd_batch);

    if (parser->pending.batch != NULL)
        return wrong(parser, line->start, hd_error_new(HD_CONFIG, "\"batch\" is given twice"));
    for (struct word w = line_word(parser, line); w.len > 0; w = line_word(parser, line))
        HD_TRY(batch_option(parser, w, batch));
    if (batch->key == NULL || batch->size == 0)
        return wrong(parser, line->start,
                     hd_error_hint(hd_error_new(HD_CONFIG, "\"batch\" needs a key and a size"),
                                   "Write: -- howdah: batch key=COLUMN size=ROWS [pause=100ms] "
                                   "[triggers=off]"));
    parser->pending.batch = batch;
    return NULL;
}

static hd_error *take_probe(struct parser *parser, struct line *line)
{
    struct word sql = line_rest(parser, line);

    while (sql.len > 0 && (parser->text[sql.start + sql.len - 1] == ';' ||
                           is_blank(parser->text[sql.start + sql.len - 1])))
        sql.len--;
    if (parser->pending.probe != NULL)
        return wrong(parser, line->start, hd_error_new(HD_CONFIG, "\"probe\" is given twice"));
    if (sql.len == 0)
        return wrong(
            parser, line->start,
            hd_error_hint(hd_error_new(HD_CONFIG, "\"probe\" needs a query"),
                          "It gives one boolean: true when the statement below has been done."));
    parser->pending.probe = word_text(parser->ctx, parser, sql);
    return NULL;
}

/* A directive that is nothing but its name. */
static hd_error *take_flag(struct parser *parser, struct line *line, bool *flag)
{
    HD_SCRATCH(scratch);
    struct word rest = line_rest(parser, line);

    if (rest.len > 0)
        return wrong(parser, rest.start,
                     hd_error_new(HD_CONFIG, "\"%s\" takes no option",
                                  word_text(scratch, parser, line->name)));
    *flag = true;
    return NULL;
}

static hd_error *take_own_transaction(struct parser *parser, struct line *line)
{
    return take_flag(parser, line, &parser->pending.own_transaction);
}

static hd_error *take_data_moved(struct parser *parser, struct line *line)
{
    return take_flag(parser, line, &parser->pending.data_moved);
}

static bool is_rule(const char *rule)
{
    return *rule != '\0' && rule[strspn(rule, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* The rules, joined by commas, and the reason behind them. */
static hd_error *ignore_read(TALLOC_CTX *ctx, const char *list, const char *reason,
                             hd_lint_ignore *ret)
{
    hd_lint_ignore ignore = {.reason = reason};

    hd_text_split(ctx, list, ",", &ignore.rules);
    for (size_t i = 0; i < ignore.rules.count; i++)
        if (!is_rule(ignore.rules.items[i]))
            return hd_error_new(HD_CONFIG, "\"%s\" is not the name of a rule",
                                ignore.rules.items[i]);
    if (ignore.rules.count == 0 || *reason == '\0')
        return hd_error_hint(hd_error_new(HD_CONFIG, "\"lint-ignore\" needs rules and a reason"),
                             "Write: -- howdah: lint-ignore RULE[,RULE...] REASON");
    *ret = ignore;
    return NULL;
}

hd_error *hd_lint_ignore_parse(TALLOC_CTX *ctx, const char *text, size_t len, hd_lint_ignore *ret)
{
    HD_SCRATCH(scratch);
    struct parser parser = {.text = text};
    struct line line = {.at = strlen(mark), .end = len};

    while (line.end > line.at && is_blank(text[line.end - 1]))
        line.end--;
    const char *name = word_text(scratch, &parser, line_word(&parser, &line));
    if (strcmp(name, "lint-ignore") != 0)
        return hd_error_hint(
            hd_error_new(HD_CONFIG, "directive \"%s\" belongs in a revision", name),
            "A plain SQL file may have \"-- howdah: lint-ignore RULE REASON\" only.");
    const char *list = word_text(scratch, &parser, line_word(&parser, &line));
    return ignore_read(ctx, list, word_text(ctx, &parser, line_rest(&parser, &line)), ret);
}

static hd_error *take_lint_ignore(struct parser *parser, struct line *line)
{
    HD_SCRATCH(scratch);
    struct word list = line_word(parser, line);
    hd_lint_ignore ignore = {0};
    hd_error *err = ignore_read(parser->ctx, word_text(scratch, parser, list),
                                word_text(parser->ctx, parser, line_rest(parser, line)), &ignore);

    if (err != NULL)
        return wrong(parser, err->hint == NULL ? list.start : line->start, err);
    hd_vec_push(parser->ctx, &parser->pending.lint_ignores, ignore);
    return NULL;
}

/* ---- the whole file ---- */

static const struct directive {
    const char *name;
    bool about_statement; /* it waits for the statement below */
    hd_error *(*take)(struct parser *parser, struct line *line);
} directives[] = {
    {"upgrade", false, take_upgrade},
    {"downgrade", false, take_downgrade},
    {"irreversible", false, take_irreversible},
    {"batch", true, take_batch},
    {"probe", true, take_probe},
    {"own-transaction", true, take_own_transaction},
    {"data-moved", true, take_data_moved},
    {"lint-ignore", true, take_lint_ignore},
};

static hd_error *unknown_directive(const struct parser *parser, const struct line *line)
{
    HD_SCRATCH(scratch);
    const char *names[HD_COUNT(directives)];
    const char *name = word_text(scratch, parser, line->name);
    hd_error *err = hd_error_new(HD_CONFIG, "unknown directive \"%s\"", name);

    for (size_t i = 0; i < HD_COUNT(directives); i++)
        names[i] = directives[i].name;
    const char *nearest = hd_text_nearest(name, names, HD_COUNT(names));
    if (nearest != NULL)
        err = hd_error_hint(err, "Did you mean \"%s\"?", nearest);
    else
        err = hd_error_hint(err, "A directive is one of: upgrade, downgrade, irreversible, "
                                 "batch, probe, own-transaction, data-moved, lint-ignore.");
    return wrong(parser, line->start, err);
}

static hd_error *take_directive(struct parser *parser, const hd_sql_item *item)
{
    struct line line = {.start = item->start, .at = item->start + strlen(mark), .end = item->end};
    const struct directive *directive = NULL;

    line.next = line.end + strcspn(parser->text + line.end, "\n");
    line.next += parser->text[line.next] == '\n';
    while (line.end > line.at && is_blank(parser->text[line.end - 1]))
        line.end--;
    line.name = line_word(parser, &line);
    for (size_t i = 0; i < HD_COUNT(directives); i++)
        if (strlen(directives[i].name) == line.name.len &&
            memcmp(directives[i].name, parser->text + line.name.start, line.name.len) == 0)
            directive = &directives[i];
    if (item->start < parser->statement_end)
        return wrong(parser, item->start,
                     hd_error_hint(hd_error_new(HD_CONFIG, "directive stands inside a statement"),
                                   "Is the semicolon of the statement before it missing?"));
    if (directive == NULL)
        return unknown_directive(parser, &line);
    if (directive->about_statement && parser->body == NULL)
        return wrong(parser, item->start,
                     hd_error_new(HD_CONFIG, "directive stands before the first section"));
    HD_TRY(directive->take(parser, &line));
    if (directive->about_statement && parser->pending_at == 0)
        parser->pending_at = item->start;
    return NULL;
}

static bool is_update_or_delete(const char *sql)
{
    hd_lexer lexer = hd_lex(sql, strlen(sql));
    hd_token token = hd_lex_next(&lexer);

    while (token.kind == HD_TOKEN_COMMENT)
        token = hd_lex_next(&lexer);
    return hd_token_is(&lexer, &token, "update") || hd_token_is(&lexer, &token, "delete");
}

static hd_error *take_statement(struct parser *parser, const hd_sql_item *item)
{
    hd_body_statement statement = parser->pending;

    if (parser->body == NULL)
        return wrong(parser, item->start,
                     hd_error_hint(hd_error_new(HD_CONFIG, "SQL stands before the first section"),
                                   "Begin the section with a line \"-- howdah: upgrade\" or "
                                   "\"-- howdah: downgrade\"."));
    statement.offset = item->start;
    statement.sql = hd_strndup(parser->ctx, parser->text + item->start, item->end - item->start);
    if (statement.batch != NULL && !is_update_or_delete(statement.sql))
        return wrong(
            parser, parser->pending_at,
            hd_error_new(HD_CONFIG, "\"batch\" stands above neither an UPDATE nor a DELETE"));
    hd_vec_push(parser->ctx, &parser->body->statements, statement);
    parser->pending = (hd_body_statement){0};
    parser->pending_at = 0;
    parser->statement_end = item->end;
    return NULL;
}

static hd_error *parser_run(struct parser *parser, size_t len)
{
    HD_SCRATCH(scratch);
    size_t skip = hd_text_starts(parser->text, byte_order_mark) ? strlen(byte_order_mark) : 0;
    const hd_body *downgrade = parser->bodies[HD_DOWNGRADE];
    hd_sql_items items = {0};

    hd_error *err = hd_sql_split(scratch, parser->text, skip, len, &items);
    if (err != NULL)
        return wrong(parser, hd_sql_offset(parser->text, err->sql_position), err);
    for (size_t i = 0; i < items.count; i++) {
        const hd_sql_item *item = &items.items[i];
        if (item->kind == HD_SQL_DIRECTIVE)
            HD_TRY(take_directive(parser, item));
        else
            HD_TRY(take_statement(parser, item));
    }
    HD_TRY(section_end(parser));
    if (parser->body != NULL)
        parser->body->end = len;
    if (downgrade->irreversible && downgrade->statements.count > 0)
        return wrong(parser, parser->reason_at,
                     hd_error_hint(hd_error_new(HD_CONFIG, "irreversible downgrade has statements"),
                                   "Take out the statements, or the line."));
    return NULL;
}

/* The server would refuse it too, and not say where. */
static hd_error *check_utf8(const char *path, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = (unsigned char)*at < 0x80 ? 1 : hd_utf8_length(at);

        if (length == 0)
            return hd_error_place(hd_error_hint(hd_error_new(HD_CONFIG, "file is not UTF-8"),
                                                "Save it in the encoding UTF-8."),
                                  path, text, (size_t)(at - text));
        at += length;
    }
    return NULL;
}

hd_error *hd_body_parse(TALLOC_CTX *ctx, const hd_revision *revision, const char *text, size_t len,
                        hd_direction direction, hd_body **ret)
{
    HD_SCRATCH(scratch);
    struct parser parser = {.ctx = hd_new(scratch, hd_body), .path = revision->path};
    char *sha256 = hd_sha256_hex(parser.ctx, text, len);

    parser.text = hd_strndup(parser.ctx, text, len);
    for (hd_direction d = HD_UPGRADE; d <= HD_DOWNGRADE; d++) {
        /* What was asked for is the owner of all; the other one is only checked. */
        parser.bodies[d] = d == direction ? parser.ctx : hd_new(scratch, hd_body);
        parser.bodies[d]->revision = revision;
        parser.bodies[d]->direction = d;
        parser.bodies[d]->text = parser.text;
        parser.bodies[d]->file_sha256 = sha256;
    }
    HD_TRY(check_utf8(revision->path, parser.text));
    HD_TRY(parser_run(&parser, len));
    *ret = talloc_steal(ctx, parser.bodies[direction]);
    return NULL;
}

hd_error *hd_body_load(TALLOC_CTX *ctx, const hd_revision *revision, hd_direction direction,
                       hd_body **ret)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, revision->path, HD_BODY_MAX_BYTES, &text, &len));
    return hd_body_parse(ctx, revision, text, len, direction, ret);
}

/* ---- whether a section can be run ---- */

/* What a revision says about its way back, before anything is touched. */
static hd_error *check_direction(const hd_body *body)
{
    const char *id = body->revision->id;
    const char *path = body->revision->path;

    if (body->irreversible)
        return hd_error_place(
            hd_error_detail(hd_error_new(HD_REFUSED, "revision %s cannot be undone", id),
                            "Its file says: %s.", body->irreversible_reason),
            path, NULL, 0);
    if (!body->present)
        return hd_error_place(
            hd_error_hint(hd_error_new(HD_CONFIG, "revision %s has no %s section", id,
                                       body->direction == HD_UPGRADE ? "upgrade" : "downgrade"),
                          "Write it below a line \"-- howdah: %s\".",
                          body->direction == HD_UPGRADE ? "upgrade" : "downgrade"),
            path, NULL, 0);
    return NULL;
}

/* A downgrade that is empty while the upgrade is not was forgotten, or should say what it is. */
static hd_error *check_forgotten(TALLOC_CTX *ctx, const hd_body *body)
{
    hd_body *upgrade = NULL;

    if (body->direction != HD_DOWNGRADE || body->statements.count > 0)
        return NULL;
    HD_TRY(hd_body_load(ctx, body->revision, HD_UPGRADE, &upgrade));
    if (upgrade->statements.count == 0)
        return NULL;
    hd_error *err = hd_error_new(HD_REFUSED,
                                 "the downgrade of revision %s is empty, its upgrade is not",
                                 body->revision->id);
    err = hd_error_hint(err,
                        "Write the statements that undo it, \"-- howdah: irreversible REASON\", "
                        "or \"SELECT 1;\" when there is nothing to undo.");
    return hd_error_place(err, body->revision->path, NULL, 0);
}

hd_error *hd_body_load_to_run(TALLOC_CTX *ctx, const hd_revision *revision, hd_direction direction,
                              hd_body **ret)
{
    HD_SCRATCH(scratch);
    hd_body *body = NULL;

    HD_TRY(hd_body_load(scratch, revision, direction, &body));
    HD_TRY(check_direction(body));
    HD_TRY(check_forgotten(scratch, body));
    *ret = talloc_steal(ctx, body);
    return NULL;
}
