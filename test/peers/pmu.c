// LD_PRELOAD for intel_gpu_top, which does nothing without the PMU of i915: every perf event it opens becomes one that counts nothing.
// Its engine bars then show 0; its client rows come from fdinfo and are what is compared.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/perf_event.h>
#include <stdarg.h>
#include <sys/syscall.h>

long syscall(long number, ...)
{
	long (*next)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	long args[6];
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		args[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_perf_event_open) {
		struct perf_event_attr *event = (struct perf_event_attr *)args[0];

		event->type = PERF_TYPE_SOFTWARE;
		event->config = PERF_COUNT_SW_DUMMY;
	}
	return next(number, args[0], args[1], args[2], args[3], args[4], args[5]);
}
