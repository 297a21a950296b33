/*
 *     "howdah models" checksum
 *     count of texts, then of each: length, bytes, NUL
 *     server version, owner
 *     count of facts, then of each: kind, parent, identity, schema, name,
 *         count of values, then of each: place of the attribute, text
 *     count of edges, then of each: from, to, type
 *     count of renames, then of each: fact, old schema, old name, path, line
 *
 * Numbers are little-endian groups of seven bits. A text is its place among the texts, from 1;
 * 0 is NULL. A parent is the place of its fact, from 1, and stands before its children.
 */
#include "declare/pack.h"

#include "base/hash.h"
#include "base/text.h"
#include "catalog/build.h"
#include "catalog/hash.h"

static const char magic[] = "howdah models 1\n";
enum { HEAD = sizeof(magic) - 1 + HD_SHA256_HEX };

/* ---- writing ---- */

struct packer {
    hd_buf *out, *texts;
    const char **slots; /* open addressing */
    size_t *places;
    size_t slot_count, text_count;
};

static void put_number(hd_buf *out, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        hd_buf_add_char(out, (char)(0x80U | (number & 0x7FU)));
    hd_buf_add_char(out, (char)number);
}

static size_t slot_of(const struct packer *packer, const char *text)
{
    size_t slot = hd_hash_text(0, text) & (packer->slot_count - 1);

    while (packer->slots[slot] != NULL && strcmp(packer->slots[slot], text) != 0)
        slot = (slot + 1) & (packer->slot_count - 1);
    return slot;
}

static void grow(struct packer *packer)
{
    const char **slots = packer->slots;
    size_t *places = packer->places;
    const size_t count = packer->slot_count;

    packer->slot_count = count == 0 ? 4096 : 2 * count;
    packer->slots = hd_new_array(packer, const char *, packer->slot_count);
    packer->places = hd_new_array(packer, size_t, packer->slot_count);
    for (size_t i = 0; i < count; i++) {
        if (slots[i] == NULL)
            continue;
        const size_t slot = slot_of(packer, slots[i]);
        packer->slots[slot] = slots[i];
        packer->places[slot] = places[i];
    }
    talloc_free(slots);
    talloc_free(places);
}

static void put_text(struct packer *packer, const char *text)
{
    if (text == NULL) {
        put_number(packer->out, 0);
        return;
    }
    if (packer->text_count * 2 >= packer->slot_count)
        grow(packer);
    const size_t slot = slot_of(packer, text);
    if (packer->slots[slot] == NULL) {
        const size_t len = strlen(text);
        packer->slots[slot] = text;
        packer->places[slot] = ++packer->text_count;
        put_number(packer->texts, len);
        hd_buf_add_n(packer->texts, text, len + 1);
    }
    put_number(packer->out, packer->places[slot]);
}

static void put_fact(struct packer *packer, const hd_fact *fact)
{
    size_t count = 0;

    put_number(packer->out, fact->kind->id);
    put_number(packer->out, fact->parent == NULL ? 0 : fact->parent->index + 1);
    put_text(packer, fact->identity);
    put_text(packer, fact->schema);
    put_text(packer, fact->name);
    for (size_t i = 0; i < fact->kind->attribute_count; i++)
        count += fact->values[i] != NULL;
    put_number(packer->out, count);
    for (size_t i = 0; i < fact->kind->attribute_count; i++)
        if (fact->values[i] != NULL) {
            put_number(packer->out, i);
            put_text(packer, fact->values[i]);
        }
}

static void put_edges(struct packer *packer, const hd_snapshot *snapshot)
{
    size_t count = 0;

    for (size_t i = 0; i < snapshot->count; i++)
        count += snapshot->facts[i]->edge_count;
    put_number(packer->out, count);
    for (size_t i = 0; i < snapshot->count; i++)
        for (size_t j = 0; j < snapshot->facts[i]->edge_count; j++) {
            const hd_edge *edge = &snapshot->facts[i]->edges[j];
            put_number(packer->out, i);
            put_number(packer->out, edge->to->index);
            put_number(packer->out, (unsigned char)edge->type);
        }
}

static size_t path_place(const hd_strings *paths, const char *path)
{
    for (size_t i = 0; path != NULL && i < paths->count; i++)
        if (strcmp(paths->items[i], path) == 0)
            return i + 1;
    return 0;
}

static void put_renames(struct packer *packer, const hd_renames *renames, const hd_strings *paths)
{
    put_number(packer->out, renames->count);
    for (size_t i = 0; i < renames->count; i++) {
        const hd_rename *rename = &renames->items[i];
        put_number(packer->out, rename->fact->index);
        put_text(packer, rename->old_schema);
        put_text(packer, rename->old_name);
        put_number(packer->out, path_place(paths, rename->path));
        put_number(packer->out, rename->line);
    }
}

void hd_models_pack(hd_buf *out, const hd_models *models, const hd_strings *paths)
{
    HD_SCRATCH(scratch);
    struct packer *packer = hd_new(scratch, struct packer);
    hd_buf *payload = hd_buf_new(scratch);

    packer->out = hd_buf_new(scratch);
    packer->texts = hd_buf_new(scratch);
    put_number(packer->out, (uint64_t)models->snapshot->server_version);
    put_text(packer, models->owner);
    put_number(packer->out, models->snapshot->count);
    for (size_t i = 0; i < models->snapshot->count; i++)
        put_fact(packer, models->snapshot->facts[i]);
    put_edges(packer, models->snapshot);
    put_renames(packer, &models->renames, paths);
    put_number(payload, packer->text_count);
    hd_buf_add_n(payload, packer->texts->data, packer->texts->len);
    hd_buf_add_n(payload, packer->out->data, packer->out->len);
    hd_buf_add(out, magic);
    hd_buf_add(out, hd_sha256_hex(scratch, payload->data, payload->len));
    hd_buf_add_n(out, payload->data, payload->len);
}

/* ---- reading ---- */

struct unpacker {
    const char *at, *end;
    const char **texts;
    size_t text_count;
    hd_builder *builder;
    hd_fact **facts;
    size_t fact_count;
    bool broken; /* once true, numbers are 0 and texts NULL */
};

static uint64_t get_number(struct unpacker *in)
{
    uint64_t number = 0;

    for (unsigned shift = 0; in->at < in->end && shift < 64; shift += 7) {
        const unsigned char byte = (unsigned char)*in->at++;
        number |= (uint64_t)(byte & 0x7FU) << shift;
        if (byte < 0x80)
            return in->broken ? 0 : number;
    }
    in->broken = true;
    return 0;
}

/* A number below the limit. */
static size_t get_below(struct unpacker *in, size_t limit)
{
    const uint64_t number = get_number(in);

    if (number < limit)
        return (size_t)number;
    in->broken = true;
    return 0;
}

/* A count of things that take at least one byte each. */
static size_t get_count(struct unpacker *in)
{
    return get_below(in, (size_t)(in->end - in->at) + 1);
}

static const char *get_text(struct unpacker *in)
{
    const size_t place = get_below(in, in->text_count + 1);

    return place == 0 || in->broken ? NULL : in->texts[place - 1];
}

static const char *get_needed_text(struct unpacker *in)
{
    const char *text = get_text(in);

    in->broken = in->broken || text == NULL;
    return text;
}

static void get_texts(TALLOC_CTX *ctx, struct unpacker *in)
{
    in->text_count = get_count(in);
    in->texts = hd_new_array(ctx, const char *, in->text_count + 1);
    for (size_t i = 0; i < in->text_count && !in->broken; i++) {
        const size_t len = get_count(in);
        if (in->broken || len >= (size_t)(in->end - in->at) || in->at[len] != '\0') {
            in->broken = true;
            return;
        }
        in->texts[i] = in->at;
        in->at += len + 1;
    }
}

static void get_fact(struct unpacker *in, size_t place)
{
    const hd_kind *kind = hd_kinds[get_below(in, hd_kind_count)];
    const size_t parent = get_below(in, place + 1);
    const char *identity = get_needed_text(in);
    const char *schema = get_text(in);
    const char *name = get_text(in);
    const size_t count = get_count(in);

    if (in->broken)
        return;
    in->facts[place] = hd_builder_add(in->builder, kind, parent == 0 ? NULL : in->facts[parent - 1],
                                      identity, schema, name);
    for (size_t i = 0; i < count && !in->broken; i++) {
        const size_t attribute = get_below(in, kind->attribute_count);
        const char *value = get_needed_text(in);
        if (!in->broken)
            hd_builder_set(in->builder, in->facts[place], attribute, value);
    }
}

static void get_facts(TALLOC_CTX *ctx, struct unpacker *in)
{
    in->fact_count = get_count(in);
    in->facts = hd_new_array(ctx, hd_fact *, in->fact_count + 1);
    for (size_t i = 0; i < in->fact_count && !in->broken; i++)
        get_fact(in, i);
    const size_t edges = get_count(in);
    for (size_t i = 0; i < edges && !in->broken; i++) {
        const size_t from = get_below(in, in->fact_count);
        const size_t to = get_below(in, in->fact_count);
        const char type = (char)get_below(in, 128);
        if (!in->broken)
            hd_builder_edge(in->builder, in->facts[from], in->facts[to], type);
    }
}

static void get_renames(TALLOC_CTX *ctx, struct unpacker *in, const hd_strings *paths,
                        hd_renames *ret)
{
    const size_t count = get_count(in);

    for (size_t i = 0; i < count && !in->broken; i++) {
        hd_rename rename = {0};
        const size_t fact = get_below(in, in->fact_count);
        const char *schema = get_text(in);
        rename.old_name = get_needed_text(in);
        const size_t path = get_below(in, paths->count + 1);
        rename.line = (size_t)get_number(in);
        if (in->broken)
            return;
        rename.fact = in->facts[fact];
        rename.old_schema = schema == NULL ? NULL : hd_strdup(ctx, schema);
        rename.old_name = hd_strdup(ctx, rename.old_name);
        rename.path = path == 0 ? NULL : hd_strdup(ctx, paths->items[path - 1]);
        hd_vec_push(ctx, ret, rename);
    }
}

static bool is_whole(const char *bytes, size_t len)
{
    HD_SCRATCH(scratch);

    return len > HEAD && memcmp(bytes, magic, sizeof(magic) - 1) == 0 &&
           memcmp(bytes + sizeof(magic) - 1, hd_sha256_hex(scratch, bytes + HEAD, len - HEAD),
                  HD_SHA256_HEX) == 0;
}

bool hd_models_unpack(TALLOC_CTX *ctx, const char *bytes, size_t len, const hd_strings *paths,
                      hd_models **ret)
{
    HD_SCRATCH(scratch);
    hd_models *models = hd_new(scratch, hd_models);

    if (!is_whole(bytes, len))
        return false;
    struct unpacker in = {.at = bytes + HEAD, .end = bytes + len};
    get_texts(scratch, &in);
    const int version = (int)get_below(&in, INT32_MAX);
    const char *owner = get_text(&in);
    in.builder = hd_builder_new(scratch, version);
    get_facts(scratch, &in);
    get_renames(models, &in, paths, &models->renames);
    if (in.broken || in.at != in.end)
        return false;
    models->owner = owner == NULL ? NULL : hd_strdup(models, owner);
    hd_error *err = hd_builder_finish(models, in.builder, &models->snapshot);
    hd_error_free(err);
    if (err == NULL)
        *ret = talloc_steal(ctx, models);
    return err == NULL;
}
