/** Holds modules to the tables in `table.ts`: pure, so that a test can plant a breach without touching the tree. */
import { reachOf, type Reach } from './imports.js';
import { MAY_IMPORT, RIGHTS, type Right } from './table.js';

/** @param modules text by path below src/ @returns one sentence for each breach */
export function breaches(modules: ReadonlyMap<string, string>): string[] {
  const reached = new Map(Array.from(modules, ([name, text]) => [name, reachOf(name, text)]));
  return [...reached].flatMap(([name, reach]) => [...wrongRooms(name, reach), ...wrongRights(name, reach)]);
}

/** Circles of modules at run time. A type names no code: `import type` may go both ways. */
export function circles(modules: ReadonlyMap<string, string>): string[] {
  const reached = new Map(Array.from(modules, ([name, text]) => [name, reachOf(name, text)]));
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

/** The folder below src/, or the file where it lies in none. */
export function roomOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : name.replace(/\.ts$/, '');
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
  const used: Readonly<Record<Right, readonly string[]>> = {
    files: modulesNamed(reach, ['fs', 'fs/promises']),
    processes: modulesNamed(reach, ['child_process', 'cluster', 'worker_threads']),
    network: modulesNamed(reach, ['net', 'tls', 'http', 'https', 'http2', 'dns', 'dns/promises', 'dgram', 'inspector']),
    clock: reach.clocks,
    process: reach.process,
    opaque: [...reach.opaque, ...modulesNamed(reach, ['module', 'vm'])],
  };
  return (Object.keys(RIGHTS) as Right[])
    .filter((right) => used[right].length > 0 && !RIGHTS[right].includes(name))
    .map((right) => `${name} has no right to ${right}: ${[...new Set(used[right])].join(', ')}`);
}

/** With and without `node:`. A type of Node's names no code. */
function modulesNamed({ imports }: Reach, names: readonly string[]): string[] {
  return imports.filter(({ to, typeOnly }) => !typeOnly && names.includes(to.replace(/^node:/, ''))).map(({ to }) => to);
}
