/** `gpu-top devices`: everything that is known of each device, as a table or JSON. */
import { type Command, Option } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMonitor } from '../options/monitor.js';
import { openSource } from '../options/open-source.js';
import { addSourceOptions, type SourceOptions } from '../options/source-options.js';
import { jsonDevice } from '../output/json-parts.js';
import { safeJson } from '../output/safe-json.js';
import type { CommandContext } from '../shell/context.js';
import { durationOption } from '../shell/duration.js';
import { canDrawUnicode } from '../shell/io.js';
import { keyOf, openFiles } from '../view/coverage/open-files.js';
import { printDevices } from './print.js';

interface DevicesFlags extends SourceOptions {
  /** Milliseconds. */
  readonly delay: number;
  readonly json?: boolean;
}

export function addDevicesCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('devices')
    .description('everything that is known of each device: sensors, limits, link, versions')
    .option('--json', 'the devices as JSON, each as in a line of gpu-top --json')
    .addOption(
      new Option('-d, --delay <duration>', 'time between the two readings that busyness and power are made of')
        .argParser(durationOption(10, 3_600_000))
        .default(1000, '1s'),
    );
  addSourceOptions(command).action(async (flags: DevicesFlags) => {
    const source = await openSource(flags);
    try {
      const monitor = createMonitor(source);
      await monitor.prime();
      await sleep(flags.delay);
      const snapshot = await monitor.next();
      if (snapshot !== null) {
        const files = openFiles(snapshot);
        const json = () =>
          snapshot.devices.map((device) => jsonDevice(device, snapshot.host, files.get(keyOf(device))?.seen ?? null));
        io.stdout.write(
          flags.json ? `${safeJson(json(), 2)}\n` : printDevices(snapshot.devices, { ascii: !canDrawUnicode(io.env) }),
        );
      }
    } finally {
      await source.close();
    }
    exit(0);
  });
}
