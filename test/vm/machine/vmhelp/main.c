#include <time.h>
#include "vmhelp.h"

void die(const char *what)
{
	fprintf(stderr, "vmhelp: %s: %s\n", what, strerror(errno));
	exit(1);
}

void nap(long ms)
{
	struct timespec t = { ms / 1000, (ms % 1000) * 1000000L };

	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static const struct command {
	const char *name, *args;
	int least;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "hold", "PATH [KIND [COUNT [MIB]]]", 1, hold },
	{ "load", "PATH BUSY_MS IDLE_MS [render|bin]", 3, load },
	{ "standin", "PATH MIB [ENGINE PERMILLE]...", 2, standin },
	{ "fakev3d", "REGISTERS IRQ NAME", 3, fakev3d },
	{ "as", "UID CAPABILITY,...|none COMMAND...", 3, as },
	{ "pty", "COLUMNS ROWS COMMAND...", 3, pty_run },
	{ "swarm", "PROCESSES FDS [PATH]", 2, swarm },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (argc > 1 && !strcmp(argv[1], commands[i].name) && argc - 2 >= commands[i].least)
			return commands[i].run(argc - 2, argv + 2);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(stderr, "usage: vmhelp %s %s\n", commands[i].name, commands[i].args);
	return 2;
}
