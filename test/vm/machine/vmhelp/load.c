/*
 * load: a v3d or panfrost client that keeps one engine busy for BUSY_MS, then leaves it alone for IDLE_MS, for ever.
 * SIGUSR1 makes it rest with its file open, another one wakes it. Prints "load PID FD".
 */
#include <drm/drm.h>
#include <drm/panfrost_drm.h>
#include <drm/v3d_drm.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include "vmhelp.h"

/* v3d of Linux 6.12 crashes the kernel when a file is closed under a running job: so the end comes between jobs,
 * and a loading process must never be killed with SIGKILL. */
static volatile sig_atomic_t stop, resting;
static void on_stop(int signal) { (void)signal; stop = 1; }
static void on_rest(int signal) { (void)signal; resting = !resting; }

uint32_t job_address(long ms)
{
	return (uint32_t)getpid() << 12 | (ms & 0xfff);
}

struct client {
	int fd, bin;
	long busy;
	uint32_t buffer, fence;
};

/* bin = vertex-tiler, else fragment */
static void panfrost_job(struct client *c)
{
	struct drm_panfrost_submit submit = {
		.jc = job_address(c->busy), .out_sync = c->fence, .requirements = c->bin ? 0 : PANFROST_JD_REQ_FS,
		.bo_handles = (uintptr_t)&c->buffer, .bo_handle_count = 1,
	};
	struct drm_syncobj_wait wait = {
		.handles = (uintptr_t)&c->fence, .count_handles = 1, .timeout_nsec = now_ns() + 3000000000LL,
	};
	int failed;

	if (ioctl(c->fd, DRM_IOCTL_PANFROST_SUBMIT, &submit))
		die("PANFROST_SUBMIT");
	while ((failed = ioctl(c->fd, DRM_IOCTL_SYNCOBJ_WAIT, &wait)) && errno == EINTR)
		;
	if (failed)
		fprintf(stderr, "vmhelp: SYNCOBJ_WAIT: %s\n", strerror(errno));
}

/* The driver has no bin job without a render job after it: that one takes 1 ms. */
static void v3d_job(struct client *c)
{
	uint32_t here = job_address(0);
	struct drm_v3d_submit_cl submit = {
		.rcl_start = here, .rcl_end = here + (c->bin ? 1 : c->busy), .bcl_start = here, .bcl_end = here + (c->bin ? c->busy : 0),
		.bo_handles = (uintptr_t)&c->buffer, .bo_handle_count = 1,
	};
	struct drm_v3d_wait_bo wait = { .handle = c->buffer, .timeout_ns = 3000000000ULL };
	int failed;

	if (ioctl(c->fd, DRM_IOCTL_V3D_SUBMIT_CL, &submit))
		die("V3D_SUBMIT_CL");
	while ((failed = ioctl(c->fd, DRM_IOCTL_V3D_WAIT_BO, &wait)) && (errno == EINTR || errno == EAGAIN))
		;
	if (failed)
		fprintf(stderr, "vmhelp: V3D_WAIT_BO: %s\n", strerror(errno));
}

int load(int argc, char **argv)
{
	long idle = atol(argv[2]);
	struct client c = { .busy = atol(argv[1]), .bin = argc > 3 && !strcmp(argv[3], "bin") };
	char name[16] = "";
	struct drm_version version = { .name_len = sizeof name - 1, .name = name };
	struct drm_syncobj_create fence = { 0 };

	signal(SIGTERM, on_stop);
	signal(SIGINT, on_stop);
	signal(SIGHUP, on_stop);
	signal(SIGUSR1, on_rest);
	c.fd = open(argv[0], O_RDWR | O_CLOEXEC);
	if (c.fd < 0)
		die(argv[0]);
	printf("load %d %d\n", getpid(), c.fd);
	fflush(stdout);
	if (ioctl(c.fd, DRM_IOCTL_VERSION, &version))
		die("VERSION");
	int mali = !strcmp(name, "panfrost");

	if (mali && ioctl(c.fd, DRM_IOCTL_SYNCOBJ_CREATE, &fence))
		die("SYNCOBJ_CREATE");
	c.fence = fence.handle;
	c.buffer = alloc_buffer(c.fd, name, 1);
	while (!stop) {
		if (!resting)
			(mali ? panfrost_job : v3d_job)(&c);
		if (!stop)
			nap(resting ? 10 : idle);
	}
	return 0;
}
