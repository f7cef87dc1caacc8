/** gpu-top(1) in roff's man macros, from the command tree and the key table. */
import { type Example, EXAMPLES } from '../../src/top/examples.js';
import type { NameDoc } from './names.js';
import type { CommandDoc } from '../../src/cli/completion/command-tree.js';
import { commandSyntax, optionGroups, optionSyntax } from './command-syntax.js';

/** EXAMPLES after those of the help. */
const MORE_EXAMPLES: readonly Example[] = [
  { command: "gpu-top -b --filter 'vram>1G !idle' --by user", what: 'who holds more than 1 GiB of video memory, each second' },
  { command: 'gpu-top -1 --over 60s', what: 'who used what in the minute that follows, and who began and ended' },
  { command: 'gpu-top explain 4242', what: "how process 4242's numbers came about" },
  { command: 'gpu-top run -- ffmpeg -i in.mkv out.mp4', what: 'what GPU time and memory a command took' },
  {
    command: 'gpu-top wait --device card1 --idle 30s && systemctl suspend',
    what: 'sleep when the GPU has been idle for a while',
  },
  { command: 'gpu-top --ssh box --ssh root@lab', what: 'two other machines on one screen' },
  { command: 'gpu-top record -n 60 night.rec; gpu-top replay night.rec', what: 'a minute to be looked at later' },
];

export interface KeyDoc {
  readonly keys: string;
  readonly help: string;
}

/** A key of config.toml. */
export interface SettingDoc {
  readonly key: string;
  readonly help: string;
  readonly takes: string;
}

export interface ManPageParts {
  readonly program: CommandDoc;
  readonly version: string;
  readonly keys: readonly KeyDoc[];
  readonly settings: readonly SettingDoc[];
  readonly names: readonly NameDoc[];
}

export function manPage({ program, version, keys, settings, names }: ManPageParts): string {
  const lines = [
    `.\\" Made from the command tree and the key table by \`npm run docs\`: change those, not this.`,
    `.TH GPU\\-TOP 1 "" "gpu\\-top ${text(version)}" "User Commands"`,
    '.SH NAME',
    'gpu\\-top \\- per\\-client GPU engine busyness',
    '.SH SYNOPSIS',
    '.B gpu\\-top',
    '.RI [ options ]',
    '.br',
    '.B gpu\\-top',
    '.IR "command " [ options ]',
    '.SH DESCRIPTION',
    text(program.description),
    '.PP',
    'Busyness is measured by the kernel: each DRM driver prints, in /proc/PID/fdinfo/N, how long each client kept',
    'each engine busy, and gpu\\-top shows how fast those counters move. A dash means that the driver says nothing.',
    ...optionSections(program),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandSection(command)),
    '.SH KEYS',
    ...keys.flatMap(({ keys: names, help }) => ['.TP', `.B ${text(names)}`, text(help)]),
    '.SH SETTINGS',
    'Keys of config.toml, a TOML file that F12 writes and that \\-\\-config names. An option goes over a setting.',
    ...settings.flatMap(({ key, help, takes }) => ['.TP', `.B ${text(key)}`, text(`${help}: ${takes}`)]),
    '.SH FILTER AND SORT',
    text(
      'Both know the same names. A filter is one or more terms, all of which must hold: a word that occurs somewhere, NAME=VALUE or NAME:VALUE for text, NAME and one of > >= < <= = for numbers, idle; | between some means one of them (user=root|anna, firefox|obs), ! in front turns a term round, quotes keep spaces. Ratios are in percent, sizes take K, M, G, T.',
    ),
    ...names.flatMap(({ names: all, meaning, example }) => ['.TP', `.B ${text(all.join(', '))}`, text(`${meaning}: ${example}`)]),
    '.SH EXIT STATUS',
    ...definitions([
      ['0', 'success'],
      ['1', 'something failed that was not the arguments'],
      ['2', 'a wrong option, file or expression; one line on stderr says which'],
      ['128+N', 'ended by signal N'],
    ]),
    '.SH ENVIRONMENT',
    ...definitions([
      ['NO_COLOR', 'when set and not empty, no colours'],
      ['XDG_CONFIG_HOME', 'where gpu-top/config.toml is looked for; ~/.config when unset'],
      ['LC_ALL, LC_CTYPE, LANG', 'without UTF-8 in the first one that is set, ASCII is drawn'],
    ]),
    '.SH EXAMPLES',
    ...definitions([...EXAMPLES, ...MORE_EXAMPLES].map(({ command, what }) => [command, what] as const)),
    '.SH SEE ALSO',
    '.BR proc_pid_fdinfo (5),',
    '.BR capabilities (7)',
  ];
  return `${lines.join('\n')}\n`;
}

function optionSections(command: CommandDoc): string[] {
  const sections = [...optionGroups(command)].flatMap(([group, options]) => [
    `.SS ${text(group)}`,
    ...options.flatMap((option) => [
      '.TP',
      `.B ${text(optionSyntax(option))}`,
      text(withChoices(option.description, option.choices)),
    ]),
  ]);
  return ['.SH OPTIONS', ...sections];
}

function commandSection(command: CommandDoc): string[] {
  const own = command.options.filter(({ long }) => long !== '--help');
  return [
    `.SS ${text(commandSyntax(['gpu-top', command.name], command))}`,
    text(command.description),
    ...own.flatMap((option) => [
      '.TP',
      `.B ${text(optionSyntax(option))}`,
      text(withChoices(option.description, option.choices)),
    ]),
  ];
}

function withChoices(description: string, choices: readonly string[]): string {
  return choices.length === 0 ? description : `${description}. One of: ${choices.join(', ')}`;
}

function definitions(entries: readonly (readonly [string, string])[]): string[] {
  return entries.flatMap(([term, meaning]) => ['.TP', `.B ${text(term)}`, text(meaning)]);
}

/** Text as roff takes it: hyphens that may be copied, no control line by accident. */
function text(value: string): string {
  const escaped = value.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
