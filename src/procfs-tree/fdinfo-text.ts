/**
 * Prints a client the way its driver does in /proc/PID/fdinfo/N, behind the generic lines.
 *
 * Used where fdinfo has to be made: simulator, tests, benchmarks. It is the mirror of the parser and shares no code
 * with it, so that an error in one does not hide in the other; a test prints what real kernels printed.
 */
import { DRIVER_FORMATS, type EngineLine, type FormatName, type Section, type SizeUnit } from './driver-formats.js';

/** Counters of one engine group. What is absent is not printed. */
export interface EngineFigures {
  readonly busyNs?: bigint;
  readonly cycles?: bigint;
  readonly totalCycles?: bigint;
  /** Printed when above 1, as i915 and xe do. */
  readonly capacity?: number;
  readonly maxFrequencyHz?: number;
  readonly currentFrequencyHz?: number;
  /** Jobs finished (v3d). */
  readonly jobs?: bigint;
  /** 0..1, for amdgpu before 5.19, which printed a ratio of its own making. */
  readonly kernelRatio?: number;
}

/** Bytes of one memory region. A kind that is absent is not printed. */
export interface RegionFigures {
  readonly totalBytes?: number;
  readonly sharedBytes?: number;
  readonly activeBytes?: number;
  readonly residentBytes?: number;
  readonly purgeableBytes?: number;
}

export interface ClientFigures {
  readonly clientId: bigint | number;
  /** PCI address; absent on a SoC. */
  readonly pdev?: string;
  readonly clientName?: string;
  /** Address space id (amdgpu). */
  readonly pasid?: number;
  readonly engines?: Readonly<Record<string, EngineFigures>>;
  readonly memory?: Readonly<Record<string, RegionFigures>>;
}

/** The lines that the driver adds to the generic ones; empty for a driver that prints nothing. */
export function drmText(format: FormatName, client: ClientFigures): string {
  const { drmDriver, sections } = DRIVER_FORMATS[format];
  return sections.map((section) => sectionText(section, drmDriver, client)).join('');
}

function sectionText(section: Section, driver: string, client: ClientFigures): string {
  switch (section.print) {
    case 'identity':
      return section.lines.map(([key, field]) => line(key, field === 'driver' ? driver : client[field])).join('');
    case 'regions':
      return section.regions.map((region) => regionText(section, region, client)).join('');
    case 'size': {
      const memory = client.memory?.[section.region] ?? {};
      const { residentBytes = 0, totalBytes = 0 } = memory;
      const bytes = section.kind === 'evicted' ? Math.max(0, totalBytes - residentBytes) : (memory[`${section.kind}Bytes`] ?? 0);
      return line(section.key, sizeText(bytes, section.unit), section.separator);
    }
    case 'engines':
      return section.engines
        .map((name) => {
          const figures = client.engines?.[name];
          if (figures === undefined || (!section.idle && isIdle(figures))) return '';
          return section.lines.map((word) => engineText(word, name, figures, section.separator)).join('');
        })
        .join('');
  }
}

function regionText(section: Section & { print: 'regions' }, region: string, client: ClientFigures): string {
  const memory = client.memory?.[region];
  if (memory === undefined && section.absent === 'left out') return '';
  return section.kinds
    .filter((kind) => section.only?.[kind]?.includes(region) ?? true)
    .map((kind) => {
      const bytes = memory?.[`${kind}Bytes`] ?? (section.absent === 'zero' ? 0 : undefined);
      return line(`drm-${kind}-${region}`, bytes === undefined ? undefined : sizeText(bytes, 'exact'));
    })
    .join('');
}

function isIdle({ busyNs = 0n, kernelRatio = 0 }: EngineFigures): boolean {
  return busyNs === 0n && kernelRatio === 0;
}

function engineText(word: EngineLine, name: string, figures: EngineFigures, separator?: string): string {
  const { busyNs, cycles, totalCycles, capacity = 1, maxFrequencyHz, currentFrequencyHz, jobs, kernelRatio } = figures;
  switch (word) {
    case 'engine':
      return line(`drm-engine-${name}`, withUnit(busyNs, 'ns'), separator);
    case 'capacity':
      return line(`drm-engine-capacity-${name}`, capacity > 1 ? capacity : undefined);
    case 'cycles':
      return line(`drm-cycles-${name}`, cycles);
    case 'total-cycles':
      return line(`drm-total-cycles-${name}`, totalCycles);
    case 'maxfreq':
      return line(`drm-maxfreq-${name}`, withUnit(maxFrequencyHz, 'Hz'));
    case 'curfreq':
      return line(`drm-curfreq-${name}`, withUnit(currentFrequencyHz, 'Hz'));
    case 'jobs':
      return line(`v3d-jobs-${name}`, withUnit(jobs, 'jobs'), separator);
    case 'percent':
      return line(`${name}0`, kernelRatio === undefined ? undefined : percentText(kernelRatio));
  }
}

function line(key: string, value: string | number | bigint | undefined, separator = ':\t'): string {
  return value === undefined ? '' : `${key}${separator}${value}\n`;
}

function withUnit(value: number | bigint | undefined, unit: string): string | undefined {
  return value === undefined ? undefined : `${value} ${unit}`;
}

/** As drm_fdinfo_print_size() of drm_file.c: a unit is taken only while nothing is lost by it. */
export function sizeText(bytes: number, unit: SizeUnit): string {
  if (unit !== 'exact') return `${Math.floor(bytes / 1024)} ${unit}`;
  if (bytes === 0 || bytes % 1024 !== 0) return String(bytes);
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20} MiB` : `${bytes / 1024} KiB`;
}

/** The kernel of then printed the two halves with %d.%d, so that 12.05 % reads `12.5%`. */
function percentText(ratio: number): string {
  const hundredths = Math.floor(ratio * 10_000);
  return `${Math.floor(hundredths / 100)}.${hundredths % 100}%`;
}
