/**
 * End to end: simulated machines on disk, the real scanner, ledger and exporter, and a real Prometheus that scrapes them. What its
 * queries say must be what the simulation did.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExporter, EXPORTER_DEFAULTS, type Exporter } from '../../src/exporter/exporter.js';
import type { ExportGrouping } from '../../src/metrics/groups.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { openRoot } from '../../src/procfs/root.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { LAB } from '../../src/demo/lab/lab.js';
import { createSimulator } from '../../src/demo/simulator.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';
import { truthOf } from '../support/demo-truth.js';
import { Prometheus } from '../support/prometheus.js';
import { whyWithout } from '../support/tools.js';

interface Host {
  readonly name: string;
  readonly exporter: Exporter;
  /** Seconds since the epoch at which the simulation stood at 0. */
  readonly startSeconds: number;
  readonly folder: string;
}

/** Seconds over which rates are taken. */
const WINDOW = 16;

const noPrometheus = whyWithout('prometheus', 'prometheus');

/** A simulated host whose show began `ago` seconds before now. */
async function startHost(name: string, ago: number, by: ExportGrouping): Promise<Host> {
  const folder = makeTempRoot(`host-${name}`, memoryFolder());
  const simulator = createSimulator(new TreeWriter(folder), { ...LAB, host: name });
  const startSeconds = Date.now() / 1000 - ago;
  const source = createScanSource({ root: openRoot({ root: folder }) });
  const ledger = createLedger();
  const exporter = await createExporter({
    allowedHosts: [],
    withCommands: false,
    ...EXPORTER_DEFAULTS,
    by,
    minIntervalMs: 100,
    everyMs: 0,
    listen: '127.0.0.1:0',
    webConfig: null,
    program: '0.1.0',
    formatSnapshot: () => '{}',
    log: (line) => {
      throw new Error(line);
    },
    async next() {
      simulator.advanceTo(Date.now() / 1000 - startSeconds);
      const sweep = await source.next();
      return ledger.fold(sweep);
    },
  });
  return { name, exporter, startSeconds, folder };
}

describe.skipIf(noPrometheus !== null)('a Prometheus that scrapes three simulated hosts', () => {
  let hosts: readonly Host[] = [];
  let prometheus: Prometheus;
  let now = 0;

  beforeAll(async () => {
    hosts = await Promise.all([
      startHost('one', 5, 'client'),
      startHost('two', 60, 'client'),
      startHost('three', 200, 'unit+comm'),
    ]);
    prometheus = await Prometheus.start({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: hosts.map(({ name, exporter }) => ({
        job_name: name,
        static_configs: [{ targets: [new URL(exporter.url).host], labels: { host: name } }],
      })),
    });
    // Prometheus takes some seconds until it first scrapes; a rate needs a window that is full.
    const scrapes = `count_over_time(gpu_top_up[${WINDOW + 5}s])`;
    for (let enough = false; !enough;) {
      await sleep(1000);
      now = Date.now() / 1000;
      const counts = await prometheus.query(scrapes, now);
      enough = counts.length === hosts.length && counts.every(({ value }) => value > WINDOW + 2);
    }
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await Promise.all(hosts.map(({ exporter }) => exporter.close()));
    for (const { folder } of hosts) removeTempRoot(folder);
  });

  /** The last scrape, and what happened between it and the first in the window before it: what a rate is made of. */
  const lastScrape = async ({ name, startSeconds }: Host) => {
    const at = (await prometheus.times(`gpu_top_up{host="${name}"}[5s]`, now)).at(-1) ?? NaN;
    const [first = NaN] = await prometheus.times(`gpu_top_up{host="${name}"}[${WINDOW}s]`, at);
    return { at, truth: truthOf(LAB, first - startSeconds, at - startSeconds) };
  };

  it('reaches all of them', async () => {
    expect((await prometheus.query('up', now)).map(({ value }) => value)).toEqual([1, 1, 1]);
    expect((await prometheus.query('gpu_top_up', now)).map(({ value }) => value)).toEqual([1, 1, 1]);
  });

  it('gets the busyness of each client and engine within 2 points', async () => {
    let compared = 0;
    for (const host of hosts.slice(0, 2)) {
      const { at, truth } = await lastScrape(host);
      const rates = await prometheus.query(
        `rate(gpu_top_engine_busy_seconds_total{host="${host.name}"}[${WINDOW}s]) / on (device, engine) group_left gpu_top_device_engine_capacity{host="${host.name}"}`,
        at,
      );
      for (const { device, clientId, owner, ratios } of truth) {
        for (const [engine, ratio] of ratios) {
          const found = rates.filter(
            ({ metric }) => metric.device === device && metric.client_id === clientId && metric.engine === engine,
          );
          // amdgpu prints no engine that was never used.
          if (found.length === 0 && ratio === 0) continue;
          expect(found.length, `${device} ${clientId} ${engine}`).toBe(1);
          expect(Math.abs((found[0]?.value ?? NaN) - ratio), `${device} ${clientId} ${engine}`).toBeLessThan(0.02);
          expect(found[0]?.metric.pid).toBe(String(owner));
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('gets each group of clients as the sum of its clients', async () => {
    const [host] = hosts.slice(2);
    if (host === undefined) throw new Error('no third host');
    const rates = await prometheus.query(
      `sum by (device, engine) (rate(gpu_top_engine_busy_seconds_total{host="three"}[${WINDOW}s]))`,
      now,
    );
    const devices = await prometheus.query(`rate(gpu_top_device_engine_busy_seconds_total{host="three"}[${WINDOW}s])`, now);
    expect(rates.length).toBeGreaterThan(5);
    for (const { metric, value } of rates) {
      const device = devices.find((each) => each.metric.device === metric.device && each.metric.engine === metric.engine);
      expect(Math.abs((device?.value ?? NaN) - value), JSON.stringify(metric)).toBeLessThan(0.02);
    }
  });

  it('gets memory and device facts', async () => {
    for (const host of hosts.slice(0, 2)) {
      const { at, truth } = await lastScrape(host);
      const memory = await prometheus.query(`gpu_top_client_memory_bytes{host="${host.name}",kind="resident"}`, at);
      for (const { device, clientId, residentBytes } of truth) {
        for (const [region, bytes] of residentBytes) {
          const found = memory.find(
            ({ metric }) => metric.device === device && metric.client_id === clientId && metric.region === region,
          );
          if (found === undefined) continue;
          // It moves while it is scraped.
          expect(Math.abs(found.value - bytes) / Math.max(bytes, 1), `${device} ${clientId} ${region}`).toBeLessThan(0.05);
        }
      }
      const info = await prometheus.query(`gpu_top_device_info{host="${host.name}"}`, now);
      expect(info.map(({ metric }) => metric.driver).sort()).toEqual(['amdgpu', 'i915', 'intel_vpu', 'xe']);
    }
    const hot = await prometheus.query('gpu_top_device_temperature_celsius{host="one"}', now);
    expect(hot.length).toBeGreaterThan(0);
  });
});
