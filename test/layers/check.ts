/** Holds modules to the tables in `table.ts`: pure, so that a test can plant a breach without touching the tree. */
import { reachOf, type Reach } from './imports.js';
import { MAY_IMPORT, RIGHTS, type Right } from './table.js';

/** @param modules text by path below src/ @returns one sentence for each breach */
export function breaches(modules: ReadonlyMap<string, string>): string[] {
  const reached = allReaches(modules);
  return [...reached].flatMap(([name, reach]) => [...wrongRooms(name, reach), ...wrongRights(name, reach)]);
}

/** Circles of modules at run time. A type names no code: `import type` may go both ways. */
export function circles(modules: ReadonlyMap<string, string>): string[] {
  const reached = allReaches(modules);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) found.push([...path.slice(path.indexOf(name)), name].join(' -> '));
    if (done.has(name) || path.includes(name)) return;
    for (const { to, typeOnly } of reached.get(name)?.imports ?? []) if (!typeOnly) visit(to, [...path, name]);
    done.add(name);
  };
  for (const name of reached.keys()) visit(name, []);
  return found;
}

/** Of the same modules once: parsing them all takes seconds. */
const known = new WeakMap<ReadonlyMap<string, string>, ReadonlyMap<string, Reach>>();

function allReaches(modules: ReadonlyMap<string, string>): ReadonlyMap<string, Reach> {
  let reaches = known.get(modules);
  if (reaches === undefined) {
    reaches = new Map(Array.from(modules, ([name, text]) => [name, reachOf(name, text)]));
    known.set(modules, reaches);
  }
  return reaches;
}

/** The folder below src/, or the file where it lies in none. */
export function roomOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : name.replace(/\.ts$/, '');
}

/** Lines of the tables that nobody needs: what they allow would pass unseen. */
export function unneeded(modules: ReadonlyMap<string, string>): string[] {
  const reached = Array.from(allReaches(modules), ([name, reach]) => ({ name, reach }));
  const imports = new Set(
    reached.flatMap(({ name, reach }) =>
      reach.imports.map(({ to, typeOnly }) => `${roomOf(name)}: ${typeOnly ? 'type ' : ''}${roomOf(to)}`),
    ),
  );
  const rights = new Set(reached.flatMap(({ name, reach }) => usedRights(reach).map(([right]) => `${right}: ${name}`)));
  return [
    ...Object.entries(MAY_IMPORT).flatMap(([room, others]) =>
      others.map((other) => `${room}: ${other}`).filter((line) => !imports.has(line)),
    ),
    ...Object.entries(RIGHTS).flatMap(([right, names]) =>
      names.map((name) => `${right}: ${name}`).filter((line) => !rights.has(line)),
    ),
  ];
}

function wrongRooms(name: string, { imports }: Reach): string[] {
  const room = roomOf(name);
  const allowed = MAY_IMPORT[room];
  if (allowed === undefined) return [`${name}: the room ${room} is not in the table`];
  return imports
    .filter(({ to }) => to.endsWith('.ts') && roomOf(to) !== room)
    .filter(({ to, typeOnly }) => !allowed.includes(roomOf(to)) && !(typeOnly && allowed.includes(`type ${roomOf(to)}`)))
    .map(({ to, typeOnly }) => `${name} imports ${typeOnly ? 'types of ' : ''}${to}`);
}

function wrongRights(name: string, reach: Reach): string[] {
  return usedRights(reach)
    .filter(([right]) => !RIGHTS[right].includes(name))
    .map(([right, used]) => `${name} has no right to ${right}: ${[...new Set(used)].join(', ')}`);
}

/** The rights that a module needs, each with what it uses of it. */
function usedRights(reach: Reach): [Right, readonly string[]][] {
  const used: Readonly<Record<Right, readonly string[]>> = {
    files: modulesNamed(reach, ['fs', 'fs/promises']),
    processes: modulesNamed(reach, ['child_process', 'cluster', 'worker_threads']),
    network: modulesNamed(reach, ['net', 'tls', 'http', 'https', 'http2', 'dns', 'dns/promises', 'dgram', 'inspector']),
    clock: reach.clocks,
    process: reach.process,
    opaque: [...reach.opaque, ...modulesNamed(reach, ['module', 'vm'])],
  };
  return (Object.entries(used) as [Right, readonly string[]][]).filter(([, what]) => what.length > 0);
}

/** With and without `node:`. A type of Node's names no code. */
function modulesNamed({ imports }: Reach, names: readonly string[]): string[] {
  return imports.filter(({ to, typeOnly }) => !typeOnly && names.includes(to.replace(/^node:/, ''))).map(({ to }) => to);
}
