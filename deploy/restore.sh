#!/bin/bash
# deploy/restore.sh BACKUP [--replace]: puts a backup's database, secrets and files into GUOMEN_HOME (and DATABASE_URL).
# The backup is checked first. A database that holds something is replaced only with --replace. The database is
# restored in one transaction: what fails leaves it as it was.
set -euo pipefail
umask 077
backup=${1:?usage: restore.sh BACKUP [--replace]}
home=${GUOMEN_HOME:-var}
guomen=${GUOMEN:-$(dirname "$0")/../.venv/bin/guomen}

(cd "$backup" && sha256sum --check --quiet SHA256SUMS) || { echo "The backup is damaged; nothing was restored." >&2; exit 1; }
mkdir -p "$home"
exec 9>>"$home/start.lock"
flock --nonblock 9 || { echo "Guomen is running on $home; stop it first." >&2; exit 1; }

"$guomen" database start
tables=$("$guomen" database run psql -Atc "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ] && [ "${2:-}" != --replace ]; then
    echo "The database holds $tables tables; add --replace to give them up for the backup." >&2
    exit 1
fi
"$guomen" database run pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction "$backup/database.dump"
mkdir -p "$home/secrets"
cp -a "$backup/secrets/." "$home/secrets/"
if [ -d "$backup/files" ]; then mkdir -p "$home/files" && cp -a "$backup/files/." "$home/files/"; fi
rm -f "$home/reference.loaded"
if [ -z "${DATABASE_URL:-}" ]; then "$guomen" database stop; fi
echo "Restored $backup into $home."
