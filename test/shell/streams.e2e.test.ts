/** Outputs that are full, gone or blocked, and terminals that go away: the built program, in every command. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { writeShapeTree } from '../../src/bench/workloads/shape-tree.js';
import { BIN } from '../support/gpu-top.js';
import { inTerminal } from '../support/pseudo-terminal.js';
import { whyNoTmux } from '../support/tmux.js';
import { temporaryTree } from '../support/tree.js';

const noTmux = whyNoTmux();
const program = `${process.execPath} ${BIN}`;
const fullDevice = existsSync('/dev/full') ? '' : ' (skipped: no /dev/full)';

/** A line of the shell; the exit code is that of the pipe's first part. */
function shell(line: string): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `${line}; exit \${PIPESTATUS[0]}`], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { code: status, stdout, stderr };
}

const PRINTING = [
  ['--help', 0],
  ['--version', 0],
  ['completion bash', 0],
  ['doctor', 1],
  ['detect --rounds 1', 0],
  ['--demo --json -n 2 -d 0.1', 0],
  ['--demo -1 -d 0.1', 0],
] as const;

describe('stdout', () => {
  test.each(PRINTING)('gone: %s ends without a word', (words, code) => {
    const ran = shell(`${program} ${words} | true`);
    expect(ran.stdout + ran.stderr).not.toMatch(/Error|at |EPIPE/);
    // The doctor's code tells what it found.
    expect([0, code]).toContain(ran.code);
  });

  test.skipIf(fullDevice !== '').each(PRINTING)(`full: %s says so in a line${fullDevice}`, (words) => {
    const { code, stderr } = shell(`${program} ${words} >/dev/full`);
    expect(stderr).toBe('gpu-top: cannot write the output: ENOSPC: no space left on device, write\n');
    expect(code).toBe(1);
  });

  test.concurrent.each([
    ['--json -d 0.02', 'SIGTERM', 143],
    ['--json -d 0.02', 'SIGINT', 130],
    ['-b --all -d 0.02', 'SIGTERM', 143],
    ['record - -d 0.02', 'SIGTERM', 143],
  ] as const)('blocked: %s ends at once on %s', async (words, signal, code) => {
    using tree = temporaryTree();
    writeShapeTree(tree.root, { processes: 200, fdsPerProcess: 5, clients: 200 });
    const child = spawn(process.execPath, [BIN, ...words.split(' '), '--root', tree.root], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Never read: the kernel takes 64 KiB, and the rest waits in the program.
    child.stdout.pause();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const ended = once(child, 'exit');
    const sentMs = performance.now();
    child.kill(signal);
    // During a sweep the signal has its own effect.
    expect([
      [code, null],
      [null, signal],
    ]).toContainEqual(await ended);
    expect(performance.now() - sentMs).toBeLessThan(3000);
  });
});

describe('stderr', () => {
  test.skipIf(fullDevice !== '').each(['2>/dev/full', '2>&-', '2> >(true)'])(
    `%s: the command's exit code is run's own${fullDevice}`,
    (redirection) => {
      expect(shell(`${program} run -- sh -c 'sleep 0.2; exit 5' ${redirection}`)).toMatchObject({ code: 5 });
      expect(shell(`${program} run -- no-such-command-here ${redirection}`)).toMatchObject({ code: 127 });
    },
  );

  test.skipIf(fullDevice !== '').each(['2>/dev/full', '2>&-', '2> >(true)'])(
    `%s: a mistake of the user is 2 all the same${fullDevice}`,
    (redirection) => {
      for (const words of ['--frobnicate', 'recrod', '-d x', '--root /nonexistent -1', 'replay /etc/passwd', 'explain x'])
        expect({ words, ...shell(`sleep 0.1; ${program} ${words} ${redirection}`) }).toMatchObject({ words, code: 2 });
    },
  );

  test('gone: serve lives on, and says what it has to say to nobody', async () => {
    const child = spawn(process.execPath, [BIN, 'serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(child.stderr, 'data');
    child.stderr.destroy();
    // Something to say: its scanner is gone.
    const [scanner] = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');
    process.kill(Number(scanner), 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe.skipIf(noTmux !== null)(`a terminal that goes away${noTmux === null ? '' : ` (skipped: ${noTmux})`}`, () => {
  test.each([
    ['the screen', 'scan ', ['--demo', '--no-config']],
    ['-b', 'COMMAND', ['--demo', '-b', '-d', '0.1']],
    ['wait', '% idle', ['wait', '--pid', String(process.pid), '--idle', '1h']],
    ['serve', 'serving on', ['serve', '--listen', '127.0.0.1:0']],
  ])('ends %s by SIGHUP, and no abort', async (_, shown, words) => {
    const terminal = await inTerminal([process.execPath, BIN, ...words]);
    await terminal.shows(shown);
    expect(await terminal.hangUp()).toBe('SIGHUP');
  });

  test('leaves run its exit code', async () => {
    const command = 'trap "" HUP; echo is $((40 + 2)) up; sleep 2; exit 5';
    const terminal = await inTerminal([process.execPath, BIN, 'run', '--', 'sh', '-c', command]);
    await terminal.shows('is 42 up');
    expect(await terminal.hangUp()).toBe(5);
  });
});
