/**
 * msm (Adreno): the clock of the GPU, which is another platform device than the display that the nodes hang on.
 *
 * The DRM device is a child of the display controller (`ae01000.display-controller`, driver `msm_dpu`), and the GPU
 * (`3d00000.gpu`, driver `adreno`) is found by its devfreq entry. There is one GPU on a chip; if there should be
 * two, it cannot be told whose clock is meant and none is read. The runtime status that counts is the GPU's.
 *
 * A device without a render node only displays (separate_gpu_kms, Linux 6.17), and so does one beside a GPU that has nodes of its
 * own: the GPU's clock is not theirs.
 *
 * Each tick: devfreq cur_freq and max_freq, the thermal zones named after the GPU.
 */
import { attachDevfreq, devfreqOf } from '../facts/devfreq.js';
import { attachThermal } from '../facts/thermal.js';
import type { SysfsDriver } from '../driver.js';
import type { Folder } from '../sysfs/folder.js';
import { parseNodeName } from '../nodes.js';

const DEVFREQ = 'class/devfreq';

export const msm: SysfsDriver = {
  names: ['msm', 'msm_dpu', 'msm_mdp', 'msm-mdss', 'mdp4', 'adreno'],
  drmName: 'msm',
  attach(at) {
    const isGpu = at.nodes.some((name) => parseNodeName(name)?.kind === 'render');
    const devfreq = devfreqOf(at.device) ?? (isGpu ? onlyAdreno(at.sys) : null);
    const [clock, thermal] = [attachDevfreq(devfreq), attachThermal(at)];
    const power = devfreq?.folder('device');
    return { ...(power ? { power } : {}), read: () => ({ ...clock(), ...thermal?.() }) };
  },
};

function onlyAdreno(sys: Folder): Folder | null {
  const all = (sys.folder(DEVFREQ)?.names() ?? []).flatMap((name) => sys.folder(`${DEVFREQ}/${name}`) ?? []);
  const adreno = all.filter((devfreq) => {
    const gpu = devfreq.folder('device');
    return gpu?.linkName('driver') === 'adreno' && gpu.folder('drm') === null;
  });
  return adreno.length === 1 ? (adreno[0] ?? null) : null;
}
