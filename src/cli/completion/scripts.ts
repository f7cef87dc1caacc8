/**
 * Shell completions from the command tree. Each script is complete in itself: nothing is run while completing.
 */
import type { CommandDoc, OptionDoc } from './command-tree.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export function completionScript(shell: Shell, program: CommandDoc): string {
  return { bash, zsh, fish }[shell](program);
}

const optionNames = (option: OptionDoc): string[] => [option.short, option.long].filter((name) => name !== null);

function bash(program: CommandDoc): string {
  const commands = program.commands.map(({ name }) => name);
  const cases = [program, ...program.commands].map((command) => {
    const name = command === program ? '""' : command.name;
    const words = command.options.flatMap(optionNames);
    return `    ${name}) words='${words.join(' ')}' ;;`;
  });
  return `# bash completion for gpu-top, made by \`gpu-top completion bash\`
_gpu_top() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${commands.join('|')}) command=$word; break ;; esac
  done
  case $previous in
${valueCases(program)}
  esac
  case $command in
${cases.join('\n')}
  esac
  if [[ -z $command && $current != -* ]]; then words='${commands.join(' ')}'; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $command && $current != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _gpu_top gpu-top
`;
}

/** What may stand after an option that takes a value: its choices, a file, or nothing that could be known. */
function valueCases(program: CommandDoc): string {
  const byNames = new Map<string, OptionDoc>();
  for (const option of [program, ...program.commands].flatMap(({ options }) => options)) {
    if (option.placeholder !== null) byNames.set(optionNames(option).join('|'), option);
  }
  return [...byNames]
    .map(([names, option]) => {
      if (option.choices.length > 0)
        return `    ${names}) COMPREPLY=($(compgen -W '${option.choices.join(' ')}' -- "$current")); return ;;`;
      if (takesPath(option)) return `    ${names}) COMPREPLY=($(compgen -f -- "$current")); return ;;`;
      return `    ${names}) return ;;`;
    })
    .join('\n');
}

function takesPath(option: OptionDoc): boolean {
  return /<(file|dir)>/.test(option.placeholder ?? '');
}

function zsh(program: CommandDoc): string {
  const commands = program.commands.map(({ name, description }) => `    '${zshText(name)}:${zshText(description)}'`);
  const cases = program.commands.map((command) => `    ${command.name}) _arguments -S ${zshOptions(command)} '*:file:_files' ;;`);
  return `#compdef gpu-top
# zsh completion for gpu-top, made by \`gpu-top completion zsh\`
_gpu_top() {
  local -a commands=(
${commands.join('\n')}
  )
  local context state line
  _arguments -C -S ${zshOptions(program)} '1: :{_describe command commands}' '*::argument:->rest'
  [[ $state == rest ]] || return
  case $line[1] in
${cases.join('\n')}
  esac
}
_gpu_top "$@"
`;
}

function zshOptions(command: CommandDoc): string {
  return command.options
    .flatMap((option) => optionNames(option).map((name) => `'${name}[${zshText(option.description)}]${zshValue(option)}'`))
    .join(' \\\n      ');
}

function zshValue(option: OptionDoc): string {
  if (option.placeholder === null) return '';
  const what = zshText(option.placeholder.replace(/[<>[\]]/g, ''));
  if (option.choices.length > 0) return `:${what}:(${option.choices.join(' ')})`;
  return `:${what}:${takesPath(option) ? '_files' : ' '}`;
}

function zshText(value: string): string {
  return value.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
}

function fish(program: CommandDoc): string {
  const lines = ['# fish completion for gpu-top, made by `gpu-top completion fish`', 'complete -c gpu-top -f'];
  for (const { name, description } of program.commands) {
    lines.push(`complete -c gpu-top -n __fish_use_subcommand -a ${name} -d '${fishText(description)}'`);
  }
  for (const command of [program, ...program.commands]) {
    const when = command === program ? '__fish_use_subcommand' : `'__fish_seen_subcommand_from ${command.name}'`;
    for (const option of command.options) lines.push(`complete -c gpu-top -n ${when} ${fishOption(option)}`);
  }
  return `${lines.join('\n')}\n`;
}

function fishOption(option: OptionDoc): string {
  const parts = [];
  if (option.short !== null) parts.push(`-s ${option.short.slice(1)}`);
  if (option.long !== null) parts.push(`-l ${option.long.slice(2)}`);
  if (option.placeholder !== null) parts.push(takesPath(option) ? '-rF' : '-x');
  if (option.choices.length > 0) parts.push(`-a '${option.choices.join(' ')}'`);
  return `${parts.join(' ')} -d '${fishText(option.description)}'`;
}

function fishText(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
