/** A machine on which everything moves: two devices, 200 clients on five engines, and every value new in each tick. */
import type { Snapshot } from '../../src/ledger/snapshot.js';
import * as own from '../support/snapshots.js';

const CLIENTS = 200;
const ENGINES = ['gfx', 'compute', 'dec', 'enc', 'dma'];

/** Pseudo-random but the same in every run. */
function ratio(i: number, engine: number, tick: number): number {
  return ((i * 7919 + engine * 104_729 + tick * 7907) % 1000) / 1000;
}

/** Who the clients are: the ledger hands on the very texts of the tick before. */
const WHO = Array.from({ length: CLIENTS }, (_, i) => ({
  key: `client ${i}`,
  clientId: String(1000 + i),
  device: `0000:0${(i % 2) + 3}:00.0`,
  owner: {
    pid: 2000 + i,
    comm: `worker-${i}`,
    cmdline: `/usr/lib/firefox/firefox -contentproc -childID ${i} -isForBrowser -prefsLen 31`,
    unit: 'app.scope',
  },
}));

/** What snapshots are made with: another checkout's have other fields. */
export type Builders = Pick<typeof own, 'client' | 'device' | 'engineUse' | 'GIB' | 'MIB' | 'SECOND_NS' | 'snapshot'>;

/** All that the tick of this number brings. */
export function busyTick(tick: number, clients = CLIENTS, builders: Builders = own): Snapshot {
  const { client, device, engineUse, GIB, MIB, SECOND_NS, snapshot } = builders;
  return snapshot({
    atNs: BigInt(tick) * SECOND_NS,
    wallMs: Date.UTC(2026, 10, 21) + tick * 1000,
    devices: [0, 1].map((d) =>
      device({
        id: `0000:0${d + 3}:00.0`,
        nodes: [`card${d}`, `renderD${128 + d}`],
        name: 'Navi 32',
        engines: Object.fromEntries(ENGINES.map((name, e) => [name, ratio(d, e, tick)])),
        memory: { vram: { usedBytes: (7 + ratio(d, 9, tick)) * GIB, totalBytes: 16 * GIB } },
        frequencyHz: 2.4e9,
        temperatureCelsius: 60,
        powerWatts: 142,
      }),
    ),
    clients: WHO.slice(0, clients).map((who, i) =>
      client({
        ...who,
        engines: Object.fromEntries(
          ENGINES.map((name, e) => [name, engineUse(ratio(i, e, tick), { busyNs: BigInt(tick + i) * SECOND_NS })]),
        ),
        memory: { vram: ratio(i, 7, tick) * GIB, gtt: ratio(i, 8, tick) * 300 * MIB },
        ownerCpuRatio: ratio(i, 6, tick),
      }),
    ),
  });
}
