import { expect, test } from 'vitest';
import { createLedger } from '../../src/ledger/ledger.js';
import { causeOfUnknown } from '../../src/ledger/why-unknown.js';
import type { DeviceFacts } from '../../src/drm/devices/device-facts.js';
import { PCI, reading, sweep } from '../support/sweeps.js';
import { deviceFacts } from '../support/scan.js';

/** Of an xe client that prints memory and no engine, on a device with these facts; null: /sys shows none. */
function cause(facts: Partial<DeviceFacts> | null): string | null {
  const ledger = createLedger();
  const text = `drm-driver:\txe\ndrm-client-id:\t3\ndrm-pdev:\t${PCI}\ndrm-resident-vram0:\t64 MiB\n`;
  const devices =
    facts === null ? [] : [{ ...deviceFacts(PCI, { card0: '226:0' }), driver: 'xe', runtimeStatus: 'active', ...facts }];
  const [, last] = [1, 2].map((at) => ledger.fold(sweep(at, [reading(text)], { devices })));
  const [client] = last?.clients ?? [];
  return client === undefined ? 'no client' : causeOfUnknown(client, last?.devices ?? []);
}

test.each<[string, Partial<DeviceFacts> | null, string]>([
  ['its host says so', { sriovRole: 'virtual function' }, 'virtual-function'],
  ['a guest, where /sys has no clock of any GT', {}, 'virtual-function'],
  ['a card of its own with a kernel before 6.11', { maxFrequencyHz: 2.4e9 }, 'xe-too-old'],
  ['the same, clocked down', { frequencyHz: 0 }, 'xe-too-old'],
  ['asleep: nothing is read', { runtimeStatus: 'suspended' }, 'virtual-function-or-old'],
  ['a guest without runtime power management', { runtimeStatus: 'unsupported' }, 'virtual-function'],
  ['not in /sys', null, 'virtual-function-or-old'],
])('xe without engine counters: %s', (_, facts, expected) => {
  expect(cause(facts)).toBe(expected);
});

test.each<[string, Partial<DeviceFacts>, string]>([
  ['whole', { migMode: 'Disabled' }, 'nvidia-dash'],
  ['of which the tool tells no mode', {}, 'nvidia-dash'],
  ['in instances', { migMode: 'Enabled' }, 'nvidia-mig'],
])('a dash of nvidia-smi on a card %s', (_, facts, expected) => {
  const ledger = createLedger();
  const devices = [{ ...deviceFacts(PCI, { nvidia0: '195:0' }), driver: 'nvidia', ...facts }];
  const text = '# gpu pid type sm mem enc dec command\n 0 4242 C - - - - prog\n';
  const processReadings = [{ source: 'nvidia-smi' as const, device: PCI, pid: 4242, isOurs: true, text, atNs: 0n }];
  const { clients, devices: shown } = ledger.fold({ ...sweep(1, [], { devices }), processReadings });
  expect(clients.map((client) => causeOfUnknown(client, shown))).toEqual([expected]);
});
