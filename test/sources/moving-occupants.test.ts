/** Machines that move under a clock of the test's: what is shown of KFD and of nvidia-smi is what the processes did, or a dash. */
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import { openRoot } from '../../src/procfs/root.js';
import { systemClock } from '../../src/scan/clock.js';
import { createScanSource, type BeginTool } from '../../src/sources/scan-source.js';
import { putKfdProcess, writeKfdMachine } from '../support/kfd-tree.js';
import { movingSmi, type ScriptedUse } from '../support/moving-smi.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const FDINFO = 'pos:\t0\nflags:\t02\n';

/** A machine that a test looks at whenever it likes, at the seconds that it says. */
function watched(tree: TemporaryTree, begin?: BeginTool) {
  let second = 0;
  const source = createScanSource({
    root: openRoot({ root: tree.root }),
    clock: { ...systemClock, nowNs: () => BigInt(Math.round(second * 1e9)) },
    mode: 'full',
    smi: begin === undefined ? null : { shell: [], path: 'nvidia-smi', begin },
  });
  const ledger = createLedger();
  return {
    async at(now: number): Promise<Snapshot> {
      second = now;
      return ledger.fold(await source.next());
    },
    close: () => source.close(),
  };
}

function use(
  snapshot: Snapshot,
  pid: number,
  engine: string,
): Client['engines'] extends ReadonlyMap<string, infer U> ? U | undefined : never {
  return snapshot.clients.find(({ owner }) => owner.pid === pid)?.engines.get(engine);
}

describe('KFD', () => {
  it('SDMA time is told within a point, compute units as they are, and a dash where the card tells none', async () => {
    using tree = temporaryTree();
    writeKfdMachine(tree);
    for (const pid of [4242, 5150]) tree.putProcess({ pid, comm: 'trainer', fds: { 3: { link: '/dev/kfd', fdinfo: FDINFO } } });
    tree.removePath('sys/class/kfd/kfd/proc/4242/context_0');
    const machine = watched(tree);
    const busy = (second: number) => 0.5 + 0.4 * Math.sin(second);
    let [sdmaUs, last] = [1_000_000, 0];
    for (let tick = 0; tick < 25; tick++) {
      // Ticks of uneven length, all five engines at the load of the tick.
      const seconds = 0.5 + (tick % 4) * 0.7;
      const now = tick === 0 ? 0 : last + seconds;
      sdmaUs += Math.round(busy(tick) * 5 * (now - last) * 1e6);
      last = now;
      const cu = (tick * 13) % 105;
      putKfdProcess(tree, 4242, { gpu: 28851, vram: (tick + 1) << 20, sdma: sdmaUs, cu, queues: 2 });
      const snapshot = await machine.at(now);
      const [sdma, units, rdna] = [use(snapshot, 4242, 'sdma'), use(snapshot, 4242, 'cu'), use(snapshot, 5150, 'cu')];
      if (tick > 0) expect(Math.abs((sdma?.ratio ?? -1) - busy(tick))).toBeLessThan(0.01);
      expect(units).toMatchObject({ basis: 'sample', counters: { capacity: 104 } });
      expect(Math.round((units?.ratio ?? -1) * 104)).toBe(cu);
      expect(rdna).toMatchObject({ ratio: null, reason: 'unsupported' });
      const client = snapshot.clients.find(({ owner }) => owner.pid === 4242);
      expect(client?.memory.get('vram')?.residentBytes).toBe((tick + 1) << 20);
    }
    await machine.close();
  });
});

describe('nvidia-smi', () => {
  const GPUS = [0, 1, 2, 3, 4, 5, 6, 7];
  const isAtWork = (second: number): boolean => second < 20 || second >= 80;
  const uses: ScriptedUse[] = GPUS.flatMap((gpu) =>
    [0, 1].map((place) => ({
      ...{ gpu, pid: 100 + gpu * 10 + place },
      sm: (second) => (isAtWork(second) ? 25 + gpu * 2 + place * 10 + Math.round(10 * Math.sin(second)) : 0),
      fb: (second) => 1000 + gpu * 100 + second,
    })),
  );

  it('is one child of each kind for eight GPUs, tells within a point what each did, and ends when all are idle', async () => {
    using tree = temporaryTree();
    for (const gpu of GPUS)
      tree.writeFile(`proc/driver/nvidia/gpus/0000:0${gpu + 1}:00.0/information`, `Model: X\nDevice Minor: ${gpu}\n`);
    for (const { gpu, pid } of uses)
      tree.putProcess({ pid, comm: 'trainer', fds: { 3: { link: `/dev/nvidia${gpu}`, fdinfo: FDINFO } } });
    const smi = movingSmi(uses);
    const machine = watched(tree, smi.begin);
    const shown = (snapshot: Snapshot) => uses.map(({ pid }) => use(snapshot, pid, 'sm')?.ratio ?? null);
    // The first sweep starts it, and nothing is known.
    expect(shown(await machine.at(0)).every((ratio) => ratio === null)).toBe(true);
    expect(smi.starts).toHaveLength(2);
    for (let second = 1; second <= 18; second++) {
      smi.tick(second);
      if (second % 2 === 1) continue;
      const snapshot = await machine.at(second);
      uses.forEach(({ pid, gpu, sm, fb }, at) => {
        const truth = (sm(second) + sm(second - 1)) / 200;
        expect(Math.abs((shown(snapshot)[at] ?? -1) - truth), `${pid} at ${second}`).toBeLessThan(0.01);
        expect(use(snapshot, pid, 'enc')).toMatchObject({ ratio: null });
        const client = snapshot.clients.find(({ owner }) => owner.pid === pid);
        expect(client).toMatchObject({ device: `0000:0${gpu + 1}:00.0` });
        expect(client?.memory.get('vram')?.residentBytes).toBe(fb(second) * 1024 * 1024);
      });
    }
    // From 20 on nothing is done: a dash in pmon is 0 where the GPU has printed numbers, and after half a minute the tool is let go.
    for (let second = 19; second <= 56; second++) {
      smi.tick(second);
      const snapshot = await machine.at(second);
      if (second === 25) expect(shown(snapshot).every((ratio) => ratio === 0)).toBe(true);
      if (second <= 45) expect(smi.running(), `at ${second}`).toBe(2);
    }
    expect(smi.running()).toBe(0);
    expect(smi.starts).toHaveLength(2);
    const idle = await machine.at(57);
    expect(shown(idle).every((ratio) => ratio === null)).toBe(true);
    // A new holder: it runs again, for that GPU at least.
    tree.putProcess({ pid: 900, comm: 'late', fds: { 3: { link: '/dev/nvidia3', fdinfo: FDINFO } } });
    await machine.at(58);
    expect(smi.running()).toBe(2);
    expect(smi.starts.at(-1)).toContain('0000:04:00.0');
    await machine.close();
    expect(smi.running()).toBe(0);
  });
});
