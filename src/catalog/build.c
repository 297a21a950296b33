#include "catalog/build.h"

#include <assert.h>

#include "catalog/hash.h"

/*
 * Facts are many and small, so they and their texts are cut from big blocks: a talloc
 * header for each would take more memory than what it holds. Texts are kept once each
 * ("integer", "public"), found by an open-addressing table that is dropped at the end.
 */
enum { BLOCK_BYTES = 128 * 1024, FIRST_SLOTS = 4096 };

struct pending_edge {
    const hd_fact *from;
    hd_edge edge;
};

struct hd_builder {
    hd_snapshot *snapshot; /* owns the blocks */
    char *block;
    size_t block_used, block_size;
    HD_VEC(hd_fact *) facts;
    HD_VEC(struct pending_edge) edges;
    const char **texts; /* open addressing; NULL: free */
    size_t text_count, text_slots;
};

hd_builder *hd_builder_new(TALLOC_CTX *ctx, int server_version)
{
    hd_builder *builder = hd_new(ctx, hd_builder);

    builder->snapshot = hd_new(builder, hd_snapshot);
    builder->snapshot->server_version = server_version;
    builder->text_slots = FIRST_SLOTS;
    builder->texts = hd_new_array(builder, const char *, builder->text_slots);
    return builder;
}

static void *arena_get(hd_builder *builder, size_t bytes, size_t alignment)
{
    size_t start = (builder->block_used + alignment - 1) / alignment * alignment;

    if (builder->block == NULL || start + bytes > builder->block_size) {
        builder->block_size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        builder->block = hd_new_array(builder->snapshot, char, builder->block_size);
        start = 0;
    }
    builder->block_used = start + bytes;
    return builder->block + start;
}

static size_t text_slot(const hd_builder *builder, const char *text)
{
    size_t slot = hd_hash_text(0, text) & (builder->text_slots - 1);

    while (builder->texts[slot] != NULL && strcmp(builder->texts[slot], text) != 0)
        slot = (slot + 1) & (builder->text_slots - 1);
    return slot;
}

static void texts_grow(hd_builder *builder)
{
    const char **old = builder->texts;
    size_t old_slots = builder->text_slots;

    builder->text_slots *= 2;
    builder->texts = hd_new_array(builder, const char *, builder->text_slots);
    for (size_t i = 0; i < old_slots; i++)
        if (old[i] != NULL)
            builder->texts[text_slot(builder, old[i])] = old[i];
    talloc_free(old);
}

const char *hd_builder_text(hd_builder *builder, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t slot = text_slot(builder, text);
    if (builder->texts[slot] != NULL)
        return builder->texts[slot];
    size_t size = strlen(text) + 1;
    char *copy = arena_get(builder, size, 1);
    memcpy(copy, text, size);
    builder->texts[slot] = copy;
    if (++builder->text_count > builder->text_slots / 2)
        texts_grow(builder);
    return copy;
}

hd_fact *hd_builder_add(hd_builder *builder, const hd_kind *kind, const hd_fact *parent,
                        const char *identity, const char *schema, const char *name)
{
    hd_fact *fact = arena_get(builder, sizeof(*fact), _Alignof(hd_fact));

    *fact = (hd_fact){
        .kind = kind,
        .identity = hd_builder_text(builder, identity),
        .schema = hd_builder_text(builder, schema),
        .name = hd_builder_text(builder, name),
        .parent = parent,
        .values = arena_get(builder, kind->attribute_count * sizeof(char *), _Alignof(char *)),
    };
    hd_vec_push(builder, &builder->facts, fact);
    return fact;
}

void hd_builder_set(hd_builder *builder, hd_fact *fact, size_t attribute, const char *text)
{
    assert(attribute < fact->kind->attribute_count);
    /* The array is ours until the snapshot is finished. */
    const char **values = (const char **)(uintptr_t)fact->values;
    values[attribute] = hd_builder_text(builder, text);
}

static bool is_above(const hd_fact *above, const hd_fact *fact)
{
    for (; fact != NULL; fact = fact->parent)
        if (fact == above)
            return true;
    return false;
}

void hd_builder_edge(hd_builder *builder, const hd_fact *from, const hd_fact *to, char type)
{
    struct pending_edge edge = {.from = from, .edge = {.to = to, .type = type}};

    if (!is_above(to, from))
        hd_vec_push(builder, &builder->edges, edge);
}

/* ---- finishing ---- */

static int fact_order(const void *a, const void *b)
{
    const hd_fact *const *left = a;
    const hd_fact *const *right = b;

    return hd_fact_compare(*left, *right);
}

static int edge_order(const void *a, const void *b)
{
    const struct pending_edge *left = a;
    const struct pending_edge *right = b;

    if (left->from->index != right->from->index)
        return left->from->index < right->from->index ? -1 : 1;
    if (left->edge.to->index != right->edge.to->index)
        return left->edge.to->index < right->edge.to->index ? -1 : 1;
    return left->edge.type - right->edge.type;
}

/* One edge between two facts is enough: the first of them by type. */
static void edges_link(hd_builder *builder)
{
    size_t count = builder->edges.count;
    const struct pending_edge *all = builder->edges.items;

    if (count == 0)
        return;
    qsort(builder->edges.items, count, sizeof(*all), edge_order);
    hd_edge *edges = arena_get(builder, count * sizeof(*edges), _Alignof(hd_edge));
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && all[i].from == all[i - 1].from && all[i].edge.to == all[i - 1].edge.to)
            continue;
        hd_fact *from = builder->facts.items[all[i].from->index];
        if (from->edge_count == 0)
            from->edges = edges;
        from->edge_count++;
        *edges++ = all[i].edge;
    }
}

/* The other ends of the edges; in the order of facts, as those are gone through in it. */
static void users_link(hd_builder *builder)
{
    hd_fact **facts = builder->facts.items;
    const hd_fact **links = arena_get(builder, builder->edges.count * sizeof(*links),
                                      _Alignof(hd_fact *));

    for (size_t i = 0; i < builder->facts.count; i++)
        for (size_t j = 0; j < facts[i]->edge_count; j++)
            facts[facts[i]->edges[j].to->index]->user_count++;
    for (size_t i = 0; i < builder->facts.count; i++) {
        facts[i]->users = links;
        links += facts[i]->user_count;
        facts[i]->user_count = 0;
    }
    for (size_t i = 0; i < builder->facts.count; i++)
        for (size_t j = 0; j < facts[i]->edge_count; j++) {
            hd_fact *used = facts[facts[i]->edges[j].to->index];
            const hd_fact **users = (const hd_fact **)(uintptr_t)used->users;
            users[used->user_count++] = facts[i];
        }
}

/* Children get their places in the order of facts, so they are sorted as those are. */
static void children_link(hd_builder *builder)
{
    size_t count = builder->facts.count;
    hd_fact **facts = builder->facts.items;
    const hd_fact **links = arena_get(builder, count * sizeof(*links), _Alignof(hd_fact *));

    for (size_t i = 0; i < count; i++)
        if (facts[i]->parent != NULL)
            facts[facts[i]->parent->index]->child_count++;
    for (size_t i = 0; i < count; i++) {
        facts[i]->children = links;
        links += facts[i]->child_count;
        facts[i]->child_count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (facts[i]->parent == NULL)
            continue;
        hd_fact *parent = facts[facts[i]->parent->index];
        const hd_fact **children = (const hd_fact **)(uintptr_t)parent->children;
        children[parent->child_count++] = facts[i];
    }
}

static uint64_t own_hash(const hd_fact *fact)
{
    uint64_t hash = hd_hash_text(hd_hash_text(0, fact->kind->name), fact->identity);

    for (size_t i = 0; i < fact->kind->attribute_count; i++) {
        if (fact->values[i] == NULL || fact->kind->attributes[i].aside)
            continue;
        hash = hd_hash_text(hash, fact->kind->attributes[i].name);
        hash = hd_hash_number(hash, hd_attribute_hash(&fact->kind->attributes[i], fact->values[i]));
    }
    return hash;
}

/* Depth is that of parents: a handful (the parser refuses more). */
static uint64_t tree_hash(hd_fact *fact)
{
    uint64_t hash = hd_hash_number(fact->hash, fact->child_count);

    for (size_t i = 0; i < fact->child_count; i++)
        hash = hd_hash_number(hash, fact->children[i]->tree_hash);
    return hash;
}

static size_t depth_of(const hd_fact *fact)
{
    size_t depth = 0;

    for (const hd_fact *above = fact->parent; above != NULL; above = above->parent)
        depth++;
    return depth;
}

static void hashes_compute(hd_builder *builder)
{
    hd_fact **facts = builder->facts.items;
    size_t deepest = 0;

    for (size_t i = 0; i < builder->facts.count; i++) {
        size_t depth = depth_of(facts[i]);
        facts[i]->hash = own_hash(facts[i]);
        deepest = depth > deepest ? depth : deepest;
    }
    for (size_t depth = deepest + 1; depth > 0; depth--)
        for (size_t i = 0; i < builder->facts.count; i++)
            if (depth_of(facts[i]) == depth - 1)
                facts[i]->tree_hash = tree_hash(facts[i]);
    uint64_t hash = hd_hash_number(0, builder->facts.count);
    for (size_t i = 0; i < builder->facts.count; i++)
        if (facts[i]->parent == NULL)
            hash = hd_hash_number(hash, facts[i]->tree_hash);
    builder->snapshot->hash = hash;
}

static hd_error *check_unique(const hd_builder *builder)
{
    for (size_t i = 1; i < builder->facts.count; i++) {
        const hd_fact *fact = builder->facts.items[i];
        if (hd_fact_compare(builder->facts.items[i - 1], fact) == 0)
            return hd_error_new(HD_CONFIG, "%s \"%s\" is there twice", fact->kind->name,
                                fact->identity);
    }
    return NULL;
}

hd_error *hd_builder_finish(TALLOC_CTX *ctx, hd_builder *builder, hd_snapshot **ret)
{
    if (builder->facts.count > 0)
        qsort(builder->facts.items, builder->facts.count, sizeof(hd_fact *), fact_order);
    HD_TRY(check_unique(builder));
    for (size_t i = 0; i < builder->facts.count; i++)
        builder->facts.items[i]->index = i;
    edges_link(builder);
    users_link(builder);
    children_link(builder);
    hashes_compute(builder);
    hd_snapshot *snapshot = builder->snapshot;
    snapshot->count = builder->facts.count;
    snapshot->facts = talloc_steal(snapshot, (const hd_fact *const *)builder->facts.items);
    talloc_steal(ctx, snapshot);
    talloc_free(builder);
    *ret = snapshot;
    return NULL;
}
