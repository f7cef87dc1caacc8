import { expect, it } from 'vitest';
import { openFilesNotes } from '../../../src/view/coverage/open-files.js';
import { client, device, silentFd, snapshot } from '../../support/snapshots.js';

const devices = [device({ id: 'a', openFiles: 2 }), device({ id: 'b', openFiles: 2 })];
const seen = client({ device: 'a', clientId: '1' });

it('says that all open files of a driver were seen where as many clients were, on all its devices together', () => {
  const clients = [seen, client({ device: 'b', clientId: '2' })];
  expect(openFilesNotes(snapshot({ devices, clients }))).toEqual(['amdgpu: all 2 open files that the kernel counts were seen']);
});

it.each([
  [0, [], 'amdgpu: the kernel counts no open file'],
  [1, [seen], 'amdgpu: the one open file that the kernel counts was seen'],
  [3, [], 'amdgpu: the kernel counts at most 3 open files, 0 were seen'],
])('of %i open files it speaks as people do', (count, clients, note) => {
  expect(openFilesNotes(snapshot({ devices: [device({ id: 'a', openFiles: count })], clients }))).toEqual([note]);
});

it('counts no row of a process that fdinfo is silent about, which is no open DRM file', () => {
  const occupant = { isRow: true, readings: [], queues: 1, evictedMs: null };
  const clients = [seen, { ...client({ device: 'b', clientId: 'kfd:9', holders: [] }), occupant }];
  expect(openFilesNotes(snapshot({ devices, clients }))).toEqual(['amdgpu: the kernel counts at most 2 open files, 1 was seen']);
});

it('does not count where fds print no statistics', () => {
  const silentFds = [silentFd({ device: 'b', driver: 'amdgpu' })];
  expect(openFilesNotes(snapshot({ devices, clients: [seen], silentFds }))).toEqual([
    'amdgpu: the kernel counts at most 2 open files; some print no statistics',
  ]);
});
