/** `--by pod`, `--by slurm_job`: groups by what units are made of, in every output that has groups (CSV: csv.test.ts). */
import { describe, expect, it, test } from 'vitest';
import { jsonSnapshot } from '../../src/output/json.js';
import { promEmitter } from '../../src/output/prom.js';
import { tableEmitter } from '../../src/output/table.js';
import { makeUnit, type UnitKind, type UnitParts } from '../../src/units/unit.js';
import { groupName, UNIT_GROUPING_NAMES } from '../../src/units/unit-grouping.js';
import type { Grouping, ViewOptions } from '../../src/view/row/row.js';
import { client, device, snapshot } from '../support/snapshots.js';

const view = (by: Grouping): ViewOptions => ({ sort: null, reverse: false, filter: '', by, device: null, all: true });

let pid = 100;
function worker(kind: UnitKind, parts: UnitParts, ratio: number) {
  pid += 1;
  const owner = { pid, startTimeTicks: pid, comm: `work${pid}`, unit: makeUnit(kind, parts) };
  return client({ clientId: `${pid}`, owner, engines: { gfx: ratio } });
}
const POD = '1b2c3d4e-1111-2222-3333-444455556666';
const machine = snapshot({
  devices: [device({ engines: { gfx: 0.9 } })],
  clients: [
    worker('slurm', { slurm_job: '42', step: '0', user: '1000' }, 0.25),
    worker('slurm', { slurm_job: '42', step: '1', user: '1000' }, 0.125),
    worker('docker', { slurm_job: '43', container_id: 'ab'.repeat(32) }, 0.0625),
    worker('kubernetes', { pod_uid: POD, container_id: 'cd'.repeat(32) }, 0.03125),
    worker('kubernetes', { pod_uid: POD, container_id: 'ef'.repeat(32) }, 0.015625),
  ],
});

describe('groups by a part of units', () => {
  it('add up in JSON, and say what their units have in common', () => {
    const [job, other, rest] = jsonSnapshot(machine, view('slurm_job')).groups ?? [];
    expect(job).toMatchObject({
      ...{ by: 'slurm_job', unit: 'slurm:42', unit_kind: 'slurm', pid: null, engines: { gfx: { raw_ratio: 0.375 } } },
      unit_parts: { slurm_job: '42', step: null, user: '1000', pod_uid: null },
    });
    expect(other).toMatchObject({ unit_kind: 'docker', unit_parts: { slurm_job: '43' } });
    // All that is in no job: here two containers of one pod.
    expect(rest).toMatchObject({ unit_kind: 'kubernetes', unit_parts: { slurm_job: null, pod_uid: POD, container_id: null } });
    const [pods] = jsonSnapshot(machine, view('pod')).groups?.filter((group) => group.unit_parts?.pod_uid === POD) ?? [];
    expect(pods).toMatchObject({ engines: { gfx: { raw_ratio: 0.046875 } }, unit_parts: { container_id: null } });
    expect(jsonSnapshot(machine, view('container')).groups).toHaveLength(4);
    expect(jsonSnapshot(machine, view('step')).groups).toHaveLength(4);
  });

  it('stand under their own names in a table', () => {
    const text = tableEmitter(view('slurm_job'), { width: () => 100, colour: false, ascii: true }).tick(machine);
    const rows = text.split('\n').filter((line) => line.includes('%'));
    expect(text).toMatch(/^ *SLURM_JOB/m);
    expect(rows.some((line) => /^ *42 /.test(line) && line.includes('37.5'))).toBe(true);
  });

  test.each([
    ['pod', { pod_uid: POD }, POD],
    ['pod', { pod_uid: POD, namespace: 'media', pod: 'frigate-0' }, 'media/frigate-0'],
    ['container', { pod_uid: POD, container_id: 'ab'.repeat(32) }, 'abababababab'],
    [
      'container',
      { pod_uid: POD, container_id: 'ab'.repeat(32), namespace: 'media', pod: 'frigate-0', container_name: 'detector' },
      'media/frigate-0/detector',
    ],
    ['container', { container_id: 'ab'.repeat(32), container_name: 'web' }, 'web'],
    ['step', { slurm_job: '42', step: 'batch' }, '42/batch'],
    ['slurm_job', { pod_uid: POD }, null],
  ] as const)('by %s of %j are called %s', (by, parts, name) => {
    expect(groupName(parts, by)).toBe(name);
  });

  test.each(UNIT_GROUPING_NAMES)('are label sets by %s', async (by) => {
    const page = await promEmitter(view(by)).tick(machine);
    const series = page.split('\n').filter((line) => line.startsWith('gpu_top_engine_busy_ratio{'));
    const sum = series.reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
    expect(sum).toBeCloseTo(0.484375, 9);
    expect(page).not.toMatch(/(pid|comm|unit)="/);
  });
});
