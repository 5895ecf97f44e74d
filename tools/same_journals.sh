#!/usr/bin/env bash
# usage: same_journals.sh PROGRAM...
#
# Plays every scenario with each build of firedrill, and with the first one again as if the CPU had
# neither FMA nor AVX2 (glibc picks other code then). Every journal must be the same, byte for byte.
set -euo pipefail
mapfile -t scenarios < <(find "$(dirname "$0")/../scenarios" -maxdepth 1 \
  -name '*.json' ! -name '*.schema.json')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# play NAME PROGRAM: journals into $scratch/NAME. A missed target (1) or no verdict (3) is a result.
play() {
  local code=0
  "$2" run "${scenarios[@]}" --jobs "$(nproc)" --out "$scratch/$1" \
    >"$scratch/$1.log" 2>&1 || code=$?
  case $code in 0 | 1 | 3) ;; *)
    cat "$scratch/$1.log"
    printf '%s left with %d\n' "$2" "$code"
    exit 1
    ;;
  esac
  (cd "$scratch/$1" && find . -name journal.jsonl -exec sha256sum {} + | sort -k 2) \
    >"$scratch/$1.sums"
}

play reference "$1"
[ -s "$scratch/reference.sums" ] || { echo "no journal was written"; exit 1; }
GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2 play old-cpu "$1"
number=0
for program in "$@"; do
  number=$((number + 1))
  play "build-$number" "$program"
done

differing=0
for sums in "$scratch"/*.sums; do
  if ! diff "$scratch/reference.sums" "$sums"; then
    printf 'the journals of %s differ from those of %s\n' "$(basename "$sums" .sums)" "$1"
    differing=1
  fi
done
[ $differing -eq 0 ] && printf '%d journals, the same in %d plays each\n' \
  "$(wc -l <"$scratch/reference.sums")" $(($# + 2))
exit $differing
