/** What the deployment files say about gpu-top is so: metrics exist, paths exist, rights are the least. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { accumulate, EMPTY_EXPORT } from '../../src/metrics/accumulate.js';
import { DEFAULT_LISTEN } from '../../src/exporter/listen-address.js';
import { createMetricsPage } from '../../src/metrics/metrics-page.js';
import { snapshot } from '../support/snapshots.js';

const read = (name: string): string => readFileSync(`deploy/${name}`, 'utf8');

async function metricNames(): Promise<Set<string>> {
  const state = accumulate(EMPTY_EXPORT, snapshot(), { by: 'unit+comm', maxSeries: 10, endAfterMs: 1 });
  const own = { cpuSeconds: 0, residentBytes: 0, openFds: 0, startSeconds: 0, sampled: true, program: '0' };
  const text = await createMetricsPage('unit+comm').render(state, snapshot(), own);
  return new Set(Array.from(text.matchAll(/^# TYPE (\w+) /gm), ([, name = '']) => name));
}

describe('the metrics', () => {
  it.each(['grafana/gpu-top.json', 'prometheus/gpu-top.rules.yml', 'prometheus/gpu-top.rules.test.yml', 'README.md'])(
    'that %s names are served',
    async (file) => {
      const served = await metricNames();
      const named = new Set(read(file).match(/\b(?:gpu_top|process)_[a-z_]+\b(?!:)/g));
      named.delete('gpu_top');
      expect([...named].filter((name) => !served.has(name))).toEqual([]);
      expect(named.size).toBeGreaterThan(2);
    },
  );
});

describe('the alerts', () => {
  it('are each tried: firing, and silent before', () => {
    const names = Array.from(read('prometheus/gpu-top.rules.yml').matchAll(/- alert: (\w+)/g), ([, name = '']) => name);
    const { tests } = parse(read('prometheus/gpu-top.rules.test.yml')) as {
      tests: { alert_rule_test?: { alertname: string; exp_alerts?: object[] }[] }[];
    };
    const tried = tests.flatMap((test) => test.alert_rule_test ?? []);
    const which = (fires: boolean) =>
      new Set(tried.filter(({ exp_alerts: alerts }) => (alerts !== undefined) === fires).map(({ alertname }) => alertname));
    expect(names.length).toBeGreaterThan(5);
    expect(which(true)).toEqual(new Set(names));
    expect(which(false)).toEqual(new Set(names));
  });
});

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

describe('the dashboard', () => {
  const { panels } = JSON.parse(read('grafana/gpu-top.json')) as { panels: Panel[] };

  it('has panels with ids and titles of their own that do not overlap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const [index, { gridPos: a, title }] of panels.entries()) {
      expect(a.x + a.w, title).toBeLessThanOrEqual(24);
      for (const { gridPos: b, title: other } of panels.slice(index + 1)) {
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        expect(apart, `${title} and ${other}`).toBe(true);
      }
    }
  });
});

interface Manifest {
  readonly kind: string;
  readonly spec?: { readonly template?: { readonly spec?: Pod } };
}

interface Pod {
  readonly hostNetwork?: boolean;
  readonly containers?: { args: string[]; ports: { containerPort: number }[]; securityContext: object }[];
}

describe('the DaemonSet', () => {
  const documents = parseAllDocuments(read('kubernetes/daemonset.yaml')).map((document) => document.toJS() as Manifest);
  const pod = documents.find(({ kind }) => kind === 'DaemonSet')?.spec?.template?.spec;
  const container = pod?.containers?.[0];

  it('sees the host and may do nothing but read', () => {
    expect(pod).toMatchObject({ hostPID: true, automountServiceAccountToken: false });
    expect(pod).not.toHaveProperty('hostNetwork');
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['SYS_PTRACE'] },
    });
    expect(container?.securityContext).not.toHaveProperty('privileged');
  });

  it('listens where its port and its probes are', () => {
    expect(container?.args).toEqual(['serve', '--listen', ':9840']);
    expect(container?.ports[0]?.containerPort).toBe(Number(DEFAULT_LISTEN.split(':')[1]));
  });
});

describe('the Dockerfile', () => {
  const text = read('docker/Dockerfile');
  const copied = () => Array.from(text.matchAll(/^COPY (?!--from)(.*) \S+$/gm), ([, names = '']) => names.split(' ')).flat();

  it('copies what there is, and all that the program needs', () => {
    const copies = copied();
    expect(copies.filter((name) => !existsSync(name))).toEqual([]);
    expect(copies).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'tsconfig.json', 'bin', 'src']));
  });

  it('copies the configuration of every tool of the build, and .dockerignore lets pass what is copied and no more', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { build: string } };
    for (const tool of ['rolldown', 'rollup'])
      expect(copied().includes(`${tool}.config.js`), tool).toBe(new RegExp(`\\b${tool}\\b`).test(scripts.build));
    const passed = readFileSync('.dockerignore', 'utf8').split('\n').filter((line) => line.startsWith('!')); // prettier-ignore
    expect(passed.map((line) => line.slice(1)).sort()).toEqual(copied().sort());
  });

  it('brings a Node that gpu-top runs on', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    const [least] = /\d+/.exec(engines.node) ?? [];
    for (const [, major] of text.matchAll(/^FROM .*node:(\d+)/gm)) expect(Number(major)).toBeGreaterThanOrEqual(Number(least));
  });
});
