/**
 * Jobs that are over between two scrapes, in two replicas of a real Prometheus: what `increase()` says of them in each is what they did.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createExporter, EXPORTER_DEFAULTS } from '../../src/exporter/exporter.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { openRoot } from '../../src/procfs/root.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { Prometheus } from '../support/prometheus.js';
import { whyWithout } from '../support/tools.js';

/** Three jobs of 3 s, in seconds from the start; the first after the first scrape, which is up to ten seconds late. */
const JOBS = [
  { job: 41, from: 13, to: 16 },
  { job: 42, from: 21, to: 24 },
  { job: 43, from: 27, to: 30 },
];

const noPrometheus = whyWithout('prometheus', 'prometheus');

describe.skipIf(noPrometheus !== null)('three jobs of 3 s at 100 %, scraped every 5 s', () => {
  const folder = makeTempRoot('short-jobs', memoryFolder());
  afterAll(() => removeTempRoot(folder));

  it('count 9 s within 5 %, each by its number', async () => {
    const tree = new TreeWriter(folder);
    const source = createScanSource({ root: openRoot({ root: folder }) });
    const ledger = createLedger();
    const began = performance.now();
    const exporter = await createExporter({
      allowedHosts: [],
      withCommands: false,
      ...EXPORTER_DEFAULTS,
      ...{ by: 'unit', listen: '127.0.0.1:0', webConfig: null, program: '0.1.0', formatSnapshot: () => '{}' },
      log: () => undefined,
      async next() {
        const now = (performance.now() - began) / 1000;
        for (const { job, from, to } of JOBS) {
          if (now < from || now >= to) tree.removePath(`proc/${job}`);
          else
            tree.putProcess({
              ...{ pid: job, comm: 'train', uid: 1000, startTimeTicks: job },
              cgroup: `0::/system.slice/slurmstepd.scope/job_${job}/step_0/user/task_0\n`,
              fds: {
                5: {
                  link: '/dev/dri/renderD128',
                  fdinfo: `drm-driver:\tamdgpu\ndrm-client-id:\t${job}\ndrm-pdev:\t0000:03:00.0\ndrm-engine-gfx:\t${Math.round((now - from) * 1e9)} ns\n`,
                },
              },
            });
        }
        return ledger.fold(await source.next());
      },
    });
    // On one machine nothing but a parameter tells them apart.
    const replicas = await Promise.all(
      ['a', 'b'].map((replica) =>
        Prometheus.start({
          global: { scrape_interval: '5s', scrape_timeout: '2s' },
          scrape_configs: [
            {
              job_name: 'gpu',
              params: { replica: [replica] },
              static_configs: [{ targets: [exporter.url.replace('http://', '')] }],
            },
          ],
        }),
      ),
    );
    try {
      await sleep(46_000 - (performance.now() - began));
      for (const prometheus of replicas) {
        const last = (await prometheus.times('up[60s]', Date.now() / 1000)).at(-1) ?? 0;
        const found = await prometheus.query('sum by (slurm_job) (increase(gpu_top_engine_busy_seconds_total[60s]))', last);
        const byJob = new Map(found.map(({ metric, value }) => [metric.slurm_job, value]));
        expect([...byJob.keys()].sort()).toEqual(['41', '42', '43']);
        const sum = [...byJob.values()].reduce((a, b) => a + b, 0);
        expect(sum, JSON.stringify([...byJob])).toBeGreaterThan(9 * 0.95);
        expect(sum, JSON.stringify([...byJob])).toBeLessThan(9 * 1.05);
      }
    } finally {
      await Promise.all(replicas.map((prometheus) => prometheus.stop()));
      await exporter.close();
    }
  }, 70_000);
});
