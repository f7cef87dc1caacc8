import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/procfs/files.js';
import { readerOf } from './machines.js';
import { type Entry, MemoryFiles } from './memory-files.js';

function devicesOf(entries: Readonly<Record<string, Entry>>) {
  return readerOf('/', new MemoryFiles(entries)).read();
}

/** A node with its parent, linked as the kernel links them. */
function node(name: string, number: string, device: string, more: Readonly<Record<string, Entry>> = {}) {
  const kind = name.startsWith('accel') ? 'accel' : 'drm';
  const up = '../'.repeat(2);
  return {
    [`/sys/class/${kind}/${name}`]: { link: `../../devices/${device}/${kind}/${name}` },
    [`/sys/devices/${device}/${kind}/${name}/dev`]: `${number}\n`,
    [`/sys/devices/${device}/${kind}/${name}/device`]: { link: `${up}../${device.split('/').at(-1) ?? ''}` },
    [`/sys/devices/${device}/power/runtime_status`]: 'active\n',
    ...Object.fromEntries(Object.entries(more).map(([path, entry]) => [`/sys/devices/${device}/${path}`, entry])),
  };
}

const SLOT = { uevent: 'PCI_ID=1002:744C\nPCI_SLOT_NAME=0000:03:00.0\n' };

describe('nodes put together to devices', () => {
  it('makes one device of a card and a render node with one parent', () => {
    expect(
      devicesOf({ ...node('renderD128', '226:128', 'pci/0000:03:00.0', SLOT), ...node('card1', '226:1', 'pci/0000:03:00.0') }),
    ).toMatchObject([{ id: '0000:03:00.0', nodes: ['card1', 'renderD128'], deviceNumbers: ['226:1', '226:128'] }]);
  });

  it('looks at no more nodes than any machine has, and says so', () => {
    const nodes = Array.from({ length: 1500 }, (_, at) => node(`card${at}`, `226:${at}`, `platform/${at}.gpu`));
    const reader = readerOf('/', new MemoryFiles(Object.assign({}, ...nodes) as Record<string, Entry>));
    expect(reader.read()).toHaveLength(1024);
    expect(reader.troubles).toContainEqual(new Failure('EOVERFLOW', '/sys/class/drm'));
  });

  it('keeps two devices of one driver apart off PCI', () => {
    const driver = { driver: { link: '../../bus/platform/drivers/v3d' } };
    expect(
      devicesOf({ ...node('card0', '226:0', 'platform/a.gpu', driver), ...node('card1', '226:1', 'platform/b.gpu', driver) }),
    ).toMatchObject([
      { id: 'a.gpu', driver: 'v3d' },
      { id: 'b.gpu', driver: 'v3d' },
    ]);
  });

  it('makes one device of a copy without links, by its bus address', () => {
    const copied = (name: string, number: string) => ({
      [`/sys/class/drm/${name}/dev`]: number,
      [`/sys/class/drm/${name}/device/uevent`]: `DRIVER=amdgpu\n${SLOT.uevent}`,
      [`/sys/class/drm/${name}/device/gpu_busy_percent`]: '50\n',
    });
    expect(devicesOf({ ...copied('card0', '226:0'), ...copied('renderD128', '226:128') })).toMatchObject([
      { id: '0000:03:00.0', driver: 'amdgpu', nodes: ['card0', 'renderD128'], busyRatio: 0.5 },
    ]);
  });

  it('follows an absolute device link into the tree and not into this machine', () => {
    const files = new MemoryFiles({
      '/tree/sys/class/drm/card0/device': { link: '/sys/devices/platform/x.gpu' },
      '/tree/sys/devices/platform/x.gpu/uevent': 'DRIVER=panfrost\nOF_COMPATIBLE_0=arm,mali-t860\n',
      '/sys/devices/platform/x.gpu/uevent': 'DRIVER=wrong\n',
    });
    expect(readerOf('/tree', files).read()).toMatchObject([{ id: 'x.gpu', driver: 'panfrost', name: 'arm,mali-t860' }]);
    expect(files.calls.every(({ path }) => path.startsWith('/tree/'))).toBe(true);
  });

  it('gives a node without a parent a device of its own', () => {
    expect(
      devicesOf({
        '/sys/class/drm/card0': { link: '../../devices/virtual/drm/card0' },
        '/sys/devices/virtual/drm/card0/dev': '226:0\n',
        '/sys/class/drm/card1': { link: '../../devices/virtual/drm/card1' },
        '/sys/devices/virtual/drm/card1/dev': '226:1\n',
      }),
    ).toMatchObject([
      { id: 'card0', driver: null, runtimeStatus: null, deviceNumbers: ['226:0'] },
      { id: 'card1', driver: null, runtimeStatus: null, deviceNumbers: ['226:1'] },
    ]);
  });

  describe('of a GPU in partitions', () => {
    const gpu = (address: string, card: number, render: number) => ({
      ...node(`card${card}`, `226:${card}`, `pci/${address}`, { uevent: `DRIVER=amdgpu\nPCI_SLOT_NAME=${address}\n` }),
      ...node(`renderD${render}`, `226:${render}`, `pci/${address}`),
    });
    const part = (name: string, card: number, render: number) => ({
      ...node(`card${card}`, `226:${card}`, `platform/${name}`, { uevent: 'MODALIAS=platform:amdgpu_xcp\n' }),
      ...node(`renderD${render}`, `226:${render}`, `platform/${name}`),
    });
    const two = {
      ...{ ...gpu('0000:05:00.0', 1, 128), ...part('amdgpu_xcp_0', 2, 129), ...part('amdgpu_xcp_1', 3, 130) },
      ...{ ...gpu('0000:15:00.0', 4, 131), ...part('amdgpu_xcp_2', 5, 132), ...part('amdgpu_xcp_3', 10, 137) },
    };

    it('makes one device of each GPU, its own nodes first', () => {
      expect(devicesOf(two).map(({ id, driver, nodes }) => [id, driver, nodes.join(' ')])).toEqual([
        ['0000:05:00.0', 'amdgpu', 'card1 renderD128 card2 card3 renderD129 renderD130'],
        ['0000:15:00.0', 'amdgpu', 'card4 renderD131 card5 card10 renderD132 renderD137'],
      ]);
    });

    it('believes KFD where it says which GPU a partition is of', () => {
      const topology = {
        '/sys/class/kfd/kfd/topology/nodes/3/gpu_id': '77\n',
        // Bus 5, and the partition's number in the highest bits.
        '/sys/class/kfd/kfd/topology/nodes/3/properties':
          'simd_count 304\nlocation_id 1610614016\ndomain 0\ndrm_render_minor 137\n',
      };
      expect(devicesOf({ ...two, ...topology })[0]?.nodes).toContain('renderD137');
    });

    it('leaves a partition alone whose GPU is not there', () => {
      expect(devicesOf(part('amdgpu_xcp.4', 2, 129))).toMatchObject([{ id: 'amdgpu_xcp.4', nodes: ['card2', 'renderD129'] }]);
    });
  });

  it('never gives two devices one id', () => {
    expect(devicesOf({ ...node('card0', '226:0', 'a/gpu'), ...node('card1', '226:1', 'b/gpu') }).map(({ id }) => id)).toEqual([
      'gpu',
      'card1',
    ]);
  });

  it('orders by card number as a number, then render-only devices, then accelerators', () => {
    const order = ['card2', 'card10', 'renderD130', 'accel0'];
    const nodes = [...order].reverse().map((name, at) => node(name, `226:${at}`, `p/${name}-gpu`));
    const entries = Object.fromEntries(nodes.flatMap((entries) => Object.entries(entries)));
    expect(devicesOf(entries).flatMap(({ nodes }) => nodes)).toEqual(order);
  });

  it.each(['card0-HDMI-A-1', 'controlD64', 'version', 'ttm', 'card', 'renderD', 'card0x'])('takes %s for no device', (name) => {
    expect(devicesOf({ [`/sys/class/drm/${name}/dev`]: '226:0' })).toEqual([]);
  });

  it('finds nodes by number where the class folders are missing', () => {
    expect(
      devicesOf({
        '/sys/dev/char/226:128': { link: '../../devices/platform/x.gpu/drm/renderD128' },
        '/sys/dev/char/1:3': { link: '../../devices/virtual/mem/null' },
        '/sys/devices/platform/x.gpu/drm/renderD128/dev': '226:128\n',
        '/sys/devices/platform/x.gpu/drm/renderD128/device': { link: '../../../x.gpu' },
      }),
    ).toMatchObject([{ id: 'x.gpu', nodes: ['renderD128'] }]);
  });
});

describe('device numbers', () => {
  const device = { '/sys/class/drm/card0/device/uevent': '' };

  it.each([
    ['the dev file of sysfs', { '/sys/class/drm/card0/dev': '226:5\n', '/dev/dri/card0': 'c 226:0\n' }, '226:5'],
    ['the stand-in of a tree', { '/dev/dri/card0': 'c 226:0\n' }, '226:0'],
    ['nothing', {}, null],
    ['nothing when sysfs has garbage', { '/sys/class/drm/card0/dev': '226:0:1' }, null],
    ['nothing from an ordinary file in /dev', { '/dev/dri/card0': 'hello' }, null],
  ])('come from %s', (_, entries, number) => {
    expect(devicesOf({ ...device, ...entries })).toMatchObject([{ deviceNumbers: [number] }]);
  });
});

describe('the name of the driver', () => {
  const at = (more: Readonly<Record<string, Entry>>) => devicesOf(node('card0', '226:0', 'faux/vgem', more));

  it.each([
    ['the driver link', { driver: { link: '../../bus/pci/drivers/amdgpu' } }, 'amdgpu'],
    ['uevent where a tree has no link', { uevent: 'DRIVER=lima\n' }, 'lima'],
    [
      "virtio's child",
      { driver: { link: '../bus/virtio-pci' }, 'virtio0/driver': { link: '../../bus/virtio/drivers/virtio_gpu' } },
      'virtio_gpu',
    ],
    ['the transport, where the child has no driver', { uevent: 'DRIVER=virtio-pci\n' }, 'virtio-pci'],
    ['nowhere', {}, null],
    ['nowhere on the faux bus without a module of that name', { uevent: 'DRIVER=faux_driver\n' }, null],
  ])('comes from %s', (_, more, driver) => {
    expect(at(more)).toMatchObject([{ driver }]);
  });

  it.each([{}, { uevent: 'DRIVER=faux_driver\n' }])("is the device's own name where a module bears it", (more) => {
    const entries = { ...node('card0', '226:0', 'faux/vgem', more), '/sys/module/vgem/initstate': 'live\n' };
    expect(devicesOf(entries)).toMatchObject([{ id: 'vgem', driver: 'vgem' }]);
  });
});

describe('the count of open files', () => {
  const counted = (module: string, bus: string) => ({
    [`/sys/bus/${bus}/drivers/${module}/module`]: { link: `../../../../module/${module}` },
    [`/sys/module/${module}/refcnt`]: '5\n',
    [`/sys/module/${module}/holders/other`]: { link: '../../other' },
  });

  it.each([
    [
      'of the module that the driver is',
      { driver: { link: '../../../bus/platform/drivers/v3d' } },
      counted('v3d', 'platform'),
      4,
    ],
    [
      "of virtio's child",
      {
        driver: { link: '../../../bus/pci/drivers/virtio-pci' },
        'virtio0/driver': { link: '../../../../bus/virtio/drivers/virtio_gpu' },
      },
      { ...counted('virtio-pci', 'pci'), ...counted('virtio_gpu', 'virtio'), '/sys/module/virtio_gpu/refcnt': '3\n' },
      2,
    ],
    ['nobody’s, where the driver is built in', { driver: { link: '../../../bus/platform/drivers/v3d' } }, {}, null],
  ])('is that %s', (_, more, modules, openFiles) => {
    expect(devicesOf({ ...node('card0', '226:0', 'platform/a.gpu', more), ...modules })).toMatchObject([{ openFiles }]);
  });

  it('is that of the module whose name a virtual device bears', () => {
    expect(devicesOf({ ...node('card0', '226:0', 'faux/vgem'), '/sys/module/vgem/refcnt': '2\n' })).toMatchObject([
      { openFiles: 2 },
    ]);
  });
});

describe('what keeps devices away', () => {
  it('is nothing on a machine without DRM', () => {
    const reader = readerOf('/', new MemoryFiles({ '/sys/class/net/lo': '' }));
    expect(reader.read()).toEqual([]);
    expect(reader.troubles).toEqual([]);
  });

  it('is reported when a class folder cannot be read, and only that one', () => {
    const refused = new Failure('EACCES', '/sys/class/drm');
    const files = new MemoryFiles({ ...node('accel0', '261:0', 'pci/npu'), '/sys/class/drm': refused });
    const reader = readerOf('/', files);
    expect(reader.read().map(({ id }) => id)).toEqual(['npu']);
    expect(reader.troubles).toEqual([refused]);
    files.remove('/sys/class/drm');
    reader.read();
    expect(reader.troubles).toEqual([]);
  });

  it.each([
    ['loops', { link: 'card0' }, 'ELOOP'],
    ['leads out of the tree', { link: '../../../../etc' }, 'EXDEV'],
  ])('is reported for a node that %s, and the others are shown', (_, entry, errno) => {
    const reader = readerOf('/', new MemoryFiles({ ...node('card1', '226:1', 'p/x.gpu'), '/sys/class/drm/card0': entry }));
    expect(reader.read().map(({ id }) => id)).toEqual(['x.gpu']);
    expect(reader.troubles).toMatchObject([{ errno }]);
  });

  it('is nothing when a node is gone between listing and looking', () => {
    const reader = readerOf('/', new MemoryFiles({ '/sys/class/drm/card0': { link: '../../devices/gone' } }));
    expect(reader.read()).toEqual([]);
    expect(reader.troubles).toEqual([]);
  });
});
