/** Holds the code to the table of rooms in docs/design.md: a room imports only itself and rooms before it, and nothing goes in circles. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Rooms in the order of the flow; those in one entry do not know each other. */
const FLOW = [
  ['errors'],
  ['procfs'],
  ['procfs-tree'],
  ['drm'],
  ['scan'],
  ['ledger'],
  ['history'],
  ['sources'],
  ['recording', 'remote', 'demo'],
  ['view'],
  ['shell'],
  ['output', 'tui'],
  ['options'],
  ['capture', 'run', 'wait', 'exporter', 'explain', 'doctor', 'bench'],
  ['top'],
  ['cli'],
  ['index'],
];

/** What must not be reached at run time, though types may be named. */
const NEVER_AT_RUN_TIME: Readonly<Record<string, readonly string[]>> = {
  view: ['sources', 'scan', 'procfs'],
  output: ['scan', 'procfs', 'sources'],
  tui: ['scan', 'procfs', 'sources'],
};

const root = join(import.meta.dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

interface Import {
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(name: string): Import[] {
  const text = readFileSync(join(root, name), 'utf8');
  const found = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^'";]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g)];
  return found.map(([, type, fixed, lazy]) => ({
    to: relative(root, join(root, dirname(name), fixed ?? lazy ?? '')).replace(/\.js$/, '.ts'),
    typeOnly: type !== undefined,
  }));
}

function roomOf(name: string): string {
  return name.includes(sep) ? (name.split(sep)[0] ?? '') : name.replace(/\.ts$/, '');
}

function placeOf(room: string): number {
  return FLOW.findIndex((rooms) => rooms.includes(room));
}

const graph = new Map(files.map((name) => [name, importsOf(name)]));

describe('rooms', () => {
  test('all have a place in the flow', () => {
    const unknown = [...new Set(files.map(roomOf))].filter((room) => placeOf(room) < 0);
    expect(unknown).toEqual([]);
  });

  test('import only themselves and rooms before them', () => {
    const wrong = [...graph].flatMap(([name, imports]) =>
      imports
        .filter(({ to }) => roomOf(to) !== roomOf(name) && placeOf(roomOf(to)) >= placeOf(roomOf(name)))
        .map(({ to }) => `${name} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test('that show know no room that reads', () => {
    const wrong = [...graph].flatMap(([name, imports]) =>
      imports
        .filter(({ to, typeOnly }) => !typeOnly && NEVER_AT_RUN_TIME[roomOf(name)]?.includes(roomOf(to)))
        .map(({ to }) => `${name} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });
});

test('no module imports itself in a circle', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' -> '));
    if (done.has(name) || path.includes(name)) return;
    // A type names no code: `import type` may go both ways.
    for (const { to, typeOnly } of graph.get(name) ?? []) if (!typeOnly) visit(to, [...path, name]);
    done.add(name);
  };
  for (const name of files) visit(name, []);
  expect(circles).toEqual([]);
});

test('only the procfs room names /proc as a place to read', () => {
  const wrong = files.filter((name) =>
    /readFileSync\(['"`]\/proc|openSync\(['"`]\/(?:proc|sys|dev)/.test(readFileSync(join(root, name), 'utf8')),
  );
  // The boot id is of this machine, whatever root is looked at.
  expect(wrong).toEqual([join('top', 'record-command.ts')]);
});
