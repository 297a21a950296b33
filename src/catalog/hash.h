/* A 64-bit hash for telling whether two things that have the same name are equal. */
#pragma once

#include "base/base.h"

/* Mixes a number into a hash (the finaliser of MurmurHash3 on their combination). */
static inline uint64_t hd_hash_number(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * 0xff51afd7ed558ccdULL + 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return hash ^ (hash >> 29);
}

/* Mixes a text and its end into a hash, eight bytes at a time. */
static inline uint64_t hd_hash_text(uint64_t hash, const char *text)
{
    size_t len = strlen(text);
    uint64_t word = 0;

    for (size_t at = 0; at + sizeof(word) <= len; at += sizeof(word)) {
        memcpy(&word, text + at, sizeof(word));
        hash = hd_hash_number(hash, word);
    }
    word = 0;
    memcpy(&word, text + len / sizeof(word) * sizeof(word), len % sizeof(word));
    return hd_hash_number(hd_hash_number(hash, word), len);
}
