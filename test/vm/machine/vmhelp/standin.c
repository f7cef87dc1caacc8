/* standin: a client of ../modules/standin with MIB MiB in buffers, each ENGINE (0 to 4) busy PERMILLE/1000 of the time
 * (of one engine: a group of four takes up to 4000). Prints "standin PID FD" and sleeps. */
#include <drm/drm.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include "vmhelp.h"

int standin(int argc, char **argv)
{
	int fd = open(argv[0], O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die(argv[0]);
	for (long mib = atol(argv[1]); mib > 0; mib -= 16)
		alloc_buffer(fd, "standin", mib > 16 ? 16 : mib);
	for (int i = 2; i + 1 < argc; i += 2) {
		struct { uint32_t engine, permille; uint64_t add_ns; } set = { atoi(argv[i]), atoi(argv[i + 1]), 0 };

		if (ioctl(fd, DRM_IOW(DRM_COMMAND_BASE, set), &set))
			die("STANDIN_SET");
	}
	printf("standin %d %d\n", getpid(), fd);
	fflush(stdout);
	for (;;)
		pause();
}
