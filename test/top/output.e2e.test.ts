import { spawn } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeFd } from '../../src/procfs-tree/tree-fd.js';
import { BIN, gpuTop, jsonLines } from '../support/gpu-top.js';
import { temporaryTree } from '../support/tree.js';
import { skipped } from '../support/tools.js';

const isRoot = skipped('root', process.getuid?.() === 0 ? null : 'files of two users can be made by root only') === null;
const drm = (id: number, busyNs: number): string =>
  `drm-driver:\tamdgpu\ndrm-client-id:\t${id}\ndrm-pdev:\t0000:03:00.0\ndrm-resident-vram:\t2 MiB\ndrm-engine-gfx:\t${busyNs} ns\n`;
const identity = (pid: number, uid = 0) => ({
  pid,
  comm: `p${pid}`,
  cmdline: [`/bin/p${pid}`, '--flag'],
  uid,
  startTimeTicks: pid,
});

function tree() {
  const made = temporaryTree();
  made.putProcess({ ...identity(10), fds: { 3: nodeFd('/dev/dri/renderD128', drm(1, 1000)) } });
  made.putProcess({ ...identity(11), fds: { 3: nodeFd('/dev/dri/renderD128', drm(2, 2000)) } });
  return made;
}

describe('--json', () => {
  test('prints as many whole lines as were asked for, each over a whole interval', async () => {
    using made = tree();
    const { code, stdout, stderr } = await gpuTop(['--root', made.root, '--json', '-n', '3', '-d', '0.1']);
    expect([code, stderr]).toEqual([0, '']);
    const lines = jsonLines(stdout);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatchObject({ schema: 'gpu-top/1', source: { kind: 'tree', root: made.root } });
      expect(line.interval_ns).toBeGreaterThan(50_000_000);
      // Idle clients are listed: nothing moved in this tree.
      expect(line.clients).toMatchObject([
        { client_id: '1', pid: 10, engines: { gfx: { busy_ratio: 0, busy_ns: '1000' } } },
        { client_id: '2', pid: 11 },
      ]);
    }
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends on %s after a whole line, with the code of the signal', async (signal) => {
    using made = tree();
    const child = spawn(process.execPath, [BIN, '--root', made.root, '--json', '-d', '0.05'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    await expect.poll(() => stdout.includes('\n'), { timeout: 10_000 }).toBe(true);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(jsonLines(stdout).length).toBeGreaterThan(0);
  });

  test('ends quietly when the reader goes away', async () => {
    using made = tree();
    const { stdout, stderr, code } = await run(`${process.execPath} ${BIN} --root ${made.root} --json -d 0.02 | head -n 2`);
    expect(jsonLines(stdout)).toHaveLength(2);
    expect([stderr, code]).toEqual(['', 0]);
  });
});

test('a full disk behind the output is an error, not a silent loss (skipped without /dev/full)', async ({ skip }) => {
  if (!existsSync('/dev/full')) skip(skipped('/dev/full', 'no /dev/full'));
  using made = tree();
  const { stderr, code } = await run(`${process.execPath} ${BIN} --root ${made.root} --json -n 5 -d 0.02 > /dev/full`);
  expect(stderr).toContain('cannot write the output');
  expect(code).toBe(1);
});

describe('text', () => {
  test('through a pipe has no escape codes and fits 80 columns', async () => {
    using made = tree();
    const { stdout } = await gpuTop(['--root', made.root, '-1', '--all', '-d', '0.05']);
    expect(stdout).not.toContain('\x1b');
    for (const line of stdout.split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(80);
    expect(stdout).toContain('p10');
  });

  test('is plain ASCII in a locale without UTF-8', async () => {
    using made = tree();
    const { stdout } = await gpuTop(['--root', made.root, '-1', '--all', '-d', '0.05'], { env: { LC_ALL: 'C' } });
    expect(stdout).toMatch(/^[\x20-\x7e\n]+$/);
  });

  test('sort, filter and device mean the same in tables and in JSON', async () => {
    using made = tree();
    const options = ['--root', made.root, '-d', '0.05', '--sort', 'pid', '--reverse', '--filter', 'vram>1M !pid:10', '--all'];
    const table = await gpuTop(['-1', ...options]);
    const json = await gpuTop(['--json', '-n', '1', ...options]);
    expect(table.stdout).toContain('p11');
    expect(table.stdout).not.toContain('p10');
    expect(jsonLines(json.stdout)[0]?.clients).toMatchObject([{ pid: 11 }]);
  });
});

describe('wrong input is one line on stderr that names the value, and exit 2', () => {
  test.each([
    [['--frobnicate'], /--frobnicate/],
    [['recrod'], /'recrod' \(did you mean record\?\)/],
    [['-d', 'fast'], /'fast'/],
    [['-d', '0'], /'0'/],
    [['-n', '-3'], /'-3'/],
    [['--detect', 'magic'], /'magic'.*auto, stat, name, fdinfo, clients/],
    [['--by', 'galaxy'], /'galaxy'/],
    [['--root', '/nonexistent'], /'\/nonexistent' does not exist/],
    [['--root', '/etc/passwd'], /'\/etc\/passwd' is not a directory/],
    [['--root', '/usr'], /proc/],
    [['--proc', '/nonexistent'], /'\/nonexistent' does not exist/],
    [['--demo', '-1', '--sort', 'nonsense'], /'nonsense'/],
    [['--demo', '-1', '--filter', 'gfx>lots'], /lots/],
    [['--demo', '-1', '--device', 'card77'], /card77/],
    [['--demo', '--root', '/'], /--demo/],
    [['--json', '--csv'], /--csv/],
    [['--scan', 'full', '--rescan-within', '5s'], /--rescan-within/],
    [['--once', '-n', '2'], /--once/],
    [['replay', '/etc/passwd'], /'\/etc\/passwd' is no recording/],
    [['explain', 'firefox'], /'firefox'/],
    [['completion', 'tcsh'], /'tcsh'/],
    [['--root', '/no\n\x1b[31mwhere'], /'\/no ·\[31mwhere' does not exist/],
    [['--\x1b[31m\nno'], /'--·\[31m no'/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await gpuTop(args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test.skipIf(!isRoot)(
  'a user without rights sees their own clients and how much they do not see (needs root to set up)',
  async () => {
    using made = tree();
    made.putProcess({ ...identity(12, 65534), fds: { 3: nodeFd('/dev/dri/renderD128', drm(3, 3000)) } });
    for (const pid of [10, 11]) for (const folder of ['fd', 'fdinfo']) chmodSync(`${made.root}/proc/${pid}/${folder}`, 0o500);
    chmodSync(made.root, 0o755);
    const { code, stdout, stderr } = await gpuTop(['--root', made.root, '--json', '-n', '1', '-d', '0.05'], { uid: 65534 });
    expect([code, stderr]).toEqual([0, '']);
    expect(jsonLines(stdout)[0]).toMatchObject({
      coverage: { processes_seen: 3, processes_unreadable: 2, by_errno: { EACCES: 2 } },
      clients: [{ pid: 12 }],
    });
  },
);

test('with nothing to see it says what it looked at and what helps', async () => {
  using made = temporaryTree();
  made.putProcess(identity(10));
  const { code, stdout } = await gpuTop(['--root', made.root, '-1', '-d', '0.05']);
  expect(code).toBe(0);
  expect(stdout).toContain('No DRM device');
  expect(stdout).toContain('--demo');
  expect(stdout).not.toContain('DEMO');
});

test('--demo-if-no-gpu shows the demo under its name only where there is no device', async () => {
  using empty = temporaryTree();
  const without = await gpuTop(['--demo-if-no-gpu', '--root', empty.root, '-1', '-d', '0.05']);
  expect(without.stdout).toMatch(/^DEMO: simulated/);
  using made = tree();
  made.writeFile('sys/class/drm/card0/dev', '226:0\n');
  const withDevice = await gpuTop(['--demo-if-no-gpu', '--root', made.root, '-1', '-d', '0.05']);
  expect(withDevice.stdout).not.toContain('DEMO');
});

test('--demo shows a computer with two GPUs, --demo=lab one of each kind', async () => {
  const devices = async (option: string) => {
    const { stdout } = await gpuTop([option, '--json', '-n', '1', '-d', '0.05']);
    return (JSON.parse(stdout) as { devices: { driver: string }[] }).devices.map(({ driver }) => driver);
  };
  expect(await devices('--demo')).toEqual(['xe', 'amdgpu']);
  expect(await devices('--demo=lab')).toEqual(['i915', 'amdgpu', 'xe', 'intel_vpu', 'nvidia']);
  const { code, stderr } = await gpuTop(['--demo=labs', '-1']);
  expect(code).toBe(2);
  expect(stderr).toContain('--demo=lab');
});

/** A command of the shell, to its end, with the status of the pipe's first part. */
function run(command: string): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ stdout, stderr, code })));
}
