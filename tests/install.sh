#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages of the groups named (tests/packages): tests/install.sh build run test.
# Unattended, and without the network when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")"

[ $# -gt 0 ] || { echo "usage: install.sh GROUP..." >&2; exit 2; }
wanted=$(awk -v groups=" $* " '/^[a-z]/ && index(groups, " " $1 " ") { for (i = 2; i <= NF; i++) print $i }' packages)
if ! command -v dpkg-query > /dev/null; then
	echo "install.sh: not a Debian system; these packages or their like are needed:" $wanted >&2
	exit 0
fi
missing=$(comm -23 <(sort -u <<< "$wanted") <(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | awk '$1 == "ii" { print $2 }' | sort -u))
# A program of that name installed in another way will do as well.
for name in $missing; do
	case $name in
	nodejs) command -v node > /dev/null && missing=$(grep -vx nodejs <<< "$missing" || true) ;;
	esac
done
[ -n "$missing" ] || exit 0

fail() {
	echo "install.sh: $1; as root, this installs what is missing:" >&2
	echo "apt-get update && apt-get install --no-install-recommends" $missing >&2
	exit 1
}
as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo > /dev/null || fail "not root, and there is no sudo"
	as_root="sudo -E"
fi
export DEBIAN_FRONTEND=noninteractive
echo "installing:" $missing
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# apt-get waits for dpkg's lock only; a fresh machine often fetches its own lists or packages meanwhile, under two others.
get() {
	for _ in $(seq 60); do
		! $as_root apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold "$@" > "$log" 2>&1 < /dev/null ||
			return 0
		grep -q 'Could not get lock' "$log" || break
		sleep 5
	done
	tail -20 "$log" >&2
	return 1
}
get update && get install -y --no-install-recommends $missing || fail "apt-get failed"
