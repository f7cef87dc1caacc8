/** `gpu-top run` as a program, around commands that play GPU clients by writing their own processes into a tree. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, gpuTop } from '../support/gpu-top.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';

/** Shell functions: `appear PID PARENT`, `count PID NS`, `leave PID` for process PID of the tree $TREE. */
const PLAY = `
appear() {
  mkdir -p "$TREE/.new/fd" "$TREE/.new/fdinfo"
  ln -s /dev/dri/renderD128 "$TREE/.new/fd/5"
  printf 'drm-driver:\\tv3d\\ndrm-client-id:\\t%s\\ndrm-engine-render:\\t0 ns\\ndrm-total-memory:\\t%s KiB\\n' "$1" 4096 >"$TREE/.new/fdinfo/5"
  printf '%s (sh) S %s 0 0 0 0 0 0 0 0 0 7 3 0 0 0 0 0 0 %s 0\\n' "$1" "$2" "$1" >"$TREE/.new/stat"
  printf 'A=b\\0GPU_TOP_RUN=%s\\0' "$GPU_TOP_RUN" >"$TREE/.new/environ"
  mv "$TREE/.new" "$TREE/proc/$1"
}
count() {
  printf 'drm-driver:\\tv3d\\ndrm-client-id:\\t%s\\ndrm-engine-render:\\t%s ns\\ndrm-total-memory:\\t1024 KiB\\n' "$1" "$2" >"$TREE/.fdinfo"
  mv "$TREE/.fdinfo" "$TREE/proc/$1/fdinfo/5"
}
leave() { rm -r "$TREE/proc/$1"; }
`;

async function runIn(tree: TemporaryTree, script: string, options: readonly string[] = []) {
  return gpuTop(['run', '--root', tree.root, '-d', '20ms', ...options, '--', 'sh', '-c', PLAY + script], {
    env: { TREE: tree.root },
  });
}

interface Report {
  readonly exit_code: number;
  readonly clients: number;
  readonly processes: number;
  readonly devices: readonly {
    readonly engines: { readonly render?: { readonly busy_ns: string } };
    readonly memory: Record<string, { readonly peak_bytes: number }>;
  }[];
}

async function report(script: string): Promise<Report> {
  using tree = temporaryTree();
  const file = join(tree.root, 'report.json');
  await runIn(tree, script, ['--json', '-o', file]);
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

describe('what a command used', () => {
  it('is in the report, also of clients closed before the end', async () => {
    const { devices, clients, exit_code } = await report(
      'appear $$ 1; sleep 0.2; count $$ 123000000; sleep 0.2; leave $$; sleep 0.2; exit 5',
    );
    expect({ clients, exit_code }).toEqual({ clients: 1, exit_code: 5 });
    expect(devices[0]).toMatchObject({
      engines: { render: { busy_ns: '123000000' } },
      memory: { memory: { peak_bytes: 4 << 20 } },
    });
  });

  it('includes descendants, and daemons that left the family', async () => {
    const { devices, processes } = await report(
      'appear 900001 $$; sleep 0.2; count 900001 1000; appear 900002 1; count 900002 200; sleep 0.2',
    );
    expect(processes).toBe(2);
    expect(devices[0]?.engines.render?.busy_ns).toBe('1200');
  });

  it('does not include what others did meanwhile', async () => {
    const { clients } = await report('(GPU_TOP_RUN=; appear 900003 1; count 900003 5000); sleep 0.2');
    expect(clients).toBe(0);
  });

  it('is told in a few lines on stderr, and nothing of it on stdout', async () => {
    using tree = temporaryTree();
    const { stdout, stderr, code } = await runIn(tree, 'echo done; appear $$ 1; sleep 0.2; count $$ 123000000; sleep 0.1');
    expect(stdout).toBe('done\n');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^gpu-top: sh: .*, exit code 0, 1 client in 1 process$/m);
    expect(stderr).toMatch(/^ +render +0\.12 s {2}\d+\.\d %$/m);
    expect(stderr).toMatch(/^ +memory +4\.00 MiB {2}at most$/m);
  });
});

describe('the exit code', () => {
  it.each([
    ['the command own', ['sh', '-c', 'exit 42'], 42],
    ['128 + the number of the signal that ended it', ['sh', '-c', 'kill -KILL $$'], 137],
    ['127 for a command that is not there', ['no-such-command-here'], 127],
    ['127 for an empty name', [''], 127],
    ['126 for a file that cannot be executed', ['/etc/passwd'], 126],
    ['2 without a command', [], 2],
    [
      '2 for an output file that cannot be written, before the command runs',
      ['-o', '/no/such/folder/x', 'sh', '-c', 'echo ran'],
      2,
    ],
  ])('is %s', async (_, words, expected) => {
    const { code, stdout } = await gpuTop(['run', ...words]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });
});

it('127 too where a folder of PATH may not be searched, 126 where the command is there and may not be run', async () => {
  using tree = temporaryTree();
  chmodSync(tree.root, 0o755);
  const [closed, open] = [join(tree.root, 'closed'), join(tree.root, 'open')];
  mkdirSync(open, { mode: 0o755 });
  writeFileSync(join(open, 'not-executable'), '', { mode: 0o644 });
  mkdirSync(closed, { mode: 0 });
  const env = { PATH: `${closed}:${open}:/usr/bin:/bin` };
  const asUser = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  const missing = await gpuTop(['run', 'no-such-command-here'], { env, ...asUser });
  expect(missing).toMatchObject({ code: 127, stderr: 'gpu-top: no-such-command-here: no such command\n' });
  expect(await gpuTop(['run', 'not-executable'], { env, ...asUser })).toMatchObject({ code: 126 });
});

it('says why nothing was seen on a machine without a GPU', async () => {
  using tree = temporaryTree();
  const { stderr, code } = await runIn(tree, 'exit 0');
  expect(code).toBe(0);
  expect(stderr).toContain('no DRM device here');
});

it("leaves options after the command to the command, with its own '--' or without", async () => {
  const { stdout } = await gpuTop(['run', 'echo', '-d', '--json', '--', '-x']);
  expect(stdout).toBe('-d --json -- -x\n');
});

describe('the command runs as if alone', () => {
  const start = (words: readonly string[]) =>
    spawn(process.execPath, [BIN, 'run', ...words], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const traps = `trap 'echo int >&2' INT; trap 'exit 7' TERM; echo ready; while :; do sleep 0.02; done`;

  async function signalled(send: (pid: number) => void): Promise<{ code: number; stderr: string }> {
    const child = start(['sh', '-c', traps]);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const closed = once(child, 'close') as Promise<[number]>;
    await once(child.stdout, 'data');
    send(child.pid ?? 0);
    const [code] = await closed;
    return { code, stderr };
  }

  it('with its stdin', async () => {
    const child = start(['cat']);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stdin.end('from stdin');
    await once(child, 'close');
    expect(stdout).toBe('from stdin');
  });

  it('with a SIGTERM that was sent to gpu-top, and gpu-top reports after it', async () => {
    const { code, stderr } = await signalled((pid) => process.kill(pid, 'SIGTERM'));
    expect(code).toBe(7);
    expect(stderr).toContain('exit code 7');
  });

  it('with Ctrl-C once, which the terminal sends to the whole group', async () => {
    const { code, stderr } = await signalled((pid) => {
      process.kill(-pid, 'SIGINT');
      setTimeout(() => process.kill(pid, 'SIGTERM'), 300);
    });
    expect(code).toBe(7);
    expect(stderr.match(/^int$/gm)).toHaveLength(1);
  });
});
