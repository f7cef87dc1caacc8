/** Who opens DRM nodes and does not use them. Of two holders of a client, such a one is not its owner. */

/**
 * Processes that open devices for others and do not use them, by comm (15 bytes at most).
 *
 * Considered and left out: Xwayland and Xorg, which draw; xdg-desktop-portal and pipewire, which get buffers (dma-buf) and no client;
 * a display manager (gdm, sddm), which hands nothing on; who leases a connector, since a lease is a `drm_file` of its own, with a
 * client id of its own, and the compositor that made it keeps no fd of it after it was passed on.
 */
export const BROKERS: ReadonlySet<string> = new Set([
  ...['systemd-logind', 'elogind', 'elogind-daemon', 'seatd', 'seatd-launch', 'greetd', 'console-kit-dae', 'weston-launch'],
]);

/** What runs as pid 1 to run others: of a machine, and of a container. Any other pid 1 is a container's program. */
export const INITS: ReadonlySet<string> = new Set([
  ...[
    'systemd',
    'init',
    'runit',
    'runit-init',
    'openrc-init',
    's6-svscan',
    's6-linux-init',
    'dinit',
    'sinit',
    'busybox',
    'procd',
  ],
  ...[
    'tini',
    'tini-static',
    'docker-init',
    'dumb-init',
    'catatonit',
    'podman-init',
    'pid1',
    'my_init',
    'supervisord',
    'shepherd',
    'finit',
  ],
]);
