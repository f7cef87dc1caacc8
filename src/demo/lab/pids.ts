/** Pids of the demo's GPU processes; those of the two that come and go are the first they have. */
export const PID = {
  logind: 812,
  shell: 2311,
  xwayland: 2467,
  firefox: 3120,
  firefoxVideo: 3188,
  chromium: 3402,
  game: 5533,
  obs: 5871,
  blender: 6034,
  training: 6120,
  llama: 6480,
  pictures: 6711,
  ffmpeg: 7210,
  captions: 8100,
} as const;
