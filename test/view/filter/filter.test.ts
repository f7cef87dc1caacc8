import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { UsageError } from '../../../src/errors/usage-error.js';
import { parseFilter, tryParseFilter } from '../../../src/view/filter/filter.js';
import type { Row } from '../../../src/view/row/row.js';
import { buildRows } from '../../../src/view/rows.js';
import {
  client,
  device,
  engineCounters,
  engineUse,
  GIB,
  holder,
  MIB,
  SECOND_NS,
  silentFd,
  snapshot,
} from '../../support/snapshots.js';

const hour = engineUse(0.53, engineCounters({ busyNs: 3731n * SECOND_NS }));
const given = snapshot({
  devices: [device(), device({ id: '0000:01:00.0', driver: 'nouveau', nodes: ['card0'] })],
  clients: [
    client({
      owner: { unit: 'docker:3f2a99', cmdline: "blender -b 'my scene' --type=gpu" },
      clientName: 'Cycles',
      engines: { gfx: hour, dec: 0.15 },
      memory: { vram: 5 * GIB, cpu: 3 * MIB },
      holders: [holder(), holder({ pid: 812, comm: 'systemd-logind' })],
      ownerCpuRatio: 1.5,
    }),
    client({
      clientId: '12',
      owner: { pid: 977, comm: 'gnome-shell', cmdline: null, user: 'root', uid: 0 },
      engines: { gfx: null },
      memory: {},
      ownerCpuRatio: null,
    }),
    client({
      clientId: '13',
      owner: { pid: 978, comm: 'sleeper', cmdline: 'sleeper' },
      engines: { gfx: 0 },
      memory: { vram: 0 },
    }),
  ],
  silentFds: [silentFd()],
});
const rows = buildRows(given, { sort: 'pid', reverse: false, filter: '', by: 'client', device: null, all: true });

const BLENDER = 4242;
const SHELL = 977;
const IDLER = 978;
const XORG = 700;
const ALL = [XORG, SHELL, IDLER, BLENDER];

function found(filter: string, among: readonly Row[] = rows): (number | null)[] {
  const { matches } = parseFilter(filter);
  return among.filter((row) => matches(row)).map((row) => row.pid);
}

test.each([
  ['', ALL],
  ['   ', ALL],
  // words
  ['blender', [BLENDER]],
  ['BLEND', [BLENDER]],
  ['docker', [BLENDER]],
  ['cycles', [BLENDER]],
  ['root', [SHELL]],
  ['card0', [XORG]],
  ['977', [SHELL]],
  ['97', []],
  ['812', [BLENDER]],
  ['"my scene"', [BLENDER]],
  ['"my  scene"', []],
  ["'docker:3f'", [BLENDER]],
  ['--type=gpu', [BLENDER]],
  ["don't", []],
  // fields
  ['user:root', [SHELL]],
  ['user:roo', []],
  ['user:0', [SHELL]],
  ['dev:card1', [SHELL, IDLER, BLENDER]],
  ['device:renderD128', [SHELL, IDLER, BLENDER]],
  ['dev:0000:03:00.0', [SHELL, IDLER, BLENDER]],
  ['driver:nouveau', [XORG]],
  ['pid:42', []],
  ['pid:4242', [BLENDER]],
  ['pid:812', [BLENDER]],
  ['client:12', [SHELL]],
  ['unit:docker', [BLENDER]],
  ['kind:docker', [BLENDER]],
  ['kind:dock', []],
  ['kind=docker', [BLENDER]],
  ['!kind=docker pid:977', [SHELL]],
  ['container:3f2a', [BLENDER]],
  ['container_id=3F2A99', [BLENDER]],
  ['slurm_job=42', []],
  ['slurm:42', []],
  ['comm:shell', [SHELL]],
  ['comm:"blend"', [BLENDER]],
  ['cmd:"my scene"', [BLENDER]],
  ['command:gnome', [SHELL]],
  ['name:cyc', [BLENDER]],
  ['USER:Root', [SHELL]],
  // one of several
  ['sleeper|blender', [IDLER, BLENDER]],
  ['sleeper | blender', [IDLER, BLENDER]],
  ['user:root|nobody', [SHELL]],
  ['pid:977|978', [SHELL, IDLER]],
  ['!pid:977|978', [XORG, BLENDER]],
  ['gfx>5|pid:977', [SHELL, BLENDER]],
  ['sleeper|command:"my scene"', [IDLER, BLENDER]],
  ['command:sleeper|"my scene"', [IDLER, BLENDER]],
  ['"sleeper|blender"', []],
  ['idle|gfx>5', [IDLER, BLENDER]],
  // as the screen writes it: titles, and the short words of classes of engines
  ['GFX>5', [BLENDER]],
  ['DEC>5', [BLENDER]],
  ['decode>5', [BLENDER]],
  ['3D>5', [BLENDER]],
  ['comp>5', []],
  ['engine:GFX>5', [BLENDER]],
  ['VRAM>1G', [BLENDER]],
  ['BUSIEST>5', [BLENDER]],
  ['ENGINES>5', [BLENDER]],
  ['TIME+>1h', [BLENDER]],
  // the names of columns, with the signs of a comparison
  ['user=root', [SHELL]],
  ['user = root', [SHELL]],
  ['USER=ROOT', [SHELL]],
  ['user="root"', [SHELL]],
  ['user= "root"', [SHELL]],
  ['!user=root', [XORG, IDLER, BLENDER]],
  ['dev=card1', [SHELL, IDLER, BLENDER]],
  ['device=renderD128', [SHELL, IDLER, BLENDER]],
  ['client=12', [SHELL]],
  ['driver=nouveau', [XORG]],
  ['comm=shell', [SHELL]],
  ['command="my scene"', [BLENDER]],
  ['busiest>5', [BLENDER]],
  ['memory>1G', [BLENDER]],
  ['avg10>5', []],
  ['!avg10>5', ALL],
  ['vram > 1G', [BLENDER]],
  ['vram> 1G gfx >5', [BLENDER]],
  ['gfx\t>= 53', [BLENDER]],
  // classes of engines
  ['3d>5', [BLENDER]],
  ['decode>5', [BLENDER]],
  ['decode>20', []],
  ['encode>0', []],
  ['engine:decode>5', [BLENDER]],
  // comparisons
  ['gfx>5', [BLENDER]],
  ['gfx>53', []],
  ['gfx=53', [BLENDER]],
  ['gfx>=53%', [BLENDER]],
  ['gfx<1', [IDLER]],
  ['gfx>5G', []],
  ['engine>50', [BLENDER]],
  ['engine:dec>10', [BLENDER]],
  ['dec<20', [BLENDER]],
  ['enc>0', []],
  ['vram>1G', [BLENDER]],
  ['vram>=5GiB', [BLENDER]],
  ['vram>5120m', []],
  ['vram=0', [IDLER]],
  ['vram>1%', []],
  ['mem>5G', [BLENDER]],
  ['region:cpu>=3M', [BLENDER]],
  ['cpu>100', [BLENDER]],
  ['cpu>12%', [IDLER, BLENDER]],
  ['time>1h', [BLENDER]],
  ['time>=1:02:11', [BLENDER]],
  ['time<20', [SHELL, IDLER]],
  ['holders>1', [BLENDER]],
  ['pid>900', [SHELL, IDLER, BLENDER]],
  // negation and several terms
  ['idle', [IDLER]],
  ['!idle', [XORG, SHELL, BLENDER]],
  ['!!idle', [IDLER]],
  ['"idle"', []],
  ['!user:root', [XORG, IDLER, BLENDER]],
  ['!gfx>5', [XORG, SHELL, IDLER]],
  ['!"my scene"', [XORG, SHELL, IDLER]],
  ['gfx>5 vram>1G !idle user:user', [BLENDER]],
  ['blender root', []],
])('finds with %j', (filter, expected) => {
  expect(found(filter)).toEqual(expected);
});

it('looks at the row and not at its members when rows are groups', () => {
  const options = { sort: null, reverse: false, filter: '', by: 'user', device: 'card1', all: true } as const;
  const two = snapshot({ clients: [1, 2].map((pid) => client({ clientId: `${pid}`, owner: { pid }, engines: { gfx: 0.3 } })) });
  expect(buildRows(two, { ...options, filter: 'gfx>50' })).toHaveLength(1);
  expect(buildRows(two, { ...options, filter: 'pid:2' })).toHaveLength(1);
});

test.each([
  [
    'usr:root',
    "filter: cannot use 'usr:root' at character 1: no field 'usr' (did you mean user:?); quote the term to search for it as text",
  ],
  [
    'blender frobnicate:x',
    "at character 9: no field 'frobnicate' (the fields are pid, user, dev, client, unit, command, driver, host, comm, name, engine, region)",
  ],
  ['user:', 'put a value behind user:'],
  ['pid:abc', 'a pid is a whole number, such as pid:42'],
  ['gfx>', 'a number is missing; write gfx>5 (percent) or gfx>1.5G (size)'],
  ['gfx>=fast', "'fast' is no number; write gfx>=5"],
  ['vram>1Q', "'1Q' is no number"],
  ['gfx==5', "'=5' is no number"],
  ['cpu>1G', 'write cpu>5 or cpu>5%'],
  ['mem>5%', 'write mem>1G'],
  ['holders>5%', 'write holders>2'],
  ['time>soon', 'write a time as time>90s, 5m, 1.5h or 1:02:11'],
  ['>5', 'write a name, a sign and a value, such as gfx>5, vram>1G or user=root, or quote the term to search for it as text'],
  ['gfx >', 'a number is missing'],
  ['5>3', 'write a name, a sign and a value'],
  ['user!=root', 'write !user=root, or quote'],
  ['gfx=>5', "'>5' is no number"],
  ['user>root', 'user is text: write user=VALUE or user:VALUE, !user:VALUE for all others'],
  ['user=', 'user is text: write user=VALUE'],
  ['avg10>1G', 'write avg10>5 or avg10>5%'],
  ['busiest>lots', "'lots' is no number"],
  ['root|', 'put a term on either side of |, such as user:root|anna'],
  ['user:root||anna', 'put a term on either side of |'],
  ['engine:gfx', 'compare it with a number, such as engine:cpu>5'],
  ['a !', "cannot use '!' at character 3: put a term behind !, such as !idle"],
  ['"my scene', 'close the quote with "'],
  ["comm:'x", "close the quote with '"],
])('says what is wrong with %j', (filter, message) => {
  expect(() => parseFilter(filter)).toThrow(UsageError);
  expect(() => parseFilter(filter)).toThrow(message);
});

it('takes the names of what every object has for those of engines, fields that there are not', () => {
  const one = snapshot({ clients: [client({ engines: { gfx: 0.3 } })] });
  const options = { sort: null, reverse: false, filter: 'constructor>5', by: 'client', device: null, all: true } as const;
  expect(buildRows(one, options)).toEqual([]);
  expect(() => parseFilter('constructor:x')).toThrow("no field 'constructor'");
});

it('tells which engines and regions it compares', () => {
  expect(parseFilter('gxf>5 vram>1G engine:dec>1 cpu>5 blender').measures).toEqual(['gxf', 'vram', 'engine:dec']);
});

describe('regions by what they are', () => {
  const cards = snapshot({
    clients: [
      client({ clientId: '1', owner: { pid: 1 }, driver: 'xe', memory: { system: GIB, vram0: 2 * GIB } }),
      client({ clientId: '2', owner: { pid: 2 }, driver: 'i915', memory: { local0: 2 * GIB, system0: 8 * GIB } }),
      client({ clientId: '3', owner: { pid: 3 }, driver: 'panthor', memory: { memory: 4 * GIB } }),
      client({ clientId: '4', owner: { pid: 4 }, driver: 'xe', memory: { vram0: GIB, vram1: GIB } }),
      client({ clientId: '5', owner: { pid: 5 }, memory: { vram: MIB, gtt: 9 * GIB } }),
    ],
  });
  const all = buildRows(cards, { sort: 'pid', reverse: false, filter: '', by: 'client', device: null, all: true });

  it.each([
    ['vram>1.5G', [1, 2, 4]],
    ['vram<1G', [5]],
    ['region:vram>1.5G', [1, 2, 4]],
    ['vram0>1.5G', [1]],
    ['memory>=4G', [2, 3, 5]],
    ['!vram>0', [3]],
  ])('%s', (filter, expected) => expect(found(filter, all)).toEqual(expected));

  it('sorts by them', () => {
    const by = (sort: string) =>
      buildRows(cards, { sort, reverse: false, filter: '', by: 'client', device: null, all: true }).map(({ pid }) => pid);
    expect([by('vram'), by('memory')]).toEqual([
      [1, 2, 4, 5, 3],
      [2, 5, 3, 1, 4],
    ]);
  });
});

it('knows averages from whoever keeps a history', () => {
  const averages = { busy: (row: Row) => (row.pid === SHELL ? 0.2 : null) };
  const options = { sort: 'avg10', reverse: false, filter: 'avg60>=20', by: 'client', device: null, all: true } as const;
  expect(buildRows(given, { ...options, averages }).map(({ pid }) => pid)).toEqual([SHELL]);
});

describe('tryParseFilter', () => {
  it('gives the filter of a whole text', () => {
    expect(tryParseFilter('user:root').filter?.text).toBe('user:root');
  });

  it('gives the problem of a half typed one instead of throwing', () => {
    expect(tryParseFilter('user:')).toEqual({
      filter: null,
      problem: expect.stringContaining('put a value behind user:') as string,
    });
  });
});

it('throws nothing but UsageError, whatever is typed, and always with one line', () => {
  const piece = fc.constantFrom(
    'user',
    'gfx',
    'engine:',
    'pid',
    ':',
    '>',
    '>=',
    '=',
    '<',
    '!',
    '"',
    "'",
    ' ',
    '5',
    '1G',
    '%',
    'idle',
    'time',
    '\n',
    '1:2',
  );
  const typed = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(typed, (text) => {
      try {
        const filter = parseFilter(text);
        for (const row of rows) expect(typeof filter.matches(row)).toBe('boolean');
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as UsageError).message).not.toContain('\n');
      }
    }),
    { numRuns: 3000 },
  );
});

it('finds with a negated term exactly the rows that the term leaves out', () => {
  const term = fc.constantFrom('blender', 'user:root', 'gfx>5', 'vram<1G', 'idle', 'time>1h', 'dev:card1', '"x y"');
  fc.assert(
    fc.property(term, (text) => {
      expect([...found(text), ...found(`!${text}`)].sort()).toEqual([...ALL].sort());
    }),
  );
});

test.each([`${'x'.repeat(50_000)}>y`, `engine:${'x'.repeat(50_000)}>y`, `${'x'.repeat(50_000)}:y`])(
  'a term of any length is refused in a line that can be read',
  (text) => {
    const { problem } = tryParseFilter(text);
    expect(problem?.length).toBeLessThan(600);
  },
);
