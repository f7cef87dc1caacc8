/** The README's tables of options and keys, from the same data as help, man page and handler. */
import { type CommandDoc, commandSyntax, optionGroups, optionSyntax } from './command-tree.js';
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

/** Text in a cell of a table: a bar would end it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
