import { describe, expect, it } from 'vitest';
import { checkClients, checkTroubles } from '../../src/doctor/clients.js';
import { client, holder, silentFd, snapshot } from '../support/snapshots.js';

describe('clients that a sweep found', () => {
  it('are counted, and their processes once each', () => {
    const clients = [client(), client({ clientId: '2', holders: [holder(), holder({ pid: 977 })] })];
    expect(checkClients(snapshot({ clients }), false)).toMatchObject([{ state: 'ok', text: '2 clients in 2 processes' }]);
  });

  it('are told apart from fds without statistics', () => {
    const text = '1 client in 1 process, 1 DRM fd without statistics';
    expect(checkClients(snapshot({ clients: [client()], silentFds: [silentFd()] }), false)).toMatchObject([{ text }]);
    expect(checkClients(snapshot({ silentFds: [silentFd(), silentFd({ fd: 10 })] }), false)).toMatchObject([
      { state: 'ok', text: 'none, but 2 DRM fds without statistics' },
    ]);
  });

  it('may be missing for two reasons, which are told apart', () => {
    expect(checkClients(snapshot(), false)).toMatchObject([{ state: 'ok' }]);
    expect(checkClients(snapshot(), true)).toMatchObject([{ state: 'note', text: 'none that can be seen' }]);
    expect(checkClients(snapshot({ devices: [] }), true)).toEqual([]);
  });

  it('whose lines cannot be used are asked for, with the first such line', () => {
    const fdinfo = 'drm-driver:\txe\ndrm-client-id:\t7\ndrm-engine-rcs:\tmany ns\ndrm-total-vram0:\tmuch\n';
    const [, finding] = checkClients(snapshot({ clients: [client({ driver: 'xe', fdinfo })] }), false);
    expect(finding).toMatchObject({ state: 'note', topic: 'fdinfo' });
    expect(finding?.text).toMatch(/^2 lines of clients could not be used, such as 'drm-engine-rcs:\s+many ns' of xe$/);
    expect(finding?.todo).toContain('gpu-top capture');
  });
});

describe('reads that failed', () => {
  const coverage = (...troubles: { errno: string; path: string }[]) => snapshot({ coverage: { troubles } }).coverage;

  it('are no topic while there are none', () => expect(checkTroubles(coverage())).toEqual([]));

  it.each([
    ['EIO', null],
    ['EMFILE', 'ulimit -n 4096'],
  ])('with %s are told with their path', (errno, todo) => {
    expect(checkTroubles(coverage({ errno, path: '/proc/1/fdinfo/3' }))).toMatchObject([
      { state: 'note', text: `${errno} at /proc/1/fdinfo/3`, todo },
    ]);
  });
});
