import { describe, expect, test } from 'vitest';
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { violations } from '../../src/ledger/check.js';
import { deviceFacts, seen, simScanner } from '../support/scan.js';
import { SimProcfs, type SimFile } from '../support/sim-procfs.js';

const SECOND = 1_000_000_000n;
const XE = '0000:03:00.0';

function xeFile(client: number, cycles: number, link = '/dev/dri/renderD128'): SimFile {
  const total = 1_000_000 + 2 * cycles;
  return {
    link,
    charDevice: { major: 226, minor: 128 },
    fdinfo: `pos:\t0\nflags:\t02\nmnt_id:\t26\nino:\t609\ndrm-driver:\txe\ndrm-client-id:\t${client}\ndrm-pdev:\t${XE}\ndrm-resident-vram0:\t24 MiB\ndrm-cycles-rcs:\t${cycles}\ndrm-total-cycles-rcs:\t${total}\n`,
  };
}

/** A compositor on an Arc; what is read is in `reads`. */
function arc(options: Parameters<typeof simScanner>[1] = {}, driver = 'xe') {
  const sim = new SimProcfs();
  const compositor = sim.start(700, 'gnome-shell', [[5, xeFile(11, 1000)]]);
  const own: DeviceFacts = { ...deviceFacts(XE, { card0: '226:0', renderD128: '226:128' }), driver };
  let state: { runtimeStatus: string; leftAlone: boolean } = { runtimeStatus: 'active', leftAlone: false };
  const reads: string[] = [];
  sim.before = (call, path) => {
    if (call === 'read' && path.includes('/fdinfo/')) reads.push(path);
    return undefined;
  };
  const devices = {
    read: () => [{ ...own, runtimeStatus: state.runtimeStatus, atNs: state.leftAlone ? 1n : sim.nowNs() }],
    troubles: [],
  };
  const scanner = simScanner(sim, { devices, ...options });
  const ledger = createLedger();
  const tick = async (next: Partial<typeof state> = {}) => {
    state = { ...state, ...next };
    sim.pass(SECOND);
    reads.length = 0;
    const sweep = await scanner.sweep();
    const snapshot = ledger.fold(sweep);
    expect(violations(snapshot, null)).toEqual([]);
    return { sweep, snapshot, reads: [...reads] };
  };
  return { sim, compositor, tick };
}

describe.each(['auto', 'name', 'stat', 'fdinfo'] as const)('a client of an xe device at rest, by strategy %s', (strategy) => {
  test.each(['incremental', 'full'] as const)('is not read (%s) and keeps its last values with their time', async (mode) => {
    const { compositor, tick } = arc({ strategy, mode });
    await tick();
    compositor.fds.set(5, xeFile(11, 9000));
    const before = await tick();
    expect(before.snapshot.clients[0]?.engines.get('rcs')?.ratio).toBe(0.5);
    expect(before.snapshot.clients[0]?.restNs).toBeNull();
    for (const how of [{ leftAlone: true }, { leftAlone: false, runtimeStatus: 'suspended' }, { runtimeStatus: 'suspending' }]) {
      compositor.fds.set(5, xeFile(11, 90_000));
      const { reads, snapshot, sweep } = await tick(how);
      expect(reads).toEqual([]);
      expect(seen(sweep)).toEqual(['700/5 11 gnome-shell']);
      const [client] = snapshot.clients;
      expect(client?.engines.get('rcs')).toMatchObject({ ratio: null, reason: 'at-rest', counters: { cycles: 9000n } });
      expect(client?.memory.get('vram0')?.residentBytes).toBe(24 * 2 ** 20);
      expect(client?.restNs).toBe(Number(snapshot.atNs - (before.snapshot.clients[0]?.reading.atNs ?? 0n)));
    }
    const awake = await tick({ runtimeStatus: 'active' });
    expect(awake.reads).toContain('/proc/700/fdinfo/5');
    expect(awake.snapshot.clients[0]?.engines.get('rcs')?.ratio).toBe(0.5);
  });

  test('that nothing was read of yet is a fd of that device, read once it is awake', async () => {
    const { tick } = arc({ strategy });
    const { reads, snapshot } = await tick({ runtimeStatus: 'suspended' });
    expect(reads).toEqual([]);
    expect(snapshot.silentFds).toMatchObject([{ device: XE, driver: 'xe', isAtRest: true, process: { pid: 700 } }]);
    const awake = await tick({ runtimeStatus: 'active' });
    expect(awake.snapshot.silentFds).toEqual([]);
    expect(awake.snapshot.clients).toHaveLength(1);
  });
});

test('a fd that is closed meanwhile leaves, also where its link may not be read', async () => {
  const { compositor, tick } = arc({ strategy: 'fdinfo' });
  compositor.refused.add('fd').add('links');
  compositor.fds.set(6, xeFile(12, 7));
  await tick();
  compositor.fds.delete(6);
  const { reads, sweep } = await tick({ runtimeStatus: 'suspended' });
  expect(seen(sweep)).toEqual(['700/5 11 gnome-shell']);
  expect(reads).toEqual([]);
});

test('a node under another name is known by what was read of it', async () => {
  const { compositor, tick } = arc();
  compositor.fds.set(5, xeFile(11, 1000, '/opt/gpu0'));
  await tick();
  compositor.fds.set(9, { link: 'socket:[9]', fdinfo: 'pos:\t0\n' });
  const { reads, snapshot } = await tick({ runtimeStatus: 'suspended' });
  expect(reads).toEqual([]);
  expect(snapshot.clients).toHaveLength(1);
});

test.each(['amdgpu', 'i915', 'v3d', 'msm'])('%s does not wake its device to answer, and is read as ever', async (driver) => {
  const { tick } = arc({}, driver);
  await tick();
  const { reads } = await tick({ runtimeStatus: 'suspended' });
  expect(reads).toEqual(['/proc/700/fdinfo/5']);
});
