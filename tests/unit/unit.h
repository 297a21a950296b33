/* What every unit test needs: cmocka in its required order, and two checks on errors. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

/* Fails with the message of the error when there is one. */
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        hd_error *assert_err = (call);                                                             \
        if (assert_err != NULL)                                                                    \
            fail_msg("%s", assert_err->message);                                                   \
    } while (0)

/* Expects an error of this code whose message contains the text. */
#define assert_error(call, expected_code, text)                                                    \
    do {                                                                                           \
        hd_error *assert_err = (call);                                                             \
        assert_non_null(assert_err);                                                               \
        if (strstr(assert_err->message, text) == NULL)                                             \
            fail_msg("\"%s\" is not in \"%s\"", text, assert_err->message);                        \
        assert_int_equal(assert_err->code, expected_code);                                         \
        hd_error_free(assert_err);                                                                 \
    } while (0)
