/**
 * Drivers known to print no drm-* line at all: their file_operations have no show_fdinfo (looked up in Linux 6.18). For a word before
 * any client exists; a client that prints nothing is recognised without this list. NVIDIA's own have none either, but are told
 * of by nvidia-smi.
 */
export const SILENT_DRIVERS: ReadonlySet<string> = new Set([
  ...[
    'nouveau',
    'radeon',
    'vmwgfx',
    'powervr',
    'asahi',
    'rocket',
    'ethosu',
    'qaic',
    'habanalabs',
    'rknpu',
    'RKNPU',
    'virtio_gpu',
    'virtio-pci',
    'qxl',
  ],
  ...['bochs-drm', 'bochs', 'cirrus', 'cirrus-qemu', 'vkms', 'vgem', 'vboxvideo', 'lima', 'ast', 'mgag200', 'simpledrm'],
]);
