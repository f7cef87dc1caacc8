import { describe, expect, it } from 'vitest';
import { busyShare, endedShare, parseJobs } from './truth.js';

const LOG = 'ready\nv3d render 42 90 100 200 200\nv3d render 42 300 300 400 410\nv3d bin 43 100 100 150 150\nv3d bin 43 1';

describe('the log of the pretended silicon', () => {
  it('gives a job for each whole line, and none for the line that is being written', () => {
    expect(parseJobs(LOG)).toHaveLength(3);
    expect(parseJobs(LOG)[0]).toEqual({ gpu: 'v3d', engine: 'render', pid: 42, startNs: [90n, 100n], endNs: [200n, 200n] });
  });

  const render = parseJobs(LOG).filter(({ engine }) => engine === 'render');

  it.each([
    ['whole jobs, as short and as long as they can have been', 0n, 1000n, 0.2, 0.22],
    ['jobs that began before or end after', 150n, 350n, 0.5, 0.5],
    ['a time within one job', 120n, 130n, 1, 1],
    ['a time between jobs', 210n, 290n, 0, 0],
  ])('counts %s by the share of the time they ran in it', (_, from, to, least, most) => {
    expect(busyShare(render, from, to)).toEqual({ least, most });
  });

  it('counts a job whole where it ended, for a driver that counts so', () => {
    expect(endedShare(render, 150n, 250n)).toEqual({ least: 1, most: 1.1 });
    expect(endedShare(render, 250n, 350n)).toEqual({ least: 0, most: 0 });
  });
});
