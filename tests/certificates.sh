#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A certificate authority for one demo or test and central's certificate under it: certificates.sh DIR makes DIR/ca.pem, DIR/central.pem and
# DIR/central.key, good for this machine's loopback only and for a month.
set -euo pipefail
dir=${1:?a folder}
mkdir -p "$dir"
cd "$dir"
quietly() { "$@" > openssl.log 2>&1 || { cat openssl.log >&2; exit 1; }; }

quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 30 -subj "/CN=Sao demo authority" \
	-addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" -keyout ca.key -out ca.pem
quietly openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -subj "/CN=localhost" -keyout central.key -out central.csr
cat > central.ext <<END
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
END
quietly openssl x509 -req -sha256 -days 30 -in central.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile central.ext -out central.pem
chmod 600 ca.key central.key
# Nobody signs anything else with it.
rm -f ca.key ca.srl central.csr central.ext openssl.log
