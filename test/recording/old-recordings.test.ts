import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { createReplaySource } from '../../src/recording/replay.js';
import { openRecording } from '../../src/recording/reader.js';
import { digest } from '../support/digest.js';

interface Expected {
  readonly header: object;
  readonly sweeps: readonly object[];
}

describe.each([
  ['v1-desktop', 100],
  ['v1-vm-multi-6.12', 15],
])('the old recording %s', (name, busyRatios) => {
  const path = `fixtures/recordings/${name}.gputop`;
  const expected = JSON.parse(readFileSync(`fixtures/recordings/${name}.json`, 'utf8')) as Expected;

  it('replays to the digit', async () => {
    const recording = await openRecording(path);
    const { startAtNs, ...header } = recording.header;
    expect({ ...header, startAtNs: startAtNs.toString() }).toEqual(expected.header);
    const sweeps: object[] = [];
    for await (const { sweep } of recording.sweepsFrom(0)) {
      sweeps.push({ atNs: sweep.atNs.toString(), wallMs: sweep.wallMs, readings: sweep.readings.length, sha256: digest(sweep) });
    }
    await recording.close();
    expect(recording.damage).toEqual([]);
    expect(sweeps).toEqual(expected.sweeps);
  });

  it('gives busyness in the ledger of today', async () => {
    const source = await createReplaySource(path);
    const ledger = createLedger();
    let busy = 0;
    for (let sweep = await source.next(); sweep !== null; sweep = await source.next()) {
      for (const client of ledger.fold(sweep).clients) {
        for (const { ratio } of client.engines.values()) if (ratio !== null && ratio > 0) busy += 1;
      }
    }
    await source.close();
    expect(source.epoch).toBe(0);
    expect(busy).toBeGreaterThan(busyRatios);
  });
});
