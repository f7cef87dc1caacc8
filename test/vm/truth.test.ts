import { describe, expect, it } from 'vitest';
import { busyShare, parseJobs } from './truth.js';

const LOG = 'ready\nv3d render 42 100 200\nv3d render 42 300 400\nv3d bin 43 100 150\nv3d bin 43 1';

describe('the log of the pretended silicon', () => {
  it('gives a job for each whole line, and none for the line that is being written', () => {
    expect(parseJobs(LOG)).toHaveLength(3);
    expect(parseJobs(LOG)[0]).toEqual({ gpu: 'v3d', engine: 'render', pid: 42, startNs: 100n, endNs: 200n });
  });

  it.each([
    ['whole jobs', 0n, 400n, 0.5],
    ['jobs that began before or end after', 150n, 350n, 0.5],
    ['a time within one job', 120n, 130n, 1],
    ['a time between jobs', 210n, 290n, 0],
  ])('counts %s by the share of the time they ran in it', (_, from, to, share) => {
    const jobs = parseJobs(LOG).filter(({ engine }) => engine === 'render');
    expect(busyShare(jobs, from, to)).toBe(share);
  });
});
