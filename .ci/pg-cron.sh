#!/usr/bin/env bash
# Puts a PostgreSQL with the real pg_cron into .pg-cron/, from the packages of this machine's Debian or Ubuntu. It installs nothing and
# needs no root. test/e2e/schedule/pg-cron.test.ts runs on what it leaves there, and is skipped without.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/.pg-cron
marker=$folder/complete

[ -e "$marker" ] && exit 0
command -v apt-get dpkg >/dev/null || { echo "there is no apt here" >&2; exit 1; }

has_package() { apt-cache show "postgresql-$1-cron" >/dev/null 2>&1; }
find_major() { for major in 15 16 17; do has_package "$major" && echo "$major" && return; done; }

major=$(find_major || true)
if [ -z "$major" ]; then
  # On a new machine the lists of packages may be missing.
  if [ "$(id -u)" = 0 ]; then apt-get update -q; else sudo -n apt-get update -q; fi
  major=$(find_major || true)
fi
[ -n "$major" ] || { echo "no package has pg_cron for PostgreSQL 15, 16 or 17" >&2; exit 1; }

rm -rf "$folder"
mkdir -p "$folder/packages"
(cd "$folder/packages" && apt-get download "postgresql-$major" "postgresql-$major-cron")
for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder"; done
rm -rf "$folder/packages"

# PostgreSQL finds its own files beside its programs, wherever those are. The system's libraries it has to find where it is.
programs=("$folder/usr/lib/postgresql/$major/bin/postgres" "$folder/usr/lib/postgresql/$major/lib/"{pg_cron,pgcrypto,uuid-ossp}.so)
if missing=$(ldd "${programs[@]}" | grep "not found"); then
  printf 'PostgreSQL %s lacks libraries of the system:\n%s\n' "$major" "$missing" >&2
  exit 1
fi
touch "$marker"
echo "PostgreSQL $major with pg_cron is in .pg-cron"
