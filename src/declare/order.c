/*
 * Puts statements in an order by their words: a word that is the name of something that another
 * statement makes is taken as a need for it. That is now and then wrong (a column may be called
 * like a table), which only makes the order less good: what fails is tried again (run.c).
 * It costs a pass over the text, a hundredth of what the server needs for the statements.
 */
#include "declare/internal.h"

enum { MAX_NAME = 64 };

struct made {
    const char *name;
    size_t statement;
};

struct orderer {
    hd_declared_list *statements;
    struct made *made; /* sorted by name, then by statement */
    size_t made_count;
    bool *begun;
    size_t *order;
    size_t count;
};

static int made_order(const void *a, const void *b)
{
    const struct made *left = a;
    const struct made *right = b;
    int order = strcmp(left->name, right->name);

    if (order != 0)
        return order;
    return left->statement < right->statement ? -1 : left->statement > right->statement;
}

/* Who needs a domain needs it with its constraints. */
static const char *name_of(const hd_definition *makes)
{
    return makes->kind == &hd_kind_domain_constraint ? makes->parent.name : makes->name;
}

static void collect_made(TALLOC_CTX *ctx, struct orderer *orderer)
{
    orderer->made = hd_new_array(ctx, struct made, orderer->statements->count + 1);
    for (size_t i = 0; i < orderer->statements->count; i++) {
        const hd_definition *makes = &orderer->statements->items[i].makes;
        if (makes->kind != NULL)
            orderer->made[orderer->made_count++] = (struct made){name_of(makes), i};
    }
    qsort(orderer->made, orderer->made_count, sizeof(struct made), made_order);
}

/* The first place of the name, or made_count. */
static size_t find_made(const struct orderer *orderer, const char *name)
{
    size_t low = 0;
    size_t high = orderer->made_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(orderer->made[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < orderer->made_count && strcmp(orderer->made[low].name, name) == 0
               ? low
               : orderer->made_count;
}

static bool may_be(const hd_definition *makes, const char *schema)
{
    return schema == NULL || *schema == '\0' || makes->schema == NULL ||
           strcmp(makes->schema, schema) == 0;
}

/* ---- needs ---- */

/*
 * What completes it comes behind it: the constraint of a domain, the type of which it only says
 * that there will be one. Functions are called like types that they make values of.
 */
static bool is_completed_by(const hd_definition *makes, const hd_definition *other)
{
    if (makes->kind == &hd_kind_domain)
        return other->kind == &hd_kind_domain_constraint;
    return makes->kind == &hd_kind_base_type && strcmp(makes->name, name_of(other)) == 0;
}

static void add_needs(TALLOC_CTX *ctx, const struct orderer *orderer, size_t statement,
                      const char *schema, const char *name)
{
    hd_declared *user = &orderer->statements->items[statement];

    for (size_t i = find_made(orderer, name);
         i < orderer->made_count && strcmp(orderer->made[i].name, name) == 0; i++) {
        size_t maker = orderer->made[i].statement;
        const hd_definition *makes = &orderer->statements->items[maker].makes;
        if (maker != statement && may_be(makes, schema) && !is_completed_by(&user->makes, makes))
            hd_vec_push(ctx, &user->needs, maker);
    }
}

/* The name as it is compared, in ret; false when the token is none, or longer than a name. */
static bool token_name(const char *text, const hd_token *token, char ret[MAX_NAME])
{
    const char *from = text + token->start;
    size_t len = token->len;
    bool quoted = token->kind == HD_TOKEN_QUOTED || token->kind == HD_TOKEN_STRING;

    if ((!quoted && token->kind != HD_TOKEN_WORD) || (quoted && len < 2))
        return false;
    if (quoted) {
        from++;
        len -= 2;
    }
    if (len == 0 || len >= MAX_NAME)
        return false;
    for (size_t i = 0; i < len; i++)
        ret[i] = (char)(!quoted && from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 'a' - 'A'
                                                                    : from[i]);
    ret[len] = '\0';
    return true;
}

/* 'app.users_id_seq', as in nextval('app.users_id_seq'): the part behind the dot. */
static char *last_part(char *name)
{
    char *dot = strrchr(name, '.');

    return dot == NULL ? name : dot + 1;
}

/* Whether the token is the name of a column that the statement itself makes. */
static bool is_own_column(const hd_definition *makes, size_t *element, const hd_token *token)
{
    while (*element < makes->elements.count && makes->elements.items[*element].start < token->start)
        (*element)++;
    return *element < makes->elements.count &&
           makes->elements.items[*element].start == token->start &&
           makes->elements.items[*element].kind == HD_ELEMENT_COLUMN;
}

static void find_needs(TALLOC_CTX *ctx, const struct orderer *orderer, size_t statement)
{
    const hd_declared *user = &orderer->statements->items[statement];
    const char *text = user->file->text;
    hd_lexer lexer = hd_lex(text, user->end);
    char schema[MAX_NAME] = "";
    char name[MAX_NAME] = "";
    size_t element = 0;
    bool dot = false;

    lexer.at = user->start;
    for (hd_token token = hd_lex_next_code(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next_code(&lexer)) {
        if (!token_name(text, &token, name)) {
            dot = hd_token_is_symbol(&lexer, &token, ".");
            if (!dot)
                *schema = '\0';
            continue;
        }
        bool counts = !is_own_column(&user->makes, &element, &token);
        if (counts)
            add_needs(ctx, orderer, statement, dot ? schema : NULL,
                      token.kind == HD_TOKEN_STRING ? last_part(name) : name);
        memcpy(schema, name, sizeof(schema));
        dot = false;
    }
}

static void find_further_needs(TALLOC_CTX *ctx, const struct orderer *orderer, size_t statement)
{
    const hd_declared *user = &orderer->statements->items[statement];

    for (const hd_declared_settings *setting = user->settings; setting != NULL;
         setting = setting->before)
        if (setting->schema != NULL)
            add_needs(ctx, orderer, statement, NULL, setting->schema);
    for (size_t i = 0; i < user->keys.count; i++)
        if (user->keys.items[i].added != NULL)
            add_needs(ctx, orderer, statement, user->keys.items[i].target.schema,
                      user->keys.items[i].target.name);
}

/* ---- order ---- */

struct visit {
    size_t statement;
    size_t next; /* of its needs */
};
typedef HD_VEC(struct visit) visits;

static bool is_put_off(const hd_declared *statement)
{
    return statement->last || statement->adds_key;
}

/* The next need that is not begun; false when there is none. */
static bool next_need(const struct orderer *orderer, struct visit *visit, size_t *ret)
{
    const hd_declared *statement = &orderer->statements->items[visit->statement];

    while (visit->next < statement->needs.count) {
        size_t need = statement->needs.items[visit->next++];
        if (!orderer->begun[need] && !is_put_off(&orderer->statements->items[need])) {
            *ret = need;
            return true;
        }
    }
    return false;
}

/* The statement behind what it needs; a need that is under way already is a circle: passed over. */
static void place(TALLOC_CTX *ctx, struct orderer *orderer, visits *stack, size_t statement)
{
    if (orderer->begun[statement])
        return;
    orderer->begun[statement] = true;
    hd_vec_push(ctx, stack, (struct visit){statement, 0});
    while (stack->count > 0) {
        size_t need = 0;
        if (next_need(orderer, &stack->items[stack->count - 1], &need)) {
            orderer->begun[need] = true;
            hd_vec_push(ctx, stack, (struct visit){need, 0});
        } else
            orderer->order[orderer->count++] = stack->items[--stack->count].statement;
    }
}

static void place_all(TALLOC_CTX *ctx, struct orderer *orderer)
{
    const hd_declared *items = orderer->statements->items;
    const size_t count = orderer->statements->count;
    visits stack = {0};

    /* Nothing names the extension that its types and functions come from. */
    for (size_t i = 0; i < count; i++)
        if (items[i].makes.kind == &hd_kind_extension)
            place(ctx, orderer, &stack, i);
    for (size_t i = 0; i < count; i++)
        if (!is_put_off(&items[i]))
            place(ctx, orderer, &stack, i);
    for (size_t i = 0; i < count; i++)
        if (!items[i].last)
            place(ctx, orderer, &stack, i);
    for (size_t i = 0; i < count; i++)
        place(ctx, orderer, &stack, i);
}

/* ---- foreign keys ---- */

/* Whether a table that the key may mean is made behind the statement. */
static bool comes_later(const struct orderer *orderer, const size_t *position, size_t statement,
                        const hd_sql_name *target)
{
    for (size_t i = find_made(orderer, target->name);
         i < orderer->made_count && strcmp(orderer->made[i].name, target->name) == 0; i++) {
        size_t maker = orderer->made[i].statement;
        const hd_definition *makes = &orderer->statements->items[maker].makes;
        if (makes->kind == &hd_kind_table && may_be(makes, target->schema) &&
            position[maker] > position[statement])
            return true;
    }
    return false;
}

/* CREATE TABLE IF NOT EXISTS of a table that is there: none of its keys will be made. */
static bool is_repeated(const struct orderer *orderer, size_t statement)
{
    const hd_definition *makes = &orderer->statements->items[statement].makes;
    size_t first = find_made(orderer, makes->name);

    return makes->if_not_exists && first < orderer->made_count &&
           orderer->made[first].statement != statement;
}

static void hoist(const struct orderer *orderer, const size_t *position, size_t statement)
{
    hd_declared *declared = &orderer->statements->items[statement];

    for (size_t i = 0; i < declared->keys.count; i++) {
        hd_foreign_key *key = &declared->keys.items[i];
        key->hoisted = key->target.name != NULL && !is_repeated(orderer, statement) &&
                       comes_later(orderer, position, statement, &key->target);
    }
}

void hd_declared_order(TALLOC_CTX *ctx, hd_declared_list *statements, size_t **ret)
{
    HD_SCRATCH(scratch);
    const size_t count = statements->count;
    struct orderer orderer = {.statements = statements,
                              .begun = hd_new_array(scratch, bool, count + 1),
                              .order = hd_new_array(ctx, size_t, count + 1)};
    size_t *position = hd_new_array(scratch, size_t, count + 1);

    collect_made(scratch, &orderer);
    for (size_t i = 0; i < count; i++) {
        find_needs(ctx, &orderer, i);
        find_further_needs(ctx, &orderer, i);
    }
    place_all(scratch, &orderer);
    for (size_t i = 0; i < count; i++)
        position[orderer.order[i]] = i;
    for (size_t i = 0; i < count; i++)
        hoist(&orderer, position, i);
    *ret = orderer.order;
}
