/** `gpu-top doctor`: what this system lets gpu-top see, what it keeps away, and what to do about it. */
import type { Command } from 'commander';
import { createDeviceReader } from '../../drm/devices/reader.js';
import { openRoot } from '../../procfs/root.js';
import { examine } from '../doctor/examine.js';
import { printFindings } from '../doctor/print.js';
import { wantsColour } from '../io.js';
import type { CommandContext } from '../context.js';
import { addRootOptions, type RootOptions } from '../source-options.js';

export function addDoctorCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('doctor')
    .description('check kernel, rights, devices and terminal, and say what to do; exit 1 when nothing can work');
  addRootOptions(command)
    .option('--json', 'the findings as JSON')
    .action((flags: RootOptions & { readonly json?: boolean }) => {
      const root = openRoot(flags);
      const devices = createDeviceReader({ sysDir: root.sys, devDir: root.dev, files: root.files }).read();
      const findings = examine(root, devices, io);
      io.stdout.write(flags.json ? `${JSON.stringify(findings, null, 2)}\n` : printFindings(findings, wantsColour(io)));
      exit(findings.some(({ state }) => state === 'problem') ? 1 : 0);
    });
}
