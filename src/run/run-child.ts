/** What `gpu-top run` does: a command under a tally of the GPU time that it and its descendants use. */
import { randomBytes } from 'node:crypto';
import type { Snapshot } from '../ledger/snapshot.js';
import { safeJson } from '../output/safe-json.js';
import { openRoot, type Root } from '../procfs/root.js';
import { createScanSource } from '../sources/scan-source.js';
import { Family, MARK_NAME } from './family.js';
import { usageJson } from './json.js';
import { type Ran, usageLines } from './report.js';
import { UsageTally } from './tally.js';
import { printable } from '../view/text/printable.js';
import { startChild } from './child.js';
import type { Io } from '../shell/io.js';
import { createMonitor } from '../options/monitor.js';
import { Pace } from '../shell/pace.js';
import { openReportFile } from '../shell/report-file.js';
import type { RootOptions } from '../options/source-options.js';

export interface RunFlags extends RootOptions {
  /** Milliseconds. */
  readonly delay: number;
  readonly json?: boolean;
  readonly output?: string;
}

/** @returns the command's exit code; 126 or 127 where it could not be started */
export async function runChild(words: readonly string[], flags: RunFlags, io: Io): Promise<number> {
  const root = openRoot(flags);
  const report = openReportFile(flags.output, io);
  const next = sweeper(root);
  let last = await next();
  const tally = new UsageTally(last);
  const mark = randomBytes(12).toString('hex');
  const child = await startChild(words, { ...io.env, [MARK_NAME]: [io.env[MARK_NAME], mark].filter(Boolean).join(':') });
  const startNs = process.hrtime.bigint();
  if (!('pid' in child)) {
    report.discard();
    io.stderr.write(`gpu-top: ${printable(words[0] ?? '')}: ${child.reason}\n`);
    return child.exitCode;
  }
  const family = new Family(root, { pid: child.pid, mark });
  const pace = new Pace(flags.delay);
  const sweep = async (): Promise<void> => {
    last = await next();
    tally.add(last, (process) => family.has(process));
  };
  for (;;) {
    // The last sweep begins after the end: whatever outlives the command still shows its counters.
    const isLast = child.over.aborted;
    await sweep();
    if (isLast) break;
    await pace.next(child.over);
  }
  const { exitCode, signal, atNs } = await child.ended;
  const elapsedNs = Number(atNs - startNs);
  const ran: Ran = { command: words, exitCode, signal, elapsedNs, intervalNs: flags.delay * 1e6, last };
  const lines = flags.json ? [safeJson(usageJson(tally.usage, ran))] : usageLines(tally.usage, ran);
  report.write(`${lines.join('\n')}\n`);
  return exitCode;
}

function sweeper(root: Root): () => Promise<Snapshot> {
  const monitor = createMonitor(createScanSource({ root }));
  return async () => {
    const snapshot = await monitor.next();
    if (snapshot === null) throw new Error('a scan has no end');
    return snapshot;
  };
}
