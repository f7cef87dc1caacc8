/** What each strategy finds, on the same cases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STRATEGY_NAMES, type StrategyName } from '../../../src/drm/strategies/strategy.js';
import { openRoot, type Root } from '../../../src/procfs/root.js';
import { createScanner } from '../../../src/scan/scanner.js';
import { putDevice, putTextNode } from '../../../src/procfs-tree/device-tree.js';
import { makeTempRoot, removeTempRoot } from '../../../src/procfs-tree/temp-root.js';
import { dmaBufFd, eventpollFd, fileFd, genericText, nodeFd, pipeFd, socketFd } from '../../../src/procfs-tree/tree-fd.js';
import { type TreeFd, TreeWriter } from '../../../src/procfs-tree/tree-writer.js';
import { deviceFacts, devicesOf, simScanner } from '../../support/scan.js';
import { drmFile, plainFile, silentFile, SimProcfs } from '../../support/sim-procfs.js';

const DRM = 'drm-driver:\tv3d\ndrm-client-id:\t7\n';
const LEGACY = 'pdev:\t0000:03:00.0\npasid:\t32771\nvram mem:\t100 kB\ngfx0:\t12.5%\n';

interface Case {
  readonly title: string;
  readonly fd: TreeFd;
  /** The strategies that find it. */
  readonly by: readonly StrategyName[];
  /** Device hint; absent: null. */
  readonly device?: string;
}

const ALL = ['auto', 'stat', 'name', 'fdinfo'] as const;
const cases: readonly Case[] = [
  { title: 'a render node', fd: nodeFd('/dev/dri/renderD128', DRM), by: ALL, device: 'gpu' },
  { title: 'a deleted node', fd: nodeFd('/dev/dri/renderD128 (deleted)', DRM), by: ALL, device: 'gpu' },
  { title: 'an accelerator', fd: nodeFd('/dev/accel/accel0', DRM), by: ALL, device: 'npu' },
  { title: 'a node bind-mounted elsewhere', fd: nodeFd('/opt/gpu0', DRM), by: ['auto', 'stat', 'fdinfo'] },
  { title: 'a node seen through a chroot', fd: nodeFd('/srv/cr/dev/dri/card0', DRM), by: ['auto', 'stat', 'fdinfo'] },
  { title: 'a renamed node', fd: nodeFd('/dev/dri/my-gpu', DRM), by: ALL },
  { title: 'a driver without statistics', fd: nodeFd('/dev/dri/card0'), by: ['auto', 'stat', 'name'], device: 'gpu' },
  { title: 'a driver without statistics, bind-mounted', fd: nodeFd('/opt/silent'), by: ['stat'] },
  { title: 'amdgpu before Linux 5.19', fd: nodeFd('/dev/dri/renderD128', LEGACY), by: ALL, device: 'gpu' },
  { title: 'an ordinary file in /dev/dri', fd: fileFd('/dev/dri/notes'), by: [] },
  { title: 'the name of a directory of links', fd: fileFd('/dev/dri/by-path/pci-0000:03:00.0-card'), by: [] },
  { title: 'an ordinary file that is called like a node', fd: fileFd('/dev/dri/card8'), by: [] },
  { title: 'what is called like a node, in a tree without that node', fd: fileFd('/dev/dri/card7'), by: ['auto', 'name'] },
  { title: 'a dma-buf that DRM exported', fd: dmaBufFd(), by: [] },
  { title: 'a dma-buf on an odd path', fd: { ...dmaBufFd(), link: '/x' }, by: [] },
  { title: 'a memfd', fd: fileFd('/memfd:/dev/dri/card0 (deleted)'), by: [] },
  { title: 'an ordinary file', fd: fileFd('/var/log/Xorg.0.log'), by: [] },
  { title: 'a pipe', fd: pipeFd(4), by: [] },
  { title: 'a socket', fd: socketFd(5), by: [] },
  { title: 'an eventpoll', fd: eventpollFd(), by: [] },
  { title: 'another character device', fd: fileFd('/dev/null'), by: [] },
];

describe('in a tree', () => {
  let dir: string;
  let root: Root;
  beforeAll(() => {
    dir = makeTempRoot('strategies');
    const tree = new TreeWriter(dir);
    const bus = { kind: 'platform', name: 'gpu', compatible: [] } as const;
    putDevice(tree, { driver: 'v3d', bus, nodes: ['card0', 'renderD128'] });
    putTextNode(tree, 'dev/accel/accel0', 261, 0);
    putTextNode(tree, 'dev/dri/my-gpu', 226, 128);
    putTextNode(tree, 'opt/gpu0', 226, 128);
    putTextNode(tree, 'opt/silent', 226, 0);
    putTextNode(tree, 'srv/cr/dev/dri/card0', 226, 0);
    putTextNode(tree, 'dev/null', 1, 3);
    tree.writeFile('dev/dri/card8', 'just a file\n');
    for (const [at, { fd }] of cases.entries()) tree.putProcess({ pid: 100 + at, comm: 'x', fds: { 5: fd } });
    root = openRoot({ root: dir });
  });
  afterAll(() => removeTempRoot(dir));

  test.each(STRATEGY_NAMES.filter((name) => name !== 'clients'))(
    '%s finds what it is said to find, and nothing else',
    async (strategy) => {
      const devices = devicesOf(
        deviceFacts('gpu', { card0: '226:0', renderD128: '226:128' }),
        deviceFacts('npu', { accel0: '261:0' }),
      );
      const { readings } = await createScanner({ root, strategy, mode: 'full', devices, sourceKind: 'tree' }).sweep();
      const found = readings.map(({ pid, device }) => ({ title: cases[pid - 100]?.title, device }));
      const expected = cases
        .filter(({ by }) => by.includes(strategy))
        // The device number tells `stat` the device under any name.
        .map(({ title, device }) => ({ title, device: device ?? (strategy === 'stat' ? 'gpu' : null) }));
      expect(found).toEqual(expected);
    },
  );
});

describe('refused fds', () => {
  test.each([
    ['auto', ['links'], 'by their fdinfo', 1],
    ['auto', ['fd'], 'by their fdinfo', 1],
    ['fdinfo', ['fd'], 'all the same', 1],
    ['auto', ['fd', 'fdinfo'], 'not at all', 0],
    ['name', ['fd'], 'not at all', 0],
    ['stat', ['links'], 'not at all', 0],
  ] as const)('%s with %s refused sees them %s', async (strategy, refused, _, clients) => {
    const sim = new SimProcfs();
    const process = sim.start(5, 'hidden', [
      [0, plainFile('/dev/null')],
      [3, drmFile(1)],
    ]);
    for (const what of refused) process.refused.add(what);
    const { readings, coverage } = await simScanner(sim, { strategy }).sweep();
    expect(readings).toHaveLength(clients);
    expect(coverage.processesUnreadable).toBe(1 - clients);
    expect(coverage.byErrno).toEqual(new Map(clients === 1 ? [] : [['EACCES', 1]]));
  });

  test('by the file system behind one of them do not hide the others from stat', async () => {
    const sim = new SimProcfs();
    sim.start(5, 'x', [
      [0, plainFile('/mnt/other-users-fuse/x')],
      [3, drmFile(1)],
    ]);
    const { Failure } = await import('../../../src/procfs/files.js');
    sim.before = (call, path) => (call === 'stat' && path === '/proc/5/fd/0' ? new Failure('EACCES', path) : undefined);
    const { readings, coverage } = await simScanner(sim, { strategy: 'stat' }).sweep();
    expect(readings).toHaveLength(1);
    expect(coverage).toMatchObject({ processesUnreadable: 0, byErrno: new Map([['EACCES', 1]]) });
  });
});

describe('auto', () => {
  test('never stats the target of a fd', async () => {
    const sim = new SimProcfs();
    const links = ['/dev/dri/card0', '/opt/gpu0', '/mnt/dead-fuse/x', '/dev/null', 'socket:[1]'];
    sim.start(
      5,
      'x',
      links.map((link, fd) => [fd, plainFile(link)] as const),
    );
    const asked: string[] = [];
    sim.before = (call, path) => {
      if (call === 'stat' && /\/fd\/\d/.test(path)) asked.push(path);
      return undefined;
    };
    await simScanner(sim).sweep();
    expect(asked).toEqual([]);
  });

  test('reads the fdinfo of an unknown path once, and again when the fd stands for another path', async () => {
    const sim = new SimProcfs();
    const { fds } = sim.start(5, 'x', [[0, plainFile('/opt/a')]]);
    const reads: string[] = [];
    sim.before = (call, path) => {
      if (call === 'read') reads.push(path);
      return undefined;
    };
    const scanner = simScanner(sim, { mode: 'full' });
    for (let times = 0; times < 3; times++) await scanner.sweep();
    expect(reads).toEqual(['/proc/5/fdinfo/0']);
    fds.set(0, plainFile('/opt/b'));
    await scanner.sweep();
    expect(reads).toHaveLength(2);
  });

  test('settles anew for another process under the same pid', async () => {
    const sim = new SimProcfs();
    sim.start(5, 'x', [[0, plainFile('/opt/gpu0')]]);
    const scanner = simScanner(sim, { mode: 'full' });
    await scanner.sweep();
    sim.start(5, 'y', [[0, drmFile(3, '/opt/gpu0')]]);
    expect((await scanner.sweep()).readings).toHaveLength(1);
  });

  const node = { ino: 500, dev: 5, size: 0, uid: 0, mtimeMs: 0, isDirectory: false, charDevice: { major: 226, minor: 1 } };
  const mountinfo = '26 1 0:5 / /dev rw,nosuid - devtmpfs devtmpfs rw,size=4k\n';

  test('tells a bind-mounted node of a driver without statistics by its inode', async () => {
    const sim = new SimProcfs();
    sim.extra.set('/dev/dri/card1', node);
    sim.start(5, 'x', [[0, silentFile('/opt/gpu0', 500)]]).mountinfo = mountinfo;
    sim.start(6, 'y', [[0, plainFile('/opt/file', 500)]]).mountinfo = mountinfo.replace('0:5', '8:1');
    const { readings } = await simScanner(sim, { devices: devicesOf(deviceFacts('b', { card1: '226:1' })) }).sweep();
    expect(readings).toMatchObject([{ pid: 5, link: '/opt/gpu0', device: 'b' }]);
  });

  test('believes the inode before the name where a container gave the node another one', async () => {
    const sim = new SimProcfs();
    sim.extra.set('/dev/dri/card1', node);
    sim.start(5, 'x', [[0, silentFile('/dev/dri/card0', 500)]]).mountinfo = mountinfo;
    const devices = devicesOf(deviceFacts('a', { card0: '226:0' }), deviceFacts('b', { card1: '226:1' }));
    expect((await simScanner(sim, { devices }).sweep()).readings).toMatchObject([{ device: 'b' }]);
  });

  // On a file system in memory the device number decides: see test/scan/held-fds.test.ts. One on a disk is not asked.
  const onDisk = mountinfo.replace('devtmpfs devtmpfs', 'ext4 /dev/sda1');

  describe.each(['auto', 'name'] as const)('an ordinary file that is called like a node (%s)', (strategy) => {
    const file = { ...node, charDevice: null };
    const found = async (prepare: (sim: SimProcfs) => void): Promise<number> => {
      const sim = new SimProcfs();
      sim.extra.set('/dev/dri/card63', file);
      sim.start(5, 'x', [[0, plainFile('/dev/dri/card63', 500)]]).mountinfo = onDisk;
      prepare(sim);
      const { readings, coverage } = await simScanner(sim, { strategy }).sweep();
      expect(coverage.byErrno.size).toBe(0);
      return readings.length;
    };

    test('is no DRM fd, for our own /dev has that very file', async () => {
      expect(await found(() => undefined)).toBe(0);
    });

    test.each<[string, (sim: SimProcfs) => void]>([
      ['our own /dev has a node of that name', (sim) => sim.extra.set('/dev/dri/card63', node)],
      ['our own /dev has nothing of that name', (sim) => sim.extra.delete('/dev/dri/card63')],
      ['the fd is on another inode: a node of a container', (sim) => sim.extra.set('/dev/dri/card63', { ...file, ino: 501 })],
      ['the fd is on another file system', (sim) => sim.extra.set('/dev/dri/card63', { ...file, dev: 6 })],
      ['the name was removed', (sim) => sim.processes.get(5)?.fds.set(0, plainFile('/dev/dri/card63 (deleted)', 500))],
      [
        'its mounts are not known',
        (sim) => {
          for (const process of sim.processes.values()) process.mountinfo = '';
        },
      ],
    ])('cannot be told where %s', async (_, prepare) => {
      expect(await found(prepare)).toBe(1);
    });
  });

  test('looks a device up again when devices came or went', async () => {
    const sim = new SimProcfs();
    sim.start(5, 'x', [[0, drmFile(1)]]);
    const facts: ReturnType<typeof deviceFacts>[] = [];
    const scanner = simScanner(sim, { devices: { read: () => [...facts], troubles: [] } });
    expect((await scanner.sweep()).readings).toMatchObject([{ device: null }]);
    facts.push(deviceFacts('a', { renderD128: '226:128' }));
    expect((await scanner.sweep()).readings).toMatchObject([{ device: 'a' }]);
  });
});

describe('trees', () => {
  test('stat never follows a link out of the tree', async () => {
    const dir = makeTempRoot('outside');
    const tree = new TreeWriter(dir);
    tree.writeLink('dev', '/dev');
    tree.putProcess({ pid: 1, comm: 'x', fds: { 0: { link: '/dev/null', fdinfo: genericText() } } });
    const asked: string[] = [];
    const real = openRoot({ root: dir });
    const files = { ...real.files, lstat: (path: string) => (asked.push(path), real.files.lstat(path)) };
    await createScanner({
      root: { ...real, files },
      strategy: 'stat',
      mode: 'full',
      devices: devicesOf(),
      sourceKind: 'tree',
    }).sweep();
    removeTempRoot(dir);
    expect(asked.filter((path) => path.includes('/dev/null'))).toEqual([]);
  });

  test('a process with a relative root link is looked up below it', async () => {
    const dir = makeTempRoot('chroot');
    const tree = new TreeWriter(dir);
    putTextNode(tree, 'srv/cr/dev/dri/card0', 226, 9);
    tree.putProcess({ pid: 1, comm: 'x', fds: { 0: { link: '/dev/dri/card0', fdinfo: genericText() } } });
    tree.writeLink('proc/1/root', '../../srv/cr');
    const devices = devicesOf(deviceFacts('nine', { card9: '226:9' }));
    const { readings } = await createScanner({
      root: openRoot({ root: dir }),
      strategy: 'stat',
      mode: 'full',
      devices,
      sourceKind: 'tree',
    }).sweep();
    removeTempRoot(dir);
    expect(readings).toMatchObject([{ device: 'nine' }]);
  });

  test('recorded without the right to fd/ are read by fdinfo/ alone', async () => {
    const dir = makeTempRoot('nofd');
    const tree = new TreeWriter(dir);
    tree.putProcess({ pid: 1, comm: 'x', fds: { 4: { link: null, fdinfo: genericText() + DRM } } });
    tree.removePath('proc/1/fd');
    for (const mode of ['full', 'incremental'] as const) {
      const scanner = createScanner({
        root: openRoot({ root: dir }),
        strategy: 'auto',
        mode,
        devices: devicesOf(),
        sourceKind: 'tree',
      });
      expect((await scanner.sweep()).readings).toMatchObject([{ pid: 1, fd: 4, link: null }]);
    }
    removeTempRoot(dir);
  });
});
