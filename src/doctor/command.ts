/** `gpu-top doctor`: what this system lets gpu-top see, what it keeps away, and what to do about it. */
import type { Command } from 'commander';
import { safeJson } from '../output/safe-json.js';
import { openRoot } from '../procfs/root.js';
import type { CommandContext } from '../shell/context.js';
import { canDrawUnicode, wantsColour } from '../shell/io.js';
import { addRootOptions, type RootOptions } from '../options/source-options.js';

export function addDoctorCommand(program: Command, { io, exit }: CommandContext): void {
  const command = program
    .command('doctor')
    .description('check kernel, rights, devices and terminal, and say what to do; exit 1 when nothing can work');
  addRootOptions(command)
    .option('--json', 'the findings as JSON')
    .action(async (flags: RootOptions & { readonly json?: boolean }) => {
      const { examine } = await import('./examine.js');
      const { printFindings } = await import('./print.js');
      const findings = await examine(openRoot(flags), io);
      const form = { colour: wantsColour(io), ascii: !canDrawUnicode(io.env) };
      io.stdout.write(flags.json ? `${safeJson(findings)}\n` : printFindings(findings, form));
      exit(findings.some(({ state }) => state === 'problem') ? 1 : 0);
    });
}
