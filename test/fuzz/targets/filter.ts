/** The filter language: what a person types, letter by letter. */
import fc from 'fast-check';
import { parseFilter } from '../../../src/view/filter/filter.js';
import { buildRows } from '../../../src/view/rows.js';
import { UsageError } from '../../../src/errors/usage-error.js';
import { whyEmpty } from '../../../src/view/coverage/why-empty.js';
import { busyMachine, hostileMachine } from '../../tui/machines.js';
import { mutatedText } from '../mutate.js';
import { must, mustBeOneLine } from '../sound.js';
import { target } from '../target.js';
import { SOME_GROUPINGS } from '../../support/snapshots.js';

const VIEW = { sort: null, reverse: false, filter: '', device: null, all: true } as const;
const rows = [busyMachine, hostileMachine].flatMap((machine) =>
  SOME_GROUPINGS.flatMap((by) => buildRows(machine, { ...VIEW, by })),
);

const FIELDS = [
  'user',
  'dev',
  'device',
  'driver',
  'host',
  'pid',
  'client',
  'unit',
  'comm',
  'command',
  'cmd',
  'name',
  'engine',
  'region',
];
const NUMBERS = ['gfx', 'vram', 'engine', 'busy', 'cpu', 'mem', 'time', 'holders', 'pid', 'engine:gfx', 'region:cpu', '3d'];
const VALUES = [
  '5',
  '5%',
  '1G',
  '.5',
  '1.5GiB',
  '90s',
  '5m',
  '1:02:11',
  '5:30',
  '9'.repeat(400),
  'root',
  '"a b"',
  "'x",
  '%',
  '1e5',
];
const term = fc
  .tuple(
    fc.constantFrom('', '!', '!!'),
    fc.oneof(
      fc.constantFrom(...FIELDS).map((name) => `${name}:`),
      fc.tuple(fc.constantFrom(...NUMBERS), fc.constantFrom('>', '<', '>=', '<=', '=')).map((pair) => pair.join('')),
      fc.constantFrom('', 'idle', '"'),
    ),
    fc.oneof(fc.constantFrom(...VALUES), fc.string({ maxLength: 8 })),
  )
  .map((parts) => parts.join(''));
const made = fc.array(term, { maxLength: 6 }).map((terms) => terms.join(' '));

export const filter = target({
  name: 'filter',
  shortCases: 1000,
  arbitrary: mutatedText(
    ['blender', 'user:root gfx>5 vram>1G !idle', 'comm:"a b" engine:cpu>5', 'time>1h pid:42'],
    [...FIELDS, ...NUMBERS, ...VALUES],
    made,
  ),
  check(text) {
    let parsed;
    try {
      parsed = parseFilter(text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      must(error.message.startsWith('filter: cannot use '), error.message);
      mustBeOneLine(error.message, 'the message');
      must(error.message.length < 1000, `a message of ${error.message.length} characters`);
      return;
    }
    const { matches } = parsed;
    // Thousands of terms for each of many rows are slow by right.
    if (text.length > 2000) {
      for (const row of rows.slice(0, 1)) matches(row);
      return;
    }
    // The same terms with other spaces between and around them.
    const spaced = parseFilter(`  ${text}\t`).matches;
    for (const row of rows) must(matches(row) === spaced(row), 'spaces matter');
    whyEmpty(busyMachine, { ...VIEW, by: 'client', filter: text });
    const [first = '', ...others] = text.trim().split(/\s+/);
    if (others.length > 0 || first === '' || /["']/.test(first)) return;
    const turned = parseFilter(`!${first}`).matches;
    for (const row of rows) must(turned(row) !== matches(row), '! does not turn it round');
  },
});
