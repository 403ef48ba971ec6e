#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The benches, all or the one named: run.sh [kiosk | ingest]. One table on stdout, what was measured on on stderr.
set -eu
cd "$(dirname "$0")/../.."
make -s bench-programs
{ grep -m1 'model name' /proc/cpuinfo; uname -sr; echo "SQLite $(sqlite3 --version | cut -d' ' -f1), $(chromium --version 2> /dev/null)"; } >&2
exec node tests/bench/run.mjs "$@"
