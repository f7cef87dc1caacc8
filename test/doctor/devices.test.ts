import { describe, expect, it } from 'vitest';
import { checkDevices } from '../../src/doctor/devices.js';
import { client, device, engineUse } from '../support/snapshots.js';

const NO_TIME = { engines: { fragment: engineUse(null, { busyNs: null }) } };

describe('a device', () => {
  it('that is missing is a problem: there is nothing to show', () => {
    const [finding, ...rest] = checkDevices({ devices: [], clients: [] });
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ state: 'problem', todo: 'sudo dmesg | grep -i drm' });
  });

  it('is named by its nodes, its name, its driver and its id', () => {
    const [finding] = checkDevices({ devices: [device({ name: 'Navi 32' })], clients: [client()] });
    expect(finding).toMatchObject({ state: 'ok', text: 'card1 renderD128 · Navi 32 · amdgpu · 0000:03:00.0', why: null });
  });

  it('without a driver or a name is not called null', () => {
    const [finding] = checkDevices({ devices: [device({ driver: null, nodes: [] })], clients: [] });
    expect(finding?.text).toBe('0000:03:00.0');
  });

  it.each(['nouveau', 'virtio_gpu'])('of %s is told to be silent before it has any client', (driver) => {
    const [finding] = checkDevices({ devices: [device({ driver })], clients: [] });
    expect(finding).toMatchObject({ state: 'note', todo: null });
    expect(finding?.why).toContain(`${driver} prints no statistics`);
  });

  it('of a driver that was silent once is believed when it has clients', () => {
    const device1 = device({ driver: 'nouveau' });
    expect(checkDevices({ devices: [device1], clients: [client({ driver: 'nouveau' })] })[0]?.state).toBe('ok');
  });

  it('whose counters are switched off says why, and what to type', () => {
    const hint =
      'engine counters are switched off in the kernel; switch them on as root: echo 1 > /sys/devices/platform/gpu/profiling';
    const [finding] = checkDevices({ devices: [device({ hint })], clients: [client(NO_TIME)] });
    expect(finding).toMatchObject({
      state: 'note',
      why: 'engine counters are switched off in the kernel',
      todo: 'switch them on as root: echo 1 > /sys/devices/platform/gpu/profiling',
    });
  });

  it('with a hint in one part has nothing to do', () => {
    const [finding] = checkDevices({ devices: [device({ hint: 'a virtual function prints no cycles' })], clients: [] });
    expect(finding).toMatchObject({ why: 'a virtual function prints no cycles', todo: null });
  });

  it.each([
    [1, 'its client has no engine time'],
    [3, 'its 3 clients have no engine time'],
  ])('with %i clients and no engine time says so', (number, why) => {
    const [finding] = checkDevices({ devices: [device()], clients: Array.from({ length: number }, () => client(NO_TIME)) });
    expect(finding?.state).toBe('note');
    expect(finding?.why).toContain(why);
  });

  it.each([
    ['ns', { busyNs: 0n }],
    ['cycles', { busyNs: null, cycles: 0n }],
    ['percentages of an old amdgpu', { busyNs: null, kernelRatio: 0 }],
  ])('with an idle client that prints %s has engine time', (_, counters) => {
    const clients = [client(NO_TIME), client({ engines: { gfx: engineUse(null, counters) } })];
    expect(checkDevices({ devices: [device()], clients })[0]?.state).toBe('ok');
  });

  it('is not judged by the clients of another', () => {
    const clients = [client({ ...NO_TIME, device: '0000:09:00.0' })];
    expect(checkDevices({ devices: [device()], clients })[0]?.state).toBe('ok');
  });
});
