/** Holds src/ to the tables in layers/table.ts, and the holder to nine breaches that must not pass. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaches, circles, roomOf, unneeded } from './layers/check.js';
import { MAY_IMPORT, RIGHTS } from './layers/table.js';
import { entriesBelow } from './support/entries-below.js';

const root = join(import.meta.dirname, '..', 'src');
const modules: ReadonlyMap<string, string> = new Map(
  entriesBelow(root)
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => [name, readFileSync(join(root, name), 'utf8')]),
);

describe('the modules', () => {
  it('import what their room may, and touch the world where they have the right', () => {
    expect(breaches(modules)).toEqual([]);
  });

  it('import themselves in no circle', () => expect(circles(modules)).toEqual([]));

  it('stand at most two dozen in a folder', () => {
    const sizes = new Map<string, number>();
    for (const name of modules.keys()) sizes.set(dirname(name), (sizes.get(dirname(name)) ?? 0) + 1);
    expect([...sizes].filter(([, files]) => files > 24)).toEqual([]);
  });
});

describe('a room', () => {
  it('of more than four files says what it knows and what it must not', () => {
    const rooms = [...new Set([...modules.keys()].map(roomOf))];
    const large = rooms.filter((room) => [...modules.keys()].filter((name) => roomOf(name) === room).length > 4);
    const silent = large.filter((room) => {
      const path = join(root, room, 'README.md');
      return !(existsSync(path) && /must not/i.test(readFileSync(path, 'utf8')));
    });
    expect(silent).toEqual([]);
  });

  it('begins each of its files with what it is', () => {
    const bare = [...modules].filter(([, text]) => !text.startsWith('/**') && text.split('\n').length > 40);
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});

describe('the tables', () => {
  it('flow one way: a room names only rooms before it', () => {
    const order = Object.keys(MAY_IMPORT);
    const back = Object.entries(MAY_IMPORT).flatMap(([room, others]) =>
      others
        .filter((other) => order.indexOf(other.replace('type ', '')) >= order.indexOf(room))
        .map((other) => `${room}: ${other}`),
    );
    expect(back).toEqual([]);
  });

  it('name the rooms of docs/design.md, in its order', () => {
    const [, rooms = ''] = /^## Rooms$(.*?)^## /ms.exec(readFileSync(join(root, '..', 'docs', 'design.md'), 'utf8')) ?? [];
    expect(Array.from(rooms.matchAll(/^\| `([^`]+)` \|/gm), ([, room]) => room)).toEqual(Object.keys(MAY_IMPORT));
  });

  it('allow nothing that nobody needs', () => expect(unneeded(modules)).toEqual([]));

  it('name no room or file that is not there', () => {
    const rooms = new Set([...modules.keys()].map(roomOf));
    expect(Object.keys(MAY_IMPORT).filter((room) => !rooms.has(room))).toEqual([]);
    expect(Object.values(RIGHTS).flatMap((names) => names.filter((name) => !modules.has(name)))).toEqual([]);
  });
});

describe('a planted breach is found', () => {
  it.each([
    ['ledger/ledger.ts', "import { TreeWriter } from '../procfs-tree/tree-writer.js';"],
    ['ledger/ledger.ts', "import { createRecorder } from '../recording/recorder.js';"],
    ['drm/fdinfo/parse-fdinfo.ts', "import { TreeWriter } from '../../procfs-tree/tree-writer.js';"],
    ['drm/fdinfo/parse-fdinfo.ts', "import '../../tui/app.js';"],
    ['exporter/sampler.ts', "import { createScanner } from '../scan/scanner.js';"],
    ['run/tally.ts', "import { createFleet } from '../remote/fleet.js';"],
    ['exporter/routes.ts', "import { readFileSync as r } from 'node:fs'; r('/proc/self/stat');"],
    ['view/rows.ts', "import { readdirSync } from 'node:fs'; readdirSync('/proc');"],
    ['ledger/ledger.ts', 'const now = Date.now();'],
    // The same by other roads.
    ['ledger/ledger.ts', "export * from '../recording/recorder.js';"],
    ['ledger/ledger.ts', "import type { Recorder } from '../recording/recorder.js';"],
    ['ledger/ledger.ts', "type R = import('../recording/recorder.js').Recorder;"],
    ['ledger/ledger.ts', "const late = import('../recording/recorder.js');"],
    ['ledger/ledger.ts', 'const late = import(name);'],
    ['view/rows.ts', "import { type Scanner, createScanner } from '../scan/scanner.js';"],
    ['view/rows.ts', "import fs from 'fs';"],
    ['view/rows.ts', "const fs = require('node:fs');"],
    ['view/rows.ts', "const fs = process.getBuiltinModule('node:fs');"],
    ['ledger/ledger.ts', 'const now = globalThis.performance.now();'],
    ['ledger/ledger.ts', "import { hrtime } from 'node:process'; hrtime();"],
    ['ledger/ledger.ts', 'const now = new Date();'],
    ['view/rows.ts', "const home = process.env['HOME'];"],
    ['new-room/file.ts', 'export {};'],
  ])('%s: %s', (name, line) => {
    expect(breaches(new Map([[name, `${line}\n${modules.get(name) ?? ''}`]]))).toHaveLength(1);
  });

  it('and a circle', () => {
    const pair = new Map([
      ['view/a.ts', "import { b } from './b.js';"],
      ['view/b.ts', "export * from './a.js';"],
    ]);
    expect(circles(pair)).toEqual(['view/a.ts -> view/b.ts -> view/a.ts']);
  });
});
