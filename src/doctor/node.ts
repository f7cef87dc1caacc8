import { type Finding, note, ok } from './finding.js';

/**
 * What gpu-top runs on. One older than `oldest` never gets here: bin/gpu-top.js refuses it.
 *
 * @param version as `process.version`, `v20.20.2`
 * @param tested the oldest and the newest version that the tests run on
 */
export function checkNode(version: string, arch: string, tested: { readonly oldest: string; readonly newest: string }): Finding {
  const text = `${version} on ${arch}, tested on ${tested.oldest} to ${tested.newest}`;
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  return major > Number(tested.newest) ? note('node', text, 'newer than what the tests run on', null) : ok('node', text);
}
