#!/usr/bin/env bash
# What gpu-top, pmon and --query-compute-apps say of the same processes on a machine with an NVIDIA card, side by side.
#
#     npm run build && test/nvidia/on-a-card.sh [SECONDS]
#
# Needs Node.js and the driver with its tools, nothing else. It starts two loads: programs of the CUDA samples where some are built
# (CUDA_SAMPLES names their folder), else nvidia-smi itself, which holds the device and does nothing. It ends what it started, changes no
# setting of the card, and prints one line and exits with 77 where there is no card.
set -u
cd "$(dirname "$0")/../.." || exit 1

skip() { echo "on-a-card: skipped: $*"; exit 77; }

seconds=${1:-10}
case $seconds in *[!0-9]* | '') echo "usage: $0 [SECONDS]" >&2; exit 2 ;; esac
[ -d /proc/driver/nvidia/gpus ] && [ -n "$(ls -A /proc/driver/nvidia/gpus)" ] ||
  skip "no GPU of NVIDIA's modules (/proc/driver/nvidia/gpus has none)"
command -v node >/dev/null || skip 'no Node.js'
smi=$(command -v nvidia-smi) || skip 'no nvidia-smi in PATH'
"$smi" -L >/dev/null 2>&1 || skip "nvidia-smi does not work here: $("$smi" -L 2>&1 | head -n 1)"
[ -d dist ] || { echo 'on-a-card: build first: npm run build' >&2; exit 1; }

pids=()
out=$(mktemp -d)
# shellcheck disable=SC2317 # called by the trap
end() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$out"
}
trap end EXIT
trap 'exit 130' INT TERM

samples=${CUDA_SAMPLES:-/usr/local/cuda/extras/demo_suite}
find_sample() {
  local name
  for name in "$@"; do
    find -L "$samples" -maxdepth 6 -type f -name "$name" -perm -u+x 2>/dev/null | head -n 1
  done | head -n 1
}

# A load that goes on until it is ended: a sample runs for a moment only.
start_load() {
  if [ -n "$1" ]; then
    # shellcheck disable=SC2016 # for the shell below
    setsid sh -c 'trap "kill 0" TERM; while "$1"; do :; done' sh "$1" >/dev/null 2>&1 </dev/null &
  else
    "$smi" dmon -d 1 >/dev/null 2>&1 </dev/null &
  fi
  pids+=("$!")
}

first=$(find_sample nbody matrixMul busGrind)
second=$(find_sample bandwidthTest vectorAdd deviceQuery)
start_load "$first"
start_load "$second"
echo "loads: ${first:-nvidia-smi dmon (holds the device, does nothing)}, ${second:-nvidia-smi dmon}"
# gpu-top leaves out those who only watch, nvidia-smi among them: without a sample it needs a holder of another name.
if [ -z "$first$second" ]; then
  node -e 'require("fs").openSync(process.argv[1], "r"); setInterval(() => {}, 1e3)' "/dev/nvidia$(
    sed -n 's/^Device Minor:[[:space:]]*//p' /proc/driver/nvidia/gpus/*/information | head -n 1
  )" &
  pids+=("$!")
  echo "and node (pid $!), which has the node open"
fi
sleep 3

"$smi" pmon -s um -o DT -d 1 -c "$seconds" >"$out/pmon" 2>&1 &
pmon=$!
node bin/gpu-top.js --json --iterations "$seconds" --delay 1 >"$out/gpu-top" 2>"$out/gpu-top.err" &
ours=$!
wait "$pmon"
"$smi" --query-compute-apps=gpu_bus_id,pid,used_memory,process_name --format=csv >"$out/apps" 2>&1
wait "$ours"

uname -sr
"$smi" --query-gpu=index,pci.bus_id,name,driver_version,mig.mode.current --format=csv
echo
echo '--- fields of the query that this driver does not have, by its own help'
"$smi" --help-query-gpu >"$out/help" 2>&1
node --input-type=module -e '
const { QUERY_FIELDS } = await import(`${process.cwd()}/dist/nvidia/query.js`);
const help = (await import("node:fs")).readFileSync(process.argv[1], "utf8");
const lacks = QUERY_FIELDS.filter((names) => !names.some((name) => help.includes(`"${name}"`)));
console.log(lacks.length === 0 ? "none" : lacks.map((names) => names[0]).join(" "));' "$out/help"
echo '--- gpu-top devices, while the loads run, and what the tool says of the same'
node bin/gpu-top.js devices
"$smi" --query-gpu=fan.speed,pstate,ecc.errors.corrected.volatile.total,clocks_throttle_reasons.active,pcie.link.gen.current,pcie.link.width.current --format=csv
echo '--- gpu-top, last tick'
node bin/gpu-top.js --batch --iterations 3 --delay 2 --all 2>&1 | tail -n 40
echo '--- gpu-top, means over the run, by process (percent, MiB)'
node -e '
const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map((line) => JSON.parse(line));
const rows = new Map();
for (const { clients = [] } of lines) {
  for (const client of clients) {
    if (!client.occupant) continue;
    const key = `${client.device} pid ${client.pid} ${client.comm}`;
    const row = rows.get(key) ?? new Map();
    rows.set(key, row);
    for (const [name, { busy_ratio: ratio }] of Object.entries(client.engines))
      if (ratio !== null) row.set(name, [...(row.get(name) ?? []), ratio * 100]);
    for (const [name, memory] of Object.entries(client.memory)) row.set(name, [(memory.resident_bytes ?? NaN) / 2 ** 20]);
  }
}
for (const [key, row] of rows) {
  const means = [...row].map(([name, all]) => `${name} ${(all.reduce((a, b) => a + b, 0) / all.length).toFixed(1)} (${all.length})`);
  console.log(JSON.stringify(key), means.join(", ") || "dashes");
}' "$out/gpu-top"
cat "$out/gpu-top.err"
echo '--- nvidia-smi pmon'
cat "$out/pmon"
echo '--- nvidia-smi --query-compute-apps'
cat "$out/apps"
