/** A machine with an Instinct card and an RDNA card, as KFD shows it: for tests, in any tree. */
import { kfdNodeFiles, type KfdProcess, kfdProcessFiles } from '../../src/procfs-tree/kfd-files.js';
import type { TreeWriter } from '../../src/procfs-tree/tree-writer.js';

/** Writes what one process does on one GPU; files of before stay. */
export function putKfdProcess(tree: TreeWriter, pid: number, use: KfdProcess): void {
  put(tree, kfdProcessFiles(pid, use));
}

export function putKfdNode(tree: TreeWriter, node: number, gpuId: number, properties: Readonly<Record<string, number>>): void {
  put(tree, kfdNodeFiles(node, gpuId, properties));
}

function put(tree: TreeWriter, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) tree.writeFile(path, text);
}

/** 4242 on the Instinct card with a second context, 5150 on the RDNA card, 999999 that has ended. */
export function writeKfdMachine(tree: TreeWriter): void {
  putKfdNode(tree, 0, 0, { cpu_cores_count: 32, simd_count: 0 });
  const instinct = { simd_count: 416, simd_per_cu: 4, location_id: 49408, domain: 0, drm_render_minor: 128 };
  putKfdNode(tree, 1, 28851, { ...instinct, num_sdma_engines: 5, num_sdma_xgmi_engines: 0 });
  const rdna = { simd_count: 192, simd_per_cu: 2, location_id: 768, domain: 0, drm_render_minor: 129 };
  putKfdNode(tree, 2, 61522, { ...rdna, num_sdma_engines: 2, num_sdma_xgmi_engines: 0 });
  putKfdProcess(tree, 4242, { gpu: 28851, vram: 8 << 20, sdma: 1_200_000, cu: 101, queues: 2 });
  putKfdProcess(tree, 4242, { gpu: 61522, vram: 0, sdma: 0 });
  putKfdProcess(tree, 4242, { gpu: 28851, vram: 1 << 20, sdma: 300, cu: 3, context: 0 });
  putKfdProcess(tree, 5150, { gpu: 61522, vram: 16 << 20, sdma: 90_200_000, evictedMs: 120, queues: 1 });
  tree.writeFile('sys/class/kfd/kfd/proc/999999/vram_61522', '0\n');
}
