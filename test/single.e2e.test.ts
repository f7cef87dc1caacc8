/** The program as one file, and as a Debian package, each alone in an empty folder. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesBelow } from './support/entries-below.js';
import { freePort } from './support/free-port.js';
import { run, whyWithout } from './support/tools.js';

const noDpkg = whyWithout('dpkg-deb', 'dpkg');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-top-single-'));
  const { code, text } = run('node_modules/.bin/rolldown', ['--config', 'rolldown.single.config.js']);
  expect([code, /warn|error/i.test(text)], text).toEqual([0, false]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('gpu-top.cjs, copied alone into an empty folder', () => {
  let file = '';
  beforeAll(() => {
    file = join(folder, 'gpu-top.cjs');
    copyFileSync('dist/gpu-top.cjs', file);
  });

  it.each([
    ['the demo', ['--demo', '-1'], /^DEMO: .*\n.*· 2 devices ·/],
    ['this machine', ['-1'], /^gpu-top · .* devices? ·/],
    ['its version', ['--version'], /^\d+\.\d+\.\d+\n$/],
    ['what strategies find, by its other helper', ['detect'], /DRM fds/],
  ])('shows %s', (_, args, shown) => {
    const { code, text } = run(process.execPath, [file, ...args], folder);
    expect(text).toMatch(shown);
    expect(code).toBe(0);
  });

  it('serves what a scanner started from the same file sees', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [file, 'serve', '--listen', `127.0.0.1:${port}`], { cwd: folder, stdio: 'ignore' });
    const ready = async (): Promise<number> => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      return answer?.status ?? 0;
    };
    await expect.poll(ready, { timeout: 30_000 }).toBe(200);
    const ended = new Promise((done) => child.once('exit', done));
    child.kill();
    expect(await ended).toBe(0);
  });

  it('brings the licences of the packages in it', () => {
    const text = readFileSync(file, 'utf8');
    for (const name of Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object }).dependencies))
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+$`, 'm'));
  });
});

describe.skipIf(noDpkg !== null)('the Debian package', () => {
  it('is a program, man page, completions and a unit, and runs where it is unpacked', () => {
    expect(run('deploy/debian/build.sh', [folder]).code).toBe(0);
    const name = readdirSync(folder).find((each) => each.endsWith('.deb')) ?? '';
    const root = join(folder, 'root');
    expect(run('dpkg-deb', ['-x', join(folder, name), root])).toEqual({ code: 0, text: '' });
    const paths = entriesBelow(root)
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    expect(paths.sort()).toEqual([
      'usr/bin/gpu-top',
      'usr/lib/gpu-top/gpu-top.cjs',
      'usr/lib/systemd/system/gpu-top.service',
      'usr/share/bash-completion/completions/gpu-top',
      'usr/share/doc/gpu-top/changelog.gz',
      'usr/share/doc/gpu-top/copyright',
      'usr/share/fish/vendor_completions.d/gpu-top.fish',
      'usr/share/man/man1/gpu-top.1.gz',
      'usr/share/zsh/vendor-completions/_gpu-top',
    ]);
    expect(run(join(root, 'usr/bin/gpu-top'), ['--demo', '-1'], folder)).toMatchObject({ code: 0 });
    const unit = readFileSync(join(root, 'usr/lib/systemd/system/gpu-top.service'), 'utf8');
    expect(unit).toContain('ExecStart=/usr/bin/gpu-top serve');
    expect(unit).not.toContain('/usr/local');
    const { text } = run('dpkg-deb', ['-f', join(folder, name)]);
    expect(text).toMatch(/^Depends: nodejs \(>= 20\.15\)$/m);
  });
});
