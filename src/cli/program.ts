/**
 * The command tree. Man page, completions and README tables are generated from it, so every option is
 * described here or in the `add…Options` functions and nowhere else.
 */
import { Command } from 'commander';
import { UsageError } from '../errors/usage-error.js';
import { oneLine } from '../view/text/printable.js';
import { addBenchCommand } from '../bench/command.js';
import { addCompletionCommand } from './completion/command.js';
import { addDetectCommand } from '../bench/detect/command.js';
import { addDevicesCommand } from '../devices/command.js';
import { addDoctorCommand } from '../doctor/command.js';
import { addExplainCommand } from '../explain/command.js';
import { addRecordCommand } from '../top/record-command.js';
import { addReplayCommand } from '../top/replay-command.js';
import { addCaptureCommand } from '../capture/command.js';
import { addServeCommand } from '../exporter/command.js';
import { addRunCommand } from '../run/command.js';
import { addTopCommand, unknownCommand } from '../top/command.js';
import { addWaitCommand } from '../wait/command.js';
import type { CommandContext } from '../shell/context.js';
import { columnsOf, type Io } from '../shell/io.js';
import { packageVersion } from '../shell/version.js';
import { withRight } from './neighbours.js';

export function createProgram(io: Io, exit: (code: number) => void): Command {
  const context: CommandContext = { io, exit };
  const program = new Command('gpu-top')
    .description('Who uses which GPU engine, how much, per client, live. Reads /proc and /sys; opens no device.')
    .helpCommand(false)
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => Math.min(columnsOf(io.stdout) ?? 100, 120),
      outputError: (text, write) => write(errorLine(withRight(text), program)),
    });
  addTopCommand(program, context);
  addExplainCommand(program, context);
  addRecordCommand(program, context);
  addReplayCommand(program, context);
  addCaptureCommand(program, context);
  addServeCommand(program, context);
  addRunCommand(program, context);
  addWaitCommand(program, context);
  addDetectCommand(program, context);
  addBenchCommand(program, context);
  addDevicesCommand(program, context);
  addDoctorCommand(program, context);
  addCompletionCommand(program, context);
  addHelpCommand(program, exit);
  program.optionsGroup('More:').version(packageVersion(), '-V, --version').helpOption('-h, --help', 'show this help');
  // Only the top command looks at words too many by itself.
  for (const command of program.commands)
    command
      .allowExcessArguments(false)
      .configureOutput({ outputError: (text, write) => write(errorLine(withRight(text), command)) });
  return program.hook('preSubcommand', refuseOptionsBefore).hook('preAction', (_, command) => refuseOptionsAsValues(command));
}

/** commander's own answers `help` of a command that is none with the whole help, as if that were it. */
function addHelpCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('help')
    .description('the options of a command')
    .argument('[command]')
    .action((name?: string) => {
      const found = name === undefined ? program : program.commands.find((command) => command.name() === name);
      if (found === undefined) throw new UsageError(unknownCommand(program, name ?? ''));
      found.outputHelp();
      exit(0);
    });
}

/**
 * `gpu-top --root DIR capture OUT` reads as if the capture were of DIR, but it would be of this machine.
 *
 * @throws UsageError for options that stand before a command, since none of them reaches it
 */
function refuseOptionsBefore(program: Command, command: Command): void {
  const stray = program.options.find((option) => {
    const name = option.attributeName();
    return program.getOptionValueSource(name) === 'cli' && option.negate === (program.getOptionValue(name) === false);
  });
  if (stray === undefined) return;
  const name = stray.long ?? stray.flags;
  const [first, second] = [
    `${name} stands before ${command.name()} and says nothing to it`,
    `gpu-top ${command.name()} ${name} ...`,
  ];
  throw new UsageError(
    command.options.some(({ long }) => long === stray.long) ? `${first}: write ${second}` : `${first}, which has no such option`,
  );
}

/**
 * `gpu-top -u --json` would look for a user of that name, and `-o --json` would write a file of it.
 *
 * @throws UsageError for an option whose value is another option of the same command
 */
function refuseOptionsAsValues(command: Command): void {
  const names = new Set(command.options.flatMap(({ short, long }) => [short, long]));
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli') continue;
    const values = [command.getOptionValue(name) as unknown].flat().filter((value) => typeof value === 'string');
    const swallowed = values.find((value) => names.has(value.replace(/=.*$/s, '')));
    if (swallowed !== undefined)
      throw new UsageError(`${option.long ?? option.flags} needs a value, and got the option ${oneLine(swallowed)}`);
  }
}

/** Commander's `error: …\n(Did you mean …?)` as the one line that every gpu-top error is. */
function errorLine(text: string, command: Command): string {
  const whole = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  return `gpu-top: ${oneLine(text.replace(/^error: /, '').trim())} (see ${whole} --help)\n`;
}
