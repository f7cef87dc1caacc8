/**
 * Takes the names out of sweeps before they are recorded or captured: commands, users, units, hosts, client names and paths.
 *
 * Kept: numbers (pids, times, counters, sizes), devices and drivers, engine and region names, and the names of programs that open
 * devices for others, because who owns a client depends on them.
 */
import { BROKERS, INITS } from '../../drm/nodes/brokers.js';
import { withoutIdentity } from '../../measures/device-facts.js';
import type { HostSweep, ProcessFacts, Sweep } from '../../scan/sweep.js';
import { scrubFdinfo, scrubPath, scrubProcessText } from './scrub-text.js';
import { scrubUnit } from './scrub-unit.js';
import { Tokens } from './tokens.js';

const KEPT_COMMS: ReadonlySet<string> = new Set([...BROKERS, ...INITS]);

export class Scrubber {
  readonly tokens = new Tokens();

  /** The same sweep without names. */
  sweep(sweep: Sweep): Sweep {
    return {
      ...sweep,
      host: this.tokens.word('host', sweep.host),
      source: { ...sweep.source, root: scrubPath(this.tokens, sweep.source.root) },
      coverage: {
        ...sweep.coverage,
        troubles: sweep.coverage.troubles.map(({ errno, path }) => ({ errno, path: scrubPath(this.tokens, path) })),
      },
      devices: sweep.devices.map(withoutIdentity),
      readings: sweep.readings.map((reading) => ({
        ...reading,
        link: reading.link === null ? null : scrubPath(this.tokens, reading.link),
        text: scrubFdinfo(this.tokens, reading.text),
      })),
      ...(sweep.processReadings !== undefined && {
        processReadings: sweep.processReadings.map((reading) => ({
          ...reading,
          text: scrubProcessText(this.tokens, reading.text),
        })),
      }),
      processes: new Map(Array.from(sweep.processes, ([pid, facts]) => [pid, this.process(facts)])),
      ...(sweep.hosts !== undefined && { hosts: sweep.hosts.map((each) => this.#host(each)) }),
    };
  }

  #host({ host, sweep, trouble, ...rest }: HostSweep): HostSweep {
    return {
      ...rest,
      host: this.tokens.word('host', host),
      sweep: sweep === null ? null : this.sweep(sweep),
      trouble: trouble === null ? null : this.tokens.word('trouble', trouble),
    };
  }

  /** A comm of the same 15 bytes at most. */
  process(facts: ProcessFacts): ProcessFacts {
    const { comm, ancestors, cmdline, uid, user, unit } = facts;
    return {
      ...facts,
      comm: comm === null ? null : this.#comm(comm),
      ancestors: ancestors?.map((each) => ({ ...each, comm: this.#comm(each.comm) })) ?? null,
      cmdline: cmdline === null ? null : this.tokens.word('command', cmdline),
      uid: uid === null ? null : this.tokens.uid(uid),
      user: user === null || user === 'root' ? user : this.tokens.word('user', user),
      unit: unit === null ? null : scrubUnit(this.tokens, unit),
    };
  }

  #comm(comm: string): string {
    return KEPT_COMMS.has(comm) ? comm : this.tokens.word('comm', comm);
  }
}
