/** Words in a place where nobody looks at them are refused, not passed over. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/memory-io.js';

async function stderrOf(...argv: string[]): Promise<string> {
  const { code, stderr } = await runHere(argv);
  expect(code, argv.join(' ')).toBe(2);
  return stderr;
}

describe('options before a command', () => {
  it('are refused, since the command would look at this machine all the same', async () => {
    expect(await stderrOf('--root', '/nowhere', 'capture', '/nowhere/out')).toBe(
      'gpu-top: --root stands before capture and says nothing to it: write gpu-top capture --root ...\n',
    );
    expect(await stderrOf('--ssh', 'box', 'explain', '42')).toContain('write gpu-top explain --ssh ...\n');
    expect(await stderrOf('-1', 'replay', '/nowhere/file')).toContain('write gpu-top replay --once ...\n');
    expect(await stderrOf('--no-config', 'wait', '--pid', '1')).toBe(
      'gpu-top: --no-config stands before wait and says nothing to it, which has no such option\n',
    );
  });
});

describe('a filter', () => {
  it('that is none is refused before anything is opened, for the screen too', async () => {
    for (const command of [
      ['--root', '/nowhere'],
      ['replay', '/nowhere/file'],
    ])
      expect(await stderrOf(...command, '--filter', 'gfx>')).toContain("filter: cannot use 'gfx>'");
  });
});

describe('an option where a value belongs', () => {
  it('is refused: nobody has a user, a folder or a file of that name', async () => {
    expect(await stderrOf('-u', '--demo', '-1')).toBe('gpu-top: --user needs a value, and got the option --demo\n');
    expect(await stderrOf('-1', '-o', '--json')).toBe('gpu-top: --output needs a value, and got the option --json\n');
    expect(await stderrOf('--ssh', '--json', '-1')).toContain('--ssh needs a value');
    expect(await stderrOf('replay', '-s', '--once', '/nowhere/file')).toContain(
      '--sort needs a value, and got the option --once',
    );
  });
});

describe('- in place of a file', () => {
  it('is stdout, except where that is the command’s', async () => {
    const { code, stdout } = await runHere(['--demo', '-1', '--csv', '-o', '-']);
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeGreaterThan(3);
    expect(existsSync('-')).toBe(false);
    expect(await stderrOf('run', '-o', '-', 'true')).toContain('leave it out for stderr');
  });
});

describe('a file that cannot be written', () => {
  it('is told before the minute, not after it', async () => {
    expect(await stderrOf('--demo', '--over', '60s', '-o', '/no/such/folder/x')).toContain('cannot be written (ENOENT)');
  }, 10_000);
});

describe('words too many', () => {
  it('are refused by every command', async () => {
    for (const argv of [
      ['replay', 'one', 'two'],
      ['explain', '1', '2'],
      ['wait', '--pid', '1', 'now'],
      ['serve', '9840'],
      ['doctor', 'please'],
      ['capture', 'one', 'two'],
    ])
      expect(await stderrOf(...argv)).toMatch(/^gpu-top: too many arguments/);
  });
});
