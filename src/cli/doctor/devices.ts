/** The devices of this machine, and which of them say nothing about their clients. */
import type { DeviceFacts } from '../../drm/device.js';
import { type Finding, note, ok, problem } from './finding.js';

/**
 * Drivers known to print no drm-* line at all, for a hint before any client exists; a client that prints nothing is
 * recognised without this list. Their file_operations have no show_fdinfo (looked up in Linux 6.18 and in
 * NVIDIA's open modules).
 */
const SILENT_DRIVERS = new Set(
  'nouveau nvidia nvidia-drm radeon vmwgfx powervr asahi rocket qaic virtio_gpu virtio-pci qxl bochs-drm bochs cirrus cirrus-qemu vkms vgem vboxvideo lima ast mgag200 simpledrm'.split(
    ' ',
  ),
);

export function checkDevices(devices: readonly DeviceFacts[]): Finding[] {
  if (devices.length === 0) {
    return [
      problem(
        'devices',
        'no DRM device in /sys/class/drm or /sys/class/accel',
        'there is no GPU, its driver is not loaded, or this is a container without the host’s /sys',
        'look at: ls /sys/class/drm; or see the program at work with: gpu-top --demo',
      ),
    ];
  }
  return devices.map(checkDevice);
}

function checkDevice(device: DeviceFacts): Finding {
  const what = [device.nodes.join(' '), device.name, device.driver, device.id]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
  if (device.driver !== null && SILENT_DRIVERS.has(device.driver)) {
    const proprietary = device.driver.startsWith('nvidia') ? 'nvidia-smi shows processes' : null;
    return note('device', what, `${device.driver} prints no statistics per client: its fds are listed, with dashes`, proprietary);
  }
  if (device.hint !== null) return note('device', what, 'numbers are kept away', device.hint);
  return ok('device', what);
}
