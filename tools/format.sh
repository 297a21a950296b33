#!/bin/bash
# Formats the C files in place; "--check" only tells which ones are not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(-i)
[ "${1:-}" = --check ] && mode=(--dry-run --Werror)
format=clang-format-14
command -v "$format" >/dev/null || format=clang-format
git ls-files -z --cached --others --exclude-standard '*.c' '*.h' | xargs -0 -r "$format" "${mode[@]}"
