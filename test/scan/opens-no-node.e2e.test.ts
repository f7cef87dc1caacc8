/** No command opens a GPU's node, by whatever name: opening one can take DRM master, and wakes and holds the GPU. strace looks on. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { AMD_ID, type GpuMachine, NVIDIA_ID, startGpuMachine, whyNoGpuMachine } from '../support/gpu-machine.js';
import { BIN } from '../support/gpu-top.js';
import { skipped, whyWithout } from '../support/tools.js';

const why = whyWithout('strace', 'strace') ?? whyWithout('script', 'bsdutils') ?? whyNoTracing() ?? whyNoGpuMachine();

function whyNoTracing(): string | null {
  const { status, stderr } = spawnSync('strace', ['-f', '-e', 'trace=openat', 'true'], { encoding: 'utf8' });
  return skipped('strace', status === 0 ? null : `strace may not trace here: ${stderr.trim().split('\n').at(-1)}`);
}

const CALLS = 'open,openat,openat2,creat,open_by_handle_at';
const NODE = '/dev/(?:nvidia[^"<>]*|kfd|dri/[^"<>]+|accel/[^"<>]+)';
/** The name that was asked for: of this machine, or by the root of a process. */
const BY_NAME = new RegExp(`"(?:/proc/[^/"]+/(?:task/[^/"]+/)?root)?${NODE}"`);
/** Through the link of an open file. */
const BY_LINK = /"\/proc\/[^/"]+\/(?:task\/[^/"]+\/)?(?:fd|map_files)\/[^"]+"/;
/** What was opened, whatever it was called. */
const OPENED = new RegExp(`= \\d+<${NODE}(?:<[^>]*>)?>$`);

/** A handle on the path, by which gpu-top asks what a file in memory is that is called like a node: nothing is opened, no driver hears of it, open(2). */
const PATH_ONLY = /, O_RDONLY(?:\|O_CLOEXEC)?\|O_PATH\) /;

/**
 * Lines of strace's in which a GPU's node is opened, or is tried. Other tests' processes are seen, too, and may hold what is called like one: gpu-top
 * may ask for the path of those, by their links alone.
 */
function nodeOpens(trace: string): string[] {
  return trace
    .split('\n')
    .filter((line) => [BY_NAME, BY_LINK, OPENED].some((each) => each.test(line)))
    .filter((line) => !(BY_LINK.test(line) && PATH_ONLY.test(line)));
}

// Together: traced programs wait most of the time.
describe.skipIf(why !== null).concurrent('on a machine with nodes of NVIDIA, KFD, DRM and accel', () => {
  let machine: GpuMachine;
  let count = 0;

  beforeAll(async () => {
    machine = await startGpuMachine();
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  interface Traced {
    readonly child: ChildProcess;
    /** What it printed so far, on both. */
    readonly said: () => string;
    /** What it opened, once it has ended. */
    readonly trace: () => Promise<string>;
    /** The pid of the program, which strace is the parent of. */
    readonly pid: () => number;
  }

  function start(words: readonly string[], stdio: 'ignore' | 'pipe' = 'ignore'): Traced {
    const log = join(machine.folder, `trace-${count++}`);
    const [program = '', ...args] = [
      ...machine.inside,
      'strace',
      '-f',
      '-qq',
      '-yy',
      '-e',
      `trace=${CALLS}`,
      '-o',
      log,
      ...words,
    ];
    const child = spawn(program, args, {
      stdio: [stdio, 'pipe', 'pipe'],
      env: { ...process.env, GPU_TOP_NVIDIA_SMI: machine.nvidiaSmi, XDG_CONFIG_HOME: machine.folder },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const closed = once(child, 'close');
    return {
      child,
      said: () => said,
      pid: () => Number(/^\d+/.exec(existsSync(log) ? readFileSync(log, 'utf8') : '')?.[0]),
      async trace() {
        await closed;
        return readFileSync(log, 'utf8');
      },
    };
  }

  const gpuTop = (args: readonly string[]): Traced => start([process.execPath, BIN, ...args]);

  /** It has really looked: at processes, at devices. */
  function mustHaveLooked(trace: string): void {
    expect(trace.includes(`"/proc/${machine.holderPid}/`)).toBe(true);
    expect(/"\/sys\/class\/drm|"\/dev\/dri"/.test(trace)).toBe(true);
    expect(nodeOpens(trace)).toEqual([]);
  }

  it.each([
    ['by its name', ['cat', '/dev/nvidia0']],
    ['that has no driver', ['cat', '/dev/dri/card0']],
    ['by another name', ['sh', '-c', 'ln -s /dev/kfd "$0/link"; cat "$0/link"', 'FOLDER']],
    ['by an open file', ['cat', '/proc/HOLDER/fd/9']],
    ['by a root', ['cat', '/proc/self/root/dev/accel/accel0']],
  ])('the test sees a node opened %s', async (_, words) => {
    const meant = words.map((word) => word.replace('HOLDER', String(machine.holderPid)).replace('FOLDER', machine.folder));
    expect(nodeOpens(await start(meant).trace())).not.toEqual([]);
  });

  it('a handle on the path alone is no open, and one with more is', () => {
    const [path, more] = ['O_RDONLY|O_CLOEXEC|O_PATH', 'O_RDWR|O_CLOEXEC'].map(
      (flags) => `7 openat(AT_FDCWD</>, "/proc/42/fd/9", ${flags}) = 21</dev/dri/card0<char 226:0>>`,
    ) as [string, string];
    expect([nodeOpens(path), nodeOpens(more)]).toEqual([[], [more]]);
    expect(nodeOpens(path.replace('/proc/42/fd/9', '/dev/dri/card0'))).toHaveLength(1);
  });

  it('--json, which shows its devices and their holder', async () => {
    const run = gpuTop(['--json', '-n', '3', '--all']);
    mustHaveLooked(await run.trace());
    const line = run.said().trim().split('\n').at(-1) ?? '';
    const { devices, clients } = JSON.parse(line) as {
      devices: { id: string }[];
      clients: { device: string; pid: number; engines: Record<string, { busy_ratio: number | null }> }[];
    };
    expect(devices.map(({ id }) => id)).toEqual(expect.arrayContaining([NVIDIA_ID, AMD_ID]));
    const held = new Map(clients.flatMap((each) => (each.pid === machine.holderPid ? [[each.device, each.engines]] : [])));
    expect([...held.keys()].sort()).toEqual([AMD_ID, NVIDIA_ID]);
    expect(held.get(AMD_ID)?.cu?.busy_ratio).toBeCloseTo(57 / 104);
    expect(held.get(NVIDIA_ID)?.sm?.busy_ratio).toBe(0.61);
  });

  it.each(['stat', 'name', 'fdinfo', 'clients'])('--json --strategy %s', async (strategy) => {
    const trace = await gpuTop(['--json', '-n', '2', '-d', '0.3', '--strategy', strategy]).trace();
    expect(trace.includes('"/sys/class/drm')).toBe(true);
    expect(nodeOpens(trace)).toEqual([]);
  });

  it.each([
    '-b -n 2 -d 0.3 --scan full',
    '--prom -n 1',
    'devices',
    'doctor',
    'detect --rounds 1',
    'explain HOLDER',
    'record FOLDER/recording -n 2 -d 0.3',
    'capture FOLDER/captured',
    'run sleep 0.5',
    'wait --pid HOLDER --idle 0.5 --timeout 1.5',
  ])('%s', async (words) => {
    const meant = words
      .split(' ')
      .map((word) => word.replace('HOLDER', String(machine.holderPid)).replace('FOLDER', machine.folder));
    mustHaveLooked(await gpuTop(meant).trace());
  });

  it('serve, asked for all its pages', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const run = gpuTop(['serve', '--listen', address, '--every', '300ms']);
    await expect.poll(() => run.said(), { timeout: 30_000 }).toContain(address);
    for (const path of ['', 'metrics', 'snapshot']) expect((await fetch(`http://${address}/${path}`)).status).toBe(200);
    await sleep(1000);
    expect(await (await fetch(`http://${address}/metrics`)).text()).toContain(NVIDIA_ID);
    process.kill(run.pid(), 'SIGTERM');
    mustHaveLooked(await run.trace());
  });

  it('the screen, with its scanner in a process of its own', async () => {
    const run = start(['script', '-qec', `stty cols 120 rows 40; '${process.execPath}' '${BIN}' -d 0.3`, '/dev/null'], 'pipe');
    await expect.poll(() => run.said(), { timeout: 30_000 }).toContain('H100');
    await sleep(1000);
    run.child.stdin?.write('q');
    mustHaveLooked(await run.trace());
  });
});
