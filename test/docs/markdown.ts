/** The documents' tables of options, keys and rights, from the same data as help, man page and handler. */
import type { NameDoc } from './names.js';
import type { CommandDoc } from '../../src/cli/completion/command-tree.js';
import { commandSyntax, optionGroups, optionSyntax } from './command-syntax.js';
import { AS_ROOT, NOT_ON_NODE, type Right, runWith } from '../../src/view/coverage/rights.js';
import type { KeyDoc } from './man-page.js';

/** Options of the program itself, by heading. */
export function optionTables(program: CommandDoc): string {
  return [...optionGroups(program)]
    .map(([group, options]) => {
      const rows = options.map((option) => `| \`${cell(optionSyntax(option))}\` | ${cell(option.description)} |`);
      return [`**${group}**`, '', '| option | |', '| --- | --- |', ...rows].join('\n');
    })
    .join('\n\n');
}

export function commandTable(program: CommandDoc): string {
  const rows = program.commands.map(
    (command) => `| \`${cell(commandSyntax(['gpu-top', command.name], command))}\` | ${cell(command.description)} |`,
  );
  return ['| command | |', '| --- | --- |', ...rows].join('\n');
}

export function keyTable(keys: readonly KeyDoc[]): string {
  return ['| key | |', '| --- | --- |', ...keys.map(({ keys: names, help }) => `| ${cell(names)} | ${cell(help)} |`)].join('\n');
}

export function nameTable(names: readonly NameDoc[]): string {
  const rows = names.map(({ names: all, meaning, example }) => {
    const shown = all.map((name) => `\`${cell(name)}\``).join(', ');
    return `| ${shown} | ${cell(meaning)} | \`${cell(example)}\` |`;
  });
  return ['| name | | in a filter |', '| --- | --- | --- |', ...rows].join('\n');
}

export function rightsTable(rights: readonly Right[]): string {
  const rows = rights.map(({ name, buys }) => `| ${cell(name)} | ${cell(buys)} |`);
  return ["| right | what can be read of other users' processes |", '| --- | --- |', ...rows].join('\n');
}

/** The commands that give gpu-top rights, and the warning that belongs to them. */
export function runLines(): string {
  return ['```sh', runWith('sys_ptrace'), AS_ROOT, '```', '', NOT_ON_NODE].join('\n');
}

/** Text in a cell of a table: a bar would end it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
