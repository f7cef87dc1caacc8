/* swarm: PROCESSES processes, each with FDS fds of /dev/null, the last one PATH if given. Prints "ready" and sleeps. */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "vmhelp.h"

static void one(int fds, const char *last)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "swarm");
	for (int fd = 3; fd < fds; fd++)
		if (open(fd == fds - 1 ? last : "/dev/null", O_RDWR) < 0)
			die(last);
	for (;;)
		pause();
}

int swarm(int argc, char **argv)
{
	int processes = atoi(argv[0]), fds = atoi(argv[1]);
	struct rlimit limit = { fds + 16, fds + 16 };

	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = 0; i < processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (!pid)
			one(fds, argc > 2 ? argv[2] : "/dev/null");
	}
	nap(1000);
	printf("ready\n");
	fflush(stdout);
	for (;;)
		pause();
}
