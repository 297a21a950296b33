/* The model for programs: what the screen shows, with exact values. */
#pragma once

#include "tui/draw.h"

void hd_top_json(hd_buf *out, const hd_scene *scene);
