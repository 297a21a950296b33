/*
 * A condition of a plan is an expression that PostgreSQL has printed, so its own parser reads it.
 * What an index key must be is kept as text, cut out of the condition between the parentheses
 * that PostgreSQL prints around each operation: so it is letter for letter what it prints of an
 * index on the same expression, and the two can be compared.
 */
#include "tune/conditions.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/text.h"
#include "parse/lex.h"
#include "parse/quote.h"
#include "parse/tree.h"

enum { MAX_DEPTH = 50, TRIGRAM = 3 };

static const char head[] = "SELECT WHERE ";
static const char is_null[] = " IS NULL)";

struct reader {
    TALLOC_CTX *ctx;
    const char *text; /* with the head */
    hd_condition *into;
    hd_uses *uses; /* where what is read goes: the condition's, or an arm's */
    bool in_arm;
};

/* ---- text ---- */

struct extent {
    size_t start, at, end; /* of an operation: its first byte, its operator, behind its last */
    size_t operator_len;
};

static struct extent extent_of(const char *text, size_t at)
{
    HD_SCRATCH(scratch);
    HD_VEC(size_t) open = {0};
    struct extent extent = {sizeof(head) - 1, at, strlen(text), 0};
    hd_lexer lexer = hd_lex(text, strlen(text));
    size_t depth = 0;

    for (hd_token token = hd_lex_next(&lexer);
         token.kind != HD_TOKEN_END && token.kind != HD_TOKEN_BROKEN; token = hd_lex_next(&lexer)) {
        if (token.start == at) {
            extent.operator_len = token.len;
            depth = open.count;
            extent.start = depth > 0 ? open.items[depth - 1] : extent.start;
        }
        if (hd_token_is_symbol(&lexer, &token, "("))
            hd_vec_push(scratch, &open, token.start + 1);
        if (!hd_token_is_symbol(&lexer, &token, ")") || open.count == 0)
            continue;
        if (extent.operator_len > 0 && open.count == depth) {
            extent.end = token.start;
            break;
        }
        open.count--;
    }
    return extent;
}

/* The text without "alias." before columns. */
static char *without_alias(TALLOC_CTX *ctx, const char *text, size_t len, const char *alias)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(ctx);
    const char *quoted = hd_sql_ident(scratch, alias);
    hd_lexer lexer = hd_lex(text, len);
    size_t from = 0;

    for (hd_token token = hd_lex_next(&lexer);
         token.kind != HD_TOKEN_END && token.kind != HD_TOKEN_BROKEN; token = hd_lex_next(&lexer)) {
        size_t end = token.start + token.len;
        if (!hd_token_is_name(&lexer, &token, quoted) || end >= len || text[end] != '.')
            continue;
        hd_buf_addf(out, "%.*s", (int)(token.start - from), text + from);
        from = end + 1;
    }
    hd_buf_addf(out, "%.*s", (int)(len - from), text + from);
    return hd_text_trim(ctx, out->data, out->len);
}

/* ---- columns and expressions ---- */

static const char *string_of(const PgQuery__Node *node)
{
    return node != NULL && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval
                                                                          : NULL;
}

static const char *last_name(PgQuery__Node *const *names, size_t count)
{
    return count == 0 ? NULL : string_of(names[count - 1]);
}

static const char *cast_to(const PgQuery__TypeCast *cast)
{
    return cast->type_name == NULL ? NULL
                                   : last_name(cast->type_name->names, cast->type_name->n_names);
}

static bool column_read(const PgQuery__ColumnRef *ref, const char **alias, const char **column)
{
    if (ref->n_fields != 2)
        return false;
    *alias = string_of(ref->fields[0]);
    *column = string_of(ref->fields[1]);
    return *alias != NULL && *column != NULL;
}

/* alias.column, also below a cast to text. */
static bool plain_column(TALLOC_CTX *ctx, const PgQuery__Node *node, hd_use *ret)
{
    bool as_text = node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST;
    const char *column = NULL;

    if (as_text && !hd_text_equal(cast_to(node->type_cast), "text"))
        return false;
    const PgQuery__Node *inner = as_text ? node->type_cast->arg : node;
    if (inner == NULL || inner->node_case != PG_QUERY__NODE__NODE_COLUMN_REF ||
        !column_read(inner->column_ref, &ret->alias, &column))
        return false;
    ret->alias = hd_strdup(ctx, ret->alias);
    ret->column = hd_strdup(ctx, column);
    ret->text = hd_sql_ident(ctx, column);
    if (as_text)
        hd_vec_push(ctx, &ret->as_text, ret->column);
    return true;
}

struct inside {
    TALLOC_CTX *ctx;
    hd_use *use;
    bool wrong;
    bool mixed;      /* of several tables, or none that is known */
    const char *why; /* it is wrong, when that can be told */
};

static void refuse(struct inside *inside, const char *why)
{
    if (!inside->wrong)
        inside->why = why;
    inside->wrong = true;
}

/* Casts whose result depends on settings make no index; these do not, of text and numbers. */
static void see_cast(struct inside *inside, const PgQuery__TypeCast *cast)
{
    static const char *const safe[] = {"int2", "int4", "int8", "numeric", "uuid", "bool"};
    const char *type = cast_to(cast);
    const char *alias = NULL;
    const char *column = NULL;
    bool known = false;

    if (cast->arg != NULL && cast->arg->node_case == PG_QUERY__NODE__NODE_A_CONST)
        return;
    if (cast->arg != NULL && cast->arg->node_case == PG_QUERY__NODE__NODE_COLUMN_REF) {
        known = hd_text_equal(type, "text") && column_read(cast->arg->column_ref, &alias, &column);
        if (known)
            hd_vec_push(inside->ctx, &inside->use->as_text, hd_strdup(inside->ctx, column));
    } else {
        for (size_t i = 0; i < HD_COUNT(safe); i++)
            known = known || hd_text_equal(type, safe[i]);
    }
    if (!known)
        refuse(inside, hd_printf(inside->ctx,
                                 "a cast to %s may depend on settings such as the time zone, and "
                                 "the keys of an index may not; compare the column itself",
                                 type == NULL ? "another type" : type));
}

static void see_column(struct inside *inside, const PgQuery__ColumnRef *ref)
{
    const char *alias = NULL;
    const char *column = NULL;

    if (!column_read(ref, &alias, &column) ||
        (inside->use->alias != NULL && strcmp(inside->use->alias, alias) != 0))
        inside->wrong = inside->mixed = true;
    else
        inside->use->alias = hd_strdup(inside->ctx, alias);
}

static bool is_json_operator(const PgQuery__AExpr *expr)
{
    static const char *const names[] = {"->", "->>", "#>", "#>>"};
    const char *name = last_name(expr->name, expr->n_name);

    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (hd_text_equal(name, names[i]))
            return true;
    return false;
}

/* Its type tells the server's overloads apart: the first argument that is a column. */
static void see_call(struct inside *inside, const PgQuery__FuncCall *call)
{
    const char *name = last_name(call->funcname, call->n_funcname);
    const char *alias = NULL;
    const char *column = NULL;
    size_t place = 0;

    if (name == NULL)
        return;
    while (place < call->n_args && column == NULL)
        if (call->args[place++]->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
            column_read(call->args[place - 1]->column_ref, &alias, &column);
    hd_vec_push(inside->ctx, &inside->use->functions,
                hd_printf(inside->ctx, "%s/%zu/%zu/%s", name, call->n_args, place,
                          column == NULL ? "" : column));
}

static bool see_part(const hd_tree *tree, void *arg)
{
    static const char *const harmless[] = {
        "Node", "AConst",   "String", "Integer",  "Float",    "Boolean",  "CoalesceExpr",
        "List", "TypeName", "AExpr",  "FuncCall", "TypeCast", "ColumnRef"};
    struct inside *inside = arg;
    bool known = false;

    for (size_t i = 0; i < HD_COUNT(harmless); i++)
        known = known || hd_tree_is(tree, harmless[i]);
    if (!known)
        refuse(inside, NULL);
    if (hd_tree_is(tree, "ColumnRef")) {
        see_column(inside, (const PgQuery__ColumnRef *)tree);
        return false;
    }
    if (hd_tree_is(tree, "TypeCast"))
        see_cast(inside, (const PgQuery__TypeCast *)tree);
    if (hd_tree_is(tree, "AExpr") && !is_json_operator((const PgQuery__AExpr *)tree))
        refuse(inside, "calculations are not tried as keys; compare the column itself, and "
                       "calculate on the other side");
    if (hd_tree_is(tree, "FuncCall"))
        see_call(inside, (const PgQuery__FuncCall *)tree);
    return !inside->mixed;
}

/* An expression that an index may have: text is how PostgreSQL printed it. why: when it may not. */
static bool expression(TALLOC_CTX *ctx, const PgQuery__Node *node, const char *text, size_t len,
                       hd_use *ret, hd_refusal *refusal)
{
    struct inside inside = {.ctx = ctx, .use = ret};
    bool is_call = node->node_case == PG_QUERY__NODE__NODE_FUNC_CALL ||
                   node->node_case == PG_QUERY__NODE__NODE_COALESCE_EXPR;

    if (!is_call && node->node_case != PG_QUERY__NODE__NODE_A_EXPR &&
        node->node_case != PG_QUERY__NODE__NODE_TYPE_CAST)
        return false;
    hd_tree_walk(hd_tree_of_node(node), see_part, &inside);
    if (inside.mixed || ret->alias == NULL)
        return false;
    char *printed = without_alias(ctx, text, len, ret->alias);
    *refusal = (hd_refusal){.alias = ret->alias, .text = printed, .why = inside.why};
    if (inside.wrong)
        return false;
    ret->text = is_call ? printed : hd_printf(ctx, "(%s)", printed);
    return true;
}

static bool operand(TALLOC_CTX *ctx, const PgQuery__Node *node, const char *text, size_t len,
                    hd_use *ret, hd_refusal *refusal)
{
    *ret = (hd_use){.direction = ""};
    *refusal = (hd_refusal){0};
    if (node == NULL)
        return false;
    if (plain_column(ctx, node, ret))
        return true;
    *ret = (hd_use){.direction = ""};
    return expression(ctx, node, text, len, ret, refusal);
}

/* ---- comparisons ---- */

static bool kind_of_operator(const char *name, hd_use_kind *ret)
{
    static const struct {
        const char *name;
        hd_use_kind kind;
    } operators[] = {
        {"=", HD_USE_EQUAL},     {"<", HD_USE_RANGE},     {">", HD_USE_RANGE},
        {"<=", HD_USE_RANGE},    {">=", HD_USE_RANGE},    {"~~", HD_USE_PREFIX},
        {"~~*", HD_USE_INSIDE},  {"@>", HD_USE_CONTAINS}, {"&&", HD_USE_CONTAINS},
        {"@@", HD_USE_CONTAINS}, {"?", HD_USE_CONTAINS},  {"?|", HD_USE_CONTAINS},
        {"?&", HD_USE_CONTAINS}, {"~", HD_USE_INSIDE},    {"~*", HD_USE_INSIDE},
    };

    for (size_t i = 0; i < HD_COUNT(operators); i++)
        if (hd_text_equal(name, operators[i].name)) {
            *ret = operators[i].kind;
            return true;
        }
    return false;
}

/* The constant text on the right; NULL for a parameter or anything else. */
static const char *pattern_of(const PgQuery__Node *node)
{
    if (node != NULL && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
        node = node->type_cast->arg;
    return node != NULL && node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
                   node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL
               ? node->a_const->sval->sval
               : NULL;
}

/* Of a regular expression letters alone are sure to be text, and not those between brackets. */
static bool has_trigram(const char *pattern, bool regex)
{
    size_t run = 0;
    size_t longest = 0;
    bool bracket = false;

    for (const char *at = pattern; *at != '\0'; at++) {
        bool text = regex ? isalnum((unsigned char)*at) && !bracket : strchr("%_", *at) == NULL;
        bracket = regex && (*at == '[' || (bracket && *at != ']'));
        run = text ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest >= TRIGRAM;
}

/* What the pattern of LIKE or a regular expression lets an index do; false: nothing. */
static bool judge_pattern(const char *pattern, bool regex, hd_use_kind *kind)
{
    if (pattern != NULL && *kind == HD_USE_PREFIX && strchr("%_", *pattern) == NULL)
        return true;
    *kind = HD_USE_INSIDE;
    return pattern == NULL || has_trigram(pattern, regex);
}

static void push(struct reader *reader, hd_use use, hd_use_kind kind)
{
    use.kind = kind;
    hd_vec_push(reader->ctx, reader->uses, use);
}

/* An operator that asks for all but some rows, as people write it; NULL for others. */
static const char *negative_of(const char *name)
{
    static const char *const names[][2] = {
        {"<>", "<>"}, {"!~~", "NOT LIKE"}, {"!~~*", "NOT ILIKE"}, {"!~", "!~"}, {"!~*", "!~*"}};

    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (hd_text_equal(name, names[i][0]))
            return names[i][1];
    return NULL;
}

static void read_negative(struct reader *reader, const PgQuery__AExpr *expr, const char *name)
{
    hd_use use = {0};

    if (expr->lexpr == NULL || !plain_column(reader->ctx, expr->lexpr, &use))
        return;
    hd_vec_push(reader->ctx, &reader->into->refused,
                (hd_refusal){
                    .alias = use.alias,
                    .text = hd_printf(reader->ctx, "%s %s ...", use.text, name),
                    .why = "it asks for all but some rows, which no index looks up; where few rows "
                           "are so, a partial index with this as its WHERE does",
                });
}

static void read_comparison(struct reader *reader, const PgQuery__AExpr *expr)
{
    const char *name = last_name(expr->name, expr->n_name);
    hd_use_kind kind = HD_USE_EQUAL;
    hd_use left = {0};
    hd_use right = {0};
    hd_refusal refused[2] = {0};
    bool any = expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;

    if (negative_of(name) != NULL)
        read_negative(reader, expr, negative_of(name));
    if ((expr->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP && !any) || expr->location < 0 ||
        !kind_of_operator(name, &kind) || (any && kind != HD_USE_EQUAL))
        return;
    struct extent extent = extent_of(reader->text, (size_t)expr->location);
    size_t behind = extent.at + extent.operator_len;
    bool has_left = operand(reader->ctx, expr->lexpr, reader->text + extent.start,
                            extent.at - extent.start, &left, &refused[0]);
    bool has_right = !any && operand(reader->ctx, expr->rexpr, reader->text + behind,
                                     extent.end - behind, &right, &refused[1]);
    for (size_t i = 0; !has_left && !has_right && i < HD_COUNT(refused); i++)
        if (refused[i].why != NULL)
            hd_vec_push(reader->ctx, &reader->into->refused, refused[i]);
    if (has_left && has_right && strcmp(left.alias, right.alias) == 0)
        return; /* two columns of one row */
    if (kind == HD_USE_PREFIX || kind == HD_USE_INSIDE) {
        if (has_left &&
            judge_pattern(pattern_of(expr->rexpr), *name == '~' && name[1] != '~', &kind))
            push(reader, left, kind);
        return;
    }
    if (has_left)
        push(reader, left, kind);
    if (has_right && kind != HD_USE_CONTAINS)
        push(reader, right, kind);
}

/* column IS [NOT] NULL, [NOT] column: printed with what stands before and behind the column. */
static void read_fact(struct reader *reader, const PgQuery__Node *node, const char *before,
                      const char *behind)
{
    hd_use use = {.direction = ""};

    if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF ||
        !plain_column(reader->ctx, node, &use))
        return;
    use.fact = hd_printf(reader->ctx, "%s%s%s", before, use.text, behind);
    use.is_null = strcmp(behind, is_null) == 0;
    push(reader, use, HD_USE_FACT);
}

static void read_condition(struct reader *reader, const PgQuery__Node *node, unsigned depth);

static void read_or(struct reader *reader, const PgQuery__BoolExpr *expr, unsigned depth)
{
    hd_alternatives alternatives = {0};
    hd_uses *outer = reader->uses;

    if (reader->in_arm)
        return;
    reader->in_arm = true;
    for (size_t i = 0; i < expr->n_args; i++) {
        hd_uses arm = {0};
        reader->uses = &arm;
        read_condition(reader, expr->args[i], depth);
        hd_vec_push(reader->ctx, &alternatives.arms, arm);
    }
    reader->in_arm = false;
    reader->uses = outer;
    hd_vec_push(reader->ctx, &reader->into->ors, alternatives);
}

static void read_bool(struct reader *reader, const PgQuery__BoolExpr *expr, unsigned depth)
{
    if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
        for (size_t i = 0; i < expr->n_args; i++)
            read_condition(reader, expr->args[i], depth + 1);
    else if (expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR)
        read_or(reader, expr, depth + 1);
    else if (expr->n_args == 1)
        read_fact(reader, expr->args[0], "(NOT ", ")");
}

static void read_condition(struct reader *reader, const PgQuery__Node *node, unsigned depth)
{
    if (node == NULL || depth > MAX_DEPTH)
        return;
    if (node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR)
        read_bool(reader, node->bool_expr, depth);
    else if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR)
        read_comparison(reader, node->a_expr);
    else if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
        read_fact(reader, node, "", "");
    else if (node->node_case == PG_QUERY__NODE__NODE_NULL_TEST)
        read_fact(reader, node->null_test->arg, "(",
                  node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL
                      ? is_null
                      : " IS NOT NULL)");
}

static void use_where(const hd_tree *statement, void *arg)
{
    struct reader *reader = arg;

    if (hd_tree_is(statement, "SelectStmt"))
        read_condition(reader, ((const PgQuery__SelectStmt *)statement)->where_clause, 0);
}

void hd_condition_read(TALLOC_CTX *ctx, const char *text, hd_condition *ret)
{
    HD_SCRATCH(scratch);
    struct reader reader = {
        .ctx = ctx, .text = hd_printf(scratch, "%s%s", head, text), .into = ret, .uses = &ret->all};

    (void)hd_tree_parse(reader.text, strlen(reader.text), use_where, &reader);
}

/* ---- sort keys ---- */

struct key_reader {
    TALLOC_CTX *ctx;
    const char *text;
    hd_use *use;
    bool found;
};

static void use_key(const hd_tree *statement, void *arg)
{
    struct key_reader *reader = arg;
    hd_refusal refusal = {0};

    if (hd_tree_is(statement, "SelectStmt"))
        reader->found = operand(reader->ctx, ((const PgQuery__SelectStmt *)statement)->where_clause,
                                reader->text, strlen(reader->text), reader->use, &refusal);
}

bool hd_sort_key_read(TALLOC_CTX *ctx, const char *text, hd_use *ret)
{
    static const char *const directions[] = {" DESC NULLS LAST", " NULLS FIRST", " DESC", ""};
    HD_SCRATCH(scratch);
    size_t len = strlen(text);
    const char *direction = "";

    for (size_t i = 0; i < HD_COUNT(directions); i++)
        if (hd_text_ends(text, directions[i])) {
            direction = directions[i];
            break;
        }
    len -= strlen(direction);
    /* PostgreSQL puts expressions, but no columns, into parentheses. */
    if (len > 2 && text[0] == '(' && text[len - 1] == ')') {
        text++;
        len -= 2;
    }
    struct key_reader reader = {.ctx = ctx, .text = hd_strndup(scratch, text, len), .use = ret};
    const char *sql = hd_printf(scratch, "%s%s", head, reader.text);
    if (!hd_tree_parse(sql, strlen(sql), use_key, &reader) || !reader.found)
        return false;
    ret->kind = HD_USE_ORDER;
    ret->direction = direction;
    return true;
}

const char *hd_use_kind_name(hd_use_kind kind)
{
    static const char *const names[] = {
        [HD_USE_EQUAL] = "equal",   [HD_USE_RANGE] = "range",       [HD_USE_PREFIX] = "prefix",
        [HD_USE_INSIDE] = "inside", [HD_USE_CONTAINS] = "contains", [HD_USE_FACT] = "fact",
        [HD_USE_ORDER] = "order",
    };

    return names[kind];
}
