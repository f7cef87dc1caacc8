/** `gpu-top wait` as a program on a tree that changes under it. */
import { describe, expect, it } from 'vitest';
import { gpuTop } from '../support/gpu-top.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

const text = (busyNs: number | bigint): string => `drm-driver:\tv3d\ndrm-client-id:\t7\ndrm-engine-render:\t${busyNs} ns\n`;

function machine(): TemporaryTree {
  const tree = temporaryTree();
  tree.putProcess({ pid: 4242, comm: 'load', fds: { 5: { link: '/dev/dri/card0', fdinfo: text(0) } } });
  for (const [name, number] of [
    ['card0', '226:0'],
    ['renderD128', '226:128'],
  ] as const) {
    tree.writeFile(`sys/class/drm/${name}/dev`, `${number}\n`);
    tree.writeFile(`sys/class/drm/${name}/device/uevent`, 'DRIVER=v3d\nPCI_SLOT_NAME=0000:01:00.0\n');
  }
  return tree;
}

/** Keeps the engine busy for that percentage of the time by counting on, until stopped. */
function keepBusy(tree: TemporaryTree, percent = 100n): () => void {
  const startNs = process.hrtime.bigint();
  const timer = setInterval(() => tree.setFdinfo(4242, 5, text(((process.hrtime.bigint() - startNs) * percent) / 100n)), 5);
  return () => clearInterval(timer);
}

const wait = (tree: TemporaryTree, ...options: string[]) => gpuTop(['wait', '--root', tree.root, '-d', '50ms', ...options]);

describe('gpu-top wait', () => {
  it.each([
    ['--pid', '4242'],
    ['--device', 'card0'],
  ])('leaves with 0 when %s %s has been idle for long enough', async (...target) => {
    using tree = machine();
    const { code, stdout, stderr } = await wait(tree, ...target, '--idle', '300ms', '--timeout', '10s');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('leaves with 124 when it was busy until the timeout', async () => {
    using tree = machine();
    const stop = keepBusy(tree);
    const { code } = await wait(tree, '--pid', '4242', '--idle', '100ms', '--timeout', '800ms');
    stop();
    expect(code).toBe(124);
  });

  it('waits until the work is over', async () => {
    using tree = machine();
    const stop = keepBusy(tree);
    setTimeout(stop, 1500);
    const { code, stderr } = await wait(tree, '--pid', '4242', '--idle', '300ms', '--timeout', '15s', '-v');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^gpu-top: busy \(render [\d.]+ %\)$/m);
    expect(stderr.trim().split('\n').at(-1)).toBe('gpu-top: idle');
  });

  it.each([
    ['60%', 0],
    ['5%', 124],
  ])('tells a load of a fifth from idleness by --below %s: exit code %i', async (below, expected) => {
    using tree = machine();
    const stop = keepBusy(tree, 20n);
    const { code } = await wait(tree, '--pid', '4242', '--idle', '400ms', '--below', below, '--timeout', '3s', '-d', '200ms');
    stop();
    expect(code).toBe(expected);
  });

  it('leaves with 0 when the process ends, or was not there', async () => {
    using tree = machine();
    const stop = keepBusy(tree);
    setTimeout(() => {
      stop();
      tree.removeProcess(4242);
    }, 600);
    expect((await wait(tree, '--pid', '4242', '--idle', '60s', '--timeout', '15s')).code).toBe(0);
    expect((await wait(tree, '--pid', '4243')).code).toBe(0);
  });

  it('leaves with 1 when the device goes away', async () => {
    using tree = machine();
    // Later than the program needs to start and to have seen the device, on a busy machine too.
    setTimeout(() => tree.removePath('sys/class/drm'), 3000);
    const { code, stderr } = await wait(tree, '--device', 'card0', '--idle', '60s', '--timeout', '15s');
    expect({ code, stderr }).toEqual({ code: 1, stderr: "gpu-top: --device 'card0' has gone away\n" });
  });

  it.each([
    [['--idle', '1s'], 'wait for what'],
    [['--pid', '1', '--device', 'card0'], 'not both'],
    [['--pid', 'x'], "'x'"],
    [['--device', 'card7'], "no device 'card7'"],
    [['--pid', '4242', '--below', '0%'], 'percentage above 0'],
    [['--pid', '4242', '--idle', 'soon'], "'soon'"],
  ])('leaves with 2 and one line for %j', async (options, words) => {
    using tree = machine();
    const { code, stderr } = await wait(tree, ...options, '--timeout', '1s');
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
