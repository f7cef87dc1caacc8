import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { csvEmitter } from '../../src/output/csv.js';
import { csvText } from '../../src/output/csv-lines.js';
import { makeUnit } from '../../src/units/unit.js';
import type { ViewOptions } from '../../src/view/row/row.js';
import { anySnapshot } from '../support/random-snapshots.js';
import { client, device, engineCounters, engineUse, GIB, regionBytes, silentFd, snapshot } from '../support/snapshots.js';

const OPTIONS: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true };

/** A reader by RFC 4180, of its own, so that the writer is not its own judge. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  for (const [, quoted, plain = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}

function records(given: Snapshot, options: Partial<ViewOptions> = {}): Record<string, string>[] {
  const emitter = csvEmitter({ ...OPTIONS, ...options });
  const [header = [], ...rows] = parse((emitter.begin?.() ?? '') + emitter.tick(given));
  return rows.map((cells) => {
    expect(cells).toHaveLength(header.length);
    return Object.fromEntries(cells.map((cell, at) => [header[at] ?? '', cell]));
  });
}

const machine = snapshot({
  devices: [
    device({ engines: { gfx: 0.5 }, memory: { vram: { usedBytes: 1, totalBytes: 2 } }, frequencyHz: 2.41e9, powerWatts: 142.5 }),
  ],
  clients: [
    client({
      engines: { gfx: engineUse(1.02, engineCounters({ busyNs: 18_446_744_073_709_551_615n })), dec: null },
      memory: { vram: regionBytes({ residentBytes: GIB }) },
    }),
  ],
  silentFds: [silentFd()],
});

/** The header of the day, which scripts count by. Whatever is new comes behind it: a change to what stands here breaks them. */
const HEADER = [
  't_wall,t_mono_ns,interval_ns,scope,kind,name,device,driver',
  'client_id,pid,start_time_ticks,user,unit,comm,command',
  'busy_ratio,raw_ratio,busy_ns,cycles,total_cycles,capacity',
  'used_bytes,total_bytes,resident_bytes,shared_bytes,purgeable_bytes,active_bytes',
  'cpu_ratio,gpu_time_ns,frequency_hz,temperature_celsius,power_watts',
  'host,device_name,runtime_status,power_cap_watts,uid',
  'unit_kind,pod_uid,container_id,machine,app_id,service,unit_user',
  'slurm_job,step,task,pbs_job,lsf_job,condor_slot,nomad_alloc,ecs_task',
  'namespace,pod,container_name,basis',
].join();

it('the header only grows, at its end', () => {
  expect(`${csvEmitter(OPTIONS).begin?.()}`.trimEnd().slice(0, HEADER.length)).toBe(HEADER);
});

describe('lines', () => {
  const all = records(machine);

  it('stand for each thing, engine and region, with the tick in front', () => {
    expect(all.map((line) => [line.scope, line.kind, line.name])).toEqual([
      ['device', 'facts', ''],
      ['device', 'engine', 'gfx'],
      ['device', 'memory', 'vram'],
      ['client', 'facts', ''],
      ['client', 'engine', 'gfx'],
      ['client', 'engine', 'dec'],
      ['client', 'memory', 'vram'],
      ['silent', 'facts', ''],
    ]);
    for (const line of all)
      expect(line).toMatchObject({ t_wall: '2026-11-21T10:00:00.000Z', t_mono_ns: '10000000000', interval_ns: '1000123456' });
  });

  it('hold exact counters and ratios, and empty cells for what is unknown', () => {
    expect(all[4]).toMatchObject({
      pid: '4242',
      busy_ratio: '1',
      raw_ratio: '1.02',
      busy_ns: '18446744073709551615',
      cycles: '',
      capacity: '1',
    });
    expect(all[5]).toMatchObject({ busy_ratio: '', raw_ratio: '' });
    expect(all[6]).toMatchObject({ used_bytes: `${GIB}`, resident_bytes: `${GIB}`, total_bytes: '', busy_ratio: '' });
    expect(all[0]).toMatchObject({ frequency_hz: '2410000000', power_watts: '142.5', temperature_celsius: '', pid: '' });
    expect(all[7]).toMatchObject({ pid: '700', driver: 'nouveau', client_id: '' });
  });

  it('hold host, name and state of the device, uid, parts of units, and what a ratio rests on', () => {
    expect(all[0]).toMatchObject({ host: machine.host, device_name: machine.devices[0]?.name ?? '', uid: '' });
    expect(all[3]).toMatchObject({ host: machine.host, uid: '1000', device_name: '' });
  });

  it('print numbers of a column in one form, however small', () => {
    const [tiny] = records(snapshot({ clients: [client({ engines: { gfx: 1.5e-7 } })] })).filter(({ kind }) => kind === 'engine');
    expect(tiny?.raw_ratio).toBe('0.00000015');
  });

  it('carry the sums of groups', () => {
    const two = { ...machine, clients: [...machine.clients, client({ clientId: '2', engines: { gfx: 0.25 } })] };
    const group = records(two, { by: 'user' }).filter((line) => line.scope === 'user');
    expect(group.find((line) => line.name === 'gfx')).toMatchObject({
      raw_ratio: '1.27',
      busy_ratio: '1',
      busy_ns: '',
      client_id: '',
      user: 'user',
    });
  });

  it('name the parts of units, and of groups what their units have in common', () => {
    const owner = (container: string) => ({ unit: makeUnit('kubernetes', { pod_uid: 'p', container_id: container, user: '7' }) });
    const pod = snapshot({ clients: ['a', 'b'].map((each) => client({ clientId: each, owner: owner(each) })) });
    const [single] = records(pod).filter(({ scope }) => scope === 'client');
    expect(single).toMatchObject({ unit_kind: 'kubernetes', pod_uid: 'p', container_id: 'a', unit_user: '7', user: 'user' });
    const groups = records(pod, { by: 'pod' }).filter(({ scope, kind }) => scope === 'pod' && kind === 'facts');
    expect(groups).toMatchObject([{ unit_kind: 'kubernetes', pod_uid: 'p', container_id: '', slurm_job: '' }]);
  });

  it('keep the header when a new engine comes', () => {
    const emitter = csvEmitter(OPTIONS);
    const [header = []] = parse(emitter.begin?.() ?? '');
    const later = snapshot({ clients: [client({ engines: { brand_new: 0.5 } })] });
    for (const cells of parse(emitter.tick(machine) + emitter.tick(later))) expect(cells).toHaveLength(header.length);
  });
});

test.each([
  ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
  ['+1', "'+1"],
  ['-x', "'-x"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "' =1"],
  ['\r=1', "' =1"],
  ['\u200b=1', "'=1"],
  ['＝1', "'＝1"],
  ['a=b', 'a=b'],
  ['a\nb', 'a b'],
  ['"quoted", comma', '"quoted", comma'],
  ['🎮', '🎮'],
  [null, null],
])('turns text %j into the cell %j', (text, cell) => {
  expect(csvText(text)).toBe(cell);
});

it('has no cell that a spreadsheet would run, whatever processes call themselves', () => {
  const numbers = /^-?\d/;
  fc.assert(
    fc.property(anySnapshot, (given) => {
      for (const line of records(given)) {
        for (const cell of Object.values(line)) {
          expect(cell).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          if (!numbers.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        }
      }
    }),
  );
});
