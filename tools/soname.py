"""Prints the name by which the run-time linker knows a library: soname.py LIBRARY CC..."""
import re
import subprocess
import sys

library, *compiler = sys.argv[1:]
path = subprocess.run([*compiler, f"-print-file-name={library}"], check=True,
                      capture_output=True, text=True).stdout.strip()
if path == library:
    sys.exit(f"soname.py: the compiler does not find {library}")
dynamic = subprocess.run(["readelf", "-d", path], check=True, capture_output=True,
                         text=True).stdout
found = re.search(r"\(SONAME\).*\[(.*)\]", dynamic)
if not found:
    sys.exit(f"soname.py: {path} has no soname")
print(found[1])
