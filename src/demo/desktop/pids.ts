/** Pids of the GPU processes; those that come and go are the first they have. */
export const PID = {
  logind: 812,
  shell: 2311,
  xwayland: 2467,
  firefox: 3120,
  firefoxVideo: 3188,
  chat: 3402,
  game: 5533,
  obs: 5871,
  ffmpeg: 7210,
  blender: 7222,
  thumbnailer: 7229,
} as const;
