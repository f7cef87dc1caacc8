/**
 * `nvidia-smi --query-gpu` as drivers print it, by the fields and words that public captures of drivers 590 to 610 show
 * (github.com/utkuozdemir/nvidia_gpu_exporter, internal/captures) and by NVIDIA's manual page; the numbers are made up.
 */
import type { DeviceFactValues } from '../../src/measures/device-facts.js';

interface QueryForm {
  readonly text: string;
  readonly expected: Partial<DeviceFactValues>;
}

export const QUERY_FORMS: Readonly<Record<string, QueryForm>> = {
  'driver 610 prints a GeForce, with units': {
    text: [
      'index, pci.bus_id, utilization.gpu [%], memory.used [MiB], power.draw [W], clocks.current.sm [MHz], temperature.memory, fan.speed [%], mig.mode.current, ecc.mode.current, ecc.errors.corrected.volatile.total, retired_pages.pending, clocks_event_reasons.active, utilization.encoder [%], utilization.decoder [%], pstate, compute_mode, persistence_mode, display_active, gpu_recovery_action, temperature.gpu.tlimit',
      '0, 00000000:0C:00.0, 8 %, 815 MiB, 98.14 W, 2070 MHz, N/A, 38 %, [N/A], [N/A], [N/A], [N/A], 0x0000000000000000, 100 %, 0 %, P2, Default, Disabled, Disabled, None, [N/A]',
    ].join('\n'),
    expected: {
      ...{ busyRatio: 0.08, powerWatts: 98.14, frequencyHz: 2_070_000_000, fanRatio: 0.38, throttleReasons: [] },
      videoBusyRatios: new Map([
        ['encoder', 1],
        ['decoder', 0],
      ]),
      ...{ performanceState: 'P2', computeMode: 'Default', persistenceMode: 'Disabled', displayActive: 'Disabled' },
      recoveryAction: 'None',
    },
  },
  'driver 590 prints an H100 in instances': {
    text: [
      'index, pci.bus_id, utilization.gpu, fan.speed, mig.mode.current, ecc.mode.current, ecc.errors.corrected.volatile.total, ecc.errors.uncorrected.aggregate.total, clocks_event_reasons.active, temperature.gpu.tlimit, power.min_limit, power.max_limit, driver_version',
      '0, 00000000:00:09.0, [N/A], [N/A], Enabled, Enabled, 0, 0, 0x0000000000000001, 45, 200.00, 700.00, 590.48.01',
    ].join('\n'),
    expected: {
      ...{ migMode: 'Enabled', eccMode: 'Enabled', throttleReasons: [], temperatureMarginCelsius: 45 },
      ...{ minPowerCapWatts: 200, maxPowerCapWatts: 700, driverVersion: '590.48.01' },
      ...{ memoryErrors: new Map([['corrected', 0]]), lifetimeMemoryErrors: new Map([['uncorrected', 0]]) },
    },
  },
  'driver 595 prints rows that were remapped': {
    text: [
      'index, pci.bus_id, remapped_rows.correctable, remapped_rows.uncorrectable, retired_pages.pending, remapped_rows.pending, remapped_rows.failure',
      '0, 00000000:01:00.0, 1, 2, [N/A], Yes, No',
    ].join('\n'),
    expected: {
      retiredMemory: new Map([
        ['rows correctable', 1],
        ['rows uncorrectable', 2],
      ]),
      memoryRepair: 'pending',
    },
  },
  'a driver that has no row left says': {
    text: [
      'gpu_bus_id, index, retired_pages.sbe, retired_pages.dbe, remapped_rows.pending, remapped_rows.failure',
      '00000000:01:00.0, 0, 3, 1, No, Yes',
    ].join('\n'),
    expected: {
      retiredMemory: new Map([
        ['pages single-bit', 3],
        ['pages double-bit', 1],
      ]),
      memoryRepair: 'failed',
    },
  },
};
