/*
 * fakev3d: plays the silicon behind the v3d driver, whose registers at REGISTERS are reserved RAM. It sees a job being
 * queued, lets it take as long as its address says (job_address), sets the status bit and makes IRQ pending in the GIC.
 *
 * It is the truth for the tests: for every job it prints "NAME ENGINE PID AFTER STARTED BEFORE ENDED" in ns of
 * CLOCK_MONOTONIC. The driver queued it between AFTER and STARTED, and took note of its end between BEFORE and ENDED:
 * looks lie a millisecond apart, and more where the computer that emulates all this has too much to do.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include "vmhelp.h"

/* drivers/gpu/drm/v3d/v3d_regs.h */
enum {
	CORE = 0x4000,
	L2TCACTL = CORE + 0x30,
	INT_STS = CORE + 0x50,
	INT_CLR = CORE + 0x58,
	INT_MSK_SET = CORE + 0x60,
	CT0QBA = CORE + 0x160, /* queue 0 bins, queue 1 renders: beginning of the job, */
	CT0QEA = CORE + 0x168, /* and its end; writing the end starts it */
};
enum { BIN, RENDER, QUEUES };
enum { GIC = 0x08000000, GICD_ISPENDR = 0x200, FIRST_SPI = 32, WINDOW = 0x10000 };
enum { AGAIN_MS = 100, DEAF_MS = 200 };

static const char *const engine[QUEUES] = { "bin", "render" };
static const uint32_t done_bit[QUEUES] = { 2, 1 }; /* of INT_STS: V3D_INT_FLDONE, V3D_INT_FRDONE */

struct job {
	uint32_t pid;
	int64_t after, started, ends; /* ends 0: none */
};

static struct job jobs[QUEUES];
static uint32_t raised; /* bits of INT_STS that wait for the driver */
static int64_t now, looked, raised_at;
static int was_reset;
static volatile uint8_t *regs, *gic;
#define REG(offset) (*(volatile uint32_t *)(regs + (offset)))

static volatile uint8_t *map(int fd, off_t at)
{
	void *p = mmap(0, WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED, fd, at);

	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

/* The driver masks interrupts for a reset. A job that runs is lost then (an interrupt for it would crash the driver), and
 * comes again: this time it goes well. */
static void see_reset(void)
{
	if (!REG(INT_MSK_SET))
		return;
	REG(INT_MSK_SET) = 0;
	if (!jobs[BIN].ends && !jobs[RENDER].ends)
		return;
	memset(jobs, 0, sizeof jobs);
	raised = 0;
	was_reset = 1;
}

static void see_acknowledged(const char *name)
{
	if (!raised || (!(REG(INT_CLR) & raised) && now < raised_at + DEAF_MS * 1000000LL))
		return;
	for (int q = 0; q < QUEUES; q++)
		if (raised & done_bit[q])
			printf("%s %s %u %lld %lld %lld %lld\n", name, engine[q], jobs[q].pid, (long long)jobs[q].after,
			       (long long)jobs[q].started, (long long)looked, (long long)now);
	fflush(stdout);
	REG(INT_STS) = 0;
	REG(INT_CLR) = 0;
	raised = 0;
}

static void take_job(int q)
{
	uint32_t start = REG(CT0QBA + 4 * q), end = REG(CT0QEA + 4 * q);

	if (jobs[q].ends || !end)
		return;
	REG(CT0QEA + 4 * q) = 0;
	jobs[q] = (struct job){ start >> 12, looked, now, now + (was_reset ? AGAIN_MS : (int64_t)(end - start)) * 1000000 };
	was_reset = 0;
}

static void raise_done(unsigned irq)
{
	if (raised)
		return;
	for (int q = 0; q < QUEUES; q++)
		if (jobs[q].ends && now >= jobs[q].ends) {
			jobs[q].ends = 0;
			raised |= done_bit[q];
		}
	if (!raised)
		return;
	raised_at = now;
	REG(INT_CLR) = 0;
	REG(INT_STS) = raised;
	*(volatile uint32_t *)(gic + GICD_ISPENDR + irq / 32 * 4) = 1u << irq % 32;
}

int fakev3d(int argc, char **argv)
{
	struct sched_param first = { .sched_priority = 10 }; /* a chip does not wait for its turn */
	unsigned irq = strtoul(argv[1], 0, 0) + FIRST_SPI;
	int fd = open("/dev/mem", O_RDWR | O_SYNC);

	(void)argc;
	if (fd < 0)
		die("/dev/mem");
	regs = map(fd, strtoul(argv[0], 0, 0));
	gic = map(fd, GIC);
	prctl(PR_SET_NAME, "fakev3d");
	sched_setscheduler(0, SCHED_FIFO, &first);
	REG(INT_MSK_SET) = 0;
	printf("ready\n");
	fflush(stdout);
	for (;; nap(1)) {
		now = now_ns();
		see_reset();
		see_acknowledged(argv[2]);
		if (REG(L2TCACTL) & 0x101)
			REG(L2TCACTL) &= ~0x101; /* caches flush at once */
		for (int q = 0; q < QUEUES; q++)
			take_job(q);
		raise_done(irq);
		looked = now;
	}
}
