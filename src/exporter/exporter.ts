/**
 * `gpu-top serve`: what the ledger knows, over HTTP, for Prometheus and for scripts.
 *
 * /metrics and /snapshot show the same sample; their texts are made once for each sample, whoever asks how often.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { Failure } from '../procfs/files.js';
import { nodeFiles } from '../procfs/node-files.js';
import { createLimitedServer } from './http-server.js';
import { indexPage } from './index-page.js';
import { isLoopback, listen, parseListen } from './listen-address.js';
import { ACCUMULATE_DEFAULTS } from '../metrics/accumulate.js';
import { createMetricsPage } from '../metrics/metrics-page.js';
import { PasswordGate } from './password-gate.js';
import { createHandler, plain, type Answer, type Route } from './routes.js';
import { Sampler, type Sample, type SamplerOptions } from './sampler.js';
import type { OwnCost } from '../metrics/scan-metrics.js';
import { OPEN, readWebConfig } from './web-config.js';

export interface ExporterOptions extends Omit<SamplerOptions, 'onTrouble'> {
  /** `HOST:PORT`; see `parseListen`. */
  readonly listen: string;
  /** Path of a web-config file, or null: no TLS, no passwords. */
  readonly webConfig: string | null;
  /** The JSON object of a snapshot, for /snapshot. */
  readonly formatSnapshot: (snapshot: Snapshot) => string;
  /** Version of this gpu-top. */
  readonly program: string;
  /** A line for the log: troubles and their end. */
  readonly log: (line: string) => void;
}

export interface Exporter {
  /** `http://127.0.0.1:9840`. */
  readonly url: string;
  /** What the user should know about who can read it; null when all is well. */
  readonly warning: string | null;
  /** Stops listening, drops connections and takes no more samples. Safe to call twice. */
  close(): Promise<void>;
}

/** Defaults of `gpu-top serve`. */
export const EXPORTER_DEFAULTS = {
  by: 'unit+comm',
  ...ACCUMULATE_DEFAULTS,
  minIntervalMs: 1000,
  everyMs: 1000,
} as const;

/** After so long without a good sweep whoever watches over this process should start it anew: a lost scanner is back in seconds. */
const UNHEALTHY_MS = 60_000;

/**
 * Takes a first sample and begins to serve.
 *
 * Throws `UsageError` for a bad address, a port in use and a bad web config, before anything is sampled.
 */
export async function createExporter(options: ExporterOptions): Promise<Exporter> {
  const address = parseListen(options.listen);
  const { tls, users } = options.webConfig === null ? OPEN : readWebConfig(options.webConfig);
  const { log } = options;
  const onTrouble = (error: unknown): void =>
    log(error === null ? 'sweeps succeed again' : `a sweep failed, serving the last good one: ${messageOf(error)}`);
  const sampler = new Sampler({ ...options, onTrouble });
  const gate = users.size === 0 ? null : new PasswordGate(users);
  const paths = pagesOf(sampler, options);
  const onError = (error: unknown): void => log(`a request failed: ${messageOf(error)}`);
  const server = createLimitedServer(createHandler({ paths, open: new Set(['/healthz', '/readyz']), gate, onError }), tls);
  const bound = await listen(server, address);
  await sampler.start();
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    url: `${tls === null ? 'http' : 'https'}://${host}:${bound.port}`,
    warning:
      isLoopback(address) || users.size > 0
        ? null
        : 'anybody who can reach this address can read which processes use the GPU; see --web-config',
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await Promise.all([closed, sampler.close()]);
    },
  };
}

function pagesOf(sampler: Sampler, { by, program, formatSnapshot }: ExporterOptions): Map<string, Route> {
  const page = createMetricsPage(by);
  const metrics = oncePerSample(async ({ state, snapshot }, sampled) => ({
    status: 200,
    type: page.contentType,
    body: Buffer.from(await page.render(state, snapshot, ownCost(program, sampled))),
  }));
  const json = oncePerSample(({ snapshot }) => ({
    status: 200,
    type: 'application/json; charset=utf-8',
    body: Buffer.from(`${formatSnapshot(snapshot).trimEnd()}\n`),
  }));
  const ofSample =
    (make: ReturnType<typeof oncePerSample>): Route =>
    async () => {
      const sample = await sampler.fresh();
      return sample === null ? plain(503, 'no sweep has succeeded yet') : make(sample, sampler.succeeds);
    };
  return new Map<string, Route>([
    ['/', () => indexPage(program)],
    ['/metrics', ofSample(metrics)],
    ['/snapshot', ofSample(json)],
    ['/healthz', () => health(sampler)],
    ['/readyz', () => (sampler.latest !== null && sampler.succeeds ? plain(200, 'ready') : plain(503, 'no good sweep'))],
  ]);
}

function health(sampler: Sampler): Answer {
  // Between scrapes nobody else may ask, and without a try nothing gets well.
  if (!sampler.succeeds) void sampler.fresh();
  return sampler.silentMs < UNHEALTHY_MS ? plain(200, 'ok') : plain(503, `no good sweep for ${UNHEALTHY_MS / 1000} s`);
}

type MakeAnswer = (sample: Sample, succeeds: boolean) => Promise<Answer> | Answer;

/** Makes one answer for a sample and gives it to all who ask; answers are made one after the other. */
function oncePerSample(make: MakeAnswer): (sample: Sample, succeeds: boolean) => Promise<Answer> {
  let made: { readonly sample: Sample; readonly succeeds: boolean; readonly answer: Promise<Answer> } | null = null;
  return (sample, succeeds) => {
    if (made?.sample !== sample || made.succeeds !== succeeds) {
      const before = made?.answer.catch(() => undefined);
      made = { sample, succeeds, answer: Promise.resolve(before).then(() => make(sample, succeeds)) };
    }
    return made.answer;
  };
}

function ownCost(program: string, sampled: boolean): OwnCost {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: process.memoryUsage.rss(),
    openFds: openFds(),
    startSeconds: performance.timeOrigin / 1000,
    sampled,
    program,
  };
}

function openFds(): number | null {
  const names = nodeFiles.list('/proc/self/fd');
  return names instanceof Failure ? null : names.length;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
