#!/bin/sh
# Tính lại một buổi bốc thăm (liem-draw/v1) chỉ với sha256sum, sort, awk. Recomputes a draw with these alone.
#
#   sh draw.sh LIST SEED RATE|COUNT [leaders] [reserves=N]
#   sh draw.sh danh-sach.tsv BT-03/47201983355120946817 3/10 leaders reserves=1
#
# In ra / prints: place, unit, kind, id, ticket; R1, R2 … là dự bị / are reserves. Mã thoát / exit: 0, 1 refused, 2 words.
set -eu
export LC_ALL=C

say() { printf '%s\n' "draw.sh: $1" >&2; exit "$2"; }
if ! command -v sha256sum > /dev/null; then sha256sum() { shasum -a 256 "$@"; }; fi # macOS

[ $# -ge 3 ] || say 'LIST SEED RATE|COUNT [leaders] [reserves=N]' 2
list=$1 seed=$2 measure=$3 leaders=0 reserves=0
shift 3
for word; do
  case $word in
    leaders) leaders=1 ;;
    reserves=*[!0-9]* | reserves=) say "không hiểu / not understood: $word" 2 ;;
    reserves=*) reserves=${word#reserves=} ;;
    *) say "không hiểu / not understood: $word" 2 ;;
  esac
done
case $measure in
  */*) top=${measure%%/*} bottom=${measure#*/} count=0 ;;
  *) top=0 bottom=1 count=$measure ;;
esac
case $top$bottom$count in *[!0-9]* | '') say "không hiểu / not understood: $measure" 2 ;; esac
[ "$bottom" -ge 1 ] && [ "$top" -le "$bottom" ] && [ "$((top + count))" -ge 1 ] || say "tỷ lệ / rate: $measure" 2
printf '%s' "$seed" | grep -Eq '^[^[:space:]/]+(/[^[:space:]/]+)*/[0-9]{20,200}$' || say "hạt giống / seed: $seed" 2
[ -s "$list" ] || say "danh sách trống / empty list: $list" 1

# Danh sách phải đúng dạng đã công bố. The list has to be in the form it was published in.
tab=$(printf '\t')
sort -c "$list" 2> /dev/null || say 'danh sách không xếp theo byte / not sorted by bytes' 1
[ "$(tail -c 1 "$list" | od -An -to1 | tr -d ' ')" = 012 ] || say 'dòng cuối thiếu LF / no LF at the end' 1
bad=$(awk -F'\t' 'NF != 3 || $1 == "" || $3 == "" || $2 !~ /^[HDN]$/ || /\r/ { print NR; exit }' "$list")
[ -z "$bad" ] || say "dòng / line $bad: cần / needs unit, H|D|N, id" 1
twice=$(cut -f1,3 "$list" | sort | uniq -d | head -n 1)
[ -z "$twice" ] || say "hai lần / twice: $twice" 1

# Mỗi dòng một thăm; nhỏ nhất trước. One ticket a line, smallest first; the best leader has the first place.
hash=$(sha256sum < "$list" | cut -c1-64)
while IFS=$tab read -r unit kind id; do
  ticket=$(printf 'liem-draw/v1\n%s\n%s\n%s\n%s\n' "$hash" "$seed" "$unit" "$id" | sha256sum)
  printf '%s\t%s\t%s\t%s\n' "$unit" "${ticket%% *}" "$kind" "$id"
done < "$list" | sort | awk -F'\t' -v top="$top" -v bottom="$bottom" -v count="$count" \
  -v leaders="$leaders" -v reserves="$reserves" '
  function out(j) { if (++m <= n + reserves) print (m > n ? "R" (m - n) : m) "\t" lot[j] }
  function unit_done(  j, best) {
    n = count ? (count < size ? count : size) : int((size * top + bottom - 1) / bottom)
    m = best = 0
    if (leaders) for (j = size; j; j--) if (kind[j] != "N") best = j
    if (leaders && !best) { print "draw.sh: no_leader: " unit > "/dev/stderr"; failed = 1; exit 1 }
    if (best) out(best)
    for (j = 1; j <= size; j++) if (j != best) out(j)
    size = 0
  }
  NR > 1 && ($1 "") != (unit "") { unit_done() }
  { unit = $1; kind[++size] = $3; lot[size] = $1 "\t" $3 "\t" $4 "\t" $2 }
  END { if (!failed) unit_done() }'
