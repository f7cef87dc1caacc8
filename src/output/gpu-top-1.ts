/** Types of one line of `gpu-top --json`, made from docs/schema/gpu-top-1.json by `npm run docs`. */

export type Amount = number;
export type Count = number;
export type TextOrNull = string | null;
export type AmountOrNull = number | null;
/**
 * The common word for the engine, whatever its driver calls it; null: nobody knows.
 */
export type EngineClass = '3d' | 'compute' | 'decode' | 'encode' | 'video' | 'copy' | 'npu' | null;
/**
 * 0..1 of the engine group; null when nothing is known.
 */
export type ShownRatio = number | null;
/**
 * As computed: above 1 where the driver's clock and ours disagree.
 */
export type RawRatio = number | null;
/**
 * What names the unit; null without one.
 */
export type UnitKind =
  | 'systemd'
  | 'app'
  | 'docker'
  | 'podman'
  | 'containerd'
  | 'crio'
  | 'container'
  | 'kubernetes'
  | 'lxc'
  | 'nspawn'
  | 'vm'
  | 'slurm'
  | 'pbs'
  | 'lsf'
  | 'htcondor'
  | 'nomad'
  | 'snap'
  | 'flatpak'
  | 'session'
  | 'openrc'
  | null;
/**
 * What the cgroup says of the unit; null without one.
 */
export type UnitParts = {
  pod_uid: TextOrNull;
  /**
   * As long as the cgroup has it.
   */
  container_id: string | null;
  /**
   * Of LXC, systemd-nspawn or a virtual machine.
   */
  machine: string | null;
  /**
   * Of the desktop, Flatpak, snap or Android.
   */
  app_id: string | null;
  /**
   * systemd's or OpenRC's name, without what changes from start to start.
   */
  service: string | null;
  /**
   * The uid that the host's part of the cgroup's path names.
   */
  user: string | null;
  slurm_job: TextOrNull;
  step: TextOrNull;
  task: TextOrNull;
  pbs_job: TextOrNull;
  lsf_job: TextOrNull;
  condor_slot: TextOrNull;
  nomad_alloc: TextOrNull;
  ecs_task: TextOrNull;
  /**
   * Of the pod; by kubelet's logs or --container-state, as the next two are.
   */
  namespace: string | null;
  pod: TextOrNull;
  container_name: TextOrNull;
} | null;
export type U64 = string;
/**
 * What the ratio rests on. sample: in use at the instant of the reading; bound: the most that it can be. Neither is a share of time.
 */
export type Basis = 'ns' | 'cycles' | 'full-speed' | 'kernel-percent' | 'sample' | 'bound' | null;
export type U64OrNull = string | null;
/**
 * What the cgroup says of the unit; null without one.
 */
export type UnitParts1 = {
  pod_uid: TextOrNull;
  /**
   * As long as the cgroup has it.
   */
  container_id: string | null;
  /**
   * Of LXC, systemd-nspawn or a virtual machine.
   */
  machine: string | null;
  /**
   * Of the desktop, Flatpak, snap or Android.
   */
  app_id: string | null;
  /**
   * systemd's or OpenRC's name, without what changes from start to start.
   */
  service: string | null;
  /**
   * The uid that the host's part of the cgroup's path names.
   */
  user: string | null;
  slurm_job: TextOrNull;
  step: TextOrNull;
  task: TextOrNull;
  pbs_job: TextOrNull;
  lsf_job: TextOrNull;
  condor_slot: TextOrNull;
  nomad_alloc: TextOrNull;
  ecs_task: TextOrNull;
  /**
   * Of the pod; by kubelet's logs or --container-state, as the next two are.
   */
  namespace: string | null;
  pod: TextOrNull;
  container_name: TextOrNull;
} | null;

/**
 * One tick. Units stand in the key names. Unknown is null, never 0 and never a missing key. 64-bit counters and ids are strings of decimal digits. Ratios are 0..1 and not rounded. Fields may be added; the number in `schema` changes only when a field is removed or changes its meaning.
 */
export interface GpuTopLine {
  schema: 'gpu-top/1';
  /**
   * Wall time at the start of the sweep, ISO 8601 in UTC.
   */
  t_wall: string;
  /**
   * CLOCK_MONOTONIC at the start of the sweep.
   */
  t_mono_ns: string;
  /**
   * Measured time since the sweep before; null when there was none.
   */
  interval_ns: number | null;
  /**
   * The machine, or the machines, that the line is about.
   */
  host: string;
  source: {
    kind: 'live' | 'tree' | 'demo' | 'replay';
    root: string;
  };
  /**
   * What finding and reading took.
   */
  scan: {
    strategy: 'auto' | 'stat' | 'name' | 'fdinfo' | 'clients';
    mode: 'full' | 'incremental';
    duration_ns: Amount;
    cpu_ns: Amount;
    /**
     * Processes looked at in any way.
     */
    processes: number;
    /**
     * Processes whose fds were listed.
     */
    processes_listed: number;
    /**
     * fds that the strategy classified.
     */
    fds_checked: number;
    drm_fds: Count;
    /**
     * Longest time until a client that opened at the worst moment is seen.
     */
    worst_delay_ns: number | null;
    /**
     * Longest time until a new holder of a known client (fork, dup, SCM_RIGHTS) is seen.
     */
    holder_delay_ns?: number | null;
    /**
     * Whether the kernel's counts of open DRM files moved since the last sweep; none: some driver has none.
     */
    gate?: 'none' | 'moved' | 'still' | null;
  };
  /**
   * What could not be seen, counted by cause. Never filtered.
   */
  coverage: {
    processes_seen: Count;
    /**
     * Processes whose fds could not be told at all.
     */
    processes_unreadable: number;
    /**
     * Processes with so many fds that not all were looked at yet: the next tick goes on with them. Null: a recording that does not know.
     */
    processes_waiting?: number | null;
    /**
     * DRM fds that are counted and not listed: more than 64 of one process for one client, or without statistics. Null: a recording that does not know.
     */
    fds_unlisted?: number | null;
    by_errno: {
      [k: string]: Count;
    };
    drm_fds_without_stats: Count;
    /**
     * Ratios above 1 in this tick; see raw_ratio.
     */
    clamped: number;
    /**
     * Figures of this tick that cannot be and are null, by kind: `counter`, or the name of a device's key.
     */
    impossible: {
      [k: string]: Count;
    };
    /**
     * The first few unexpected errors.
     */
    troubles: {
      errno: string;
      path: string;
    }[];
  };
  /**
   * With --ssh or --via: each machine, and why it shows nothing now; else null. Ids of devices begin with the host's name then, and times of clients are by its own clock.
   */
  hosts:
    | {
        host: string;
        trouble: TextOrNull;
        /**
         * On this machine; null where it shows nothing, as the next two are.
         */
        processes_seen: number | null;
        processes_unreadable: AmountOrNull;
        by_errno: {
          [k: string]: Count;
        } | null;
      }[]
    | null;
  /**
   * Every device. Never filtered.
   */
  devices: Device[];
  /**
   * Clients before --filter, --device and the hiding of idle ones.
   */
  clients_total: number;
  /**
   * The clients that the options let through, in the order of --sort.
   */
  clients: Client[];
  /**
   * With --by: the sums of each group; null with --by client.
   */
  groups: Group[] | null;
  /**
   * DRM fds whose driver prints no statistics. No clients: nothing tells them apart.
   */
  fds_without_stats: {
    host: string;
    device: TextOrNull;
    driver: TextOrNull;
    pid: Count;
    start_time_ticks: AmountOrNull;
    comm: TextOrNull;
    fd: Count;
    /**
     * The text of /proc/PID/fd/N.
     */
    node: string | null;
    /**
     * at-rest: its device sleeps and reading would wake it, and nothing was read of it yet: it may be a client.
     */
    reason: 'no-statistics' | 'at-rest';
  }[];
}
export interface Device {
  /**
   * The machine that it is in.
   */
  host: string;
  /**
   * PCI address, else the platform device's name, else the node's.
   */
  id: string;
  /**
   * Its place among the devices of its machine.
   */
  index: number;
  driver: TextOrNull;
  /**
   * Its own first, then those of its partitions.
   */
  nodes: string[];
  name: TextOrNull;
  /**
   * Each the sum of its clients, each client once.
   */
  engines: {
    [k: string]: {
      class: EngineClass;
      busy_ratio: ShownRatio;
      raw_ratio: RawRatio;
      capacity: number;
      /**
       * Set where the ratio is no share of time: an instant, or the most that it can be.
       */
      basis: 'sample' | 'bound' | null;
    };
  };
  memory: {
    [k: string]: {
      used_bytes: AmountOrNull;
      total_bytes: AmountOrNull;
    };
  };
  /**
   * The driver's own figure of how busy the whole device is, 0 to 1.
   */
  busy_ratio: number | null;
  /**
   * Clock of the device now.
   */
  frequency_hz: number | null;
  /**
   * Highest clock of the device.
   */
  max_frequency_hz: number | null;
  /**
   * Temperature of the device.
   */
  temperature_celsius: number | null;
  /**
   * Power that the device draws.
   */
  power_watts: number | null;
  /**
   * Power limit of the device.
   */
  power_cap_watts: number | null;
  /**
   * Clients seen of the device's driver, beside open_files.
   */
  open_files_seen?: number | null;
  /**
   * What the busy figure measures: whole, gfx, render GT, the busiest of several GTs, the busiest queue.
   */
  busy_of: string | null;
  /**
   * It has been more than 20 points from its clients' engines, all readable, for 10 s.
   */
  busy_contradicted: boolean;
  /**
   * active, suspended... A suspended device is not woken, so little else is known of it.
   */
  runtime_status: string | null;
  /**
   * What keeps numbers away and what to do.
   */
  hint: string | null;
  /**
   * Open DRM files of the device's driver by the kernel's count; at most, since other users of the module count too.
   */
  open_files: number | null;
  /**
   * Temperature of each sensor, by the driver's word for its place: edge, junction, mem, pkg, vram.
   */
  temperatures_celsius: {
    [k: string]: number;
  };
  /**
   * Speed of the fan; of several the fastest.
   */
  fan_rpm: number | null;
  /**
   * Speed of each fan.
   */
  fans_rpm: {
    [k: string]: number;
  };
  /**
   * Energy used since the driver's counter began.
   */
  energy_joules: number | null;
  /**
   * Clock of the device's memory now.
   */
  memory_frequency_hz: number | null;
  /**
   * Highest clock of the device's memory.
   */
  max_memory_frequency_hz: number | null;
  /**
   * The driver's own figure of how busy the memory controller is, 0 to 1.
   */
  memory_busy_ratio: number | null;
  /**
   * Power limit that the device came with.
   */
  default_power_cap_watts: number | null;
  /**
   * What holds the clock down now, in the driver's words; empty where nothing does.
   */
  throttle_reasons: string[] | null;
  /**
   * Transfers a second on each lane of the PCIe link to the card now.
   */
  link_transfers_per_second: number | null;
  /**
   * Most transfers a second that the card's end of the PCIe link can do.
   */
  max_link_transfers_per_second: number | null;
  /**
   * Lanes of the PCIe link to the card now.
   */
  link_lanes: number | null;
  /**
   * Most lanes that the card's end of the PCIe link has.
   */
  max_link_lanes: number | null;
  /**
   * Who made the chip, by its PCI vendor number.
   */
  vendor: string | null;
  /**
   * PCI vendor and device number, 1002:747e.
   */
  pci_id: string | null;
  /**
   * PCI numbers of the card's maker and of its model.
   */
  pci_subsystem_id: string | null;
  /**
   * Number or serial number that no other device has. Left out of what is scrubbed.
   */
  unique_id: string | null;
  /**
   * Version of the video BIOS.
   */
  vbios_version: string | null;
  /**
   * Firmware that the driver loaded, each with its version.
   */
  firmware: string[] | null;
  /**
   * physical function or virtual function; unknown for a device that cannot be divided so.
   */
  sriov_role: string | null;
  /**
   * SR-IOV virtual functions that are switched on.
   */
  virtual_functions: number | null;
  /**
   * How the compute units are divided into devices: SPX, DPX, CPX.
   */
  compute_partition: string | null;
  /**
   * How the memory is divided: NPS1, NPS4.
   */
  memory_partition: string | null;
  /**
   * Lowest clock of the device, asleep apart.
   */
  min_frequency_hz: number | null;
  /**
   * The driver's own figure of how busy the engines for video are, 0 to 1.
   */
  media_busy_ratio: number | null;
  /**
   * Temperature of each sensor from which the device slows down.
   */
  critical_temperatures_celsius: {
    [k: string]: number;
  };
  /**
   * Temperature of each sensor from which the device shuts down.
   */
  emergency_temperatures_celsius: {
    [k: string]: number;
  };
  /**
   * Highest speed of the first fan.
   */
  max_fan_rpm: number | null;
  /**
   * Voltage of each supply, by the driver's word for it: vddgfx, vddnb.
   */
  voltages_volts: {
    [k: string]: number;
  };
  /**
   * Revision of the chip, by its PCI header.
   */
  pci_revision: string | null;
  /**
   * Who made the card's memory.
   */
  memory_vendor: string | null;
  /**
   * The card's memory that the CPU can address: all of it with a resizable BAR.
   */
  visible_memory_bytes: number | null;
  /**
   * Highest power limit that may be set.
   */
  max_power_cap_watts: number | null;
  /**
   * Speed that the fan is told to run at, 1: the most that the card is meant for; above 1 where more is allowed.
   */
  fan_ratio: number | null;
  /**
   * The driver's own figure of each engine for video: encoder, decoder, jpeg, ofa.
   */
  video_busy_ratios: {
    [k: string]: number;
  };
  /**
   * Clock of the engines for video now.
   */
  video_frequency_hz: number | null;
  /**
   * Clock of each GT, where the device has more than one.
   */
  part_frequencies_hz: {
    [k: string]: number;
  };
  /**
   * How much hotter the device may get before it slows down.
   */
  temperature_margin_celsius: number | null;
  /**
   * Lowest power limit that may be set.
   */
  min_power_cap_watts: number | null;
  /**
   * Errors of memory since the driver was loaded: corrected, uncorrected; those of other blocks with the name of the block.
   */
  memory_errors: {
    [k: string]: number;
  };
  /**
   * Errors of memory since the card was made: corrected, uncorrected.
   */
  lifetime_memory_errors: {
    [k: string]: number;
  };
  /**
   * Pages of memory taken out of use and rows replaced by spare ones, by cause.
   */
  retired_memory: {
    [k: string]: number;
  };
  /**
   * none; pending: waits for a reset of the card; failed: no spare row is left.
   */
  memory_repair: string | null;
  /**
   * Whether memory is kept with error correction: Enabled, Disabled.
   */
  ecc_mode: string | null;
  /**
   * Whether the card is divided into instances (MIG): Enabled, Disabled. Then nobody tells what is busy.
   */
  mig_mode: string | null;
  /**
   * P0, the fastest, to P15.
   */
  performance_state: string | null;
  /**
   * How many processes may compute at a time: Default, Exclusive_Process, Prohibited.
   */
  compute_mode: string | null;
  /**
   * Whether the driver stays loaded when nobody uses the card: Enabled, Disabled.
   */
  persistence_mode: string | null;
  /**
   * Whether a display is set up on the card: Enabled, Disabled.
   */
  display_active: string | null;
  /**
   * What the driver wants done to make the card whole again: None, Reset, Reboot, Drain_P2P.
   */
  recovery_action: string | null;
  /**
   * Version of a driver that is not part of the kernel's own source.
   */
  driver_version: string | null;
  /**
   * Serial number on the board. Left out of what is scrubbed.
   */
  serial_number: string | null;
  /**
   * Files that tell more of it and may not be read by whoever asks: as root they can.
   */
  refused_files: string[] | null;
}
/**
 * One open struct drm_file, however many fds and processes hold it.
 */
export interface Client {
  /**
   * What others than fdinfo tell of the process on the device (KFD, nvidia-smi, an open /dev/nvidiaN); null: nothing.
   */
  occupant: {
    /**
     * The process has no DRM client on the device: client_id is kfd:PID or nvidia:PID.
     */
    own_row: boolean;
    sources: ('kfd' | 'nvidia-smi')[];
    /**
     * KFD: queues on the device.
     */
    queues: number | null;
    /**
     * KFD: time for which its queues were evicted.
     */
    evicted_ns: string | null;
  } | null;
  host: string;
  /**
   * The id of a device.
   */
  device: string;
  /**
   * drm-client-id; with the device it names the client.
   */
  client_id: string;
  driver: string;
  /**
   * drm-client-name, chosen by the client.
   */
  client_name: string | null;
  /**
   * Of the owner, as are the fields up to cpu_ratio.
   */
  pid: number;
  /**
   * With the pid it names a process for good.
   */
  start_time_ticks: number | null;
  comm: TextOrNull;
  cmdline: TextOrNull;
  uid: number | null;
  user: TextOrNull;
  /**
   * Container, pod, job, machine, application or service, in short.
   */
  unit: string | null;
  unit_kind: UnitKind;
  unit_parts: UnitParts;
  owner_rule: 'only holder' | 'kernel' | 'kept' | 'not a broker' | 'earliest';
  /**
   * As computed: above 1 where the driver's clock and ours disagree.
   */
  cpu_ratio: number | null;
  first_seen_mono_ns: U64;
  /**
   * When the counters below were read.
   */
  read_mono_ns: string;
  /**
   * Wall time of the counters and memory below where they were not read in this tick, because its device is at rest; null: read in this tick.
   */
  as_of: string | null;
  /**
   * @minItems 1
   */
  holders: [
    {
      pid: Count;
      start_time_ticks: AmountOrNull;
      comm: TextOrNull;
      fds: Count[];
    },
    ...{
      pid: Count;
      start_time_ticks: AmountOrNull;
      comm: TextOrNull;
      fds: Count[];
    }[]
  ];
  engines: {
    [k: string]: EngineUse;
  };
  memory: {
    [k: string]: RegionUse;
  };
  /**
   * What the kernel charges to the cgroup of the client's owner on this device (dmem.current), by region: each buffer once, of all processes in it; null: not counted.
   */
  cgroup_memory: {
    [k: string]: {
      used_bytes: Count;
    };
  } | null;
  /**
   * Kinds of memory that no rule knows (evicted), by region; added to nothing.
   */
  other_memory: {
    [k: string]: {
      [k: string]: {
        bytes: Count;
      };
    };
  };
  /**
   * memory that belongs on the card and had to leave it.
   */
  evicted_bytes: number | null;
}
export interface EngineUse {
  class: EngineClass;
  busy_ratio: ShownRatio;
  raw_ratio: RawRatio;
  basis: Basis;
  /**
   * Why there is no ratio.
   */
  reason: 'first-sight' | 'missing' | 'stalled' | 'reset' | 'impossible' | 'at-rest' | 'unsupported' | 'no-rate' | null;
  /**
   * Since the client opened; never goes back.
   */
  busy_ns: string | null;
  cycles: U64OrNull;
  total_cycles: U64OrNull;
  capacity: number;
  max_frequency_hz: AmountOrNull;
  current_frequency_hz: AmountOrNull;
}
export interface RegionUse {
  /**
   * resident, else drm-memory, else total.
   */
  used_bytes: number | null;
  resident_bytes: AmountOrNull;
  total_bytes: AmountOrNull;
  shared_bytes: AmountOrNull;
  purgeable_bytes: AmountOrNull;
  active_bytes: AmountOrNull;
}
export interface Group {
  by:
    | 'process'
    | 'user'
    | 'unit'
    | 'pod'
    | 'container'
    | 'namespace'
    | 'container_name'
    | 'machine'
    | 'app'
    | 'service'
    | 'slurm_job'
    | 'step'
    | 'task'
    | 'pbs_job'
    | 'lsf_job'
    | 'condor_slot'
    | 'nomad_alloc'
    | 'ecs_task';
  device: TextOrNull;
  driver: TextOrNull;
  /**
   * Null for several processes, as are user and unit for several of them.
   */
  pid: number | null;
  user: TextOrNull;
  unit: TextOrNull;
  unit_kind: UnitKind;
  unit_parts: UnitParts1;
  client_ids: string[];
  fds_without_stats: Count;
  engines: {
    [k: string]: {
      class: EngineClass;
      busy_ratio: ShownRatio;
      raw_ratio: RawRatio;
      capacity: number;
      /**
       * What the ratio rests on. sample: in use at the instant of the reading; bound: the most that it can be. Neither is a share of time.
       */
      basis: 'ns' | 'cycles' | 'full-speed' | 'kernel-percent' | 'sample' | 'bound' | null;
    };
  };
  memory: {
    [k: string]: {
      /**
       * A buffer that two clients share counts twice, unless memory_counted_once.
       */
      used_bytes: number | null;
    };
  };
  /**
   * memory is what the kernel charges to the cgroups (dmem.current), each buffer once; false: it is added up over the clients.
   */
  memory_counted_once: boolean;
  gpu_time_ns: U64OrNull;
  cpu_ratio: RawRatio;
  /**
   * memory that belongs on the card and had to leave it.
   */
  evicted_bytes: number | null;
}
