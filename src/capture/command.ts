/** `gpu-top capture DIR`: the DRM part of this system as a fixture tree, for a bug report or a test. */
import type { Command } from 'commander';
import { openRoot } from '../procfs/root.js';
import type { CommandContext } from '../shell/context.js';
import { say } from '../shell/say.js';
import { addRootOptions, type RootOptions } from '../options/source-options.js';
import { packageVersion } from '../shell/version.js';

interface CaptureFlags extends RootOptions {
  readonly scrub: boolean;
}

export function addCaptureCommand(program: Command, { io }: CommandContext): void {
  const command = program
    .command('capture')
    .description('write the DRM part of this system as a tree for --root: processes with DRM fds, and their devices')
    .argument('<dir>', 'a folder that does not exist yet, or is empty')
    .option('--no-scrub', 'keep names, command lines, users and paths as they are');
  addRootOptions(command).action(async (dir: string, flags: CaptureFlags) => {
    const { capture } = await import('./capture.js');
    const captured = await capture(dir, { root: openRoot(flags), program: packageVersion(), keepNames: !flags.scrub });
    const { processes, fds, devices } = captured;
    say(
      io.stderr,
      `${processes} processes, ${fds} fds and ${devices} devices written to ${dir}; look with: gpu-top --root ${dir}`,
    );
  });
}
