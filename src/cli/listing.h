/* How the commands that look at revisions print them. */
#pragma once

#include "cli/command.h"
#include "migrate/graph/describe.h"

typedef struct hd_listing {
    hd_nodes nodes;
    unsigned parts;         /* of the one-line form, hd_describe_parts added up */
    bool verbose;           /* the long form */
    const hd_strings *rows; /* to be marked as current; NULL: nothing is marked */
} hd_listing;

/* Prints the revisions as lines or in the long form, in the order given. */
void hd_listing_print(const hd_listing *listing);

/* Adds "revisions": [...] to an object. */
void hd_listing_json(hd_json *json, const hd_listing *listing);

/* Prints {"revisions": [...]} with --json, else as hd_listing_print does. */
void hd_app_list(const hd_app *app, const hd_listing *listing);
