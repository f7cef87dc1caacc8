#!/usr/bin/env node
/**
 * Runs the tests under other versions of Node.js: `npm run test:node -- 22 24 26`, all of package.json's `testedNodes` where none is
 * named; what stands after a second `--` goes to vitest. The binaries come from npm's `node` packages and are kept in coverage/nodes/.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..');
const { testedNodes } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const versions = end === 0 ? testedNodes : words.slice(0, end);
const forVitest = words.slice(end + 1);

/** The folder of that version's `node`. */
function binOf(version) {
  const folder = join(PROJECT, 'coverage/nodes', version);
  const bin = join(folder, 'node_modules/node/bin');
  if (!existsSync(join(bin, 'node'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], { cwd: folder, stdio: 'inherit' });
  }
  return bin;
}

const failed = versions.filter((version) => {
  const bin = binOf(version);
  const node = join(bin, 'node');
  process.stdout.write(`\nNode.js ${execFileSync(node, ['--version'], { encoding: 'utf8' })}\n`);
  const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(node, [vitest, 'run', '--config', 'test/vitest.config.ts', ...forVitest], {
    ...{ cwd: PROJECT, stdio: 'inherit', env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` } },
  });
  return status !== 0;
});
if (failed.length > 0) {
  process.stderr.write(`failed on Node.js ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
