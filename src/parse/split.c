#include "parse/split.h"

#include "parse/lex.h"

/* What the first words of a statement have told so far. */
enum head { HEAD_START, HEAD_CREATE, HEAD_CREATE_OR, HEAD_ROUTINE, HEAD_COPY, HEAD_OTHER };

static const struct {
    enum head from;
    const char *word;
    enum head to;
} head_steps[] = {
    {HEAD_START, "create", HEAD_CREATE},     {HEAD_START, "copy", HEAD_COPY},
    {HEAD_CREATE, "or", HEAD_CREATE_OR},     {HEAD_CREATE_OR, "replace", HEAD_CREATE},
    {HEAD_CREATE, "function", HEAD_ROUTINE}, {HEAD_CREATE, "procedure", HEAD_ROUTINE},
};

struct splitter {
    TALLOC_CTX *ctx;
    hd_lexer lexer;
    hd_sql_items *items;
    size_t from;       /* of the text that is split */
    bool in_statement; /* items[statement] is open */
    size_t statement;
    hd_token last; /* code token before this one, in the same statement */
    enum head head;
    size_t parens;      /* open ones */
    size_t first_paren; /* offset of the outermost open one */
    size_t blocks;      /* BEGIN ATOMIC and the CASEs in it that wait for their END */
};

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0U) != 0x80U;
}

size_t hd_sql_offset(const char *text, size_t position)
{
    size_t offset = 0;

    for (; text[offset] != '\0'; offset++)
        if (begins_character(text[offset]) && --position == 0)
            break;
    return offset;
}

static hd_error *at_offset(const struct splitter *splitter, size_t offset, hd_error *err)
{
    err->sql_position = 1;
    for (size_t i = 1; i <= offset; i++)
        if (begins_character(splitter->lexer.text[i]))
            err->sql_position++;
    return err;
}

static bool is_word(const struct splitter *splitter, const hd_token *token, const char *word)
{
    return hd_token_is(&splitter->lexer, token, word);
}

/* Whether the comment is a directive, and whether it is written as one must be. */
static bool names_howdah(const char *text, size_t len, bool *exact)
{
    static const char form[] = "-- howdah:";
    size_t at = 2;

    if (len < 2 || text[0] != '-')
        return false;
    while (at < len && (text[at] == ' ' || text[at] == '\t'))
        at++;
    if (len - at < strlen("howdah") || strncasecmp(text + at, "howdah", strlen("howdah")) != 0)
        return false;
    at += strlen("howdah");
    while (at < len && (text[at] == ' ' || text[at] == '\t'))
        at++;
    *exact = len > strlen(form) && memcmp(text, form, strlen(form)) == 0 &&
             text[strlen(form)] == ' ';
    return at < len && text[at] == ':';
}

static bool begins_line(const struct splitter *splitter, size_t at)
{
    const char *text = splitter->lexer.text;

    while (at > splitter->from && (text[at - 1] == ' ' || text[at - 1] == '\t'))
        at--;
    return at == splitter->from || text[at - 1] == '\n' || text[at - 1] == '\r';
}

static void end_statement(struct splitter *splitter)
{
    if (splitter->in_statement)
        splitter->items->items[splitter->statement].end = splitter->last.start + splitter->last.len;
    splitter->in_statement = false;
    splitter->blocks = 0;
}

/* Whether the directive is the first line of a section of a revision file. */
static bool begins_section(const char *text, size_t len)
{
    static const char *const names[] = {"upgrade", "downgrade"};
    size_t at = strlen("-- howdah:");

    while (at < len && (text[at] == ' ' || text[at] == '\t'))
        at++;
    for (size_t i = 0; i < HD_COUNT(names); i++) {
        size_t end = at + strlen(names[i]);
        if (end <= len && strncmp(text + at, names[i], strlen(names[i])) == 0 &&
            (end == len || strchr(" \t\r", text[end]) != NULL))
            return true;
    }
    return false;
}

static hd_error *take_comment(struct splitter *splitter, const hd_token *token)
{
    bool exact = false;

    if (!names_howdah(splitter->lexer.text + token->start, token->len, &exact))
        return NULL;
    if (!exact)
        return hd_error_hint(
            at_offset(splitter, token->start, hd_error_new(HD_CONFIG, "misspelt howdah directive")),
            "A directive begins with \"-- howdah: \", just like this, the blank included.");
    if (!begins_line(splitter, token->start))
        return hd_error_hint(
            at_offset(splitter, token->start,
                      hd_error_new(HD_CONFIG, "howdah directive behind other text")),
            "A directive stands on a line of its own, above the statement it is about.");
    if (splitter->parens == 0 && splitter->blocks == 0 &&
        begins_section(splitter->lexer.text + token->start, token->len))
        end_statement(splitter);
    hd_vec_push(splitter->ctx, splitter->items,
                (hd_sql_item){HD_SQL_DIRECTIVE, token->start, token->start + token->len});
    return NULL;
}

static hd_error *refuse_psql_command(const struct splitter *splitter, const hd_token *token)
{
    const char *text = splitter->lexer.text + token->start;
    size_t len = 1;

    while (token->start + len < splitter->lexer.len && strchr(" \t\r\n;", text[len]) == NULL)
        len++;
    return hd_error_hint(
        at_offset(splitter, token->start,
                  hd_error_new(HD_CONFIG, "\"%.*s\" is not SQL", (int)(len < 40 ? len : 40), text)),
        "Commands that begin with a backslash belong to psql and cannot be used "
        "here.");
}

static hd_error *refuse_copy(const struct splitter *splitter, const hd_token *token)
{
    return hd_error_hint(
        at_offset(splitter, token->start,
                  hd_error_new(HD_CONFIG, "COPY from or to the client cannot be used here")),
        "Write the rows as INSERT ... VALUES, or COPY from a file on the server.");
}

static void begin_statement(struct splitter *splitter, const hd_token *token)
{
    splitter->in_statement = true;
    splitter->statement = splitter->items->count;
    splitter->head = HEAD_START;
    splitter->last = (hd_token){0};
    hd_vec_push(splitter->ctx, splitter->items, (hd_sql_item){.start = token->start});
}

static enum head head_after(const struct splitter *splitter, const hd_token *token)
{
    if (splitter->head == HEAD_ROUTINE || splitter->head == HEAD_COPY)
        return splitter->head;
    for (size_t i = 0; i < HD_COUNT(head_steps); i++)
        if (head_steps[i].from == splitter->head && is_word(splitter, token, head_steps[i].word))
            return head_steps[i].to;
    return HEAD_OTHER;
}

/* Counts what waits for an END. A column may be called end: "t.end", "AS end". */
static void take_routine_word(struct splitter *splitter, const hd_token *token)
{
    if (splitter->blocks == 0) {
        if (splitter->parens == 0 && is_word(splitter, token, "atomic") &&
            is_word(splitter, &splitter->last, "begin"))
            splitter->blocks = 1;
        return;
    }
    if (is_word(splitter, &splitter->last, "as") ||
        hd_token_is_symbol(&splitter->lexer, &splitter->last, "."))
        return;
    if (is_word(splitter, token, "case"))
        splitter->blocks++;
    else if (is_word(splitter, token, "end"))
        splitter->blocks--;
}

static hd_error *take_copy_word(const struct splitter *splitter, const hd_token *token)
{
    bool stream = is_word(splitter, token, "stdin") || is_word(splitter, token, "stdout");
    bool after_direction = is_word(splitter, &splitter->last, "from") ||
                           is_word(splitter, &splitter->last, "to");

    return stream && after_direction && splitter->parens == 0 ? refuse_copy(splitter, token) : NULL;
}

static hd_error *take_paren(struct splitter *splitter, const hd_token *token)
{
    if (hd_token_is_symbol(&splitter->lexer, token, "(")) {
        if (splitter->parens++ == 0)
            splitter->first_paren = token->start;
    } else if (hd_token_is_symbol(&splitter->lexer, token, ")")) {
        if (splitter->parens == 0)
            return at_offset(splitter, token->start,
                             hd_error_new(HD_CONFIG, "\")\" without its \"(\""));
        splitter->parens--;
    }
    return NULL;
}

/* A token that belongs to a statement. */
static hd_error *take_code(struct splitter *splitter, const hd_token *token)
{
    if (!splitter->in_statement)
        begin_statement(splitter, token);
    splitter->head = head_after(splitter, token);
    if (splitter->head == HEAD_ROUTINE)
        take_routine_word(splitter, token);
    else if (splitter->head == HEAD_COPY)
        HD_TRY(take_copy_word(splitter, token));
    HD_TRY(take_paren(splitter, token));
    splitter->last = *token;
    return NULL;
}

static hd_error *take(struct splitter *splitter, const hd_token *token)
{
    if (token->kind == HD_TOKEN_COMMENT)
        return take_comment(splitter, token);
    if (token->kind == HD_TOKEN_BROKEN)
        return at_offset(
            splitter, token->start,
            hd_error_new(HD_CONFIG, "%s", hd_token_broken_reason(&splitter->lexer, token)));
    if (hd_token_is_symbol(&splitter->lexer, token, "\\"))
        return refuse_psql_command(splitter, token);
    if (hd_token_is_symbol(&splitter->lexer, token, ";") && splitter->parens == 0 &&
        splitter->blocks == 0) {
        end_statement(splitter);
        return NULL;
    }
    return take_code(splitter, token);
}

static hd_error *take_all(struct splitter *splitter)
{
    for (;;) {
        hd_token token = hd_lex_next(&splitter->lexer);
        if (token.kind == HD_TOKEN_END)
            break;
        HD_TRY(take(splitter, &token));
    }
    if (splitter->parens > 0)
        return at_offset(splitter, splitter->first_paren,
                         hd_error_new(HD_CONFIG, "\"(\" without its \")\""));
    end_statement(splitter);
    return NULL;
}

hd_error *hd_sql_split(TALLOC_CTX *ctx, const char *text, size_t from, size_t to, hd_sql_items *ret)
{
    struct splitter splitter = {.ctx = ctx, .items = ret, .from = from};
    size_t count = ret->count;

    splitter.lexer = hd_lex(text, to);
    splitter.lexer.at = from;
    hd_error *err = take_all(&splitter);
    if (err != NULL)
        ret->count = count;
    return err;
}
