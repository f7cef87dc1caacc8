/**
 * `gpu-top serve`: what the ledger knows, over HTTP, for Prometheus and for scripts.
 *
 * /metrics and /snapshot show the same sample; their texts are made once for each sample, whoever asks how often.
 */
import type { Snapshot } from '../ledger/snapshot.js';
import { Failure } from '../procfs/files.js';
import { nodeFiles } from '../procfs/node-files.js';
import { createLimitedServer } from './http-server.js';
import { isOwnHost } from './host-check.js';
import { LivePage } from './live-page.js';
import { isLoopback, listen, parseListen } from './listen-address.js';
import { ACCUMULATE_DEFAULTS } from '../metrics/accumulate.js';
import { createMetricsPage, PAGE_TYPES, type PageFor } from '../metrics/metrics-page.js';
import { formatOf } from './accept.js';
import { PasswordGate } from './password-gate.js';
import { createHandler, plain, type Answer, type Asked, type Route } from './routes.js';
import { sayOfOthers } from '../shell/file-owner.js';
import { Sampler, type Sample, type SamplerOptions } from './sampler.js';
import { NO_HELPERS, ownCost, type Helpers } from './own-cost.js';
import { OPEN, readWebConfig, type WebConfig } from './web-config.js';

export interface ExporterOptions extends Omit<SamplerOptions, 'onTrouble'> {
  /** `HOST:PORT`; see `parseListen`. */
  readonly listen: string;
  /** Path of a web-config file, or null: no TLS, no passwords. */
  readonly webConfig: string | null;
  /** The JSON object of a snapshot, for /snapshot. */
  readonly formatSnapshot: (snapshot: Snapshot) => string;
  /** Further names under which it may be asked on loopback. */
  readonly allowedHosts: readonly string[];
  /** Command lines in the page. */
  readonly withCommands: boolean;
  /** What works for it in processes of its own. Absent: nothing does. */
  readonly helpers?: Helpers;
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
  /** Reads passwords and certificates again. */
  reload(): void;
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
  let config = options.webConfig === null ? OPEN : readWebConfig(options.webConfig);
  const { log } = options;
  const onTrouble = (error: unknown): void =>
    log(error === null ? 'sweeps succeed again' : `a sweep failed, serving the last good one: ${messageOf(error)}`);
  const next = async (): Promise<Snapshot | null> => {
    const snapshot = await options.next();
    if (snapshot !== null) page.saw(snapshot);
    return snapshot;
  };
  const sampler = new Sampler({ ...options, next, onTrouble });
  const page = new LivePage(() => sampler.fresh(), options);
  const handler = createHandler({
    paths: pagesOf(sampler, page, options),
    streams: new Map([
      [
        '/live',
        (response) => {
          connections.keepOpen(response);
          return page.open(response);
        },
      ],
    ]),
    isOwnHost: (header) => !isLoopback(address) || isOwnHost(header, [address.host, ...options.allowedHosts]),
    open: new Set(['/healthz', '/readyz']),
    // Asked each time: the file may have changed.
    get gate() {
      return gate;
    },
    onError: (error) => log(`a request failed: ${messageOf(error)}`),
  });
  let gate = gateOf(config);
  const { server, connections, renew } = createLimitedServer(handler, config.tls);
  let stamps = stampsOf(config.files);
  for (const file of config.files) {
    const others = sayOfOthers(file);
    if (others !== null) log(`${file} ${others}: they can let anybody read`);
  }
  const reload = (): void => {
    if (options.webConfig === null) return;
    stamps = stampsOf(config.files);
    try {
      const changed = readWebConfig(options.webConfig);
      // A file that is being written is empty for a moment: nothing that protects goes without a restart.
      if ((changed.tls === null) !== (config.tls === null)) throw new Error('TLS comes and goes with a restart only');
      if (changed.users.size === 0 && config.users.size > 0) throw new Error('passwords go with a restart only');
      if (changed.tls !== null) renew(changed.tls);
      config = changed;
      gate = gateOf(config);
      page.close();
      log('the web config was read again');
    } catch (error) {
      log(`the web config cannot be read again, the one before holds: ${messageOf(error)}`);
    }
  };
  const bound = await listen(server, address);
  await sampler.start();
  const watch = setInterval(() => {
    if (stampsOf(config.files) !== stamps) reload();
  }, RELOAD_MS).unref();
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    url: `${config.tls === null ? 'http' : 'https'}://${host}:${bound.port}`,
    warning: warningOf(isLoopback(address), config.users.size > 0, options.withCommands),
    reload,
    async close() {
      clearInterval(watch);
      page.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      connections.destroyAll();
      await Promise.all([closed, sampler.close()]);
    },
  };
}

/** How often certificates and passwords are looked after. */
const RELOAD_MS = 10_000;

function gateOf({ users }: WebConfig): PasswordGate | null {
  return users.size === 0 ? null : new PasswordGate(users);
}

/** Changes when one of the files does. */
function stampsOf(files: readonly string[]): string {
  return files
    .map((path) => {
      const stat = nodeFiles.stat(path);
      return stat instanceof Failure ? stat.errno : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
    })
    .join();
}

function warningOf(isOwn: boolean, hasUsers: boolean, withCommands: boolean): string | null {
  if (hasUsers) return null;
  const what = withCommands ? 'which processes use the GPU, and their command lines' : 'which processes use the GPU';
  if (!isOwn) return `anybody who can reach this address can read ${what}; see --web-config`;
  return withCommands ? `every user of this machine can read ${what}; see --web-config` : null;
}

function pagesOf(
  sampler: Sampler,
  live: LivePage,
  { by, program, helpers = NO_HELPERS, formatSnapshot }: ExporterOptions,
): Map<string, Route> {
  const page = createMetricsPage(by);
  const metrics = oncePerSample<PageFor>(async ({ state, snapshot }, sampled, to) => ({
    status: 200,
    type: PAGE_TYPES[to.format],
    body: Buffer.from(await page.render(state, snapshot, { ...ownCost(helpers), program, sampled }, to)),
  }));
  const json = oncePerSample<null>(({ snapshot }) => ({
    status: 200,
    type: 'application/json; charset=utf-8',
    body: Buffer.from(`${formatSnapshot(snapshot).trimEnd()}\n`),
  }));
  const ofSample =
    <T>(make: ReturnType<typeof oncePerSample<T>>, wants: (asked: Asked) => T): Route =>
    async (asked) => {
      const sample = await sampler.fresh();
      return sample === null ? plain(503, 'no sweep has succeeded yet') : make(sample, sampler.succeeds, wants(asked));
    };
  const pageFor = ({ reader, accept }: Asked): PageFor => ({ reader: page.nameOf(reader), format: formatOf(accept) });
  return new Map<string, Route>([
    ...live.files(),
    ['/metrics', ofSample(metrics, pageFor)],
    ['/snapshot', ofSample(json, () => null)],
    ['/healthz', () => health(sampler)],
    ['/readyz', () => (sampler.latest !== null && sampler.succeeds ? plain(200, 'ready') : plain(503, 'no good sweep'))],
  ]);
}

function health(sampler: Sampler): Answer {
  // Between scrapes nobody else may ask, and without a try nothing gets well.
  if (!sampler.succeeds) void sampler.fresh();
  return sampler.silentMs < UNHEALTHY_MS ? plain(200, 'ok') : plain(503, `no good sweep for ${UNHEALTHY_MS / 1000} s`);
}

type MakeAnswer<T> = (sample: Sample, succeeds: boolean, wanted: T) => Promise<Answer> | Answer;

/** Makes one answer for a sample and what is wanted of it, and gives it to all who want the same; answers are made one after the other. */
function oncePerSample<T>(make: MakeAnswer<T>): (sample: Sample, succeeds: boolean, wanted: T) => Promise<Answer> {
  let of: { readonly sample: Sample; readonly succeeds: boolean } | null = null;
  const made = new Map<string, Promise<Answer>>();
  let last: Promise<unknown> = Promise.resolve();
  return (sample, succeeds, wanted) => {
    if (of?.sample !== sample || of.succeeds !== succeeds) made.clear();
    of = { sample, succeeds };
    const key = JSON.stringify(wanted);
    let answer = made.get(key);
    if (answer === undefined) {
      answer = last.then(() => make(sample, succeeds, wanted));
      made.set(key, answer);
      last = answer.catch(() => undefined);
    }
    return answer;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
