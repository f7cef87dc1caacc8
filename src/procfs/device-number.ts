/**
 * Taking a `dev_t` apart as glibc's <sys/sysmacros.h> packs it: 12 low bits of the major at bit 8, 8 low bits of the
 * minor at bit 0, the rest above. Done in doubles, because shifts in JavaScript stop at 32 bits.
 */

/** Major number of a device as `stat` gives it in `st_dev` or `st_rdev`. */
export function deviceMajor(dev: number): number {
  return (Math.floor(dev / 2 ** 8) % 2 ** 12) + Math.floor(dev / 2 ** 44) * 2 ** 12;
}

/** Minor number of the same. */
export function deviceMinor(dev: number): number {
  return (dev % 2 ** 8) + (Math.floor(dev / 2 ** 20) % 2 ** 24) * 2 ** 8;
}

/** `226:128`: the form in /sys/dev/char, in mountinfo and in `DeviceFacts.deviceNumbers`. */
export function deviceNumber(device: { readonly major: number; readonly minor: number }): string {
  return `${device.major}:${device.minor}`;
}
