/** The built program in a real terminal. What an emulator in memory cannot tell: TERM, job control, exit codes, a clean shell. */
import { describe, expect, test, vi } from 'vitest';
import { BIN } from '../support/gpu-top.js';
import { modesLeft } from '../support/terminal-modes.js';
import { TmuxPane, whyNoTmux } from '../support/tmux.js';

const obstacle = whyNoTmux();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

const PATIENT = { timeout: 15_000, interval: 100 };
const demo = `LC_ALL=C.UTF-8 ${process.execPath} ${BIN} --demo --no-config`;

/** A screen with the mouse on, in which something throws. */
const app = new URL('../../dist/tui/app.js', import.meta.url).href;
const state = new URL('../../dist/tui/state/state.js', import.meta.url).href;
const script = `const { createApp } = await import("${app}"); const { initialState } = await import("${state}"); await createApp({ input: process.stdin, output: process.stdout, state: initialState({ mouse: true }), readonly: true, callbacks: {} }); setTimeout(() => { throw new Error("what happened"); }, 300);`;
const crashing = `${process.execPath} --input-type=module -e '${script}'; echo exit=$?`;

/** Starts the program and waits for its first numbers. */
async function started(columns: number, rows: number, term = 'xterm-256color', options = ''): Promise<TmuxPane> {
  const pane = await TmuxPane.start(`TERM=${term} ${demo} ${options}; echo exit=$?`, columns, rows);
  await vi.waitFor(async () => expect(await pane.text()).toContain('scan '), PATIENT);
  return pane;
}

async function ended(pane: TmuxPane, code: number): Promise<void> {
  await vi.waitFor(async () => expect(await pane.text()).toContain(`exit=${code}`), PATIENT);
  expect(await pane.onAlternateScreen()).toBe(false);
  expect(await pane.text()).not.toContain('COMMAND');
}

describe.skipIf(obstacle !== null)(`in a terminal${why}`, { timeout: 60_000 }, () => {
  test.each(['xterm-256color', 'tmux-256color', 'screen-256color', 'alacritty', 'xterm-kitty', 'linux'])(
    'draws, follows a resize and leaves a clean shell under TERM=%s',
    async (term) => {
      await using pane = await started(90, 24, term);
      const first = await pane.text();
      expect(first).toMatch(/^gpu-top .* DEMO/);
      // Nothing of a terminal description, no message, no line too many.
      expect(first.trimEnd().split('\n')).toHaveLength(24);
      await pane.resize(70, 12);
      await vi.waitFor(async () => expect((await pane.text()).trimEnd().split('\n')).toHaveLength(12), PATIENT);
      await vi.waitFor(async () => expect((await pane.text()).trimEnd()).toMatch(/q quit$/), PATIENT);
      await pane.type('q');
      await ended(pane, 0);
    },
  );

  test('looks the same under every TERM that has Unicode', async () => {
    await using one = await started(100, 30, 'xterm-256color');
    await using other = await started(100, 30, 'tmux-256color');
    const shape = (text: string): string => text.replace(/[\d.]/g, '').replace(/[█▏▎▍▌▋▊▉⠀-⣿ ]+/g, ' ');
    const head = async (pane: TmuxPane): Promise<string> => shape((await pane.text()).split('\n').slice(1, 3).join('\n'));
    // One may be a tick ahead of the other: what is not known yet in either would be a difference.
    for (const pane of [one, other]) await vi.waitFor(async () => expect(await head(pane)).not.toContain('–'), PATIENT);
    expect(await head(one)).toBe(await head(other));
  });

  test('survives a storm of size changes down to 1x1', async () => {
    await using pane = await started(120, 40);
    for (let i = 0; i < 30; i += 1) await pane.resize(1 + ((i * 37) % 150), 1 + ((i * 13) % 50));
    await pane.resize(80, 24);
    await vi.waitFor(async () => expect((await pane.text()).trimEnd()).toMatch(/^gpu-top[^]*q quit$/), PATIENT);
    await pane.type('q');
    await ended(pane, 0);
  });

  test('Ctrl-Z gives the terminal to the shell, fg takes it back', async () => {
    await using pane = await started(80, 24);
    await pane.type('C-z');
    await vi.waitFor(async () => expect(await pane.onAlternateScreen()).toBe(false), PATIENT);
    await pane.type('echo in the $((40+2)) shell', 'Enter');
    await vi.waitFor(async () => expect(await pane.text()).toContain('in the 42 shell'), PATIENT);
    await pane.type('fg', 'Enter');
    await vi.waitFor(async () => expect(await pane.text()).toMatch(/^gpu-top[^]*q quit/), PATIENT);
    await pane.type('?');
    await vi.waitFor(async () => expect(await pane.text()).toContain('one row up'), PATIENT);
    await pane.type('q', 'q');
    await pane.type('', 'Enter');
    await vi.waitFor(async () => expect(await pane.onAlternateScreen()).toBe(false), PATIENT);
  });

  test('draws nothing into the shell, however often it is stopped and continued', async () => {
    await using pane = await started(80, 24, 'xterm-256color', '-d 0.05');
    for (let time = 1; time <= 4; time++) {
      await pane.type('C-z');
      // Before that the terminal is not the shell's yet.
      await vi.waitFor(async () => expect((await pane.text()).match(/Stopped/g)).toHaveLength(time), PATIENT);
      await pane.type('fg', 'Enter');
      await vi.waitFor(async () => expect(await pane.onAlternateScreen()).toBe(true), PATIENT);
    }
    await pane.type('q');
    await vi.waitFor(async () => expect(await pane.onAlternateScreen()).toBe(false), PATIENT);
    expect(await pane.text()).not.toMatch(/COMMAND|q quit|DEMO/);
  });

  test('Ctrl-Z changes nothing where no shell could continue it, and says so', async () => {
    await using pane = await TmuxPane.running([process.execPath, BIN, '--demo', '--no-config', '-d', '0.2'], 90, 24);
    await vi.waitFor(async () => expect(await pane.text()).toContain('scan '), PATIENT);
    await pane.type('C-z');
    await vi.waitFor(async () => expect(await pane.text()).toContain('not suspended: there is no shell here'), PATIENT);
    expect(await pane.onAlternateScreen()).toBe(true);
    await pane.type('?');
    await vi.waitFor(async () => expect(await pane.text()).toContain('one row up'), PATIENT);
    await pane.type('q', 'q');
    await vi.waitFor(async () => expect(await pane.hasEnded()).toBe(true), PATIENT);
  });

  test('takes the terminal back after a SIGSTOP that it never saw', async () => {
    await using pane = await started(80, 24);
    process.kill(await pane.foregroundPid(), 'SIGSTOP');
    await vi.waitFor(async () => expect(await pane.text()).toMatch(/Stopped/i), PATIENT);
    // The shell has no say in a mode it was left with: its line ends with ^J.
    await pane.type('stty sane; fg', 'C-j');
    await vi.waitFor(async () => expect(await pane.text()).toMatch(/^gpu-top[^]*q quit/), PATIENT);
    // Raw again: without Enter.
    await pane.type('?');
    await vi.waitFor(async () => expect(await pane.text()).toContain('one row up'), PATIENT);
  });

  test.each([
    ['TERM', 143],
    ['INT', 130],
    ['HUP', 129],
    ['QUIT', 131],
  ])('SIG%s leaves the terminal clean with exit code %i', async (signal, code) => {
    await using pane = await TmuxPane.start(demo, 80, 24);
    await vi.waitFor(async () => expect(await pane.text()).toContain('scan '), PATIENT);
    process.kill(await pane.foregroundPid(), `SIG${signal}`);
    await vi.waitFor(async () => expect(await pane.onAlternateScreen()).toBe(false), PATIENT);
    await pane.type('echo exit=$?', 'Enter');
    await vi.waitFor(async () => expect(await pane.text()).toContain(`exit=${code}`), PATIENT);
  });

  describe('every mode of the terminal is as it was', () => {
    /** With the mouse, which is most that is asked of a terminal. */
    async function recorded(pane: TmuxPane, command: string): Promise<() => string> {
      const told = await pane.record();
      await pane.type(command, 'Enter');
      return told;
    }
    const program = `${demo} --mouse`;
    const isOpen = (pane: TmuxPane): Promise<void> =>
      vi.waitFor(async () => expect(await pane.text()).toContain('scan '), PATIENT);
    const isBack = (told: () => string): Promise<void> => vi.waitFor(() => expect(modesLeft(told(), 24)).toEqual([]), PATIENT);

    test.each(['TERM', 'INT', 'HUP', 'QUIT'])('after SIG%s', async (signal) => {
      await using pane = await TmuxPane.running(['sh'], 80, 24);
      const told = await recorded(pane, program);
      await isOpen(pane);
      expect(modesLeft(told(), 24)).toEqual(expect.arrayContaining(['?1049h', '?25l', '?1007h', '?1000h', '?1006h']));
      process.kill(await pane.foregroundPid(), `SIG${signal}`);
      await isBack(told);
    });

    test('after q, after Ctrl-Z, and taken again by fg', async () => {
      await using pane = await TmuxPane.running(['sh'], 80, 24);
      const told = await recorded(pane, program);
      await isOpen(pane);
      const taken = modesLeft(told(), 24).sort();
      await pane.type('C-z');
      await isBack(told);
      await pane.type('fg', 'Enter');
      await vi.waitFor(() => expect(modesLeft(told(), 24).sort()).toEqual(taken), PATIENT);
      await pane.type('q');
      await isBack(told);
    });

    test('after a crash', async () => {
      await using pane = await TmuxPane.running(['sh'], 80, 24);
      const told = await recorded(pane, crashing);
      await vi.waitFor(async () => expect(await pane.text()).toContain('exit=1'), PATIENT);
      expect(told()).toContain('\x1b[?1000h');
      expect(modesLeft(told(), 24)).toEqual([]);
    });
  });

  test('says of keys for recordings that this is none, where a tick back would be one on', async () => {
    await using pane = await started(90, 24);
    await pane.type('Space');
    await vi.waitFor(async () => expect(await pane.text()).toContain('PAUSED'), PATIENT);
    const table = async (): Promise<string> => (await pane.text()).trimEnd().split('\n').slice(0, -2).join('\n');
    const before = await table();
    await pane.type(',');
    await vi.waitFor(async () => expect(await pane.text()).toContain('only a recording can be moved in'), PATIENT);
    expect(await table()).toBe(before);
    await pane.type('q');
    await ended(pane, 0);
  });

  test('says of a sort key that there is no such column, and goes on', async () => {
    await using pane = await TmuxPane.start(`${demo} -s frob`, 100, 24);
    await vi.waitFor(async () => expect(await pane.text()).toContain("unknown sort key 'frob'"), PATIENT);
    await pane.type('q');
  });

  test('Ctrl-C leaves with 130, as a shell expects', async () => {
    await using pane = await started(80, 24);
    await pane.type('C-c');
    await ended(pane, 130);
  });

  test('a crash gives the terminal back first and tells what happened after', async () => {
    await using pane = await TmuxPane.start(crashing, 100, 24);
    await vi.waitFor(async () => expect(await pane.text()).toContain('exit=1'), PATIENT);
    expect(await pane.onAlternateScreen()).toBe(false);
    expect(await pane.reportsMouse()).toBe(false);
    expect(await pane.text()).toContain('Error: what happened');
    // A cooked terminal echoes.
    await pane.type('echo still', 'Enter');
    await vi.waitFor(async () => expect(await pane.text()).toMatch(/\nstill\n/), PATIENT);
  });

  test('prints a table and says why where the terminal cannot move its cursor', async () => {
    await using pane = await TmuxPane.start(`TERM=dumb ${demo}; echo exit=$?`, 100, 50);
    await vi.waitFor(async () => expect(await pane.text()).toContain('exit=0'), PATIENT);
    expect(await pane.text()).toContain('no screen: TERM is "dumb"');
    expect(await pane.text()).toContain('COMMAND');
  });
});
