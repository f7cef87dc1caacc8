// SPDX-License-Identifier: GPL-2.0
/*
 * player: plays the silicon behind the panfrost driver, whose registers are reserved RAM (../../gpus/panfrost.dts).
 * A job takes as many milliseconds as the low 12 bits of its chain's address say; the bits above are the pid of its
 * client (`vmhelp load`). When it is over, the job slot's bit is set in JOB_INT_RAWSTAT and the job interrupt is made
 * pending. Real hardware clears the bit at once when the driver writes JOB_INT_CLEAR; RAM does not, so a probe clears
 * it when the driver takes the job off its queue, just before it reads the register again. Real hardware also starts a
 * job at once when its slot is idle, and frees the slot's NEXT registers: a second probe does that before the driver
 * writes the next job there.
 *
 * It is the truth for the tests: debugfs `player` has a line "panfrost ENGINE PID AFTER STARTED BEFORE ENDED" for each
 * job, the newest LOG of them, in ns of CLOCK_MONOTONIC. The driver queued it between AFTER and STARTED, and took it
 * off its queue between BEFORE and ENDED.
 */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/seq_file.h>

/* drivers/gpu/drm/panfrost/panfrost_regs.h */
#define CYCLE_COUNT_LO 0x90
#define JOB_RAWSTAT 0x1000
#define JOB_STAT 0x100c
#define JOB_JS_STATE 0x1010
#define JS(n) (0x1800 + (n) * 0x80)
#define JS_HEAD_NEXT_LO 0x40
#define JS_COMMAND_NEXT 0x60
#define SLOTS 3
#define LOG 8192

struct job {
	u64 after, started, end; /* end 0: none */
	u32 pid, slot;
};

static void __iomem *regs;
static int irq;
static struct task_struct *task;
static DEFINE_SPINLOCK(lock); /* running[] and the registers below */
static struct job running[SLOTS], finished[SLOTS];
static struct job jobs[LOG];
static u64 looked;
static unsigned int logged; /* written under the lock; a reader that races with it sees one torn line at worst */

static int log_show(struct seq_file *s, void *unused)
{
	static const char * const engine[SLOTS] = { "fragment", "vertex-tiler", "compute" };
	unsigned int n = smp_load_acquire(&logged), i;

	for (i = n > LOG ? n - LOG : 0; i < n; i++) {
		struct job *j = &jobs[i % LOG];

		seq_printf(s, "panfrost %s %u %llu %llu %llu %llu\n", engine[j->slot], j->pid, j->after, j->started,
			   j->end, j->end);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(log);

/* Which slots have a job, running or queued. The driver gives a job up for done when its slot looks idle. */
static void write_state(void)
{
	u32 state = 0;
	int i;

	for (i = 0; i < SLOTS; i++)
		if (running[i].end || readl(regs + JS(i) + JS_COMMAND_NEXT) == 1)
			state |= BIT(i);
	writel(state, regs + JOB_JS_STATE);
}

static void log_finished(int slot)
{
	struct job *j = &finished[slot];

	if (!j->end)
		return;
	j->end = ktime_get_ns();
	jobs[logged % LOG] = *j;
	smp_store_release(&logged, logged + 1);
	j->end = 0;
}

/* panfrost_dequeue_job(pfdev, slot): the driver holds its own lock, so nothing is queued meanwhile. */
static int on_dequeue(struct kprobe *p, struct pt_regs *r)
{
	u32 bit = BIT(r->regs[1] & 3);

	spin_lock(&lock);
	log_finished(r->regs[1] & 3);
	writel(readl(regs + JOB_STAT) & ~bit, regs + JOB_STAT);
	writel(readl(regs + JOB_RAWSTAT) & ~bit, regs + JOB_RAWSTAT);
	write_state();
	spin_unlock(&lock);
	return 0;
}
static struct kprobe probe = { .symbol_name = "panfrost_dequeue_job", .pre_handler = on_dequeue };

/* The slot starts the job that is queued in its NEXT registers, if there is one. */
static void take_next(int slot, u64 now)
{
	u32 head;

	if (readl(regs + JS(slot) + JS_COMMAND_NEXT) != 1)
		return;
	head = readl(regs + JS(slot) + JS_HEAD_NEXT_LO);
	running[slot] = (struct job){ looked, now, now + (head & 0xfff) * 1000000ull, head >> 12, slot };
	writel(0, regs + JS(slot) + JS_COMMAND_NEXT);
}

/* panfrost_job_run(sched_job): the driver is about to look whether NEXT is free. */
static int on_run(struct kprobe *p, struct pt_regs *r)
{
	u64 now;
	int i;

	spin_lock(&lock);
	now = ktime_get_ns();
	for (i = 0; i < SLOTS; i++)
		if (!running[i].end)
			take_next(i, now);
	spin_unlock(&lock);
	return 0;
}
static struct kprobe run_probe = { .symbol_name = "panfrost_job_run", .pre_handler = on_run };

static void finish(int slot, u64 now)
{
	finished[slot] = running[slot];
	running[slot].end = 0;
	take_next(slot, now);
	write_state();
	writel(BIT(slot), regs + JOB_RAWSTAT);
	writel(BIT(slot), regs + JOB_STAT);
	irq_set_irqchip_state(irq, IRQCHIP_STATE_PENDING, true);
}

static int play(void *unused)
{
	while (!kthread_should_stop()) {
		u64 now = ktime_get_ns(), cycles = now / 10 * 8; /* 800 MHz */
		int i;

		writel(cycles >> 32, regs + CYCLE_COUNT_LO + 4);
		writel(cycles, regs + CYCLE_COUNT_LO);
		spin_lock(&lock);
		for (i = 0; i < SLOTS; i++) {
			if (!running[i].end)
				take_next(i, now);
			/* one job ends at a time: see on_dequeue */
			if (running[i].end && now >= running[i].end && !readl(regs + JOB_RAWSTAT))
				finish(i, now);
		}
		looked = now;
		spin_unlock(&lock);
		usleep_range(500, 1000);
	}
	return 0;
}

static int __init player_init(void)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "arm,mali-t860");
	int ret;

	if (!np)
		return -ENODEV;
	regs = of_iomap(np, 0);
	irq = of_irq_get_byname(np, "job");
	if (!regs || irq <= 0)
		return -ENODEV;
	ret = register_kprobe(&probe);
	if (!ret)
		ret = register_kprobe(&run_probe);
	if (ret)
		return ret;
	debugfs_create_file("player", 0400, NULL, NULL, &log_fops);
	task = kthread_run(play, NULL, "fakemali");
	if (IS_ERR(task))
		return PTR_ERR(task);
	sched_set_fifo_low(task); /* a chip does not wait for its turn */
	return 0;
}
module_init(player_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("plays a Mali for the panfrost driver");
