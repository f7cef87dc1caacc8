#!/usr/bin/env node
/**
 * Makes a release: `node scripts/release.js VERSION [--dry-run]`. The version goes into package.json and the documents made from it, what is
 * unreleased in CHANGELOG.md gets its heading, everything is tested, committed, tagged and packed. Nothing is pushed or published.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '..');
const isDry = process.argv.includes('--dry-run');
const [version = ''] = process.argv.slice(2).filter((word) => !word.startsWith('-'));

function fail(why) {
  process.stderr.write(`release: ${why}\n`);
  process.exit(2);
}

function run(program, ...words) {
  process.stdout.write(`${isDry ? 'would run' : 'run'}: ${[program, ...words].join(' ')}\n`);
  if (!isDry) execFileSync(program, words, { cwd: PROJECT, stdio: 'inherit' });
}

const read = (name) => readFileSync(join(PROJECT, name), 'utf8');
const git = (...words) => execFileSync('git', words, { cwd: PROJECT, encoding: 'utf8' }).trim();
const numbers = (text) => text.split('.').map(Number);
const isNewer = (a, b) => {
  const at = [0, 1, 2].find((i) => numbers(a)[i] !== numbers(b)[i]);
  return at !== undefined && numbers(a)[at] > numbers(b)[at];
};

const { version: before } = JSON.parse(read('package.json'));
if (!/^\d+\.\d+\.\d+$/.test(version)) fail(`expected a version such as 1.2.3, got '${version}'`);
const changes = read('CHANGELOG.md');
const [, unreleased = ''] = /^## \[Unreleased\]\n([^]*?)(?=^## \[|$(?![^]))/m.exec(changes) ?? [];
if (unreleased.trim() === '') fail('nothing is unreleased in CHANGELOG.md');
// The version in package.json may be the first one, which was never released.
const isReleased = changes.includes(`## [${before}]`);
if (version !== before && !isNewer(version, before)) fail(`${version} is not newer than ${before}`);
if (version === before && isReleased) fail(`${version} is released already`);
if (!isDry && git('status', '--porcelain') !== '') fail('commit first: the release must be what is committed');

const today = new Date().toISOString().slice(0, 10);
const heading = `## [Unreleased]\n\n## [${version}] - ${today}\n`;
process.stdout.write(
  `CHANGELOG.md: [Unreleased] becomes [${version}] - ${today}, ${unreleased.trim().split('\n').length} lines\n`,
);
if (!isDry) writeFileSync(join(PROJECT, 'CHANGELOG.md'), changes.replace('## [Unreleased]\n', heading));
if (version !== before) run('npm', 'version', version, '--no-git-tag-version');
run('npm', 'run', 'docs');
run('.ci/run');
run('git', 'commit', '--all', '--message', `Release ${version}`);
run('git', 'tag', '--annotate', `v${version}`, '--message', `gpu-top ${version}`);
run('npm', 'pack');
process.stdout.write(`then: git push --follow-tags && npm publish gpu-top-${version}.tgz\n`);
