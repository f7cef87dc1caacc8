/** `gpu-top explain PID|CLIENT`: how a client's numbers came about, the same text as Enter shows on the screen. */
import type { Command } from 'commander';
import { explainClient } from '../view/explain/explain.js';
import { summariseClient, whySilent } from '../view/explain/explain-summary.js';
import type { Client, Snapshot } from '../ledger/snapshot.js';
import { UsageError } from '../errors/usage-error.js';
import { printable } from '../view/text/printable.js';
import { addTwoLooksOptions, lookTwice, type TwoLooksOptions } from '../options/two-looks.js';
import type { CommandContext } from '../shell/context.js';

export function addExplainCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('explain')
    .description("how a client's numbers came about: both readings, the deltas, the rules")
    .argument('<pid|client>', 'a process id, or a drm-client-id');
  addTwoLooksOptions(command, 'the two readings').action(async (target: string, flags: TwoLooksOptions) => {
    if (!/^\d+$|^pasid:\d+$/.test(target))
      throw new UsageError(`'${target}' is neither a process id nor a drm-client-id: give a number such as 4242`);
    const snapshot = await lookTwice(flags);
    io.stdout.write(snapshot === null ? '' : explain(snapshot, target));
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
