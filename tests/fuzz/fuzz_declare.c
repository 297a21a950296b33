/*
 * What is sent for a statement is the statement but for blanks, as long as no key is added; every
 * place in what is sent is a place in the text; hints stand at what has a name. Packed models are
 * read without harm, whatever the bytes are.
 */
#include "declare/hints.h"
#include "declare/pack.h"
#include "fuzz.h"

static void check_places(const hd_composed *composed, size_t size)
{
    const size_t len = strlen(composed->sql);

    for (size_t i = 0; i <= len; i++)
        FUZZ_CHECK(hd_composed_offset(composed, i) <= size);
}

static void check_statement(TALLOC_CTX *ctx, const hd_declared *statement)
{
    const hd_composed composed = hd_declared_compose(ctx, statement);
    const char *text = statement->file->text + statement->start;
    const size_t len = statement->end - statement->start;

    check_places(&composed, statement->file->len);
    if (composed.added == 0) {
        FUZZ_CHECK(strlen(composed.sql) == len);
        for (size_t i = 0; i < len; i++)
            FUZZ_CHECK(composed.sql[i] == text[i] || composed.sql[i] == ' ');
    }
    for (size_t i = 0; i < statement->keys.count; i++) {
        const hd_foreign_key *key = &statement->keys.items[i];
        FUZZ_CHECK(key->start <= key->verbatim && key->verbatim <= key->end);
        const hd_composed apart = hd_foreign_key_compose(ctx, statement, key);
        check_places(&apart, statement->file->len);
    }
}

static void check_order(TALLOC_CTX *ctx, hd_declared_list *statements)
{
    size_t *order = NULL;
    bool *seen = hd_new_array(ctx, bool, statements->count + 1);

    hd_declared_order(ctx, statements, &order);
    for (size_t i = 0; i < statements->count; i++) {
        FUZZ_CHECK(order[i] < statements->count && !seen[order[i]]);
        seen[order[i]] = true;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    HD_SCRATCH(scratch);
    hd_declared_file file = {"fuzz.sql", hd_strndup(scratch, (const char *)data, size), 0};
    hd_declared_list statements = {0};
    hd_hints hints = {0};
    hd_base_model base = {0};
    hd_strings paths = {0};
    hd_models *models = NULL;

    (void)hd_models_unpack(scratch, (const char *)data, size, &paths, &models);
    file.len = strlen(file.text);
    hd_error *err = hd_declared_split(scratch, &file, &statements);
    if (err == NULL)
        err = hd_hints_find(scratch, &file, &statements, &hints);
    if (err == NULL)
        err = hd_base_model_apply(scratch, &statements, "a", &base);
    if (err == NULL)
        check_order(scratch, &statements);
    for (size_t i = 0; err == NULL && i < statements.count; i++)
        check_statement(scratch, &statements.items[i]);
    for (size_t i = 0; err == NULL && i < hints.count; i++)
        FUZZ_CHECK(hints.items[i].kind != NULL && hints.items[i].old.name != NULL);
    hd_error_free(err);
    return 0;
}
