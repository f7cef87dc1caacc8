/**
 * What a DRM driver would print in the fdinfo of a herd's fds (see herd.c): their nodes are plain files, so the kernel prints the
 * generic lines only. The client is told by the file position, which every fd on one open shares, and which comes from the same read
 * as everything else: a text is of one client or of none, as from a driver.
 *
 * Plain JavaScript: gpu-top's own process loads it too, by preload.js.
 */

export const DRIVER = 'races';
export const ENGINE = 'render';

/** How busy a client is, always: 0.001..0.999, so that a wrong one shows. */
export function busyRatioOf(clientId) {
  return ((clientId * 37) % 999) / 1000 + 0.001;
}

/**
 * @param {string} text of /proc/PID/fdinfo/N
 * @param {readonly string[]} nodes `INODE MOUNT` of each
 * @param {bigint} nowNs CLOCK_MONOTONIC
 * @returns {string} the text as it is for other files
 */
export function withDriver(text, nodes, nowNs) {
  // 0: a path only, or open and not yet positioned. A driver has no such moment; here it looks like one without statistics.
  const found = /^pos:\t([1-9]\d*)\nflags:\t\d+\nmnt_id:\t(\d+)\nino:\t(\d+)\n$/.exec(text);
  if (found === null || !nodes.includes(`${found[3]} ${found[2]}`)) return text;
  const [, id] = found;
  const busyNs = (nowNs * BigInt(Math.round(busyRatioOf(Number(id)) * 1000))) / 1000n;
  return `${text}drm-driver:\t${DRIVER}\ndrm-client-id:\t${id}\ndrm-pdev:\t0000:03:00.0\ndrm-engine-${ENGINE}:\t${busyNs} ns\n`;
}
