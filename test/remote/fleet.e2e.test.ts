import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HostSweep, Sweep } from '../../src/scan/sweep.js';
import { type HostSpec, openFleet } from '../../src/remote/fleet.js';
import type { Source } from '../../src/sources/source.js';
import { FAR, shellIn } from '../support/remote.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const OPTIONS = { ...FAR, isAttended: false };

function machine(hostname: string): TemporaryTree {
  const tree = temporaryTree();
  tree.writeFile('proc/sys/kernel/hostname', `${hostname}\n`);
  tree.putProcess({
    pid: 42,
    comm: 'load',
    fds: { 5: { link: '/dev/dri/card0', fdinfo: 'drm-driver:\tv3d\ndrm-client-id:\t7\ndrm-engine-render:\t5 ns\n' } },
  });
  return tree;
}

const spec = (given: string, command: readonly string[], name: string | null = null): HostSpec => ({
  name,
  command,
  asking: null,
  given,
});

async function tick(source: Source): Promise<readonly HostSweep[]> {
  const sweep: Sweep | null = await source.next();
  return sweep?.hosts ?? [];
}

const clients = ({ sweep }: HostSweep): number | undefined => sweep?.readings.length;

describe('a fleet', () => {
  it('asks all machines in each tick, each under a name of its own', async () => {
    using box = machine('box');
    using twin = machine('box');
    const source = await openFleet(
      [spec('a', shellIn(box.root)), spec('b', shellIn(twin.root)), spec('lab', shellIn(box.root), 'lab')],
      OPTIONS,
    );
    const sweep = await source.next();
    expect(sweep?.hosts?.map(({ host, trouble }) => [host, trouble])).toEqual([
      ['box', null],
      ['box#2', null],
      ['lab', null],
    ]);
    expect(sweep?.hosts?.map(clients)).toEqual([1, 1, 1]);
    expect(sweep).toMatchObject({ host: 'box, box#2, lab', cost: { processes: 3, drmFds: 3 }, coverage: { processesSeen: 3 } });
    await source.close();
    expect(await source.next()).toBeNull();
  });

  it('numbers machines of one name in the order in which they were given, whichever answers first', async () => {
    using box = machine('box');
    using twin = machine('box');
    twin.putProcess({ pid: 43, comm: 'other', fds: {} });
    const source = await openFleet([spec('a', shellIn(box.root, 'sleep 0.5; exec sh')), spec('b', shellIn(twin.root))], OPTIONS);
    const sweep = await source.next();
    expect(sweep?.hosts?.map(({ host, sweep: own }) => [host, own?.cost.processes])).toEqual([
      ['box', 1],
      ['box#2', 2],
    ]);
    await source.close();
  });

  it('goes on without a machine that cannot be had, and says why', async () => {
    using box = machine('box');
    const source = await openFleet(
      [spec('box', shellIn(box.root)), spec('lab', ['/bin/sh', '-c', 'echo "lab: no route to host" >&2; exit 255'], 'lab')],
      OPTIONS,
    );
    const [first, second] = await tick(source);
    expect(first).toMatchObject({ host: 'box', trouble: null });
    expect(second).toMatchObject({ host: 'lab', sweep: null });
    expect(second?.trouble).toMatch(/^lab: no route to host; (next try in \d+ s|trying again)$/);
    await source.close();
  });

  it('is no fleet where none can be had', async () => {
    const opening = openFleet([spec('a', ['/bin/sh', '-c', 'echo "no a" >&2; exit 1']), spec('b', ['no-such-program'])], OPTIONS);
    await expect(opening).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 1,
      message: 'a: no a; b: there is no no-such-program here',
    });
  });

  it('begins without a machine that does not answer, and ends without it', async () => {
    using box = machine('box');
    using folder = temporaryTree();
    const alive = join(folder.root, 'alive');
    const mute = `echo $$ >${alive}; exec sleep 60`;
    const source = await openFleet([spec('box', shellIn(box.root)), spec('mute', shellIn(box.root, mute), 'mute')], OPTIONS);
    expect((await tick(source)).map(({ host, trouble }) => [host, trouble])).toEqual([
      ['box', null],
      ['mute', 'connecting'],
    ]);
    await source.close();
    const pid = Number(readFileSync(alive, 'utf8'));
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 2000 }).toBe(false);
  });

  it('says of which machine the numbers are old', async () => {
    using box = machine('box');
    const sleepy = `while IFS= read -r line; do case $line in go) sleep 4 ;; esac; printf '%s\\n' "$line"; done | sh`;
    const source = await openFleet([spec('box', shellIn(box.root, sleepy))], OPTIONS);
    expect((await tick(source)).map(clients)).toEqual([1]);
    await expect
      .poll(async () => (await tick(source))[0], { timeout: 10_000, interval: 100 })
      .toMatchObject({ sweep: null, trouble: 'no answer for 3 s', isSlow: true });
    await source.close();
  });

  it('gets a machine back that was lost, after a pause', async () => {
    using box = machine('box');
    using folder = temporaryTree();
    const gate = join(folder.root, 'gate');
    writeFileSync(gate, '');
    const dying = shellIn(
      box.root,
      `[ -e ${gate} ] || { echo "gate is shut" >&2; exit 1; }; (while [ -e ${gate} ]; do sleep 0.05; done; kill $$) & exec sh`,
    );
    const source = await openFleet([spec('box', dying)], OPTIONS);
    expect((await tick(source)).map(clients)).toEqual([1]);
    rmSync(gate);
    await sleep(500);
    const [lost] = await tick(source);
    expect(lost).toMatchObject({ host: 'box', sweep: null });
    expect(lost?.trouble).toMatch(/^ended by SIGTERM; /);
    await expect
      .poll(async () => (await tick(source))[0]?.trouble, { timeout: 5000, interval: 200 })
      .toMatch(/^gate is shut; next try in \d s$/);
    writeFileSync(gate, '');
    await expect.poll(async () => (await tick(source)).map(clients), { timeout: 8000, interval: 200 }).toEqual([1]);
    rmSync(gate);
    await source.close();
  });

  it('does not wait again for a machine that was late, and takes what comes late', async () => {
    using box = machine('box');
    // Every order is held back for three seconds, once the script has been handed over.
    const slow = `while IFS= read -r line; do case $line in search) sleep 3 ;; esac; printf '%s\\n' "$line"; done | sh`;
    const source = await openFleet([spec('box', shellIn(box.root)), spec('slow', shellIn(box.root, slow), 'slow')], OPTIONS);
    expect((await tick(source)).map(clients)).toEqual([1, 1]);
    const startMs = performance.now();
    expect((await tick(source)).map(clients)).toEqual([1, undefined]);
    const waitedMs = performance.now() - startMs;
    const second = performance.now();
    expect((await tick(source)).map(clients)).toEqual([1, undefined]);
    expect(performance.now() - second).toBeLessThan(waitedMs / 2);
    await expect.poll(async () => (await tick(source)).map(clients), { timeout: 8000, interval: 100 }).toEqual([1, 1]);
    await source.close();
  });
});
