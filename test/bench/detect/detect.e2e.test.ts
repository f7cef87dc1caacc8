import { expect, test } from 'vitest';
import type { Detection } from '../../../src/bench/detect/compare.js';
import { putDevice, putOpenFiles } from '../../../src/procfs-tree/device-tree.js';
import { SHAPE_DEVICE } from '../../../src/bench/workloads/shape-tree.js';
import { fileFd, genericText, nodeFd, socketFd } from '../../../src/procfs-tree/tree-fd.js';
import { gpuTop } from '../../support/gpu-top.js';
import { temporaryTree } from '../../support/tree.js';

const drm = (id: number): string =>
  `drm-driver:\ti915\ndrm-client-id:\t${id}\ndrm-pdev:\t0000:00:02.0\ndrm-engine-render:\t5 ns\n`;
const identity = (pid: number) => ({ pid, comm: `p${pid}`, cmdline: [`p${pid}`], uid: 0, startTimeTicks: pid });

function caseTree() {
  const tree = temporaryTree();
  tree.writeFile('dev/dri/renderD128', 'c 226:128\n');
  tree.writeFile('opt/gpu0', 'c 226:128\n');
  tree.writeFile('dev/dri/card9', 'just a file\n');
  tree.putProcess({
    ...identity(10),
    fds: { 3: nodeFd('/dev/dri/renderD128', drm(1)), 4: nodeFd('/dev/dri/renderD128', drm(1)), 5: socketFd(77) },
  });
  tree.putProcess({ ...identity(11), fds: { 3: nodeFd('/opt/gpu0', drm(2)), 4: fileFd('/var/log/syslog') } });
  tree.putProcess({ ...identity(12), fds: { 3: nodeFd('/dev/dri/renderD128'), 4: nodeFd('/dev/dri/card9') } });
  tree.putProcess({ ...identity(13), fds: { 3: { link: '/dev/dri/renderD128', fdinfo: genericText({ flags: 0o12000000 }) } } });
  return tree;
}

test('says what each strategy finds, misses and takes wrongly, and why', async () => {
  using tree = caseTree();
  const { code, stdout } = await gpuTop(['detect', '--root', tree.root, '--rounds', '1', '--json']);
  expect(code).toBe(0);
  const detection = JSON.parse(stdout) as Detection;
  expect(detection).toMatchObject({ drmFds: 4, clients: 2, silentFds: 1 });
  const summary = Object.fromEntries(
    detection.rows.map((row) => [row.strategy, [row.state, row.found, row.missed, row.falseHits]]),
  );
  expect(summary).toEqual({
    auto: ['ok', 4, 0, 2],
    stat: ['ok', 4, 0, 1],
    name: ['ok', 3, 1, 2],
    fdinfo: ['ok', 3, 1, 0],
    clients: ['unavailable', null, null, null],
    gated: ['unavailable', null, null, null],
  });
  const reasons = detection.disagreements.map(({ strategy, kind, pid, reason }) => `${strategy} ${kind} ${pid}: ${reason}`);
  expect(reasons).toContain('name missed 11: the link text is not below /dev/dri or /dev/accel');
  expect(reasons).toContain('fdinfo missed 12: its driver prints nothing in fdinfo');
  expect(reasons).toContain('name false hit 12: the name of a node, but no character device of DRM behind it');
  expect(reasons.filter((reason) => reason.startsWith('stat false hit 13: opened with O_PATH'))).toHaveLength(1);
});

test.each([
  ['stands still', 0],
  ['moves all the time', 1],
])('says what a tick takes by the count of open files of a tree where that %s', async (_, moves) => {
  using tree = caseTree();
  putDevice(tree, SHAPE_DEVICE);
  let count = 4;
  putOpenFiles(tree, SHAPE_DEVICE, count);
  const timer = setInterval(() => putOpenFiles(tree, SHAPE_DEVICE, (count += moves)), 1);
  const { stdout } = await gpuTop(['detect', '--root', tree.root, '--rounds', '9', '--json']);
  const { stdout: table } = await gpuTop(['detect', '--root', tree.root, '--rounds', '9']);
  clearInterval(timer);
  const gated = (JSON.parse(stdout) as Detection).rows.find(({ strategy }) => strategy === 'gated');
  // Of two fds on one client of one process both are held; what only has a node's name is none.
  expect(gated).toMatchObject({ state: 'ok', found: 4, clients: 2, missed: 0, falseHits: 0 });
  expect(gated?.cpuNs).toHaveLength(9);
  if (moves === 0) expect(gated?.moved).toBe(0);
  else expect(gated?.moved).toBeGreaterThan(0);
  expect(table).toMatch(/^auto, gated +4 +2 +0 +0/m);
  expect(table).toContain('count of open files moved before ');
});

test('counts fds on nodes of NVIDIA by themselves, renamed ones by their number', async () => {
  using tree = temporaryTree();
  tree.writeFile('dev/nvidia0', 'c 195:0\n');
  tree.writeFile('opt/gpu', 'c 195:1\n');
  tree.writeFile('dev/nvidiactl', 'c 195:255\n');
  tree.putProcess({
    ...identity(10),
    fds: { 3: nodeFd('/dev/nvidia0'), 4: nodeFd('/dev/nvidiactl'), 5: nodeFd('/dev/nvidia-uvm'), 6: nodeFd('/opt/gpu') },
  });
  tree.putProcess({ ...identity(11), fds: { 3: nodeFd('/dev/nvidia0'), 4: nodeFd('/dev/nvidia7') } });
  const { stdout } = await gpuTop(['detect', '--root', tree.root, '--rounds', '1', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ drmFds: 0, silentFds: 0, disagreements: [] },
    nvidia: { fds: 4, processes: 2, found: { auto: 3, stat: 3, name: 3, fdinfo: null, clients: null } },
  });
  const { stdout: table } = await gpuTop(['detect', '--root', tree.root, '--rounds', '1']);
  expect(table).toContain('4 fds on /dev/nvidiaN, in 2 processes, are no DRM fds: auto 3, stat 3, name 3, fdinfo –, clients –.');
});

test('finds what a tree has in fdinfo/ alone, as the scanner does', async () => {
  using tree = temporaryTree();
  tree.writeFile('proc/10/fdinfo/3', drm(1));
  const { stdout } = await gpuTop(['detect', '--root', tree.root, '--rounds', '1', '--json']);
  const { rows, disagreements } = JSON.parse(stdout) as Detection;
  expect(rows.filter(({ found }) => found === 1).map(({ strategy }) => strategy)).toEqual(['auto', 'fdinfo']);
  expect(disagreements.map(({ strategy, kind }) => `${strategy} ${kind}`)).toEqual(['stat missed', 'name missed']);
});

test.each([
  ['as JSON', ['--json']],
  ['as a table', []],
])('no link text reaches the terminal as a command, %s', async (_form, options) => {
  using tree = temporaryTree();
  tree.putProcess({ ...identity(10), fds: { 3: nodeFd('/opt/\x1b[31m\u009b31m\u202e\n', drm(1)) } });
  const { stdout } = await gpuTop(['detect', '--root', tree.root, '--rounds', '1', ...options]);
  expect(stdout).toContain('[31m');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('prints a table, and counts what adding up fds would count twice', async () => {
  using tree = caseTree();
  const { code, stdout, stderr } = await gpuTop(['detect', '--root', tree.root, '--rounds', '1']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^STRATEGY +DRM FDS CLIENTS/);
  expect(stdout).toContain('4 DRM fds: 3 with statistics, of 2 clients; 1 without statistics.');
  expect(stdout).toContain('would count 1 of them twice');
  expect(stdout).toMatch(/clients +not available: .*ENOENT/);
});
