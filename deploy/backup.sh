#!/bin/bash
# deploy/backup.sh FOLDER: writes FOLDER/guomen-<instant> with the database, the secrets and the files, and its digests.
# Works while the program runs. The name appears only when all of it is there.
set -euo pipefail
umask 077
target=${1:?usage: backup.sh FOLDER}
home=${GUOMEN_HOME:-var}
guomen=${GUOMEN:-$(dirname "$0")/../.venv/bin/guomen}

name=$target/guomen-$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$target"
mkdir "$name.draft"
trap 'rm -rf "$name.draft"' EXIT

# The database first: every file that it names is on the disk by then.
"$guomen" database run pg_dump --format=custom --compress=6 --file="$name.draft/database.dump"
cp -a "$home/secrets" "$name.draft/secrets"
if [ -d "$home/files" ]; then cp -a "$home/files" "$name.draft/files"; fi
(cd "$name.draft" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum > SHA256SUMS)
sync -f "$name.draft"
mv "$name.draft" "$name"
echo "$name"
