/* pty: runs COMMAND on a new terminal of that size, copies what it prints to stdout and stdin to it, and exits with its
 * status. When stdin ends the command goes on. */
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include "vmhelp.h"

static int copy(int from, int to) /* false at the end */
{
	char b[4096];
	ssize_t n = read(from, b, sizeof b), k;

	for (ssize_t o = 0; o < n; o += k)
		if ((k = write(to, b + o, n - o)) <= 0)
			return 0;
	return n > 0;
}

int pty_run(int argc, char **argv)
{
	struct winsize size = { .ws_col = atoi(argv[0]), .ws_row = atoi(argv[1]) };
	int terminal, status = 0;
	pid_t child = forkpty(&terminal, 0, 0, &size);

	(void)argc;
	if (child < 0)
		die("forkpty");
	if (!child) {
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	struct pollfd f[2] = { { terminal, POLLIN, 0 }, { 0, POLLIN, 0 } };

	while (poll(f, 2, -1) >= 0 || errno == EINTR) {
		if (f[0].revents && !copy(terminal, 1))
			break;
		if (f[1].revents && !copy(0, terminal))
			f[1].fd = -1;
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
