/*
 * hold: every way in which one process comes to hold a client. Opens PATH, takes COUNT buffers of MIB MiB, and makes
 * a dup, a second open(), a child that inherits the fds, and a process forked before the open that gets a copy by
 * SCM_RIGHTS. Prints "ROLE PID FD" lines, then "ready", then sleeps; the other two end with it.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include "vmhelp.h"

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int send_fd(int socket, int fd)
{
	char c = 'x';
	union control control = { 0 };
	struct iovec v = { &c, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	return sendmsg(socket, &m, 0) < 0 ? -1 : 0;
}

static int receive_fd(int socket)
{
	char c;
	union control control;
	struct iovec v = { &c, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
	int fd = -1;

	if (recvmsg(socket, &m, 0) <= 0)
		return -1;
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	if (h)
		memcpy(&fd, CMSG_DATA(h), sizeof fd);
	return fd;
}

static void say(const char *role, int fd)
{
	printf("%s %d %d\n", role, getpid(), fd);
	fflush(stdout);
}

static void sleep_as(const char *name, int stay) /* a child: ends with its parent */
{
	prctl(PR_SET_NAME, name);
	if (!stay)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

int hold(int argc, char **argv)
{
	const char *path = argv[0], *kind = argc > 1 ? argv[1] : "none";
	int count = argc > 2 ? atoi(argv[2]) : 2;
	long mib = argc > 3 ? atol(argv[3]) : 4;
	int pair[2];
	char c = 'k';

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		die("socketpair");
	if (!fork()) {
		say("scm", receive_fd(pair[1]));
		if (write(pair[1], &c, 1) != 1)
			_exit(1);
		sleep_as("hold-scm", 0);
	}
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die(path);
	say("open", fd);
	say("dup", dup(fd));
	say("open2", open(path, O_RDWR | O_CLOEXEC));
	for (int i = 0; i < count; i++)
		alloc_buffer(fd, kind, mib);
	if (!fork()) {
		say("fork", fd);
		sleep_as("hold-fork", 0);
	}
	if (send_fd(pair[0], fd))
		die("sendmsg");
	if (read(pair[0], &c, 1) != 1)
		die("read");
	nap(100);
	printf("ready\n");
	fflush(stdout);
	sleep_as("hold-main", 1);
	return 0;
}
