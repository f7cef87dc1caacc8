/** A program in a terminal of its own that is then taken away, as a closed window or a lost ssh connection does. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { TmuxPane } from './tmux.js';

/** Outlives the terminal, to tell how the program ended. */
const WITNESS = `
  const { spawn } = require('node:child_process'); const { renameSync, writeFileSync } = require('node:fs');
  const [file, program, ...words] = process.argv.slice(1);
  process.on('SIGHUP', () => {});
  spawn(program, words, { stdio: 'inherit' }).on('exit', (code, signal) => {
    writeFileSync(file + '.new', JSON.stringify(signal ?? code)); renameSync(file + '.new', file);
  });`;

export interface LosableTerminal {
  /** Waits until it shows this. */
  shows(text: string): Promise<void>;
  /** Takes the terminal away. @returns the signal that ended the program, or its exit code */
  hangUp(): Promise<string | number>;
}

export async function inTerminal(words: readonly string[]): Promise<LosableTerminal> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-top-terminal-'));
  const file = join(folder, 'ended');
  const quoted = [process.execPath, '-e', WITNESS.replaceAll(/\s+/g, ' '), file, ...words].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const pane = await TmuxPane.start(quoted.join(' '), 100, 30);
  return {
    shows: (text) => expect.poll(() => pane.text(), { timeout: 15_000 }).toContain(text),
    async hangUp() {
      await pane[Symbol.asyncDispose]();
      try {
        await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
        return JSON.parse(readFileSync(file, 'utf8')) as string | number;
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}
