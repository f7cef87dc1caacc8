/*
 * herd COUNT STILL: COUNT processes that open, dup, pass and close fds, fork, exec, rename themselves and die all the time, and STILL
 * that hold their clients and do nothing. To be pid 1 of a pid namespace with its own /proc and mount namespace:
 *
 *     unshare --pid --mount --fork --kill-child --mount-proc herd 1500 20
 *
 * A node is a plain file here, for no DRM driver is there to open: which client an fd is on is told by its file position.
 * Says `node INODE MOUNT` for each node, `still ID PID:FD,FD...` for each client that stands still, then `ready`. Answers the line
 * `quiet` with `quiet {counts}` once all but the still ones have ended; goes on at `go`; ends all with stdin.
 */
#define _GNU_SOURCE
#include "herd.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared *shared;
char *title;
size_t title_size;

static long still, most;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void map_shared(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, SHARED_FD, 0);
	if (shared == MAP_FAILED)
		die("mmap");
}

int counted_fork(void)
{
	int pid;

	atomic_fetch_add(&shared->alive, 1);
	pid = fork();
	if (pid < 0)
		atomic_fetch_sub(&shared->alive, 1);
	if (pid > 0) {
		atomic_fetch_add(&shared->forks, 1);
		if (pid < PIDS && atomic_exchange(&shared->seen[pid], 1))
			atomic_fetch_add(&shared->reused, 1);
	}
	return pid;
}

int open_client(int node, long id)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", node);
	fd = open(path, O_RDWR);
	if (fd >= 0)
		lseek(fd, id, SEEK_SET);
	return fd;
}

static int place(int fd, int number)
{
	if (fd < 0 || dup2(fd, number) != number)
		die("fd");
	close(fd);
	return number;
}

static void make_node(const char *path, int number)
{
	char line[256];
	long inode = 0, mount_id = 0;
	FILE *info;

	close(open(path, O_CREAT | O_RDWR, 0666));
	if (chmod(path, 0666) != 0)
		die(path);
	/* Opens nothing, so every process may have it and none is a client by it. */
	place(open(path, O_PATH), number);
	snprintf(line, sizeof(line), "/proc/self/fdinfo/%d", number);
	info = fopen(line, "r");
	while (info && fgets(line, sizeof(line), info)) {
		sscanf(line, "ino: %ld", &inode);
		sscanf(line, "mnt_id: %ld", &mount_id);
	}
	fclose(info);
	printf("node %ld %ld\n", inode, mount_id);
}

/* A /dev of its own, so that a node can have a node's name. */
static void make_nodes(void)
{
	if (mount("tmpfs", "/dev", "tmpfs", 0, NULL) != 0 || mkdir("/dev/dri", 0755) != 0)
		die("/dev");
	mknod("/dev/null", S_IFCHR | 0666, 1 << 8 | 3);
	mknod("/dev/zero", S_IFCHR | 0666, 1 << 8 | 5);
	make_node("/dev/dri/renderD128", NODE_FD);
	make_node("/dev/renamed gpu", OTHER_NODE_FD);
}

/* Holds client `id` by one, two or three fds; every third is held by a second process too. */
static void stand_still(long id, int report)
{
	char line[128];
	int fd = open_client(id % 2 ? NODE_FD : OTHER_NODE_FD, id), child = 0;
	int used = snprintf(line, sizeof(line), "still %ld %d:%d", id, getpid(), place(fd, 10));

	for (int more = 1; more <= id % 3; more++)
		used += snprintf(line + used, sizeof(line) - used, ",%d", dup2(10, 10 + more));
	if (id % 3 == 2) {
		child = fork();
		if (child == 0) {
			close(report);
			for (;;)
				pause();
		}
		used += snprintf(line + used, sizeof(line) - used, " %d:10,11,12", child);
	}
	line[used++] = '\n';
	if (write(report, line, used) != used)
		_exit(1);
	close(report);
	for (;;)
		pause();
}

static void start_still(void)
{
	char line[128];
	int ends[2];
	ssize_t length;

	for (long id = 1; id <= still; id++) {
		if (pipe(ends) != 0)
			die("pipe");
		fflush(stdout);
		if (fork() == 0) {
			close(ends[0]);
			stand_still(id, ends[1]);
		}
		close(ends[1]);
		while ((length = read(ends[0], line, sizeof(line))) > 0)
			fwrite(line, 1, length, stdout);
		close(ends[0]);
	}
	atomic_store(&shared->clients, still);
}

static void reap(int flags)
{
	while (waitpid(-1, NULL, flags) > 0)
		atomic_fetch_sub(&shared->alive, 1);
}

/* Gives out the low pids again as soon as it can: a pid namespace by itself would after 32,768. */
static void wind_back_pids(int newest)
{
	FILE *file;

	if (newest < FIRST_PID + most || !(file = fopen("/proc/sys/kernel/ns_last_pid", "w")))
		return;
	fprintf(file, "%d", FIRST_PID);
	fclose(file);
}

static void fill_up(unsigned *seed)
{
	for (int started = 0; started < 4 && atomic_load(&shared->alive) < most; started++) {
		/* Most live for seconds; one in four for a few milliseconds. */
		int is_brief = *seed % 4 == 0;
		int pid = counted_fork();

		if (pid == 0)
			work(*seed * 2654435761u, is_brief ? 6 : 24, is_brief ? 300 : 200000);
		*seed += 1;
		if (pid < 0)
			return;
		wind_back_pids(pid);
	}
}

static void empty_post(void)
{
	char byte, room[CMSG_SPACE(sizeof(int))];
	int fd;

	for (;;) {
		struct iovec text = { &byte, 1 };
		struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof(room) };

		if (recvmsg(POST_RECEIVE_FD, &message, MSG_DONTWAIT) != 1)
			return;
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
		close(fd);
	}
}

static void quiet(void)
{
	struct timespec moment = { 0, 1000000 };

	atomic_store(&shared->stop, 1);
	while (atomic_load(&shared->alive) > 0) {
		syscall(SYS_futex, &shared->stop, FUTEX_WAKE, 1 << 20, NULL, NULL, 0);
		reap(WNOHANG);
		nanosleep(&moment, NULL);
	}
	empty_post();
	printf("quiet {\"forks\":%ld,\"reused\":%ld,\"execs\":%ld,\"opens\":%ld,\"dups\":%ld,\"closes\":%ld,\"passes\":%ld,"
	       "\"renames\":%ld,\"kills\":%ld,\"leaders\":%ld,\"clients\":%ld}\n",
	       shared->forks, shared->reused, shared->execs, shared->opens, shared->dups, shared->closes, shared->passes,
	       shared->renames, shared->kills, shared->leaders, shared->clients);
	fflush(stdout);
}

static void herd(void)
{
	struct pollfd orders = { .fd = 0, .events = POLLIN };
	char line[64];
	unsigned seed = 1;

	setvbuf(stdin, NULL, _IONBF, 0);
	for (;;) {
		reap(WNOHANG);
		if (!atomic_load(&shared->stop))
			fill_up(&seed);
		if (poll(&orders, 1, 2) <= 0)
			continue;
		if (!fgets(line, sizeof(line), stdin))
			return;
		if (strcmp(line, "quiet\n") == 0)
			quiet();
		else
			atomic_store(&shared->stop, 0);
	}
}

int main(int argc, char **argv)
{
	struct rlimit files = { 2048, 2048 };
	int post[2];

	title = argv[0];
	title_size = argv[argc - 1] + strlen(argv[argc - 1]) - argv[0];
	if (argc == 5 && strcmp(argv[1], "work") == 0) {
		map_shared();
		work(strtoul(argv[2], NULL, 10), atoi(argv[3]), atol(argv[4]));
	}
	if (argc != 3)
		return 2;
	most = atol(argv[1]);
	still = atol(argv[2]);
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		die("setrlimit");
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, post) != 0)
		die("socketpair");
	place(post[0], POST_SEND_FD);
	place(post[1], POST_RECEIVE_FD);
	place(memfd_create("herd", 0), SHARED_FD);
	if (ftruncate(SHARED_FD, sizeof(*shared)) != 0)
		die("ftruncate");
	map_shared();
	make_nodes();
	start_still();
	printf("ready\n");
	fflush(stdout);
	herd();
	return 0;
}
