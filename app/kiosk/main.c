// SPDX-License-Identifier: Apache-2.0
// sao-kiosk: arguments, configuration, then the loop (kiosk.c).
#include "base/log.h"
#include "kiosk/kiosk.h"
#include <getopt.h>
#include <stdio.h>

#define DEFAULT_CONFIG "/etc/sao/kiosk.conf"
#define EXIT_USAGE 2
#define EXIT_CONFIG 78

enum {
	OPTION_HELP = 256,
	OPTION_VERSION,
	OPTION_CHECK,
	OPTION_CONFIG,
	OPTION_ROLE,
	OPTION_SIZE,
	OPTION_SOCKET,
	OPTION_SCRIPT,
	OPTION_CLOCK,
	OPTION_ENROL
};

static const struct option OPTIONS[] = {
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{"check-config", no_argument, NULL, OPTION_CHECK},
	{"config", required_argument, NULL, OPTION_CONFIG},
	{"role", required_argument, NULL, OPTION_ROLE},
	{"size", required_argument, NULL, OPTION_SIZE},
	{"test-socket", required_argument, NULL, OPTION_SOCKET},
	{"script", required_argument, NULL, OPTION_SCRIPT},
	{"test-clock", required_argument, NULL, OPTION_CLOCK},
	{"enrol", required_argument, NULL, OPTION_ENROL},
	{NULL, 0, NULL, 0},
};

#define SYNOPSIS                                                                                             \
	"usage: sao-kiosk [OPTION...]\n"                                                                     \
	"       sao-kiosk [--config FILE] --check-config\n"                                                  \
	"       sao-kiosk --help | --version\n"
static const char HELP[] = SYNOPSIS
	"\n"
	"  --config FILE       configuration, else " DEFAULT_CONFIG "\n"
	"  --check-config      check it, say every fault, end\n"
	"  --role touch|board  what this screen is, over the configuration\n"
	"  --size WxH          a window of this size instead of the whole display\n"
	"  --enrol CODE        join central with this code\n"
	"  --test-socket PATH  be driven through this Unix socket\n"
	"  --script FILE       play these commands; ends at the first that is refused\n"
	"  --test-clock TIME   the wall clock begins at this time (RFC 3339); central on loopback only\n"
	"  --help, --version\n"
	"\n"
	"Exit: 0 done, 1 failed, 2 usage, 75 the disk refused (start again), 78 bad configuration.\n";

struct arguments {
	const char *config, *role, *size;
	bool is_check;
	struct kiosk_options options;
};

static int usage(const char *why, const char *word)
{
	if (*why)
		fprintf(stderr, "sao-kiosk: %s%s\n", why, word);
	fputs(SYNOPSIS, stderr);
	return EXIT_USAGE;
}

// -1: go on; else the exit status.
static int arguments_read(struct arguments *arguments, int argc, char **argv)
{
	static char name[] = "sao-kiosk";
	int option;

	argv[0] = name; // in what getopt says
	while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1) {
		switch (option) {
		case OPTION_HELP:
			fputs(HELP, stdout);
			return 0;
		case OPTION_VERSION:
			puts("sao-kiosk " SAO_VERSION);
			return 0;
		case OPTION_CHECK:
			arguments->is_check = true;
			break;
		case OPTION_CONFIG:
			arguments->config = optarg;
			break;
		case OPTION_ROLE:
			arguments->role = optarg;
			break;
		case OPTION_SIZE:
			arguments->size = optarg;
			break;
		case OPTION_SOCKET:
			arguments->options.test_socket = optarg;
			break;
		case OPTION_SCRIPT:
			arguments->options.script = optarg;
			break;
		case OPTION_CLOCK:
			if (civil_read(optarg, &arguments->options.test_clock) == ERR_NONE)
				break;
			return usage("--test-clock: not a time: ", optarg);
		case OPTION_ENROL:
			arguments->options.enrol_code = optarg;
			break;
		default:
			return usage("", ""); // said by getopt
		}
	}
	return optind < argc ? usage("one word too many: ", argv[optind]) : -1;
}

static int run(const struct arguments *arguments, struct kiosk_config *config)
{
	struct kiosk kiosk = {0};
	int status = 1;

	if (kiosk_open(&kiosk, config, &arguments->options) == ERR_NONE)
		status = kiosk_run(&kiosk);
	else
		fprintf(stderr, "sao-kiosk: %s\n", kiosk.why);
	kiosk_close(&kiosk);
	return status;
}

int main(int argc, char **argv)
{
	struct arguments arguments = {DEFAULT_CONFIG, "", "", false, {"", "", "", 0}};
	struct kiosk_config config;
	struct arena arena;
	int status = arguments_read(&arguments, argc, argv);

	if (status >= 0)
		return status;
	arena_init(&arena, 0);
	if (kiosk_config_read(&config, arguments.config, &arena) != ERR_NONE) {
		status = EXIT_CONFIG;
	} else if (kiosk_config_override(&config, arguments.role, arguments.size) != ERR_NONE) {
		status = usage(
			"--role is touch or board, --size WIDTHxHEIGHT in pixels, each from 480 to 16384",
			"");
	} else if (arguments.options.test_clock && !kiosk_config_is_loopback(&config)) {
		fputs("sao-kiosk: --test-clock only with central on this machine\n", stderr);
		status = EXIT_USAGE;
	} else {
		status = arguments.is_check ? 0 : run(&arguments, &config);
	}
	arena_finish(&arena);
	return status;
}
