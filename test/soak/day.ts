/**
 * A day of ticks by a simulated clock, through everything that remembers: scanner, ledger, history, screen, exporter, recorder.
 *
 * Nothing is left out of a tick but the waiting: each is swept, folded, put into the history, printed as JSON, added to the exporter's
 * totals and recorded; every fifth is drawn, and now and then a key is pressed; every fifteenth is scraped. The recording then is replayed
 * whole.
 */
import { readdirSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { median, quantile } from 'simple-statistics';
import { accumulate, EMPTY_EXPORT } from '../../src/metrics/accumulate.js';
import { EXPORTER_DEFAULTS } from '../../src/exporter/exporter.js';
import { createMetricsPage } from '../../src/metrics/metrics-page.js';
import { violations } from '../../src/ledger/check.js';
import { createHistory } from '../../src/history/history.js';
import { createLedger } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { jsonEmitter } from '../../src/output/json.js';
import { createRecorder } from '../../src/recording/recorder.js';
import { createReplaySource } from '../../src/recording/replay.js';
import { createApp } from '../../src/tui/app.js';
import { initialState } from '../../src/tui/state/state.js';
import { deviceFacts, devicesOf, simScanner } from '../support/scan.js';
import { KEY, quietCallbacks } from '../tui/open.js';
import { viewOptions } from '../../src/options/view-options.js';
import { ChurningMachine, SOAK_DEVICES } from './churning-machine.js';
import type { Hour } from './hours.js';

const HOUR_TICKS = 3600;
const DRAW_EVERY = 5;
const KEY_EVERY = 40;
const SCRAPE_EVERY = 15;

/** Every page, every order, marks, a filter that is typed and taken back; never one that leaves. */
const KEYS = [
  'h',
  KEY.escape,
  KEY.down,
  KEY.enter,
  KEY.escape,
  'g',
  KEY.escape,
  KEY.f6,
  KEY.down,
  KEY.enter,
  'c',
  '/',
  'x',
  KEY.escape,
  'i',
  'u',
  KEY.escape,
];

class Nowhere extends Writable {
  readonly isTTY = true;
  readonly columns = 160;
  readonly rows = 48;

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

export interface Day {
  readonly hours: readonly Hour[];
  /** Of the replay of the day, the same. */
  readonly replayed: readonly Hour[];
  readonly counts: ChurningMachine['counts'];
  readonly recordedBytes: number;
  readonly mostClients: number;
  readonly problems: readonly string[];
}

/**
 * @param hours simulated
 * @param recording where the day is recorded; must not exist
 * @param progress called after each hour
 */
export async function soakDay(hours: number, recording: string, progress: (hour: Hour, what: string) => void): Promise<Day> {
  const machine = new ChurningMachine();
  const facts = SOAK_DEVICES.map(({ id, node, number }) => deviceFacts(id, { [node]: number }));
  const scanner = simScanner(machine.sim, { devices: devicesOf(...facts) });
  const ledger = createLedger();
  const history = createHistory();
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const app = await createApp({
    input,
    output: new Nowhere(),
    state: initialState(),
    readonly: false,
    callbacks: quietCallbacks,
  });
  const emitter = jsonEmitter(viewOptions({ all: true }));
  const page = createMetricsPage(EXPORTER_DEFAULTS.by);
  const recorder = await createRecorder(recording, { program: 'soak' });
  let totals = EMPTY_EXPORT;
  let before: Snapshot | null = null;
  let mostClients = 0;
  const problems: string[] = [];
  const meter = new HourMeter();

  for (let tick = 1; tick <= hours * HOUR_TICKS; tick++) {
    machine.pass();
    meter.begin();
    const sweep = await scanner.sweep();
    const snapshot = ledger.fold(sweep);
    history.add(snapshot);
    emitter.tick(snapshot);
    totals = accumulate(totals, snapshot, EXPORTER_DEFAULTS);
    if (tick % DRAW_EVERY === 0) app.show(snapshot, { cpuRatio: 0.01 });
    if (tick % KEY_EVERY === 0) input.write(KEYS[(tick / KEY_EVERY) % KEYS.length]);
    // blessed writes at the end of the turn.
    if (tick % DRAW_EVERY === 0) await turn();
    if (tick % SCRAPE_EVERY === 0) await page.render(totals, snapshot, OWN_COST);
    await recorder.write(sweep);
    meter.end();
    if (problems.length < 20) problems.push(...violations(snapshot, before));
    before = snapshot;
    mostClients = Math.max(mostClients, snapshot.clients.length);
    if (tick % HOUR_TICKS === 0) progress(await meter.hour(), 'day');
  }
  app.close();
  await recorder.close();
  const { counts } = machine;
  return {
    hours: meter.hours,
    replayed: await replay(recording, problems, progress),
    counts,
    mostClients,
    problems,
    recordedBytes: recorder.bytes,
  };
}

const OWN_COST = { cpuSeconds: 1, residentBytes: 1, openFds: 1, startSeconds: 1, sampled: true, program: 'soak' };

async function replay(path: string, problems: string[], progress: (hour: Hour, what: string) => void): Promise<readonly Hour[]> {
  const source = await createReplaySource(path);
  const ledger = createLedger();
  const history = createHistory();
  const meter = new HourMeter();
  for (let tick = 1; ; tick++) {
    meter.begin();
    const sweep = await source.next();
    if (sweep === null) break;
    history.add(ledger.fold(sweep));
    meter.end();
    if (tick % HOUR_TICKS === 0) progress(await meter.hour(), 'replay');
  }
  problems.push(...source.damage);
  await source.close();
  return meter.hours;
}

class HourMeter {
  readonly hours: Hour[] = [];
  #beganMs = 0;
  #ticksMs: number[] = [];

  begin(): void {
    this.#beganMs = performance.now();
  }

  end(): void {
    this.#ticksMs.push(performance.now() - this.#beganMs);
  }

  /** Ends an hour: collects garbage and counts what is left. */
  async hour(): Promise<Hour> {
    if (globalThis.gc === undefined) throw new Error('node must be started with --expose-gc');
    const ticksMs = this.#ticksMs;
    // What this meter keeps must not look like growth.
    this.#ticksMs = [];
    const times = {
      ticks: ticksMs.length,
      medianMs: median(ticksMs),
      p99Ms: quantile(ticksMs, 0.99),
      longestMs: Math.max(...ticksMs),
    };
    // Buffers are given back some turns after what held them was collected.
    for (let round = 0; round < 4; round++) {
      globalThis.gc();
      await turn();
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    const left = { heapBytes: heapUsed, externalBytes: external, residentBytes: rss, fds: readdirSync('/proc/self/fd').length };
    this.hours.push({ ...times, ...left });
    return { ...times, ...left };
  }
}
