#include "migrate/plan.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/text.h"

const char *hd_part_mode_name(hd_part_mode mode)
{
    switch (mode) {
    case HD_PART_TRANSACTION:
        return "transaction";
    case HD_PART_AUTOCOMMIT:
        return "autocommit";
    case HD_PART_BATCH:
        return "batch";
    }
    return NULL;
}

char *hd_plan_sha256(TALLOC_CTX *ctx, const hd_body *body, size_t first, size_t count)
{
    HD_SCRATCH(scratch);
    hd_buf *text = hd_buf_new(scratch);

    for (size_t i = first; i < first + count; i++) {
        hd_buf_add(text, body->statements.items[i].sql);
        hd_buf_add(text, ";\n");
    }
    return hd_sha256_hex(ctx, text->data, text->len);
}

/* How one statement has to run. */
struct manner {
    hd_part_mode mode;
    bool alone;       /* shares its transaction with no other statement */
    bool must_commit; /* nothing may follow it in its transaction */
};

/* CALL and DO may commit inside, which PostgreSQL allows only outside a transaction block. */
static bool may_commit_itself(const hd_sql_facts *facts)
{
    return hd_text_equal(facts->tag, "CALL") || hd_text_equal(facts->tag, "DO");
}

static struct manner manner_of(const hd_body *body, const hd_body_statement *statement,
                               const hd_sql_facts *facts, hd_transaction_mode mode)
{
    bool alone = body->no_transaction || mode == HD_TRANSACTION_NONE;

    if (statement->batch != NULL)
        return (struct manner){HD_PART_BATCH, true, true};
    if (facts->special == HD_SQL_ADD_ENUM_VALUE)
        return (struct manner){HD_PART_TRANSACTION, alone, true};
    if (facts->special != HD_SQL_ORDINARY)
        return (struct manner){HD_PART_AUTOCOMMIT, true, true};
    if (body->no_transaction && may_commit_itself(facts))
        return (struct manner){HD_PART_AUTOCOMMIT, true, true};
    if (statement->own_transaction)
        return (struct manner){HD_PART_TRANSACTION, true, true};
    return (struct manner){HD_PART_TRANSACTION, alone, alone};
}

/* Statements that would take the runner's transaction, lock or settings away from under it. */
static const struct {
    hd_sql_special special;
    const char *message;
    const char *hint;
} refused[] = {
    {HD_SQL_TRANSACTION_CONTROL, "transaction control is not allowed in a revision",
     "Howdah runs each revision in a transaction of its own; write \"-- howdah: upgrade "
     "no-transaction\" to run statement by statement."},
    {HD_SQL_DISCARD_ALL, "DISCARD ALL is not allowed in a revision",
     "It would give up the lock that keeps other runs of howdah away; say what is to be "
     "discarded: RESET ALL, DISCARD TEMP, DISCARD PLANS."},
};

static hd_error *check_allowed(const hd_body *body, const hd_body_statement *statement,
                               const hd_sql_facts *facts)
{
    for (size_t i = 0; i < HD_COUNT(refused); i++)
        if (refused[i].special == facts->special)
            return hd_error_place(hd_error_hint(hd_error_new(HD_CONFIG, "%s", refused[i].message),
                                                "%s", refused[i].hint),
                                  body->revision->path, body->text, statement->offset);
    return NULL;
}

/* The part that a statement belongs to: the open one when both allow it, else a new one. */
static hd_part *part_for(TALLOC_CTX *ctx, hd_parts *parts, bool *open, const hd_part *fresh,
                         const struct manner *manner)
{
    if (!*open || manner->alone)
        hd_vec_push(ctx, parts, *fresh);
    *open = !manner->must_commit;
    return &parts->items[parts->count - 1];
}

hd_error *hd_plan_step(TALLOC_CTX *ctx, const hd_step *step, const hd_body *body, size_t start,
                       hd_transaction_mode mode, hd_parts *ret)
{
    hd_part fresh = {.mode = HD_PART_TRANSACTION, .step = step, .body = body, .first = start};
    size_t first_part = ret->count;
    bool open = false;

    if (body != NULL)
        fresh.section_sha256 = hd_plan_sha256(ctx, body, 0, body->statements.count);
    for (size_t i = start; body != NULL && i < body->statements.count; i++) {
        const hd_body_statement *statement = &body->statements.items[i];
        hd_sql_facts *facts = hd_sql_classify(ctx, statement->sql, strlen(statement->sql));
        struct manner manner = manner_of(body, statement, facts, mode);

        HD_TRY(check_allowed(body, statement, facts));
        fresh.first = i;
        if (statement->own_transaction && ret->count > first_part)
            ret->items[ret->count - 1].must_commit = true;
        hd_part *part = part_for(ctx, ret, &open, &fresh, &manner);
        part->mode = manner.mode;
        part->count++;
        part->must_commit = manner.must_commit;
        if (manner.mode == HD_PART_AUTOCOMMIT)
            part->facts = facts;
        else
            talloc_free(facts);
    }
    if (ret->count == first_part) /* an empty section, a merge or a stamp still moves the rows */
        hd_vec_push(ctx, ret, fresh);
    ret->items[ret->count - 1].completes = true;
    for (size_t i = first_part; body != NULL && i < ret->count; i++)
        ret->items[i].sql_sha256 = hd_plan_sha256(ctx, body, ret->items[i].first,
                                                  ret->items[i].count);
    return NULL;
}

size_t hd_plan_group_end(const hd_parts *parts, size_t first, bool together)
{
    const hd_part *all = parts->items;
    size_t end = first + 1;

    while (together && all[first].mode == HD_PART_TRANSACTION && end < parts->count &&
           all[end].mode == HD_PART_TRANSACTION && !all[end - 1].must_commit)
        end++;
    return end;
}
