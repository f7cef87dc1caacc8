import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldSweep } from '../../src/ledger/ledger.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';
import { EMPTY_STATE } from '../../src/ledger/state.js';
import { createRecorder, type RecorderOptions } from '../../src/recording/recorder.js';
import type { Sweep } from '../../src/scan/sweep.js';
import { createReplaySource, type ReplayClock, type ReplayOptions, type ReplaySource } from '../../src/recording/replay.js';
import { takeSweeps } from '../support/made-sweeps.js';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'gpu-top-replay-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

async function record(sweeps: readonly Sweep[], options: Partial<RecorderOptions> = {}): Promise<string> {
  const path = join(folder, `${++files}.gputop`);
  const recorder = await createRecorder(path, { program: '0.1.0', sweepsPerBlock: 4, ...options });
  for (const sweep of sweeps) await recorder.write(sweep);
  await recorder.close();
  return path;
}

/** Ten sweeps, a second apart, over three blocks. */
const TEN = takeSweeps(10, { clients: 3 });

async function open(options: ReplayOptions = {}, sweeps: readonly Sweep[] = TEN): Promise<ReplaySource> {
  return createReplaySource(await record(sweeps), options);
}

/** The sweeps that `next` gives, by their second since the start; `p` marks a priming one. */
async function take(source: ReplaySource, count: number): Promise<string> {
  const seen: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const sweep = await source.next();
    seen.push(sweep === null ? 'end' : `${(sweep.wallMs - 1_800_000_000_000) / 1000}${source.priming ? 'p' : ''}`);
  }
  return seen.join(' ');
}

/** A clock that stands still until told to go on. */
class HandClock implements ReplayClock {
  #nowMs = 0;
  #sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((wake) => {
      signal.addEventListener('abort', () => wake());
      this.#sleepers.push({ untilMs: this.#nowMs + ms, wake });
    });
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    const due = this.#sleepers.filter(({ untilMs }) => untilMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter(({ untilMs }) => untilMs > this.#nowMs);
    for (const { wake } of due) wake();
  }
}

const settled = () => new Promise((done) => setTimeout(done, 20));

describe('a replay', () => {
  it('gives the recorded sweeps, saying that they are a replay and of what', async () => {
    const source = await open();
    const path = join(folder, `${files}.gputop`);
    const given: Sweep[] = [];
    for (let sweep = await source.next(); sweep !== null; sweep = await source.next()) given.push(sweep);
    expect(given).toStrictEqual(TEN.map((sweep) => ({ ...sweep, source: { kind: 'replay', root: path } })));
    expect(source.present).toBe(false);
    expect(source.positionNs).toBe(source.durationNs);
    expect(Math.round(source.durationNs / 1e9)).toBe(9);
    await source.close();
    await source.close();
    expect(await source.next()).toBeNull();
  });

  it('leads to the same snapshots as the live sweeps did', async () => {
    const snapshots = (sweeps: readonly Sweep[]): Snapshot[] => {
      let state = EMPTY_STATE;
      return sweeps.map((sweep) => {
        const folded = foldSweep(state, sweep);
        state = folded.state;
        return { ...folded.snapshot, source: { kind: 'live', root: '/' } };
      });
    };
    const source = await open();
    const replayed: Sweep[] = [];
    for (let sweep = await source.next(); sweep !== null; sweep = await source.next()) replayed.push(sweep);
    await source.close();
    expect(snapshots(replayed)).toStrictEqual(snapshots(TEN));
  });

  it.each([
    ['into the middle', 5.5e9, '4p 5 6 7 8 9 end'],
    ['onto a sweep', 5.1e9, '4p 5 6'],
    ['to the first sweep of a block, primed from the block before', 4.1e9, '3p 4 5'],
    ['to the start, which has nothing before it', 0, '0 1 2'],
    ['before the start', -7e9, '0 1'],
    ['beyond the end', 1e15, '8p 9 end'],
  ])('seeks %s', async (_, positionNs, expected) => {
    const source = await open();
    await source.next();
    const { epoch } = source;
    source.seek(positionNs);
    expect(await take(source, expected.split(' ').length)).toBe(expected);
    expect(source.epoch).toBe(epoch + 1);
    await source.close();
  });

  it('begins where it is told to', async () => {
    const source = await open({ seekNs: 7.5e9 });
    expect(await take(source, 3)).toBe('6p 7 8');
    await source.close();
  });

  it('steps on and back while it is paused, over block borders too', async () => {
    const source = await open({ speed: 1, seekNs: 5.5e9 });
    source.pause();
    expect(await take(source, 2)).toBe('4p 5');
    source.step(-1);
    expect(await take(source, 2)).toBe('3p 4');
    source.step(-1);
    expect(await take(source, 2)).toBe('2p 3');
    source.step(1);
    expect(await take(source, 1)).toBe('4');
    source.step(1);
    source.step(1);
    expect(await take(source, 2)).toBe('5 6');
    await source.close();
  });

  it('waits as the recorder did, divided by the speed', async () => {
    const clock = new HandClock();
    const source = await open({ speed: 2, clock });
    expect(await take(source, 1)).toBe('0');
    let given = '';
    void take(source, 1).then((text) => (given = text));
    await settled();
    clock.advance(499);
    await settled();
    expect(given).toBe('');
    clock.advance(2);
    await settled();
    expect(given).toBe('1');
    await source.close();
  });

  it('wakes a waiting next for a seek, a change of speed, and the end', async () => {
    const clock = new HandClock();
    const source = await open({ speed: 1, clock });
    expect(await take(source, 1)).toBe('0');
    const seeking = take(source, 2);
    await settled();
    source.seek(3.5e9);
    expect(await seeking).toBe('2p 3');
    const hastened = take(source, 1);
    await settled();
    source.speed = null;
    expect(await hastened).toBe('4');
    source.pause();
    const closing = take(source, 1);
    await settled();
    await source.close();
    expect(await closing).toBe('end');
  });

  it('holds at the end for a seek back where that is asked for', async () => {
    const source = await open({ holdAtEnd: true, seekNs: 9e15 });
    expect(await take(source, 2)).toBe('8p 9');
    const waiting = take(source, 2);
    await settled();
    source.step(-1);
    expect(await waiting).toBe('7p 8');
    await source.close();
  });

  it.each([
    ['another boot, so the ledger must start anew', 'boot-1', 'boot-2', 1],
    ['an unknown boot, so the ledger must start anew', null, null, 1],
    ['the same boot, so the ledger goes on', 'boot-1', 'boot-1', 0],
  ])('tells that an appended section is of %s', async (_, firstBoot, secondBoot, epochs) => {
    const first = await record(TEN.slice(0, 3), { bootId: firstBoot });
    const second = await record(TEN.slice(5, 8), { bootId: secondBoot });
    writeFileSync(first, Buffer.concat([readFileSync(first), readFileSync(second)]));
    const source = await createReplaySource(first);
    expect(await take(source, 7)).toBe('0 1 2 5 6 7 end');
    expect(source.epoch).toBe(epochs);
    await source.close();
  });
});
