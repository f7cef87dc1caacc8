/** The machines that the demo can show, in words of its options. */
export const SCENES = {
  desktop: 'a computer with two GPUs',
  lab: 'with one of each kind of device: i915, amdgpu with ROCm, xe, NVIDIA and an NPU',
} as const;

export type Scene = keyof typeof SCENES;
