/* The text of a baseline: the sections of its revisions, joined. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "migrate/files/revision_file.h"
#include "migrate/rewrite/squash.h"
#include "parse/lex.h"

/* One section of the baseline while it grows. */
struct section {
    hd_buf *sql;
    bool no_transaction;
    const char *lock_timeout; /* the longest one given */
    const char *statement_timeout;
    const char *irreversible; /* why, or NULL */
};

/* The longer of two time spans as written; 0 is no limit at all. */
static const char *longer(const char *a, const char *b)
{
    uint64_t a_ms = 0;
    uint64_t b_ms = 0;

    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    /* Both were checked when the file was read. */
    hd_error_free(hd_duration_parse(a, &a_ms));
    hd_error_free(hd_duration_parse(b, &b_ms));
    return a_ms == 0 || (b_ms != 0 && a_ms >= b_ms) ? a : b;
}

/* Whether a semicolon follows the last statement; the last one of a file may lack it. */
static bool is_terminated(const hd_body *body)
{
    if (body->statements.count == 0)
        return true;
    const hd_body_statement *last = &body->statements.items[body->statements.count - 1];
    hd_lexer lexer = hd_lex(body->text, body->end);
    hd_token token;

    lexer.at = last->offset + strlen(last->sql);
    do {
        token = hd_lex_next(&lexer);
    } while (token.kind == HD_TOKEN_COMMENT);
    return token.kind != HD_TOKEN_END;
}

/* The lines of a section without those that are empty at its ends. */
static void add_lines(hd_buf *buf, const hd_body *body)
{
    size_t start = body->start;
    size_t end = body->end;

    while (end > start && strchr(" \t\r\n", body->text[end - 1]) != NULL)
        end--;
    for (size_t i = start; i < end && strchr(" \t\r\n", body->text[i]) != NULL; i++)
        if (body->text[i] == '\n')
            start = i + 1;
    if (start < end) {
        hd_buf_add_n(buf, body->text + start, end - start);
        /* On a line of its own: the section may end in a comment. */
        hd_buf_add(buf, is_terminated(body) ? "\n" : "\n;\n");
    }
}

static void section_add(TALLOC_CTX *ctx, struct section *section, const hd_body *body,
                        bool upgrade_has_statements)
{
    const hd_revision *revision = body->revision;

    section->no_transaction = section->no_transaction || body->no_transaction;
    if (body->lock_timeout != NULL)
        section->lock_timeout = hd_strdup(ctx, longer(section->lock_timeout, body->lock_timeout));
    if (body->statement_timeout != NULL)
        section->statement_timeout = hd_strdup(
            ctx, longer(section->statement_timeout, body->statement_timeout));
    if (body->irreversible && section->irreversible == NULL)
        section->irreversible = hd_printf(ctx, "%s (revision %s)", body->irreversible_reason,
                                          revision->id);
    if (!body->present && upgrade_has_statements && section->irreversible == NULL)
        section->irreversible = hd_printf(ctx, "revision %s has no downgrade", revision->id);
    if (body->statements.count == 0)
        return;
    hd_buf_addf(section->sql, "%s-- from %s%s%s\n", section->sql->len > 0 ? "\n" : "", revision->id,
                *revision->message == '\0' ? "" : ": ", revision->message);
    add_lines(section->sql, body);
}

static const char *section_options(TALLOC_CTX *ctx, const struct section *section)
{
    hd_strings options = {0};

    if (section->irreversible != NULL)
        return NULL;
    if (section->no_transaction)
        hd_vec_push(ctx, &options, "no-transaction");
    if (section->lock_timeout != NULL)
        hd_vec_push(ctx, &options, hd_printf(ctx, "lock_timeout=%s", section->lock_timeout));
    if (section->statement_timeout != NULL)
        hd_vec_push(ctx, &options,
                    hd_printf(ctx, "statement_timeout=%s", section->statement_timeout));
    return options.count == 0 ? NULL : hd_text_join(ctx, &options, " ");
}

static hd_error *load_sections(TALLOC_CTX *ctx, const hd_squash *squash, struct section *upgrade,
                               struct section *downgrade)
{
    HD_SCRATCH(scratch);
    size_t count = squash->range.count;
    bool *has_statements = hd_new_array(scratch, bool, count);
    hd_body *body = NULL;

    for (size_t i = 0; i < count; i++) {
        HD_TRY(hd_body_load(scratch, squash->range.items[i]->revision, HD_UPGRADE, &body));
        has_statements[i] = body->statements.count > 0;
        section_add(ctx, upgrade, body, false);
    }
    for (size_t i = count; i > 0; i--) {
        HD_TRY(hd_body_load(scratch, squash->range.items[i - 1]->revision, HD_DOWNGRADE, &body));
        section_add(ctx, downgrade, body, has_statements[i - 1]);
    }
    return NULL;
}

/* What has been written must read as what was meant. */
static hd_error *check_text(const hd_squash *squash)
{
    HD_SCRATCH(scratch);
    const char *path = squash->baseline.path;
    hd_revision *read = NULL;
    hd_body *body = NULL;
    size_t len = strlen(squash->text);

    HD_TRY(hd_revision_parse(scratch, path, squash->text, len, &read, NULL));
    if (strcmp(read->id, squash->baseline.id) != 0 ||
        read->replaces.count != squash->baseline.replaces.count)
        return hd_error_new(HD_USAGE, "the message would not be read from the file as given");
    return hd_body_parse(scratch, read, squash->text, len, HD_UPGRADE, &body);
}

hd_error *hd_squash_make_text(hd_squash *squash, const char *upgrade_sql)
{
    HD_SCRATCH(scratch);
    struct section upgrade = {.sql = hd_buf_new(scratch)};
    struct section downgrade = {.sql = hd_buf_new(scratch)};

    HD_TRY(load_sections(scratch, squash, &upgrade, &downgrade));
    if (downgrade.irreversible != NULL) {
        hd_buf_truncate(downgrade.sql, 0);
        hd_buf_addf(downgrade.sql, "-- howdah: irreversible %s\n", downgrade.irreversible);
    }
    hd_revision_section up = {
        .options = upgrade_sql == NULL ? section_options(scratch, &upgrade) : NULL,
        .sql = upgrade_sql == NULL ? upgrade.sql->data : upgrade_sql,
    };
    hd_revision_section down = {section_options(scratch, &downgrade), downgrade.sql->data};
    squash->text = hd_revision_print(squash, &squash->baseline, &up, &down);
    return hd_error_wrap(check_text(squash), "while reading the new text of \"%s\"",
                         squash->baseline.path);
}

hd_error *hd_squash_join(hd_squash *squash)
{
    return hd_squash_make_text(squash, NULL);
}
