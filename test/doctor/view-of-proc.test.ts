import { describe, expect, it } from 'vitest';
import { checkHidepid, checkPidNamespace, hidingMode, procMountOptions } from '../../src/doctor/view-of-proc.js';

const MOUNTS = `23 28 0:22 / /sys rw,nosuid - sysfs sysfs rw
24 28 0:5 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw,gid=27,hidepid=invisible
30 24 0:29 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw,fd=29
91 69 0:39 / /host/proc ro,relatime - proc proc rw
`;

describe('the mount of /proc', () => {
  it.each([
    ['/proc', 'rw,gid=27,hidepid=invisible'],
    ['/host/proc', 'rw'],
    ['/nowhere', null],
  ])('at %s has the options %s', (proc, options) => {
    expect(procMountOptions(MOUNTS, proc)).toBe(options);
  });

  it('is the last one, where several lie on each other', () => {
    expect(procMountOptions(`${MOUNTS}99 24 0:40 / /proc rw - proc proc rw,hidepid=noaccess\n`, '/proc')).toBe(
      'rw,hidepid=noaccess',
    );
  });

  it.each([
    ['rw,hidepid=2', '2'],
    ['rw,hidepid=invisible', 'invisible'],
    ['hidepid=ptraceable,rw', 'ptraceable'],
    ['rw,gid=5,hidepid=4', '4'],
    ['rw,hidepid=1', null],
    ['rw,hidepid=noaccess', null],
    ['rw,hidepid=0', null],
    ['rw,hidepid=off', null],
    ['rw,nothidepid=2', null],
    ['rw', null],
    [null, null],
  ])('with %s hides by %s', (options, mode) => {
    expect(hidingMode(options)).toBe(mode);
  });

  it('that hides is a note', () => {
    expect(checkHidepid('2')).toMatchObject({ state: 'note', text: '/proc is mounted with hidepid=2' });
  });
});

describe('the PID namespace', () => {
  it.each([
    ['kthreadd', 0],
    [null, 0],
    ['sh', 1],
    ['', 1],
  ])('with process 2 called %j gives %i notes', (comm, notes) => {
    expect(checkPidNamespace(comm)).toHaveLength(notes);
  });
});
