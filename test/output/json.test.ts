import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { jsonEmitter } from '../../src/output/json.js';
import { safeJson } from '../../src/output/safe-json.js';
import type { ViewOptions } from '../../src/view/row/row.js';
import { UsageError } from '../../src/errors/usage-error.js';
import { UNIT_PARTS } from '../../src/units/unit.js';
import { anySnapshot } from '../support/random-snapshots.js';
import { client, device, engineCounters, engineUse, GIB, holder, regionBytes, silentFd, snapshot } from '../support/snapshots.js';

const OPTIONS: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: false };

const schema = JSON.parse(readFileSync(new URL('../../docs/schema/gpu-top-1.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

interface Line {
  readonly coverage: Record<string, unknown>;
  readonly devices: readonly { readonly id: string }[];
  readonly clients: readonly Record<string, unknown>[];
  readonly groups: readonly Record<string, unknown>[] | null;
  readonly fds_without_stats: readonly Record<string, unknown>[];
  readonly [key: string]: unknown;
}

function textOf(given: Snapshot, options: Partial<ViewOptions> = {}): string {
  return jsonEmitter({ ...OPTIONS, ...options }).tick(given);
}
function lineOf(given: Snapshot, options: Partial<ViewOptions> = {}): Line {
  return JSON.parse(textOf(given, options)) as Line;
}

const huge = 18_446_744_073_709_551_615n;
const machine = snapshot({
  devices: [
    device({
      name: 'Navi 32',
      engines: { gfx: 1.02, dec: null },
      memory: { vram: { usedBytes: 123, totalBytes: null } },
      busyRatio: 0.6,
      runtimeStatus: 'active',
      temperaturesCelsius: new Map([
        ['edge', 61],
        ['junction', 74],
      ]),
      fanRpm: 1200,
      throttleReasons: [],
      pciId: '1002:747e',
    }),
  ],
  clients: [
    client({
      engines: { gfx: engineUse(1.02, engineCounters({ busyNs: huge })), dec: null },
      memory: { vram: regionBytes({ residentBytes: GIB, totalBytes: GIB, sharedBytes: 0 }) },
      holders: [holder({}, [5, 6])],
      owner: { unit: 'docker:3f2a' },
    }),
    client({ clientId: '1', engines: { gfx: 0 } }),
  ],
  silentFds: [silentFd()],
  coverage: { processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) },
  clamped: 1,
});

const NO_PARTS = Object.fromEntries(UNIT_PARTS.map((part) => [part, null]));

describe('a line', () => {
  const line = lineOf(machine);

  it('says when, where and at what cost', () => {
    expect(line).toMatchObject({
      schema: 'gpu-top/1',
      t_wall: '2026-11-21T10:00:00.000Z',
      t_mono_ns: '10000000000',
      interval_ns: 1000123456,
      host: 'box',
      source: { kind: 'live', root: '/' },
      scan: {
        strategy: 'auto',
        mode: 'incremental',
        duration_ns: 1900000,
        cpu_ns: 1700000,
        processes: 626,
        processes_listed: 14,
        fds_checked: 320,
        drm_fds: 9,
        worst_delay_ns: 24000000000,
      },
      coverage: { processes_seen: 626, processes_unreadable: 14, by_errno: { EACCES: 14 }, drm_fds_without_stats: 1, clamped: 1 },
    });
  });

  it('holds the devices, shown ratios at most 1 beside the raw ones', () => {
    expect(line.devices).toEqual([
      {
        host: 'box',
        id: '0000:03:00.0',
        index: 0,
        busy_of: null,
        busy_contradicted: false,
        driver: 'amdgpu',
        nodes: ['card1', 'renderD128'],
        name: 'Navi 32',
        engines: {
          gfx: { class: '3d', busy_ratio: 1, raw_ratio: 1.02, capacity: 1, basis: null },
          dec: { class: 'decode', busy_ratio: null, raw_ratio: null, capacity: 1, basis: null },
        },
        memory: { vram: { used_bytes: 123, total_bytes: null } },
        open_files_seen: null,
        busy_ratio: 0.6,
        frequency_hz: null,
        max_frequency_hz: null,
        temperature_celsius: null,
        power_watts: null,
        power_cap_watts: null,
        runtime_status: 'active',
        open_files: null,
        hint: null,
        temperatures_celsius: { edge: 61, junction: 74 },
        fan_rpm: 1200,
        fans_rpm: {},
        energy_joules: null,
        memory_frequency_hz: null,
        max_memory_frequency_hz: null,
        memory_busy_ratio: null,
        default_power_cap_watts: null,
        throttle_reasons: [],
        link_transfers_per_second: null,
        max_link_transfers_per_second: null,
        link_lanes: null,
        max_link_lanes: null,
        vendor: null,
        pci_id: '1002:747e',
        pci_subsystem_id: null,
        unique_id: null,
        vbios_version: null,
        firmware: null,
        sriov_role: null,
        virtual_functions: null,
        compute_partition: null,
        memory_partition: null,
        min_frequency_hz: null,
        media_busy_ratio: null,
        critical_temperatures_celsius: {},
        emergency_temperatures_celsius: {},
        max_fan_rpm: null,
        voltages_volts: {},
        max_power_cap_watts: null,
        pci_revision: null,
        memory_vendor: null,
        visible_memory_bytes: null,
        fan_ratio: null,
        video_busy_ratios: {},
        video_frequency_hz: null,
        part_frequencies_hz: {},
        temperature_margin_celsius: null,
        min_power_cap_watts: null,
        memory_errors: {},
        lifetime_memory_errors: {},
        retired_memory: {},
        memory_repair: null,
        ecc_mode: null,
        mig_mode: null,
        performance_state: null,
        compute_mode: null,
        persistence_mode: null,
        display_active: null,
        recovery_action: null,
        driver_version: null,
        serial_number: null,
        refused_files: null,
      },
    ]);
  });

  it('holds the clients with exact counters, null for what is unknown', () => {
    expect(line.clients).toEqual([
      {
        host: 'box',
        device: '0000:03:00.0',
        client_id: '7518',
        driver: 'amdgpu',
        client_name: null,
        pid: 4242,
        start_time_ticks: 99,
        comm: 'blender',
        cmdline: 'blender -b scene.blend',
        uid: 1000,
        user: 'user',
        unit: 'docker:3f2a',
        unit_kind: 'docker',
        unit_parts: { ...NO_PARTS, container_id: '3f2a' },
        owner_rule: 'only holder',
        cpu_ratio: 0.125,
        first_seen_mono_ns: '1000000000',
        read_mono_ns: '10000000000',
        as_of: null,
        other_memory: {},
        holders: [{ pid: 4242, start_time_ticks: 99, comm: 'blender', fds: [5, 6] }],
        engines: {
          gfx: {
            class: '3d',
            busy_ratio: 1,
            raw_ratio: 1.02,
            basis: 'ns',
            reason: null,
            busy_ns: '18446744073709551615',
            cycles: null,
            total_cycles: null,
            capacity: 1,
            max_frequency_hz: null,
            current_frequency_hz: null,
          },
          dec: expect.objectContaining({ busy_ratio: null, raw_ratio: null, reason: 'first-sight' }) as object,
        },
        cgroup_memory: null,
        occupant: null,
        memory: {
          vram: {
            used_bytes: GIB,
            resident_bytes: GIB,
            total_bytes: GIB,
            shared_bytes: 0,
            purgeable_bytes: null,
            active_bytes: null,
          },
        },
        evicted_bytes: null,
      },
    ]);
  });

  it('lists DRM fds without statistics apart from the clients', () => {
    expect(line.fds_without_stats).toEqual([
      {
        host: 'box',
        device: '0000:01:00.0',
        driver: 'nouveau',
        pid: 700,
        start_time_ticks: 99,
        comm: 'Xorg',
        fd: 9,
        node: '/dev/dri/card0',
        reason: 'no-statistics',
      },
    ]);
  });

  it('names no machines where it is of one', () => {
    expect(line).toMatchObject({ host: 'box', hosts: null });
  });

  it('names the machines where it is of several, and on which each thing is', () => {
    const far = { host: 'lab', device: 'lab:0000:03:00.0' };
    const several = lineOf({
      ...machine,
      host: 'lab, web',
      hosts: [
        { host: 'lab', trouble: null },
        { host: 'web', trouble: 'Connection refused; next try in 4 s' },
      ],
      devices: [{ ...device({ id: far.device }), host: 'lab' }],
      clients: [{ ...client({ device: far.device }), host: 'lab' }],
      silentFds: [{ ...silentFd(), host: 'lab' }],
    });
    expect(several).toMatchObject({
      hosts: [
        { host: 'lab', trouble: null },
        { host: 'web', trouble: 'Connection refused; next try in 4 s' },
      ],
      devices: [{ host: 'lab', id: 'lab:0000:03:00.0', nodes: ['card1', 'renderD128'] }],
      clients: [far],
      fds_without_stats: [{ host: 'lab' }],
    });
  });

  it('is one line', () => {
    expect(textOf(machine)).toMatch(/^\{.*\}\n$/);
  });
});

describe('options', () => {
  it('hide idle clients unless asked, and say how many there are in all', () => {
    expect(lineOf(machine).clients_total).toBe(2);
    expect(lineOf(machine, { all: true }).clients.map((each) => each.client_id)).toEqual(['7518', '1']);
  });

  it('choose and order clients, and leave devices and coverage whole', () => {
    const line = lineOf(machine, { filter: 'client:1', all: true });
    expect(line.clients.map((each) => each.client_id)).toEqual(['1']);
    expect(line.fds_without_stats).toEqual([]);
    expect(line.coverage.drm_fds_without_stats).toBe(1);
    expect(line.devices).toHaveLength(1);
    expect(lineOf(machine, { sort: 'client', all: true }).clients.map((each) => each.client_id)).toEqual(['1', '7518']);
  });

  it('by process adds the sums and keeps the clients', () => {
    const line = lineOf(machine, { by: 'process' });
    expect(line.clients.map((each) => each.client_id)).toEqual(['7518', '1']);
    expect(line.groups?.[0]).toMatchObject({
      by: 'process',
      pid: 4242,
      client_ids: ['7518', '1'],
      engines: { gfx: { busy_ratio: 1, raw_ratio: 1.02 }, dec: { busy_ratio: null, raw_ratio: null } },
      memory: { vram: { used_bytes: 2 * GIB } },
      gpu_time_ns: (huge + 20_000_000_000n).toString(),
    });
    expect(lineOf(machine).groups).toBeNull();
  });

  test.each([
    [{ sort: 'nosuch' }, "unknown sort key 'nosuch'"],
    [{ device: 'card9' }, "no device 'card9'"],
    [{ filter: 'usr:x' }, "no field 'usr'"],
  ])('%j is refused', (options, message) => {
    expect(() => textOf(machine, options)).toThrow(UsageError);
    expect(() => textOf(machine, options)).toThrow(message);
  });

  it('are checked once: an engine that closes later is no mistake of the user', () => {
    const emitter = jsonEmitter({ ...OPTIONS, sort: 'odd_engine', device: 'card1' });
    emitter.tick({
      ...machine,
      devices: [device({ engines: { odd_engine: 0.5 } })],
      clients: [client({ engines: { odd_engine: 0.5 } })],
    });
    expect(() => emitter.tick(snapshot({ devices: [] }))).not.toThrow();
  });
});

describe('the schema', () => {
  it('admits every line that any snapshot makes', () => {
    fc.assert(
      fc.property(anySnapshot, fc.constantFrom('client', 'process', 'user', 'unit'), (given, by) => {
        validate(lineOf(given, { by, all: true }));
        expect(validate.errors).toBeNull();
      }),
    );
  });

  it('notices a missing key, a counter that is a number, and a ratio above 1', () => {
    const line = lineOf(machine);
    expect(validate({ ...line, host: undefined, t_mono_ns: 1 })).toBe(false);
    expect(validate({ ...line, devices: [{ ...line.devices[0], name: undefined }] })).toBe(false);
    expect(validate(JSON.parse(textOf(machine).replace('"busy_ratio":1,', '"busy_ratio":1.02,')))).toBe(false);
  });

  it('describes every key that is printed', () => {
    expect(
      undescribed(
        schema as SchemaNode,
        lineOf({ ...machine, coverage: { ...machine.coverage, troubles: [{ errno: 'EIO', path: '/x' }] } }, { by: 'user' }),
      ),
    ).toEqual([]);
  });
});

interface SchemaNode {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode;
  readonly items?: SchemaNode;
}

/** Paths in `value` that the schema says nothing about. */
function undescribed(node: SchemaNode, value: unknown, path = ''): string[] {
  const { $defs } = schema as { $defs: Record<string, SchemaNode> };
  const described = node.$ref === undefined ? node : ($defs[node.$ref.replace('#/$defs/', '')] ?? {});
  if (Array.isArray(value))
    return value.flatMap((each) => (described.items ? undescribed(described.items, each, `${path}[]`) : [path]));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => {
    const below = described.properties?.[key] ?? described.additionalProperties;
    return below === undefined ? [`${path}.${key}`] : undescribed(below, each, `${path}.${key}`);
  });
}

describe('hostile text', () => {
  it('cannot drive the terminal of whoever prints a line, and parses back exactly', () => {
    fc.assert(
      fc.property(anySnapshot, (given) => {
        const text = textOf(given, { all: true });
        expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        const line = JSON.parse(text) as Line;
        expect(line.host).toBe(given.host);
        const commands = (list: readonly (string | null)[]): (string | null)[] => [...list].sort();
        expect(commands(line.clients.map((each) => each.cmdline as string | null))).toEqual(
          commands(given.clients.map((each) => each.owner.cmdline)),
        );
      }),
    );
  });

  it('survives as any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(safeJson({ [text]: text }))).toEqual(Object.fromEntries([[text, text]]));
      }),
    );
  });

  it('keeps an engine called __proto__', () => {
    const line = lineOf(snapshot({ clients: [client({ engines: Object.fromEntries([['__proto__', 0.5]]) })] }));
    expect(Object.keys(line.clients[0]?.engines as object)).toEqual(['__proto__']);
  });
});
