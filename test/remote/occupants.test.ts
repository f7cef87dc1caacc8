/** KFD and NVIDIA from afar: what is seen is what is seen on the spot, and a counter that hangs takes nothing else with it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRoot } from '../../src/procfs/root.js';
import type { RemoteMachine } from '../../src/remote/machine.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { writeKfdMachine } from '../support/kfd-tree.js';
import { farMachine, SHELLS, shellIn } from '../support/remote.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const FDINFO = 'pos:\t0\nflags:\t02\nmnt_id:\t1\nino:\t5\n';
const GPU = '0000:01:00.0';

function content({ processReadings = [], processes, coverage }: Sweep): object {
  return {
    readings: processReadings.map(({ source, device, pid, isOurs, text }) => ({ source, device, pid, isOurs, text })),
    processes: [...processes.values()].sort((a, b) => a.pid - b.pid),
    coverage: [...coverage.byErrno],
  };
}

function putGpu(tree: TemporaryTree, status = 'active'): void {
  tree.writeFile(`proc/driver/nvidia/gpus/${GPU}/information`, 'Model: \t NVIDIA GeForce RTX 4090\nDevice Minor: \t 0\n');
  tree.writeFile(`sys/bus/pci/devices/${GPU}/power/runtime_status`, `${status}\n`);
}

/**
 * `nvidia-smi` in `bin` of the tree; each start leaves a line in `starts`, each end by a signal one in `ends`: it was told to, or wrote to
 * nobody before that.
 */
function putTool(tree: TemporaryTree): void {
  const say = (line: string) => `while :; do echo '${line}'; sleep 0.1; done`;
  tree.writeFile(
    'bin/nvidia-smi',
    `#!/bin/sh
echo "$*" >>'${tree.root}/starts'
trap "echo end >>'${tree.root}/ends'; exit" TERM PIPE
case $1 in
pmon) echo '# gpu pid type sm mem enc dec fb command'; ${say(' 0 4242 C 60 9 - - 100 my prog')} ;;
*) ${say(`0, 0000${GPU}, 61, 100, 1000, 50, [N/A], 300.00, 1500`)} ;;
esac
`,
  );
  chmodSync(join(tree.root, 'bin/nvidia-smi'), 0o755);
}

function linesOf(tree: TemporaryTree, name: string): string[] {
  const path = join(tree.root, name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

/** Sweeps until one is as wanted; how long that takes decides nothing. */
async function sweepUntil(machine: RemoteMachine, isWanted: (sweep: Sweep) => boolean): Promise<Sweep> {
  for (let i = 0; ; i++) {
    const sweep = await machine.sweep();
    if (isWanted(sweep) || i === 200) return sweep;
    await setTimeout(25);
  }
}

describe.each(SHELLS)('through $name', ({ name, command, why }) => {
  it('what KFD says of processes is the same, step by step', async ({ skip }) => {
    if (why !== null) skip(why);
    using tree = temporaryTree();
    writeKfdMachine(tree);
    tree.putProcess({ pid: 4242, comm: 'trainer', fds: { 7: { link: '/dev/kfd', fdinfo: FDINFO } } });
    tree.putProcess({ pid: 5150, comm: 'stranger', fds: {} });
    const machine = await farMachine(shellIn(tree.root, command));
    for (const vram of ['8388608', '9437184']) {
      tree.writeFile('sys/class/kfd/kfd/proc/4242/vram_28851', `${vram}\n`);
      const near = await createScanSource({ root: openRoot({ root: tree.root }), mode: 'full' }).next();
      expect(near.processReadings?.length).toBeGreaterThan(1);
      expect(content(await machine.sweep())).toEqual(content(near));
    }
    tree.removePath('sys/class/kfd/kfd/proc/4242');
    expect((await machine.sweep()).processReadings?.map(({ pid }) => pid)).toEqual([5150]);
  });

  it('a counter that does not come back is late and named, and takes nothing else with it', async ({ skip }) => {
    if (why !== null) skip(why);
    using tree = temporaryTree();
    writeKfdMachine(tree);
    tree.removePath('sys/class/kfd/kfd/proc/5150/sdma_61522');
    execFileSync('mkfifo', [join(tree.root, 'sys/class/kfd/kfd/proc/5150/sdma_61522')]);
    const machine = await farMachine(shellIn(tree.root, command));
    for (let tick = 0; tick < 3; tick++) {
      const { coverage, processReadings = [] } = await machine.sweep();
      expect(processReadings.map(({ pid, text }) => [pid, /^vram_/m.test(text), /^sdma_/m.test(text)])).toEqual([
        [4242, true, false],
        [5150, true, false],
      ]);
      expect(coverage.troubles).toContainEqual({ errno: 'ETIME', path: '/sys/class/kfd/kfd/proc/5150/sdma_61522' });
    }
  });

  it('a counter that never comes back keeps one shell there, and not another each minute', async ({ skip }) => {
    if (why !== null) skip(why);
    using tree = temporaryTree();
    writeKfdMachine(tree);
    tree.removePath('sys/class/kfd/kfd/proc/5150/sdma_61522');
    execFileSync('mkfifo', [join(tree.root, 'sys/class/kfd/kfd/proc/5150/sdma_61522')]);
    const machine = await farMachine(shellIn(tree.root, `echo x >>'${tree.root}/starts'; ${command}`));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    for (let minute = 0; minute < 3; minute++) {
      await machine.sweep();
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(linesOf(tree, 'starts')).toHaveLength(2);
  });

  it('holders of /dev/nvidiaN are found, and nvidia-smi runs there while they are', async ({ skip }) => {
    if (why !== null) skip(why);
    if (name === 'busybox') skip('the stand-in is no applet of busybox');
    using tree = temporaryTree();
    putGpu(tree);
    putTool(tree);
    const machine = await farMachine(shellIn(tree.root, `PATH='${tree.root}/bin':$PATH ${command}`));
    const idle = await machine.sweep();
    expect(idle.devices).toMatchObject([{ id: GPU, name: 'NVIDIA GeForce RTX 4090', nodes: ['nvidia0'], busyRatio: null }]);
    expect(linesOf(tree, 'starts')).toEqual([]);
    tree.putProcess({ pid: 4242, comm: 'trainer', fds: { 7: { link: '/dev/nvidia0', fdinfo: FDINFO } } });
    const busy = await sweepUntil(machine, ({ devices, processReadings = [] }) => {
      return processReadings.length > 0 && devices[0]?.busyRatio != null;
    });
    expect(busy.readings).toMatchObject([{ pid: 4242, fd: 7, device: GPU }]);
    expect(busy.processReadings).toMatchObject([{ source: 'nvidia-smi', device: GPU, pid: 4242, isOurs: true }]);
    expect(busy.devices).toMatchObject([{ busyRatio: 0.61, powerWatts: null }]);
    expect(linesOf(tree, 'starts')).toHaveLength(2);
    // Asleep, it is let go.
    putGpu(tree, 'suspended');
    await sweepUntil(machine, () => linesOf(tree, 'ends').length === 2);
    expect(linesOf(tree, 'ends')).toHaveLength(2);
    expect(linesOf(tree, 'starts')).toHaveLength(2);
  });
});
