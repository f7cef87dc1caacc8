/** Snapshots as fast-check makes them: any number of devices and clients, every text hostile, much of it unknown. */
import fc from 'fast-check';
import { client, device, engineCounters, holder, regionBytes, silentFd, snapshot } from './snapshots.js';
import type { Snapshot } from '../../src/ledger/snapshot.js';

/** What programs, or those who attack the screen of somebody else, call themselves. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    'blender',
    '漢字 かな',
    'Größe',
    '🎮⚡',
    '\x1b[2J\x1b]52;c;QQ==\x07',
    '\u202egnp.exe',
    '=HYPERLINK("http://x")',
    '+1',
    '@x',
  ),
  fc.constantFrom(
    '{red-fg}x{/}',
    'a\nb\tc\rd',
    'e\u0301\u0301\u0301\u0301\u0301',
    '\ud800',
    '\u2028\u2029\u0085',
    '"quoted","x',
    '__proto__',
    '\u{e0041}',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const ratio = fc.oneof(fc.constantFrom(null, 0, 1, 1.04, 0.9996), fc.double({ min: 0, max: 1.2, noNaN: true }));
const u64 = fc.oneof(fc.constant(null), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const amount = fc.oneof(fc.constant(null), fc.maxSafeNat());
const name = fc.oneof(fc.constantFrom('gfx', 'render', 'dec', 'video-enhance', 'vram', 'gtt', 'cpu'), hostileText);
const deviceId = fc.constantFrom('0000:03:00.0', '0000:00:02.0', 'soc:gpu', 'unknown');
const pid = fc.integer({ min: 1, max: 4_194_304 });

const processWords = fc.record({
  pid,
  comm: fc.option(hostileText),
  cmdline: fc.option(hostileText),
  user: fc.option(hostileText),
  uid: fc.option(fc.nat()),
  unit: fc.option(hostileText),
});

const engineUse = fc.record({ ratio, busyNs: u64, cycles: u64, capacity: fc.integer({ min: 1, max: 4 }) }).map((words) => ({
  ratio: words.ratio,
  basis: words.ratio === null ? null : ('ns' as const),
  reason: words.ratio === null ? ('first-sight' as const) : null,
  counters: engineCounters(words),
  before: null,
}));

const region = fc
  .record({ residentBytes: amount, totalBytes: amount, sharedBytes: amount, memoryBytes: amount })
  .map(regionBytes);

const clients = fc.array(
  fc
    .record({
      device: deviceId,
      clientId: fc.oneof(fc.nat().map(String), hostileText),
      clientName: fc.option(hostileText),
      owner: processWords,
      others: fc.array(processWords, { maxLength: 4 }),
      engines: fc.dictionary(name, engineUse, { maxKeys: 6, noNullPrototype: false }),
      memory: fc.dictionary(name, region, { maxKeys: 6, noNullPrototype: false }),
      ownerCpuRatio: fc.option(fc.double({ min: 0, max: 64, noNaN: true })),
    })
    .map(({ others, ...words }) => client({ ...words, holders: [words.owner, ...others].map((facts) => holder(facts, [3, 4])) })),
  { maxLength: 8 },
);

const devices = fc.uniqueArray(
  fc
    .record({
      id: deviceId,
      driver: fc.option(fc.constantFrom('amdgpu', 'i915')),
      nodes: fc.constantFrom([], ['card0'], ['card12', 'renderD140']),
      name: fc.option(hostileText),
      engines: fc.dictionary(name, ratio, { maxKeys: 6, noNullPrototype: false }),
      memory: fc.dictionary(name, fc.record({ usedBytes: amount, totalBytes: amount }), { maxKeys: 4, noNullPrototype: false }),
      frequencyHz: amount,
      temperatureCelsius: fc.option(fc.integer({ min: -20, max: 120 })),
      powerWatts: fc.option(fc.double({ min: 0, max: 600, noNaN: true })),
      runtimeStatus: fc.constantFrom(null, 'active', 'suspended'),
      hint: fc.option(hostileText),
    })
    .map(device),
  { selector: (each) => each.id, maxLength: 4 },
);

const silentFds = fc.array(
  fc
    .record({ device: fc.option(deviceId), driver: fc.option(hostileText), process: processWords, link: fc.option(hostileText) })
    .map(silentFd),
  { maxLength: 3 },
);

export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    devices,
    clients,
    silentFds,
    host: hostileText,
    intervalNs: fc.option(fc.integer({ min: 1, max: 2 ** 40 })),
    source: fc.record({ kind: fc.constantFrom('live', 'tree', 'demo', 'replay'), root: hostileText }),
    clamped: fc.nat(3),
    impossible: fc.array(fc.record({ device: deviceId, kind: hostileText, what: hostileText }), { maxLength: 4 }),
    coverage: fc.record({
      processesSeen: fc.nat(1000),
      processesUnreadable: fc.nat(20),
      processesWaiting: fc.option(fc.nat(20)),
      fdsUnlisted: fc.option(fc.nat(20)),
      byErrno: fc.constantFrom(
        new Map(),
        new Map([['EACCES', 14]]),
        new Map([
          ['EMFILE', 2],
          ['EIO', 1],
        ]),
      ),
      troubles: fc.array(fc.record({ errno: fc.constant('EIO'), path: hostileText }), { maxLength: 2 }),
    }),
  })
  .map(({ clients: given, ...words }) =>
    snapshot({ ...words, clients: given.map((each, at) => ({ ...each, key: `${each.key} ${at}` })) }),
  );
