/** The program over trees whose nvidia-smi is that of one version or another. */
import { describe, expect, it } from 'vitest';
import { gpuTop } from '../support/gpu-top.js';
import { temporaryTree, type TemporaryTree } from '../support/tree.js';
import { SMI_VERSIONS, versionedSmi } from '../support/versioned-smi.js';

const GPU = '0000:01:00.0';

/** A GPU without a DRM node, and a process that holds it. */
function machine(): TemporaryTree {
  const tree = temporaryTree();
  tree.writeFile(`proc/driver/nvidia/gpus/${GPU}/information`, 'Model: \t NVIDIA GeForce RTX 4090\nDevice Minor: \t 0\n');
  const dir = `sys/bus/pci/devices/${GPU}`;
  tree.writeFile(`${dir}/power/runtime_status`, 'active\n');
  tree.writeFile(`${dir}/uevent`, `DRIVER=nvidia\nPCI_ID=10DE:2684\nPCI_SUBSYS_ID=1043:88E2\nPCI_SLOT_NAME=${GPU}\n`);
  for (const [name, text] of [
    ['current_link_speed', '2.5 GT/s PCIe'],
    ['max_link_speed', '16.0 GT/s PCIe'],
    ['current_link_width', '8'],
    ['max_link_width', '16'],
  ] as const)
    tree.writeFile(`${dir}/${name}`, `${text}\n`);
  tree.putProcess({ pid: 4242, comm: 'trainer', fds: { 7: { link: '/dev/nvidia0', fdinfo: 'pos:\t0\n' } } });
  return tree;
}

describe.each(['525', '550', '590', 'later'])('nvidia-smi %s', (version) => {
  it('tells what its driver has, and nothing that cannot be', async () => {
    using tree = machine();
    const env = { GPU_TOP_NVIDIA_SMI: versionedSmi(tree, version, { pid: 4242 }) };
    const { stdout, stderr, code } = await gpuTop(['--json', '-n', '3', '-d', '300ms', '--root', tree.root], { env });
    expect([stderr, code]).toEqual(['', 0]);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      devices: Record<string, unknown>[];
      clients: object[];
      coverage: object;
    };
    const fields = SMI_VERSIONS[version]?.fields ?? {};
    expect(last.devices[0]).toMatchObject({
      ...{
        id: GPU,
        hint: null,
        busy_ratio: 0.61,
        fan_ratio: 0.41,
        memory_frequency_hz: 10_501_000_000,
        video_frequency_hz: 1_950_000_000,
      },
      ...{ memory_errors: { corrected: 3, uncorrected: 0 }, lifetime_memory_errors: { corrected: 17, uncorrected: 1 } },
      ...{ throttle_reasons: ['sw_power_cap'], ecc_mode: 'Enabled', mig_mode: null, performance_state: 'P2' },
      ...{ vendor: 'NVIDIA', pci_id: '10de:2684', link_lanes: 8, max_link_lanes: 16, link_transfers_per_second: 2.5e9 },
      video_busy_ratios: 'utilization.encoder' in fields ? { encoder: 0.12, decoder: 0.34, jpeg: 0, ofa: 0 } : {},
      retired_memory: 'remapped_rows.correctable' in fields ? { 'rows correctable': 2, 'rows uncorrectable': 0 } : {},
    });
    expect(last.clients[0]).toMatchObject({ pid: 4242, engines: { sm: { busy_ratio: 0.6, basis: 'kernel-percent' } } });
    expect(last.coverage).toMatchObject({ impossible: {} });
  });
});
