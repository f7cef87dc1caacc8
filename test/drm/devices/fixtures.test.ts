import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedDevices, machineRoot, MACHINES, readerOf } from './machines.js';

describe('the machines of fixtures/sysfs', () => {
  it.each(MACHINES)('%s shows the devices that devices.json lists', (name) => {
    const reader = readerOf(machineRoot(name));
    expect(reader.read()).toEqual(expectedDevices(name));
    expect(reader.troubles).toEqual([]);
  });

  it.each(MACHINES)('%s reads the same again from what was learned', (name) => {
    const reader = readerOf(machineRoot(name));
    expect(reader.read()).toEqual(reader.read());
  });

  it.each(MACHINES)('%s has a line of provenance in the README', (name) => {
    expect(readFileSync(join(machineRoot(name), '../README.md'), 'utf8')).toContain(`| ${name} |`);
  });
});
