/*
 *     magic (16 bytes)  checksum  folder  stamp  count  items  { record } * count
 *     stamp: 4 numbers
 *     record: stamp  name  id  doc  message  dated  [date]  hashed  [hash]  4 lists
 *
 * A number has 8 bytes as the machine has them, a text ends in NUL, a list is its count and
 * its texts; items is how many texts all lists hold, so that they get their memory at once.
 * The checksum finds damage; every length is checked all the same.
 */
#include "migrate/files/header_cache.h"

enum { LISTS = 4, LEAST_RECORD_BYTES = (4 + 2 + LISTS) * 8 + 4 };

/* Count the number up when a header is read otherwise, or when the form changes. */
const char hd_header_cache_magic[HD_HEADER_CACHE_MAGIC_BYTES] = "howdah headers 3";

uint64_t hd_header_cache_checksum(const char *bytes, size_t len)
{
    const uint64_t factor = 0x9E3779B97F4A7C15; /* odd, its bits well mixed */
    uint64_t sum = len;

    for (size_t at = 0; at < len; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, bytes + at, len - at < sizeof(word) ? len - at : sizeof(word));
        sum = (sum ^ word) * factor;
        sum ^= sum >> 32;
    }
    return sum;
}

/* ---- writing ---- */

static void put_number(hd_buf *buf, uint64_t number)
{
    hd_buf_add_n(buf, (const char *)&number, sizeof(number));
}

static void put_text(hd_buf *buf, const char *text)
{
    hd_buf_add_n(buf, text, strlen(text) + 1);
}

static void put_optional(hd_buf *buf, const char *text)
{
    put_number(buf, text != NULL);
    if (text != NULL)
        put_text(buf, text);
}

static void put_list(hd_buf *buf, const hd_strings *list)
{
    put_number(buf, list->count);
    for (size_t i = 0; i < list->count; i++)
        put_text(buf, list->items[i]);
}

static void put_stamp(hd_buf *buf, const hd_file_stamp *stamp)
{
    put_number(buf, stamp->inode);
    put_number(buf, stamp->size_bytes);
    put_number(buf, stamp->mtime_ns);
    put_number(buf, stamp->ctime_ns);
}

static void put_header(hd_buf *buf, const hd_cached_header *header)
{
    const hd_revision *revision = &header->revision;

    put_stamp(buf, &header->stamp);
    put_text(buf, header->name);
    put_text(buf, revision->id);
    put_text(buf, revision->doc);
    put_text(buf, revision->message);
    put_optional(buf, revision->create_date);
    put_optional(buf, revision->file_sha256);
    put_list(buf, &revision->down);
    put_list(buf, &revision->depends_on);
    put_list(buf, &revision->labels);
    put_list(buf, &revision->replaces);
}

static size_t items_of(const hd_revision *revision)
{
    return revision->down.count + revision->depends_on.count + revision->labels.count +
           revision->replaces.count;
}

void hd_header_cache_print(hd_buf *buf, const char *folder, const hd_file_stamp *listed,
                           const hd_kept_headers *headers)
{
    size_t start = buf->len;
    size_t items = 0;

    for (size_t i = 0; i < headers->count; i++)
        items += items_of(&headers->items[i]->revision);
    hd_buf_add_n(buf, hd_header_cache_magic, HD_HEADER_CACHE_MAGIC_BYTES);
    put_number(buf, 0);
    put_text(buf, folder);
    put_stamp(buf, listed);
    put_number(buf, headers->count);
    put_number(buf, items);
    for (size_t i = 0; i < headers->count; i++)
        put_header(buf, headers->items[i]);
    uint64_t sum = hd_header_cache_checksum(buf->data + start + HD_HEADER_CACHE_PREFIX_BYTES,
                                            buf->len - start - HD_HEADER_CACHE_PREFIX_BYTES);
    memcpy(buf->data + start + HD_HEADER_CACHE_MAGIC_BYTES, &sum, sizeof(sum));
}

/* ---- reading ---- */

struct taker {
    const char *at;
    const char *end;
    const char **items; /* of all lists */
    size_t items_left;
    bool bad; /* from then on everything taken is 0 or "" */
};

static uint64_t take_number(struct taker *taker)
{
    uint64_t number = 0;

    if (taker->bad || (size_t)(taker->end - taker->at) < sizeof(number)) {
        taker->bad = true;
        return 0;
    }
    memcpy(&number, taker->at, sizeof(number));
    taker->at += sizeof(number);
    return number;
}

static const char *take_text(struct taker *taker)
{
    const char *text = taker->at;
    const char *nul = taker->bad ? NULL : memchr(text, '\0', (size_t)(taker->end - text));

    if (nul == NULL) {
        taker->bad = true;
        return "";
    }
    taker->at = nul + 1;
    return text;
}

static const char *take_optional(struct taker *taker)
{
    return take_number(taker) == 0 ? NULL : take_text(taker);
}

static hd_strings take_list(struct taker *taker)
{
    size_t count = take_number(taker);
    hd_strings list = {0};

    if (count > taker->items_left)
        taker->bad = true;
    if (taker->bad || count == 0)
        return list;
    list = (hd_strings){.items = taker->items, .count = count, .capacity = count};
    for (size_t i = 0; i < count; i++)
        list.items[i] = take_text(taker);
    taker->items += count;
    taker->items_left -= count;
    return list;
}

static hd_file_stamp take_stamp(struct taker *taker)
{
    hd_file_stamp stamp = {0};

    stamp.inode = take_number(taker);
    stamp.size_bytes = take_number(taker);
    stamp.mtime_ns = take_number(taker);
    stamp.ctime_ns = take_number(taker);
    return stamp;
}

static void take_header(struct taker *taker, hd_cached_header *header)
{
    hd_revision *revision = &header->revision;

    header->stamp = take_stamp(taker);
    header->name = take_text(taker);
    revision->id = take_text(taker);
    revision->doc = take_text(taker);
    revision->message = take_text(taker);
    revision->create_date = take_optional(taker);
    revision->file_sha256 = take_optional(taker);
    revision->down = take_list(taker);
    revision->depends_on = take_list(taker);
    revision->labels = take_list(taker);
    revision->replaces = take_list(taker);
}

/* The texts are searched by name, so their order is part of the form. */
static bool names_rise(const hd_cached_headers *headers)
{
    for (size_t i = 1; i < headers->count; i++)
        if (strcmp(headers->items[i - 1].name, headers->items[i].name) >= 0)
            return false;
    return true;
}

static bool prefix_is_ours(const char *bytes, size_t len)
{
    uint64_t sum = 0;

    if (len < HD_HEADER_CACHE_PREFIX_BYTES ||
        memcmp(bytes, hd_header_cache_magic, HD_HEADER_CACHE_MAGIC_BYTES) != 0)
        return false;
    memcpy(&sum, bytes + HD_HEADER_CACHE_MAGIC_BYTES, sizeof(sum));
    return sum == hd_header_cache_checksum(bytes + HD_HEADER_CACHE_PREFIX_BYTES,
                                           len - HD_HEADER_CACHE_PREFIX_BYTES);
}

bool hd_header_cache_parse(TALLOC_CTX *ctx, const char *bytes, size_t len, const char *folder,
                           hd_header_cache *ret)
{
    HD_SCRATCH(scratch);
    hd_cached_headers headers = {0};

    if (!prefix_is_ours(bytes, len))
        return false;
    struct taker taker = {.at = bytes + HD_HEADER_CACHE_PREFIX_BYTES, .end = bytes + len};
    bool same_folder = strcmp(take_text(&taker), folder) == 0;
    hd_file_stamp listed = take_stamp(&taker);
    size_t count = take_number(&taker);
    size_t items = take_number(&taker);
    size_t left = (size_t)(taker.end - taker.at);

    if (taker.bad || !same_folder || count > left / LEAST_RECORD_BYTES || items > left)
        return false;
    TALLOC_CTX *owner = talloc_new(scratch);
    taker.items = hd_new_array(owner, const char *, items);
    taker.items_left = items;
    headers.items = hd_new_array(owner, hd_cached_header, count);
    headers.count = headers.capacity = count;
    for (size_t i = 0; i < count && !taker.bad; i++)
        take_header(&taker, &headers.items[i]);
    if (taker.bad || taker.at != taker.end || taker.items_left > 0 || !names_rise(&headers))
        return false;
    talloc_steal(ctx, owner);
    *ret = (hd_header_cache){listed, headers};
    return true;
}
