/** A client's text is taken over from the tick before only where nothing else would be written. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Client, Snapshot } from '../../src/ledger/snapshot.js';
import { CLIENT_FACTS } from '../../src/measures/client-facts.js';
import { createLedger } from '../../src/ledger/ledger.js';
import { ClientTexts } from '../../src/output/client-texts.js';
import { jsonClient } from '../../src/output/json-client.js';
import { jsonEmitter } from '../../src/output/json.js';
import { safeJson } from '../../src/output/safe-json.js';
import type { ViewOptions } from '../../src/view/row/row.js';
import { anySnapshot } from '../support/random-snapshots.js';
import { countedDevice, simScanner } from '../support/scan.js';
import { drmFile, SimProcfs } from '../support/sim-procfs.js';
import { client, snapshot } from '../support/snapshots.js';

const OPTIONS: ViewOptions = { sort: null, reverse: false, filter: '', by: 'client', device: null, all: true };

/** What no client of a random snapshot has. */
const UNUSUAL: Partial<Client> = {
  host: 'far',
  driver: 'panthor',
  ownerRule: 'kept',
  firstSeenNs: 77n,
  restNs: 5e9,
  occupant: { isRow: false, readings: [], queues: 3, evictedMs: 4 },
  otherMemory: new Map([['vram', new Map([['evicted', 7]])]]),
  facts: new Map(CLIENT_FACTS.map(({ name }) => [name, 7])),
};

/** What is written of a client without any memory. */
function written(each: Client, of: Snapshot): string {
  return safeJson(jsonClient(each, of));
}

it('writes what would be written anew, whichever of its facts another tick changes', () => {
  fc.assert(
    fc.property(anySnapshot, anySnapshot, (given, other) => {
      const from: Client = { ...client(), ...other.clients[0], ...UNUSUAL };
      for (const each of given.clients) {
        for (const field of Object.keys({ ...each, ...from }) as (keyof Client)[]) {
          const texts = new ClientTexts();
          const changed: Client = { ...each, [field]: from[field], key: each.key };
          for (const now of [each, { ...each }, changed, each]) expect(texts.of([now], given)).toBe(written(now, given));
        }
      }
    }),
    { numRuns: 30 },
  );
});

it('writes figures that moved within an engine', () => {
  const [still, busy] = [client({ engines: { gfx: 0 } }), client({ engines: { gfx: 0.5 } })];
  const texts = new ClientTexts();
  const of = snapshot({});
  for (const engines of [still.engines, busy.engines, still.engines]) {
    const now = { ...still, engines };
    expect(texts.of([now], of)).toBe(written(now, of));
  }
});

it('tells of one at rest since when, by the clock of each tick', () => {
  const texts = new ClientTexts();
  const each: Client = { ...client(), restNs: 5e9 };
  for (const wallMs of [10_000, 12_000]) {
    const of = { ...snapshot({}), wallMs };
    expect(texts.of([each], of)).toBe(written(each, of));
  }
});

it('asks each time where the snapshot is of another machine', () => {
  const texts = new ClientTexts();
  const each = client();
  for (const host of ['one', 'two']) {
    const of = { ...snapshot({}), host };
    expect(texts.of([each], of)).toBe(written(each, of));
  }
});

it('takes over the text of a client that does nothing, with the time of its new reading', async () => {
  const sim = new SimProcfs();
  for (const pid of [1, 2]) sim.start(pid, `p${pid}`, [[3, drmFile(pid)]]);
  const scanner = simScanner(sim, { devices: countedDevice(sim) });
  const [ledger, emitter] = [createLedger(), jsonEmitter(OPTIONS)];
  const stringified: unknown[] = [];
  const real = JSON.stringify.bind(JSON);
  const tick = async (): Promise<void> => {
    const now = ledger.fold(await scanner.sweep());
    const expected = jsonEmitter(OPTIONS).tick(now);
    JSON.stringify = ((value: unknown, ...rest: []) => {
      stringified.push(value);
      return real(value, ...rest);
    }) as typeof JSON.stringify;
    try {
      expect(emitter.tick(now)).toBe(expected);
    } finally {
      JSON.stringify = real;
    }
  };
  const counts: number[] = [];
  for (let each = 0; each < 4; each++) {
    stringified.length = 0;
    await tick();
    counts.push(stringified.length);
    sim.pass(1_000_000_000n);
  }
  // What stands above the clients and below them, and each client until it has been seen to do nothing.
  expect(counts).toEqual([4, 4, 2, 2]);
});
