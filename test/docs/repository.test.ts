/** What stands in the repository's pages is there: links, headings, paths; and CI runs what package.json says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const PROJECT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const tracked = execFileSync(
  'find',
  ['.', '-name', '*.md', '-not', '-path', '*/node_modules/*', '-not', '-path', './coverage/*'],
  {
    cwd: PROJECT,
    encoding: 'utf8',
  },
);
const pages = tracked
  .trim()
  .split('\n')
  .map((path) => normalize(path));

/** As GitHub makes an anchor of a heading. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  // What is an example is no promise.
  const prose = read(page).replace(/^```[^]*?^```/gm, '');

  it('links to what is there', () => {
    const broken = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(PROJECT, file))) return [link];
      return anchor !== undefined && file.endsWith('.md') && !anchors(read(file)).includes(anchor) ? [link] : [];
    });
    expect(broken).toEqual([]);
  });

  it('names files that are there', () => {
    const named = [...prose.matchAll(/`((?:src|test|docs|deploy|fixtures|scripts|bin)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    );
    const missing = named.filter((path) => !existsSync(join(PROJECT, path)) && !existsSync(join(PROJECT, dirname(page), path)));
    expect(missing).toEqual([]);
  });
});

describe('CI', () => {
  const workflow = parse(read('.github/workflows/ci.yml')) as {
    readonly jobs: {
      readonly test: {
        readonly strategy: { readonly matrix: { readonly node: string[] } };
        readonly steps: { readonly uses?: string }[];
      };
    };
  };
  const { strategy, steps } = workflow.jobs.test;

  it('runs on the versions of Node.js in package.json', () => {
    const { testedNodes } = JSON.parse(read('package.json')) as { readonly testedNodes: string[] };
    expect(strategy.matrix.node).toEqual(testedNodes);
  });

  it('uses actions by their commit', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });
});

describe('a release', () => {
  const release = (...words: string[]) =>
    spawnSync(process.execPath, ['scripts/release.js', ...words], { cwd: PROJECT, encoding: 'utf8' });

  it('dry run says all that would be done and does none of it', () => {
    const before = read('CHANGELOG.md');
    const { status, stdout, stderr } = release('99.0.0', '--dry-run');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/becomes \[99\.0\.0\].*[^]*npm version 99\.0\.0[^]*\.ci\/run[^]*tag --annotate v99\.0\.0[^]*npm pack/);
    expect(read('CHANGELOG.md')).toBe(before);
  });

  it.each(['', 'next', '0.0.1', '1.2'])('of %j is refused', (version) => {
    expect(release(version, '--dry-run')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^release: .*\n$/) as string,
    });
  });
});
