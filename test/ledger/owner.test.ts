import { describe, expect, test } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { chooseOwner } from '../../src/ledger/owner.js';
import type { ProcessFacts } from '../../src/scan/sweep.js';
import { holder, processFacts } from '../support/snapshots.js';
import { client, PCI, reading, sweep } from '../support/sweeps.js';

const LOGIND = { pid: 812, comm: 'systemd-logind', startTimeTicks: 10 };
const SEATD = { pid: 813, comm: 'seatd', startTimeTicks: 11 };
const INIT = { pid: 1, comm: 'systemd', startTimeTicks: 0 };
const ELOGIND = { pid: 611, comm: 'elogind-daemon', startTimeTicks: 700 };
/** The program of a container, which is pid 1 there. */
const FFMPEG = { pid: 1, comm: 'ffmpeg', startTimeTicks: 100 };
const NAMELESS = { pid: 1, comm: null, startTimeTicks: 100 };
const XWAYLAND = { pid: 900, comm: 'Xwayland', startTimeTicks: 300 };
const SHELL = { pid: 2311, comm: 'gnome-shell', startTimeTicks: 500 };
const CHILD = { pid: 2400, comm: 'sleep', startTimeTicks: 900 };
const TWIN = { pid: 2401, comm: 'sleep', startTimeTicks: 900 };
const UNKNOWN = { pid: 5, comm: null, startTimeTicks: null };

type Facts = Partial<ProcessFacts>;

test.each<[string, Facts[], number | null, Facts | null, number, string]>([
  ['the only holder', [SHELL], null, null, SHELL.pid, 'only holder'],
  ['the only holder, though it is a broker', [LOGIND], null, null, LOGIND.pid, 'only holder'],
  ['the only holder, though the kernel names who opened it', [SHELL], LOGIND.pid, null, SHELL.pid, 'only holder'],
  ['the kernel’s word', [SHELL, CHILD, LOGIND], CHILD.pid, null, CHILD.pid, 'kernel'],
  ['the kernel’s word, even for a broker', [SHELL, LOGIND], LOGIND.pid, null, LOGIND.pid, 'kernel'],
  ['not the kernel’s word where that one holds it no more', [SHELL, LOGIND], 77, null, SHELL.pid, 'not a broker'],
  ['who is not logind', [LOGIND, SHELL], null, null, SHELL.pid, 'not a broker'],
  ['who is not seatd', [SEATD, CHILD], null, null, CHILD.pid, 'not a broker'],
  ['who is not pid 1', [INIT, CHILD], null, null, CHILD.pid, 'not a broker'],
  ['who is not elogind', [ELOGIND, SHELL], null, null, SHELL.pid, 'not a broker'],
  ['the program of a container that is its pid 1', [FFMPEG, CHILD], null, null, FFMPEG.pid, 'earliest'],
  ['who is not a pid 1 that cannot be named', [NAMELESS, CHILD], null, null, CHILD.pid, 'not a broker'],
  ['Xwayland, which draws', [XWAYLAND, CHILD], null, null, XWAYLAND.pid, 'earliest'],
  ['who is not any of them', [INIT, CHILD, SEATD, LOGIND], null, null, CHILD.pid, 'not a broker'],
  ['the earliest of several users', [LOGIND, CHILD, SHELL], null, null, SHELL.pid, 'earliest'],
  ['the lowest pid of those that started together', [TWIN, CHILD], null, null, CHILD.pid, 'earliest'],
  ['the earliest of brokers', [SEATD, LOGIND], null, null, LOGIND.pid, 'earliest'],
  ['not one whose start is unknown, before one whose is known', [UNKNOWN, CHILD], null, null, CHILD.pid, 'earliest'],
  ['the owner so far', [SHELL, CHILD], null, CHILD, CHILD.pid, 'kept'],
  ['the owner so far, against the kernel', [SHELL, CHILD], SHELL.pid, CHILD, CHILD.pid, 'kept'],
  ['the owner so far, by the rule that still names it', [SHELL, CHILD], null, SHELL, SHELL.pid, 'earliest'],
  ['another where the owner so far has let go', [SHELL, CHILD], null, TWIN, SHELL.pid, 'earliest'],
  [
    'another where the pid is the same and the process is not',
    [SHELL, CHILD],
    null,
    { ...CHILD, startTimeTicks: 1 },
    SHELL.pid,
    'earliest',
  ],
])('the owner is %s', (_who, holders, kernelPid, before, pid, rule) => {
  for (const order of [holders, holders.toReversed()]) {
    const owners = order.map((facts) => holder(facts));
    const { owner, rule: by } = chooseOwner(owners, kernelPid, before && processFacts(before));
    expect([owner.pid, by]).toEqual([pid, rule]);
    expect(owners.map(({ process }) => process)).toContain(owner);
  }
});

test('nobody owns a client that nobody holds', () => {
  expect(() => chooseOwner([], null, null)).toThrow(RangeError);
});

describe('the ledger', () => {
  const people = [LOGIND, SHELL, CHILD].map((facts) => processFacts(facts));
  const held = (at: number, pids: number[], kernelPid?: number) =>
    sweep(
      at,
      pids.map((pid) => reading(client('7'), { pid })),
      {
        people,
        kernelClients: kernelPid === undefined ? [] : [{ device: PCI, clientId: '7', pid: kernelPid }],
      },
    );

  test('does not let an owner flip while it holds the client, and chooses anew when it has let go', () => {
    const ledger = createLedger();
    const owners = [
      held(0, [CHILD.pid]),
      held(1, [CHILD.pid, SHELL.pid, LOGIND.pid]),
      held(2, [SHELL.pid, LOGIND.pid]),
      held(3, [LOGIND.pid]),
      held(4, [SHELL.pid, LOGIND.pid]),
    ].map((each) => {
      const [only] = ledger.fold(each).clients;
      return [only?.owner.pid, only?.ownerRule];
    });
    expect(owners).toEqual([
      [CHILD.pid, 'only holder'],
      [CHILD.pid, 'kept'],
      [SHELL.pid, 'not a broker'],
      [LOGIND.pid, 'only holder'],
      [LOGIND.pid, 'kept'],
    ]);
  });

  test('takes the kernel’s word for the client of that device and id only', () => {
    const other = {
      ...held(0, [SHELL.pid, CHILD.pid], CHILD.pid),
      kernelClients: [{ device: 'elsewhere', clientId: '7', pid: CHILD.pid }],
    };
    expect(createLedger().fold(held(0, [SHELL.pid, CHILD.pid], CHILD.pid)).clients[0]?.ownerRule).toBe('kernel');
    expect(createLedger().fold(other).clients[0]?.ownerRule).toBe('earliest');
  });
});
