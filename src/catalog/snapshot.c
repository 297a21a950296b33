#include "catalog/snapshot.h"

#include <assert.h>
#include <fnmatch.h>

#include "base/text.h"
#include "catalog/build.h"
#include "catalog/expression.h"
#include "catalog/hash.h"

int hd_fact_compare(const hd_fact *a, const hd_fact *b)
{
    if (a->kind->id != b->kind->id)
        return a->kind->id < b->kind->id ? -1 : 1;
    int order = strcmp(a->identity, b->identity);
    return (order > 0) - (order < 0);
}

const hd_fact *hd_snapshot_find(const hd_snapshot *snapshot, const hd_kind *kind,
                                const char *identity)
{
    hd_fact wanted = {.kind = kind, .identity = identity};
    size_t low = 0;
    size_t high = snapshot->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = hd_fact_compare(snapshot->facts[middle], &wanted);
        if (order == 0)
            return snapshot->facts[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

size_t hd_attribute_place(const hd_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->attribute_count; i++)
        if (strcmp(kind->attributes[i].name, name) == 0)
            return i;
    assert(false && "the kind has no such attribute");
    abort();
}

const char *hd_fact_text(const hd_fact *fact, const char *attribute)
{
    return fact->values[hd_attribute_place(fact->kind, attribute)];
}

bool hd_fact_bool(const hd_fact *fact, const char *attribute)
{
    return hd_fact_text(fact, attribute) != NULL;
}

int64_t hd_fact_int(const hd_fact *fact, const char *attribute, int64_t otherwise)
{
    const char *text = hd_fact_text(fact, attribute);
    int64_t number = otherwise;

    if (text != NULL && !hd_text_to_int(text, &number))
        return otherwise;
    return number;
}

hd_strings hd_fact_list(TALLOC_CTX *ctx, const hd_fact *fact, const char *attribute)
{
    const char *text = hd_fact_text(fact, attribute);
    hd_strings items = {0};

    if (text != NULL)
        (void)hd_array_parse(ctx, text, &items);
    return items;
}

const hd_fact *hd_fact_child(const hd_fact *fact, const hd_kind *kind, const char *name)
{
    for (size_t i = 0; i < fact->child_count; i++)
        if (fact->children[i]->kind == kind &&
            (name == NULL || hd_text_equal(fact->children[i]->name, name)))
            return fact->children[i];
    return NULL;
}

const hd_fact *hd_fact_root(const hd_fact *fact)
{
    while (fact->parent != NULL &&
           (fact->parent->kind != &hd_kind_schema || fact->kind->naming == HD_NAMING_ABOUT))
        fact = fact->parent;
    return fact;
}

/* ---- lists ---- */

/* One item of a list at text, which ends at a comma or the closing brace. */
static const char *item_parse(TALLOC_CTX *ctx, const char *text, const char **ret)
{
    HD_SCRATCH(scratch);
    hd_buf *item = hd_buf_new(scratch);
    bool quoted = *text == '"';

    if (quoted)
        text++;
    while (*text != '\0' && (quoted ? *text != '"' : *text != ',' && *text != '}')) {
        if (*text == '\\' && text[1] != '\0')
            text++;
        hd_buf_add_char(item, *text++);
    }
    if (quoted && *text++ != '"')
        return NULL;
    *ret = !quoted && strcmp(item->data, "NULL") == 0 ? NULL : hd_buf_take(ctx, item);
    return text;
}

bool hd_array_parse(TALLOC_CTX *ctx, const char *text, hd_strings *ret)
{
    hd_strings items = {0};

    if (*text != '{')
        return false;
    for (text++; *text != '}' || items.count > 0;) {
        const char *item = NULL;
        text = item_parse(ctx, text, &item);
        if (text == NULL || (*text != ',' && *text != '}'))
            return false;
        hd_vec_push(ctx, &items, item);
        if (*text++ == '}')
            break;
    }
    if (items.count == 0)
        text++;
    if (*text != '\0')
        return false;
    *ret = items;
    return true;
}

/* ---- comparing ---- */

static uint64_t expression_hash(const char *text)
{
    HD_SCRATCH(scratch);

    return hd_hash_text(0, hd_expression_settle(scratch, text));
}

/* The same for the same items in any order. */
static uint64_t items_hash(const char *list)
{
    HD_SCRATCH(scratch);
    hd_strings items = {0};
    uint64_t sum = 0;

    if (!hd_array_parse(scratch, list, &items))
        return hd_hash_text(0, list);
    for (size_t i = 0; i < items.count; i++)
        sum += items.items[i] == NULL ? 1 : hd_hash_text(0, items.items[i]);
    return sum;
}

uint64_t hd_attribute_hash(const hd_attribute *attribute, const char *value)
{
    if (attribute->expression && !hd_expression_is_plain(value))
        return expression_hash(value);
    return attribute->unordered ? items_hash(value) : hd_hash_text(0, value);
}

bool hd_attribute_same(const hd_attribute *attribute, const char *a, const char *b)
{
    if (attribute->aside || hd_text_equal(a, b))
        return true;
    return (attribute->unordered || attribute->expression) && a != NULL && b != NULL &&
           hd_attribute_hash(attribute, a) == hd_attribute_hash(attribute, b);
}

/* ---- filtering ---- */

static bool matches(const char *schema, const hd_strings *patterns)
{
    for (size_t i = 0; schema != NULL && i < patterns->count; i++)
        if (fnmatch(patterns->items[i], schema, 0) == 0)
            return true;
    return false;
}

/* What is in no schema itself is where its parent is. */
static bool is_in_schemas(const hd_fact *fact, const void *arg)
{
    const hd_strings *patterns = arg;

    for (; fact != NULL; fact = fact->parent) {
        if (fact->kind == &hd_kind_schema)
            return matches(fact->name, patterns);
        if (fact->schema != NULL)
            return matches(fact->schema, patterns);
    }
    return false;
}

/* Parents are before their children, except that what is about a fact can be about any. */
static hd_fact *copy_fact(hd_builder *builder, const hd_fact *fact, hd_fact *copies[])
{
    if (copies[fact->index] != NULL)
        return copies[fact->index];
    const hd_fact *parent = fact->parent == NULL ? NULL : copy_fact(builder, fact->parent, copies);
    hd_fact *copy = hd_builder_add(builder, fact->kind, parent, fact->identity, fact->schema,
                                   fact->name);
    for (size_t i = 0; i < fact->kind->attribute_count; i++)
        hd_builder_set(builder, copy, i, fact->values[i]);
    copies[fact->index] = copy;
    return copy;
}

hd_snapshot *hd_snapshot_select(TALLOC_CTX *ctx, const hd_snapshot *snapshot,
                                bool (*keep)(const hd_fact *fact, const void *arg), const void *arg)
{
    HD_SCRATCH(scratch);
    hd_builder *builder = hd_builder_new(scratch, snapshot->server_version);
    hd_fact **copies = hd_new_array(scratch, hd_fact *, snapshot->count + 1);
    hd_snapshot *filtered = NULL;

    for (size_t i = 0; i < snapshot->count; i++)
        if (keep(snapshot->facts[i], arg))
            (void)copy_fact(builder, snapshot->facts[i], copies);
    for (size_t i = 0; i < snapshot->count; i++) {
        const hd_fact *fact = snapshot->facts[i];
        for (size_t j = 0; copies[i] != NULL && j < fact->edge_count; j++)
            if (copies[fact->edges[j].to->index] != NULL)
                hd_builder_edge(builder, copies[i], copies[fact->edges[j].to->index],
                                fact->edges[j].type);
    }
    hd_error *err = hd_builder_finish(ctx, builder, &filtered);
    assert(err == NULL); /* identities were unique before */
    hd_error_free(err);
    return filtered;
}

hd_snapshot *hd_snapshot_filter(TALLOC_CTX *ctx, const hd_snapshot *snapshot,
                                const hd_strings *schemas)
{
    return hd_snapshot_select(ctx, snapshot, is_in_schemas, schemas);
}
