/** Commands and options as the man page and the tables write them. */
import type { CommandDoc, OptionDoc } from '../../src/cli/completion/command-tree.js';

/** Options by heading, in the order in which the headings first appear. */
export function optionGroups(command: CommandDoc): ReadonlyMap<string, readonly OptionDoc[]> {
  const groups = new Map<string, OptionDoc[]>();
  for (const option of command.options) {
    const group = groups.get(option.group);
    if (group) group.push(option);
    else groups.set(option.group, [option]);
  }
  return groups;
}

/** `-d, --delay <duration>` */
export function optionSyntax(option: OptionDoc): string {
  const names = [option.short, option.long].filter((name) => name !== null).join(', ');
  return option.placeholder === null ? names : `${names} ${option.placeholder}`;
}

/** `gpu-top record <file>` without options. */
export function commandSyntax(path: readonly string[], command: CommandDoc): string {
  const args = command.arguments.map(({ name, required, variadic }) => {
    const inner = variadic ? `${name}...` : name;
    return required ? `<${inner}>` : `[${inner}]`;
  });
  return [...path, ...args].join(' ');
}
