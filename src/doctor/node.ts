import { type Finding, note, ok, problem } from './finding.js';

/** Major versions that the tests run on. */
const OLDEST = 20;
const NEWEST = 24;

/** @param version as `process.version`, `v20.20.2` */
export function checkNode(version: string, arch: string): Finding {
  const text = `${version} on ${arch}`;
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  if (major < OLDEST) return problem('node', text, `gpu-top is written for Node.js ${OLDEST} and later`, `use Node.js ${NEWEST}`);
  if (major > NEWEST) return note('node', text, `tested up to Node.js ${NEWEST}`, null);
  return ok('node', text);
}
