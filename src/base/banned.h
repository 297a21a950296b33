/*
 * Calls that have bitten every C project once: using one is a compile error.
 * What to use instead stands beside each.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Macros in the C library's headers when it checks buffers and the compiler is clang. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy   /* hd_strdup, hd_buf_add */
#pragma GCC poison strcat   /* hd_buf_add */
#pragma GCC poison strncpy  /* memcpy with a checked length */
#pragma GCC poison strncat  /* hd_buf_add_n */
#pragma GCC poison sprintf  /* hd_printf, hd_buf_addf */
#pragma GCC poison vsprintf /* hd_buf_addf */
#pragma GCC poison strtok   /* hd_text_split */
#pragma GCC poison atoi     /* hd_text_to_int */
#pragma GCC poison atol     /* hd_text_to_int */
#pragma GCC poison sscanf   /* a parser */
#pragma GCC poison gets     /* fgets */
