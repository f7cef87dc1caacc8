/* One process of the herd: does with its fds and itself what programs do, at random, and then ends. */
#define _GNU_SOURCE
#include "herd.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern char *title;	/* argv, to be written over as setproctitle(3bsd) does */
extern size_t title_size;

static unsigned state;

static unsigned any(unsigned below)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

static int any_fd(void)
{
	return LOW_FD + any(HIGH_FD - LOW_FD);
}

static void keep_low(int fd)
{
	if (fd >= HIGH_FD)
		close(fd);
}

static void open_something(void)
{
	static const char *const plain[] = { "/dev/null", "/proc/self/status", "/", "/dev/zero" };
	int pair[2];

	switch (any(6)) {
	case 0:
		keep_low(eventfd(0, 0));
		return;
	case 1:
		if (pipe(pair) == 0) {
			keep_low(pair[0]);
			keep_low(pair[1]);
		}
		return;
	case 2:
	case 3:
	case 4:
		keep_low(open(plain[any(4)], O_RDONLY));
		return;
	default:
		atomic_fetch_add(&shared->opens, 1);
		keep_low(open_client(any(2) ? NODE_FD : OTHER_NODE_FD, atomic_fetch_add(&shared->clients, 1) + 1));
	}
}

static void post(int fd)
{
	char byte = 0, room[CMSG_SPACE(sizeof(int))];
	struct iovec text = { &byte, 1 };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room) };
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(rights), &fd, sizeof(int));
	if (sendmsg(POST_SEND_FD, &message, MSG_DONTWAIT) == 1)
		atomic_fetch_add(&shared->passes, 1);
}

static void receive(void)
{
	char byte, room[CMSG_SPACE(sizeof(int))];
	struct iovec text = { &byte, 1 };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room) };
	int fd;

	if (recvmsg(POST_RECEIVE_FD, &message, MSG_DONTWAIT) != 1 || message.msg_controllen == 0)
		return;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	keep_low(fd);
}

/* comm by prctl, the command line by writing over it: with blanks, brackets, line ends and escapes, as hostile as they come. */
static void rename_self(void)
{
	static const char *const names[] = { "a) S 1 (b", "\n\n", "\x1b[31mred", "comm with blank", "", "1 2 3 4 5 6 7 8", "\xff\xfe" };
	const char *name = names[any(sizeof(names) / sizeof(*names))];

	atomic_fetch_add(&shared->renames, 1);
	prctl(PR_SET_NAME, name);
	memset(title, 0, title_size);
	snprintf(title, title_size, "%s %u", name, any(1000));
}

static void become_another(int actions, long pause_us)
{
	char seed[16], left[16], pause[16];

	atomic_fetch_add(&shared->execs, 1);
	snprintf(seed, sizeof(seed), "%u", state);
	snprintf(left, sizeof(left), "%d", actions);
	snprintf(pause, sizeof(pause), "%ld", pause_us);
	execl("/proc/self/exe", any(2) ? "herd: worker" : "w", "work", seed, left, pause, (char *)NULL);
	_exit(1);
}

static void act(int actions, long pause_us)
{
	int from, to;

	switch (any(16)) {
	case 0: case 1: case 2: case 3:
		open_something();
		return;
	case 4: case 5:
		if (dup2(any_fd(), any_fd()) >= 0)
			atomic_fetch_add(&shared->dups, 1);
		return;
	case 6: case 7: case 8:
		if (close(any_fd()) == 0)
			atomic_fetch_add(&shared->closes, 1);
		return;
	case 9: case 10:
		post(any_fd());
		return;
	case 11: case 12:
		receive();
		return;
	case 13:
		rename_self();
		return;
	case 14:
		if (any(4) == 0)
			become_another(actions / 2, pause_us);
		/* A client moves away and another file takes its number at once: what a reader saw there is no more. */
		from = any_fd();
		to = any_fd();
		if (dup2(from, to) >= 0 && dup2(POST_SEND_FD, from) >= 0)
			atomic_fetch_add(&shared->dups, 2);
		return;
	default:
		if (any(4) == 0 && setresuid(1000, 1000, 1000) != 0)
			return;
		if (actions > 1 && counted_fork() == 0) {
			state ^= (unsigned)getpid() * 2654435761u;
			work(state, actions / 2, pause_us);
		}
	}
}

/* The whole herd sleeps on one word: told to stop, all wake at once. */
static void rest(long us)
{
	struct timespec time = { us / 1000000, us % 1000000 * 1000 };

	syscall(SYS_futex, &shared->stop, FUTEX_WAIT, 0, &time, NULL, 0);
}

static void *outlive(void *unused)
{
	(void)unused;
	rest(20000);
	_exit(0);
}

void work(unsigned seed, int actions, long pause_us)
{
	pthread_t thread;

	state = seed;
	for (; actions > 0 && !atomic_load(&shared->stop); actions--) {
		act(actions, pause_us);
		rest(any(2 * pause_us + 1));
	}
	switch (any(8)) {
	case 0:
		atomic_fetch_add(&shared->kills, 1);
		kill(getpid(), SIGKILL);
		_exit(0);
	case 1:
		/* The leader ends before its thread does: a zombie whose fds are still open. */
		if (pthread_create(&thread, NULL, outlive, NULL) == 0) {
			atomic_fetch_add(&shared->leaders, 1);
			syscall(SYS_exit, 0);
		}
	}
	_exit(0);
}
