/** What the kernel's version decides: whether there are numbers at all, and how cheaply they are found. */
import { type Finding, note, ok, problem } from './finding.js';

/**
 * @param release as in /proc/sys/kernel/osrelease, `6.12.5-amd64`; null when it could not be read
 */
export function checkKernel(release: string | null): Finding[] {
  const version = release === null ? null : parseRelease(release);
  if (release === null || version === null) {
    const text = release === null ? 'version unknown' : `version not understood: '${release}'`;
    return [note('kernel', text, 'Linux 5.19 or later prints drm-* statistics', null)];
  }
  return [checkStatistics(release, version), checkFdCount(version)];
}

type Version = readonly [major: number, minor: number];

function parseRelease(release: string): Version | null {
  const match = /^(\d+)\.(\d+)/.exec(release);
  return match && [Number(match[1]), Number(match[2])];
}

function isAtLeast([major, minor]: Version, [wantedMajor, wantedMinor]: Version): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function checkStatistics(release: string, version: Version): Finding {
  const text = `Linux ${release}`;
  if (isAtLeast(version, [5, 19])) return ok('kernel', text);
  if (isAtLeast(version, [5, 14])) {
    return note(
      'kernel',
      text,
      'drm-* keys came with 5.19; before it only amdgpu prints statistics, in a form of its own',
      'use Linux 5.19 or later',
    );
  }
  return problem('kernel', text, 'no DRM driver prints statistics per client before 5.14', 'use Linux 5.19 or later');
}

function checkFdCount(version: Version): Finding {
  if (isAtLeast(version, [6, 2]))
    return ok('fd counts', 'a process that opens a GPU is noticed at the next tick (st_size of /proc/PID/fd)');
  return note(
    'fd counts',
    'the kernel does not tell how many fds a process has',
    'before 6.2 a new client of a running process is found only when its turn to be listed comes',
    'gpu-top --rescan-within 2s',
  );
}
