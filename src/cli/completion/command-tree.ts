/**
 * The commander tree as plain data: the one input of the man page, the completions and the README's tables.
 */
import type { Command, Option } from 'commander';

export interface OptionDoc {
  /** `-d`, or null. */
  readonly short: string | null;
  /** `--delay`, or null. */
  readonly long: string | null;
  /** `<duration>` or `[when]` as declared; null for a switch. */
  readonly placeholder: string | null;
  readonly description: string;
  readonly choices: readonly string[];
  /** Heading in the help, without its colon; `Options` when it has none. */
  readonly group: string;
}

export interface ArgumentDoc {
  readonly name: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface CommandDoc {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentDoc[];
  readonly options: readonly OptionDoc[];
  readonly commands: readonly CommandDoc[];
}

export function describeCommand(command: Command): CommandDoc {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      required: argument.required,
      variadic: argument.variadic,
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map(describeOption),
    commands: help
      .visibleCommands(command)
      .filter((child) => child.name() !== 'help')
      .map(describeCommand),
  };
}

function describeOption(option: Option): OptionDoc {
  return {
    short: option.short ?? null,
    long: option.long ?? null,
    placeholder: /[<[].*[>\]]$/.exec(option.flags)?.[0] ?? null,
    description: withDefault(option),
    choices: option.argChoices ?? [],
    group: (option.helpGroupHeading ?? 'Options').replace(/:$/, ''),
  };
}

/** As the help has it: a switch's default is that it is absent, and goes without saying. */
function withDefault({ description, required, defaultValue, defaultValueDescription }: Option): string {
  if (!required || defaultValue === undefined) return description;
  return `${description} (default: ${defaultValueDescription ?? String(defaultValue)})`;
}
