/**
 * Failures that will pass: they say that reading did not work, and nothing about what was read.
 *
 * What a device is gets found once and is then relied on. Found while the process is out of file descriptors it would be
 * relied on for as long as the GPU stays plugged in.
 */
import { Failure, type Files, reread } from '../../../procfs/files.js';

const TRANSIENT = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EINTR', 'EAGAIN', 'EIO']);

/** True for a failure that is not about the file. */
export function isTransient(failure: Failure): boolean {
  return TRANSIENT.has(failure.errno);
}

/** True for a text of sysfs that lost its end: the kernel ends each with a newline. */
export function isCut(text: string): boolean {
  return text !== '' && !text.endsWith('\n');
}

/** `files`, with a call for each failure that will pass. */
export function noteTransientErrors(files: Files, passed: () => void): Files {
  function notice<T>(answer: T | Failure): T | Failure {
    if (answer instanceof Failure && isTransient(answer)) passed();
    return answer;
  }
  // EIO from a read is the driver's own word.
  function noticeRead<T>(answer: T | Failure): T | Failure {
    return answer instanceof Failure && answer.errno === 'EIO' ? answer : notice(answer);
  }
  const readBytes = files.readBytes?.bind(files);
  return {
    list: (path) => notice(files.list(path)),
    link: (path) => notice(files.link(path)),
    stat: (path) => notice(files.stat(path)),
    lstat: (path) => notice(files.lstat(path)),
    read: (path, capBytes) => noticeRead(files.read(path, capBytes)),
    reread: (path, capBytes) => noticeRead(reread(files, path, capBytes)),
    ...(readBytes !== undefined && { readBytes: (path, capBytes) => noticeRead(readBytes(path, capBytes)) }),
  };
}
