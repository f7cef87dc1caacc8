/** The machine that a figure belongs to. */
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { MachineFacts } from './report.js';

export function machineFacts(command: string, version: string, now = new Date()): MachineFacts {
  return {
    date: now.toISOString().slice(0, 10),
    command,
    kernel: release(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    version,
  };
}
