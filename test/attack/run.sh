#!/bin/sh
# npm run attack: the scripted attacks, in one run. Only processes, files and loopback sockets of its own.
set -eu
cd "$(dirname "$0")/../.."
npx vitest run --config test/vitest.config.ts \
  test/exporter/hostile-connections test/exporter/exporter.test.ts test/sources/lost-scanner test/shell/streams \
  test/scan/held-fds test/recording/sweep-line test/remote/answer test/tui/hostile test/page
exec npx vitest run --config test/long.config.ts test/attack
