/** The settings file: where it is, and reading and writing it. What is in it is the screen's business. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { TRACE_KEY } from '../tui/charts/trace-column.js';
import { describeProblems, formatSettings, parseSettings, problemOf, type Settings } from '../tui/state/settings.js';
import type { UiState } from '../tui/state/state.js';
import { UsageError } from '../errors/usage-error.js';
import type { Snapshot } from '../ledger/snapshot.js';
import { columnProblem } from '../view/sort.js';
import { isOfOthers, sayOfOthers } from '../shell/file-owner.js';
import type { Io } from '../shell/io.js';

/** `--config FILE`, `--no-config` (false), or nothing. */
export type ConfigFlag = string | boolean | undefined;

/** Where the settings are, or null after --no-config and where there is no home. https://specifications.freedesktop.org/basedir-spec/latest/ */
export function settingsPath(flag: ConfigFlag, env: Io['env']): string | null {
  if (flag === false) return null;
  if (typeof flag === 'string') return flag;
  const base = env['XDG_CONFIG_HOME'];
  // A relative path there is invalid by the specification and must be ignored.
  const folder = base?.startsWith('/') ? base : homeConfig();
  return folder === null ? null : join(folder, 'gpu-top', 'config.toml');
}

/** Null for a user who has neither HOME nor a line in the user database, as in a container that was given a bare uid. */
function homeConfig(): string | null {
  try {
    return join(homedir(), '.config');
  } catch {
    return null;
  }
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** Null: there can be none. */
  readonly path: string | null;
  /** Of the file, as it was read; empty where there is none. */
  readonly text: string;
  /** One line for each value that could not be used, and one where others can change the file. */
  readonly problems: readonly string[];
}

/**
 * Reads the settings. That there is no file is normal, unless the user named it.
 *
 * @throws UsageError for a file named by --config that cannot be read
 */
export function loadSettings(flag: ConfigFlag, env: Io['env']): LoadedSettings {
  const path = settingsPath(flag, env);
  if (path === null) return { settings: {}, path, text: '', problems: [] };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof flag === 'string')
      throw new UsageError(`--config '${path}' cannot be read (${code ?? 'unknown error'}): give a readable TOML file`, {
        cause: error,
      });
    return {
      settings: {},
      path,
      text: '',
      problems: code === 'ENOENT' ? [] : [`${path}: cannot be read (${code ?? 'unknown error'}): the defaults are used`],
    };
  }
  const { settings, problems } = parseSettings(text);
  const others = sayOfOthers(path);
  return {
    settings,
    path,
    text,
    problems: [...(others === null ? [] : [`${path}: ${others}`]), ...describeProblems(path, problems)],
  };
}

/** A column of the settings that there is not: only a snapshot tells which engines and regions there are. Null: each is known. */
export function hiddenProblem({ settings: { hidden }, path, text }: LoadedSettings, snapshot: Snapshot): string | null {
  const problem = columnProblem(hidden ?? [], snapshot, [TRACE_KEY]);
  return problem === null || path === null ? null : describeProblems(path, [problemOf(text, 'hide', problem)]).join('');
}

/** Writes the settings of a state into the file that is there, or a new one. @returns a line to show */
export function saveSettings(flag: ConfigFlag, env: Io['env'], state: UiState): string {
  const path = settingsPath(flag, env);
  if (path === null)
    return flag === false
      ? 'not saved: gpu-top was started with --no-config'
      : 'not saved: this user has no home folder; start with --config FILE';
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = realFile(path);
    const stat = statSync(file, { throwIfNoEntry: false });
    const stranger = [file, dirname(file)].find((each) => isOfOthers(each));
    if (stranger !== undefined) return `not saved: ${stranger} belongs to another user`;
    const before = stat === undefined ? undefined : readFileSync(file, 'utf8');
    if (before !== undefined && parseSettings(before).problems.some(({ key }) => key === null))
      return `not saved: ${path} is no TOML and would be lost: mend it, or remove it`;
    replaceFile(file, formatSettings(state, before), stat?.mode);
    return `saved ${path}`;
  } catch (error) {
    return `not saved: ${(error as Error).message}`;
  }
}

/** The file behind a symbolic link, as in a home folder of dotfiles; a link to nothing stays one too. */
function realFile(path: string): string {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link?.isSymbolicLink() !== true) return path;
  const target = resolve(dirname(path), readlinkSync(path));
  return existsSync(target) ? realpathSync(target) : target;
}

/** Whole or not at all, with the mode that it had. */
function replaceFile(file: string, text: string, mode: number | undefined): void {
  const fresh = `${file}.${randomBytes(6).toString('hex')}.new`;
  try {
    // `wx`: never through a link that somebody put there.
    writeFileSync(fresh, text, { flag: 'wx' });
    if (mode !== undefined) chmodSync(fresh, mode & 0o7777);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
