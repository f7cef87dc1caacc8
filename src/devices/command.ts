/** `gpu-top devices`: everything that is known of each device, as a table or JSON. */
import type { Command } from 'commander';
import { addTwoLooksOptions, lookTwice, type TwoLooksOptions } from '../options/two-looks.js';
import { jsonDevice } from '../output/json-parts.js';
import { safeJson } from '../output/safe-json.js';
import type { CommandContext } from '../shell/context.js';
import { canDrawUnicode } from '../shell/io.js';
import { keyOf, openFiles } from '../view/coverage/open-files.js';
import { printDevices } from './print.js';

interface DevicesFlags extends TwoLooksOptions {
  readonly json?: boolean;
}

export function addDevicesCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('devices')
    .description('everything that is known of each device: sensors, limits, link, versions')
    .option('--json', 'the devices as JSON, each as in a line of gpu-top --json');
  addTwoLooksOptions(command, 'the two readings that busyness and power are made of').action(async (flags: DevicesFlags) => {
    const snapshot = await lookTwice(flags);
    if (snapshot !== null) {
      const files = openFiles(snapshot);
      const json = () =>
        snapshot.devices.map((device) => jsonDevice(device, snapshot.host, files.get(keyOf(device))?.seen ?? null));
      io.stdout.write(
        flags.json ? `${safeJson(json(), 2)}\n` : printDevices(snapshot.devices, { ascii: !canDrawUnicode(io.env) }),
      );
    }
    exit(0);
  });
}
