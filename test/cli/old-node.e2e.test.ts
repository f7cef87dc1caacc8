/** A Node.js that is too old is told so by code that it can parse; which versions are not too old is said once, in package.json. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN } from '../support/gpu-top.js';

const PROJECT = join(import.meta.dirname, '../..');
const text = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const { engines, testedNodes } = JSON.parse(text('package.json')) as { engines: { node: string }; testedNodes: string[] };

const folder = mkdtempSync(join(tmpdir(), 'gpu-top-old-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('gpu-top', () => {
  it.each([
    ['8.17.0', 'doctor'],
    ['18.20.8', '-1'],
    ['20.0.0', 'doctor'],
    ['20.14.0', '--version'],
  ])('on Node.js %s says in one line that it is too old (%s)', (version, word) => {
    const pretend = join(folder, 'pretend.cjs');
    const versions = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
    writeFileSync(pretend, `${versions} Object.defineProperty(process, 'version', { value: 'v${version}' });`);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', pretend, BIN, word], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({
      ...{ status: 2, stdout: '' },
      stderr: `gpu-top: needs Node.js 20.15 or later, this is v${version}\n`,
    });
  });
});

describe('the versions of Node.js', () => {
  it('in package.json begin with the oldest that may run it', () => {
    expect(engines.node).toBe(`>=${testedNodes[0]}`);
  });

  it.each(['README.md', 'docs/library.md'])('in %s are those', (path) => {
    expect(text(path)).toContain(`Node.js ${testedNodes[0]} to ${testedNodes.at(-1)}`);
  });
});
