/** Commands that look twice, some time apart, and say what happened in between. */
import { type Command, Option } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../ledger/snapshot.js';
import { durationOption } from '../shell/duration.js';
import { createMonitor } from './monitor.js';
import { openSource } from './open-source.js';
import { addSourceOptions, type SourceOptions } from './source-options.js';

export interface TwoLooksOptions extends SourceOptions {
  /** Milliseconds. */
  readonly delay: number;
}

/** @param between what the time lies between, for the help */
export function addTwoLooksOptions(command: Command, between: string): Command {
  command.addOption(
    new Option('-d, --delay <duration>', `time between ${between}`).argParser(durationOption(10, 3_600_000)).default(1000, '1s'),
  );
  return addSourceOptions(command);
}

/** The second look; null where the source had ended by then. */
export async function lookTwice(options: TwoLooksOptions): Promise<Snapshot | null> {
  const source = await openSource(options);
  try {
    const monitor = createMonitor(source);
    await monitor.prime();
    await sleep(options.delay);
    return await monitor.next();
  } finally {
    await source.close();
  }
}
