import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulate, EMPTY_EXPORT } from '../../src/metrics/accumulate.js';
import type { ExportGrouping } from '../../src/metrics/groups.js';
import { createMetricsPage } from '../../src/metrics/metrics-page.js';
import type { OwnCost } from '../../src/metrics/scan-metrics.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { client, device, engineCounters, engineUse, regionBytes, silentFd, snapshot } from '../support/snapshots.js';
import { skipped } from '../support/tools.js';
import { ByName } from '../../src/measures/by-name.js';

const OWN: OwnCost = { cpuSeconds: 1.5, residentBytes: 5e7, openFds: 20, startSeconds: 1.7e9, sampled: true, program: '0.1.0' };

async function page(snapshots: readonly Snapshot[], by: ExportGrouping = 'unit+comm', own = OWN): Promise<string> {
  const metrics = createMetricsPage(by);
  let state = EMPTY_EXPORT;
  let text = '';
  for (const each of snapshots) {
    state = accumulate(state, each, { by, maxSeries: 1000, endAfterMs: 300_000 });
    text = await metrics.render(state, each, own);
  }
  // A counter is 0 on its first page.
  text = await metrics.render(state, snapshots.at(-1) ?? snapshot(), own);
  return text;
}

/** The samples of a page: name with labels, and value. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

const FULL = snapshot({
  clients: [
    client({
      owner: { unit: 'docker:3f2a9c81d0e4' },
      engines: { gfx: engineUse(0.5, { busyNs: 4_000_000_000n }) },
      memory: {
        vram: regionBytes({ totalBytes: 300, residentBytes: 200, sharedBytes: 0 }),
        gtt: regionBytes({ memoryBytes: 50 }),
        gds: regionBytes({ totalBytes: 0, residentBytes: 0 }),
      },
    }),
  ],
  devices: [
    device({
      name: 'Navi 32',
      engines: { gfx: 0.5 },
      memory: { vram: { usedBytes: 123, totalBytes: 456 }, gtt: { usedBytes: 5, totalBytes: null } },
      frequencyHz: 2.41e9,
      temperatureCelsius: 61,
      powerWatts: 142,
      runtimeStatus: 'active',
    }),
  ],
  silentFds: [silentFd(), silentFd({ fd: 10 })],
  coverage: { processesSeen: 626, processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) },
  clamped: 2,
});

describe('the metrics page', () => {
  it('tells of machines looked at from afar which of them answer', async () => {
    const hosts = [
      { host: 'box', trouble: null },
      { host: 'lab', trouble: 'Connection refused' },
    ];
    const found = samples(await page([{ ...FULL, hosts }]));
    expect([found.get('gpu_top_host_up{host="box"}'), found.get('gpu_top_host_up{host="lab"}')]).toEqual([1, 0]);
    expect([...samples(await page([FULL])).keys()].join()).not.toContain('gpu_top_host_up');
  });

  it('says who used which engine and holds which memory, what the devices are, what is missing and what it cost', async () => {
    const labels = 'unit="docker:3f2a9c81d0e4",comm="blender",device="0000:03:00.0"';
    const found = samples(await page([FULL]));
    const value = (name: string, ...parts: readonly string[]) => {
      const hits = [...found].filter(([key]) => key.split('{')[0] === name && parts.every((part) => key.includes(part)));
      return hits.length === 1 ? hits[0]?.[1] : `${hits.length} series`;
    };
    for (const part of labels.split(',')) expect(value('gpu_top_clients', part)).toBe(1);
    expect(value('gpu_top_engine_busy_seconds_total', 'engine="gfx"', 'unit="docker:3f2a9c81d0e4"')).toBe(0);
    expect(value('gpu_top_client_memory_bytes', 'region="vram"', 'kind="resident"')).toBe(200);
    expect(value('gpu_top_client_memory_bytes', 'region="vram"', 'kind="shared"')).toBe(0);
    expect(value('gpu_top_client_memory_bytes', 'region="gtt"', 'kind="resident"')).toBe(50);
    expect(value('gpu_top_client_memory_bytes', 'region="gds"')).toBe('0 series');
    expect(value('gpu_top_device_info', 'driver="amdgpu"', 'name="Navi 32"', 'nodes="card1,renderD128"')).toBe(1);
    expect(value('gpu_top_device_frequency_hertz')).toBe(2.41e9);
    expect(value('gpu_top_device_power_watts')).toBe(142);
    expect(value('gpu_top_device_runtime_suspended')).toBe(0);
    expect(value('gpu_top_device_memory_size_bytes')).toBe(456);
    expect(value('gpu_top_device_memory_used_bytes', 'region="gtt"')).toBe(5);
    expect(value('gpu_top_processes_unreadable')).toBe(14);
    expect(value('gpu_top_refused_reads', 'errno="EACCES"')).toBe(14);
    expect(value('gpu_top_fds_without_statistics', 'driver="nouveau"')).toBe(2);
    expect(value('gpu_top_clamped_ratios_total')).toBe(2);
    expect(value('gpu_top_scan_duration_seconds')).toBe(0.0019);
    expect(value('process_cpu_seconds_total')).toBe(1.5);
    expect(value('gpu_top_build_info', 'version="0.1.0"')).toBe(1);
  });

  it('has no series for what is unknown', async () => {
    const text = await page([snapshot({ cost: { worstDelayNs: null } })], 'unit', { ...OWN, openFds: null });
    const names = [...samples(text).keys()];
    expect(names.filter((name) => /temperature|power|frequency|runtime|worst_delay|open_fds/.test(name))).toEqual([]);
    // Labels of the registry's further facts follow, empty where unknown: Prometheus takes an empty one for none.
    const info = names.find((name) => name.startsWith('gpu_top_device_info'));
    expect(info).toMatch(
      /^gpu_top_device_info\{device="0000:03:00.0",driver="amdgpu",name="",nodes="card1,renderD128"(,\w+="")*\}$/,
    );
  });

  it('ends the series of what is gone', async () => {
    const text = await page([FULL, snapshot({ devices: [], atNs: 11_000_000_000n })]);
    expect(text).not.toMatch(/^gpu_top_(client_memory_bytes|clients|device_info|device_power_watts|refused_reads)[{ ]/m);
    // The counter stays for its time.
    expect(text).toMatch(/^gpu_top_engine_busy_seconds_total\{.*comm="blender"/m);
  });

  // By parts of units: test/output/by-part.test.ts.
  it.each<[ExportGrouping, RegExp]>([
    ['client', /client_id="7518".*pid="4242".*comm="blender".*user="user".*unit=/],
    ['process', /pid="4242".*comm="blender".*user="user".*unit=/],
    ['user', /\{(?!.*(pid|comm|unit)=).*user="user"/],
    ['unit', /\{(?!.*(pid|comm|user)=).*unit="docker/],
    ['unit+comm', /\{(?!.*(pid|user)=).*unit="docker.*comm="blender"/],
  ])('groups by %s', async (by, labels) => {
    const line = (await page([FULL], by)).split('\n').find((each) => each.startsWith('gpu_top_engine_busy_seconds_total{'));
    expect(line).toMatch(labels);
  });

  it('keeps one sample on one line of bounded length, whatever a process calls itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.constantFrom('"} 1\nfake 2', 'a\\', '\n# HELP x', 'x'.repeat(5000)),
        ),
        async (name) => {
          const hostile = client({
            owner: { comm: name, unit: name, user: name },
            engines: { [name]: 0.5 },
            memory: { [name]: 5 },
            device: name,
          });
          const text = await page([snapshot({ clients: [hostile] })], 'process');
          for (const line of text.split('\n')) {
            expect(line).toMatch(/^($|# (HELP|TYPE) \w+ |\w+(\{(\w+="([^"\\\n]|\\["\\n])*",?)*\})? -?[\d.e+-]+$)/);
            expect(line.length).toBeLessThan(1200);
            expect(line).not.toMatch(/[\x00-\x1f\x7f]/);
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('passes the checks of promtool', async ({ skip }) => {
    const text = await page([
      FULL,
      {
        ...FULL,
        atNs: 11_000_000_000n,
        clients: FULL.clients.map((each) => ({
          ...each,
          engines: ByName.of([['rcs', engineUse(0.5, { ...engineCounters(), cycles: 5n })]]),
        })),
      },
    ]);
    const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    if (error !== undefined) return skip(skipped('promtool', 'promtool is not installed (Debian package prometheus)'));
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  });
});
