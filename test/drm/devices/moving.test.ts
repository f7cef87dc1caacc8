import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/procfs/files.js';
import { machineRoot, MACHINES, readerOf } from './machines.js';
import { MemoryFiles } from './memory-files.js';

const DESKTOP = 'desktop-amdgpu-i915';
const AMDGPU = '/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0';
const PANFROST = '/sys/devices/platform/78040000.gpu';

function machine(name: string) {
  const files = MemoryFiles.copyOf(machineRoot(name));
  return { files, reader: readerOf('/', files) };
}

describe('a device that another driver is bound to', () => {
  it('is found anew, also where its nodes look the same', () => {
    const { files, reader } = machine(DESKTOP);
    expect(reader.read()[1]?.driver).toBe('amdgpu');
    files.set(`${AMDGPU}/driver`, { link: '../../../../bus/pci/drivers/vfio-gpu' });
    expect(reader.read()[1]).toMatchObject({ id: '0000:03:00.0', driver: 'vfio-gpu', busyRatio: null });
  });

  it('is found anew where a tree has only its uevent', () => {
    const uevent = (driver: string) => `DRIVER=${driver}\nPCI_SLOT_NAME=0000:03:00.0\n`;
    const files = new MemoryFiles({
      '/sys/class/drm/card0/dev': '226:0\n',
      '/sys/class/drm/card0/device/uevent': uevent('i915'),
    });
    const reader = readerOf('/', files);
    expect(reader.read()).toMatchObject([{ driver: 'i915' }]);
    files.set('/sys/class/drm/card0/device/uevent', uevent('xe'));
    expect(reader.read()).toMatchObject([{ driver: 'xe' }]);
  });
});

describe('an Adreno', () => {
  const GPU = '/sys/devices/platform/soc@0/3d00000.gpu';

  it('lends its clock to the display’s nodes only where they render, and it has none of its own', () => {
    const { files, reader } = machine('phone-msm');
    expect(reader.read()).toMatchObject([{ frequencyHz: 441_600_000 }]);
    const displayOnly = MemoryFiles.copyOf(machineRoot('phone-msm'));
    displayOnly.remove('/sys/class/drm/renderD128');
    expect(readerOf('/', displayOnly).read()).toMatchObject([{ nodes: ['card0'], frequencyHz: null, maxFrequencyHz: null }]);
    files.set(`${GPU}/drm/card1/dev`, '226:1\n');
    expect(readerOf('/', files).read()).toMatchObject([{ nodes: ['card0', 'renderD128'], frequencyHz: null }]);
  });
});

describe('a device that sleeps', () => {
  it.each(['suspended\n', 'suspending\n'])('is not asked for anything but its status: %j', (status) => {
    const { files, reader } = machine(DESKTOP);
    reader.read();
    files.set(`${AMDGPU}/power/runtime_status`, status);
    files.takeReads();
    const amdgpu = reader.read()[1];
    expect(files.takeReads().filter((path) => path.startsWith(AMDGPU))).toEqual([`${AMDGPU}/power/runtime_status`]);
    expect(amdgpu).toMatchObject({
      name: 'Navi 32 [Radeon RX 7700 XT / 7800 XT]',
      runtimeStatus: status.trim(),
      busyRatio: null,
      frequencyHz: null,
      maxFrequencyHz: null,
      temperatureCelsius: null,
      powerWatts: null,
      powerCapWatts: null,
      counters: { idleNs: null, busyNs: null, energyUj: null },
    });
    expect(amdgpu?.memory.size).toBe(0);
  });

  it('has none of its moving files touched when it sleeps from the start, and is read once it wakes', () => {
    const { files, reader } = machine(DESKTOP);
    files.set(`${AMDGPU}/power/runtime_status`, 'suspended\n');
    reader.read();
    const moving = /gpu_busy|mem_info|pp_dpm|_input|_average|_cap/;
    expect(files.takeReads().filter((path) => path.startsWith(AMDGPU) && moving.test(path))).toEqual([]);
    files.set(`${AMDGPU}/power/runtime_status`, 'active\n');
    expect(reader.read()[1]).toMatchObject({ busyRatio: 0.62, temperatureCelsius: 61 });
  });

  it('keeps its hint, found without waking it', () => {
    const { files, reader } = machine('vm-multi-6.12');
    files.set(`${PANFROST}/power/runtime_status`, 'suspended\n');
    const hint = reader.read()[2]?.hint;
    expect(hint).toContain(`echo 1 > ${PANFROST}/profiling`);
    files.takeReads();
    expect(reader.read()[2]?.hint).toBe(hint);
    expect(files.takeReads()).not.toContain(`${PANFROST}/profiling`);
  });

  it('is the GPU on msm, not the display that the nodes hang on', () => {
    const { files, reader } = machine('phone-msm');
    files.set('/sys/devices/platform/soc@0/3d00000.gpu/power/runtime_status', 'suspended\n');
    expect(reader.read()).toMatchObject([{ runtimeStatus: 'suspended', frequencyHz: null }]);
  });
});

describe('the hint of panfrost', () => {
  it('goes when counters are switched on', () => {
    const { files, reader } = machine('vm-multi-6.12');
    reader.read();
    files.set(`${PANFROST}/profiling`, '1\n');
    expect(reader.read()[2]?.hint).toBeNull();
  });

  it('makes no command of a path that a shell would not take as one word', () => {
    const bad = 'x;reboot';
    const files = new MemoryFiles({
      [`/sys/class/drm/card0`]: { link: `../../devices/${bad}/drm/card0` },
      [`/sys/devices/${bad}/drm/card0/device`]: { link: '../..' },
      [`/sys/devices/${bad}/uevent`]: 'DRIVER=panfrost\n',
      [`/sys/devices/${bad}/profiling`]: '0\n',
    });
    const hint = readerOf('/', files).read()[0]?.hint;
    expect(hint).toContain('switched off');
    expect(hint).not.toContain(bad);
  });
});

describe('a text that was cut short', () => {
  it('gives no number', () => {
    const { files, reader } = machine('apu-amdgpu-amdxdna');
    const path = files.paths.find((each) => each.endsWith('/gpu_busy_percent')) ?? '';
    files.set(path, '4');
    expect(reader.read()[0]?.busyRatio).toBeNull();
    files.set(path, '42\n');
    expect(reader.read()[0]?.busyRatio).toBe(0.42);
  });

  it('names no device: it is left out and told, until its uevent can be read', () => {
    const { files, reader } = machine('desktop-nouveau');
    const path = '/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/uevent';
    const whole = files.read(path);
    files.set(path, 'PCI_SLOT_NAME=0000:01:');
    expect(reader.read()).toEqual([]);
    expect(reader.troubles[0]).toMatchObject({ errno: 'EIO' });
    files.set(path, whole);
    expect(reader.read()).toMatchObject([{ id: '0000:01:00.0' }]);
    expect(reader.troubles).toEqual([]);
  });
});

describe('devices that come and go', () => {
  it('shows a GPU that is plugged in, and no more after it is pulled', () => {
    const { files, reader } = machine('desktop-nouveau');
    expect(reader.read().map(({ id }) => id)).toEqual(['0000:01:00.0']);
    files.set('/sys/class/drm/card1', { link: '../../devices/usb/1-2:1.0/drm/card1' });
    files.set('/sys/devices/usb/1-2:1.0/drm/card1/device', { link: '../../../1-2:1.0' });
    files.set('/sys/devices/usb/1-2:1.0/uevent', 'DRIVER=udl\n');
    expect(reader.read().map(({ id, driver }) => [id, driver])).toEqual([
      ['0000:01:00.0', 'nouveau'],
      ['1-2:1.0', 'udl'],
    ]);
    files.remove('/sys/class/drm/card1');
    expect(reader.read().map(({ id }) => id)).toEqual(['0000:01:00.0']);
    files.remove('/sys/class/drm');
    files.remove('/sys/dev/char');
    expect(reader.read()).toEqual([]);
    expect(reader.troubles).toEqual([]);
  });

  it('lists nodes again when the kernel has told of a device, and not while it has not', () => {
    const { files, reader } = machine('desktop-nouveau');
    const count = '/sys/kernel/uevent_seqnum';
    const lists = (): number => files.calls.filter(({ call, path }) => call === 'list' && path === '/sys/class/drm').length;
    files.set(count, '4711\n');
    reader.read();
    const first = lists();
    files.set('/sys/class/drm/card1', { link: '../../devices/usb/1-2:1.0/drm/card1' });
    files.set('/sys/devices/usb/1-2:1.0/drm/card1/device', { link: '../../../1-2:1.0' });
    files.set('/sys/devices/usb/1-2:1.0/uevent', 'DRIVER=udl\n');
    expect(reader.read()).toHaveLength(1);
    expect(lists()).toBe(first);
    files.set(count, '4712\n');
    expect(reader.read()).toHaveLength(2);
    files.remove('/sys/class/drm/card1');
    files.set(count, '4714\n');
    expect(reader.read()).toHaveLength(1);
    // Nobody counts any more.
    files.remove(count);
    files.set('/sys/class/drm/card1', { link: '../../devices/usb/1-2:1.0/drm/card1' });
    expect(reader.read()).toHaveLength(2);
    expect(reader.troubles).toEqual([]);
  });

  it('lists nodes again after a listing that failed, whatever the kernel has told', () => {
    const { files, reader } = machine('desktop-nouveau');
    files.set('/sys/kernel/uevent_seqnum', '4711\n');
    const whole = files.clone();
    files.set('/sys/class/drm', new Failure('EMFILE', '/sys/class/drm'));
    reader.read();
    expect(reader.troubles).not.toEqual([]);
    files.remove('/sys/class/drm');
    for (const path of ['/sys/class/drm/card0', '/sys/class/drm/renderD128']) {
      const link = whole.link(path);
      files.set(path, link instanceof Failure ? link : { link });
    }
    expect(reader.read()).toHaveLength(1);
    expect(reader.troubles).toEqual([]);
  });

  it('sees another device under an old name', () => {
    const { files, reader } = machine('desktop-nouveau');
    reader.read();
    files.set('/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/uevent', 'PCI_ID=10DE:1234\nPCI_SLOT_NAME=0000:02:00.0\n');
    expect(reader.read()).toMatchObject([{ id: '0000:01:00.0' }]);
    files.set('/sys/class/drm/card0', { link: '../../devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/card0' });
    expect(reader.read()).toMatchObject([{ id: '0000:02:00.0' }]);
  });

  it('looks anew when a file that was there is gone: the driver was bound again', () => {
    const { files, reader } = machine('desktop-nouveau');
    const hwmon = '/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/hwmon';
    expect(reader.read()).toMatchObject([{ temperatureCelsius: 38 }]);
    files.remove(`${hwmon}/hwmon1`);
    files.set(`${hwmon}/hwmon7/temp1_input`, '41000\n');
    expect(reader.read()).toMatchObject([{ temperatureCelsius: null }]);
    expect(reader.read()).toMatchObject([{ temperatureCelsius: 41, powerWatts: null }]);
  });
});

describe('a file that fails', () => {
  it.each(['EIO', 'EPERM', 'ENODATA', 'EBUSY', 'EOPNOTSUPP'])('with %s is unknown until it works again', (errno) => {
    const { files, reader } = machine(DESKTOP);
    const path = `${AMDGPU}/gpu_busy_percent`;
    files.set(path, new Failure(errno, path));
    expect(reader.read()[1]).toMatchObject({ busyRatio: null, temperatureCelsius: 61 });
    files.set(path, '40\n');
    expect(reader.read()[1]).toMatchObject({ busyRatio: 0.4 });
    expect(reader.troubles).toEqual([]);
  });

  it('for want of rights is a trouble, and is not asked again', () => {
    const { files, reader } = machine('desktop-nouveau');
    const path = '/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/hwmon/hwmon1/power1_input';
    files.set(path, new Failure('EACCES', path));
    expect(reader.read()).toMatchObject([{ powerWatts: null, temperatureCelsius: 38 }]);
    files.takeReads();
    reader.read();
    expect(reader.troubles).toMatchObject([{ errno: 'EACCES', path }]);
    expect(files.takeReads()).not.toContain(path);
  });
});

describe('sensors', () => {
  const HWMON = '/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/hwmon';

  function card(sensors: Readonly<Record<string, string>>) {
    const { files, reader } = machine('desktop-nouveau');
    files.remove(HWMON);
    for (const [path, text] of Object.entries(sensors)) files.set(`${HWMON}/${path}`, `${text}\n`);
    return reader.read()[0];
  }

  it('are those of the lowest number, in whatever order the kernel lists them', () => {
    const temperatures = { 'hwmon1/temp10_input': '90000', 'hwmon1/temp3_input': '70000', 'hwmon1/temp2_input': '58000' };
    expect(card(temperatures)).toMatchObject({ temperatureCelsius: 58 });
  });

  it('give the average power before the momentary one', () => {
    expect(card({ 'hwmon1/power1_input': '5000000', 'hwmon1/power1_average': '7000000' })).toMatchObject({ powerWatts: 7 });
  });

  it('come from the folder that bears the name of the driver, else from the first', () => {
    const two = { 'hwmon10/temp1_input': '10000', 'hwmon9/temp1_input': '9000' };
    expect(card(two)).toMatchObject({ temperatureCelsius: 9 });
    expect(card({ ...two, 'hwmon10/name': 'nouveau' })).toMatchObject({ temperatureCelsius: 10 });
  });

  it.each([
    ['0', null],
    ['200000000', 200],
  ])('with a power limit of %s say %s', (text, powerCapWatts) => {
    expect(card({ 'hwmon1/power1_max': text })).toMatchObject({ powerCapWatts });
  });
});

describe('the cost of a tick', () => {
  // Files read for each device of the machine, the runtime status included, in the order of the devices.
  it.each([
    ['desktop-amdgpu-i915', [8, 19]],
    ['apu-amdgpu-amdxdna', [8, 1]],
    ['discrete-i915-before-gt-folders', [6]],
    ['discrete-xe-sriov', [13, 1]],
    ['laptop-xe-ivpu-nvidia', [3, 3, 4]],
    ['phone-msm', [3]],
    ['board-panthor', [1, 4]],
    ['desktop-nouveau', [6]],
    ['vm-multi-6.12', [2, 2, 4, 1, 1]],
  ])('%s reads %j files and lists no folder of a device', (name, counts) => {
    const { files, reader } = machine(name);
    reader.read();
    reader.read();
    files.takeReads();
    const devices = reader.read();
    const listed = files.calls.filter(({ call }) => call === 'list').map(({ path }) => path);
    expect(new Set(listed)).toEqual(new Set(['/sys/class/drm', '/sys/class/accel']));
    // One link of each device, to see another driver bound to it.
    const others = files.calls.filter(({ call }) => call === 'link' || call === 'stat').map(({ path }) => path);
    expect(others.filter((path) => !path.endsWith('/driver'))).toEqual([]);
    expect(others.length).toBeLessThanOrEqual(devices.length);
    expect(devices).toHaveLength(counts.length);
    expect(files.takeReads()).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
  });

  it.each(MACHINES)('%s: no device node is ever touched', (name) => {
    const { files, reader } = machine(name);
    reader.read();
    expect(files.calls.filter(({ path }) => path.startsWith('/dev/'))).toEqual([]);
  });
});
