/** A far machine's sleeping device is left asleep: what the far shell opens is told by the files' access times. */
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviceFolder, putDevice, type TreeDevice } from '../../src/procfs-tree/device-tree.js';
import type { RemoteStrategy, RemoteMachine } from '../../src/remote/machine.js';
import { FAR, farMachine, SHELLS, shellIn } from '../support/remote.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const ARC: TreeDevice = {
  driver: 'xe',
  bus: { kind: 'pci', address: '0000:03:00.0', vendor: '8086', device: '56a0' },
  nodes: ['card0', 'renderD128'],
  files: {
    'power/runtime_status': 'active\n',
    'power/control': 'auto\n',
    'power/runtime_usage': '0\n',
    'power/autosuspend_delay_ms': '50\n',
    'tile0/gt0/gtidle/idle_residency_ms': '1000\n',
    'tile0/gt0/freq0/act_freq': '0\n',
    'hwmon/hwmon3/name': 'xe\n',
    'hwmon/hwmon3/temp2_input': '41000\n',
  },
};

const text = (client: number, cycles: number): string =>
  `pos:\t0\ndrm-driver:\txe\ndrm-client-id:\t${client}\ndrm-pdev:\t0000:03:00.0\ndrm-resident-vram0:\t24 MiB\ndrm-cycles-rcs:\t${cycles}\ndrm-total-cycles-rcs:\t${1000 + 2 * cycles}\n`;

const FDINFO = 'proc/700/fdinfo/5';
const RENAMED = 'proc/701/fdinfo/6';
const SENSOR = `${deviceFolder(ARC)}/hwmon/hwmon3/temp2_input`;
const LONG_AGO = new Date('2020-01-01');

/** Runs something and says which of the watched files were opened for reading meanwhile. */
async function readDuring(tree: TemporaryTree, run: () => Promise<unknown>): Promise<string[]> {
  const watched = [FDINFO, RENAMED, SENSOR].map((path) => join(tree.root, path));
  for (const path of watched) utimesSync(path, LONG_AGO, statSync(path).mtime);
  await run();
  return watched.filter((path) => statSync(path).atime > LONG_AGO).map((path) => path.slice(tree.root.length + 1));
}

/** All through the first shell there is, and what the script does differently through each. */
const FIRST = SHELLS.find(({ why }) => why === null);

describe.each(SHELLS)('through $name', ({ name, command, why }) => {
  const onlyOnce = it.skipIf(name !== FIRST?.name);
  let tree: TemporaryTree;
  let machine: RemoteMachine;
  const setFile = (file: string, value: string): void => tree.writeFile(`${deviceFolder(ARC)}/${file}`, value);

  beforeEach(async ({ skip }) => {
    if (why !== null) skip(why);
    tree = temporaryTree();
    putDevice(tree, ARC);
    tree.putProcess({ pid: 700, comm: 'gnome-shell', fds: { 5: { link: '/dev/dri/renderD128', fdinfo: text(11, 100) } } });
    tree.putProcess({ pid: 701, comm: 'player', fds: { 6: { link: '/opt/gpu', fdinfo: text(12, 100) } } });
    const keepsTimes = await readDuring(tree, () => Promise.resolve(readFileSync(join(tree.root, FDINFO))));
    if (keepsTimes.length === 0) skip('this file system keeps no access times');
  });
  afterEach(() => {
    tree[Symbol.dispose]();
  });
  const open = async (strategy: RemoteStrategy): Promise<void> => {
    machine = await farMachine(shellIn(tree.root, command), { ...FAR, strategy });
  };

  it.each(name === FIRST?.name ? (['auto', 'fdinfo'] as const) : (['fdinfo'] as const))(
    'one that sleeps from the start is not woken by %s',
    async (strategy) => {
      setFile('power/runtime_status', 'suspended\n');
      await open(strategy);
      // Under a name that is no node's, nothing but its text says what it is: it is read once.
      expect(await readDuring(tree, () => machine.sweep())).toEqual([RENAMED]);
      expect(await readDuring(tree, () => machine.sweep())).toEqual([]);
      const { readings, devices } = await machine.sweep();
      expect(devices).toMatchObject([{ runtimeStatus: 'suspended', temperatureCelsius: null }]);
      expect(readings.map(({ pid, device, text: said }) => [pid, device, said])).toEqual([
        [700, '0000:03:00.0', ''],
        [701, null, text(12, 100)],
      ]);
      setFile('power/runtime_status', 'active\n');
      expect(await readDuring(tree, () => machine.sweep())).toEqual([FDINFO, RENAMED, SENSOR]);
      expect((await machine.sweep()).readings.map((reading) => reading.text)).toEqual([text(11, 100), text(12, 100)]);
    },
  );

  onlyOnce.each(['auto', 'fdinfo', 'name'] as const)('one that falls asleep keeps its last readings (%s)', async (strategy) => {
    await open(strategy);
    const before = await machine.sweep();
    for (const [status, cycles] of [
      ['suspending', 500],
      ['suspended', 700],
    ] as const) {
      setFile('power/runtime_status', `${status}\n`);
      tree.setFdinfo(700, 5, text(11, cycles));
      expect(await readDuring(tree, () => machine.sweep())).toEqual([]);
      expect((await machine.sweep()).readings).toEqual(before.readings);
    }
    // Another fd of that number, as the link alone can tell.
    tree.putFd(700, 5, { link: '/dev/dri/card0', fdinfo: text(13, 1) });
    expect(await readDuring(tree, () => machine.sweep())).toEqual([]);
    expect((await machine.sweep()).readings[0]).toMatchObject({ pid: 700, link: '/dev/dri/card0', text: '' });
    tree.putFd(701, 6, { link: '/home/user/notes', fdinfo: 'pos:\t0\n' });
    expect((await machine.sweep()).readings.filter(({ pid }) => pid === 701)).toEqual([]);
    tree.removeFd(700, 5);
    expect((await machine.sweep()).readings.filter(({ pid }) => pid === 700)).toEqual([]);
  });

  onlyOnce('one that is idle is left alone so that it can fall asleep', async () => {
    await open('auto');
    let idleMs = 1000;
    const read: number[] = [];
    for (let tick = 0; tick < 12; tick++) {
      setFile('tile0/gt0/gtidle/idle_residency_ms', `${(idleMs += 10_000)}\n`);
      read.push((await readDuring(tree, () => machine.sweep())).length);
      await sleep(20);
    }
    expect(read.slice(0, 2)).toEqual([3, 3]);
    expect(new Set(read)).toEqual(new Set([3, 0]));
    // Somebody uses it: read again at once.
    setFile('power/runtime_usage', '1\n');
    expect(await readDuring(tree, () => machine.sweep())).toEqual([FDINFO, RENAMED, SENSOR]);
  });
});
