#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The demo (`make demo`): a customs office's morning on this machine. A central with its own certificate authority, the day's declarations
# played into it up to 09:42, and a kiosk that has joined it. With a display the kiosk is yours and the day goes on until its window is
# closed. Without one, or with HEADLESS=1, a whole visit is walked by script in each language, with a picture of each screen, and the end is
# good only if central then holds each ballot given exactly once.
set -euo pipefail
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
PORT=${PORT:-8443}
MAKEFLAGS= make -s -j2 BUILD="$BUILD" all

here=$BUILD/demo # seen from here: a socket's path must fit 107 bytes wherever the tree lies
tour=$here/tour
data=assets/demo
unit=03TG
now=2026-11-23T09:42+07:00
url=https://127.0.0.1:$PORT
rated_vi=199000203580
rated_en=399000111110
central=("$BUILD/sao-central" --config "$here/central.conf" --test-clock "$now")
central() { "${central[@]}" "$@"; }
fail() { echo "demo: $*" >&2; exit 1; }
title() { printf '\n%s\n' "$*"; }

# Everything started here ends with it, each by its own pid, even if this ends by kill -9: start LOG PROGRAM ARGUMENTS... leaves the pid
# in $started.
children=()
start() {
	setpriv --pdeathsig TERM "${@:2}" >> "$here/$1" 2>&1 9>&- &
	started=$!
	children+=("$started")
}
end_children() {
	local pid
	for pid in "${children[@]}"; do kill "$pid" 2> /dev/null || true; done
	for pid in "${children[@]}"; do wait "$pid" 2> /dev/null || true; done
	children=()
}
trap end_children EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; then
	fail "port $PORT is busy on this machine; take another: PORT=9443 make demo"
fi

# Its folder is made anew, so it must not be another demo's.
exec 9> "$BUILD/demo.lock"
flock -n 9 || fail "another demo is running in $BUILD/demo; end it first"

title "1. A central of our own, in $BUILD/demo"
rm -rf "$here"
mkdir -p "$tour"
# From here on a failure shows the last words of what ran.
trap 'status=$?; end_children; case $status in 0 | 130 | 143) ;; *) tail -n 3 "$here"/*.log >&2 ;; esac' EXIT
tests/certificates.sh "$here/certificates"
cat > "$here/central.conf" << END
database = "sqlite:$here/central.db";
address = "127.0.0.1";
port = $PORT;
tls: { cert = "$here/certificates/central.pem"; key = "$here/certificates/central.key"; };
END
central migrate 2>> "$here/central.log"
for what in units:offices.tsv steps:steps.tsv officers:officers-$unit.tsv enterprises:enterprises-demo.tsv procedures:procedures; do
	central load "${what%%:*}" "$data/${what#*:}"
done
start central.log "${central[@]}" serve
central_pid=$started
ready() { printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' | timeout 5 openssl s_client -quiet -connect "127.0.0.1:$PORT" 2> /dev/null | grep -q '^ready'; }
for _ in $(seq 100); do
	ready && break
	kill -0 "$central_pid" 2> /dev/null || { tail "$here/central.log" >&2; fail "central ended"; }
	sleep 0.1
done
ready || fail "central does not answer"
echo "$url"

# The code a kiosk or connector joins with: code ROLE PLACE
code() { central kiosk add --yes --unit $unit --role "$1" --place "$2" | grep -oE '\b[A-Z2-7]{8}\b' | head -1; }

title "2. The morning's declarations, up to 09:42"
play=("$BUILD/sao-room" play --central "$url" --ca "$here/certificates/ca.pem" --key "$here/connector.key"
	--events $data/declarations-replay.csv --export $data/declarations-$unit.csv)
"${play[@]}" --enrol "$(code connector 'Hệ thống hải quan')" --until "$now"
start day.log "${play[@]}" --from "$now" --speed 1

kiosk_conf() { # NAME
	cat > "$here/$1.conf" << END
central: { url = "$url"; ca = "$here/certificates/ca.pem"; };
data: { folder = "$here/$1"; };
staff: { pin = "24682468"; };
END
	mkdir -p "$here/$1"
}
kiosk_conf touch
touch_code=$(code touch 'Phòng chờ, cạnh cửa')
if [ -z "${HEADLESS:-}" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	title "3. The kiosk: rate declaration 199000203580 (tax code ends in 3804); close the window to end"
	start kiosk.log "$BUILD/sao-kiosk" --config "$here/touch.conf" --test-clock "$now" --role touch --size "${SIZE:-540x960}" --enrol "$touch_code"
	wait "$started"
	exit 0
fi

title "3. Kiosk and board without a display; pictures in $BUILD/demo/tour"
export SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy
start_kiosk() { # NAME ARGUMENTS...
	start "$1.log" "$BUILD/sao-kiosk" --config "$here/$1.conf" --test-clock "$now" --test-socket "$here/$1.socket" "${@:2}"
}
visit() { # KIOSK SCRIPT LANG [ARGUMENTS...]
	"$BUILD/sao-room" visit --kiosk "$here/$1.socket" --script "$data/visits/$2.txt" --shots "$tour" --lang "$3" --export $data/declarations-$unit.csv "${@:4}"
	echo "   $2 ($3)"
}
script_visit() { # KIOSK NAME LANG LINES...
	printf '%s\n' "${@:4}" > "$here/$2.txt"
	"$BUILD/sao-room" visit --kiosk "$here/$1.socket" --script "$here/$2.txt" --shots "$tour" --lang "$3"
	echo "   $2 ($3)"
}
start_kiosk touch --role touch --size 1080x1920 --enrol "$touch_code"
visit touch visit vi --number $rated_vi
visit touch visit en --number $rated_en
kiosk_conf board
start_kiosk board --role board --size 1920x1080 --enrol "$(code board 'Tường phòng chờ')"
visit board board vi
kiosk_conf new
start_kiosk new --role touch --size 1080x1920
for lang in vi en; do
	visit touch away $lang
	visit touch staff $lang
	visit new enrol $lang
done

title "4. A full disk: nobody is thanked for what was not stored"
cc -shared -fPIC -O1 -o "$here/full.so" tests/faults/full.c
kiosk_conf full
full_code=$(code touch 'Phòng chờ, trong góc')
LD_PRELOAD=$here/full.so SAO_FULL=$here/disk-is-full SAO_FULL_UNDER=$(realpath "$here/full") start_kiosk full --role touch --size 1080x1920 --enrol "$full_code"
visit full joined vi
touch "$here/disk-is-full"
for lang in vi en; do
	visit full cannot $lang
done

title "5. What central holds"
central backup "$here/copy.db"
held() { # DECLARATION: "ballots marks in-the-journal" of it
	sqlite3 -readonly -separator ' ' "$here/copy.db" "SELECT
		(SELECT count(*) FROM ballot WHERE identity = '${1:0:11}'),
		(SELECT count(*) FROM mark JOIN ballot USING (position) WHERE identity = '${1:0:11}'),
		(SELECT count(*) FROM journal WHERE kind = 'ballot' AND instr(CAST(bytes AS TEXT), '\"$1\"') > 0)"
}
status=0
for number in $rated_vi $rated_en; do
	read -r ballots marks journalled <<< "$(held "$number")"
	echo "   declaration $number: $ballots ballot, $marks marks; $journalled in the journal"
	[ "$ballots $journalled" = "1 1" ] && [ "$marks" -ge 2 ] || status=1
done
central doctor

title "6. The network is gone: the screen says how old its data is"
kill "$central_pid"
wait "$central_pid" 2> /dev/null || true
# After 2 minutes the time of the data, after 15 an amber band, after 24 hours no statuses.
for age in "2-minutes 180000" "15-minutes 900000" "24-hours 86400000"; do
	read -r name ms <<< "$age"
	script_visit touch "clock-$name" vi "at home" "clock $ms"
	for lang in vi en; do
		script_visit touch "stale-$name" $lang "tap lang-{lang}" "picture stale-$name"
	done
done

echo
[ "$status" = 0 ] || fail "central does not hold each ballot exactly once"
echo "demo: each ballot given on the screen is at central exactly once; $(find "$tour" -name '*.png' | wc -l) pictures in $BUILD/demo/tour"
