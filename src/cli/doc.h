/*
 * Documents in three forms: text for a terminal, roff for man, Markdown for docs/. What is
 * said stands in help.c once; a form says how.
 */
#pragma once

#include "base/buf.h"
#include "base/vec.h"

/* What is explained, and the explanation (a sentence without full stop). */
typedef struct hd_doc_item {
    const char *term;
    const char *text;
} hd_doc_item;
typedef HD_VEC(hd_doc_item) hd_doc_items;

typedef struct hd_doc_form {
    const char *name; /* "text" */
    /* name: "howdah upgrade"; summary: without full stop; usage: the line to type, or NULL */
    void (*title)(hd_buf *out, const char *name, const char *summary, const char *usage);
    void (*heading)(hd_buf *out, const char *text);
    void (*paragraph)(hd_buf *out, const char *text);
    void (*code)(hd_buf *out, const char *line);
    void (*list)(hd_buf *out, const hd_doc_items *items);
} hd_doc_form;

extern const hd_doc_form hd_doc_text;
extern const hd_doc_form hd_doc_man;
extern const hd_doc_form hd_doc_markdown;
