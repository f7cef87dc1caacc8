/** `gpu-top explain PID|CLIENT`: how a client's numbers came about, the same text as Enter shows on the screen. */
import { type Command, Option } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainClient } from '../view/explain/explain.js';
import { summariseClient, whySilent } from '../view/explain/explain-summary.js';
import type { Client, Snapshot } from '../ledger/snapshot.js';
import { UsageError } from '../errors/usage-error.js';
import { printable } from '../view/text/printable.js';
import { durationOption } from '../shell/duration.js';
import { createMonitor } from '../options/monitor.js';
import { openSource } from '../options/open-source.js';
import type { CommandContext } from '../shell/context.js';
import { addSourceOptions, type SourceOptions } from '../options/source-options.js';

interface ExplainFlags extends SourceOptions {
  /** Milliseconds. */
  readonly delay: number;
}

export function addExplainCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('explain')
    .description("how a client's numbers came about: both readings, the deltas, the rules")
    .argument('<pid|client>', 'a process id, or a drm-client-id')
    .addOption(
      new Option('-d, --delay <duration>', 'time between the two readings')
        .argParser(durationOption(10, 3_600_000))
        .default(1000, '1s'),
    );
  addSourceOptions(command).action(async (target: string, flags: ExplainFlags) => {
    if (!/^\d+$|^pasid:\d+$/.test(target))
      throw new UsageError(`'${target}' is neither a process id nor a drm-client-id: give a number such as 4242`);
    const source = await openSource(flags);
    try {
      const monitor = createMonitor(source);
      await monitor.prime();
      await sleep(flags.delay);
      const snapshot = await monitor.next();
      io.stdout.write(snapshot === null ? '' : explain(snapshot, target));
    } finally {
      await source.close();
    }
    exit(0);
  });
}

/** @throws UsageError (exit 1) when nobody of that number holds a client */
function explain(snapshot: Snapshot, target: string): string {
  const clients = snapshot.clients.filter((client) => isMeant(client, target));
  if (clients.length > 0)
    return `${clients
      .map((client) =>
        [...summariseClient(client, snapshot.devices), '', ...explainClient(client)].map((line) => printable(line)).join('\n'),
      )
      .join('\n\n')}\n`;
  const silent = snapshot.silentFds.filter(({ process }) => String(process.pid) === target);
  if (silent.length > 0)
    return silent.map((each) => `fd ${each.fd} of process ${target}: ${printable(whySilent(each))}\n`).join('');
  throw new UsageError(
    `no client has the id ${target}, and no process ${target} holds one: gpu-top -1 --all lists the ${snapshot.clients.length} clients there are`,
    { exitCode: 1 },
  );
}

function isMeant({ clientId, holders }: Client, target: string): boolean {
  return clientId === target || holders.some(({ process }) => String(process.pid) === target);
}
