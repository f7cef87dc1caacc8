/**
 * Runs a command as a shell would: its own stdin, stdout and stderr, its exit code handed on.
 *
 * A signal from the terminal (Ctrl-C, Ctrl-\) goes to the whole foreground group, the command included: it is the command's to
 * answer, and gpu-top outlives it to report. What is sent to gpu-top alone (SIGTERM, SIGHUP, SIGUSR1, SIGUSR2) is passed on.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { commandExists } from '../procfs/find-command.js';

/** What the shell answers for a command that cannot be found, and for one that cannot be run (POSIX 2.8.2). */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;
const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

export interface Ended {
  /** 128 + N after signal N. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  /** Monotonic ns. */
  readonly atNs: bigint;
}

export interface RunningChild {
  readonly pid: number;
  /** Aborted when the command has ended. */
  readonly over: AbortSignal;
  readonly ended: Promise<Ended>;
}

/** A command that could not be started: the reason, and the exit code that says so. */
export interface NotStarted {
  readonly exitCode: number;
  readonly reason: string;
}

/** @param env the command's whole environment */
export async function startChild(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningChild | NotStarted> {
  if (file === '') return { exitCode: NOT_FOUND, reason: 'no such command' };
  const over = new AbortController();
  const ignore = (): void => undefined;
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  // Before the start: the command may be at work while this process waits for its next turn, and a signal must not find it deaf.
  // What comes meanwhile is heard in a later turn of the event loop, when there is a child.
  for (const name of FROM_TERMINAL) process.on(name, ignore);
  for (const name of PASSED_ON) process.on(name, passOn);
  const child = spawn(file, args, { stdio: 'inherit', env });
  const release = (): void => {
    for (const name of FROM_TERMINAL) process.off(name, ignore);
    for (const name of PASSED_ON) process.off(name, passOn);
  };
  // At once: between the command's start and a later turn it may have ended already.
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (code, signal) => {
      release();
      over.abort();
      resolve({ exitCode: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], signal, atNs: process.hrtime.bigint() });
    });
  });
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    child.once('spawn', () => resolve(null));
    child.once('error', resolve);
  });
  if (problem === null && child.pid !== undefined) return { pid: child.pid, over: over.signal, ended };
  release();
  return notStarted(problem, commandExists(file, env['PATH']));
}

function notStarted(problem: NodeJS.ErrnoException | null, exists: boolean): NotStarted {
  // A folder of PATH that may not be searched makes EACCES of a name that is nowhere.
  if (problem?.code === 'ENOENT' || (problem?.code === 'EACCES' && !exists))
    return { exitCode: NOT_FOUND, reason: 'no such command' };
  if (problem?.code === 'EACCES') return { exitCode: NOT_EXECUTABLE, reason: 'permission denied' };
  return { exitCode: NOT_EXECUTABLE, reason: problem?.code ?? 'cannot be started' };
}
