import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { promEmitter } from '../../src/output/prom.js';
import type { ViewOptions } from '../../src/view/row/row.js';
import { client, device, engineCounters, engineUse, snapshot } from '../support/snapshots.js';

const OPTIONS: ViewOptions = { sort: null, reverse: false, filter: '', by: 'user', device: null, all: true };

/** The sample lines of the last page. */
async function lines(snapshots: readonly Snapshot[], options: Partial<ViewOptions> = {}): Promise<string[]> {
  const emitter = promEmitter({ ...OPTIONS, ...options });
  let text = '';
  for (const each of snapshots) text = await emitter.tick(each);
  expect(text.endsWith('\n')).toBe(true);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const use = (ratio: number, busyNs: bigint) => ({ gfx: engineUse(ratio, engineCounters({ busyNs })) });
const machine = (at: bigint): Snapshot =>
  snapshot({
    atNs: at * 1_000_000_000n,
    devices: [device({ engines: { gfx: 0.75 } })],
    clients: [
      client({ clientId: '1', owner: { user: 'anna' }, engines: use(0.5, at * 500_000_000n) }),
      client({ clientId: '2', owner: { user: 'ben', uid: 1001 }, engines: use(0.25, at * 250_000_000n) }),
    ],
  });
const RATIO = (user: string, ratio: number) =>
  `gpu_top_engine_busy_ratio{user="${user}",device="0000:03:00.0",engine="gfx"} ${ratio}`;

describe('--prom', () => {
  it('says of a single page how busy engines were in its interval', async () => {
    const found = await lines([machine(10n)]);
    expect(found).toContain(RATIO('anna', 0.5));
    expect(found).toContain('gpu_top_device_engine_busy_ratio{device="0000:03:00.0",engine="gfx"} 0.75');
  });

  it('counts over the pages of one run', async () => {
    const found = await lines([machine(10n), machine(11n), machine(12n)]);
    expect(found).toContain('gpu_top_engine_busy_seconds_total{user="anna",device="0000:03:00.0",engine="gfx"} 1');
    expect(found).toContain('gpu_top_device_engine_busy_seconds_total{device="0000:03:00.0",engine="gfx"} 1.5');
  });

  it('has no sample of process_*, which node_exporter has of its own', async () => {
    expect((await lines([machine(10n)])).filter((line) => line.startsWith('process_'))).toEqual([]);
  });

  it('leaves out of the groups what the filter leaves out, and keeps devices whole', async () => {
    const found = await lines([machine(10n), machine(12n)], { filter: 'user:ben' });
    expect(found).toContain(RATIO('ben', 0.25));
    expect(found.join('\n')).not.toContain('anna');
    expect(found).toContain('gpu_top_device_engine_busy_seconds_total{device="0000:03:00.0",engine="gfx"} 1.5');
  });

  it('labels the series of several machines with their hosts, of a silent one too', async () => {
    const one = device({ engines: { gfx: 0.5 } });
    const places = { hosts: [{ host: 'lab', trouble: null }, { host: 'box', trouble: 'timed out' }] }; // prettier-ignore
    const both = (hosts: readonly string[], at: bigint): Snapshot => ({
      ...machine(at),
      ...places,
      devices: hosts.map((host) => ({ ...one, host, id: `${host}:${one.id}` })),
      clients: hosts.flatMap((host) =>
        machine(at).clients.map((each) => ({ ...each, host, key: `${host}:${each.key}`, device: `${host}:${each.device}` })),
      ),
    });
    const found = await lines([both(['lab', 'box'], 10n), both(['lab', 'box'], 11n), both(['lab'], 12n)]);
    const total = (host: string) =>
      found.find((line) => line.includes(`host="${host}"`) && line.startsWith('gpu_top_engine_busy_seconds_total'));
    expect(total('lab')).toContain('device="lab:0000:03:00.0"');
    expect(total('box')).toBeDefined();
    expect(found).toContain('gpu_top_host_up{host="box"} 0');
  });
});
