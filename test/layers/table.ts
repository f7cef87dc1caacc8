/**
 * Who may import whom, and which files may touch the world. A line here is a decision: add one in a commit that says why.
 *
 * Rooms stand in the order of the flow (docs/design.md); `type X` allows X's types alone.
 */

/** Room: the rooms it may import besides itself. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // errors that the user can mend
  errors: [],
  // processes that work for this one, and what must not outlive it
  helper: [],
  // what there is to know of a device, a client, a process: names, units, bounds
  measures: [],
  // files of /proc as text and numbers: all reads go through one replaceable record, `Files`
  procfs: ['errors'],
  // writing procfs trees: for the demo, for tests, for benchmarks
  'procfs-tree': ['helper'],
  // who a process belongs to, by its cgroup
  units: ['procfs'],
  // processes and GPUs of AMD compute, which fdinfo is silent about
  kfd: ['procfs'],
  // fdinfo keys, device numbers, strategies, devices in /sys; KFD alone says which GPU a partition is of
  drm: ['measures', 'procfs', 'kfd'],
  // processes and devices of NVIDIA's modules, which print no fdinfo
  nvidia: ['measures', 'helper', 'procfs', 'drm'],
  // which processes to look at in this tick; makes sweeps
  scan: ['procfs', 'drm', 'kfd', 'units'],
  // clients over time; makes snapshots
  ledger: ['measures', 'drm', 'kfd', 'nvidia', 'type scan'],
  // the past of rows and devices
  history: ['measures', 'drm', 'ledger'],
  // where sweeps come from; the scanner in a process of its own
  sources: ['measures', 'errors', 'helper', 'procfs', 'drm', 'nvidia', 'scan'],
  // sweeps in a file, and back
  recording: ['measures', 'errors', 'drm', 'nvidia', 'units', 'type scan', 'type sources'],
  // sweeps from other machines
  remote: ['errors', 'helper', 'procfs', 'kfd', 'drm', 'scan', 'sources'],
  // a simulated machine, read by the real scanner
  demo: ['procfs', 'procfs-tree', 'scan', 'sources'],
  // rows, columns, order, filter, formats, the sanitiser: pure; what is idle or unknown the ledger decides
  view: ['measures', 'errors', 'drm', 'units', 'type scan', 'ledger'],
  // what every command needs of the world: streams, stopping, pace
  shell: ['errors', 'helper', 'view'],
  // counters over time as pages for Prometheus: pure
  metrics: ['measures', 'units', 'type drm', 'ledger', 'view'],
  // who used what over a while: pure
  usage: ['measures', 'type scan', 'ledger', 'view', 'metrics'],
  // text, JSON, CSV, pages for Prometheus
  output: ['measures', 'drm', 'units', 'type ledger', 'view', 'shell', 'metrics'],
  // the screen
  tui: ['measures', 'type ledger', 'history', 'view', 'usage'],
  // options that several commands share
  options: ['errors', 'procfs', 'drm', 'type scan', 'ledger', 'sources', 'remote', 'demo', 'view', 'shell', 'output', 'tui'],
  // fixture trees of this machine
  capture: ['errors', 'procfs', 'procfs-tree', 'kfd', 'drm', 'nvidia', 'type scan', 'sources', 'recording', 'shell', 'options'],
  // what a command used
  run: ['procfs', 'drm', 'type scan', 'ledger', 'sources', 'view', 'shell', 'output', 'options'],
  // until something is idle
  wait: ['errors', 'procfs', 'drm', 'ledger', 'sources', 'view', 'shell', 'options'],
  // the screen in a browser, as text, in its theme's colours: no socket, no clock
  page: ['measures', 'type scan', 'type ledger', 'view', 'usage'],
  // metrics and the page over HTTP
  exporter: ['page', 'procfs', 'errors', 'type ledger', 'metrics', 'shell', 'output', 'options'],
  // all that is known of each device
  devices: ['type ledger', 'view', 'output', 'shell', 'options'],
  // why a number is what it is
  explain: ['errors', 'type ledger', 'view', 'type shell', 'options'],
  // why something is not seen
  doctor: ['procfs', 'drm', 'type scan', 'ledger', 'sources', 'view', 'shell', 'output', 'options'],
  // what finding DRM fds costs, and what each strategy misses
  bench: [
    'errors',
    'helper',
    'procfs',
    'procfs-tree',
    'drm',
    'scan',
    'ledger',
    'recording',
    'view',
    'shell',
    'output',
    'options',
  ],
  // the command without a name: screen, batch, record, replay
  top: [
    'history',
    'usage',
    'errors',
    'helper',
    'procfs',
    'type scan',
    'type ledger',
    'type sources',
    'recording',
    'view',
    'shell',
    'output',
    'tui',
    'options',
  ],
  // which commands there are
  cli: [
    'errors',
    'helper',
    'sources',
    'view',
    'shell',
    'capture',
    'run',
    'wait',
    'exporter',
    'devices',
    'explain',
    'doctor',
    'bench',
    'top',
  ],
  // the library
  index: ['errors', 'procfs', 'drm', 'type scan', 'ledger', 'sources', 'view', 'output'],
};

/** What a file may need a right for. */
export type Right = 'files' | 'processes' | 'network' | 'clock' | 'process' | 'opaque';

/** Right: the files that have it. */
export const RIGHTS: Readonly<Record<Right, readonly string[]>> = {
  // Import node:fs. What is read of /proc and /sys goes through procfs/node-files.ts.
  files: [
    'bench/command.ts',
    'bench/detect/walk-child.ts',
    'bench/rows/async-row.ts',
    'bench/workloads/bulk-fds.ts',
    'bench/workloads/live.ts',
    'bench/workloads/shape-tree.ts',
    'capture/capture.ts',
    'capture/write-devices.ts',
    'exporter/web-config.ts',
    'nvidia/find-tool.ts',
    'procfs-tree/device-tree.ts',
    'procfs-tree/temp-root.ts',
    'procfs-tree/tree-writer.ts',
    'procfs/node-files.ts',
    'procfs/root.ts',
    'recording/reader.ts',
    'recording/sink.ts',
    'cli/leave.ts',
    'shell/replaced-file.ts',
    'shell/report-file.ts',
    'shell/file-owner.ts',
    'shell/version.ts',
    'top/screenshot.ts',
    'top/settings-file.ts',
  ],
  // Start processes or threads.
  processes: [
    'bench/other-programs.ts',
    'bench/workloads/live.ts',
    'helper/fork-helper.ts',
    'nvidia/line-child.ts',
    'remote/shell.ts',
    'run/child.ts',
  ],
  // Open sockets, or ask whether one is open.
  network: [
    'exporter/host-check.ts',
    'helper/debugger-door.ts',
    'exporter/http-server.ts',
    'exporter/listen-address.ts',
    'exporter/web-config.ts',
  ],
  // Read a clock; everybody else is told the time.
  clock: [
    'bench/detect/find-fds.ts',
    'bench/machine.ts',
    'bench/measure.ts',
    'drm/devices/reader.ts',
    'exporter/own-cost.ts',
    'exporter/password-gate.ts',
    'exporter/sampler.ts',
    'recording/replay.ts',
    'remote/fleet.ts',
    'remote/host.ts',
    'remote/machine.ts',
    'remote/slow-files.ts',
    'run/child.ts',
    'run/run-child.ts',
    'scan/clock.ts',
    'shell/pace.ts',
    'shell/progress-line.ts',
    'sources/scanner-process/scanner-child.ts',
    'sources/scanner-process/scanner-process.ts',
    'top/screenshot.ts',
    'top/self-cost.ts',
  ],
  // Touch Node's `process`: its streams, environment, signals, exit.
  process: [
    'bench/detect/walk-child.ts',
    'bench/machine.ts',
    'bench/other-programs.ts',
    'doctor/examine.ts',
    'exporter/own-cost.ts',
    'helper/at-end.ts',
    'helper/v8.ts',
    'helper/debugger-door.ts',
    'helper/fork-helper.ts',
    'nvidia/line-child.ts',
    'options/open-source.ts',
    'procfs-tree/temp-root.ts',
    'procfs/pending-call.ts',
    // By whose PATH a command is looked for.
    'remote/shell.ts',
    'run/child.ts',
    'cli/leave.ts',
    // Whose files are ours.
    'shell/file-owner.ts',
    'cli/single.ts',
    'shell/io.ts',
    'shell/stop.ts',
    'sources/scan-source.ts',
    'sources/scanner-process/scanner-child.ts',
    'top/screenshot.ts',
    'top/signal-process.ts',
    'tui/terminal/blessed.ts',
  ],
  // Load code by a name that no table can judge.
  opaque: ['tui/terminal/blessed.ts'],
};
