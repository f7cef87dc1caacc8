/**
 * From arguments to an exit code.
 *
 * 0 is success, 2 a mistake that only the user can mend (one line on stderr, no stack), 128+N a signal,
 * 1 anything else. Commander is told not to end the process itself, so that tests can run this too.
 */
import '../helper/debugger-door.js';
import { CommanderError } from 'commander';
import { UsageError } from '../errors/usage-error.js';
import { workBySeconds } from '../helper/v8.js';
import { oneLine } from '../view/text/printable.js';
import { type Io, processIo } from '../shell/io.js';
import { leave, prepareToLeave } from './leave.js';
import { guardOutputs, passedOn } from '../shell/outputs.js';
import { endingSignal } from '../shell/stop.js';
import { createProgram } from './program.js';
import { say } from '../shell/say.js';

/** The whole life of the process, from the first line to its end. */
export async function main(argv: readonly string[]): Promise<void> {
  workBySeconds();
  prepareToLeave();
  const io = processIo();
  await leave(await run(argv, io), io);
}

export async function run(argv: readonly string[], io: Io): Promise<number> {
  const outputs = guardOutputs(io);
  const code = await obey(argv, io);
  // What is on its way to a slow reader may still be lost; one whom a signal ends does not wait for it.
  if (endingSignal() === null) await passedOn(io.stdout);
  const loss = outputs.loss();
  if (loss !== null) say(io.stderr, loss);
  return loss !== null && code === 0 ? 1 : code;
}

/** @returns the exit code */
async function obey(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = createProgram(io, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its message already; help and version are no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      say(io.stderr, error.message);
      return error.exitCode;
    }
    const fault = environmentFault(error);
    if (fault !== null) {
      say(io.stderr, fault);
      return 1;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const [first = '', ...lines] = stack.split('\n').map((line) => oneLine(line));
    io.stderr.write(`gpu-top: internal error, please report it: ${[first, ...lines].join('\n')}\n`);
    return 1;
  }
}

/** Faults of the system around it, which a stack explains to nobody: what to do about each. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'make room there, or set TMPDIR to a folder that has some',
  EDQUOT: 'make room there, or set TMPDIR to a folder that has some',
  EROFS: 'set TMPDIR to a folder that can be written',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENFILE: 'the system has too many files open',
  ENOMEM: 'the system is out of memory',
  EAGAIN: 'the limit of processes is reached (ulimit -u)',
};

/** @returns one line, or null for what is a fault of gpu-top */
function environmentFault(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  // A temporary folder that is not there, or is not ours.
  const remedy = syscall === 'mkdtemp' ? 'set TMPDIR to a folder that is there and can be written' : REMEDIES[code ?? ''];
  return remedy === undefined ? null : `${message}: ${remedy}`;
}
