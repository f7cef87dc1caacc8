/* What the processes of a herd share: a memory file, inherited through fork and exec under fixed numbers. */
#ifndef HERD_H
#define HERD_H

#include <stdatomic.h>

/* Above every fd that a worker plays with. */
enum { SHARED_FD = 1000, POST_SEND_FD = 1001, POST_RECEIVE_FD = 1002, NODE_FD = 1003, OTHER_NODE_FD = 1004 };
enum { LOW_FD = 3, HIGH_FD = 24 };
enum { FIRST_PID = 300, PIDS = 1 << 22 };

struct shared {
	atomic_uint stop;	/* a futex: workers sleep on it */
	atomic_long alive;	/* forked and not yet reaped */
	atomic_long clients;	/* the newest client id */
	atomic_long forks, reused, execs, opens, dups, closes, passes, renames, kills, leaders;
	atomic_uchar seen[PIDS];	/* pids that have been given out */
};

extern struct shared *shared;

/* fork(2), counted. */
int counted_fork(void);
/* Opens a node as a new client: its file position is its id, which dup, fork and SCM_RIGHTS keep, and a second open does not. */
int open_client(int node, long id);
/* Acts at random until `actions` are done or the herd is stopped, then ends in one of several ways. */
void work(unsigned seed, int actions, long pause_us);

#endif
