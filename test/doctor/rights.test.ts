import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRights, parseCredentials, seesHidden, type Credentials } from '../../src/doctor/rights.js';
import { runWith } from '../../src/view/coverage/rights.js';
import { snapshot } from '../support/snapshots.js';

const PTRACE = 1n << 19n;
const SEARCH = 1n << 2n;
const OVERRIDE = 1n << 1n;
const ROOT = (1n << 41n) - 1n;

function own(effective: bigint, words: Partial<Credentials> = {}): Credentials {
  return { uid: 1000, effective, ambient: effective, program: '/usr/bin/node', ...words };
}

const seesAll = snapshot({ coverage: { processesSeen: 626 } }).coverage;
const refused = snapshot({
  coverage: { processesSeen: 626, processesUnreadable: 14, byErrno: new Map([['EACCES', 14]]) },
}).coverage;

describe('whose processes can be read', () => {
  it('is all, and no missing right is worth a word then', () => {
    expect(checkRights(seesAll, false, own(0n))).toMatchObject([
      { state: 'ok', topic: 'processes', text: 'all 626 can be read' },
    ]);
  });

  it('is told by whole lines of status, whatever our own name is', () => {
    const status = 'Name:\t\rUid:\t1\t0\t\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000080000\nCapAmb:\t0000000000000000\n';
    expect(parseCredentials(status, 'node')).toEqual({ uid: 1000, effective: PTRACE, ambient: 0n, program: 'node' });
    expect(parseCredentials(status.replace('CapEff:\t', 'CapEff:\tf'), 'node')).toBeNull();
  });

  it('counts those that are refused, with the reason', () => {
    const [processes] = checkRights(refused, false, own(0n));
    expect(processes).toMatchObject({ state: 'note', text: '14 of 626 cannot be read (EACCES)', todo: null });
    expect(processes?.why).toContain('sway');
  });

  it('is not called all when hidepid hides some', () => {
    const [processes, right] = checkRights(seesAll, true, own(0n));
    expect(processes?.text).toBe('the 626 that are not hidden can be read');
    expect(right?.text).toBe('CAP_SYS_PTRACE is missing');
  });

  it.each([
    ['a user', own(0n), 'CAP_SYS_PTRACE is missing', runWith('sys_ptrace')],
    ['a user who may search', own(SEARCH), 'CAP_SYS_PTRACE is missing', runWith('sys_ptrace')],
    [
      'root of a container',
      own(SEARCH, { uid: 0 }),
      'CAP_SYS_PTRACE is missing',
      'start the container with --cap-add=SYS_PTRACE',
    ],
  ])('says to %s what helps', (_, credentials, text, todo) => {
    const [, right, ...rest] = checkRights(refused, false, credentials);
    expect(right).toMatchObject({ state: 'note', topic: 'rights', text, todo });
    expect(rest).toEqual([]);
  });

  it('says that CAP_DAC_READ_SEARCH buys nothing by itself, to those who have it', () => {
    const why = (effective: bigint) => checkRights(refused, false, own(effective))[1]?.why;
    expect(why(SEARCH)).toContain('buys nothing without it');
    expect(why(0n)).not.toContain('READ_SEARCH');
  });

  it.each([
    ['CAP_SYS_PTRACE', own(PTRACE), 'sudo env PATH="$PATH" gpu-top'],
    ['root', own(ROOT, { uid: 0, ambient: 0n }), null],
  ])('does not advise to get what is there: %s', (_, credentials, todo) => {
    const [processes] = checkRights(refused, false, credentials);
    expect(processes).toMatchObject({ state: 'note', todo });
    expect(processes?.why).toContain('in spite of CAP_SYS_PTRACE');
  });

  it.each([
    ['CAP_SYS_PTRACE alone', own(PTRACE), ['ok', 'note']],
    ['both', own(PTRACE | SEARCH), ['ok']],
    ['CAP_DAC_OVERRIDE for the second', own(PTRACE | OVERRIDE), ['ok']],
    ['root', own(ROOT, { uid: 0, ambient: 0n }), ['ok']],
    ['root of a container without the second', own(PTRACE, { uid: 0, ambient: 0n }), ['ok', 'note']],
  ])('says what more could be had, with %s', (_, credentials, states) => {
    const [, ...rights] = checkRights(seesAll, false, credentials);
    expect(rights.map(({ state }) => state)).toEqual(states);
  });

  it('warns where the capability is on the Node.js binary, which runs every script', () => {
    const [, right] = checkRights(seesAll, false, own(PTRACE, { ambient: 0n }));
    expect(right).toMatchObject({ state: 'note', todo: 'sudo setcap -r /usr/bin/node' });
  });

  it.each(['/opt/my node/bin/node', '/tmp/$(id)/node', "/tmp/'/node"])('prints no command made of the path %s', (program) => {
    const [, right] = checkRights(seesAll, false, own(PTRACE, { ambient: 0n, program }));
    expect(right?.todo).toBe('sudo setcap -r "$(readlink -f "$(command -v node)")"');
  });

  it('judges a tree, which has no rights, by what could be read', () => {
    expect(checkRights(refused, false, null)).toMatchObject([{ topic: 'processes', state: 'note' }]);
  });
});

it('the page on permissions has the line that the doctor prints', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/permissions.md'), 'utf8');
  expect(page).toContain(`\n${runWith('sys_ptrace')}\n`);
});

describe('our own credentials', () => {
  const STATUS =
    'Name:\tnode\nUid:\t1001\t1002\t1003\t1004\nCapPrm:\t00000000000fffff\nCapEff:\t0000000000080004\nCapAmb:\t0000000000080000\n';

  it('are the effective ones', () => {
    expect(parseCredentials(STATUS, 'node')).toEqual({ uid: 1002, effective: PTRACE | SEARCH, ambient: PTRACE, program: 'node' });
  });

  it('have no ambient capabilities before Linux 4.3', () => {
    expect(parseCredentials(STATUS.replace(/CapAmb.*\n/, ''), 'node')?.ambient).toBe(0n);
  });

  it.each(['', 'Uid:\t0\n', 'CapEff:\t0\n', 'Uid:\t0\t0\nCapEff:\tall\n'])('are unknown after %j', (status) => {
    expect(parseCredentials(status, 'node')).toBeNull();
  });

  it('see through hidepid with CAP_SYS_PTRACE and with nothing else', () => {
    expect([own(PTRACE), own(SEARCH), own(0n), null].map(seesHidden)).toEqual([true, false, false, false]);
  });
});
