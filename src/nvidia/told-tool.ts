/**
 * nvidia-smi of a tree: what it printed on the machine that the tree is of, in two files that are read anew each second. `gpu-top capture`
 * writes them; whoever makes a tree by hand may change them while it is looked at. The first line of `query` names the fields, as the tool
 * prints them without `noheader`.
 */
import { Failure, type Files } from '../procfs/files.js';
import { fieldsAsked } from './query.js';
import type { BeginTool } from './tool.js';

/** Below the root of the tree. */
export const TOLD_FILES = { pmon: 'nvidia-smi/pmon', query: 'nvidia-smi/query' } as const;

const EVERY_MS = 1000;
const CAP_BYTES = 256 * 1024;

/** Null: the tree has none. */
export function toldTool(files: Files, dir: string): BeginTool | null {
  if (files.list(`${dir}/nvidia-smi`) instanceof Failure) return null;
  return ({ command, line }) => {
    const kind = toldKind(command);
    if (kind === null) return { pid: undefined, close: () => undefined };
    const path = `${dir}/${TOLD_FILES[kind]}`;
    const print = (): void => {
      const text = files.read(path, CAP_BYTES);
      if (!(text instanceof Failure)) for (const each of text.split('\n')) line(each);
    };
    print();
    const timer = setInterval(print, EVERY_MS);
    timer.unref();
    return { pid: undefined, close: () => clearInterval(timer) };
  };
}

/** Which of the two a command line of the tool's starts; null: neither. */
export function toldKind(command: string): keyof typeof TOLD_FILES | null {
  if (fieldsAsked(command) !== null) return 'query';
  return command.includes('pmon') ? 'pmon' : null;
}
