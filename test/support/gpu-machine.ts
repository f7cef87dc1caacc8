/**
 * This machine with GPUs that it has not: in a mount namespace of its own, /dev has the nodes of NVIDIA, KFD and DRM, /sys is a tree's, and a
 * process holds the nodes open. Some can be opened (they are /dev/null by another name), the others have no driver behind them. Needs root.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { putDevice } from '../../src/procfs-tree/device-tree.js';
import { putKfdNode, putKfdProcess } from './kfd-tree.js';
import { skipped } from './tools.js';
import { type TemporaryTree, temporaryTree } from './tree.js';

/** Why there can be none here, or null. */
export function whyNoGpuMachine(): string | null {
  const { status } = spawnSync('unshare', [
    '--mount',
    'sh',
    '-c',
    'mount -t tmpfs none /mnt && mknod /mnt/null c 1 3 && : </mnt/null',
  ]);
  return skipped('unshare', status === 0 ? null : 'a mount namespace with device nodes cannot be made here');
}

export const NVIDIA_ID = '0000:41:00.0';
export const AMD_ID = '0000:03:00.0';

/** The new /dev is made beside the old one, in which the tree itself may lie. */
const ENTER = `set -e
dev="$1/new-dev"
mkdir "$dev"
mount -t tmpfs -o mode=755 none "$dev"
node() { mknod -m 666 "$dev/$1" c "$2" "$3"; }
node null 1 3; node zero 1 5; node full 1 7; node random 1 8; node urandom 1 9; node tty 5 0
mkdir "$dev/pts" "$dev/shm" "$dev/dri" "$dev/accel"
mount --rbind /dev/pts "$dev/pts"
mount --rbind /dev/shm "$dev/shm"
ln -s pts/ptmx "$dev/ptmx"
ln -s /proc/self/fd "$dev/fd"
for name in nvidia0 kfd dri/renderD128; do node "$name" 1 3; done
node nvidia1 195 1; node nvidiactl 195 255; node nvidia-uvm 511 0; node dri/card0 226 0; node accel/accel0 261 0
mount --rbind "$dev" /dev
mount --bind "$1/sys" /sys
mount -t tmpfs none /proc/driver
cp -r "$1/proc/driver/nvidia" /proc/driver/
sleep 1000 7<>/dev/nvidia0 8<>/dev/kfd 9<>/dev/dri/renderD128 </dev/null >/dev/null &
echo "$!"
cat >/dev/null
kill "$!"
`;

export interface GpuMachine extends AsyncDisposable {
  /** Holds /dev/nvidia0, /dev/kfd and /dev/dri/renderD128 by its fds 7, 8 and 9. */
  readonly holderPid: number;
  /** An nvidia-smi that prints the holder on its GPU, and opens nothing. */
  readonly nvidiaSmi: string;
  /** For files of a test; it is no part of the machine. */
  readonly folder: string;
  /** Words that run a command there. */
  readonly inside: readonly string[];
}

export async function startGpuMachine(): Promise<GpuMachine> {
  const tree = temporaryTree();
  putMachine(tree);
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', ENTER, 'sh', tree.root], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit').then(() => {
    throw new Error('the machine could not be made');
  });
  const [line] = (await Promise.race([once(createInterface(holder.stdout), 'line'), ended])) as [string];
  ended.catch(() => undefined);
  const holderPid = Number(line);
  putKfdProcess(tree, holderPid, { gpu: 28851, vram: 8 << 20, sdma: 1_200_000, cu: 57, queues: 1 });
  return {
    holderPid,
    nvidiaSmi: putTool(tree, holderPid),
    folder: tree.root,
    inside: ['nsenter', `--mount=/proc/${holderPid}/ns/mnt`],
    async [Symbol.asyncDispose]() {
      await end(holder);
      tree[Symbol.dispose]();
    },
  };
}

async function end(holder: ChildProcess): Promise<void> {
  const exit = once(holder, 'exit');
  holder.stdin?.end();
  await exit;
}

function putMachine(tree: TemporaryTree): void {
  const amd = { kind: 'pci', address: AMD_ID, vendor: '1002', device: '73a5' } as const;
  putDevice(tree, { driver: 'amdgpu', bus: amd, nodes: ['card0', 'renderD128'], files: { gpu_busy_percent: '41\n' } });
  putDevice(tree, { driver: 'intel_vpu', bus: { ...amd, address: '0000:00:0b.0', vendor: '8086' }, nodes: ['accel0'] });
  putKfdNode(tree, 1, 28851, { simd_count: 416, simd_per_cu: 4, location_id: 768, drm_render_minor: 128, num_sdma_engines: 2 });
  for (const [minor, id] of [NVIDIA_ID, '0000:42:00.0'].entries()) {
    tree.writeFile(`proc/driver/nvidia/gpus/${id}/information`, `Model: \t NVIDIA H100\nDevice Minor: \t ${minor}\n`);
    tree.writeFile(`sys/bus/pci/devices/${id}/power/runtime_status`, 'active\n');
  }
  mkdirSync(join(tree.root, 'sys/class/kfd/kfd/proc'), { recursive: true });
}

function putTool(tree: TemporaryTree, pid: number): string {
  const header = '#Date Time gpu pid type sm mem enc dec jpg ofa fb ccpm command';
  tree.writeFile(
    'nvidia-smi',
    `#!/bin/sh
while :; do
  case $1 in
    pmon) echo '${header}'; echo ' 20261126 12:00:00 0 ${pid} C 61 22 - - - - 8192 0 sleep' ;;
    *) echo '0, 0000${NVIDIA_ID}, 61, 8192, 81559, 55, 310.00, 700.00, 1755' ;;
  esac
  sleep 0.2
done
`,
  );
  const path = join(tree.root, 'nvidia-smi');
  chmodSync(path, 0o755);
  return path;
}
