/**
 * What each set of rights lets gpu-top see, and that it says what it could not.
 */
import { expect } from 'vitest';
import type { SceneEvidence } from '../evidence.js';
import type { Scene, SceneCase } from '../scene.js';
import type { Tick } from '../tick.js';

const USER = '1000';

function tickOf(evidence: SceneEvidence, who: string): Tick {
  expect(evidence.text(`${who}.status`).trim(), evidence.text(`${who}.err`)).toBe('0');
  return evidence.ticks(`${who}.json`, `${who}.err`)[0];
}

function owners(evidence: SceneEvidence, ...users: string[]): number[] {
  return evidence
    .rows('owners')
    .filter(([user = '']) => users.length === 0 || users.includes(user))
    .map(([, pid]) => Number(pid));
}

function pids(tick: Tick): number[] {
  return tick.clients.map((client) => client.pid).sort((a, b) => a - b);
}

function sees(who: string, title: string, users: readonly string[], refused: boolean): SceneCase {
  return {
    title,
    check: (evidence) => {
      const tick = tickOf(evidence, who);
      expect(pids(tick)).toEqual(owners(evidence, ...users));
      if (refused) {
        expect(tick.coverage.by_errno.EACCES).toBeGreaterThan(0);
        expect(tick.coverage.processes_unreadable).toBeGreaterThan(0);
      } else {
        expect(tick.coverage.processes_unreadable).toBe(0);
      }
      return `${tick.clients.length} clients, ${tick.coverage.processes_unreadable} of ${tick.coverage.processes_seen} processes unreadable`;
    },
  };
}

export const rights: Scene = {
  name: 'rights',
  cases: [
    sees('root', 'root sees all clients', [], false),
    sees('none', 'a user without rights sees the own clients, exit 0, and the rest counted by errno', [USER], true),
    sees('sys_ptrace', 'CAP_SYS_PTRACE alone is enough to see all clients', [], false),
    sees('dac_read_search', 'CAP_DAC_READ_SEARCH alone shows the own clients, and the rest counted by errno', [USER], true),
    sees('both', 'both capabilities show all clients', [], false),
    {
      title: 'hidepid=2: the own clients, exit 0, and no wrong count',
      check: (evidence) => {
        const tick = tickOf(evidence, 'hidepid');
        expect(pids(tick)).toEqual(owners(evidence, USER));
        const processes = Number(evidence.text('processes'));
        expect(tick.coverage.processes_seen).toBeLessThan(processes / 2);
        return `${tick.coverage.processes_seen} of about ${processes} processes seen`;
      },
    },
    {
      title: 'the plain table of a user without rights says that something is missing',
      check: (evidence) => {
        expect(evidence.text('once.txt')).toMatch(/EACCES|permission|unreadable|not allowed|refused/i);
        return undefined;
      },
    },
  ],
};
