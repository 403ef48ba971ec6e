#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Debian packages out of what `make install` leaves: sao-kiosk, sao-central (with sao-room) and sao-common, which both need. Called by
# `make deb` after the programs are built; leaves $BUILD/deb/*.deb. What they depend on is read from the programs.
set -euo pipefail
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
version=${1:?version}
here=$(mkdir -p "$BUILD" && cd "$BUILD" && pwd)/deb
umask 022
rm -rf "$here"
mkdir -p "$here/all" "$here/debian"
make -s -o all install BUILD="$BUILD" DESTDIR="$BUILD/deb/all" PREFIX=/usr
gzip -9n "$here"/all/usr/share/man/man*/*
strip --strip-unneeded "$here"/all/usr/bin/*

move() { # PACKAGE PATH...: below usr
	local package=$1 path
	for path in "${@:2}"; do
		mkdir -p "$here/$package/usr/$(dirname "$path")"
		mv "$here/all/usr/$path" "$here/$package/usr/$path"
	done
}
move sao-kiosk bin/sao-kiosk share/sao share/man/man1/sao-kiosk.1.gz share/man/man5/sao-kiosk.conf.5.gz lib/systemd/system/sao-{kiosk,display}.service
move sao-central bin/sao-{central,room} share/man/man1/sao-room.1.gz share/man/man5/sao-central.conf.5.gz share/man/man8/sao-central.8.gz \
	lib/systemd/system/sao-central.service
move sao-common lib/sysusers.d/sao.conf share/man/man7/sao-guide.7.gz share/doc/sao
left=$(find "$here/all" ! -type d)
[ -z "$left" ] || { echo "deb.sh: in no package: $left" >&2; exit 1; }

# Libraries of the programs, by the packages that have them.
printf 'Source: sao\n\nPackage: sao\nArchitecture: any\n' > "$here/debian/control"
libraries() { (cd "$here" && dpkg-shlibdeps -O "$@" 2> /dev/null | sed -n 's/^shlibs:Depends=//p'); }

package() { # NAME ARCHITECTURE DEPENDS DESCRIPTION [FIELD...]
	local name=$1 to=$here/$1/DEBIAN doc=$here/$1/usr/share/doc/$1
	mkdir -p "$to" "$doc"
	install -m 644 LICENSE "$doc/copyright"
	{
		printf 'Package: %s\nVersion: %s\nArchitecture: %s\nMaintainer: Sao\nSection: misc\nPriority: optional\n' "$name" "$version" "$2"
		[ -z "$3" ] || printf 'Depends: %s\n' "$3"
		[ $# -lt 5 ] || printf '%s\n' "${@:5}"
		printf 'Installed-Size: %s\nDescription: %s\n' "$(du -sk --exclude=DEBIAN "$here/$name" | cut -f1)" "$4"
	} > "$to/control"
	cat > "$to/postinst" <<- 'END'
		#!/bin/sh
		set -e
		[ "$1" = configure ] || exit 0
		command -v systemd-sysusers > /dev/null && systemd-sysusers sao.conf
		[ ! -d /run/systemd/system ] || systemctl daemon-reload
	END
	chmod 755 "$to/postinst"
	dpkg-deb --root-owner-group --build "$here/$name" "$here" > /dev/null
}
arch=$(dpkg --print-architecture)
common="sao-common (= $version)"
package sao-common all "systemd" "what the Sao kiosk and its server share: guide, examples, users"
package sao-kiosk "$arch" "$common, fonts-noto-core, fonts-noto-cjk, $(libraries "$here/sao-kiosk/usr/bin/sao-kiosk")" \
	"touch kiosk and wall board of a customs waiting room" "Recommends: weston, xwayland, ca-certificates"
package sao-central "$arch" "$common, $(libraries "$here"/sao-central/usr/bin/sao-central "$here"/sao-central/usr/bin/sao-room)" \
	"server of the Sao kiosks, and a simulated waiting room" "Suggests: postgresql, nginx-light"
ls "$here"/*.deb
