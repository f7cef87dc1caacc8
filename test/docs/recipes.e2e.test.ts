/** The code of docs/recipes.md, run as it stands there, with a `gpu-top` on the path that looks at the demo. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN } from '../support/gpu-top.js';
import { whyWithout } from '../support/tools.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/recipes.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, code = '']) => code);

let folder = '';
let env: NodeJS.ProcessEnv = {};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-top-recipes-'));
  // Ends also what has no end.
  const program = `#!/bin/sh\ncase " $* " in *" -n "*) ;; *) set -- "$@" -n 2 ;; esac\nexec '${process.execPath}' '${BIN}' "$@" --demo\n`;
  writeFileSync(join(folder, 'gpu-top'), program);
  chmodSync(join(folder, 'gpu-top'), 0o755);
  env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
});
afterAll(() => rmSync(folder, { recursive: true }));

const noPython = whyWithout('python3', 'python3');
const noJq = whyWithout('jq', 'jq');

it('has the recipes that are tried here', () => {
  expect(['python', 'sh', 'toml'].map((language) => blocks(language).length)).toEqual([1, 2, 2]);
});

it.skipIf(noPython !== null)('tells decode in use by container', () => {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', blocks('python')[0] ?? ''], { env, encoding: 'utf8' });
  expect([stderr, status]).toEqual(['', 0]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/^\d{4}-\S+Z( ([0-9a-f]{12}|no container)=\d+\.\d\d)*$/);
  expect(lines.at(-1)).toMatch(/ 3f2a9c81d0e4=\d/);
});

describe.skipIf(noJq !== null)('for status bars', () => {
  it('is one line, of each GPU', () => {
    const text = execFileSync('sh', ['-c', blocks('sh')[0] ?? ''], { env, encoding: 'utf8' });
    expect(text).toMatch(/^GPU ((\d+ %|–) ?)+\n$/);
  });

  it('goes on for waybar', () => {
    const text = execFileSync('sh', ['-c', blocks('sh')[1] ?? ''], { env, encoding: 'utf8' });
    const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { text: string; tooltip: string }); // prettier-ignore
    expect(lines).toHaveLength(2);
    expect(lines[0]?.text).toMatch(/^\d+ %$/);
    expect(lines[0]?.tooltip).toContain('\n');
  });
});

describe('for Telegraf', () => {
  interface Input {
    readonly inputs: Record<string, { urls?: string[]; commands?: string[]; namepass: string[] }[]>;
  }
  const inputs = blocks('toml').map((text) => (parseToml(text) as unknown as Input).inputs);
  /** Whether each pattern of `namepass` lets some metric of the page through. */
  const allPass = (patterns: readonly string[], text: string): boolean[] => {
    const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
    return patterns.map((pattern) => names.some((name) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name)));
  };

  it('is served what it asks for', async () => {
    const [input] = inputs[0]?.prometheus ?? [];
    const child = spawn(process.execPath, [BIN, 'serve', '--demo', '--listen', '127.0.0.1:0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      const url = await new Promise<string>((done, fail) => {
        let said = '';
        child.stderr.on('data', (part: Buffer) => {
          said += part.toString();
          const [found] = /http:\S+/.exec(said) ?? [];
          if (found !== undefined) done(found);
        });
        child.once('exit', () => fail(new Error(said)));
      });
      const asked = new URL(input?.urls?.[0] ?? '');
      const answer = await fetch(url + asked.pathname);
      expect(answer.status).toBe(200);
      expect(allPass(input?.namepass ?? [], await answer.text())).toEqual([true]);
      expect(asked.port).toBe('9840');
    } finally {
      child.kill();
    }
  });

  it('is told it by a command', () => {
    const [input] = inputs[1]?.exec ?? [];
    const text = execFileSync('sh', ['-c', input?.commands?.[0] ?? 'false'], { env, encoding: 'utf8' });
    expect(allPass(input?.namepass ?? [], text)).toEqual([true, true]);
  });
});
