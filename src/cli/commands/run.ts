/** `gpu-top run -- COMMAND ARGS`: like `time`, for GPUs. */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createLedger } from '../../ledger/ledger.js';
import type { Snapshot } from '../../ledger/snapshot.js';
import { safeJson } from '../../output/safe-json.js';
import { openRoot, type Root } from '../../procfs/root.js';
import { createScanSource } from '../../sources/scan-source.js';
import { Family, MARK_NAME } from '../../usage/family.js';
import { usageJson } from '../../usage/json.js';
import { type Ran, usageLines } from '../../usage/report.js';
import { UsageTally } from '../../usage/tally.js';
import { UsageError } from '../../usage-error.js';
import { printable } from '../../view/printable.js';
import { type RunningChild, startChild } from '../child.js';
import { durationOption } from '../duration.js';
import type { Io } from '../io.js';
import { Pace } from '../pace.js';
import type { CommandContext } from '../program.js';
import { addRootOptions, type RootOptions } from '../source-options.js';

interface RunFlags extends RootOptions {
  /** Milliseconds. */
  readonly delay: number;
  readonly json?: boolean;
  readonly output?: string;
}

export function addRunCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('run')
    .description('run a command, then say what GPU time and memory it and its descendants used')
    .argument('<command...>', 'what to run, and its arguments')
    .option('-d, --delay <duration>', "time between sweeps; so much of each client's end may be missing", durationOption(10, 3_600_000), 100)
    .option('--json', 'one JSON object in place of lines')
    .option('-o, --output <file>', 'where to report (default: stderr)')
    .passThroughOptions();
  addRootOptions(command).action(async (words: string[], flags: RunFlags) => exit(await run(words, flags, io)));
}

async function run(words: readonly string[], flags: RunFlags, io: Io): Promise<number> {
  const root = openRoot(flags);
  const report = openReport(flags.output, io);
  const source = createScanSource({ root });
  const ledger = createLedger();
  const next = async (): Promise<Snapshot> => {
    const sweep = await source.next();
    if (sweep === null) throw new Error('a scan has no end');
    return ledger.fold(sweep);
  };
  let last = await next();
  const tally = new UsageTally(last);
  const mark = randomBytes(12).toString('hex');
  const marks = [io.env[MARK_NAME], mark].filter(Boolean).join(':');
  const child = await startChild(words, { ...io.env, [MARK_NAME]: marks });
  if (!('pid' in child)) {
    report.discard();
    io.stderr.write(`gpu-top: ${printable(words[0] ?? '')}: ${child.reason}\n`);
    return child.exitCode;
  }
  const family = new Family(root, { pid: child.pid, mark });
  for await (const _ of sweepTimes(child, flags.delay)) {
    last = await next();
    tally.add(last, (process) => family.has(process));
  }
  const { exitCode, signal } = await child.ended;
  const ran: Ran = { command: words, exitCode, signal, intervalNs: flags.delay * 1e6, last };
  const lines = flags.json ? [safeJson(usageJson(tally.usage, ran))] : usageLines(tally.usage, ran);
  report.write(`${lines.join('\n')}\n`);
  return exitCode;
}

/** At once, then at every interval, and a last time right after the end: what outlives the command still has its counters. */
async function* sweepTimes({ over }: RunningChild, intervalMs: number): AsyncGenerator<void> {
  const pace = new Pace(intervalMs);
  while (!over.aborted) {
    yield;
    await pace.next(over);
  }
  yield;
}

interface Report {
  write(text: string): void;
  /** Nothing was run, so there is nothing to say. */
  discard(): void;
}

/** A file is opened before the command runs: a typing mistake in its name must not cost an hour's run. */
function openReport(file: string | undefined, io: Io): Report {
  if (file === undefined) return { write: (text) => void io.stderr.write(text), discard: () => undefined };
  const problem = (error: unknown): never => {
    throw new UsageError(`-o '${file}' cannot be written (${(error as NodeJS.ErrnoException).code}): give a file in a folder that is there`, {
      cause: error,
    });
  };
  let fd: number;
  try {
    fd = openSync(file, 'w');
  } catch (error) {
    return problem(error);
  }
  return {
    write(text) {
      try {
        writeFileSync(fd, text);
        closeSync(fd);
      } catch (error) {
        io.stderr.write(text);
        problem(error);
      }
    },
    discard: () => closeSync(fd),
  };
}
