/* as: runs COMMAND as user UID with exactly the named capabilities (`sys_ptrace,dac_read_search`, or `none`), permitted,
 * effective and ambient, so that they survive the exec of a program that knows nothing of them. */
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include "vmhelp.h"

static const struct { const char *name; int bit; } known[] = {
	{ "dac_override", CAP_DAC_OVERRIDE }, { "dac_read_search", CAP_DAC_READ_SEARCH }, { "sys_ptrace", CAP_SYS_PTRACE },
	{ "sys_admin", CAP_SYS_ADMIN }, { "perfmon", CAP_PERFMON },
};

static int bit_of(const char *name)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(name, known[i].name))
			return known[i].bit;
	errno = EINVAL;
	die(name);
}

int as(int argc, char **argv)
{
	uid_t uid = atoi(argv[0]);
	uint64_t caps = 0;

	(void)argc;
	for (char *name = strtok(argv[1], ","); name; name = strtok(0, ","))
		if (strcmp(name, "none"))
			caps |= 1ULL << bit_of(name);
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {
		{ caps, caps, caps },
		{ caps >> 32, caps >> 32, caps >> 32 },
	};

	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setgroups(0, 0) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
		die("user");
	if (syscall(SYS_capset, &header, data))
		die("capset");
	for (int bit = 0; bit < 64; bit++)
		if (caps >> bit & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, bit, 0, 0))
			die("ambient");
	execvp(argv[2], argv + 2);
	die(argv[2]);
}
