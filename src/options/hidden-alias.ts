/** Old names of options, and the names that neighbours use: they work, and no help speaks of them. */
import { type Command, Option } from 'commander';

/**
 * @param flags of the other name, such as `--interval <duration>`
 * @param long of the option that it stands for, which the command has already
 */
export function addHiddenAlias(command: Command, flags: string, long: string): Command {
  const meant = command.options.find((option) => option.long === long);
  if (meant === undefined) throw new Error(`${command.name()} has no option ${long}`);
  const alias = new Option(flags, `the same as ${long}`).hideHelp();
  if (meant.argChoices !== undefined) alias.choices(meant.argChoices);
  else if (meant.parseArg !== undefined) alias.argParser(meant.parseArg);
  const name = alias.attributeName();
  return command
    .addOption(alias)
    .on(`option:${alias.name()}`, () =>
      command.setOptionValueWithSource(meant.attributeName(), command.getOptionValue(name), 'cli'),
    );
}
