/** `gpu-top completion SHELL`: prints a completion script made from the command tree. */
import { Argument, type Command } from 'commander';
import { describeCommand } from './command-tree.js';
import { completionScript, type Shell, SHELLS } from './scripts.js';
import type { CommandContext } from '../../shell/context.js';

export function addCompletionCommand(program: Command, { io }: CommandContext): void {
  program
    .command('completion')
    .description('print a completion script, e.g.: source <(gpu-top completion bash)')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action((shell: Shell) => void io.stdout.write(completionScript(shell, describeCommand(program))));
}
