#!/usr/bin/env node
'use strict';

// Unheard, it opens Node's debugger to every process of the same user: see SECURITY.md.
process.on('SIGUSR1', Boolean);

// Old on purpose: every Node.js must be able to parse this file, to say that it is too old.
var engine = require('../package.json').engines.node;
var oldest = /\d+\.\d+/.exec(engine)[0].split('.').map(Number);
var own = process.versions.node.split('.').map(Number);

if (own[0] < oldest[0] || (own[0] === oldest[0] && own[1] < oldest[1])) {
  process.stderr.write('gpu-top: needs Node.js ' + oldest.join('.') + ' or later, this is ' + process.version + '\n');
  process.exit(2);
} else {
  require('./start.js');
}
