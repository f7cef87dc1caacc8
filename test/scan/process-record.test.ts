import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/procfs/node-files.js';
import { ProcessRecord } from '../../src/scan/process-record.js';

test('what was settled about fds that are closed by now is given up, what is open stays', () => {
  const record = new ProcessRecord({ proc: '/proc', files: nodeFiles }, 5);
  for (let fd = 0; fd < 100; fd++) record.settled.set(fd, 1);
  record.trimSettled(90);
  expect(record.settled.size).toBe(100);
  record.trimSettled(10);
  expect(record.settled.size).toBe(0);
});
