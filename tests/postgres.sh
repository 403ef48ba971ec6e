#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL server for the length of a test: tests/postgres.sh start DIR makes a cluster in DIR, starts it on a Unix socket in DIR and
# prints the URI by which tests reach it (SAO_TEST_POSTGRES); stop DIR ends it and removes DIR. PostgreSQL refuses to run as root, so root
# hands DIR to the user postgres.
set -euo pipefail

command=${1:?start or stop}
dir=${2:?a folder}

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "postgres.sh: no PostgreSQL found; install the package postgresql" >&2; exit 1; }

as_server() {
	if [ "$(id -u)" = 0 ]; then
		# From a folder the user may read.
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

case $command in
start)
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	# A socket's path must fit 107 bytes, and every folder on the way must be open to the server's user: short and under /tmp.
	socket=$(mktemp -d /tmp/sao-pg.XXXXXX)
	data=$socket/data
	[ "$(id -u)" != 0 ] || chown postgres "$socket"
	echo "$socket" > "$dir/socket"
	as_server "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N > "$dir/initdb.log" 2>&1 ||
		{ cat "$dir/initdb.log" >&2; exit 1; }
	as_server "$bin/pg_ctl" -D "$data" -w -t 60 -l "$socket/log" -o "-k $socket -c listen_addresses= -c max_connections=100 -c shared_buffers=32MB" \
		start > "$dir/start.log" 2>&1 || { cat "$dir/start.log" "$socket/log" >&2; exit 1; }
	echo "postgresql:///postgres?host=$socket&user=postgres"
	;;
stop)
	[ -f "$dir/socket" ] || exit 0
	socket=$(cat "$dir/socket")
	as_server "$bin/pg_ctl" -D "$socket/data" -m immediate -w stop > /dev/null 2>&1 || true
	rm -rf "$socket" "$dir/socket" "$dir/initdb.log" "$dir/start.log"
	rmdir "$dir" 2>/dev/null || true
	;;
*)
	echo "postgres.sh: start DIR or stop DIR" >&2
	exit 2
	;;
esac
