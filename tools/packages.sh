# Sourced by ./run and ./test: "packages build run" installs what tools/packages.txt lists for
# these uses and is not there yet. Quick, and without root, when nothing is missing.

packages() {
  local wanted installed missing=() name as_root=()
  wanted=$(awk -v uses=" $* " '!/^#/ && index(uses, " " $1 " ") { print $2, $3 }' tools/packages.txt |
    while read -r name command; do
      [ -n "$command" ] && command -v "$command" >/dev/null || echo "$name"
    done)
  if ! command -v apt-get >/dev/null; then
    echo "This is no Debian: what tools/packages.txt lists must be installed already." >&2
    return 0
  fi
  # shellcheck disable=SC2086 # one word a package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null || true)
  for name in $wanted; do
    grep -qx "installed $name" <<<"$installed" || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0

  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "Missing packages: ${missing[*]}. Install them as root, then try again." >&2
      return 1
    }
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}"
  mkdir -p build/logs
  { "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      "${missing[@]}"; } >build/logs/packages.log 2>&1 </dev/null || {
    tail -n 15 build/logs/packages.log >&2
    echo "apt-get failed; the whole output is in build/logs/packages.log." >&2
    return 1
  }
}

# "stage NAME COMMAND..." runs a command with its output in build/logs/NAME.log, shown when it fails.
stage() {
  local name=$1 start=$SECONDS
  shift
  mkdir -p build/logs
  if ! "$@" >"build/logs/$name.log" 2>&1 </dev/null; then
    tail -n 60 "build/logs/$name.log" >&2
    echo "$name failed; the whole output is in build/logs/$name.log." >&2
    return 1
  fi
  [ $((SECONDS - start)) -lt 2 ] || echo "$name: $((SECONDS - start)) s"
}
