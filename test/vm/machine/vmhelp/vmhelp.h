/* The helper of the test machine's guest: one static program, one file for each of its commands (see main.c). */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int hold(int argc, char **argv);
int load(int argc, char **argv);
int standin(int argc, char **argv);
int fakev3d(int argc, char **argv);
int as(int argc, char **argv);
int pty_run(int argc, char **argv);
int swarm(int argc, char **argv);

/* Prints "vmhelp: WHAT: strerror" and exits with 1. */
void die(const char *what) __attribute__((noreturn));
void nap(long ms);
/* CLOCK_MONOTONIC, which is also gpu-top's clock and the kernel's ktime. */
int64_t now_ns(void);
/* Takes MIB MiB of memory from the driver; 0 with a message where it refuses. KIND: dumb, v3d, panfrost, standin, none. */
uint32_t alloc_buffer(int fd, const char *kind, long mib);
/* Busy for MS milliseconds on behalf of this process, as an address: the pretended GPUs read both from where a job lies. */
uint32_t job_address(long ms);
