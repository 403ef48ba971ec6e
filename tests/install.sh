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

as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo > /dev/null || { echo "install.sh: run as root or install sudo; missing:" $missing >&2; exit 1; }
	as_root="sudo -E"
fi
export DEBIAN_FRONTEND=noninteractive
echo "installing:" $missing
get="$as_root apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $get update && $get install -y --no-install-recommends $missing; } > "$log" 2>&1; then
	tail -20 "$log" >&2
	echo "install.sh: these packages could not be installed:" $missing >&2
	exit 1
fi
