/**
 * `node --import preload.js PROGRAM` with GPU_TOP_STAND_IN_NODES=`INODE MOUNT,...`: whatever reads an fdinfo in this process reads
 * what the stand-in driver makes of it.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { withDriver } from './stand-in-driver.js';

const nodes = (process.env.GPU_TOP_STAND_IN_NODES ?? '').split(',');
const { openSync, readSync, closeSync } = fs;
/** fds on an fdinfo that nothing was read from yet. */
const unread = new Set();

fs.openSync = (path, ...more) => {
  const fd = openSync(path, ...more);
  if (/\/fdinfo\/\d+$/.test(path)) unread.add(fd);
  return fd;
};

fs.readSync = (fd, buffer, offset, length, position) => {
  const got = readSync(fd, buffer, offset, length, position);
  if (!unread.delete(fd)) return got;
  const text = buffer.toString('utf8', offset, offset + got);
  const shown = withDriver(text, nodes, process.hrtime.bigint());
  return shown === text ? got : buffer.write(shown, offset, length);
};

fs.closeSync = (fd) => {
  unread.delete(fd);
  closeSync(fd);
};

syncBuiltinESMExports();
