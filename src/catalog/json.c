#include <jansson.h>

#include "base/json.h"
#include "base/text.h"
#include "catalog/build.h"
#include "parse/quote.h"

/* docs/snapshot.md is the format. Objects stand in the order of facts, but their parents first. */
enum { FORMAT_VERSION = 1, MAX_DEPTH = 16 };

static const char format_name[] = "howdah snapshot";

/* ---- writing ---- */

static void value_print(hd_json *json, const hd_attribute *attribute, const char *text)
{
    HD_SCRATCH(scratch);
    hd_strings items = {0};
    int64_t number = 0;

    hd_json_key(json, attribute->name);
    switch (attribute->type) {
    case HD_ATTRIBUTE_TEXT:
        hd_json_string(json, text);
        return;
    case HD_ATTRIBUTE_BOOL:
        hd_json_bool(json, true);
        return;
    case HD_ATTRIBUTE_INT:
        (void)hd_text_to_int(text, &number);
        hd_json_int(json, number);
        return;
    case HD_ATTRIBUTE_LIST:
        (void)hd_array_parse(scratch, text, &items);
        hd_json_begin(json, '[');
        for (size_t i = 0; i < items.count; i++)
            hd_json_string(json, items.items[i]);
        hd_json_end(json);
        return;
    }
}

static void reference_print(hd_json *json, const hd_fact *fact)
{
    HD_SCRATCH(scratch);

    hd_json_string(json, hd_printf(scratch, "%s %s", fact->kind->name, fact->identity));
}

static void edges_print(hd_json *json, const hd_fact *fact)
{
    if (fact->edge_count == 0)
        return;
    hd_json_key(json, "needs");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < fact->edge_count; i++) {
        char type[] = {fact->edges[i].type, '\0'};
        hd_json_begin(json, '{');
        hd_json_put_string(json, "type", type);
        hd_json_key(json, "object");
        reference_print(json, fact->edges[i].to);
        hd_json_end(json);
    }
    hd_json_end(json);
}

static void fact_print(hd_json *json, const hd_fact *fact)
{
    bool any = false;

    hd_json_begin(json, '{');
    hd_json_put_string(json, "kind", fact->kind->name);
    hd_json_put_string(json, "identity", fact->identity);
    if (fact->schema != NULL)
        hd_json_put_string(json, "schema", fact->schema);
    if (fact->name != NULL)
        hd_json_put_string(json, "name", fact->name);
    if (fact->parent != NULL) {
        hd_json_key(json, "parent");
        reference_print(json, fact->parent);
    }
    for (size_t i = 0; i < fact->kind->attribute_count; i++) {
        if (fact->values[i] == NULL)
            continue;
        if (!any) {
            hd_json_key(json, "attributes");
            hd_json_begin(json, '{');
        }
        any = true;
        value_print(json, &fact->kind->attributes[i], fact->values[i]);
    }
    if (any)
        hd_json_end(json);
    edges_print(json, fact);
    hd_json_end(json);
}

void hd_snapshot_print(hd_buf *out, const hd_snapshot *snapshot)
{
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "format", format_name);
    hd_json_put_int(&json, "version", FORMAT_VERSION);
    hd_json_put_int(&json, "server_version", snapshot->server_version);
    hd_json_key(&json, "objects");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < snapshot->count; i++)
        fact_print(&json, snapshot->facts[i]);
    hd_json_end(&json);
    hd_json_end(&json);
}

/* ---- reading ---- */

struct parser {
    hd_builder *builder;
    json_t *objects;
    json_t *by_name; /* "kind identity" -> place in objects */
    hd_fact **facts; /* by place; NULL: not yet */
};

static int parser_free(struct parser *parser)
{
    json_decref(parser->by_name);
    return 0;
}

static int root_free(json_t **root)
{
    json_decref(*root);
    return 0;
}

static hd_error *text_of(const json_t *object, const char *key, bool needed, const char **ret)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL && !needed)
        return NULL;
    if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value))
        return hd_error_new(HD_CONFIG, "an object of the snapshot has no text \"%s\"", key);
    *ret = json_string_value(value);
    return NULL;
}

static hd_error *list_of(TALLOC_CTX *ctx, const json_t *value, const char **ret)
{
    hd_strings items = {0};
    size_t i = 0;
    json_t *item = NULL;

    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item))
            return hd_error_new(HD_CONFIG, "a list of the snapshot has an item that is no text");
        hd_vec_push(ctx, &items, json_string_value(item));
    }
    *ret = items.count == 0 ? NULL : hd_sql_array(ctx, items.items, items.count);
    return NULL;
}

/* The value in the form that facts have. */
static hd_error *value_of(TALLOC_CTX *ctx, const hd_attribute *attribute, const json_t *value,
                          const char **ret)
{
    if (attribute->type == HD_ATTRIBUTE_TEXT && json_is_string(value))
        *ret = json_string_value(value);
    else if (attribute->type == HD_ATTRIBUTE_BOOL && json_is_boolean(value))
        *ret = json_is_true(value) ? "true" : NULL;
    else if (attribute->type == HD_ATTRIBUTE_INT && json_is_integer(value))
        *ret = hd_printf(ctx, "%lld", (long long)json_integer_value(value));
    else if (attribute->type == HD_ATTRIBUTE_LIST && json_is_array(value))
        return list_of(ctx, value, ret);
    else
        return hd_error_new(HD_CONFIG, "attribute \"%s\" has a value of another type",
                            attribute->name);
    return NULL;
}

static hd_error *attributes_parse(struct parser *parser, hd_fact *fact, json_t *object)
{
    HD_SCRATCH(scratch);
    json_t *attributes = json_object_get(object, "attributes");
    const char *key = NULL;
    json_t *value = NULL;

    if (attributes != NULL && !json_is_object(attributes))
        return hd_error_new(HD_CONFIG, "\"attributes\" is no object");
    json_object_foreach(attributes, key, value)
    {
        const char *text = NULL;
        size_t at = 0;
        while (at < fact->kind->attribute_count &&
               strcmp(fact->kind->attributes[at].name, key) != 0)
            at++;
        if (at == fact->kind->attribute_count)
            return hd_error_new(HD_CONFIG, "%s has no attribute \"%s\"", fact->kind->name, key);
        HD_TRY(value_of(scratch, &fact->kind->attributes[at], value, &text));
        hd_builder_set(parser->builder, fact, at, text);
    }
    for (size_t i = 0; i < fact->kind->attribute_count; i++)
        if (fact->kind->attributes[i].needed && fact->values[i] == NULL)
            return hd_error_new(HD_CONFIG, "attribute \"%s\" is missing",
                                fact->kind->attributes[i].name);
    return NULL;
}

static hd_error *place_of(const struct parser *parser, const char *reference, size_t *ret)
{
    const json_t *place = json_object_get(parser->by_name, reference);

    if (place == NULL)
        return hd_error_new(HD_CONFIG, "\"%s\" is named but not there", reference);
    *ret = (size_t)json_integer_value(place);
    return NULL;
}

/* Its parents first; depth stops circles. */
static hd_error *fact_parse(struct parser *parser, size_t place, size_t depth)
{
    json_t *object = json_array_get(parser->objects, place);
    const char *kind_name = NULL;
    const char *identity = NULL;
    const char *schema = NULL;
    const char *name = NULL;
    const char *parent_name = NULL;
    const hd_fact *parent = NULL;

    if (parser->facts[place] != NULL)
        return NULL;
    HD_TRY(text_of(object, "kind", true, &kind_name));
    HD_TRY(text_of(object, "identity", true, &identity));
    HD_TRY(text_of(object, "schema", false, &schema));
    HD_TRY(text_of(object, "name", false, &name));
    HD_TRY(text_of(object, "parent", false, &parent_name));
    const hd_kind *kind = hd_kind_find(kind_name);
    if (kind == NULL)
        return hd_error_hint(hd_error_new(HD_CONFIG, "unknown kind \"%s\"", kind_name),
                             "The snapshot may be of a newer version of howdah.");
    if (parent_name != NULL) {
        size_t parent_place = 0;
        HD_TRY(place_of(parser, parent_name, &parent_place));
        if (depth == MAX_DEPTH)
            return hd_error_new(HD_CONFIG, "\"%s %s\" is too deep", kind_name, identity);
        HD_TRY(fact_parse(parser, parent_place, depth + 1));
        parent = parser->facts[parent_place];
    }
    if (!hd_kind_takes_parent(kind, parent))
        return hd_error_new(HD_CONFIG, "\"%s %s\" has %s", kind_name, identity,
                            parent == NULL ? "no parent" : "a parent of another kind");
    if ((name == NULL && !kind->nameless) || (schema == NULL && kind->naming == HD_NAMING_SCHEMA))
        return hd_error_new(HD_CONFIG, "\"%s %s\" has no name or schema", kind_name, identity);
    parser->facts[place] = hd_builder_add(parser->builder, kind, parent, identity, schema, name);
    return hd_error_wrap(attributes_parse(parser, parser->facts[place], object),
                         "while reading \"%s %s\"", kind_name, identity);
}

static hd_error *edges_parse(struct parser *parser, size_t place)
{
    json_t *needs = json_object_get(json_array_get(parser->objects, place), "needs");
    size_t i = 0;
    json_t *need = NULL;

    if (needs != NULL && !json_is_array(needs))
        return hd_error_new(HD_CONFIG, "\"needs\" is no list");
    json_array_foreach(needs, i, need)
    {
        const char *type = NULL;
        const char *object = NULL;
        size_t to = 0;
        HD_TRY(text_of(need, "type", true, &type));
        HD_TRY(text_of(need, "object", true, &object));
        if (strlen(type) != 1)
            return hd_error_new(HD_CONFIG, "unknown type \"%s\" of a dependency", type);
        HD_TRY(place_of(parser, object, &to));
        hd_builder_edge(parser->builder, parser->facts[place], parser->facts[to], *type);
    }
    return NULL;
}

static hd_error *names_collect(struct parser *parser)
{
    HD_SCRATCH(scratch);
    size_t i = 0;
    json_t *object = NULL;

    json_array_foreach(parser->objects, i, object)
    {
        const char *kind = NULL;
        const char *identity = NULL;
        HD_TRY(text_of(object, "kind", true, &kind));
        HD_TRY(text_of(object, "identity", true, &identity));
        if (json_object_set_new(parser->by_name, hd_printf(scratch, "%s %s", kind, identity),
                                json_integer((json_int_t)i)) != 0)
            return hd_error_new(HD_CONFIG, "\"%s\" is no name", identity);
    }
    return NULL;
}

static hd_error *head_check(const json_t *root)
{
    const json_t *format = json_object_get(root, "format");
    const json_t *version = json_object_get(root, "version");

    if (!json_is_string(format) || strcmp(json_string_value(format), format_name) != 0)
        return hd_error_hint(hd_error_new(HD_CONFIG, "this is no snapshot"),
                             "\"howdah inspect --json\" writes one.");
    if (!json_is_integer(version) || json_integer_value(version) != FORMAT_VERSION)
        return hd_error_hint(hd_error_new(HD_CONFIG, "the snapshot is of another format version"),
                             "This howdah reads version %d.", FORMAT_VERSION);
    if (!json_is_integer(json_object_get(root, "server_version")) ||
        !json_is_array(json_object_get(root, "objects")))
        return hd_error_new(HD_CONFIG, "the snapshot has no server_version or no objects");
    return NULL;
}

static hd_error *root_parse(TALLOC_CTX *ctx, json_t *root, hd_snapshot **ret)
{
    HD_SCRATCH(scratch);
    struct parser *parser = hd_new(scratch, struct parser);

    HD_TRY(head_check(root));
    talloc_set_destructor(parser, parser_free);
    parser->by_name = json_object();
    parser->objects = json_object_get(root, "objects");
    size_t count = json_array_size(parser->objects);
    parser->facts = hd_new_array(parser, hd_fact *, count + 1);
    parser->builder = hd_builder_new(
        scratch, (int)json_integer_value(json_object_get(root, "server_version")));
    HD_TRY(names_collect(parser));
    for (size_t i = 0; i < count; i++)
        HD_TRY(fact_parse(parser, i, 0));
    for (size_t i = 0; i < count; i++)
        HD_TRY(edges_parse(parser, i));
    hd_builder *builder = parser->builder;
    return hd_builder_finish(ctx, builder, ret);
}

hd_error *hd_snapshot_parse(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                            hd_snapshot **ret)
{
    HD_SCRATCH(scratch);
    json_error_t problem = {0};
    json_t **root = hd_new(scratch, json_t *);

    talloc_set_destructor(root, root_free);
    *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &problem);
    if (*root == NULL)
        return hd_error_place(hd_error_new(HD_CONFIG, "not valid JSON: %s", problem.text), path,
                              text, problem.position < 0 ? 0 : (size_t)problem.position);
    return hd_error_place(root_parse(ctx, *root, ret), path, NULL, 0);
}
