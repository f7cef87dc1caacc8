/** All targets, by what they read. */
import type { Target } from '../target.js';
import { cgroup } from './cgroup.js';
import { clients } from './clients.js';
import { cmdline } from './cmdline.js';
import { config } from './config.js';
import { far } from './far.js';
import { fdinfo } from './fdinfo.js';
import { filter } from './filter.js';
import { http } from './http.js';
import { mountinfo } from './mountinfo.js';
import { occupants } from './occupants.js';
import { options } from './options.js';
import { passwd } from './passwd.js';
import { recording } from './recording.js';
import { recordingLine } from './recording-line.js';
import { stat } from './stat.js';
import { status } from './status.js';
import { sysfs } from './sysfs.js';
import { tree } from './tree.js';
import { webConfig } from './web-config.js';

export const TARGETS: readonly Target[] = [
  ...[fdinfo, stat, status, cmdline, cgroup, mountinfo, passwd, sysfs, clients, occupants],
  ...[config, filter, options, recording, recordingLine, http, webConfig, far, tree],
];
