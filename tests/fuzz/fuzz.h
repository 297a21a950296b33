/*
 * A fuzz target is one file fuzz_<name>.c that defines LLVMFuzzerTestOneInput and checks
 * what must hold for any input; its corpus is the folder corpus/<name>/. With
 * "meson setup build-fuzz -Dfuzz=true" (clang) it is a libFuzzer program; in every
 * other build replay.c runs it over the corpus as a unit test.
 */
#pragma once

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert it is never compiled away. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)
