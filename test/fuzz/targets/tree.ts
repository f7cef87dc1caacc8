/** Whole machines: the trees of fixtures/ with any of their files changed, through scanner, ledger and every output. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { violations } from '../../../src/ledger/check.js';
import { createLedger } from '../../../src/ledger/ledger.js';
import type { Snapshot } from '../../../src/ledger/snapshot.js';
import { Failure } from '../../../src/procfs/files.js';
import { openRoot } from '../../../src/procfs/root.js';
import type { Clock } from '../../../src/scan/clock.js';
import { createScanSource } from '../../../src/sources/scan-source.js';
import { type Entry, MemoryFiles } from '../../drm/devices/memory-files.js';
import { mustBeMetrics, mustShowEverywhere } from '../all-outputs.js';
import { FIXTURES } from '../corpus.js';
import { mutatedText, NUMBERS } from '../mutate.js';
import { must } from '../sound.js';
import { asyncTarget } from '../target.js';

const folders = readdirSync(join(FIXTURES, 'trees'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const machines = folders.map(({ name }) => {
  const files = MemoryFiles.copyOf(join(FIXTURES, 'trees', name, 'tree'));
  return { files, paths: files.paths };
});
const texts = machines.flatMap(({ files, paths }) =>
  paths
    .filter((path) => !files.isLink(path))
    .flatMap((path) => {
      const text = files.read(path);
      return text instanceof Failure ? [] : text;
    }),
);
const words = [
  'drm-driver:\tx\n',
  'drm-client-id:\t1\n',
  'drm-engine-gfx:\t5 ns\n',
  'drm-pdev:\t0000:03:00.0\n',
  'drm-total-cycles-gfx:\t1\n',
];
const links = ['/dev/dri/card0', '/dev/dri/renderD128 (deleted)', 'anon_inode:[eventfd]', '/dev/dri/\x1b[31m', '../../../x', ''];

const entry: fc.Arbitrary<Entry | null> = fc.oneof(
  { weight: 8, arbitrary: mutatedText([...new Set(texts)], [...words, ...NUMBERS]) },
  { weight: 1, arbitrary: fc.constantFrom(...links).map((link) => ({ link })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('EIO', 'EACCES', 'ENOENT', 'ESRCH', 'EMFILE').map((errno) => new Failure(errno, '/proc')),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);
const edits = fc.array(fc.tuple(fc.nat(), entry), { maxLength: 6 });
const TICKS = 3;

/** `at` chooses among the files that can be of that kind: what is a link stays one, and what is a text. */
function change(files: MemoryFiles, paths: readonly string[], [at, to]: readonly [number, Entry | null]): void {
  const isLink = typeof to === 'object' && to !== null && 'link' in to;
  const fitting = to === null || to instanceof Failure ? paths : paths.filter((path) => files.isLink(path) === isLink);
  const path = fitting[at % Math.max(1, fitting.length)];
  if (path === undefined) return;
  if (to === null) files.remove(path);
  else files.set(path, to);
}

export const tree = asyncTarget({
  name: 'tree',
  shortCases: 100,
  arbitrary: fc.record({
    which: fc.nat(machines.length - 1),
    ticks: fc.array(edits, { minLength: TICKS, maxLength: TICKS }),
    mode: fc.constantFrom('full' as const, 'incremental' as const),
    strategy: fc.constantFrom('auto' as const, 'auto' as const, 'fdinfo' as const, 'name' as const, 'clients' as const),
    stepNs: fc.constantFrom(1_000_000_000n, 1_000_000_000n, 1n, 0n, -5_000_000_000n, 10n ** 15n),
    width: fc.integer({ min: 1, max: 160 }),
  }),
  async check({ which, ticks, mode, strategy, stepNs, width }) {
    const machine = machines[which] ?? { files: new MemoryFiles(), paths: [] };
    const files = machine.files.clone();
    let now = 10n ** 12n;
    const clock: Clock = { nowNs: () => now, wallMs: () => 1_700_000_000_000, cpuNs: () => Number(now) };
    const root = openRoot({ kind: 'tree', files: withProc(files) });
    const source = createScanSource({ root, mode, strategy, clock });
    const ledger = createLedger();
    let before: Snapshot | null = null;
    for (const changes of ticks) {
      for (const each of changes) change(files, machine.paths, each);
      const sweep = await source.next();
      const snapshot = ledger.fold(sweep);
      const broken = violations(snapshot, before);
      must(broken.length === 0, broken.join('; '));
      before = snapshot;
      now += stepNs;
    }
    if (before === null) return;
    mustShowEverywhere(before, width);
    await mustBeMetrics(before);
  },
});

/** A tree always has its proc/, also when nothing is left in it. */
function withProc(files: MemoryFiles): MemoryFiles {
  if (files.list('/proc') instanceof Failure) files.set('/proc/version', 'x\n');
  return files;
}
