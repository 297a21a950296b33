#include "diff/rule.h"

#include "base/text.h"
#include "catalog/print.h"
#include "parse/quote.h"

/* The first version with ALTER ... SET ACCESS METHOD. */
enum { SET_ACCESS_METHOD = 150000 };

static const hd_rule plain = {0};

static const hd_rule *const rules[] = {
#define HD_RULE_ROW(name) [HD_KIND_##name] = &hd_rule_##name,
    HD_RULES(HD_RULE_ROW)
#undef HD_RULE_ROW
};

const hd_rule *hd_rule_of(const hd_kind *kind)
{
    if ((size_t)kind->id < HD_COUNT(rules) && rules[kind->id] != NULL)
        return rules[kind->id];
    return &plain;
}

static bool is_listed(const char *const *names, const char *name)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

bool hd_change_differs(const hd_change *change, const char *attribute)
{
    size_t place = hd_attribute_place(change->new->kind, attribute);

    return !hd_attribute_same(&change->new->kind->attributes[place], change->old->values[place],
                              change->new->values[place]);
}

bool hd_access_method_is_fixed(const hd_change *change)
{
    return change->diff->server_version < SET_ACCESS_METHOD &&
           hd_change_differs(change, "access_method");
}

hd_verdict hd_change_judge(const hd_change *change, const hd_rule *rule)
{
    const hd_kind *kind = change->new->kind;
    hd_verdict verdict = HD_SAME;

    for (size_t i = 0; i < kind->attribute_count; i++) {
        const hd_attribute *attribute = &kind->attributes[i];
        if (hd_attribute_same(attribute, change->old->values[i], change->new->values[i]) ||
            is_listed(rule->implied, attribute->name))
            continue;
        if (!is_listed(rule->in_place, attribute->name))
            return HD_REPLACE;
        verdict = HD_ALTER;
    }
    return verdict;
}

bool hd_is_constraint(const hd_fact *fact, const char *type)
{
    return fact->kind == &hd_kind_constraint && hd_text_equal(hd_fact_text(fact, "type"), type);
}

bool hd_is_part(const hd_fact *fact)
{
    return fact->kind->fold == HD_FOLD_ALWAYS && fact->parent != NULL &&
           hd_rule_of(fact->parent->kind)->whole;
}

bool hd_is_link(const hd_fact *fact)
{
    return fact->kind == &hd_kind_inherit || fact->kind == &hd_kind_attachment;
}

/* ---- what rules share ---- */

char *hd_alter_prefix(TALLOC_CTX *ctx, const hd_fact *relation, bool only)
{
    bool can_only = relation->kind == &hd_kind_table || relation->kind == &hd_kind_foreign_table;

    return hd_printf(ctx, "ALTER %s %s%s", relation->kind->noun, only && can_only ? "ONLY " : "",
                     relation->identity);
}

/* The key of "key=value". */
static char *key_of(TALLOC_CTX *ctx, const char *option)
{
    return hd_strndup(ctx, option, strcspn(option, "="));
}

static bool has_key(const hd_strings *options, const char *key)
{
    size_t len = strlen(key);

    for (size_t i = 0; i < options->count; i++)
        if (strncmp(options->items[i], key, len) == 0 && options->items[i][len] == '=')
            return true;
    return false;
}

/* Items of list that other lacks. */
static hd_strings missing(TALLOC_CTX *ctx, const hd_strings *list, const hd_strings *other)
{
    hd_strings found = {0};

    for (size_t i = 0; i < list->count; i++)
        if (!hd_strings_contain(other, list->items[i]))
            hd_vec_push(ctx, &found, list->items[i]);
    return found;
}

void hd_change_storage(hd_buf *out, const hd_change *change, const char *attribute,
                       const char *prefix, const char *toast)
{
    HD_SCRATCH(scratch);
    hd_strings old = hd_fact_list(scratch, change->old, attribute);
    hd_strings new = hd_fact_list(scratch, change->new, attribute);
    hd_strings set = missing(scratch, &new, &old);
    const char *separator = "";

    if (set.count > 0) {
        hd_buf_addf(out, "%s SET (", prefix);
        hd_print_storage(out, &set, toast, true);
        hd_buf_add(out, ");\n");
    }
    for (size_t i = 0; i < old.count; i++) {
        const char *key = key_of(scratch, old.items[i]);
        if (has_key(&new, key))
            continue;
        if (*separator == '\0')
            hd_buf_addf(out, "%s RESET (", prefix);
        hd_buf_addf(out, "%s%s%s", separator, toast, hd_sql_ident(scratch, key));
        separator = ", ";
    }
    if (*separator != '\0')
        hd_buf_add(out, ");\n");
}

bool hd_change_options(hd_buf *out, const hd_change *change, const char *attribute)
{
    HD_SCRATCH(scratch);
    hd_strings old = hd_fact_list(scratch, change->old, attribute);
    hd_strings new = hd_fact_list(scratch, change->new, attribute);
    hd_strings set = missing(scratch, &new, &old);
    const char *separator = " OPTIONS (";

    for (size_t i = 0; i < set.count; i++) {
        const char *key = key_of(scratch, set.items[i]);
        hd_buf_addf(out, "%s%s %s %s", separator, has_key(&old, key) ? "SET" : "ADD",
                    hd_sql_ident(scratch, key),
                    hd_sql_literal(scratch, set.items[i] + strlen(key) + 1));
        separator = ", ";
    }
    for (size_t i = 0; i < old.count; i++) {
        const char *key = key_of(scratch, old.items[i]);
        if (has_key(&new, key))
            continue;
        hd_buf_addf(out, "%sDROP %s", separator, hd_sql_ident(scratch, key));
        separator = ", ";
    }
    if (*separator == ',')
        hd_buf_add_char(out, ')');
    return *separator == ',';
}

/* ---- sequences ---- */

struct bounds {
    int64_t start, increment, minimum, maximum, cache;
};

static struct bounds bounds_of(const hd_fact *fact)
{
    const char *type = hd_fact_text(fact, "type");
    bool small = hd_text_equal(type, "smallint");
    bool middle = hd_text_equal(type, "integer");
    int64_t increment = hd_fact_int(fact, "increment", 1);
    int64_t low = small ? INT16_MIN : middle ? INT32_MIN : INT64_MIN;
    int64_t high = small ? INT16_MAX : middle ? INT32_MAX : INT64_MAX;

    return (struct bounds){
        .start = hd_fact_int(fact, "start", 1),
        .increment = increment,
        .minimum = hd_fact_int(fact, "minimum", increment > 0 ? 1 : low),
        .maximum = hd_fact_int(fact, "maximum", increment > 0 ? high : -1),
        .cache = hd_fact_int(fact, "cache", 1),
    };
}

static void bound_print(hd_buf *out, const char *prefix, const char *words, int64_t old,
                        int64_t new)
{
    if (old != new)
        hd_buf_addf(out, " %s%s %lld", prefix, words, (long long)new);
}

void hd_change_sequence(hd_buf *out, const hd_change *change, const char *prefix)
{
    struct bounds old = bounds_of(change->old);
    struct bounds new = bounds_of(change->new);
    bool retyped = hd_change_differs(change, "type");

    bound_print(out, prefix, "INCREMENT BY", old.increment, new.increment);
    /* A change of type changes bounds that were the type's own. */
    bound_print(out, prefix, "MINVALUE", retyped ? !new.minimum : old.minimum, new.minimum);
    bound_print(out, prefix, "MAXVALUE", retyped ? !new.maximum : old.maximum, new.maximum);
    bound_print(out, prefix, "START WITH", old.start, new.start);
    bound_print(out, prefix, "CACHE", old.cache, new.cache);
    if (hd_change_differs(change, "cycle"))
        hd_buf_addf(out, " %s%s", prefix,
                    hd_fact_bool(change->new, "cycle") ? "CYCLE" : "NO CYCLE");
}

void hd_change_position(hd_buf *out, const hd_change *change, const char *sequence)
{
    HD_SCRATCH(scratch);
    struct bounds old = bounds_of(change->old);
    struct bounds new = bounds_of(change->new);
    int64_t low = new.minimum;
    int64_t high = new.maximum;

    if (low <= old.minimum && high >= old.maximum)
        return;
    if (low < old.minimum || high > old.maximum) {
        hd_buf_addf(out, "ALTER SEQUENCE %s", sequence);
        if (hd_change_differs(change, "type")) /* the old type may have no such bounds */
            hd_buf_add(out, " AS bigint");
        hd_buf_addf(out, " MINVALUE %lld MAXVALUE %lld;\n",
                    (long long)(low < old.minimum ? low : old.minimum),
                    (long long)(high > old.maximum ? high : old.maximum));
    }
    hd_buf_addf(out,
                "SELECT pg_catalog.setval(%s, %lld, false) FROM %s"
                " WHERE last_value NOT BETWEEN %lld AND %lld;\n",
                hd_sql_literal(scratch, sequence), (long long)new.start, sequence, (long long)low,
                (long long)high);
}

void hd_change_resume(hd_buf *out, const hd_fact *sequence, const char *name, const hd_fact *column)
{
    HD_SCRATCH(scratch);
    const char *value = hd_sql_ident(scratch, column->name);
    bool down = hd_fact_int(sequence, "increment", 1) < 0;

    hd_buf_addf(out, "SELECT pg_catalog.setval(%s, %s(%s)) FROM %s HAVING count(%s) > 0;\n",
                hd_sql_literal(scratch, name), down ? "min" : "max", value,
                column->parent->identity, value);
}

void hd_change_enabled(hd_buf *out, const hd_change *change, const char *noun)
{
    HD_SCRATCH(scratch);

    if (!hd_change_differs(change, "enabled"))
        return;
    if (hd_fact_text(change->new, "enabled") == NULL)
        hd_buf_addf(out, "%s ENABLE %s %s;\n", hd_alter_prefix(scratch, change->new->parent, false),
                    noun, hd_sql_ident(scratch, change->new->name));
    else
        hd_print_enabled(out, change->new, noun);
}

/* ---- inheritance and partitions ---- */

static const hd_fact *counterpart(const hd_fact *fact, const hd_fact *table)
{
    if (fact->kind == &hd_kind_column || hd_text_equal(hd_fact_text(fact, "type"), "check"))
        return hd_fact_child(table, fact->kind, fact->name);
    for (size_t i = 0; i < table->child_count; i++) /* its name on the partition may be another */
        if (table->children[i]->kind == fact->kind &&
            hd_text_equal(hd_fact_text(table->children[i], "definition"),
                          hd_fact_text(fact, "definition")))
            return table->children[i];
    return NULL;
}

const hd_fact *hd_change_above(const hd_diff *diff, const hd_fact *fact, bool of_old_side)
{
    const hd_fact *table = fact->parent;
    const hd_verdict *verdicts = of_old_side ? diff->old_verdict : diff->new_verdict;

    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *link = table->children[i];
        if (!hd_is_link(link) || verdicts[link->index] != HD_SAME)
            continue;
        for (size_t j = 0; j < link->edge_count; j++) {
            const hd_fact *above = counterpart(fact, link->edges[j].to);
            if (above != NULL)
                return above;
        }
    }
    return NULL;
}

/* Whether the partition has, or gets, what the one above is not to have there. */
static bool has_too_much(const hd_change *change, const hd_fact *link)
{
    const hd_fact *below = hd_attached_below(change->new, link->parent);
    const hd_fact *old_link = change->diff->old_of[link->index];
    const hd_fact *old = old_link == NULL ? NULL : hd_attached_below(change->old, old_link->parent);

    if (below == NULL ? hd_diff_made(change->diff, link)
                      : hd_lacks_attached(below) && hd_diff_made(change->diff, below))
        return true;
    return old != NULL && (below == NULL || change->diff->new_of[old->index] != below);
}

bool hd_loses_attached(const hd_change *change)
{
    const hd_fact *table = change->new->parent;

    for (size_t i = 0; hd_lacks_attached(change->new) && i < table->user_count; i++)
        if (table->users[i]->kind == &hd_kind_attachment && table->users[i]->parent != table &&
            has_too_much(change, table->users[i]))
            return true;
    return false;
}

bool hd_goes_with_above(const hd_diff *diff, const hd_fact *old)
{
    const hd_fact *link = hd_fact_child(old->parent, &hd_kind_attachment, NULL);
    const hd_fact *above = hd_attached_above(old);

    return above != NULL && hd_diff_gone(diff, above) && !hd_diff_gone(diff, link);
}

void hd_attach(hd_buf *out, const hd_change *change, const char *index)
{
    const hd_fact *link = hd_fact_child(change->new->parent, &hd_kind_attachment, NULL);
    const hd_fact *above = hd_attached_above(change->new);

    if (above == NULL || hd_diff_made(change->diff, link))
        return;
    /* A constraint that is made later finds it by itself; what lacks others is made with it. */
    if (hd_lacks_attached(above) && hd_diff_made(change->diff, above))
        return;
    if (above->kind == &hd_kind_index || !hd_diff_made(change->diff, above))
        hd_buf_addf(out, "ALTER INDEX %s ATTACH PARTITION %s;\n",
                    hd_fact_text(change->new, "attached_to"), index);
}
