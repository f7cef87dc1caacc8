import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putDevice, removeDevice, type TreeDevice } from '../../src/procfs-tree/device-tree.js';
import { putRealNode } from '../support/real-node.js';
import { dmaBufFd, nodeFd, socketFd } from '../../src/procfs-tree/tree-fd.js';
import { TemporaryTree } from '../support/tree.js';

const NAVI: TreeDevice = {
  driver: 'amdgpu',
  bus: { kind: 'pci', address: '0000:03:00.0', vendor: '1002', device: '747e' },
  nodes: ['card1', 'renderD128'],
  files: { gpu_busy_percent: '12\n', 'hwmon/hwmon2/temp1_input': '61000\n' },
};

let tree: TemporaryTree;
const read = (path: string) => tree.read(path);
const link = (path: string) => tree.link(path);

beforeEach(() => (tree = new TemporaryTree()));
afterEach(() => tree[Symbol.dispose]());

describe('a process in a tree', () => {
  it('has the files, links and fdinfo that procfs shows', () => {
    tree.putProcess({
      pid: 4242,
      comm: 'blender',
      cmdline: ['blender', '-b', 'x.blend'],
      uid: 1000,
      parentPid: 17,
      startTimeTicks: 99,
      cpuTicks: 400,
      fds: { 3: socketFd(123), 5: nodeFd('/dev/dri/renderD128', 'drm-driver:\tamdgpu\n') },
    });
    expect(read('proc/4242/comm')).toBe('blender\n');
    expect(read('proc/4242/cmdline')).toBe('blender\0-b\0x.blend\0');
    expect(read('proc/4242/cgroup')).toBe('0::/\n');
    expect(read('proc/4242/status')).toContain('\nPPid:\t17\n');
    expect(read('proc/4242/status')).toContain('\nUid:\t1000\t1000\t1000\t1000\n');
    expect(link('proc/4242/fd/3')).toBe('socket:[123]');
    expect(link('proc/4242/fd/5')).toBe('/dev/dri/renderD128');
    expect(read('proc/4242/fdinfo/5')).toBe('pos:\t0\nflags:\t02100002\nmnt_id:\t26\nino:\t1042\ndrm-driver:\tamdgpu\n');
  });

  it('prints the 52 fields of stat, with parent, CPU time and start time where the kernel has them', () => {
    tree.putProcess({ pid: 7, comm: 'a) b\n(c', parentPid: 17, startTimeTicks: 99, cpuTicks: 400 });
    const stat = read('proc/7/stat');
    const afterComm = stat.slice(stat.lastIndexOf(')') + 2);
    const fields = ['7', 'a) b\n(c', ...afterComm.trimEnd().split(' ')];
    expect(stat.startsWith('7 (a) b\n(c) S ')).toBe(true);
    expect(fields).toHaveLength(52);
    expect(fields[4 - 1]).toBe('17');
    expect(Number(fields[14 - 1]) + Number(fields[15 - 1])).toBe(400);
    expect(fields[22 - 1]).toBe('99');
  });

  it('has its comm cut at 15 bytes, in the middle of a character if it falls so', () => {
    tree.putProcess({ pid: 8, comm: 'überwältigende' });
    const bytes = readFileSync(join(tree.root, 'proc/8/comm'));
    expect(bytes).toHaveLength(16);
    tree.putProcess({ pid: 8, comm: '12345678901234é' });
    expect(readFileSync(join(tree.root, 'proc/8/comm')).subarray(13)).toEqual(Buffer.from([0x34, 0xc3, 0x0a]));
  });

  it('may have an empty cmdline, as kernel threads and zombies have', () => {
    tree.putProcess({ pid: 9, comm: 'kworker/0:1', cmdline: [] });
    expect(read('proc/9/cmdline')).toBe('');
  });

  it('goes away whole and may come back as another', () => {
    tree.putProcess({ pid: 10, comm: 'first', fds: { 1: socketFd(1) } });
    tree.putProcess({ pid: 10, comm: 'second', fds: { 2: socketFd(2) } });
    expect(tree.names('proc/10/fd')).toEqual(['2']);
    expect(read('proc/10/comm')).toBe('second\n');
    tree.removeProcess(10);
    tree.removeProcess(10);
    expect(tree.names('proc')).toEqual([]);
    expect(tree.names('.staging')).toEqual([]);
  });
});

describe('an fd in a tree', () => {
  beforeEach(() => tree.putProcess({ pid: 1, comm: 'p', fds: { 3: nodeFd('/dev/dri/card1', 'a') } }));
  const fdFolder = () => statSync(join(tree.root, 'proc/1/fd'), { bigint: true });

  it('moves its counters without touching the fd folder, and a reader that has it open keeps the old text', () => {
    const before = fdFolder();
    const inode = statSync(join(tree.root, 'proc/1/fdinfo/3')).ino;
    tree.setFdinfo(1, 3, 'new');
    expect(read('proc/1/fdinfo/3')).toBe('new');
    expect(statSync(join(tree.root, 'proc/1/fdinfo/3')).ino).not.toBe(inode);
    expect(fdFolder().mtimeNs).toBe(before.mtimeNs);
  });

  it('changes the mtime of the fd folder when it comes, goes or is replaced at an equal count', async () => {
    for (const change of [() => tree.putFd(1, 4, socketFd(9)), () => tree.removeFd(1, 4), () => tree.putFd(1, 3, dmaBufFd())]) {
      const before = fdFolder().mtimeNs;
      await new Promise((resolve) => setTimeout(resolve, 15)); // the kernel's file time moves by jiffies
      change();
      expect(fdFolder().mtimeNs).not.toBe(before);
    }
    expect(link('proc/1/fd/3')).toBe('/dmabuf:');
    expect(read('proc/1/fdinfo/3')).toContain('exp_name:\tdrm');
  });

  it('may lack its link or its fdinfo, as one closed in the middle of a scan does', () => {
    tree.putFd(1, 3, { link: '/dev/dri/card1', fdinfo: null });
    expect(existsSync(join(tree.root, 'proc/1/fdinfo/3'))).toBe(false);
    tree.putFd(1, 3, { link: null, fdinfo: 'x' });
    expect(tree.names('proc/1/fd')).toEqual([]);
  });
});

describe('a device in a tree', () => {
  it('is found by class, by number and from its nodes, and card and render node are one device', () => {
    putDevice(tree, NAVI);
    const folder = realpathSync(join(tree.root, 'sys/devices/pci0000:00/0000:03:00.0'));
    for (const way of ['sys/class/drm/card1/device', 'sys/class/drm/renderD128/device', 'sys/dev/char/226:128/device'])
      expect(realpathSync(join(tree.root, way))).toBe(folder);
    expect(link('sys/class/drm/card1/device/driver').split('/').at(-1)).toBe('amdgpu');
    expect(read('sys/class/drm/card1/device/uevent')).toContain('PCI_SLOT_NAME=0000:03:00.0\n');
    expect(read('sys/class/drm/renderD128/dev')).toBe('226:128\n');
    expect(read('sys/class/drm/card1/device/hwmon/hwmon2/temp1_input')).toBe('61000\n');
    expect(read('dev/dri/renderD128')).toBe('c 226:128\n');
  });

  it('on a platform bus has its device-tree name, and an accelerator has major 261', () => {
    putDevice(tree, {
      driver: 'panfrost',
      bus: { kind: 'platform', name: 'ff9a0000.gpu', compatible: ['rockchip,rk3399-mali', 'arm,mali-t860'] },
      nodes: ['card0'],
      nodeFiles: { card0: { status: 'x\n' } },
    });
    expect(realpathSync(join(tree.root, 'sys/class/drm/card0/device')).split('/').at(-1)).toBe('ff9a0000.gpu');
    expect(read('sys/class/drm/card0/status')).toBe('x\n');
    putDevice(tree, {
      ...NAVI,
      nodes: ['accel0'],
      driver: null,
      bus: { kind: 'pci', address: '0000:c4:00.1', vendor: '1022', device: '1502' },
    });
    expect(read('dev/accel/accel0')).toBe('c 261:0\n');
    expect(existsSync(join(tree.root, 'sys/dev/char/261:0/dev'))).toBe(true);
    expect(existsSync(join(tree.root, 'sys/class/accel/accel0/device/driver'))).toBe(false);
  });

  it('is gone from all places once removed', () => {
    putDevice(tree, NAVI);
    removeDevice(tree, NAVI);
    const left = execFileSync('find', [tree.root, '(', '-type', 'f', '-o', '-type', 'l', ')'], { encoding: 'utf8' });
    expect(left).toBe('');
  });

  it('gets a real node where mknod is allowed, and keeps the text node where not', () => {
    putDevice(tree, NAVI);
    const made = putRealNode(tree, 'dev/dri/renderD128', 226, 128);
    expect(lstatSync(join(tree.root, 'dev/dri/renderD128')).isCharacterDevice()).toBe(made);
    expect(tree.names('dev/dri')).toEqual(['card1', 'renderD128']);
  });
});
