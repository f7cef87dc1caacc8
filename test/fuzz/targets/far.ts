/** What a shell on another machine answers: that machine, and every process on it, may answer anything. */
import fc from 'fast-check';
import { createScanner } from '../../../src/scan/scanner.js';
import { systemClock } from '../../../src/scan/clock.js';
import { violations } from '../../../src/ledger/check.js';
import { createLedger } from '../../../src/ledger/ledger.js';
import { Failure } from '../../../src/procfs/files.js';
import { parseList, parseSearch } from '../../../src/remote/answer.js';
import { RemoteClock, spanNs } from '../../../src/remote/clock.js';
import { RemoteDevices } from '../../../src/remote/devices.js';
import { RemoteFiles } from '../../../src/remote/files.js';
import { mutatedText } from '../mutate.js';
import { must, mustCount } from '../sound.js';
import { asyncTarget } from '../target.js';
import { mustBeDevices } from './sysfs.js';

const FDINFO = ['pos:\t0', 'drm-driver:\tamdgpu', 'drm-client-id:\t7', 'drm-pdev:\t0000:03:00.0', 'drm-engine-gfx:\t5 ns'];
const SEARCH = [
  'T 5.01 1700000000000000000',
  'P 1 7 42',
  'R 1',
  'proc/7/fd/3',
  'proc/7/fdinfo/3',
  'proc/42/fd/9',
  'T 5.02 1700000000010000000',
];
const LIST = [
  'T 6.00 1700000001000000000',
  '=0',
  ...FDINFO.map((line) => ` ${line}`),
  '=1',
  ' 7 (x) S 1 0 0 0 0 0 0 0 0 0 7 3 0 0 0 0 0 0 99 0',
  '=2',
  '!EACCES',
];
const SYSFS = [
  '=0',
  ' card0',
  ' renderD128',
  '=1',
  ' ../../devices/pci0000:00/0000:03:00.0/drm/card0',
  '=2',
  ' 226:0',
  '=3',
  '!EINVAL',
];
const WORDS = [
  '=',
  '=0',
  '=1',
  '!',
  '!ENOENT',
  ' ',
  'T ',
  'T 1.00 1',
  'P',
  'R',
  'proc/7/fd/',
  ' ..',
  ' .',
  ' /sys/class/drm',
  ' 226:0',
];

const answer = (lines: readonly string[]): fc.Arbitrary<string[]> =>
  mutatedText([lines.map((line) => `${line}\n`).join('')], WORDS).map((text) => text.split('\n'));

const PATHS = ['proc/7/fdinfo/3', 'proc/7/stat', 'proc/42/fdinfo/9'];

export const far = asyncTarget({
  name: 'far',
  shortCases: 400,
  arbitrary: fc.record({
    search: answer(SEARCH),
    list: answer(LIST),
    devices: fc.array(answer(SYSFS), { minLength: 1, maxLength: 6 }),
  }),
  async check({ search, list, devices: answers }) {
    const files = new RemoteFiles();
    const found = parseSearch(search);
    files.tellFound(found);
    for (const pid of found.pids) mustCount(Number(pid), 'pid');
    const span = spanNs(found.times);
    must(Number.isFinite(span) && span >= 0, `the search took ${span} ns`);
    const { time, texts } = parseList(list, PATHS);
    must(texts.length <= PATHS.length, 'more texts than were asked for');
    const farClock = new RemoteClock();
    farClock.tell(time ?? '');
    must(farClock.nowNs >= 0n, `it is ${farClock.nowNs} there`);
    for (const [at, path] of PATHS.entries()) files.tell(`r ${path}`, texts[at] ?? new Failure('ENOENT', path));
    let round = 0;
    const look = (orders: readonly string[]): Promise<void> => {
      const told = parseList(answers[round++ % answers.length] ?? [], orders);
      for (const [at, order] of orders.entries()) files.tell(order, told.texts[at] ?? new Failure('ENOENT', order));
      return Promise.resolve();
    };
    const devices = new RemoteDevices(files, () => farClock.nowNs);
    await devices.relist(look);
    await devices.refresh(look);
    mustBeDevices(devices.read());
    const scanner = createScanner({
      root: { dir: '/', proc: '/proc', sys: '/sys', dev: '/dev', kind: 'procfs', files },
      ...{
        devices,
        strategy: 'auto',
        mode: 'full',
        sourceKind: 'live',
        host: 'far',
        clock: { ...systemClock, nowNs: () => farClock.nowNs },
      },
    });
    const snapshot = createLedger().fold(await scanner.sweep());
    const broken = violations(snapshot, null);
    must(broken.length === 0, broken.join('; '));
  },
});
