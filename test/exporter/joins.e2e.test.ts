/**
 * What a fleet does with the metrics, in a real Prometheus: two hosts, names of pods from a stand-in for kube-state-metrics and jobs of Slurm by
 * the recording rules of deploy/, an exporter that is started anew, and how Prometheus asks.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExporter, EXPORTER_DEFAULTS, type Exporter } from '../../src/exporter/exporter.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { openRoot } from '../../src/procfs/root.js';
import { makeTempRoot, memoryFolder, removeTempRoot } from '../../src/procfs-tree/temp-root.js';
import { TreeWriter } from '../../src/procfs-tree/tree-writer.js';
import { createScanSource } from '../../src/sources/scan-source.js';
import { freePort } from '../support/free-port.js';
import { Prometheus } from '../support/prometheus.js';
import { whyWithout } from '../support/tools.js';

/** Seconds over which rates are taken. */
const WINDOW = 8;

const POD = '1b2c3d4e-1111-2222-3333-444455556666';
const CONTAINER = 'ab'.repeat(32);

interface Worker {
  readonly pid: number;
  readonly cgroup: string;
  readonly ratio: number;
}
const KUBERNETES: Worker = {
  ...{ pid: 10, ratio: 0.5 },
  cgroup: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD.replaceAll('-', '_')}.slice/cri-containerd-${CONTAINER}.scope`,
};
const SLURM: Worker = { pid: 20, ratio: 0.25, cgroup: '/system.slice/slurmstepd.scope/job_4242/step_0/user/task_0' };

/** A machine whose workers began with the test. */
function machine(folder: string, workers: readonly Worker[], began: number): () => void {
  const tree = new TreeWriter(folder);
  return () => {
    const seconds = (performance.now() - began) / 1000;
    for (const { pid, cgroup, ratio } of workers)
      tree.putProcess({
        ...{ pid, comm: 'work', uid: 1000, startTimeTicks: pid, cgroup: `0::${cgroup}\n` },
        fds: {
          5: {
            link: '/dev/dri/renderD128',
            fdinfo: `drm-driver:\tamdgpu\ndrm-client-id:\t${pid}\ndrm-pdev:\t0000:03:00.0\ndrm-engine-gfx:\t${Math.round(seconds * ratio * 1e9)} ns\n`,
          },
        },
      });
  };
}

function serve(folder: string, advance: () => void, port: number): Promise<Exporter> {
  const source = createScanSource({ root: openRoot({ root: folder }) });
  const ledger = createLedger();
  return createExporter({
    ...{ ...EXPORTER_DEFAULTS, allowedHosts: [], withCommands: false, webConfig: null, program: '0.1.0' },
    ...{ minIntervalMs: 100, everyMs: 0, listen: `127.0.0.1:${port}`, formatSnapshot: () => '{}', log: () => undefined },
    async next() {
      advance();
      return ledger.fold(await source.next());
    },
  });
}

const KUBE_STATE = `# TYPE kube_pod_info gauge
kube_pod_info{namespace="media",pod="frigate-0",uid="${POD}"} 1
kube_pod_info{namespace="media",pod="idle-0",uid="${POD.replace('1', '2')}"} 1
# TYPE kube_pod_container_info gauge
kube_pod_container_info{namespace="media",pod="frigate-0",uid="${POD}",container="detector",container_id="containerd://${CONTAINER}"} 1
`;

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listening = (server: Server): Promise<Server> => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));

const noPrometheus = whyWithout('prometheus', 'prometheus');

describe.skipIf(noPrometheus !== null)('a fleet in Prometheus', () => {
  const began = performance.now();
  const folders = [makeTempRoot('joins-one', memoryFolder()), makeTempRoot('joins-two', memoryFolder())] as const;
  const scratch = mkdtempSync(join(tmpdir(), 'gpu-top-joins-'));
  const asked: { asks: IncomingHttpHeaders; answer: IncomingHttpHeaders }[] = [];
  const exporters: Exporter[] = [];
  const servers: Server[] = [];
  let ports: readonly number[] = [];
  let one = (): Promise<Exporter> => Promise.reject(new Error('not yet'));
  let prometheus: Prometheus;
  const now = (expression: string) => prometheus.query(expression, Date.now() / 1000);

  beforeAll(async () => {
    ports = [await freePort(), await freePort()];
    const [advanceOne, advanceTwo] = [machine(folders[0], [KUBERNETES, SLURM], began), machine(folders[1], [SLURM], began)];
    // As kubelet names a log: what is named here needs no join.
    new TreeWriter(folders[0]).writeFile(`var/log/containers/frigate-0_media_detector-${CONTAINER}.log`, '');
    one = () => serve(folders[0], advanceOne, ports[0] ?? 0);
    exporters.push(await one(), await serve(folders[1], advanceTwo, ports[1] ?? 0));
    const kube = createServer((_, answer) => answer.setHeader('content-type', 'text/plain; version=0.0.4').end(KUBE_STATE));
    // Stands between and writes down how Prometheus asks and what it is given.
    const between = createServer((from, to) => {
      const onward = request({ port: ports[1], host: '127.0.0.1', path: from.url, headers: from.headers }, (answer) => {
        asked.push({ asks: from.headers, answer: answer.headers });
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
      });
      onward.on('error', () => to.destroy()).end();
    });
    servers.push(await listening(kube), await listening(between));
    // As it is, but over seconds.
    const rules = readFileSync('deploy/prometheus/gpu-top.rules.yml', 'utf8').replaceAll('[5m]', `[${WINDOW}s]`);
    writeFileSync(join(scratch, 'rules.yml'), rules);
    const target = (port: number, labels: object = {}) => ({ targets: [`127.0.0.1:${port}`], labels });
    prometheus = await Prometheus.start({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: [join(scratch, 'rules.yml')],
      scrape_configs: [
        {
          job_name: 'gpu-top',
          static_configs: [target(ports[0] ?? 0, { instance: 'one' }), target(portOf(servers[1] ?? kube), { instance: 'two' })],
        },
        { job_name: 'kube', honor_labels: true, static_configs: [target(portOf(kube))] },
      ],
    });
    // Prometheus takes some seconds until it first scrapes, and what was counted before is on the second page: a rate needs what follows.
    for (let least = 0; least < WINDOW + 4;) {
      await sleep(1000);
      const counts = await now(`count_over_time(gpu_top_up[${WINDOW * 4}s])`);
      least = counts.length < 2 ? 0 : Math.min(...counts.map(({ value }) => value));
    }
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await Promise.all(exporters.map((exporter) => exporter.close()));
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    folders.forEach(removeTempRoot);
    rmSync(scratch, { recursive: true });
  });

  it('scrapes both, in OpenMetrics and packed', async () => {
    expect((await now('up{job="gpu-top"}')).map(({ metric, value }) => `${metric.instance} ${value}`).sort()).toEqual([
      'one 1',
      'two 1',
    ]);
    const last = asked.at(-1);
    expect(last?.asks['accept-encoding']).toContain('gzip');
    expect(last?.answer['content-encoding']).toBe('gzip');
    expect(last?.answer['content-type']).toContain('application/openmetrics-text');
  });

  it.each([
    ['gpu_top:pod_engine_busy:rate5m', { namespace: 'media', pod: 'frigate-0', instance: 'one' }, 0.5],
    [
      'gpu_top:container_engine_busy:rate5m',
      { namespace: 'media', pod: 'frigate-0', container: 'detector', instance: 'one' },
      0.5,
    ],
    [
      `sum by (namespace, pod, container_name) (rate(gpu_top_engine_busy_seconds_total{pod!=""}[${WINDOW}s]))`,
      { namespace: 'media', pod: 'frigate-0', container_name: 'detector' },
      0.5,
    ],
    ['gpu_top:slurm_job_engine_busy:rate5m{instance="one"}', { slurm_job: '4242' }, 0.25],
    ['gpu_top:slurm_job_engine_busy:rate5m{instance="two"}', { slurm_job: '4242' }, 0.25],
    ['gpu_top:device_engine_busy:ratio_rate5m{instance="one"}', { engine: 'gfx' }, 0.75],
    ['sum by (slurm_job) (gpu_top:slurm_job_engine_busy:rate5m)', { slurm_job: '4242' }, 0.5],
  ])('%s', async (expression, labels, expected) => {
    const found = await now(expression);
    expect(found).toHaveLength(1);
    expect(found[0]?.metric).toMatchObject(labels);
    expect(Math.abs((found[0]?.value ?? NaN) - expected)).toBeLessThan(0.05);
  });

  it('takes an exporter that is started anew for no work done', async () => {
    const total = 'sum(increase(gpu_top_device_engine_busy_seconds_total{instance="one"}[1m]))';
    await exporters[0]?.close();
    await sleep(2000);
    exporters[0] = await one();
    await sleep(5000);
    const seconds = (performance.now() - began) / 1000;
    const [found] = await now(total);
    // Three quarters of an engine all the time, but for what nobody looked at.
    expect(found?.value).toBeGreaterThan(0.75 * (seconds - 14));
    expect(found?.value).toBeLessThan(0.75 * (seconds + 2));
  }, 30_000);
});
