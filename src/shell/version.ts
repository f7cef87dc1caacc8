/** What package.json says of the program. It stands two folders up from src/shell, dist/shell and dist/bundle. */
import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
  /** `>=MAJOR.MINOR` */
  readonly engines: { readonly node: string };
  /** The versions of Node.js that the tests run on, oldest first: `20.15`, `22`. */
  readonly testedNodes: readonly string[];
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest;
}

export function packageVersion(): string {
  return manifest().version;
}

/** The versions of Node.js that gpu-top is tested on: the oldest, before which it does not start, and the newest major. */
export function testedNodes(): { readonly oldest: string; readonly newest: string } {
  const { testedNodes } = manifest();
  return { oldest: testedNodes[0] ?? '', newest: testedNodes.at(-1) ?? '' };
}
