/*
 * fakev3d: plays the silicon behind the v3d driver, whose registers at REGISTERS are reserved RAM. It sees a job being
 * queued, lets it take as long as its address says (job_address), sets the status bit and makes IRQ pending in the GIC.
 *
 * It is the truth for the tests: for every job it prints "NAME ENGINE PID START_NS END_NS" (CLOCK_MONOTONIC), the end
 * being when the driver took note: that an emulated CPU may take milliseconds for an interrupt is no error of a driver.
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
enum { GIC = 0x08000000, GICD_ISPENDR = 0x200, FIRST_SPI = 32, WINDOW = 0x10000 };
enum { FRDONE = 1, FLDONE = 2 }; /* bits of INT_STS: a frame is rendered, binned */
enum { AGAIN_MS = 100 };

struct job {
	uint32_t pid;
	int64_t start, end; /* end 0: none */
};

static volatile uint8_t *map(int fd, off_t at)
{
	void *p = mmap(0, WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED, fd, at);

	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

int fakev3d(int argc, char **argv)
{
	static const char *const engine[] = { "bin", "render" };
	unsigned irq = strtoul(argv[1], 0, 0) + FIRST_SPI;
	int fd = open("/dev/mem", O_RDWR | O_SYNC);
	struct job jobs[2] = { 0 };
	int was_reset = 0;
	struct sched_param first = { .sched_priority = 10 }; /* a chip does not wait for its turn */

	(void)argc;
	if (fd < 0)
		die("/dev/mem");
	volatile uint8_t *regs = map(fd, strtoul(argv[0], 0, 0)), *gic = map(fd, GIC);
#define REG(offset) (*(volatile uint32_t *)(regs + (offset)))

	prctl(PR_SET_NAME, "fakev3d");
	sched_setscheduler(0, SCHED_FIFO, &first);
	REG(INT_MSK_SET) = 0;
	printf("ready\n");
	fflush(stdout);
	for (;; nap(1)) {
		uint32_t done = 0;

		/* Only a GPU reset masks interrupts. Its job is lost (an interrupt for it would crash the driver), and
		 * comes again: this time it goes well. */
		if (REG(INT_MSK_SET)) {
			REG(INT_MSK_SET) = 0;
			jobs[0].end = jobs[1].end = 0;
			was_reset = 1;
		}
		if (REG(L2TCACTL) & 0x101)
			REG(L2TCACTL) &= ~0x101; /* caches flush at once */
		for (int q = 0; q < 2; q++) {
			struct job *j = &jobs[q];
			uint32_t start = REG(CT0QBA + 4 * q), end = REG(CT0QEA + 4 * q);

			if (!j->end && end) {
				REG(CT0QEA + 4 * q) = 0;
				j->pid = start >> 12;
				j->start = now_ns();
				j->end = j->start + (was_reset ? AGAIN_MS : (int64_t)(end - start)) * 1000000;
				was_reset = 0;
			}
			if (j->end && now_ns() >= j->end) {
				j->end = 0;
				done |= q ? FRDONE : FLDONE;
			}
		}
		if (!done)
			continue;
		REG(INT_CLR) = 0;
		REG(INT_STS) = done;
		*(volatile uint32_t *)(gic + GICD_ISPENDR + irq / 32 * 4) = 1u << irq % 32;
		for (int i = 0; i < 200 && !(REG(INT_CLR) & done); i++)
			nap(1);
		for (int q = 0; q < 2; q++)
			if (done & (q ? FRDONE : FLDONE))
				printf("%s %s %u %lld %lld\n", argv[2], engine[q], jobs[q].pid, (long long)jobs[q].start, (long long)now_ns());
		REG(INT_STS) = 0;
		REG(INT_CLR) = 0;
		fflush(stdout);
	}
}
